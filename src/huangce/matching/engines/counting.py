"""How many rows of a large table have the key of each of some rows: counted by place, without grouping and joining.

Whole numbers of a narrow range are counted in an array that has a place for each; of several columns only values that
occur get one. What has too many different values is sorted, and looked for in order.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import polars as pl

from huangce.matching.engines import Key
from huangce.matching.engines.cores import spread
from huangce.matching.prepare.names import mixed
from huangce.matching.prepare.text import Int

WIDEST = 1 << 22  # places of an array that is filled in less time than a table is grouped


class Placed(NamedTuple):
    """The place of the value of each row of the large table, and how to find those of the rows asked about.

    Of each column `sizes` says how many places its values have; one more behind them is that of no value.
    """

    held: Int
    sizes: tuple[int, ...]
    asked: Callable[[pl.DataFrame], Int]

    @property
    def whole(self) -> int:
        """How many places there are together."""
        return math.prod(size + 1 for size in self.sizes)


class Counter:
    """What can be counted of a large table before anybody asks.

    keys: by name, whole numbers all. Of the table nothing is kept but the counts, and the sorted values of rare keys.
    """

    def __init__(self, held: pl.DataFrame, keys: Mapping[str, Key]) -> None:
        plain = dict.fromkeys(name for key in keys.values() if _is_plain(key) for name in key.columns)
        placed = dict(zip(plain, spread(lambda name: _placed(held[name]), plain), strict=True))

        def count(key: Key) -> Callable[[pl.DataFrame], pl.Series]:
            together = _together([placed[column] for column in key.columns]) if _is_plain(key) else None
            return _by_place(together) if together is not None else _among(held.select(key.columns), key)

        self._counts = dict(zip(keys, spread(count, keys.values()), strict=True))

    def counted(self, asked: pl.DataFrame) -> list[pl.Series]:
        """Return a column `n_…` by name of the keys: how many rows of the table have the key of each row of `asked`."""
        return spread(lambda name: self._counts[name](asked).alias(f"n_{name}"), self._counts)


def _is_plain(key: Key) -> bool:
    return not (key.is_rare or key.unless)


def _placed(held: pl.Series) -> Placed | None:
    """Return the places of a column's values, from the least to the greatest."""
    low, high = held.min(), held.max()
    if low is None or high is None:
        return Placed(np.zeros(len(held), dtype=np.int64), (0,), lambda asked: np.zeros(asked.height, dtype=np.int64))
    size = int(high) - int(low) + 1  # type: ignore[arg-type]
    if size > WIDEST:
        return None

    def place(column: pl.Series) -> Int:
        return (column.cast(pl.Int64) - low).fill_null(size).to_numpy()

    def asked_place(asked: pl.DataFrame) -> Int:
        here = place(asked[held.name])
        return np.where((here >= 0) & (here <= size), here, size)

    return Placed(place(held), (size,), asked_place)


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
    sizes = (*one.sizes, *other.sizes)
    return Placed(one.held * wide + other.held, sizes, lambda asked: one.asked(asked) * wide + other.asked(asked))


def _numbered(placed: Placed) -> Placed:
    """Return places of which each is taken by some row of the large table."""
    taken = _counts(placed) > 0
    size = int(taken.sum())
    number = np.where(taken, np.cumsum(taken) - 1, size)
    return Placed(number[placed.held], (size,), lambda asked: number[placed.asked(asked)])


def _counts(placed: Placed) -> Int:
    """Return how many rows of the large table have each place; no value is no place."""
    count = np.bincount(placed.held, minlength=placed.whole)
    by_column = count.reshape([size + 1 for size in placed.sizes])
    for axis in range(len(placed.sizes)):
        by_column.swapaxes(0, axis)[-1] = 0
    return count


def _by_place(placed: Placed) -> Callable[[pl.DataFrame], pl.Series]:
    """Return how to count the rows of the large table that have the places asked about."""
    counts, place = _counts(placed), placed.asked
    return lambda asked: pl.Series(counts[place(asked)])


def _among(held: pl.DataFrame, key: Key) -> Callable[[pl.DataFrame], pl.Series]:
    """Return how to count the rows of `held` that have the keys asked about: sorted, those of one key lie together."""
    keys = np.sort(_one_column(held.drop_nulls()))

    def count(asked: pl.DataFrame) -> pl.Series:
        known = [pl.col(column).is_not_null() for column in key.columns]
        if key.unless:
            known.append(pl.col(key.unless).is_null())
        here = asked.select(pl.all_horizontal(known)).to_series()
        wanted = _one_column(asked.select(key.columns).filter(here))
        order = np.argsort(wanted)
        found = np.empty(len(wanted), dtype=np.int64)
        in_order = wanted[order]
        found[order] = np.searchsorted(keys, in_order, side="right") - np.searchsorted(keys, in_order)
        return pl.zeros(asked.height, pl.Int64, eager=True).scatter(here.arg_true(), found)

    return count


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
