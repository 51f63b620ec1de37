"""Cells of the map: squares of the world in Web Mercator, each cut into four, and tiles, which are the same squares.

The cell of a point is its place on the grid of 2^26 by 2^26 squares (60 cm at the equator), the bits of column and row
taken in turns (Morton, 1966), the row's first. So every larger square is a run of numbers: what lies in tile z/x/y (OGC
Two Dimensional Tile Matrix Set 1.0, WebMercatorQuad) stands together in an index, and dropping the last bits groups it.
CGCS2000 and WGS 84 differ by centimetres and are taken as one. The database computes cells by the same formula
(`places/migrations/0050_map.py`); a test holds the two together.
"""

from __future__ import annotations

import math
from typing import Final

LEVEL: Final = 26  # 52 bits: a number that JSON keeps
# Beyond these latitudes Web Mercator has no place.
FARTHEST: Final = 85.05


def cell_of(longitude: float, latitude: float, level: int = LEVEL) -> int | None:
    """Return the cell of a point in degrees, None where the map does not reach.

    >>> cell_of(107.4, 31.2, 3)
    30
    """
    if abs(latitude) > FARTHEST or abs(longitude) > 180:
        return None
    x, y = on_map(longitude, latitude)
    column = min(math.floor(x * 2**LEVEL), 2**LEVEL - 1)
    return (_spread(column) | _spread(math.floor(y * 2**LEVEL)) << 1) >> 2 * (LEVEL - level)


def on_map(longitude: float, latitude: float) -> tuple[float, float]:
    """Where a point lies on the map, east and south, as shares of its width."""
    radians = math.radians(latitude)
    return (longitude + 180) / 360, (1 - math.log(math.tan(radians) + 1 / math.cos(radians)) / math.pi) / 2


def off_map(x: float, y: float) -> tuple[float, float]:
    """The point in degrees at a place on the map: the inverse of `on_map`."""
    return x * 360 - 180, math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y))))


def is_tile(z: int, x: int, y: int) -> bool:
    """Whether there is such a tile."""
    return 0 <= z <= LEVEL and 0 <= x < 2**z and 0 <= y < 2**z


def tile_cell(x: int, y: int) -> int:
    """The cell of a tile at its own level."""
    return _spread(x) | _spread(y) << 1


def cells_within(cell: int, level: int, deeper: int = LEVEL) -> tuple[int, int]:
    """The first and the last cell of a deeper level within a cell of `level`."""
    bits = 2 * (deeper - level)
    return cell << bits, ((cell + 1) << bits) - 1


def column_and_row(cell: int) -> tuple[int, int]:
    """The column and the row of a cell on the grid of its level."""
    return _gather(cell), _gather(cell >> 1)


def box_of(cell: int, level: int) -> tuple[float, float, float, float]:
    """West, south, east and north of a cell, in degrees."""
    column, row = column_and_row(cell)
    west, north = off_map(column / 2**level, row / 2**level)
    east, south = off_map((column + 1) / 2**level, (row + 1) / 2**level)
    return west, south, east, north


_MASKS: Final = (
    (16, 0x0000FFFF0000FFFF),
    (8, 0x00FF00FF00FF00FF),
    (4, 0x0F0F0F0F0F0F0F0F),
    (2, 0x3333333333333333),
    (1, 0x5555555555555555),
)


def _spread(number: int) -> int:
    """Put a zero before every bit."""
    for bits, mask in _MASKS:
        number = (number | number << bits) & mask
    return number


def _gather(number: int) -> int:
    """Take every second bit, from the last on: the inverse of `_spread`."""
    number &= _MASKS[-1][1]
    for (bits, _), mask in zip(
        reversed(_MASKS), (*(mask for _, mask in reversed(_MASKS[:-1])), 0xFFFFFFFF), strict=True
    ):
        number = (number | number >> bits) & mask
    return number
