"""Birth dates as yyyymmdd integers, as `rules.columns.dates` reads them; an unknown month or day is 0."""

from __future__ import annotations

import polars as pl

from huangce.rules.columns import dates


def births(column: pl.Series, by_number: pl.Series) -> pl.DataFrame:
    """Return the columns of a birth date: as stated, else as the citizen number says.

    Of a date that is known to the month or the year only, or counted by the moon, what is certain is kept.
    `birth_count` counts days, `birth_either_way` is the same for a date with month and day turned round.
    """
    stated = _days(column) if column.dtype == pl.Date else _each_once(column)
    parts = pl.DataFrame({"stated": stated, "by_number": by_number.cast(pl.Int64)}).select(
        pl.coalesce("stated", "by_number").alias("birth"), birth_stated=pl.col("stated").is_not_null()
    )
    month, day = (pl.col("birth") // unit % 100 for unit in (100, 1))
    parts = parts.with_columns(
        birth_year=pl.col("birth") // 10000,
        birth_month=pl.when(month > 0).then(month),
        birth_day=pl.when(day > 0).then(day),
    )
    low, high = (each("birth_month", "birth_day") for each in (pl.min_horizontal, pl.max_horizontal))
    whole = pl.col("birth_day").is_not_null()
    return parts.with_columns(
        birth_count=pl.when(whole).then(pl.date("birth_year", "birth_month", "birth_day").to_physical()),
        birth_either_way=pl.when(whole).then(pl.col("birth_year") * 10000 + low * 100 + high),
    )


def _each_once(column: pl.Series) -> pl.Series:
    """Return the days of a text column; a list of millions has some ten thousand different ones."""
    written = column.cast(pl.String).rename("written")
    different = written.unique().drop_nulls()
    days = pl.DataFrame({"written": different, "day": _days(different)})
    return written.to_frame().join(days, on="written", how="left", maintain_order="left")["day"]


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
