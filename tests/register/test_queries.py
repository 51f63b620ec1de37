"""As of a day in the world, as known on a day in the office."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from huangce.register.erase import erase
from huangce.register.queries import (
    NothingKnownYet,
    NotKnown,
    end_of,
    household_at,
    members_at,
    person_at,
    residences_at,
    same_person,
    timeline,
    together,
)
from huangce.register.seal import seal
from huangce.rules.acts.birth import Birth
from huangce.rules.acts.corrections import Correction
from huangce.rules.acts.death import Death
from huangce.rules.acts.duplicates import Link
from huangce.rules.acts.moves import MoveWithin
from huangce.rules.acts.residences import ResidenceDeclared
from huangce.rules.acts.reversals import BatchUndone, Reversal
from tests import lins
from tests.lins import shown
from tests.register.conftest import do, one, open_house
from tests.register.test_opening import lists, load

MARCH, MAY, JUNE = date(2026, 3, 1), date(2026, 5, 1), date(2026, 6, 1)


def later(days: int) -> datetime:
    """A day at the office after the tests' day."""
    return lins.NOW + timedelta(days=days)


def death(record: int, happened_on: date = MAY, **changes) -> Death:
    return Death(happened_on=happened_on, person=record, evidence=shown("cremation_certificate"), **changes)


def reversal(act: int) -> Reversal:
    return Reversal(happened_on=MAY, act=act, reason="wrong person", approved_by=lins.CHEN.id)


def moved(persons: tuple[int, ...], happened_on: date = MARCH) -> MoveWithin:
    return MoveWithin(
        happened_on=happened_on,
        persons=persons,
        relations=("02",) * len(persons),
        division=lins.NEXT_VILLAGE,
        address="四川省达州市达川区石桥镇东桥村1组7号",
    )


def status(record: int, **when) -> str:
    found = person_at(record, **when)
    assert found is not None
    return found.text("registration", "status")


def test_it_works(house):
    new = do(moved((house.grandmother,))).created["new_household"]
    assert [one.id for one in members_at(new)] == [house.grandmother]
    assert len(members_at(house.id)) == 3
    assert len(members_at(house.id, as_of=MARCH - timedelta(days=1))) == 4
    assert household_at(new, as_of=date(2026, 2, 1)) is None
    assert household_at(new, as_of=MARCH).text("household", "division") == lins.NEXT_VILLAGE
    assert person_at(house.grandmother, as_of=date(2025, 1, 1)).household == house.id


def test_before_a_register_was_taken_over_nothing_is_known_of_its_people(house):
    for ask in (person_at, household_at, members_at, residences_at):
        with pytest.raises(NotKnown) as caught:
            ask(house.id, as_of=lins.OPENED - timedelta(days=1))
        assert caught.value.details["since"] == lins.OPENED


def test_before_a_birth_it_is_known_that_there_was_nobody(house):
    given = {"household": house.id, "name": "林小雨", "sex": "2", "ethnicity": "01", "relation": "32"}
    shown_to = {"mother": house.mother, "evidence": shown("birth_certificate")}
    child = do(Birth(happened_on=MAY, **given, **shown_to)).created["child"]
    assert person_at(child, as_of=date(2026, 4, 30)) is None
    older = do(Birth(happened_on=date(2015, 1, 1), **given, **shown_to)).created["child"]
    assert person_at(older, as_of=date(2014, 12, 31)) is None
    with pytest.raises(NotKnown):
        person_at(older, as_of=date(2015, 1, 1))


def test_a_person_is_no_household_and_nothing_is_nothing(house):
    assert person_at(house.id) is None
    assert household_at(house.son) is None
    assert person_at(12345) is None
    assert timeline(12345) == []


def test_what_was_known_on_a_day_does_not_change_afterwards(committed_db):
    house = open_house()
    seal(now=later(0))
    act = do(death(house.grandmother), now=later(1)).act
    seal(now=later(2))
    back = do(reversal(act), now=later(3)).act
    assert status(house.grandmother) == "registered"
    seal(now=later(4))
    again = do(reversal(back), now=later(5)).act
    known = {day: status(house.grandmother, as_known=JUNE + timedelta(days=day)) for day in range(5)}
    assert known == {0: "registered", 1: "registered", 2: "cancelled", 3: "cancelled", 4: "registered"}
    assert status(house.grandmother) == "cancelled"
    assert status(house.grandmother, as_of=date(2026, 4, 30)) == "registered"
    with pytest.raises(NothingKnownYet):
        status(house.grandmother, as_known=JUNE - timedelta(days=1))
    lines = {line.act: line for line in timeline(house.grandmother)}
    assert list(lines) == [min(lines), act, back, again]
    assert [line.voided_by for line in lines.values()] == [None, None, again, None]
    assert [line.position for line in lines.values()] == [1, 2, 3, None]
    then = {line.act: line.voided_by for line in timeline(house.grandmother, as_known=JUNE + timedelta(days=4))}
    assert then == {min(lines): None, act: back, back: None}


