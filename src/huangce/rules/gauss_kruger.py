"""Metres of the 3-degree Gauss-Krüger zones of CGCS2000 (GB/T 33177; EPSG 4513 to 4533), as Chinese plans are drawn in.

The series of Krüger (1912) to the fourth order of the third flattening is right to a micrometre within a zone.
"""

from __future__ import annotations

import math
from typing import Final

AXIS: Final = 6_378_137.0
FLATTENING: Final = 1 / 298.257222101
_N: Final = FLATTENING / (2 - FLATTENING)
_RADIUS: Final = AXIS / (1 + _N) * (1 + _N**2 / 4 + _N**4 / 64)
_SERIES: Final = (
    _N / 2 - 2 * _N**2 / 3 + 5 * _N**3 / 16 + 41 * _N**4 / 180,
    13 * _N**2 / 48 - 3 * _N**3 / 5 + 557 * _N**4 / 1440,
    61 * _N**3 / 240 - 103 * _N**4 / 140,
    49561 * _N**4 / 161280,
)
_ECCENTRICITY: Final = 2 * math.sqrt(_N) / (1 + _N)
WIDTH: Final = 3  # degrees
FALSE_EASTING: Final = 500_000.0
ZONE: Final = 1_000_000.0


def to_metres(longitude: float, latitude: float) -> tuple[float, float]:
    """Return easting, with the number of its zone before the seven digits, and northing of a point in degrees.

    >>> tuple(round(one, 3) for one in to_metres(108.0, 45.0))
    (36500000.0, 4984944.378)
    """
    zone = round(longitude / WIDTH)
    sine = math.sin(math.radians(latitude))
    along = math.radians(longitude - zone * WIDTH)
    tangent = math.sinh(math.atanh(sine) - _ECCENTRICITY * math.atanh(_ECCENTRICITY * sine))
    xi = math.atan2(tangent, math.cos(along))
    eta = math.asinh(math.sin(along) / math.hypot(tangent, math.cos(along)))
    north, east = xi, eta
    for order, factor in enumerate(_SERIES, start=1):
        north += factor * math.sin(2 * order * xi) * math.cosh(2 * order * eta)
        east += factor * math.cos(2 * order * xi) * math.sinh(2 * order * eta)
    return zone * ZONE + FALSE_EASTING + _RADIUS * east, _RADIUS * north
