"""Whether moves were recorded within three days of the city, or ten of the country."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from huangce.rules.acts.moves import ArrivalConfirmed, MoveOut, MoveWithin
from huangce.rules.population_changes import Change
from huangce.statistics.in_time import move_in_time
from tests.lins import shown
from tests.register.conftest import do, open_house
from tests.statistics.test_rates import MAY, URBAN_VILLAGE, behind, figures

CITY, COUNTRY = "511703116001", "511703116201"
MONDAY = date(2024, 5, 6)


def arrived(place: str | None, *, here: bool = True) -> Change:
    """Return a move to a place of this register, or to one elsewhere."""
    return Change(
        record=1,
        act=1,
        kind="move_in" if here else "arrival_confirmed",
        ended_by=None,
        elsewhere=None if here else place,
        left=None if here else COUNTRY,
        entered=place if here else None,
        was_counted=not here,
        is_counted=here,
    )


@pytest.mark.parametrize(
    ("place", "days", "is_in_time"),
    [
        (CITY, 3, True),
        (CITY, 4, False),
        (COUNTRY, 4, True),
        (COUNTRY, 10, True),
        (COUNTRY, 11, False),
        ("511703", 3, True),
        ("511703", 4, None),
        ("511703", 10, None),
        ("511703", 11, False),
        (None, 4, None),
    ],
)
@pytest.mark.parametrize("here", [True, False])
def test_it_works(place: str | None, days: int, here: bool, is_in_time: bool | None):
    assert move_in_time(arrived(place, here=here), MONDAY, MONDAY + timedelta(days=days)) is is_in_time


def test_a_period_that_ends_on_a_holiday_ends_on_the_next_working_day():
    thursday = date(2024, 5, 16)
    assert move_in_time(arrived(CITY), thursday, date(2024, 5, 20)) is True
    assert move_in_time(arrived(CITY), thursday, date(2024, 5, 21)) is False


def test_a_move_before_the_day_it_counts_from_is_in_time():
    assert move_in_time(arrived(CITY), MONDAY, MONDAY - timedelta(days=20)) is True


def test_moves_of_the_period_are_counted_and_open_to_their_persons(run: Any, committed_db: None):
    house = open_house()
    town = {"relations": ("02",), "division": URBAN_VILLAGE, "address": "新街1号", "new_reference_person": house.mother}
    in_time, late = (datetime(MAY.year, MAY.month, MAY.day, tzinfo=UTC) + timedelta(days=days) for days in (1, 12))
    do(MoveWithin(happened_on=MAY, persons=(house.father,), **town), now=in_time)
    left = {"to_division": "522701001201", "reason": "study", "evidence": shown("admission_notice")}
    do(MoveOut(happened_on=MAY, persons=(house.son,), **left), now=in_time)
    asked = ("rates", "--since", "2024-05-01", "--as-of", "2024-05-31", "--json")
    found = figures(run(*asked)[1])["C5c"]
    assert (found["n"], found["N"], found["unknown"]) == (1, 1, 0)  # who is on the way is not counted yet
    receipt = shown("destination_receipt")
    do(ArrivalConfirmed(happened_on=MAY, persons=(house.son,), evidence=receipt), now=late)
    found = figures(run(*asked)[1])["C5c"]
    assert (found["n"], found["N"], found["unknown"]) == (1, 2, 0)
    assert behind(run(*asked, "--rows", "C5c")[1]) == [house.father]
    assert behind(run(*asked, "--rows", "C5c:rest")[1]) == [house.son]
    assert figures(run(*asked)[1])["C5b"]["N"] == 0
