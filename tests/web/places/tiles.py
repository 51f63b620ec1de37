"""Read a vector tile again, from the specification and not from the code that writes it (Mapbox Vector Tile 2.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def read(tile: bytes) -> dict[str, list[tuple[tuple[int, int], dict[str, Any]]]]:
    """The points of each layer: their place on the grid of the layer, and what is said of them."""
    return dict(_layer(content) for field, content in _fields(tile) if field == 3)


def _layer(data: bytes) -> tuple[str, list[tuple[tuple[int, int], dict[str, Any]]]]:
    name, keys, values, features = "", list[str](), list[Any](), list[bytes]()
    for field, content in _fields(data):
        if field == 1:
            name = content.decode()
        elif field == 2:
            features.append(content)
        elif field == 3:
            keys.append(content.decode())
        elif field == 4:
            ((kind, value),) = _fields(content)
            values.append(value.decode() if kind == 1 else value)
    return name, [_feature(one, keys, values) for one in features]


def _feature(data: bytes, keys: list[str], values: list[Any]) -> tuple[tuple[int, int], dict[str, Any]]:
    fields = dict(_fields(data))
    assert fields[3] == 1  # a point
    move, x, y = _numbers(fields[4])
    assert move == 9  # move to, once
    tags = list(_numbers(fields[2]))
    said = {keys[key]: values[value] for key, value in zip(tags[::2], tags[1::2], strict=True)}
    return ((x >> 1) ^ -(x & 1), (y >> 1) ^ -(y & 1)), said


def _fields(data: bytes) -> Iterator[tuple[int, Any]]:
    at = 0
    while at < len(data):
        head, at = _number(data, at)
        value, at = _number(data, at)
        if head & 7 == 2:
            yield head >> 3, data[at : at + value]
            at += value
        else:
            assert head & 7 == 0
            yield head >> 3, value


def _numbers(data: bytes) -> Iterator[int]:
    at = 0
    while at < len(data):
        value, at = _number(data, at)
        yield value


def _number(data: bytes, at: int) -> tuple[int, int]:
    value, shift = 0, 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at
