"""Figures after a division changed: those of days before stay as they were, those after count where it went on."""

from __future__ import annotations

from datetime import date

import pytest

from huangce.register.locks import raw_cursor
from huangce.rules.acts.place_divisions import DivisionChanged
from huangce.statistics.rates import Report, report
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
