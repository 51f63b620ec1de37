"""A street laid out in metres from the points of its doors, and what stands in the gaps of its numbers.

The line of a street is seldom recorded, its doors are: their first principal component, the line that is nearest to all
of them, is taken for the street's axis, beginning where the numbers are low; where the street turns a corner or runs in
a curve, the line through its doors in the order of their numbers (`bend`). A door's way is its projection on the axis,
from the first door. Where the doors lie wider than a street is, or than a third of its length, and their numbers show
no line either, no axis is claimed at all. Whoever has the street's line or a survey uses these instead
(`chainage.along`). Odd and even numbers stand on two sides; which of them is the left one, seen in the direction of the
numbers, is told by where most of their doors lie.

A number that no door has is told apart as requirements 3.14 does: an entrance stands there without a plate, it was
reserved, its house was demolished, or nothing explains it. Only the first is a missing plate.
"""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from huangce.rules.numbering.bend import Spot, bent_axis, project
from huangce.rules.numbering.chainage import METRES, Point
from huangce.rules.numbering.numbers import Number

# How far doors may stand from the axis, as a spread: that of both sides of a lane, of the widest street.
NARROW, WIDEST = 12.0, 60.0
FEWEST: Final = 3
# A bent axis is taken where doors stray from the lines of their sides by half of what they do on a straight one; doors
# that stray by no more than this from a straight one stand on a straight street.
BETTER: Final = 2.0
STRAIGHT: Final = 4.0
# Metres by which the points of two doors may be wrong against each other.
POINTS_ERR: Final = 15.0
ENTRANCE, RESERVED, DEMOLISHED, UNEXPLAINED = "entrance", "reserved", "demolished", "unexplained"
WHY: Final = (ENTRANCE, RESERVED, DEMOLISHED, UNEXPLAINED)


