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
WIDTH = 21  # bits of a point, syllables included
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
    ways = {"name": letters, "sound": sounds, "shape": table.shape[letters]}
    for (key, places), prefix in zip(_places(ways, starts).items(), ("n", "s", ""), strict=True):
        columns |= {f"{prefix}{i + 1}": place for i, place in enumerate(places) if prefix}
        columns[key] = _key(places)
    keys, named = pl.DataFrame(columns), length > 0
    return keys if named.all() else keys.with_columns(pl.when(pl.Series("named", named)).then(pl.all()))


def _without_remarks(names: pl.Series) -> pl.Series:
    """Return names without what stands in brackets, or only without the brackets where nothing else is there."""
    opening, closing = (re.escape(brackets) for brackets in (OPENING, CLOSING))
    without = names.str.replace_all(f"[{opening}][^{closing}]*[{closing}]?", "")
    whole = without.str.strip_chars() != ""
    return without.zip_with(whole, names).str.replace_all(f"[{opening}{closing}]", "")


def _places(ways: dict[str, NDArray[np.int32]], starts: Int) -> dict[str, list[Int]]:
    """Return for each way to read names the first three points of every row (0: none) and a key of all the others."""
    begins, ends = starts[:-1], starts[1:]
    inside = [np.where(begins + i < ends, begins + i, starts[-1]) for i in range(PLACES - 1)]
    long = np.flatnonzero(ends - begins >= PLACES)
    found = {}
    for way, points in ways.items():
        padded = np.append(points, np.int32(0))
        rest = np.zeros(len(begins), dtype=np.int64)
        rest[long] = folded(Flat(points, starts), long, PLACES - 1).astype(np.int64) & 0x3FFFFFFF
        found[way] = [*(padded[at].astype(np.int64) for at in inside), rest]
    return found


def _key(places: list[Int]) -> Int:
    """Return one 62-bit key for the points of names: three of them fit into one number, and few names have more."""
    one, two, three, rest = places
    key = mixed((one << 2 * WIDTH) | (two << WIDTH) | three)
    long = np.flatnonzero(rest)
    key[long] = mixed(key[long], rest[long])
    return key


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
