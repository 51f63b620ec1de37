"""Sex, division code and telephone number as integers."""

from __future__ import annotations

import polars as pl

from huangce.matching.prepare.text import half_width

# GB/T 2261.1: 1 male, 2 female; 0 and 9 say nothing.
SEXES = {"男": 1, "女": 2, "男性": 1, "女性": 2, "1": 1, "2": 2, "M": 1, "F": 2, "m": 1, "f": 2}


def sexes(column: pl.Series, by_number: pl.Series) -> pl.DataFrame:
    """Return sex 1 or 2: as stated, else as the citizen number says."""
    stated = column.cast(pl.String).str.strip_chars().replace_strict(SEXES, default=None, return_dtype=pl.Int64)
    return pl.select(pl.coalesce(stated, by_number.cast(pl.Int64)).alias("sex"), sex_stated=stated.is_not_null())


def divisions(column: pl.Series) -> pl.DataFrame:
    """Return village (12 digits), town (9) and county (6) of a division code; null where the code stops short."""
    code = _digits(column)
    width = code.str.len_bytes()
    whole = code.cast(pl.Int64) * 10 ** (12 - width.clip(6, 12)).cast(pl.Int64)
    return pl.DataFrame({"code": whole.set(~width.is_between(6, 12), None)}).select(
        pl.when(pl.col("code") % 1000 > 0).then("code").alias("village"),
        pl.when(pl.col("code") // 1000 % 1000 > 0).then(pl.col("code") // 1000).alias("town"),
        (pl.col("code") // 1_000_000).alias("county"),
    )


def phones(column: pl.Series) -> pl.DataFrame:
    """Return the telephone number without country code and marks; null below seven digits."""
    plain = _digits(column)
    rest = plain.is_null() & column.is_not_null() | plain.str.starts_with("0") | plain.str.starts_with("86")
    odd = half_width(column.filter(rest)).str.replace_all(r"\D", "").str.replace(r"^(?:00)?86(1\d{10})$", "$1")
    number = plain.scatter(rest.arg_true(), odd).cast(pl.Int64, strict=False)
    return pl.DataFrame({"phone": number.set(~number.is_between(1_000_000, 999_999_999_999), None)})


def _digits(column: pl.Series) -> pl.Series:
    """Return the texts that are nothing but digits, the others null."""
    text = column.cast(pl.String)
    return text.set(~text.str.contains(r"^[0-9]+$"), None)
