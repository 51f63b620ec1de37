"""The axis of a bent street, derived from its doors: a corner, a curve or a ring is followed in the order of numbers.

Numbers say in which order the doors of a side come, their points where the side runs. Each side is the line through its
doors by number; a door by which the line would make a detour is left out of it, for its number or its point is wrong.
The longer side is smoothed and moved to the middle of the street by half of what the doors of the other side lie away
from it. A door's way is its projection on that axis; where the axis comes near itself, as on a ring, the number says
which of the places is meant. Everything is in metres on a plane, east and north.
"""

from __future__ import annotations

import itertools
import math
import statistics
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from huangce.rules.numbering.numbers import Number

Spot: TypeAlias = tuple[float, float]  # metres to the east and to the north
Numbered: TypeAlias = tuple[Number, Spot]

FEWEST: Final = 4  # doors of a side that show a bend
MOST_LEFT_OUT: Final = 1 / 3
# A door may lie this many usual steps off the way before it is left out of its side's line; never less than metres.
DETOUR, LEAST_DETOUR = 6.0, 60.0
REACH: Final = 12  # doors by which the line may pass
PIECE, PIECES = 10.0, 400  # metres of a piece of the axis; how many pieces it has at the most
SMOOTH: Final = 30.0  # metres to both sides over which it is smoothed, at least one and a half usual steps
BACK_AND_FORTH: Final = math.radians(70)  # doors that turn by more than this from one to the next make no street
NEARLY: Final = 15.0  # metres by which two places of the axis are equally near to a door


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis with the way of each of its corners, and what the numbers along it say of the way (number, way)."""

    line: tuple[Spot, ...]
    ways: tuple[float, ...]
    expected: tuple[tuple[Number, float], ...]


def bent_axis(doors: Sequence[Numbered]) -> Axis | None:
    """Return the axis through numbered doors in the order of their numbers; None where these make no street."""
    sides = [sorted(one for one in doors if one[0].is_odd == is_odd) for is_odd in (True, False)]
    chains = [_chain(side) for side in sides]
    base, other = sorted(chains, key=lambda chain: -_length([spot for _, spot in chain]))
    if len(base) < FEWEST or sum(map(len, chains)) < len(doors) * (1 - MOST_LEFT_OUT):
        return None
    spots = [spot for _, spot in base]
    if _length(spots) == 0 or _turning(spots) > BACK_AND_FORTH:
        return None
    side = _with_ways(_smoothed(spots), base)
    beside = [project(side, spot, number)[1] for number, spot in other]
    if not beside:
        return side
    half = statistics.median(beside) / 2
    return _with_ways(_moved(side.line, half), [*base, *other])


def project(axis: Axis, spot: Spot, number: Number | None) -> tuple[float, float]:
    """Return the way of a spot along an axis and how far it lies left of it; both may run beyond its ends."""
    found = []
    last = len(axis.line) - 2
    for at, (begin, end) in enumerate(itertools.pairwise(axis.line)):
        (x, y), (px, py) = _from(begin, end), _from(begin, spot)
        length = math.hypot(x, y)
        share = (px * x + py * y) / length**2
        held = min(max(share, 0.0), 1.0)
        away = math.hypot(px - held * x, py - held * y)
        left = (x * py - y * px) / length
        is_beyond = (at == 0 and share < 0) or (at == last and share > 1)
        free = share if is_beyond else held
        found.append((away, axis.ways[at] + free * length, left if is_beyond else math.copysign(away, left)))
    nearest = min(found)
    if number is not None and axis.expected:
        way = _expected(axis.expected, number)
        nearer = zip(found, [(math.inf,), *found], [*found[1:], (math.inf,)], strict=False)
        places = [one for one, before, then in nearer if one[0] <= min(before[0], then[0], nearest[0] + NEARLY)]
        nearest = min(places, key=lambda one: abs(one[1] - way))
    return nearest[1], nearest[2]


def _chain(side: Sequence[Numbered]) -> list[Numbered]:
    """The doors of a side that make its line: as many as possible, and none by a detour that it does not pay for."""
    if len(side) < 2:
        return list(side)
    steps = [math.dist(one[1], then[1]) for one, then in itertools.pairwise(side)]
    cost = max(statistics.median(steps) * DETOUR, LEAST_DETOUR)
    worth, before = [1.0] * len(side), [-1] * len(side)
    for at, (_, spot) in enumerate(side):
        for earlier in range(max(0, at - REACH), at):
            gain = worth[earlier] + 1 - math.dist(side[earlier][1], spot) / cost
            if gain > worth[at]:
                worth[at], before[at] = gain, earlier
    at = max(range(len(side)), key=worth.__getitem__)
    found = []
    while at >= 0:
        found.append(side[at])
        at = before[at]
    return found[::-1]


def _turning(spots: Sequence[Spot]) -> float:
    """By how much a line usually turns at a corner."""
    legs = [_from(one, then) for one, then in itertools.pairwise(spots) if one != then]
    turns = [abs(math.atan2(a[0] * b[1] - a[1] * b[0], a[0] * b[0] + a[1] * b[1])) for a, b in itertools.pairwise(legs)]
    return statistics.median(turns) if turns else 0.0


def _smoothed(spots: Sequence[Spot]) -> list[Spot]:
    """A line in pieces of equal length, each corner the mean of those around it, its ends where they were."""
    length = _length(spots)
    piece = max(PIECE, length / PIECES)
    even = _cut(spots, max(round(length / piece), 1))
    step = length / max(len(spots) - 1, 1)
    reach = max(round(max(SMOOTH, 1.5 * step) / piece), 1)
    found = []
    for at in range(len(even)):
        wide = min(reach, at, len(even) - 1 - at)
        around = even[at - wide : at + wide + 1]
        found.append((statistics.fmean(x for x, _ in around), statistics.fmean(y for _, y in around)))
    return [one for one, then in itertools.pairwise(found) if one != then] + found[-1:]


def _cut(spots: Sequence[Spot], pieces: int) -> list[Spot]:
    """A line cut into pieces of equal length: their ends."""
    ways = list(itertools.accumulate((math.dist(one, then) for one, then in itertools.pairwise(spots)), initial=0.0))
    found = []
    for at in range(pieces + 1):
        way = ways[-1] * at / pieces
        leg = min(max(bisect_left(ways, way) - 1, 0), len(spots) - 2)
        length = ways[leg + 1] - ways[leg]
        share = (way - ways[leg]) / length if length else 0.0
        (x, y), (east, north) = spots[leg], _from(spots[leg], spots[leg + 1])
        found.append((x + share * east, y + share * north))
    return found


def _moved(line: Sequence[Spot], left: float) -> list[Spot]:
    """A line some metres to the left of another."""
    found = []
    for at, (x, y) in enumerate(line):
        east, north = _from(line[max(at - 1, 0)], line[min(at + 1, len(line) - 1)])
        length = math.hypot(east, north) or 1.0
        found.append((x - north / length * left, y + east / length * left))
    return [one for one, then in itertools.pairwise(found) if one != then] + found[-1:]


def _with_ways(line: Sequence[Spot], doors: Sequence[Numbered]) -> Axis:
    """The axis of a line, with the way at which each of the doors is expected: those of a side lie in its order."""
    ways = tuple(itertools.accumulate((math.dist(one, then) for one, then in itertools.pairwise(line)), initial=0.0))
    bare = Axis(tuple(line), ways, ())
    expected = list[tuple[Number, float]]()
    for is_odd in (True, False):
        chain = [one for one in doors if one[0].is_odd == is_odd]
        through = list(
            itertools.accumulate((math.dist(one[1], then[1]) for one, then in itertools.pairwise(chain)), initial=0.0)
        )
        if not chain:
            continue
        first, stretch = _first_way(bare, chain[0][1], is_first=True), through[-1] or 1.0
        last = _first_way(bare, chain[-1][1], is_first=False)
        expected += [
            (number, first + (last - first) * way / stretch) for (number, _), way in zip(chain, through, strict=True)
        ]
    return Axis(bare.line, ways, tuple(sorted(expected)))


def _first_way(axis: Axis, spot: Spot, *, is_first: bool) -> float:
    """The way of the first door of a side, or of its last one: of places that are equally near the first, the last."""
    away = [math.dist(one, spot) for one in axis.line]
    near = [way for way, far in zip(axis.ways, away, strict=True) if far <= min(away) + NEARLY]
    return min(near) if is_first else max(near)


def _expected(known: Sequence[tuple[Number, float]], number: Number) -> float:
    """The way of a number between those that are known, of its own side where that has any."""
    mine = [one for one in known if one[0].is_odd == number.is_odd] or known
    at = bisect_left(mine, (number, -math.inf))
    if at == 0 or at == len(mine):
        return mine[min(at, len(mine) - 1)][1]
    (low, way), (high, then) = mine[at - 1], mine[at]
    return way + (then - way) * (number.main - low.main) / max(high.main - low.main, 1)


def _length(spots: Sequence[Spot]) -> float:
    return sum(math.dist(one, then) for one, then in itertools.pairwise(spots))


def _from(one: Spot, other: Spot) -> Spot:
    return other[0] - one[0], other[1] - one[1]
