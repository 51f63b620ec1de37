"""The ground that a building stands on, as the outer ring of a GeoJSON polygon (RFC 7946 section 3.1.6) in CGCS2000.

RFC 7946 wants WGS-84, which differs from CGCS2000 by centimetres: they are taken as one (GB/T 18314).
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from huangce.errors import Refused
from huangce.rules.datum import to_cgcs2000

FEWEST, MOST = 3, 500
# A building of a kilometre is a slip of the pen: longitude and latitude of another place.
WIDEST = 0.02  # degrees
_DEGREES = re.compile(r"[0-9]{1,3}(\.[0-9]{1,9})?")


class FootprintRefused(Refused):
    """This is no ground of a building: {why}."""

    code = "footprint-refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Corner:
    """A corner: degrees in CGCS2000 as decimal texts."""

    longitude: str
    latitude: str


def ring_of(corners: tuple[Corner, ...]) -> list[list[float]]:
    """Return the closed ring, counterclockwise, seven decimals. Raises `FootprintRefused`, `OutsideChina`."""
    points = [_point(one) for one in corners]
    if len(points) > 1 and points[0] == points[-1]:
        points.pop()
    if not FEWEST <= len(points) <= MOST:
        raise FootprintRefused(why=f"it has {FEWEST} to {MOST} corners, not {len(points)}")
    if len(set(points)) < len(points):
        raise FootprintRefused(why="it names a corner twice")
    for axis in (0, 1):
        along = [one[axis] for one in points]
        if max(along) - min(along) > WIDEST:
            raise FootprintRefused(why=f"it is wider than {WIDEST} degrees")
    ring = [*points, points[0]]
    sides = list(itertools.pairwise(ring))
    for one, other in itertools.combinations(range(len(sides)), 2):
        if other - one not in (1, len(sides) - 1) and _cross(*sides[one], *sides[other]):
            raise FootprintRefused(why="its sides cross")
    twice_the_area = sum(a[0] * b[1] - b[0] * a[1] for a, b in _from(points[0], sides))
    if not twice_the_area:
        raise FootprintRefused(why="its corners lie on one line")
    return [list(one) for one in (ring if twice_the_area > 0 else reversed(ring))]


_Point = tuple[float, float]


def _point(corner: Corner) -> _Point:
    for text in (corner.longitude, corner.latitude):
        if not _DEGREES.fullmatch(text):
            raise FootprintRefused(why="a corner is given in degrees, as 107.5012345")
    longitude, latitude = to_cgcs2000(float(corner.longitude), float(corner.latitude), "cgcs2000")
    return round(longitude, 7), round(latitude, 7)


def _from(origin: _Point, sides: list[tuple[_Point, _Point]]) -> list[tuple[_Point, _Point]]:
    """The sides as seen from a corner: near zero, differences keep their digits."""
    x, y = origin
    return [((a[0] - x, a[1] - y), (b[0] - x, b[1] - y)) for a, b in sides]


def _turn(a: _Point, b: _Point, c: _Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _cross(a: _Point, b: _Point, c: _Point, d: _Point) -> bool:
    return _turn(a, b, c) * _turn(a, b, d) < 0 and _turn(c, d, a) * _turn(c, d, b) < 0
