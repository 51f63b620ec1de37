"""A street laid out from the points of its doors: the way of each in metres, the sides, and what the gaps are."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huangce.rules.numbering.axis import DEMOLISHED, ENTRANCE, RESERVED, UNEXPLAINED, Door, Laid, by_position, gaps, lay
from huangce.rules.numbering.chainage import METRES
from huangce.rules.numbering.numbers import Number


def at(along: float, beside: float, angle: float = 0.0) -> tuple[float, float]:
    """A point some metres along and left of an axis through 107.4, 31.2, at an angle from the east."""
    east = along * math.cos(angle) - beside * math.sin(angle)
    north = along * math.sin(angle) + beside * math.cos(angle)
    return 107.4 + east / (METRES * math.cos(math.radians(31.2))), 31.2 + north / METRES


def street(*numbers: int, angle: float = 0.0, step: float = 6.0) -> list[Door]:
    """Doors at the way that their number says, odd ones on the left."""
    return [Door(n, Number(n, 0), at(n * step, 8.0 if n % 2 else -8.0, angle)) for n in numbers]


def laid(doors: list[Door]) -> Laid:
    found = lay(doors)
    assert found is not None
    return found


def test_it_works() -> None:
    found = laid(street(1, 2, 3, 4, 9, 10))
    assert found.odd_side == "left"
    assert found.length == pytest.approx(54, abs=2.5)
    assert [one.key for one in found.doors] == [1, 2, 3, 4, 9, 10]
    assert [(one.first, one.last, one.why) for one in gaps(found, {})] == [
        (5, 7, UNEXPLAINED),
        (6, 8, UNEXPLAINED),
    ]


@given(st.floats(0, 2 * math.pi), st.sets(st.integers(1, 120), min_size=12, max_size=60))
def test_however_a_street_runs_its_doors_come_in_the_order_of_their_ways(angle: float, numbers: set[int]) -> None:
    if max(numbers) - min(numbers) < 24 or {one % 2 for one in numbers} != {0, 1}:
        return
    found = lay(street(*numbers, angle=angle))
    assert found is not None
    ways = [one.way or 0.0 for one in found.doors]
    assert ways == sorted(ways)
    assert ways[0] == 0
    assert len(found.doors) == len(numbers)
    assert found.length == pytest.approx((max(numbers) - min(numbers)) * 6, rel=0.15, abs=18)
    drawn = {n for one in gaps(found, {}) for n in range(one.first, one.last + 1, 2)}
    lacking = {
        n for odd in (0, 1) for side in [[n for n in numbers if n % 2 == odd]] for n in range(min(side), max(side), 2)
    }
    assert drawn == lacking - numbers


def test_doors_all_over_a_village_make_no_street() -> None:
    cloud = [Door(n, Number(n, 0), at(n * 37 % 300, n * 71 % 280)) for n in range(1, 40)]
    assert lay(cloud) is None
    assert lay(street(1, 3)) is None
    assert lay([Door(n, Number(n, 0)) for n in range(1, 9)]) is None


def test_a_door_without_a_point_stands_between_its_neighbours() -> None:
    found = laid([*street(1, 2, 3, 7, 8, 9), Door(5, Number(5, 0))])
    (guessed,) = [one for one in found.doors if one.is_guessed]
    three, seven = (next(one.way for one in found.doors if one.key == key) for key in (3, 7))
    assert three is not None
    assert seven is not None
    assert three < (guessed.way or 0) < seven


def test_what_stands_in_a_gap_is_told_apart() -> None:
    bare = Door(99, None, at(7 * 6.0, 8.0))
    found = laid([*street(1, 3, 5, 9, 2, 4, 12, 14), bare])
    told = gaps(found, {6: RESERVED, 8: DEMOLISHED})
    assert [(one.first, one.last, one.why) for one in told] == [
        (7, 7, ENTRANCE),
        (6, 6, RESERVED),
        (8, 8, DEMOLISHED),
        (10, 10, UNEXPLAINED),
    ]


def test_a_survey_stands_before_points() -> None:
    doors = [Door(n, Number(n, 0), at(n * 6.0, 0), way=1000.0 - n) for n in (1, 2, 3, 4)]
    assert [one.key for one in laid(doors).doors] == [4, 3, 2, 1]


def test_doors_stand_by_their_points_whatever_their_numbers_say() -> None:
    doors = street(1, 3, 5, 7, 9, 2, 4, 6, 8, step=20.0)
    strayed = Door(31, Number(31), at(50.0, 8.0))
    ways, (first, last) = by_position([*doors, strayed, Door(99, None, at(90.0, -8.0))]) or ({}, (None, None))
    assert sorted(ways, key=lambda key: ways[key]) == [1, 31, 2, 3, 4, 99, 5, 6, 7, 8, 9] or ways[31] < ways[5]
    assert ways[4] < ways[99] < ways[6]
    assert first == doors[0].at
    assert last == doors[4].at


def test_two_doors_whose_points_are_wrong_by_some_metres_stand_in_the_order_of_their_numbers() -> None:
    doors = street(1, 3, 5, 7, 9, 11, 2, 4, 6)
    swapped = [replace(one, at=at({5: 43.0, 7: 30.0}.get(one.key, one.key * 6.0), 8.0)) for one in doors[:6]]
    ways, _ends = by_position([*swapped, *doors[6:]]) or ({}, None)
    assert [key for key in sorted(ways, key=lambda key: (ways[key], key)) if key % 2] == [1, 3, 5, 7, 9, 11]


def test_points_that_show_no_straight_street_say_no_position() -> None:
    assert by_position(street(1, 2)) is None
    assert by_position([Door(n, Number(n)) for n in range(1, 9)]) is None


def test_a_numbered_door_without_a_point_stands_between_its_neighbours_by_position_too() -> None:
    ways, _ends = by_position([*street(1, 3, 7, 9, 2, 4), Door(5, Number(5))]) or ({}, None)
    assert ways[3] < ways[5] < ways[7]
