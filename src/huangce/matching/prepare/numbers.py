"""Citizen numbers as integers (GB 11643-1999: 17 digits and a check character by ISO 7064 MOD 11-2).

A number of the old 15-digit form is brought to 18 by the century 19 (GB 11643-1989); it carries no check, so a
mistyped one cannot be told, which `num_kind` says. Nothing is minted: a number that is not valid stays out of `num`.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from huangce.matching.prepare.text import digits, half_width

WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], dtype=np.int64)
CHECKS = np.frombuffer(b"10X98765432", dtype=np.uint8)
POWERS = 10 ** np.arange(16, -1, -1, dtype=np.int64)
MONTH_DAYS = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.int64)

NO_NUMBER, CHECKED, OLD_FORM, INVALID = 0, 1, 2, 3


def numbers(column: pl.Series) -> pl.DataFrame:
    """Return num, raw, num_kind and the birth date and sex that a valid number says."""
    text = half_width(column).str.to_uppercase().str.replace_all(r"[^0-9A-Z*]", "")
    kind = np.where(text.fill_null("").str.len_bytes().to_numpy() > 0, INVALID, NO_NUMBER).astype(np.int8)
    whole = np.zeros(len(text), dtype=np.int64)
    raw = np.zeros(len(text), dtype=np.int64)
    for pattern, reader, valid_kind in ((r"^\d{17}[\dX]$", _eighteen, CHECKED), (r"^\d{15}$", _fifteen, OLD_FORM)):
        rows = text.str.contains(pattern).fill_null(False).arg_true().to_numpy()
        body, valid = reader(text.gather(rows))
        raw[rows] = np.where(valid, 0, body)
        whole[rows] = np.where(valid, body, 0)
        kind[rows] = np.where(valid, valid_kind, INVALID)
    frame = pl.DataFrame({"num": whole, "raw": raw, "num_kind": kind})
    birth = whole // 1000 % 100_000_000
    sex = np.where(whole % 2 == 1, 1, 2)
    known = pl.col("num") > 0
    return frame.with_columns(
        pl.when(known).then(pl.Series("birth", birth)).alias("birth"),
        pl.when(known).then(pl.Series("sex", sex)).alias("sex"),
        pl.when(known).then("num").alias("num"),
        pl.when(pl.col("raw") > 0).then("raw").alias("raw"),
    )


def is_date(body: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Say of 17-digit bodies whether digits 7 to 14 are a day of the calendar from 1850 on."""
    return is_day(body // 1000 % 100_000_000)


def is_day(day: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Say of yyyymmdd integers whether they are a day of the Gregorian calendar from 1850 to 2199."""
    year, month, date = day // 10000, day // 100 % 100, day % 100
    inside = (year >= 1850) & (year < 2200) & (month >= 1) & (month <= 12) & (date >= 1)
    last = MONTH_DAYS[np.where(inside, month, 0)]
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    return np.asarray(inside & (date <= last - ((month == 2) & ~leap)))


def check_characters(body_digits: NDArray[np.int64]) -> NDArray[np.uint8]:
    """Return the check character (as a byte) of rows x 17 digits."""
    return np.asarray(CHECKS[(body_digits @ WEIGHTS) % 11])


def _eighteen(text: pl.Series) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    characters = digits(text, 18)
    body_digits = characters[:, :17].astype(np.int64) - 48
    body = body_digits @ POWERS
    return body, (check_characters(body_digits) == characters[:, 17]) & is_date(body)


def _fifteen(text: pl.Series) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    values = text.cast(pl.Int64).to_numpy()
    body = values // 10**9 * 10**11 + 19 * 10**9 + values % 10**9
    return body, is_date(body)
