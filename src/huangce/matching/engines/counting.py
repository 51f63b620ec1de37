"""How many rows of a large table have the key of each of some rows: counted by place, without grouping and joining.

Whole numbers of a narrow range are counted in an array that has a place for each; of several columns only values that
occur get one. What has too many different values is counted among the rows that a sieve leaves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from huangce.matching.engines import Key
from huangce.matching.engines.sieve import sifted
from huangce.matching.prepare.names import mixed
from huangce.matching.prepare.text import Int

Places: TypeAlias = "NDArray[np.int32] | Int"
WIDEST = 1 << 22  # places of an array that is filled in less time than a table is grouped


class Placed(NamedTuple):
    """The place of each value, of the rows asked about and of the large table; `size` is that of no value."""

    asked: Places
    held: Places
    size: int


def counted(asked: pl.DataFrame, held: pl.DataFrame, keys: Mapping[str, Key]) -> list[pl.Series]:
    """Return a column `n_…` by name of `keys`: how many rows of `held` have the key of each row of `asked`."""
    wanted = {name: asked.select(_asked(column, key) for column in key.columns) for name, key in keys.items()}
    rare = {name: wanted[name] for name, key in keys.items() if key.is_rare}
    left = dict(zip(rare, sifted(held, list(rare.values())), strict=True))
    places = _Places(asked, held)
    counts = []
    for name, key in keys.items():
        rows = held.select(key.columns)
        placed = None if key.is_rare or key.unless else places.of(key.columns)
        if placed is None:
            count = _among(wanted[name], rows[left[name]] if key.is_rare else rows)
        else:
            count = pl.Series(_by_place(placed))
        counts.append(count.alias(f"n_{name}"))
    return counts


class _Places:
    """The places of columns, each made out once."""

    def __init__(self, asked: pl.DataFrame, held: pl.DataFrame) -> None:
        self._asked, self._held = asked, held
        self._known: dict[str, Placed | None] = {}

    def of(self, columns: Sequence[str]) -> Placed | None:
        """Return the places of a key, or None where it would take too many."""
        for column in columns:
            if column not in self._known:
                self._known[column] = _placed(self._asked[column], self._held[column])
        one, *others = (self._known[column] for column in columns)
        for other in others:
            one = _together(one, other) if one and other else None
        return one


def _asked(column: str, key: Key) -> pl.Expr:
    value = pl.col(column)
    return pl.when(pl.col(key.unless).is_null()).then(value).alias(column) if key.unless else value


def _placed(asked: pl.Series, held: pl.Series) -> Placed | None:
    """Return the places of a column's values, from the least to the greatest that `held` has."""
    low, high = held.min(), held.max()
    if low is None or high is None:
        return Placed(np.zeros(len(asked), dtype=np.int64), np.zeros(len(held), dtype=np.int64), 0)
    size = int(high) - int(low) + 1  # type: ignore[arg-type]
    if size > WIDEST:
        return None
    here, there = ((column.cast(pl.Int64) - low).fill_null(size) for column in (asked, held))
    return Placed(here.set(~here.is_between(0, size), size).to_numpy(), there.cast(pl.Int32).to_numpy(), size)


def _together(one: Placed, other: Placed) -> Placed | None:
    """Return the places of two columns as one, if they are too many those of values that occur."""
    if one.size * other.size > WIDEST:
        one = _numbered(one)
    if one.size * other.size > WIDEST:
        other = _numbered(other)
    size = one.size * other.size
    if size > WIDEST:
        return None

    def place(first: Places, second: Places) -> Places:
        return np.where((first < one.size) & (second < other.size), first * other.size + second, size)

    return Placed(place(one.asked, other.asked), place(one.held, other.held), size)


def _numbered(placed: Placed) -> Placed:
    """Return places of which each is taken by some row of the large table."""
    taken = np.zeros(placed.size + 1, dtype=np.bool_)
    taken[placed.held] = True
    taken[-1] = False
    number = np.cumsum(taken) - 1
    size = int(taken.sum())
    number[~taken] = size
    return Placed(number[placed.asked], number[placed.held], size)


def _by_place(placed: Placed) -> Int:
    count = np.bincount(placed.held, minlength=placed.size + 1)
    count[placed.size] = 0
    return count[placed.asked]


def _among(wanted: pl.DataFrame, rows: pl.DataFrame) -> pl.Series:
    """Return how many of `rows` have each of the wanted keys: sorted, those of one key lie together."""
    keys = np.sort(_one_column(rows.drop_nulls()))
    known = ~wanted.select(pl.any_horizontal(pl.all().is_null())).to_series()
    asked = _one_column(wanted.filter(known))
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
