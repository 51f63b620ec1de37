"""The same rows in another file: what a delivery brings that the one before did not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

import polars as pl

OWN = ("row", "received")


def compared(before: pl.DataFrame, now: pl.DataFrame, key: Sequence[str]) -> dict[str, int]:
    """Return how many rows are the same as before, new, changed (the same key says something else) and gone.

    Both are checked frames; what is read of both is compared, in any order, by 64-bit hashes of the rows. A row that
    stands twice counts twice.
    """
    return compared_parts([before], [now], key)


def compared_parts(before: Iterable[pl.DataFrame], now: Iterable[pl.DataFrame], key: Sequence[str]) -> dict[str, int]:
    """Compare two lists of at least one part each, as `compared` does."""
    (first_before, before), (first_now, now) = _with_first(before), _with_first(now)
    shared = [name for name in first_now.columns if name in first_before.columns and name not in OWN]
    names = [name for name in key if name in shared]
    both = _counted(now, shared, names).join(_counted(before, shared, names), on="row", how="full", coalesce=True)
    here, there = pl.col("len").fill_null(0).cast(pl.Int64), pl.col("len_right").fill_null(0).cast(pl.Int64)
    told = both.select(
        pl.coalesce("key", "key_right").alias("key"),
        same=pl.min_horizontal(here, there),
        fresh=(here - there).clip(0),
        old=(there - here).clip(0),
    )
    by_key = told.group_by("key").agg(pl.sum("fresh"), pl.sum("old"))
    changed = int(by_key.select(pl.min_horizontal("fresh", "old").sum()).item()) if names else 0
    return {
        "same": int(told["same"].sum()),
        "new": int(told["fresh"].sum()) - changed,
        "changed": changed,
        "gone": int(told["old"].sum()) - changed,
    }


def _with_first(frames: Iterable[pl.DataFrame]) -> tuple[pl.DataFrame, Iterable[pl.DataFrame]]:
    waiting = iter(frames)
    first = next(waiting)
    return first, chain([first], waiting)


def _counted(frames: Iterable[pl.DataFrame], shared: Sequence[str], names: Sequence[str]) -> pl.DataFrame:
    """Return row, key, len: the hash of each row and of its key, and how often the row stands."""
    hashes = pl.concat([_hashes(frame, shared, names) for frame in frames])
    return hashes.group_by("row").agg(pl.first("key"), pl.len())


def _hashes(frame: pl.DataFrame, shared: Sequence[str], names: Sequence[str]) -> pl.DataFrame:
    texts = frame.select(pl.col(name).cast(pl.String).fill_null("") for name in shared)
    keys = texts.select(names).hash_rows() if names else pl.repeat(0, texts.height, dtype=pl.UInt64, eager=True)
    return pl.DataFrame({"row": texts.hash_rows(), "key": keys})
