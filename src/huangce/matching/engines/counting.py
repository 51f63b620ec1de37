"""How many rows of a large table have the key of each of some rows: counted by place, without grouping and joining.

Whole numbers of a narrow range are counted in an array that has a place for each; of several columns only values that
occur get one. What has too many different values is sorted, and looked for in order.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import polars as pl

from huangce.matching.engines import Key
from huangce.matching.engines.cores import spread
from huangce.matching.prepare.names import mixed
from huangce.matching.prepare.text import Int

WIDEST = 1 << 22  # places of an array that is filled in less time than a table is grouped


class Placed(NamedTuple):
    """The place of each value, of the rows asked about and of the large table.

    Of each column `sizes` says how many places its values have; one more behind them is that of no value.
    """

    asked: Int
    held: Int
    sizes: tuple[int, ...]

    @property
    def whole(self) -> int:
        """How many places there are together."""
        return math.prod(size + 1 for size in self.sizes)


def counted(asked: pl.DataFrame, held: pl.DataFrame, keys: Mapping[str, Key]) -> list[pl.Series]:
    """Return a column `n_…` by name of `keys`: how many rows of `held` have the key of each row of `asked`."""
    plain = [key for key in keys.values() if not (key.is_rare or key.unless)]
    columns = dict.fromkeys(name for key in plain for name in key.columns)
    placed = dict(zip(columns, spread(lambda name: _placed(asked[name], held[name]), columns), strict=True))

    def count(name: str) -> pl.Series:
        key = keys[name]
        together = None if key.is_rare or key.unless else _together([placed[column] for column in key.columns])
        if together is not None:
            return pl.Series(f"n_{name}", _by_place(together))
        wanted = asked.select(_asked(column, key) for column in key.columns)
        return _among(wanted, held.select(key.columns)).alias(f"n_{name}")

    return spread(count, keys)


def _asked(column: str, key: Key) -> pl.Expr:
    value = pl.col(column)
    return pl.when(pl.col(key.unless).is_null()).then(value).alias(column) if key.unless else value


def _placed(asked: pl.Series, held: pl.Series) -> Placed | None:
    """Return the places of a column's values, from the least to the greatest that `held` has."""
    low, high = held.min(), held.max()
    if low is None or high is None:
        return Placed(np.zeros(len(asked), dtype=np.int64), np.zeros(len(held), dtype=np.int64), (0,))
    size = int(high) - int(low) + 1  # type: ignore[arg-type]
    if size > WIDEST:
        return None
    here, there = ((column.cast(pl.Int64) - low).fill_null(size).to_numpy() for column in (asked, held))
    return Placed(np.where((here >= 0) & (here <= size), here, size), there, (size,))


def _together(columns: Sequence[Placed | None]) -> Placed | None:
    """Return the places of several columns as one, if they are too many those of values that occur."""
    one, *others = columns
    for other in others:
        one = _beside(one, other) if one and other else None
    return one


def _beside(one: Placed, other: Placed) -> Placed | None:
    if one.whole * other.whole > WIDEST:
        one = _numbered(one)
    if one.whole * other.whole > WIDEST:
        other = _numbered(other)
    wide = other.whole
    if one.whole * wide > WIDEST:
        return None
    return Placed(one.asked * wide + other.asked, one.held * wide + other.held, (*one.sizes, *other.sizes))


def _numbered(placed: Placed) -> Placed:
    """Return places of which each is taken by some row of the large table."""
    taken = _by_place(placed, np.arange(placed.whole)) > 0
    size = int(taken.sum())
    number = np.where(taken, np.cumsum(taken) - 1, size)
    return Placed(number[placed.asked], number[placed.held], (size,))


def _by_place(placed: Placed, asked: Int | None = None) -> Int:
    """Return how many rows of the large table have the places asked about; no value is no place."""
    count = np.bincount(placed.held, minlength=placed.whole)
    by_column = count.reshape([size + 1 for size in placed.sizes])
    for axis in range(len(placed.sizes)):
        by_column.swapaxes(0, axis)[-1] = 0
    return count[placed.asked if asked is None else asked]


def _among(wanted: pl.DataFrame, rows: pl.DataFrame) -> pl.Series:
    """Return how many of `rows` have each of the wanted keys: sorted, those of one key lie together."""
    known = ~wanted.select(pl.any_horizontal(pl.all().is_null())).to_series()
    asked = _one_column(wanted.filter(known))
    if not len(asked):
        return pl.zeros(wanted.height, pl.Int64, eager=True)
    keys = np.sort(_one_column(rows.drop_nulls()))
    order = np.argsort(asked)
    found = np.empty(len(asked), dtype=np.int64)
    in_order = asked[order]
    found[order] = np.searchsorted(keys, in_order, side="right") - np.searchsorted(keys, in_order)
    return pl.zeros(wanted.height, pl.Int64, eager=True).scatter(known.arg_true(), found)


def may_repeat(keys: pl.DataFrame, bound: int) -> bool:
    """Say whether more than `bound` rows have one key; in a few cases also where two keys fall together."""
    if keys.height <= bound:
        return False
    inside = np.sort(_one_column(keys.drop_nulls()))
    return bool((inside[bound:] == inside[:-bound]).any())


def _one_column(keys: pl.DataFrame) -> Int:
    """Return keys of several columns, none of them null, as one number of 62 bits, which is sorted at once."""
    columns = [column.to_numpy() for column in keys.iter_columns()]
    return columns[0].astype(np.int64, copy=False) if len(columns) == 1 else mixed(*columns)
