"""Sex, division code and telephone number as integers."""

from __future__ import annotations

import polars as pl

from huangce.matching.prepare.text import half_width

# GB/T 2261.1: 1 male, 2 female; 0 and 9 say nothing.
SEXES = {"男": 1, "女": 2, "男性": 1, "女性": 2, "1": 1, "2": 2, "M": 1, "F": 2, "m": 1, "f": 2}

# Mobile numbers as they are written mostly: 11 digits, the first a 1.
MOBILE, MOBILES = 11, (10_000_000_000, 19_999_999_999)


def sexes(column: pl.Series, by_number: pl.Series) -> pl.DataFrame:
    """Return sex 1 or 2: as stated, else as the citizen number says."""
    text = column.cast(pl.String)
    male, female = text == "男", text == "女"
    stated = female.cast(pl.Int64) + 1
    odd = (text.is_not_null() & ~(male | female)).arg_true()
    if len(odd):
        read = text.gather(odd).str.strip_chars().replace_strict(SEXES, default=None, return_dtype=pl.Int64)
        stated = stated.scatter(odd, read)
    return pl.select(pl.coalesce(stated, by_number.cast(pl.Int64)).alias("sex"), sex_stated=stated.is_not_null())


def divisions(column: pl.Series) -> pl.DataFrame:
    """Return village (12 digits), town (9) and county (6) of a division code; null where the code stops short."""
    written = column.cast(pl.String).rename("written")
    different = written.unique().drop_nulls()
    code = different.set(~different.str.contains(r"^[0-9]+$"), None)
    width = code.str.len_bytes()
    whole = code.cast(pl.Int64, strict=False) * 10 ** (12 - width.clip(6, 12)).cast(pl.Int64)
    read = pl.DataFrame({"written": different, "code": whole.set(~width.is_between(6, 12), None)}).select(
        "written",
        pl.when(pl.col("code") % 1000 > 0).then("code").alias("village"),
        pl.when(pl.col("code") // 1000 % 1000 > 0).then(pl.col("code") // 1000).alias("town"),
        (pl.col("code") // 1_000_000).alias("county"),
    )
    return written.to_frame().join(read, on="written", how="left", maintain_order="left").drop("written")


def phones(column: pl.Series) -> pl.DataFrame:
    """Return the telephone number without country code and marks; null below seven digits."""
    text = column.cast(pl.String)
    number = text.cast(pl.Int64, strict=False)
    mobile = (text.str.len_bytes() == MOBILE) & number.is_between(*MOBILES)
    rest = text.is_not_null() & ~mobile.fill_null(value=False)
    odd = half_width(text.filter(rest)).str.replace_all(r"\D", "").str.replace(r"^(?:00)?86(1\d{10})$", "$1")
    number = number.scatter(rest.arg_true(), odd.cast(pl.Int64, strict=False))
    return pl.DataFrame({"phone": number.set(~number.is_between(1_000_000, 999_999_999_999), None)})
