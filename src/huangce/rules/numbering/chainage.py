"""How far along its street an entrance lies, and on which side (requirements 3.12: origin, side, chainage).

Where the line of a street is known, a point is projected on it. Where it is not, the doors with numbers say how the
street runs: each side is the line through its doors in the order of their numbers, and an entrance without a number
lies beside the nearest of these lines. That finds where a number is missing, and cannot find a number out of order.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from huangce.rules.numbering.numbers import Number
from huangce.rules.numbering.scheme import AS_DRAWN

Point: TypeAlias = tuple[float, float]  # longitude, latitude in degrees, CGCS2000
METRES: Final = 111_320.0  # a degree of latitude; of longitude at the equator
# What stands between two doors of which nobody knows where they are.
UNKNOWN_STEP: Final = 10.0
NEARLY: Final = 0.01  # metres: what flattening may make of nothing


@dataclass(frozen=True, slots=True)
class Place:
    """Where a point lies at a line: metres from its beginning, metres beside it, and the side in its direction."""

    chainage: float
    offset: float
    side: str


def oriented(line: Sequence[Point], origin: Sequence[str]) -> list[Point]:
    """Return a line beginning at the end that a scheme's `origin` names; as drawn where it names none of its ends."""
    east, north = _metres(line[0], line[-1])
    ends = ("west", "east") if abs(east) >= abs(north) else ("south", "north")
    rises = (east if abs(east) >= abs(north) else north) > 0
    wanted = next((end for end in origin if end in ends), AS_DRAWN)
    begins = ends[0] if rises else ends[1]
    return list(line) if wanted in (AS_DRAWN, begins) else list(reversed(line))


def along(line: Sequence[Point], point: Point) -> Place:
    """Project a point on a line of at least two points.

    >>> place = along([(104.0, 30.0), (104.0, 30.01)], (104.0001, 30.005))
    >>> round(place.chainage), round(place.offset), place.side
    (557, 10, 'right')
    """
    best, walked, before = Place(0.0, math.inf, ""), 0.0, (0.0, 0.0)
    for begin, end in itertools.pairwise(line):
        (x, y), (px, py) = _metres(begin, end), _metres(begin, point)
        length = math.hypot(x, y)
        if length == 0:
            continue
        ahead = (x / length, y / length)
        share = min(max((px * x + py * y) / length**2, 0.0), 1.0)
        offset = math.hypot(px - share * x, py - share * y)
        # At a corner of the line the side is that of both legs: of a sharp one, each leg alone may say the other side.
        east, north = (ahead[0] + before[0], ahead[1] + before[1]) if share == 0.0 else ahead
        side = "left" if east * py - north * px > 0 else "right"
        if offset < best.offset - NEARLY or (share == 0.0 and offset < best.offset + NEARLY):
            best = Place(walked + share * length, offset, side)
        walked, before = walked + length, ahead
    return best


def by_numbers(doors: Sequence[tuple[Number, Point | None]]) -> list[float]:
    """Return the way of each door with a number when nothing but numbers and points is known.

    The way is counted along the doors in the order of their numbers, odd and even ones apart; never less than a metre
    from one to the next.
    """
    ways = [0.0] * len(doors)
    for odd in (True, False):
        order = sorted((i for i, (number, _) in enumerate(doors) if number.is_odd == odd), key=lambda i: doors[i][0])
        walked, before = 0.0, None
        for i in order:
            point = doors[i][1]
            step = UNKNOWN_STEP if before is None or point is None else math.hypot(*_metres(before, point))
            walked += max(step, 1.0)
            ways[i], before = walked, point or before
    return ways


def beside_doors(
    doors: Sequence[tuple[Number, Point | None, float]], point: Point, *, sided: bool
) -> tuple[float, bool | None] | None:
    """Return the way of an entrance without a number beside doors with their ways (`by_numbers`), and whether it lies
    on the odd side; None where no door has a point. Without sides (`sided`) all doors are one line."""
    best: tuple[float, float, bool | None] | None = None
    for odd in (True, False) if sided else (None,):
        mine = sorted((number, at, way) for number, at, way in doors if at is not None and odd in (None, number.is_odd))
        if not mine:
            continue
        points, ways = [at for _, at, _ in mine], [way for _, _, way in mine]
        found = _on_doors(points, ways, point)
        if best is None or found[0] < best[0]:
            best = (*found, odd)
    return None if best is None else best[1:]


def _on_doors(points: Sequence[Point], ways: Sequence[float], point: Point) -> tuple[float, float]:
    """Return how far a point is from the line through doors, and its way between the two that it lies between."""
    if len(points) == 1:
        return math.hypot(*_metres(points[0], point)), ways[0] + 0.5
    best = (math.inf, 0.0)
    for i, (begin, end) in enumerate(itertools.pairwise(points)):
        place = along([begin, end], point)
        length = math.hypot(*_metres(begin, end))
        share = place.chainage / length if length else 0.5
        if place.offset < best[0]:
            best = (place.offset, ways[i] + share * (ways[i + 1] - ways[i]))
    if best[1] <= ways[0]:
        return best[0], ways[0] - 0.5
    return best if best[1] < ways[-1] else (best[0], ways[-1] + 0.5)


def _metres(begin: Point, end: Point) -> tuple[float, float]:
    """Metres to the east and to the north, near enough for a street."""
    narrowing = math.cos(math.radians((begin[1] + end[1]) / 2))
    return (end[0] - begin[0]) * METRES * narrowing, (end[1] - begin[1]) * METRES
