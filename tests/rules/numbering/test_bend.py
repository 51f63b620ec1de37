"""A street that bends: its ways follow the corner, the curve or the ring, whatever some of its doors say."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huangce.rules.numbering import Entrance, Number, Scheme, analyse
from huangce.rules.numbering.axis import UNEXPLAINED, Door, Laid, gaps, lay
from huangce.rules.numbering.chainage import METRES, Point, along, beside_doors, by_numbers
from tests.rules.numbering.test_axis import street as straight

Course = Callable[[float], tuple[float, float, float]]  # way → metres east, metres north, direction


def corner(way: float) -> tuple[float, float, float]:
    """An L: 300 m to the east, round a corner of 25 m, then to the north."""
    bend = 25 * math.pi / 2
    if way < 300:
        return way, 0.0, 0.0
    if way < 300 + bend:
        angle = (way - 300) / 25
        return 300 + 25 * math.sin(angle), 25 - 25 * math.cos(angle), angle
    return 325.0, 25 + way - 300 - bend, math.pi / 2


def ring(way: float) -> tuple[float, float, float]:
    """A circle of 120 m that ends where it began."""
    angle = way / 120
    return 120 * math.sin(angle), 120 - 120 * math.cos(angle), angle


def snake(way: float) -> tuple[float, float, float]:
    """Two half circles, the second the other way round."""
    if way < 80 * math.pi:
        return 80 * math.sin(way / 80), 80 - 80 * math.cos(way / 80), way / 80
    angle = (way - 80 * math.pi) / 80
    return -80 * math.sin(angle), 240 - 80 * math.cos(angle), math.pi - angle


LENGTHS = {corner: 600.0, ring: 2 * math.pi * 120 - 30, snake: 160 * math.pi}
SCHEME = Scheme("99", date(2010, 1, 1), "notice", odd_side="left")


def point(course: Course, way: float, left: float) -> Point:
    """A point beside a course in degrees."""
    east, north, ahead = course(way)
    east, north = east - left * math.sin(ahead), north + left * math.cos(ahead)
    return 107.4 + east / (METRES * math.cos(math.radians(31.2))), 31.2 + north / METRES


def doors_on(course: Course, *, step: float = 15.0, wide: float = 9.0) -> list[Door]:
    """Doors on both sides, odd ones on the left, the even ones half a step further on."""
    count = int(LENGTHS[course] // step)
    return [
        Door(n, Number(n), point(course, (n - 1) / 2 * step, wide if n % 2 else -wide)) for n in range(1, 2 * count)
    ]


def laid(doors: list[Door]) -> Laid:
    found = lay(doors)
    assert found is not None
    return found


@pytest.mark.parametrize("course", [corner, ring, snake])
def test_the_ways_follow_a_bend(course: Course) -> None:
    doors = doors_on(course)
    found = laid(doors)
    assert found.is_bent
    assert found.odd_side == "left"
    assert found.length == pytest.approx((len(doors) - 1) / 2 * 15, rel=0.08)
    assert all(abs((one.way or 0) - (one.key - 1) / 2 * 15) < 45 for one in found.doors)
    for odd in (True, False):
        keys = [one.key for one in found.doors if one.is_odd is odd]
        assert keys == sorted(keys)
    assert gaps(found, {}) == []


@pytest.mark.parametrize("course", [corner, ring, snake])
def test_a_straight_street_of_the_same_doors_is_laid_the_other_way_round_as_well(course: Course) -> None:
    doors = doors_on(course)
    turned = [Door(one.key, Number(len(doors) + 1 - one.key), one.at) for one in doors]
    found = laid(turned)
    assert found.odd_side == "right"
    assert found.length == pytest.approx(laid(doors).length, rel=0.05)


@pytest.mark.parametrize("course", [corner, ring, snake])
def test_wrong_numbers_and_wrong_points_do_not_bend_the_axis(course: Course) -> None:
    rng = random.Random(7)
    doors = doors_on(course)
    for at in rng.sample(range(len(doors)), len(doors) // 12):
        other = Number(doors[at].number.main + rng.choice((-20, 16, 30)))
        doors[at] = Door(doors[at].key, other if other.main > 0 else Number(999), doors[at].at)
    for at in rng.sample(range(len(doors)), len(doors) // 12):
        away = doors[at].at
        doors[at] = Door(doors[at].key, doors[at].number, (away[0] + 0.003, away[1] - 0.002))
    found = laid(doors)
    assert found.is_bent
    assert found.odd_side == "left"
    right = [abs((one.way or 0) - (one.key - 1) / 2 * 15) < 60 for one in found.doors]
    assert sum(right) > len(right) * 0.85


@pytest.mark.parametrize("course", [corner, ring, snake])
def test_a_door_without_a_number_stands_in_the_gap_on_the_bend(course: Course) -> None:
    doors = [one for one in doors_on(course) if one.key != 41]
    found = laid([*doors, Door(-1, None, point(course, 300.0, 9.0))])
    (gap,) = gaps(found, {})
    assert (gap.first, gap.last, gap.why) == (41, 41, "entrance")
    assert [(one.first, one.why) for one in gaps(laid(doors), {})] == [(41, UNEXPLAINED)]


@given(st.floats(0, 8), st.integers(0, 9))
def test_a_straight_street_stays_straight_however_its_doors_are_set_back(metres: float, seed: int) -> None:
    rng = random.Random(seed)
    doors = [
        Door(one.key, one.number, (one.at[0], one.at[1] + rng.uniform(-metres, metres) / METRES))
        for one in straight(*range(1, 61))
        if one.at is not None
    ]
    assert not laid(doors).is_bent


@given(st.integers(0, 1000))
def test_numbers_all_over_the_place_make_no_bend(seed: int) -> None:
    rng = random.Random(seed)
    cloud = [Door(n, Number(n), (107.4 + rng.uniform(0, 0.004), 31.2 + rng.uniform(0, 0.004))) for n in range(1, 41)]
    found = lay(cloud)
    assert found is None or not found.is_bent


def test_one_side_alone_bends_as_well() -> None:
    found = laid([one for one in doors_on(corner) if one.key % 2])
    assert found.is_bent
    assert found.odd_side == ""
    assert found.length == pytest.approx(585, rel=0.05)


@pytest.mark.parametrize("course", [corner, ring, snake])
def test_nothing_is_on_the_wrong_side_of_a_street_whose_line_is_drawn(course: Course) -> None:
    line = [point(course, way, 0.0) for way in range(0, int(LENGTHS[course]) + 1, 20)]
    places = {one.key: along(line, one.at) for one in doors_on(course) if one.at is not None}
    entrances = [Entrance(n, place.side, place.chainage, Number(n)) for n, place in places.items()]
    found = analyse(entrances, SCHEME, on=date(2026, 6, 1))
    assert {one.code for one in found} <= {"gap-unexplained"}


def test_a_door_outside_a_sharp_turn_stands_on_the_side_of_both_legs() -> None:
    hairpin = [(107.4, 31.2), (107.403, 31.2), (107.4, 31.2004)]  # to the east, and nearly back
    assert along(hairpin, (107.4031, 31.20015)).side == "right"
    assert along(hairpin, (107.4031, 31.19995)).side == "right"
    assert along(hairpin, (107.402, 31.20007)).side == "left"


def found_missing(doors: list[Door], *entrances: Point) -> list[tuple[str, int | None]]:
    """What is found of entrances without a number beside the doors of a street of which no line is known."""
    numbered = [(one.number, one.at) for one in doors if one.number is not None]
    ways = by_numbers(numbered)
    known = [(number, at, way) for (number, at), way in zip(numbered, ways, strict=True)]
    seen = [
        Entrance(at, "left" if number.is_odd else "right", way, number) for at, (number, _, way) in enumerate(known)
    ]
    for at, spot in enumerate(entrances, start=len(seen)):
        found = beside_doors(known, spot, sided=True)
        assert found is not None
        seen.append(Entrance(at, "left" if found[1] else "right", found[0]))
    told = analyse(seen, SCHEME, on=date(2026, 6, 1))
    return [(one.code, one.proposal.main if one.proposal else None) for one in told if one.code != "gap-unexplained"]


@pytest.mark.parametrize("course", [corner, ring, snake])
@pytest.mark.parametrize("lacks", [21, 22, 40, 41, 42])
def test_a_missing_plate_on_a_bend_gets_the_number_that_lacks(course: Course, lacks: int) -> None:
    doors = doors_on(course)
    spot = next(one.at for one in doors if one.key == lacks)
    assert spot is not None
    assert found_missing([one for one in doors if one.key != lacks], spot) == [("missing", lacks)]


def test_a_street_of_two_blocks_keeps_its_numbers_in_each() -> None:
    """Numbers 1 to 20 before a park of 400 m, 21 to 40 behind it, where the street goes on in another direction."""
    before = [one for one in doors_on(corner) if one.key <= 20]
    behind = [Door(n, Number(n), point(corner, 500 + (n - 21) / 2 * 15, 9.0 if n % 2 else -9.0)) for n in range(21, 41)]
    doors = [*before, *behind]
    assert laid(doors).is_bent
    for lacks in (7, 8, 29, 30):
        spot = next(one.at for one in doors if one.key == lacks)
        assert spot is not None
        assert found_missing([one for one in doors if one.key != lacks], spot) == [("missing", lacks)]