def test_a_timeline_says_why_an_act_is_void(house):
    act = do(death(house.grandmother)).act
    back = do(reversal(act)).act
    line = next(one for one in timeline(house.grandmother) if one.act == act)
    assert (line.is_effective, line.voided_by, line.reason) == (False, back, "wrong person")
    assert {fact.group for fact in line.facts} == {"life", "registration"}


def test_a_timeline_shows_the_load_and_that_it_was_undone(committed_db):
    _households, frame = lists(3)
    opened = load(frame)
    undone = do(BatchUndone(happened_on=MAY, batch=opened.batch, reason="wrong file")).act
    first, second = timeline(int(opened.links["person"][0]))
    assert (first.voided_by, first.reason) == (undone, "wrong file")
    assert (second.kind, second.is_effective) == ("batch_undone", True)
    assert person_at(int(opened.links["person"][0])) is None


def test_erased_values_are_said_to_be_erased(committed_db):
    house = open_house()
    erase(
        house.son,
        ("details",),
        by=lins.LIN,
        approved_by=lins.CHEN.id,
        happened_on=MAY,
        now=lins.NOW,
        legal_ground="个人信息保护法 art. 47",
    )
    (line,) = timeline(house.son)
    assert line.erased == ("details",)
    assert "details" not in {fact.group for fact in line.facts}


def test_a_correction_shows_in_the_past_as_it_is_known_now(committed_db):
    house = open_house()
    seal(now=later(0))
    do(
        Correction(
            happened_on=MAY,
            record=house.son,
            group="identity",
            items={"name": "林颢"},
            approved_by=lins.CHEN.id,
            evidence=shown("archive"),
        ),
        now=later(1),
    )
    seal(now=later(1))
    past = date(2021, 1, 1)
    assert person_at(house.son, as_of=past).text("identity", "name") == "林颢"
    assert person_at(house.son, as_of=past, as_known=JUNE).text("identity", "name") == "林浩"


def test_residences_are_those_of_the_day(house):
    live = {"person": house.father, "residence_kind": "usual", "division": lins.VILLAGE, "address": "石桥村3组12号"}
    first = do(ResidenceDeclared(happened_on=date(2026, 1, 5), **live)).created["residence"]
    second = do(ResidenceDeclared(happened_on=MAY, ends=first, **live)).created["residence"]
    assert [one.id for one in residences_at(house.father)] == [second]
    assert [one.id for one in residences_at(house.father, as_of=date(2026, 4, 30))] == [first]
    assert [one.id for one in residences_at(house.father, as_of=MAY)] == [second]
    assert residences_at(house.father, as_of=date(2026, 1, 4)) == ()


def test_linked_records_are_one_person(house):
    others = []
    for _copy in range(2):
        double = do(lins.family(lins.Member(name="林浩", relation="02", sex="1"))).created["household"]
        others.append(one("select id from person where household = %s", double))
    documents = {"approved_by": lins.CHEN.id, "evidence": shown("duplicate_investigation"), "heard": True}
    for other in others:
        do(Link(happened_on=MAY, kept=house.son, other=other, **documents))
    assert same_person(house.son) == same_person(others[1]) == tuple(sorted((house.son, *others)))
    assert same_person(house.father) == (house.father,)


def test_a_day_ends_in_the_office_not_in_greenwich():
    assert end_of(date(2026, 6, 1)).isoformat() == "2026-06-01T23:59:59.999999+08:00"


def test_what_is_asked_together_is_answered_as_one_by_one_and_read_once(db):
    house = open_house()
    do(moved((house.son,)))

    def asked():
        people = (house.grandmother, house.son)
        return (
            [person_at(one) for one in people],
            [person_at(one, as_of=MARCH - timedelta(days=1)) for one in people],
            [residences_at(one) for one in people],
            [timeline(one) for one in people],
            household_at(house.id),
            members_at(house.id),
        )

    apart = asked()
    with together():
        assert asked() == apart
        with pytest.raises(NothingKnownYet):
            person_at(house.son, as_known=date(2001, 1, 1))
        do(death(house.grandmother))
        assert person_at(house.grandmother) == apart[0][0]
        assert not person_at(house.grandmother).died_on
    assert person_at(house.grandmother).died_on == MAY
