"""Points as a Mapbox Vector Tile (specification 2.1), the binary form that MapLibre reads.

Written here in a page of code: of the format only points with text and numbers are needed. The library of PyPI,
`mapbox-vector-tile`, brings protobuf, shapely and pyclipper with it and takes two and a half times as long
(docs/performance.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from huangce.rules.map_cells import on_map

EXTENT: Final = 4096
MEDIA_TYPE: Final = "application/vnd.mapbox-vector-tile"
# Fields of the messages: number << 3 | kind; kind 0 is a whole number, 2 something with its length before it.
LAYER, NAME, FEATURE, KEY, VALUE, SIZE, VERSION = 0x1A, 0x0A, 0x12, 0x1A, 0x22, 0x28, 0x78
TAGS, KIND, GEOMETRY = 0x12, 0x18, 0x22
TEXT, NUMBER = 0x0A, 0x28
POINT, MOVE_ONCE = 1, 9

Said = Mapping[str, int | str]


@dataclass(frozen=True, slots=True)
class Point:
    """A point in degrees, and what is said of it."""

    longitude: float
    latitude: float
    said: Said


def encode(z: int, x: int, y: int, layers: Mapping[str, Sequence[Point]]) -> bytes:
    """Return a tile with these points by layer; a layer without any is left out."""
    return b"".join(
        _field(LAYER, _layer(name, points, 2**z * EXTENT, (x * EXTENT, y * EXTENT)))
        for name, points in layers.items()
        if points
    )


def _layer(name: str, points: Iterable[Point], width: int, corner: tuple[int, int]) -> bytes:
    keys: dict[str, int] = {}
    values: dict[int | str, int] = {}
    features = []
    for point in points:
        tags = b"".join(
            _number(keys.setdefault(key, len(keys))) + _number(values.setdefault(value, len(values)))
            for key, value in point.said.items()
        )
        east, south = on_map(point.longitude, point.latitude)
        at = _number(MOVE_ONCE) + _signed(int(east * width) - corner[0]) + _signed(int(south * width) - corner[1])
        features.append(_field(FEATURE, _field(TAGS, tags) + bytes((KIND, POINT)) + _field(GEOMETRY, at)))
    return b"".join(
        [
            bytes((VERSION, 2)),
            _field(NAME, name.encode()),
            *features,
            *(_field(KEY, key.encode()) for key in keys),
            *(_field(VALUE, _value(value)) for value in values),
            bytes((SIZE,)) + _number(EXTENT),
        ]
    )


def _value(value: int | str) -> bytes:
    return _field(TEXT, value.encode()) if isinstance(value, str) else bytes((NUMBER,)) + _number(value)


def _field(tag: int, content: bytes) -> bytes:
    return bytes((tag,)) + _number(len(content)) + content


def _signed(number: int) -> bytes:
    return _number((number << 1) ^ (number >> 63))


def _number(number: int) -> bytes:
    """A whole number in as few bytes as it needs, seven bits in each."""
    if number < 0x80:
        return bytes((number,))
    found = bytearray()
    while number >= 0x80:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    found.append(number)
    return bytes(found)
