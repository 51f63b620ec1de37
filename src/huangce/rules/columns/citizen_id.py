"""Citizen numbers by the million: the same checks as `rules.citizen_id`, on bytes.

Numbers that are already bare take the short way; the rest are cleaned by Polars first. Rows are worked in pieces, so
that memory does not grow with the list.
"""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import numpy.typing as npt
import polars as pl

from huangce.rules import citizen_id, divisions

PIECE = 500_000
SCHEMA = {
    "number": pl.String,
    "problem_code": pl.String,
    "birth_date": pl.Date,
    "sex": pl.String,
    "division": pl.String,
    "written": pl.String,
}

_REMOVED = "[" + "".join(f"\\x{{{ord(mark):x}}}" for mark in citizen_id.SPACES + citizen_id.MARKS) + "]"
_REPLACED = citizen_id.LETTERS | citizen_id.FULL_WIDTH
_WEIGHTS = np.array(citizen_id.WEIGHTS, dtype=np.float32)
_CHECK = np.frombuffer(citizen_id.CHECK_CHARACTERS.encode(), dtype=np.uint8)
_MONTH_DAYS = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.int32)
_X = ord("X") - ord("0")

# The problems of numbers that have the right shape, the gravest first.
_CODES = (
    "citizen-id-date",
    "citizen-id-future",
    "citizen-id-digits-lost",
    "citizen-id-check",
    "citizen-id-unknown-division",
    "citizen-id-15-digits",
)
_ERRORS = 4
_SOUND = len(_CODES)

Bytes = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]


def columns(series: pl.Series, today: date | None = None) -> pl.DataFrame:
    """Return `number, problem_code, birth_date, sex, division, written`, row by row.

    `number` is the valid number with 18 characters, or null; then birth date, sex ("1", "2") and division are null too.
    `problem_code` is the gravest of `citizen_id.check`, null for a sound number: a number with a warning is still a
    number. `written` is the compacted text, for repair. Integers are read as their digits.
    """
    if not len(series):
        return pl.DataFrame(schema=SCHEMA)
    return pl.concat([_piece(series.slice(start, PIECE), today) for start in range(0, len(series), PIECE)])


def _piece(series: pl.Series, today: date | None) -> pl.DataFrame:
    frame = pl.DataFrame({"written": _compacted(series)})
    old = pl.col("written").str.contains("^[0-9]{15}$").fill_null(value=False)
    century = pl.when(pl.col("written").str.slice(12) >= "996").then(pl.lit("18")).otherwise(pl.lit("19"))
    completed = pl.col("written").str.head(6) + century + pl.col("written").str.slice(6) + "0"
    frame = frame.with_columns(old.alias("old"), full=pl.when(old).then(completed).otherwise("written"))
    shaped = pl.col("full").str.contains("^[0-9]{17}[0-9X]$").fill_null(value=False)
    frame = frame.with_columns(shaped.alias("shaped"), full=pl.when(shaped).then("full").otherwise(pl.lit("0" * 18)))

    matrix = np.frombuffer(frame["full"].str.join("").item().encode(), dtype=np.uint8).reshape(-1, 18) - ord("0")
    expected = _CHECK[(matrix[:, :17].astype(np.float32) @ _WEIGHTS).astype(np.int32) % 11]
    worst, born = _judged(matrix, expected, frame["old"].to_numpy(), today)
    if frame["old"].any():
        check = pl.Series(expected).cast(pl.String).replace({str(byte): chr(byte) for byte in set(_CHECK.tolist())})
        frame = frame.with_columns(
            full=pl.when("old").then(pl.col("full").str.head(17) + check).otherwise("full"),
        )

    valid = pl.col("shaped") & (pl.col("worst") >= _ERRORS)
    names = pl.col("worst").replace_strict(range(_SOUND + 1), [*_CODES, None], return_dtype=pl.String)
    return frame.with_columns(
        worst=pl.Series(worst), born=pl.Series(born), odd=pl.Series(matrix[:, 16] % 2 == 1)
    ).select(
        pl.when(valid).then("full").alias("number"),
        pl.when("shaped").then(names).otherwise(_shape_problem()).alias("problem_code"),
        pl.when(valid).then("born").cast(pl.Date).alias("birth_date"),
        pl.when(valid).then(pl.when("odd").then(pl.lit("1")).otherwise(pl.lit("2"))).alias("sex"),
        pl.when(valid).then(pl.col("full").str.head(6)).alias("division"),
        "written",
    )


def _compacted(series: pl.Series) -> pl.Series:
    text = series.cast(pl.String).rename("written")
    is_odd = ~text.str.contains("^[0-9]{17}[0-9X]$").fill_null(value=True)
    odd = text.filter(is_odd)
    if not len(odd):
        return text
    cleaned = odd.str.replace_all(_REMOVED, "").str.replace_many(_REPLACED)
    return text.clone().scatter(is_odd.arg_true(), cleaned.str.replace(r"^([0-9]{15})\.0*$", "${1}"))


def _judged(
    matrix: Bytes, expected: Bytes, old: Mask, today: date | None
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.int32]]:
    """Return the gravest problem (place in `_CODES`) and the birth date in days since 1970, 0 where there is none."""
    digit = matrix[:, :14].astype(np.int32)
    year = digit[:, 6] * 1000 + digit[:, 7] * 100 + digit[:, 8] * 10 + digit[:, 9]
    month = digit[:, 10] * 10 + digit[:, 11]
    day = digit[:, 12] * 10 + digit[:, 13]
    is_month = (month >= 1) & (month <= 12)
    last_day = _MONTH_DAYS[np.where(is_month, month, 0)]
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    last_day = last_day - ((month == 2) & ~leap)
    is_date = is_month & (day >= 1) & (day <= last_day) & (year >= citizen_id.EARLIEST_YEAR)
    months = np.where(is_date, (year - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
    born = months.astype("datetime64[D]").astype(np.int32) + np.where(is_date, day - 1, 0)

    division = digit[:, :6] @ np.array([100_000, 10_000, 1_000, 100, 10, 1], dtype=np.int32)
    wrong_check = ~old & (matrix[:, 17] + ord("0") != expected)
    zeros = (matrix[:, 15:] == 0).all(axis=1)
    ahead = is_date & (born > (today - date(1970, 1, 1)).days) if today else np.zeros(len(matrix), dtype=np.bool_)
    conditions = (~is_date, ahead, wrong_check & zeros, wrong_check, ~_known_divisions()[division], old)
    worst = np.full(len(matrix), _SOUND, dtype=np.int8)
    for place in range(len(conditions) - 1, -1, -1):
        worst[conditions[place]] = place
    return worst, born


def _shape_problem() -> pl.Expr:
    """The same as `citizen_id._shape_problem` for rows that are no numbers."""
    written = pl.col("written")
    return (
        pl.when(written.is_null() | (written == ""))
        .then(pl.lit("citizen-id-missing"))
        .when(written.str.contains(f"^(?:{citizen_id.LOST_DIGITS})$"))
        .then(pl.lit("citizen-id-number-format"))
        .when(~written.str.contains("^[0-9X]+$"))
        .then(pl.lit("citizen-id-characters"))
        .when(~written.str.len_bytes().is_in([15, 18]))
        .then(pl.lit("citizen-id-length"))
        .otherwise(pl.lit("citizen-id-characters"))
    )


@cache
def _known_divisions() -> Mask:
    known = np.zeros(1_000_000, dtype=np.bool_)
    known[[int(code) for code in divisions.county_codes()]] = True
    return known
