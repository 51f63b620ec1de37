"""Points given in GCJ-02 or BD-09, as commercial maps of China give them, turned into CGCS2000 on entry.

GCJ-02 displaces a point by up to 700 m; BD-09 is a second displacement on top of it. Neither has a published standard.
The formulas are those of the implementation that became public in 2011 and is used by the open converters
`eviltransform` (github.com/googollee/eviltransform, MIT) and `coordtransform`: a polynomial with sines over degrees,
scaled by the ellipsoid of Krasovsky 1940. CGCS2000 and WGS-84 differ by centimetres and are taken as one (GB/T 18314).
Back from GCJ-02 the displacement has no formula of its own: it is found by repetition, to a millimetre.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final, TypeAlias

from huangce.errors import Refused

Point: TypeAlias = tuple[float, float]  # longitude, latitude in degrees

KRASOVSKY_AXIS: Final = 6_378_245.0
KRASOVSKY_ECCENTRICITY: Final = 0.00669342162296594323  # squared
BAIDU: Final = math.pi * 3000.0 / 180.0
WEST, EAST, SOUTH, NORTH = 72.004, 137.8347, 0.8293, 55.8271
DATUMS: Final = ("cgcs2000", "gcj02", "bd09")
REPETITIONS: Final = 12
NEAR: Final = 1e-9  # degrees, a tenth of a millimetre


class OutsideChina(Refused):
    """The point {longitude}, {latitude} does not lie in China: longitude comes first, both in degrees."""

    code = "outside-china"


def to_cgcs2000(longitude: float, latitude: float, datum: str) -> Point:
    """Return a point given in a datum of `DATUMS` as CGCS2000, degrees. Raises `OutsideChina`.

    >>> tuple(round(one, 5) for one in to_cgcs2000(116.404, 39.915, "bd09"))
    (116.39139, 39.90726)
    """
    if not (WEST <= longitude <= EAST and SOUTH <= latitude <= NORTH):
        raise OutsideChina(longitude=longitude, latitude=latitude)
    return _INTO[datum](longitude, latitude)


def shown_in(longitude: float, latitude: float, datum: str) -> Point:
    """Return where a map drawn in a datum of `DATUMS` shows a point of CGCS2000; outside China maps agree.

    >>> tuple(round(one, 5) for one in shown_in(116.39139, 39.90726, "gcj02"))
    (116.39763, 39.90866)
    """
    is_inside = WEST <= longitude <= EAST and SOUTH <= latitude <= NORTH
    return _SHOWN[datum](longitude, latitude) if is_inside else (longitude, latitude)


def gcj02(longitude: float, latitude: float) -> Point:
    """Return where GCJ-02 puts a point of CGCS2000."""
    x, y = longitude - 105.0, latitude - 35.0
    root = math.sqrt(abs(x))
    waves = 20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += (waves + 20.0 * math.sin(y * math.pi) + 40.0 * math.sin(y / 3.0 * math.pi)) * 2.0 / 3.0
    north += (160.0 * math.sin(y / 12.0 * math.pi) + 320.0 * math.sin(y * math.pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += (waves + 20.0 * math.sin(x * math.pi) + 40.0 * math.sin(x / 3.0 * math.pi)) * 2.0 / 3.0
    east += (150.0 * math.sin(x / 12.0 * math.pi) + 300.0 * math.sin(x / 30.0 * math.pi)) * 2.0 / 3.0
    radians = math.radians(latitude)
    curve = 1.0 - KRASOVSKY_ECCENTRICITY * math.sin(radians) ** 2
    meridian = KRASOVSKY_AXIS * (1.0 - KRASOVSKY_ECCENTRICITY) / (curve * math.sqrt(curve))
    parallel = KRASOVSKY_AXIS / math.sqrt(curve) * math.cos(radians)
    return longitude + math.degrees(east / parallel), latitude + math.degrees(north / meridian)


def bd09(longitude: float, latitude: float) -> Point:
    """Return where BD-09 puts a point of CGCS2000."""
    x, y = gcj02(longitude, latitude)
    far = math.hypot(x, y) + 0.00002 * math.sin(y * BAIDU)
    angle = math.atan2(y, x) + 0.000003 * math.cos(x * BAIDU)
    return far * math.cos(angle) + 0.0065, far * math.sin(angle) + 0.006


def _unchanged(longitude: float, latitude: float) -> Point:
    return longitude, latitude


_SHOWN: Final[dict[str, Callable[[float, float], Point]]] = {"cgcs2000": _unchanged, "gcj02": gcj02, "bd09": bd09}


def _back(displaced: Callable[[float, float], Point]) -> Callable[[float, float], Point]:
    """The way back from a displacement: step by what is still missing until nothing is."""

    def search(longitude: float, latitude: float) -> Point:
        x, y = longitude, latitude
        for _ in range(REPETITIONS):
            there = displaced(x, y)
            east, north = longitude - there[0], latitude - there[1]
            x, y = x + east, y + north
            if max(abs(east), abs(north)) < NEAR:
                break
        return x, y

    return search


_INTO: Final[dict[str, Callable[[float, float], Point]]] = {
    "cgcs2000": _unchanged,
    "gcj02": _back(gcj02),
    "bd09": _back(bd09),
}
