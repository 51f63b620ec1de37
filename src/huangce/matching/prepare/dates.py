"""Birth dates as departments write them, as yyyymmdd integers; an unknown month or day is 0."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from huangce.matching.prepare.text import half_width

WRITTEN = r"^(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2}))?|(\d{2})(\d{2})?)?(?:[日月年T].*|\d\d:.*)?$"


MONTH_DAYS = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.int64)


def is_day(day: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Say of yyyymmdd integers whether they are a day of the Gregorian calendar from 1800 on."""
    year, month, date = day // 10000, day // 100 % 100, day % 100
    inside = (year >= 1800) & (month >= 1) & (month <= 12) & (date >= 1)
    last = MONTH_DAYS[np.where(inside, month, 0)]
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    return np.asarray(inside & (date <= last - ((month == 2) & ~leap)))


def births(column: pl.Series, by_number: pl.Series) -> pl.DataFrame:
    """Return the columns of a birth date: as stated, else as the citizen number says.

    `birth_count` counts days, `birth_either_way` is the same for a date with month and day turned round.
    """
    stated = _days(column)
    day = pl.select(pl.coalesce(stated, by_number.cast(pl.Int64))).to_series().rename("birth")
    year, month, date = day // 10000, day // 100 % 100, day % 100
    parts = pl.DataFrame(
        {
            "birth": day,
            "birth_stated": stated.is_not_null(),
            "birth_year": year,
            "birth_month": month,
            "birth_day": date,
        }
    )
    whole = pl.col("birth_day") > 0
    low, high = (each("birth_month", "birth_day").cast(pl.Int64) for each in (pl.min_horizontal, pl.max_horizontal))
    return parts.with_columns(
        pl.col("birth_month", "birth_day").replace(0, None),
        birth_count=pl.when(whole).then(pl.date("birth_year", "birth_month", "birth_day").to_physical()),
        birth_either_way=pl.when(whole).then(pl.col("birth_year") * 10000 + low * 100 + high),
    )


def _days(column: pl.Series) -> pl.Series:
    if column.dtype == pl.Date:
        return column.dt.year().cast(pl.Int64) * 10000 + column.dt.month().cast(pl.Int64) * 100 + column.dt.day()
    text = half_width(column)
    day = text.cast(pl.Int64, strict=False)
    plain = (text.str.len_bytes() == 8) & day.is_not_null()
    rest = (~plain & text.is_not_null()).fill_null(False)
    if rest.any():
        day = day.scatter(rest.arg_true(), _written(text.filter(rest)))
    values = day.fill_null(0).to_numpy()
    partial = (values % 100 == 0) & (values >= 18500000)
    known = is_day(values) | (partial & is_day(np.where(values // 100 % 100 == 0, values + 101, values + 1)))
    return pl.DataFrame({"d": values, "k": known}).select(pl.when("k").then("d")).to_series()


def _written(text: pl.Series) -> pl.Series:
    found = text.str.extract_groups(WRITTEN).struct
    parts = [found.field(str(i)).cast(pl.Int64) for i in range(1, 6)]
    return parts[0] * 10000 + _first(parts[1], parts[3]) * 100 + _first(parts[2], parts[4])


def _first(one: pl.Series, other: pl.Series) -> pl.Series:
    return pl.select(pl.coalesce(one, other, 0)).to_series()
