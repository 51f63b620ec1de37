"""Dates by the million: whole dates in usual forms by Polars, the rest by `rules.dates`, once a distinct cell."""

from __future__ import annotations

from datetime import date

import polars as pl

from huangce.rules.dates import EARLIEST_YEAR, LATEST_YEAR, parse_date
from huangce.rules.problems import InvalidValue

SCHEMA = {
    "text": pl.String,
    "earliest": pl.Date,
    "latest": pl.Date,
    "lunar": pl.Boolean,
    "problem_code": pl.String,
}

_WHOLE = r"^[0-9]{4}(?:-[0-9]{1,2}-|/[0-9]{1,2}/|\.[0-9]{1,2}\.|年[0-9]{1,2}月)[0-9]{1,2}(?:日|[T ]0?0:00(?::00)?)?$"
_BARE = "^[0-9]{8}$"

Answer = tuple[str | None, date | None, date | None, bool, str | None]


def parse(series: pl.Series, today: date | None = None) -> pl.DataFrame:
    """Return `text, earliest, latest, lunar, problem_code`, row by row.

    Where a date was refused the code is its reason and the rest is null; where one was read with a note, the code is
    the note. Text, whole numbers, decimals, dates and times are read as `parse_date` reads them.
    """
    whole = _whole(series)
    inside = whole.dt.year().is_between(EARLIEST_YEAR, LATEST_YEAR)
    whole = whole.set(~(inside & (whole <= today) if today else inside), None)
    frame = pl.DataFrame({"value": series, "key": series.cast(pl.String), "whole": whole})
    odd = frame.filter(pl.col("whole").is_null()).unique("key", maintain_order=True)
    answers = pl.DataFrame(
        [(key, *_answer(value, today)) for value, key in odd.select("value", "key").iter_rows()],
        schema={"key": pl.String, **SCHEMA},
        orient="row",
    )
    both = frame.join(answers, on="key", how="left", nulls_equal=True, maintain_order="left")
    is_whole = pl.col("whole").is_not_null()
    return both.select(
        pl.when(is_whole).then(pl.col("whole").dt.strftime("%Y-%m-%d")).otherwise("text").alias("text"),
        pl.coalesce("whole", "earliest").alias("earliest"),
        pl.coalesce("whole", "latest").alias("latest"),
        pl.when(is_whole).then(pl.lit(value=False)).otherwise("lunar").alias("lunar"),
        pl.when(~is_whole).then("problem_code").alias("problem_code"),
    )


def _whole(series: pl.Series) -> pl.Series:
    """Return the dates of the usual forms, null for everything else, impossible days among it."""
    if series.dtype == pl.Date:
        return series
    if series.dtype == pl.Datetime:
        return series.dt.date()
    if series.dtype != pl.String:
        return pl.Series([None], dtype=pl.Date).new_from_index(0, len(series))
    text = pl.col("text")
    marked = text.str.replace_all("[年月/.]", "-").str.replace("(?:日|[T ].*)$", "")
    return (
        series.rename("text")
        .to_frame()
        .select(
            pl.when(text.str.contains(_BARE))
            .then(text.str.to_date("%Y%m%d", strict=False))
            .when(text.str.contains(_WHOLE))
            .then(marked.str.to_date("%Y-%m-%d", strict=False))
        )
        .to_series()
    )


def _answer(value: object, today: date | None) -> Answer:
    try:
        found = parse_date(value, today=today)
    except InvalidValue as refusal:
        return None, None, None, False, refusal.problem.code
    return found.text, found.earliest, found.latest, found.lunar, found.notes[0] if found.notes else None
