"""Keys of a personal name, whole and by position: as written, as heard, as seen.

What a character is simplified to, sounds like and looks like stands in `rules.name_characters`; here it becomes numbers
that an engine compares for equality. Blanks, dots and whatever else is no letter do not count, nor does a remark in
brackets: 张三（已故） is 张三.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from huangce.matching.prepare.text import Flat, Int, flat
from huangce.rules import name_characters
from huangce.rules.name_tables import LOOK_ALIKE, SURNAME_READINGS

POINTS = 0x110000
OPENING, CLOSING, REMARK = "(（[［【〔", ")）]］】〕", -1
SYLLABLES = 1000  # more than Chinese has without its tones
PLACES = 4
# An odd multiplier for keys; Python's and the engines' own hashes change from run to run.
FACTOR = np.uint64(0x9E3779B97F4A7C15)


class Tables(NamedTuple):
    """By code point: the simplified character (0: not part of a name, REMARK: a bracket), its shape, two readings."""

    simple: NDArray[np.int32]
    shape: NDArray[np.int32]
    given: NDArray[np.int32]
    surname: NDArray[np.int32]


@cache
def tables() -> Tables:
    """Return the tables for all of Unicode, made once."""
    simple = np.zeros(POINTS, dtype=np.int32)
    for first, last in (*name_characters.HAN_RANGES, (0x30, 0x39), (0x41, 0x5A)):
        simple[first : last + 1] = np.arange(first, last + 1)
    simple[0x61:0x7B] = simple[0x41:0x5B]
    simple[0xFF10:0xFF1A], simple[0xFF21:0xFF3B], simple[0xFF41:0xFF5B] = (
        simple[first:last] for first, last in ((0x30, 0x3A), (0x41, 0x5B), (0x41, 0x5B))
    )
    for old, new in name_characters.simplified_forms().items():
        simple[ord(old)] = ord(new)
    for point, encoded in name_characters.PRIVATE_USE.items():
        simple[point] = simple[encoded]
    simple[[ord(bracket) for bracket in OPENING + CLOSING]] = REMARK
    shape = np.arange(POINTS, dtype=np.int32)
    for old, new in LOOK_ALIKE.items():
        shape[ord(old)] = ord(new)
    # Syllables are numbered below all code points, so that a character without a reading sounds like itself alone.
    numbers: dict[str, int] = {}
    given = np.arange(SYLLABLES, SYLLABLES + POINTS, dtype=np.int32)
    for character, syllable in name_characters.readings().items():
        given[ord(character)] = numbers.setdefault(syllable, len(numbers) + 1)
    surname = given.copy()
    for character, syllable in SURNAME_READINGS.items():
        surname[ord(character)] = numbers.setdefault(syllable, len(numbers) + 1)
    return Tables(simple, shape, given, surname)


def name_keys(column: pl.Series) -> pl.DataFrame:
    """Return name, sound, shape, name_length, n1…n4, s1…s4 of a column of names; null where there is no name."""
    table = tables()
    written = flat(column)
    letters = table.simple[written.points]
    if (letters == REMARK).any():
        return name_keys(_without_remarks(column.cast(pl.String)))
    kept = letters > 0
    starts = written.starts
    if not kept.all():
        starts = np.concatenate([[0], np.cumsum(kept)])[written.starts]
        letters = letters[kept]
    length = np.diff(starts)
    sounds = table.given[letters]
    first = starts[:-1][length >= 2]
    sounds[first] = table.surname[letters[first]]
    columns = {"name_length": np.minimum(length, 99)}
    for prefix, key, points in (("n", "name", letters), ("s", "sound", sounds)):
        places = _places(Flat(points, starts))
        columns |= {f"{prefix}{i + 1}": place for i, place in enumerate(places)}
        columns[key] = mixed(*places)
    columns["shape"] = mixed(*_places(Flat(table.shape[letters], starts)))
    named = pl.Series("named", length > 0)
    return pl.DataFrame(columns).with_columns(pl.when(named).then(pl.all()))


def _without_remarks(names: pl.Series) -> pl.Series:
    """Return names without what stands in brackets, or only without the brackets where nothing else is there."""
    opening, closing = (re.escape(brackets) for brackets in (OPENING, CLOSING))
    without = names.str.replace_all(f"[{opening}][^{closing}]*[{closing}]?", "")
    whole = without.str.strip_chars() != ""
    return without.zip_with(whole, names).str.replace_all(f"[{opening}{closing}]", "")


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