@dataclass(frozen=True, slots=True)
class Door:
    """A door: its number (None: it has none), its point or its surveyed way if known, and the address that it is."""

    key: int
    number: Number | None
    at: Point | None = None
    way: float | None = None
    is_odd: bool | None = None
    is_guessed: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers of one side that no door has, from `first` to `last` by twos, for one reason; metres where they lack."""

    first: int
    last: int
    why: str
    way: float
    is_odd: bool


@dataclass(frozen=True, slots=True)
class Laid:
    """A street with its doors by their way, and the side of the odd numbers, "" where the points do not tell.

    `is_bent`: the ways follow a bend that the doors show.
    """

    doors: tuple[Door, ...]
    length: float
    odd_side: str
    is_bent: bool = False


@dataclass(frozen=True, slots=True)
class _Placed:
    """Doors with their ways on an axis, and how far they usually stray from the line of their side."""

    doors: list[Door]
    odd_side: str
    stray: float
    is_bent: bool


def lay(doors: Sequence[Door]) -> Laid | None:
    """Lay a street's doors along it, metres from the first one; None where their points make no street.

    Surveyed ways come first, if all but a third of the doors have one; else points on the axis. A numbered door without
    either stands between its neighbours by number (`is_guessed`); an entrance without a number and a place is left out.
    """
    surveyed = [one for one in doors if one.way is not None]
    if len(surveyed) >= max(FEWEST, len(doors) * 2 / 3):
        found = _Placed(surveyed, "", 0.0, is_bent=False)
    elif (on_axis := _on_axis([replace(one, way=None) for one in doors])) is not None:
        found = on_axis
    else:
        return None
    there = {one.key for one in found.doors}
    everything = [*found.doors, *_between(found.doors, [one for one in doors if one.key not in there])]
    start = min(one.way or 0.0 for one in everything)
    shifted = [replace(one, way=(one.way or 0.0) - start, is_odd=_side(one)) for one in everything]
    shifted.sort(key=lambda one: (one.way or 0.0, one.number or Number(0, 0), one.key))
    return Laid(tuple(shifted), shifted[-1].way or 0.0, found.odd_side, found.is_bent)


def by_position(doors: Sequence[Door]) -> tuple[dict[int, float], tuple[Point, Point]] | None:
    """Return the way of each door by its key on the straight axis of their points, and the axis from the low numbers
    on; None where the points show no straight street.

    A numbered door without a point stands between its neighbours by number. Of doors of a side that stand in the wrong
    order by less than points are wrong (`POINTS_ERR`), the order of the numbers counts.
    """
    laid = lay([replace(one, way=None) for one in doors])
    if laid is None or laid.is_bent:
        return None
    ways = {one.key: one.way or 0.0 for one in laid.doors}
    for is_odd in (True, False):
        reached = 0.0
        side = [one for one in laid.doors if one.number is not None and one.number.is_odd == is_odd]
        for one in sorted(side, key=lambda one: (one.number or Number(0), one.key)):
            if reached - POINTS_ERR < ways[one.key] < reached:
                ways[one.key] = reached
            reached = max(reached, ways[one.key])
    known = [one for one in laid.doors if one.at is not None and not one.is_guessed]
    first, last = known[0].at, known[-1].at
    assert first is not None
    assert last is not None
    return ways, (first, last)


def _side(door: Door) -> bool | None:
    return door.is_odd if door.number is None else door.number.is_odd


def _on_axis(doors: Sequence[Door]) -> _Placed | None:
    """The doors that have points with their ways on the axis that is nearest to them, straight or bent."""
    placed = [one for one in doors if one.at is not None]
    points = [one.at for one in placed if one.at is not None]
    if len(points) < max(FEWEST, sum(one.number is not None for one in doors) / 2):
        return None
    middle = (statistics.fmean(x for x, _ in points), statistics.fmean(y for _, y in points))
    narrowing = math.cos(math.radians(middle[1])) * METRES
    spots = [((x - middle[0]) * narrowing, (y - middle[1]) * METRES) for x, y in points]
    straight, bent = _straight(placed, spots), _bent(placed, spots)
    if straight is not None and (bent is None or straight.stray <= max(STRAIGHT, bent.stray * BETTER)):
        return straight
    return bent


def _straight(doors: Sequence[Door], spots: Sequence[Spot]) -> _Placed | None:
    """The doors on the line that is nearest to all of them."""
    angle = 0.5 * math.atan2(2 * sum(x * y for x, y in spots), sum(x * x - y * y for x, y in spots))
    ahead, left = (math.cos(angle), math.sin(angle)), (-math.sin(angle), math.cos(angle))
    ways = [x * ahead[0] + y * ahead[1] for x, y in spots]
    beside = [x * left[0] + y * left[1] for x, y in spots]
    length, spread = max(ways) - min(ways), statistics.pstdev(beside)
    if length == 0 or spread > min(WIDEST, max(NARROW, length / 3)):
        return None
    if _falls([(one.number.main, way) for one, way in zip(doors, ways, strict=True) if one.number is not None]):
        ways, beside = [-one for one in ways], [-one for one in beside]
    return _sided(doors, ways, beside, is_bent=False)


def _bent(doors: Sequence[Door], spots: Sequence[Spot]) -> _Placed | None:
    """The doors on the line through them in the order of their numbers."""
    axis = bent_axis([(one.number, spot) for one, spot in zip(doors, spots, strict=True) if one.number is not None])
    if axis is None:
        return None
    found = [project(axis, spot, one.number) for one, spot in zip(doors, spots, strict=True)]
    sided = _sided(doors, [way for way, _ in found], [off for _, off in found], is_bent=True)
    return sided if sided.stray <= NARROW else None


def _sided(doors: Sequence[Door], ways: Sequence[float], beside: Sequence[float], *, is_bent: bool) -> _Placed:
    """The doors with their ways, the side of the odd numbers, and how far the doors of a side lie from its line."""
    odd, even = (
        [off for one, off in zip(doors, beside, strict=True) if one.number is not None and one.number.is_odd == is_odd]
        for is_odd in (True, False)
    )
    stray = statistics.median([abs(off - statistics.median(side)) for side in (odd, even) for off in side] or [0.0])
    odd_side, border = "", 0.0
    if odd and even:
        border = (statistics.median(odd) + statistics.median(even)) / 2
        odd_side = "left" if statistics.median(odd) > statistics.median(even) else "right"
    laid = [
        replace(one, way=way, is_odd=(off > border) == (odd_side == "left") if odd_side else None)
        for one, way, off in zip(doors, ways, beside, strict=True)
    ]
    return _Placed(laid, odd_side, stray, is_bent)


def _falls(numbered: Sequence[tuple[int, float]]) -> bool:
    """Whether the numbers fall along the ways."""
    if len(numbered) < 2:
        return False
    number, way = (statistics.fmean(part) for part in zip(*numbered, strict=True))
    return sum((one - number) * (at - way) for one, at in numbered) < 0


def _between(placed: Sequence[Door], rest: Iterable[Door]) -> list[Door]:
    """Numbered doors that are not placed, at ways between their neighbours by number."""
    found = []
    for one in rest:
        if one.number is None:
            continue
        known = [(each.number, each.way or 0.0) for each in placed if each.number is not None]
        mine = sorted(each for each in known if each[0].is_odd == one.number.is_odd) or sorted(known)
        below = [each for each in mine if each[0] <= one.number]
        above = [each for each in mine if each[0] > one.number]
        if below and above:
            share = (one.number.main - below[-1][0].main) / max(above[0][0].main - below[-1][0].main, 1)
            way = below[-1][1] + share * (above[0][1] - below[-1][1])
        else:
            way = (below[-1] if below else above[0])[1] if below or above else 0.0
        found.append(replace(one, way=way, is_guessed=True))
    return found


def gaps(laid: Laid, known: Mapping[int, str]) -> list[Gap]:
    """Return the gaps of both sides, in order. `known`: why a number has no door (`reserved`, `demolished`).

    An entrance without a number explains as many numbers as there are such entrances between the two doors.
    """
    found: list[Gap] = []
    for is_odd in (True, False):
        side = sorted(
            (one.number.main, one.way or 0.0) for one in laid.doors if one.number is not None and one.is_odd == is_odd
        )
        bare = [one.way or 0.0 for one in laid.doors if one.number is None and one.is_odd in (is_odd, None)]
        for (number, way), (following, then) in itertools.pairwise(side):
            low, high = sorted((way, then))
            standing = sum(low <= one <= high for one in bare)
            found += _of_one(range(number + 2, following, 2), known, standing, (way, then), is_odd)
    return found


def _of_one(
    numbers: range, known: Mapping[int, str], standing: int, ways: tuple[float, float], is_odd: bool
) -> list[Gap]:
    """The gaps between two doors: numbers side by side that lack for one reason are one."""
    why = {number: known.get(number, "") for number in numbers}
    for number in [one for one, reason in why.items() if not reason]:
        why[number] = ENTRANCE if standing > 0 else UNEXPLAINED
        standing -= 1
    runs: list[list[int]] = []
    for number in numbers:
        if runs and why[runs[-1][0]] == why[number]:
            runs[-1].append(number)
        else:
            runs.append([number])
    step = (ways[1] - ways[0]) / (len(runs) + 1)
    return [Gap(some[0], some[-1], why[some[0]], ways[0] + step * at, is_odd) for at, some in enumerate(runs, start=1)]
