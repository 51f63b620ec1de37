"""Keys of a personal name: as written (simplified), as heard (pinyin without tone), by position."""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from huangce.matching.prepare.text import Flat, flat

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
    kept = simple[written.points] > 0
    running = np.concatenate([[0], np.cumsum(kept)])
    starts = running[written.starts]
    points = written.points[kept]
    letters, syllables = Flat(simple[points], starts), Flat(sound[points], starts)
    length = np.diff(starts)
    by_place: dict[str, NDArray[np.int64]] = {}
    for prefix, keys in (("n", letters), ("s", syllables)):
        places = [_at(keys, i) for i in range(PLACES - 1)] + [_rest(keys)]
        by_place |= {f"{prefix}{i + 1}": place for i, place in enumerate(places)}
    frame = pl.DataFrame(
        {
            "name": _hashed(letters),
            "sound": _hashed(syllables),
            "name_length": np.minimum(length, 99),
            **by_place,
        }
    )
    named = pl.Series("named", length > 0)
    return frame.with_columns(pl.when(named).then(pl.all())).with_columns(shape=pl.col("name"))


def _at(keys: Flat, place: int) -> NDArray[np.int64]:
    index = keys.starts[:-1] + place
    inside = index < keys.starts[1:]
    padded = np.append(keys.points, 0)
    return np.where(inside, padded[np.where(inside, index, 0)], 0).astype(np.int64)


def _rest(keys: Flat) -> NDArray[np.int64]:
    starts = np.minimum(keys.starts[:-1] + PLACES - 1, keys.starts[1:])
    return _folded(keys.points, starts, keys.starts[1:]) & 0x3FFFFFFF


def _hashed(keys: Flat) -> NDArray[np.int64]:
    return _folded(keys.points, keys.starts[:-1], keys.starts[1:])


def _folded(points: NDArray[np.int32], starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """Fold points[start:end] of every row into a positive 62-bit key; an empty row gives 0."""
    key = np.zeros(len(starts), dtype=np.uint64)
    padded = np.append(points, 0).astype(np.uint64)
    for place in range(int((ends - starts).max(initial=0))):
        index = starts + place
        inside = index < ends
        mixed = (key ^ padded[np.where(inside, index, 0)]) * FACTOR
        key = np.where(inside, mixed ^ (mixed >> np.uint64(29)), key)
    return (key >> np.uint64(2)).astype(np.int64)


def text_key(column: pl.Series) -> pl.Series:
    """Return a 62-bit key of each text; the same on every machine and in every version."""
    return pl.Series(_hashed(flat(column)))
