"""Birth dates as yyyymmdd integers, as `rules.columns.dates` reads them; an unknown month or day is 0."""

from __future__ import annotations

import datetime as dt
from functools import cache

import polars as pl

from huangce.rules.columns import dates
from huangce.rules.dates import EARLIEST_YEAR, LATEST_YEAR

FIRST, LAST = dt.date(EARLIEST_YEAR, 1, 1), dt.date(LATEST_YEAR, 12, 31)


def births(column: pl.Series, by_number: pl.Series) -> pl.DataFrame:
    """Return the columns of a birth date: as stated, else as the citizen number says.

    Of a date that is known to the month or the year only, or counted by the moon, what is certain is kept.
    `birth_count` counts days, `birth_either_way` is the same for a date with month and day turned round.
    """
    read = _on_calendar(column) if column.dtype == pl.Date else _each_once(column)
    read = read.with_columns(birth_stated=pl.col("birth").is_not_null())
    lacking = (read["birth"].is_null() & by_number.is_not_null()).arg_true()
    if not len(lacking):
        return read
    said = _parts(by_number.gather(lacking).cast(pl.Int64))
    return read.with_columns(read[name].scatter(lacking, said[name]) for name in said.columns)


def _parts(births: pl.Series) -> pl.DataFrame:
    """Return year, month, day, `birth_count` and `birth_either_way` of yyyymmdd integers."""
    month, day = (pl.col("birth") // unit % 100 for unit in (100, 1))
    parts = (
        births.rename("birth")
        .to_frame()
        .with_columns(
            birth_year=pl.col("birth") // 10000,
            birth_month=pl.when(month > 0).then(month),
            birth_day=pl.when(day > 0).then(day),
        )
    )
    low, high = (each("birth_month", "birth_day") for each in (pl.min_horizontal, pl.max_horizontal))
    whole = pl.col("birth_day").is_not_null()
    return parts.with_columns(
        birth_count=pl.when(whole).then(pl.date("birth_year", "birth_month", "birth_day").to_physical()),
        birth_either_way=pl.when(whole).then(pl.col("birth_year") * 10000 + low * 100 + high),
    )


def _on_calendar(column: pl.Series) -> pl.DataFrame:
    """Return the parts of whole dates: a list of millions has some ten thousand different ones."""
    place = column.set(~column.is_between(FIRST, LAST), None).to_physical() - _calendar()["birth_count"][0]
    return _calendar().select(pl.all().gather(place))


@cache
def _calendar() -> pl.DataFrame:
    return _parts(_days(pl.date_range(FIRST, LAST, eager=True)))


def _each_once(column: pl.Series) -> pl.DataFrame:
    """Return the parts of a text column; of it, too, few are different."""
    written = column.cast(pl.String).rename("written")
    different = written.unique().drop_nulls()
    parts = _parts(_days(different)).with_columns(different)
    return written.to_frame().join(parts, on="written", how="left", maintain_order="left").drop("written")


def _days(column: pl.Series) -> pl.Series:
    """Return what is certain of dates: yyyymmdd, the day or the month 0 where several are possible."""
    read = pl.DataFrame({"earliest": column, "latest": column}) if column.dtype == pl.Date else dates.parse(column)
    earliest, latest = pl.col("earliest"), pl.col("latest")
    same_year, same_month = earliest.dt.year() == latest.dt.year(), earliest.dt.month() == latest.dt.month()
    year, month, day = (part.cast(pl.Int64) for part in (earliest.dt.year(), earliest.dt.month(), earliest.dt.day()))
    return read.select(
        pl.when(earliest == latest)
        .then(year * 10000 + month * 100 + day)
        .when(same_year & same_month)
        .then(year * 10000 + month * 100)
        .when(same_year)
        .then(year * 10000)
    ).to_series()
