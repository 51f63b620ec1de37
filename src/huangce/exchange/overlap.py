"""The same rows in another file: what a delivery brings that the one before did not."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

OWN = ("row", "received")


def compared(before: pl.DataFrame, now: pl.DataFrame, key: Sequence[str]) -> dict[str, int]:
    """Return how many rows are the same as before, new, changed (the same key says something else) and gone.

    Both are checked frames; what is read of both is compared, in any order. A row that stands twice counts twice.
    """
    shared = [name for name in now.columns if name in before.columns and name not in OWN]
    here, there = (_numbered(frame.select(shared).select(_text(name) for name in shared)) for frame in (now, before))
    every = [*shared, "time"]
    fresh, old = here.join(there, on=every, how="anti"), there.join(here, on=every, how="anti")
    names = [name for name in key if name in shared]
    changed = 0
    if names:
        changed = _numbered(fresh.select(names)).join(_numbered(old.select(names)), on=[*names, "time"]).height
    return {
        "same": now.height - fresh.height,
        "new": fresh.height - changed,
        "changed": changed,
        "gone": old.height - changed,
    }


def _numbered(frame: pl.DataFrame) -> pl.DataFrame:
    """Number equal rows, so that each finds its own."""
    return frame.with_columns(pl.int_range(pl.len()).over(frame.columns).alias("time"))


def _text(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.String).fill_null("")
