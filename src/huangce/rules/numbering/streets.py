"""All streets of a county at once: columns say which streets are in order, and only the others are looked at singly.

A street that is numbered without a fault and without a history has nothing to say; that is told by comparing each row
with the one before it. Every other street goes through `street.analyse`, so both give the same (a test proves it).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

import polars as pl

from huangce.rules.numbering.doors import STANDING, Entrance, Finding, Rested
from huangce.rules.numbering.numbers import Number
from huangce.rules.numbering.scheme import DISTANCE, SIDES, Scheme
from huangce.rules.numbering.street import analyse

# Columns of the entrances: `street` is whatever names a street; `main` and `suffix` are null without a number.
SCHEMA: Final = {
    "street": pl.Int64,
    "id": pl.Int64,
    "side": pl.String,
    "chainage": pl.Float64,
    "main": pl.Int32,
    "suffix": pl.Int32,
    "state": pl.String,
    "gone_on": pl.Date,
}
RULES: Final = ("stride", "start", "odd_left", "sided", "by_distance", "step", "slack", "bare")


def analyse_streets(
    entrances: pl.DataFrame,
    schemes: Mapping[int, Scheme],
    *,
    on: date,
    rested: Mapping[int, Sequence[Rested]] | None = None,
) -> Iterator[tuple[int, list[Finding]]]:
    """Yield each street that has findings, with them, in the order of streets.

    `entrances` has the columns of `SCHEMA`; `schemes` and `rested` are by street. A street without a scheme is
    left out.
    """
    rested = rested or {}
    known = entrances.filter(pl.col("street").is_in(list(schemes)))
    aside = pl.Series("street", [street for street, numbers in rested.items() if numbers], dtype=pl.Int64)
    doubtful = pl.concat([_doubtful(known, schemes), aside]).unique()
    rows = known.filter(pl.col("street").is_in(doubtful.implode())).sort("street", "id")
    for street, doors in _by_street(rows):
        found = analyse(doors, schemes[street], on=on, rested=rested.get(street, ()))
        if found:
            yield street, found


def _by_street(rows: pl.DataFrame) -> Iterator[tuple[int, list[Entrance]]]:
    street: int | None = None
    doors: list[Entrance] = []
    for at, one, side, chainage, main, suffix, state, gone_on in rows.select(*SCHEMA).iter_rows():
        if at != street:
            if street is not None:
                yield street, doors
            street, doors = at, []
        number = None if main is None else Number(main, suffix or 0)
        doors.append(Entrance(one, side, chainage, number, state, gone_on))
    if street is not None:
        yield street, doors


def _doubtful(entrances: pl.DataFrame, schemes: Mapping[int, Scheme]) -> pl.Series:
    """Return the streets that are not plainly in order."""
    rules = pl.DataFrame(
        [(street, *_rule(one)) for street, one in schemes.items()],
        schema={"street": pl.Int64, **_RULE_TYPES},
        orient="row",
    )
    rows = entrances.select("street", "side", "chainage", "main", pl.col("suffix").fill_null(0), "state")
    rows = rows.join(rules, on="street", how="left")
    # Where sides do not matter, a street is one sequence.
    rows = rows.with_columns(side=pl.when("sided").then("side").otherwise(pl.lit("")))
    rows = rows.sort("street", "side", "chainage", "main", "suffix")
    begins = pl.col("street").ne_missing(pl.col("street").shift()) | pl.col("side").ne_missing(pl.col("side").shift())
    odd = (pl.col("side") == SIDES[0]) == pl.col("odd_left")
    first = pl.when(~pl.col("sided") | ((pl.col("start") % 2 == 1) == odd)).then("start").otherwise(pl.col("start") + 1)
    last = pl.when(begins).then(first - pl.col("stride")).otherwise(pl.col("main").shift())
    rise = pl.col("main") - last
    same = (rise == 0) & ~begins & (pl.col("suffix") > pl.col("suffix").shift())
    one_on = pl.when("by_distance").then(rise > 0).otherwise(rise == pl.col("stride"))
    strays = (pl.col("main") * pl.col("step") - pl.col("chainage")).abs() > pl.col("slack")
    wrong = (
        (pl.col("state") != STANDING)
        | pl.col("main").is_null()
        | (pl.col("sided") & ~pl.col("side").is_in(SIDES))
        | (pl.col("sided") & ((pl.col("main") % 2 == 1) != odd))
        | ~(same | one_on)
        | (pl.col("by_distance") & (pl.col("suffix") == 0) & strays)
        | ~pl.col("bare")
    )
    return rows.filter(wrong.fill_null(value=True))["street"].unique()


_RULE_TYPES: Final[Mapping[str, Any]] = dict(
    zip(
        RULES,
        (pl.Int32, pl.Int32, pl.Boolean, pl.Boolean, pl.Boolean, pl.Float64, pl.Float64, pl.Boolean),
        strict=True,
    )
)


def _rule(one: Scheme) -> tuple[int, int, bool, bool, bool, float, float, bool]:
    """Return what columns compare with, in the order of `RULES`. A scheme that leaves numbers out is not compared."""
    step = one.step_m or 1.0
    by_distance = one.mode == DISTANCE
    sided = one.odd_side is not None
    return (
        one.stride, one.start, one.odd_side == SIDES[0], sided, by_distance, step, 3 * one.stride * step, not one.skip
    )  # fmt: skip
