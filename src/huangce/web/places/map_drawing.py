"""The parts of a division as a drawing made by the server: for browsers without JavaScript, and for paper.

Each part is a circle at the middle of its addresses, its area as their number, north above. A name is written where it
covers no other one; the table beside it has all of them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from huangce.places.map_points import Part
from huangce.rules.map_cells import on_map

WIDTH, HIGHEST, MARGIN, LARGEST, SMALLEST = 760, 560, 60, 18, 4
LETTER, LINE = 13, 16


@dataclass(frozen=True, slots=True)
class Spot:
    """A part where it is drawn; `name` is empty where it would cover another."""

    part: Part
    name: str
    x: int
    y: int
    r: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing of a size."""

    spots: tuple[Spot, ...]
    width: int
    height: int


def drawn(parts: Sequence[Part]) -> Drawing | None:
    """Return the drawing of some parts, the largest first; None without any."""
    if not parts:
        return None
    at = [on_map(one.longitude, one.latitude) for one in parts]
    west, north = (min(point[axis] for point in at) for axis in (0, 1))
    wide, high = (max(point[axis] for point in at) - low for axis, low in ((0, west), (1, north)))
    scale = min((WIDTH - 2 * MARGIN) / (wide or 1), (HIGHEST - 2 * MARGIN) / (high or 1)) if wide or high else 0.0
    most = max(one.points for one in parts)
    spots, taken = list[Spot](), list[tuple[float, float, float, float]]()
    for part, (x, y) in sorted(zip(parts, at, strict=True), key=lambda one: -one[0].points):
        r = max(SMALLEST, round(LARGEST * math.sqrt(part.points / most)))
        left = round(WIDTH / 2 + (x - west - wide / 2) * scale)
        top = MARGIN + round((y - north) * scale)
        half = len(part.name) * LETTER / 2
        box = (left - half, top + r, left + half, top + r + LINE)
        fits = box[0] >= 0 and box[2] <= WIDTH and not any(_meet(box, other) for other in taken)
        taken += [box] if fits else []
        spots.append(Spot(part, part.name if fits else "", left, top, r))
    return Drawing(tuple(spots), WIDTH, round(high * scale) + 2 * MARGIN)


def _meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
