"""Names by the million: the keys of `rules.names`, character by character on code points.

All names of a column are written one after the other as code points, looked up in arrays, and cut apart again. Only
names with anything but Han characters and dots are first cleaned one by one, once for each distinct name.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from huangce.rules import names
from huangce.rules.name_characters import CLEAN_HAN, is_han, look_alike, reading, simplify
from huangce.rules.name_tables import COMPOUND_READINGS, COMPOUND_SURNAMES, SURNAME_READINGS

PIECE = 500_000
SCHEMA = dict.fromkeys(("clean", "simplified", "homophone", "initials", "look_alike", "surname"), pl.String)

_IS_CLEAN = f"^[{CLEAN_HAN}]+(?:·[{CLEAN_HAN}]+)*$"
_END = ord("\n")  # no cleaned name holds one
_UNREAD = np.array([ord(names.DOT), ord(" "), _END], dtype=np.uint32)

Points = npt.NDArray[np.uint32]
Places = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


def clean(series: pl.Series) -> pl.Series:
    """Return the cleaned names, null for null and blank ones."""
    text = series.cast(pl.String).rename("clean")
    is_odd = ~text.str.contains(_IS_CLEAN).fill_null(value=True)
    if not is_odd.any():
        return text
    odd = text.filter(is_odd).unique()
    tidy = pl.Series([names.clean(name) or None for name in odd], dtype=pl.String)
    replaced = pl.col("clean").replace_strict(odd, tidy, return_dtype=pl.String, default=None)
    return text.to_frame().select(pl.when(is_odd).then(replaced).otherwise("clean").alias("clean")).to_series()


def keys(series: pl.Series) -> pl.DataFrame:
    """Return `clean, simplified, homophone, initials, look_alike, surname`, row by row; null for null and blank."""
    if not len(series):
        return pl.DataFrame(schema=SCHEMA)
    return pl.concat([_piece(series.slice(start, PIECE)) for start in range(0, len(series), PIECE)])


def _piece(series: pl.Series) -> pl.DataFrame:
    cleaned = clean(series)
    text = cleaned.fill_null("").str.join("\n").item() + "\n"
    points = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    rows = _Rows.of(points)
    tables = _Tables.of(points)

    syllable, length = _readings(points, rows, tables)
    is_read = ~np.isin(points, _UNREAD)
    read_ends = np.concatenate(([0], np.cumsum(is_read)[rows.ends]))
    tokens = tables.syllables.gather(pl.Series(syllable[is_read]))
    homophone = pl.from_arrow(pa.LargeListArray.from_arrays(read_ends, tokens.to_arrow()))
    assert isinstance(homophone, pl.Series)
    return (
        pl.DataFrame({"clean": cleaned})
        .with_columns(
            simplified=_texts(tables.simple[points], points != _END, rows.ends),
            homophone=homophone.list.join(" "),
            initials=_texts(tables.letter[syllable], is_read, rows.ends),
            look_alike=_texts(tables.shape[points], points != _END, rows.ends),
            surname=pl.col("clean").str.head(pl.Series(length)),
        )
        .select(
            "clean",
            *(pl.when(pl.col("clean").is_not_null()).then(name).alias(name) for name in SCHEMA if name != "clean"),
        )
    )


class _Rows(NamedTuple):
    """Where each name begins and ends (the place of its line feed)."""

    starts: Places
    ends: Places

    @classmethod
    def of(cls, points: Points) -> _Rows:
        ends = np.flatnonzero(points == _END)
        return cls(np.concatenate(([0], ends[:-1] + 1)), ends)


class _Tables(NamedTuple):
    """By code point: simplified form, look-alike form, syllable; by syllable: its letters and the first of them."""

    simple: Points
    shape: Points
    given: Places
    surname: Places
    compound: dict[int, tuple[int, int]]
    syllables: pl.Series
    letter: Points

    @classmethod
    def of(cls, points: Points) -> _Tables:
        """Fill the tables for the characters that occur, asking the single functions once for each."""
        present = np.zeros(0x110000, dtype=np.bool_)
        present[points] = True
        numbers: dict[str, int] = {}
        simple, shape = np.zeros(0x110000, dtype=np.uint32), np.zeros(0x110000, dtype=np.uint32)
        given, surname = np.zeros(0x110000, dtype=np.int64), np.zeros(0x110000, dtype=np.int64)
        for point in np.flatnonzero(present).tolist():
            one = _character(chr(point))
            simple[point], shape[point] = ord(one.simple), ord(one.shape)
            given[point] = numbers.setdefault(one.given, len(numbers))
            surname[point] = numbers.setdefault(one.surname, len(numbers)) if one.surname else -1
        compound = {
            _pair(ord(name[0]), ord(name[1])): (
                numbers.setdefault(first, len(numbers)),
                numbers.setdefault(second, len(numbers)),
            )
            for name, (first, second) in _compound_readings().items()
        }
        letters = np.array([ord(syllable[0]) for syllable in numbers], dtype=np.uint32)
        return cls(simple, shape, given, surname, compound, pl.Series(list(numbers), dtype=pl.String), letters)


class _Character(NamedTuple):
    simple: str
    shape: str
    given: str
    surname: str


@cache
def _character(character: str) -> _Character:
    given = reading(character)
    simple = simplify(character)
    surname = SURNAME_READINGS.get(simple, given) if is_han(character) else ""
    return _Character(simple, look_alike(character), given, surname)


@cache
def _compound_readings() -> dict[str, tuple[str, str]]:
    return {
        name: COMPOUND_READINGS.get(name, (reading(name[0]), reading(name[1]))) for name in sorted(COMPOUND_SURNAMES)
    }


def _pair(first: int, second: int) -> int:
    return first << 32 | second


def _readings(points: Points, rows: _Rows, tables: _Tables) -> tuple[Places, npt.NDArray[np.int8]]:
    """Return the syllable of each code point, surnames in their own reading, and the length of each row's surname."""
    syllable = tables.given[points]
    size = rows.ends - rows.starts
    has_dot = np.zeros(len(size), dtype=np.bool_)
    has_dot[np.searchsorted(rows.ends, np.flatnonzero(points == ord(names.DOT)))] = True
    first = points[rows.starts]
    named: Mask = (size >= 2) & ~has_dot & (tables.surname[first] >= 0)
    length = named.astype(np.int8)
    syllable[rows.starts[named]] = tables.surname[first[named]]

    candidates = np.flatnonzero(named & (size > 2))
    at = rows.starts[candidates]
    pairs = tables.simple[points[at]].astype(np.int64) << 32 | tables.simple[points[at + 1]].astype(np.int64)
    known = np.array(sorted(tables.compound), dtype=np.int64)
    nearest = np.searchsorted(known, pairs).clip(max=len(known) - 1)
    hits = known[nearest] == pairs
    spoken = np.array([tables.compound[pair] for pair in known.tolist()], dtype=np.int64)[nearest[hits]]
    syllable[at[hits]], syllable[at[hits] + 1] = spoken[:, 0], spoken[:, 1]
    length[candidates[hits]] = 2
    return syllable, length


def _texts(points: Points, kept: Mask, ends: Places) -> pl.Series:
    """Return one text a row from the kept code points: UTF-8 bytes cut at the row ends, no string object in between."""
    sizes = np.where(kept, 1 + (points >= 0x80) + (points >= 0x800) + (points >= 0x10000), 0)
    offsets = np.concatenate(([0], np.cumsum(sizes)[ends])).astype(np.int64)
    encoded = points[kept].astype("<u4").tobytes().decode("utf-32-le").encode()
    array = pa.LargeStringArray.from_buffers(len(ends), pa.py_buffer(offsets), pa.py_buffer(encoded))
    series = pl.from_arrow(array)
    assert isinstance(series, pl.Series)
    return series
