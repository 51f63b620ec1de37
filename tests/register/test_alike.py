"""Nobody is entered twice: who may stand in the register already is looked at, and that it was stays with the act."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from huangce.register.alike import alike
from huangce.register.locks import raw_cursor
from huangce.register.recorded import recorded
from huangce.rules.acts.corrections import Correction
from huangce.rules.acts.duplicates import Link
from huangce.rules.acts.moves import MoveIn
from huangce.rules.acts.reversals import Reversal
from huangce.rules.newcomers import MayBeRegistered, Newcomer
from tests import lins
from tests.lins import shown
from tests.register.conftest import MAY, House, birth, do, person


def arrival(house: House, **changes: Any) -> MoveIn:
    given = {
        "happened_on": MAY,
        "household": house.id,
        "relation": "97",
        "from_division": "510104",
        "reason": "work",
        "name": "周大海",
        "sex": "1",
        "birth_date": "1980-05-03",
        "ethnicity": "01",
        "evidence": shown("migration_certificate"),
    }
    return MoveIn(**{**given, **changes})


def found(name: str, born: str, family: int | None = None) -> tuple[int, ...]:
    with raw_cursor() as cursor:
        return alike(cursor, Newcomer(name=name, birth_date=born, not_same_as=(), born_into=family))


def test_it_works(house: House) -> None:
    first = do(birth(house)).created["child"]
    with pytest.raises(MayBeRegistered) as refusal:
        do(birth(house))
    assert refusal.value.details == {"records": str(first)}
    second = do(birth(house, not_same_as=(first,)))
    assert recorded(second.act).submitted["not_same_as"] == [first]


@pytest.mark.parametrize(
    ("name", "born", "is_found"),
    [
        ("林建国", "1980-05-03", True),
        ("林健国", "1980-05-03", True),  # written otherwise, of the same sound
        ("林建国", "1980-05", True),  # the certificate has no day
        ("林建国", "1980", True),
        ("林建国", "1980-05-04", False),
        ("林建军", "1980-05-03", False),
        ("曾淑珍", "1941-07-30", True),  # the register knows the year alone
        ("曾淑珍", "1942-01-01", False),
    ],
)
def test_a_name_of_the_same_sound_and_a_possible_day_are_alike(
    house: House, name: str, born: str, is_found: bool
) -> None:
    assert bool(found(name, born)) is is_found


def test_a_twin_and_a_child_under_another_name_are_looked_at(house: House) -> None:
    first = do(birth(house)).created["child"]
    with pytest.raises(MayBeRegistered):
        do(birth(house, name="林天明", sex="1"))
    do(birth(house, name="林天明", sex="1", not_same_as=(first,)))


@pytest.mark.parametrize(("kind", "is_found"), [("family", True), ("collective", False)])
def test_children_of_one_day_in_a_home_are_not_taken_for_twins(db: None, kind: str, is_found: bool) -> None:
    home = do(lins.family(lins.SON, household_kind=kind)).created["household"]
    assert bool(found("周小雨", "2008-02-11", home)) is is_found


def test_who_moved_in_is_not_the_child_of_that_day(house: House) -> None:
    assert person(do(arrival(house)).created["newcomer"])["name"] == "周大海"  # born on the same day as the father
    with pytest.raises(MayBeRegistered):
        do(arrival(house))


def test_who_left_who_died_and_who_was_called_so_once_are_found(house: House) -> None:
    changed = Correction(
        happened_on=MAY,
        record=house.son,
        group="identity",
        items={"name": "林子豪"},
        evidence=shown("archive"),
        approved_by=lins.CHEN.id,
    )
    do(changed)
    assert found("林浩", "2008-02-11") == (house.son,)
    assert found("林子豪", "2008-02-11") == (house.son,)
    with connection.cursor() as cursor:
        cursor.execute("update person set status = 'cancelled', ended_by = 'death' where id = %s", (house.father,))
    assert found("林建国", "1980-05-03") == (house.father,)


def test_a_record_that_was_ended_as_a_duplicate_is_left_out_and_the_kept_one_is_there(house: House) -> None:
    twice = do(arrival(house, name="林建国", not_same_as=(house.father,))).created["newcomer"]
    assert found("林建国", "1980-05-03") == (house.father, twice)
    papers = {"evidence": shown("duplicate_investigation", "declaration"), "approved_by": lins.CHEN.id}
    do(Link(happened_on=MAY, kept=house.father, other=twice, heard=True, **papers))
    assert found("林建国", "1980-05-03") == (house.father,)


def test_what_is_decided_again_later_is_not_asked_again(house: House) -> None:
    first = do(birth(house))
    do(birth(house, not_same_as=(first.created["child"],)))
    back = do(Reversal(happened_on=MAY, act=first.act, reason="error", approved_by=lins.CHEN.id))
    do(Reversal(happened_on=MAY, act=back.act, reason="error", approved_by=lins.CHEN.id))
    assert len(found("林小雨", "2026-05-01")) == 2
