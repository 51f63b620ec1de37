"""Two records were taken for one person and are parted again: what was recorded meanwhile goes to whom it is about."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from huangce.errors import Refused
from huangce.register.bearing import to_allocate
from huangce.register.locks import raw_cursor
from huangce.register.queries import person_at
from huangce.register.rebuild import asides_of, compare
from huangce.rules.acts.base import Act
from huangce.rules.acts.birth import Birth
from huangce.rules.acts.cancellations import Cancellation, NotHeard, NoticeRuns
from huangce.rules.acts.corrections import Correction
from huangce.rules.acts.death import Death
from huangce.rules.acts.duplicates import AlreadyLinked, Link, NotAllocated, NothingToTake, Unlink
from huangce.rules.acts.households import ChangeOfReferencePerson, HouseholdSplit
from huangce.rules.acts.moves import MoveOut, MoveWithin
from huangce.rules.acts.residences import ResidenceDeclared
from huangce.rules.acts.reversals import Reversal
from tests import lins
from tests.lins import shown
from tests.register.conftest import House, do, one, open_house, person
from tests.statistics import histories

LINKED, PARTED = date(2026, 2, 1), date(2026, 5, 20)
DOCUMENTS: dict[str, Any] = {"approved_by": lins.CHEN.id, "evidence": shown("duplicate_investigation")}


@dataclass(frozen=True)
class Pair:
    """The son of the Lins, and the entry that was taken for a second one of him, in a household with somebody else."""

    house: House
    kept: int
    other: int
    home: int


@pytest.fixture
def pair(db: None) -> Pair:
    house = open_house()
    members = (
        lins.Member(name="林大山", relation="02", sex="1", birth_date="1955-01-02"),
        lins.Member(name="林浩", relation="22", sex="1", birth_date="2008-02-11"),
    )
    home = do(lins.family(*members, address="石桥镇东桥村1组7号", division=lins.NEXT_VILLAGE)).created["household"]
    other = one("select id from person where household = %s and name = '林浩'", home)
    do(Link(happened_on=LINKED, kept=house.son, other=other, heard=True, **DOCUMENTS))
    return Pair(house, house.son, other, home)


@pytest.mark.parametrize(
    ("noticed_on", "refusal"),
    [(None, NotHeard), (date(2026, 1, 1), NoticeRuns), (date(2025, 12, 31), None)],
    ids=["no notice", "the last of thirty days is a Saturday", "thirty days are over"],
)
def test_who_does_not_come_counts_as_heard_thirty_days_after_the_notice(
    pair: Pair, noticed_on: date | None, refusal: type[Refused] | None
) -> None:
    do(Unlink(happened_on=LINKED, kept=pair.kept, other=pair.other, **DOCUMENTS))
    again = Link(happened_on=LINKED, kept=pair.kept, other=pair.other, noticed_on=noticed_on, **DOCUMENTS)
    ending = Cancellation(
        happened_on=LINKED,
        person=pair.kept,
        ended_by="fictitious",
        noticed_on=noticed_on,
        approved_by=lins.CHEN.id,
        evidence=shown("fictitious_investigation"),
    )
    for act in (again, ending):
        if refusal is None:
            assert do(act).act
        else:
            with pytest.raises(refusal):
                do(act)


def death_of(record: int, on: date = date(2026, 3, 1)) -> Act:
    return Death(happened_on=on, person=record, evidence=shown("medical_death_certificate"))


def correction_of(record: int) -> Act:
    items = {"education": "60"}
    return Correction(
        happened_on=date(2026, 3, 1),
        record=record,
        group="details",
        items=items,
        as_change=True,
        evidence=shown("declaration"),
    )


def move_of(record: int, household: int, on: date = date(2026, 3, 1)) -> Act:
    return MoveWithin(
        happened_on=on,
        persons=(record,),
        relations=("97",),
        to_household=household,
    )


def part(pair: Pair, allocation: dict[int, int], **changes: Any) -> None:
    given: dict[str, Any] = {"happened_on": PARTED, "kept": pair.kept, "other": pair.other, "allocation": allocation}
    do(Unlink(**given, **DOCUMENTS, **changes))
    with raw_cursor() as cursor:
        assert compare(cursor, asides_of(cursor))[1] == []


def test_it_works(pair: Pair) -> None:
    assert person(pair.other)["status"] == "cancelled"
    part(pair, {})
    for record, household in ((pair.kept, pair.house.id), (pair.other, pair.home)):
        row = person(record)
        assert (row["status"], row["household"], row["same_as"]) == ("registered", household, None)


def test_a_death_recorded_meanwhile_is_that_of_the_other_and_nobody_rises_from_the_dead(pair: Pair) -> None:
    act = do(death_of(pair.kept)).act
    with pytest.raises(NotAllocated):
        part(pair, {})
    part(pair, {act: pair.other})
    dead, alive = person(pair.other), person(pair.kept)
    assert (dead["status"], dead["died_on"]) == ("cancelled", date(2026, 3, 1))
    assert (alive["status"], alive["died_on"], alive["household"]) == ("registered", None, pair.house.id)


def test_a_death_that_is_of_the_one_who_was_kept_stays_and_the_other_lives(pair: Pair) -> None:
    act = do(death_of(pair.kept)).act
    part(pair, {act: pair.kept})
    assert person(pair.kept)["status"] == "cancelled"
    assert (person(pair.other)["status"], person(pair.other)["died_on"]) == ("registered", None)


def test_a_move_recorded_meanwhile_goes_with_the_other(pair: Pair) -> None:
    third = do(lins.family(lins.Member(name="赵一", relation="02", sex="2", birth_date="1970-01-01"))).created
    act = do(move_of(pair.kept, third["household"])).act
    assert person(pair.kept)["household"] == third["household"]
    part(pair, {act: pair.other})
    assert (person(pair.other)["household"], person(pair.other)["status"]) == (third["household"], "registered")
    assert (person(pair.kept)["household"], person(pair.kept)["status"]) == (pair.house.id, "registered")


def test_of_two_moves_each_is_given_to_one_and_counts_from_its_own_day(pair: Pair) -> None:
    third = do(lins.family(lins.Member(name="赵一", relation="02", sex="2", birth_date="1970-01-01"))).created
    fourth = do(lins.family(lins.Member(name="钱二", relation="02", sex="2", birth_date="1971-01-01"))).created
    first = do(move_of(pair.kept, third["household"])).act
    second = do(move_of(pair.kept, fourth["household"], date(2026, 4, 1))).act
    part(pair, {first: pair.other, second: pair.kept})
    assert person(pair.other)["household"] == third["household"]
    assert person(pair.kept)["household"] == fourth["household"]
    between = person_at(pair.kept, as_of=date(2026, 3, 15))
    assert between is not None
    assert between.household == pair.house.id  # not where the second move led, before it happened


def test_a_correction_recorded_meanwhile_goes_with_the_other(pair: Pair) -> None:
    act = do(correction_of(pair.kept)).act
    part(pair, {act: pair.other})
    assert (person(pair.other)["education"], person(pair.other)["status"]) == ("60", "registered")
    assert person(pair.kept)["education"] is None


def test_who_moved_away_meanwhile_is_not_registered_here_again(pair: Pair) -> None:
    away = MoveOut(
        happened_on=date(2026, 3, 1),
        persons=(pair.kept,),
        to_division="510104",
        reason="joining_relatives",
        evidence=shown("move_in_permit"),
    )
    act = do(away).act
    status = person(pair.kept)["status"]
    part(pair, {act: pair.other})
    assert person(pair.other)["status"] == status
    assert person(pair.kept)["status"] == "registered"


def test_of_ordinary_items_the_value_of_either_is_kept_and_given_back(db: None) -> None:
    house = open_house()
    twin = lins.Member(
        name="林浩", relation="02", sex="1", birth_date="2008-02-11", former_name="林小浩", education="70"
    )
    home = do(lins.family(twin, address="石桥镇东桥村1组7号", division=lins.NEXT_VILLAGE)).created["household"]
    other = one("select id from person where household = %s", home)
    link: dict[str, Any] = {"happened_on": LINKED, "kept": house.son, "other": other, "heard": True, **DOCUMENTS}
    for item in ("birth_date", "marital_status", "status", "nonsense"):
        with pytest.raises(NothingToTake):
            do(Link(**link, take=(item,)))
    do(Link(**link, take=("former_name", "education")))
    assert (person(house.son)["former_name"], person(house.son)["education"]) == ("林小浩", "70")
    mine = do(correction_of(house.son)).act  # a later word on the kept record itself stays its own
    do(
        Unlink(
            happened_on=PARTED, kept=house.son, other=other, allocation={mine: house.son}, restore=False, **DOCUMENTS
        )
    )
    assert (person(house.son)["former_name"], person(house.son)["education"]) == (None, "60")
    assert (person(other)["former_name"], person(other)["education"]) == ("林小浩", "70")
    between = person_at(house.son, as_of=date(2026, 2, 15))
    assert between is not None
    assert between.text("details", "education") == ""


def birth_to(mother: int, household: int) -> Birth:
    return Birth(
        happened_on=date(2026, 3, 1),
        household=household,
        mother=mother,
        name="林小雨",
        sex="2",
        ethnicity="01",
        relation="41",
        evidence=shown("birth_certificate"),
    )


def declared(record: int) -> Act:
    return ResidenceDeclared(
        happened_on=date(2026, 3, 1),
        person=record,
        residence_kind="temporary",
        division=lins.NEXT_VILLAGE,
        address="石桥镇东桥村2组3号",
    )


def test_a_residence_that_only_names_the_kept_record_is_asked_about_and_goes_to_whom_it_is_of(pair: Pair) -> None:
    receipt = do(declared(pair.kept))
    with pytest.raises(NotAllocated, match=str(receipt.act)):
        part(pair, {})
    part(pair, {receipt.act: pair.other})
    assert one("select person from residence where id = %s", receipt.created["residence"]) == pair.other


def test_a_residence_of_the_kept_one_stays_theirs(pair: Pair) -> None:
    receipt = do(declared(pair.kept))
    part(pair, {receipt.act: pair.kept})
    assert one("select person from residence where id = %s", receipt.created["residence"]) == pair.kept


def test_what_was_taken_back_before_is_not_asked_about(pair: Pair) -> None:
    receipt = do(declared(pair.kept))
    do(Reversal(happened_on=date(2026, 3, 1), act=receipt.act, reason="again", approved_by=lins.CHEN.id))
    part(pair, {})


def test_of_a_birth_it_is_asked_whose_child_it_is(db: None) -> None:
    house = open_house()
    member = lins.Member(name="王秀英", relation="02", sex="2", birth_date="1981-04-05")
    home = do(lins.family(member, address="石桥镇东桥村1组7号", division=lins.NEXT_VILLAGE)).created["household"]
    other = one("select id from person where household = %s", home)
    do(Link(happened_on=LINKED, kept=house.mother, other=other, heard=True, **DOCUMENTS))
    receipt = do(birth_to(house.mother, house.id))
    assert to_allocate(house.mother, other) == [receipt.act]
    given: dict[str, Any] = {"happened_on": PARTED, "kept": house.mother, "other": other, **DOCUMENTS}
    with pytest.raises(NotAllocated):
        do(Unlink(**given))
    do(Unlink(**given, allocation={receipt.act: other}))
    assert person(receipt.created["child"])["household"] == house.id  # where the child is registered is another act
    # The household was closed when its only member was taken for a second entry: it is open again, and led as before.
    assert (person(other)["status"], person(other)["household"]) == ("registered", home)
    assert one("select household_status from household where id = %s", home) == "open"
    assert one("select reference_person from household where id = %s", home) == other


def test_a_third_record_linked_meanwhile_goes_with_whom_it_is_of(pair: Pair) -> None:
    twin = lins.Member(name="林浩", relation="02", sex="1", birth_date="2008-02-11")
    home = do(lins.family(twin, address="石桥镇东桥村1组9号", division=lins.NEXT_VILLAGE)).created["household"]
    third = one("select id from person where household = %s", home)
    act = do(Link(happened_on=date(2026, 3, 1), kept=pair.kept, other=third, heard=True, **DOCUMENTS)).act
    with pytest.raises(NotAllocated):
        part(pair, {})
    part(pair, {act: pair.other})
    assert person(third)["same_as"] == pair.other


def test_who_became_head_of_a_household_meanwhile_is_whom_the_act_is_given_to(pair: Pair) -> None:
    change = ChangeOfReferencePerson(
        happened_on=date(2026, 3, 1),
        household=pair.house.id,
        new_reference_person=pair.house.mother,
        persons=(pair.house.father, pair.kept),
        relations=("11", "21"),
    )
    assert do(change).act in to_allocate(pair.kept, pair.other)
    split = HouseholdSplit(
        happened_on=date(2026, 4, 1),
        household=pair.house.id,
        persons=(pair.kept,),
        relations=("02",),
    )
    receipt = do(split)
    opened = next(iter(receipt.created.values()))
    allocation = dict.fromkeys(to_allocate(pair.kept, pair.other), pair.kept) | {receipt.act: pair.other}
    part(pair, allocation)
    assert one("select reference_person from household where id = %s", opened) == pair.other
    assert (person(pair.other)["household"], person(pair.kept)["household"]) == (opened, pair.house.id)


def test_an_act_of_the_other_that_names_a_head_names_the_other(pair: Pair) -> None:
    change = ChangeOfReferencePerson(
        happened_on=date(2026, 3, 1),
        household=pair.house.id,
        new_reference_person=pair.kept,
        persons=(pair.house.father,),
        relations=("51",),
    )
    act = do(change).act
    part(pair, {act: pair.other})
    assert one("select reference_person from household where id = %s", pair.house.id) == pair.other
    assert (person(pair.kept)["relation"], person(pair.other)["relation"]) == ("22", "02")


def test_a_household_that_closed_or_got_another_head_by_an_act_of_the_other_is_as_it_was(db: None) -> None:
    alone = lins.Member(name="林浩", relation="02", sex="1", birth_date="2008-02-11")
    homes = [do(lins.family(alone, address=f"石桥镇东桥村1组{n}号", division=lins.NEXT_VILLAGE)) for n in (7, 9)]
    kept, other = (one("select id from person where household = %s", made.created["household"]) for made in homes)
    do(Link(happened_on=LINKED, kept=kept, other=other, heard=True, **DOCUMENTS))
    act = do(death_of(kept)).act
    home = homes[0].created["household"]
    assert one("select household_status from household where id = %s", home) == "closed"
    do(Unlink(happened_on=PARTED, kept=kept, other=other, allocation={act: other}, **DOCUMENTS))
    assert one("select household_status from household where id = %s", home) == "open"
    assert person(kept)["status"] == "registered"
    assert person(other)["status"] == "cancelled"


def test_who_came_along_stays_where_the_act_led_and_leads_there(pair: Pair) -> None:
    split = HouseholdSplit(
        happened_on=date(2026, 3, 1),
        household=pair.house.id,
        persons=(pair.house.grandmother, pair.kept),
        relations=("02", "41"),
    )
    receipt = do(split)
    opened = receipt.created["new_household"]
    part(pair, {receipt.act: pair.other})
    assert one("select reference_person from household where id = %s", opened) == pair.house.grandmother
    assert person(pair.house.grandmother)["household"] == person(pair.other)["household"] == opened
    assert person(pair.kept)["household"] == pair.house.id


def test_the_head_who_was_taken_for_a_second_entry_leads_again(db: None) -> None:
    house = open_house()
    members = (
        lins.Member(name="林浩", relation="02", sex="1", birth_date="1985-02-11"),
        lins.Member(name="周玲", relation="12", sex="2", birth_date="1986-03-12"),
    )
    home = do(lins.family(*members, address="石桥镇东桥村1组7号", division=lins.NEXT_VILLAGE)).created["household"]
    other = one("select id from person where household = %s and name = '林浩'", home)
    wife = one("select id from person where household = %s and name = '周玲'", home)
    do(Link(happened_on=LINKED, kept=house.father, other=other, heard=True, new_reference_person=wife, **DOCUMENTS))
    assert person(wife)["relation"] == "02"
    do(Unlink(happened_on=PARTED, kept=house.father, other=other, **DOCUMENTS))
    assert one("select reference_person from household where id = %s", home) == other
    assert (person(other)["relation"], person(wife)["relation"]) == ("02", "12")


def test_nothing_is_recorded_on_a_record_that_is_another(pair: Pair) -> None:
    with pytest.raises(Refused):
        do(death_of(pair.other))
    with pytest.raises(AlreadyLinked):
        do(Link(happened_on=date(2026, 3, 1), kept=pair.house.father, other=pair.other, heard=True, **DOCUMENTS))


OFTEN_LINKED = (
    (histories.born, 6),
    (histories.dead, 4),
    (histories.moved_in, 6),
    (histories.moved_within, 8),
    (histories.restored, 3),
    (histories.linked, 9),
    (histories.unlinked, 12),
    (histories.reversed_, 5),
    (histories.resident, 5),
)
CLOSED_WITH_MEMBERS = """
    select p.id from person p join household h on h.id = p.household
    where p.status = 'registered' and h.household_status <> 'open'
"""
HEADS_OUTSIDE = """
    select h.id from household h where h.household_status = 'open' and h.reference_person is not null
        and not exists (select from person p where p.id = h.reference_person and p.household = h.id)
"""


@pytest.mark.parametrize("seed", range(3))
def test_whoever_the_acts_are_given_to_households_hold_whom_they_should(committed_db: None, seed: int) -> None:
    life = histories.History(random.Random(seed))
    life.open()
    life.live(70, OFTEN_LINKED)
    with raw_cursor() as cursor:
        assert compare(cursor, asides_of(cursor))[1] == []
        assert cursor.execute(CLOSED_WITH_MEMBERS).fetchall() == []
        assert cursor.execute(HEADS_OUTSIDE).fetchall() == []
