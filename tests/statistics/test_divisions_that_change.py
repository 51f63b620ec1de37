"""Figures after a division changed: those of days before stay as they were, those after count where it went on."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from huangce.accounts.authority import codes_over_time, goes_on_as, successors
from huangce.home import database
from huangce.register.counts import counted_below
from huangce.register.locks import raw_cursor
from huangce.register.rebuild import check
from huangce.register.receipts import Receipt
from huangce.register.where import place_of
from huangce.rules.acts.place_divisions import DivisionChanged
from huangce.rules.acts.residences import ResidenceDeclared
from huangce.statistics.rates import Report, report
from huangce.statistics.targets import Target, target_for
from tests.places import town
from tests.register.conftest import do, open_house

BEFORE, AFTER = date(2026, 4, 30), date(2026, 5, 31)
TOWN, NEXT = "511703116000", "511703117000"


@pytest.fixture
def houses(committed_db: None) -> list[int]:
    """A street with four houses and two flats; a household lives at the first."""
    houses = town.load()
    open_house(division=town.VILLAGE, address_id=houses[0])
    return houses


def change(**given: str) -> None:
    said = {
        "division": TOWN,
        "from_name": "石桥镇",
        "becomes": NEXT,
        "name": "南外镇",
        "change_kind": "recoded",
        **given,
    }
    do(DivisionChanged(happened_on=town.MAY, **said, **town.shown()))


def figures(division: str, on: date) -> Report:
    with raw_cursor() as cursor:
        return report(cursor, as_of=on, division=division)


def counted(division: str, on: date) -> tuple[int | None, int | None]:
    """How many are registered there on a day, and how many doors there are."""
    by_code = {one.code: one.rate for one in figures(division, on).figures}
    population, doors = by_code["population"], by_code["J5"]
    return (population.n if population else None), (doors.of if doors else None)


def test_it_works(houses: list[int]) -> None:
    people, doors = counted(TOWN, BEFORE)
    assert doors == 5
    assert people
    change()
    assert counted(TOWN, BEFORE) == (people, doors)
    assert counted(NEXT, BEFORE) == (None, None)
    assert counted(NEXT, AFTER) == (people, doors)
    assert counted(TOWN, AFTER) == (None, None)


def test_the_statement_of_a_period_is_of_one_territory_and_balances(houses: list[int]) -> None:
    change()
    statement = figures(NEXT, AFTER).statements["all"]
    assert statement.balances
    assert not any(statement.lines.values())


def test_doors_that_went_over_a_border_count_there_from_their_day(houses: list[int]) -> None:
    people, _doors = counted(TOWN, BEFORE)
    do(
        DivisionChanged(
            happened_on=town.MAY, division=TOWN, becomes=NEXT, change_kind="boundary_moved", from_name="石桥镇",
            name="南外镇", addresses=(houses[1],), **town.shown(),
        )
    )  # fmt: skip
    assert counted(TOWN, BEFORE) == (people, 5)
    assert counted(TOWN, AFTER) == (people, 4)
    assert counted(NEXT, AFTER)[1] == 1


def part_goes(*addresses: int, on: date = town.MAY) -> Receipt:
    """Doors go to the next town."""
    said = {"becomes": NEXT, "change_kind": "boundary_moved", "from_name": "石桥镇", "name": "南外镇"}
    return do(DivisionChanged(happened_on=on, division=TOWN, addresses=addresses, **said, **town.shown()))


def test_whoever_is_registered_at_a_door_that_goes_counts_there_from_its_day_and_moved_nowhere(houses: list[int]):
    people, _doors = counted(TOWN, BEFORE)
    receipt = part_goes(houses[0])
    assert counted(TOWN, BEFORE)[0] == people
    assert (counted(TOWN, AFTER)[0] or 0, counted(NEXT, AFTER)[0]) == (0, people)
    statement = figures(NEXT, AFTER).statements["all"]
    assert statement.balances
    assert not any(statement.lines.values())
    assert town.rows("select count(*) from fact where act = %s and grp <> 'address'", receipt.act) == [(0,)]
    town.reverse(receipt)
    assert counted(TOWN, AFTER)[0] == people


def test_a_part_that_is_announced_counts_there_from_its_day_only(houses: list[int]):
    people, _doors = counted(TOWN, BEFORE)
    part_goes(houses[0], on=date(2026, 7, 1))
    assert counted(TOWN, AFTER)[0] == people
    assert counted(NEXT, date(2026, 7, 31))[0] == people


def test_who_went_along_is_looked_after_and_counted_where_the_door_lies(committed_db: None):
    houses = town.load()
    house = open_house(division=town.VILLAGE, address_id=houses[0])
    residence = do(
        ResidenceDeclared(
            happened_on=town.MAY, residence_kind="usual", division=town.VILLAGE, address="x", address_id=houses[0],
            name="林客", sex="1", source="visit",
        )
    ).created["residence"]  # fmt: skip
    receipt = part_goes(houses[0], on=date(2020, 1, 1))
    here, there = town.VILLAGE, f"{NEXT[:9]}001"
    with raw_cursor() as cursor:
        assert {place_of(cursor, one) for one in (house.id, house.grandmother, residence)} == {there}
    assert {code: one.persons for code, one in counted_below(TOWN[:6], 12, on=date(2027, 1, 1)).items()} == {there: 4}
    town.reverse(receipt)
    with raw_cursor() as cursor:
        assert {place_of(cursor, one) for one in (house.id, house.grandmother, residence)} == {here}
    assert check(database.url()).holds


def test_a_code_that_was_given_up_stands_for_what_it_went_on_as(houses: list[int]):
    before = counted_below(TOWN[:6], 9, on=AFTER)
    change()
    assert counted_below(NEXT[:9], 12, on=AFTER) == {f"{NEXT[:9]}001": before[TOWN[:9]]}
    assert counted_below(TOWN[:6], 9, on=AFTER) == {NEXT[:9]: before[TOWN[:9]]}
    assert goes_on_as(TOWN, BEFORE) == TOWN
    assert goes_on_as(TOWN, AFTER) == NEXT
    assert codes_over_time(TOWN, AFTER) == codes_over_time(NEXT, AFTER) == [NEXT, TOWN]


@pytest.mark.parametrize(("kind", "holds"), [("recoded", True), ("merged", False)])
def test_a_target_goes_on_with_a_division_that_only_got_another_code(houses: list[int], kind: str, holds: bool):
    change(change_kind=kind)
    target = Target("J1", TOWN[:9], date.min, date.max, Fraction(90), "x")
    assert (target_for([target], "J1", NEXT[:9], AFTER, changes=successors(AFTER)) is target) == holds
    assert target_for([target], "J1", TOWN[:9], BEFORE, changes=successors(BEFORE)) is target
