"""Two records were taken for one person and are parted again: what was recorded meanwhile goes to whom it is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from huangce.errors import Refused
from huangce.register.locks import raw_cursor
from huangce.register.queries import person_at
from huangce.register.rebuild import asides_of, compare
from huangce.rules.acts.base import Act
from huangce.rules.acts.corrections import Correction
from huangce.rules.acts.death import Death
from huangce.rules.acts.duplicates import AlreadyLinked, Link, NotAllocated, NothingToTake, Unlink
from huangce.rules.acts.moves import MoveOut, MoveWithin
from tests import lins
from tests.lins import shown
from tests.register.conftest import House, do, one, open_house, person

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


def test_nothing_is_recorded_on_a_record_that_is_another(pair: Pair) -> None:
    with pytest.raises(Refused):
        do(death_of(pair.other))
    with pytest.raises(AlreadyLinked):
        do(Link(happened_on=date(2026, 3, 1), kept=pair.house.father, other=pair.other, heard=True, **DOCUMENTS))
