"""Repair candidates of a mistyped citizen number.

MOD 11-2 finds every single wrong digit and every swap of neighbours, so a one-edit neighbour of a valid number is never
valid itself, and the right number is among the few edits that bring the check back: one digit replaced, two neighbours
swapped, one missing, one too many. The same candidates as `rules.citizen_id_repair`, for all rows of a list at once;
whether one is the person's number, the register and the name decide.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from huangce.rules import citizen_id
from huangce.rules.partial_date import EARLIEST_YEAR

WEIGHTS = np.array(citizen_id.WEIGHTS, dtype=np.int64)
CHECKS = np.frombuffer(citizen_id.CHECK_CHARACTERS.encode(), dtype=np.uint8)
POWERS = 10 ** np.arange(16, -1, -1, dtype=np.int64)
MONTH_DAYS = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.int64)
REPAIRS = pl.Schema({"row": pl.Int64, "num": pl.Int64})
# The residue that each check character stands for, by its byte.
RESIDUE = np.full(256, -1, dtype=np.int64)
RESIDUE[CHECKS] = np.arange(11)


def repairs(rows: pl.DataFrame) -> pl.DataFrame:
    """Return (row, num) candidates for rows with `row` and `mistyped`; about 15 a row."""
    text = rows["mistyped"]
    row = rows["row"].cast(pl.Int64).to_numpy()
    found: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
    whole = text.str.contains(r"^\d{17}[\dX]$").fill_null(False)
    found += _edits(row[whole.to_numpy()], _digits(text.filter(whole), 18))
    for pattern, width, slips in (
        (r"^\d{16}[\dX]$", 17, _insertions),
        (r"^[0-9A-Z*?]{19}$", 19, _deletions),
        (r"^[0-9A-Z*?]{18}$", 18, _one_unreadable),
    ):
        some = text.str.contains(pattern).fill_null(False) & ~whole
        found += slips(row[some.to_numpy()], _digits(text.filter(some), width))
    rows_, bodies = (
        np.concatenate(part) if found else np.zeros(0, dtype=np.int64) for part in zip(*found, strict=True)
    )
    good = is_day(bodies // 1000 % 100_000_000)
    return pl.DataFrame({"row": rows_[good], "num": bodies[good]}, schema=REPAIRS).unique()


Found = list[tuple[NDArray[np.int64], NDArray[np.int64]]]


def _edits(row: NDArray[np.int64], characters: NDArray[np.uint8]) -> Found:
    body = characters[:, :17].astype(np.int64) - 48
    residue = RESIDUE[characters[:, 17]]
    short = (residue - body @ WEIGHTS) % 11
    value = body @ POWERS
    found: Found = [(row, value)]
    for place in range(17):
        digit = (body[:, place] + short * pow(int(WEIGHTS[place]), -1, 11)) % 11
        good = digit < 10
        found.append((row[good], (value + (digit - body[:, place]) * POWERS[place])[good]))
    for place in range(16):
        step = body[:, place + 1] - body[:, place]
        good = (step != 0) & ((step * (WEIGHTS[place] - WEIGHTS[place + 1]) - short) % 11 == 0)
        found.append((row[good], (value + step * (POWERS[place] - POWERS[place + 1]))[good]))
    return found + _last_swapped(row, characters)


def _last_swapped(row: NDArray[np.int64], characters: NDArray[np.uint8]) -> Found:
    swapped = characters.copy()
    swapped[:, [16, 17]] = characters[:, [17, 16]]
    return _valid(row, swapped)


def _insertions(row: NDArray[np.int64], characters: NDArray[np.uint8]) -> Found:
    found: Found = []
    for place in range(18):
        wide = np.insert(characters, place, 48, axis=1)
        found += _filled(row, wide, place)
    return found


def _deletions(row: NDArray[np.int64], characters: NDArray[np.uint8]) -> Found:
    found: Found = []
    for place in range(19):
        found += _valid(row, np.delete(characters, place, axis=1))
    return found


def _one_unreadable(row: NDArray[np.int64], characters: NDArray[np.uint8]) -> Found:
    digit = ((characters >= 48) & (characters <= 57)) | (characters == ord("X"))
    digit[:, :17] &= characters[:, :17] != ord("X")
    holes = (~digit).sum(axis=1)
    place_of = (~digit).argmax(axis=1)
    found: Found = []
    for place in range(18):
        some = (holes == 1) & (place_of == place)
        found += _filled(row[some], characters[some], place)
    return found


def _filled(row: NDArray[np.int64], characters: NDArray[np.uint8], place: int) -> Found:
    """Fill `place` with the one character that makes the check right."""
    filled = characters.copy()
    filled[:, place] = 48
    good = _digits_only(filled[:, :17]) & (RESIDUE[filled[:, 17]] >= 0)
    if place == 17:
        return [(row[good], (filled[good, :17].astype(np.int64) - 48) @ POWERS)]
    row, filled = row[good], filled[good]
    body = filled[:, :17].astype(np.int64) - 48
    digit = ((RESIDUE[filled[:, 17]] - body @ WEIGHTS) * pow(int(WEIGHTS[place]), -1, 11)) % 11
    fits = digit < 10
    return [(row[fits], (body @ POWERS + digit * POWERS[place])[fits])]


def _digits_only(characters: NDArray[np.uint8]) -> NDArray[np.bool_]:
    return np.asarray(((characters >= 48) & (characters <= 57)).all(axis=1))


def _valid(row: NDArray[np.int64], characters: NDArray[np.uint8]) -> Found:
    whole = _digits_only(characters[:, :17])
    row, characters = row[whole], characters[whole]
    body = characters[:, :17].astype(np.int64) - 48
    good = RESIDUE[characters[:, 17]] == body @ WEIGHTS % 11
    return [(row[good], (body @ POWERS)[good])]


def _digits(column: pl.Series, width: int) -> NDArray[np.uint8]:
    """The bytes of a column of texts that are all `width` ASCII characters long, as rows x width."""
    joined = column.str.join("").item() if len(column) else ""
    return np.frombuffer(joined.encode("ascii"), dtype=np.uint8).reshape(-1, width)


def is_day(day: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Say of yyyymmdd integers whether they are a day of the Gregorian calendar from 1800 on."""
    year, month, date = day // 10000, day // 100 % 100, day % 100
    inside = (year >= EARLIEST_YEAR) & (month >= 1) & (month <= 12) & (date >= 1)
    last = MONTH_DAYS[np.where(inside, month, 0)]
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    return np.asarray(inside & (date <= last - ((month == 2) & ~leap)))
