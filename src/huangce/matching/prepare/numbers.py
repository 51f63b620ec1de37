"""Citizen numbers as integers that an engine can join: what `rules.columns.citizen_id` reads, without the check.

Most numbers of a list are bare and right: these are read digit by digit, all rows at once. Whatever is not goes the
long way. A number of the old 15-digit form carries no check, so a mistyped one cannot be told, which `num_kind` says.
Nor does one that ends in 000, as spreadsheets make of any by keeping 15 digits: one in eleven of those passes the
check, and one number in a thousand is such. It finds its holder, but says neither sex nor that a pair is two persons.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from huangce.matching.prepare.text import bytes_of
from huangce.rules.citizen_id import CHECK_CHARACTERS, WEIGHTS
from huangce.rules.columns import citizen_id
from huangce.rules.columns.citizen_id_repair import is_day

NO_NUMBER, CHECKED, UNCHECKED, INVALID = 0, 1, 2, 3
NUMBERS = pl.Schema(
    {
        "num": pl.Int64,
        "raw": pl.Int64,
        "num_kind": pl.Int8,
        "birth": pl.Int64,
        "sex": pl.Int64,
        "mistyped": pl.String,
    }
)
# What may be a mistyped number; anything shorter ("无", "1.23E+17") tells nothing.
MISTYPED = r"^[0-9A-Z*?]{15,20}$"
OLD_FORM, EATEN = "citizen-id-15-digits", "000"
LENGTH = 18
LETTER_X, SMALL_X = (np.uint8(ord(letter) - ord("0")) for letter in "Xx")
CHECKS = np.frombuffer(CHECK_CHARACTERS.encode(), dtype=np.uint8) - np.uint8(ord("0"))


def numbers(column: pl.Series) -> pl.DataFrame:
    """Return num, raw, num_kind, mistyped, and the birth (yyyymmdd) and sex that a valid number says."""
    text = column.cast(pl.String)
    bare = (text.str.len_bytes() == LENGTH).fill_null(value=False).arg_true()
    good, eaten, value = _read(text.gather(bare))
    place, value = bare.to_numpy()[good], value[good]
    kind = np.full(len(text), NO_NUMBER, dtype=np.int8)
    number = np.zeros(len(text), dtype=np.int64)
    kind[place], number[place] = np.where(eaten[good], UNCHECKED, CHECKED), value
    known, checked = pl.Series(kind != NO_NUMBER), pl.Series(kind == CHECKED)
    fast = pl.DataFrame({"num": number, "num_kind": kind}).select(
        num=pl.when(known).then("num"),
        raw=pl.lit(None, pl.Int64),
        num_kind="num_kind",
        birth=pl.when(known).then(pl.col("num") // 1000 % 100_000_000),
        sex=pl.when(checked).then(2 - pl.col("num") % 2),
        mistyped=pl.lit(None, pl.String),
    )
    odd = (~known & text.is_not_null()).arg_true()
    if not len(odd):
        return fast
    slow = _thoroughly(text.gather(odd))
    return fast.with_columns(fast[name].scatter(odd, slow[name]) for name in NUMBERS)


def _read(text: pl.Series) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.int64]]:
    """Return which texts of 18 bytes are valid numbers, which end in 000, and their first 17 digits.

    The last letter is of either case.
    """
    digits = np.ascontiguousarray(bytes_of(text).reshape(-1, LENGTH).T) - np.uint8(ord("0"))
    body, last = digits[:-1], digits[-1]
    remainder = sum(digit * np.uint16(weight) for digit, weight in zip(body, WEIGHTS, strict=True)) % np.uint16(11)
    day = _together(body[6:14])
    good = (np.where(last == SMALL_X, LETTER_X, last) == CHECKS[remainder]) & is_day(day)
    good &= np.logical_and.reduce(body < 10)
    eaten = (body[15] == 0) & (body[16] == 0) & (last == 0)
    return good, eaten, (_together(body[:6]) * 100_000_000 + day) * 1000 + _together(body[14:])


def _together(digits: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return the numbers that up to eight rows of digits make."""
    number = np.zeros(digits.shape[1], dtype=np.int64)
    for digit in digits:
        number = number * 10 + digit
    return number


def _thoroughly(column: pl.Series) -> pl.DataFrame:
    """Return the columns of `NUMBERS` for numbers that are written oddly, or wrong."""
    read = citizen_id.columns(column)
    valid = pl.col("number").is_not_null()
    mistyped = ~valid & pl.col("written").str.contains(MISTYPED)
    eaten = pl.col("number").str.ends_with(EATEN)
    kind = (
        pl.when(valid)
        .then(pl.when((pl.col("problem_code") == OLD_FORM) | eaten).then(UNCHECKED).otherwise(CHECKED))
        .when(mistyped.fill_null(False))
        .then(INVALID)
        .otherwise(NO_NUMBER)
    )
    whole = pl.col("number").str.head(17).cast(pl.Int64)
    raw = pl.when(mistyped & pl.col("written").str.contains(r"^\d{17}[\dX]$")).then(pl.col("written").str.head(17))
    return read.select(
        num=whole,
        raw=raw.cast(pl.Int64),
        num_kind=kind.cast(pl.Int8),
        birth=whole // 1000 % 100_000_000,
        sex=pl.when(~eaten).then("sex").cast(pl.Int64),
        mistyped=pl.when(mistyped).then("written"),
    ).cast(NUMBERS)
