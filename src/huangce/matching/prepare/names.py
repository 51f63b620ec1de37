"""Keys of a personal name: as written (simplified), as heard (pinyin without tone), by position."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from huangce.matching.prepare.text import Flat, Int, flat

POINTS = 0x110000
PLACES = 4
# Odd multipliers of a polynomial hash; Python's and the engines' own hashes change from run to run.
FACTOR = np.uint64(0x9E3779B97F4A7C15)


@cache
def tables() -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return for each code point its simplified form (0: not part of a name) and its syllable."""
    import opencc
    from pypinyin.constants import PINYIN_DICT
    from pypinyin.contrib.tone_convert import to_normal

    simple = np.zeros(POINTS, dtype=np.int32)
    for point in (*range(0x30, 0x3A), *range(0x41, 0x5B), *range(0x61, 0x7B)):
        simple[point] = point
        simple[point + 0xFEE0] = point
    simple[0x61:0x7B] -= 32
    simple[0xFF41:0xFF5B] -= 32
    converter = opencc.OpenCC("t2s")
    letters = [chr(point) for point in PINYIN_DICT if point < POINTS]
    for letter, plain in zip(letters, converter.convert("\n".join(letters)).split("\n"), strict=True):
        simple[ord(letter)] = ord(plain) if len(plain) == 1 else ord(letter)
    syllables: dict[str, int] = {}
    sound = simple.copy()
    for letter in letters:
        plain_reading = PINYIN_DICT.get(int(simple[ord(letter)]), PINYIN_DICT[ord(letter)])
        reading = to_normal(plain_reading.split(",")[0])
        sound[ord(letter)] = syllables.setdefault(reading, len(syllables) + 1)
    return simple, sound


def name_keys(column: pl.Series) -> pl.DataFrame:
    """Return name, sound, shape, name_length, n1…n4, s1…s4 of a column of names; null where there is no name."""
    simple, sound = tables()
    written = flat(column)
    letters = simple[written.points]
    kept = letters > 0
    starts = written.starts
    if not kept.all():
        starts = np.concatenate([[0], np.cumsum(kept)])[written.starts]
        letters = letters[kept]
    length = np.diff(starts)
    columns = {"name_length": np.minimum(length, 99)}
    for prefix, key, points in (("n", "name", letters), ("s", "sound", sound[letters])):
        places = _places(Flat(points, starts))
        columns |= {f"{prefix}{i + 1}": place for i, place in enumerate(places)}
        columns[key] = mixed(*places)
    named = pl.Series("named", length > 0)
    return pl.DataFrame(columns).with_columns(pl.when(named).then(pl.all())).with_columns(shape=pl.col("name"))


def _places(keys: Flat) -> list[Int]:
    """Return the first three points of every row (0: none) and a key of all the others."""
    padded = np.append(keys.points, 0).astype(np.int64)
    begins, ends = keys.starts[:-1], keys.starts[1:]
    places = []
    for i in range(PLACES - 1):
        index = begins + i
        places.append(np.where(index < ends, padded[np.minimum(index, len(keys.points))], 0))
    rest = np.zeros(len(begins), dtype=np.int64)
    long = np.flatnonzero(ends - begins >= PLACES)
    rest[long] = folded(keys, long, PLACES - 1).astype(np.int64) & 0x3FFFFFFF
    return [*places, rest]


def folded(keys: Flat, rows: Int, skipped: int) -> NDArray[np.uint64]:
    """Fold the points of `rows`, without the first `skipped`, into keys below 2^62; an empty row gives 0."""
    begins, ends = keys.starts[:-1][rows] + skipped, keys.starts[1:][rows]
    key = np.zeros(len(rows), dtype=np.uint64)
    left = np.flatnonzero(begins < ends)
    place = 0
    while len(left):
        key[left] = _stirred(key[left], keys.points[begins[left] + place])
        place += 1
        left = left[begins[left] + place < ends[left]]
    return key >> np.uint64(2)


def mixed(*columns: Int) -> Int:
    """Return one 62-bit key for the values of several columns."""
    key = np.zeros(len(columns[0]), dtype=np.uint64)
    for column in columns:
        key = _stirred(key, column)
    return (key >> np.uint64(2)).astype(np.int64)


def _stirred(key: NDArray[np.uint64], value: NDArray[Any]) -> NDArray[np.uint64]:
    mixed = (key ^ value.astype(np.uint64)) * FACTOR
    return mixed ^ (mixed >> np.uint64(29))
