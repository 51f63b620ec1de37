"""Citizen numbers as integers that an engine can join: what `rules.columns.citizen_id` reads, without the check.

A number of the old 15-digit form carries no check, so a mistyped one cannot be told, which `num_kind` says.
"""

from __future__ import annotations

import polars as pl

from huangce.rules.columns import citizen_id

NO_NUMBER, CHECKED, OLD_FORM, INVALID = 0, 1, 2, 3
# What may be a mistyped number; anything shorter ("无", "1.23E+17") tells nothing.
MISTYPED = r"^[0-9A-Z*?]{15,20}$"


def numbers(column: pl.Series) -> pl.DataFrame:
    """Return num, raw, num_kind, mistyped, and the birth (yyyymmdd) and sex that a valid number says."""
    read = citizen_id.columns(column)
    valid = pl.col("number").is_not_null()
    mistyped = ~valid & pl.col("written").str.contains(MISTYPED)
    kind = (
        pl.when(valid)
        .then(pl.when(pl.col("problem_code") == "citizen-id-15-digits").then(OLD_FORM).otherwise(CHECKED))
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
        sex=pl.col("sex").cast(pl.Int64),
        mistyped=pl.when(mistyped).then("written"),
    )
