"""Where the cascade runs: one set of steps in SQL, several engines that execute it.

The SQL is what DuckDB and Spark have in common: equality joins, EXISTS in WHERE, windows, whole numbers. Text is never
compared in it, only keys, so that both give the same links.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

import polars as pl

from huangce.errors import Unavailable
from huangce.matching.reading import Source

EngineName = Literal["duckdb", "spark"]
Batch: TypeAlias = Callable[[pl.DataFrame], pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The columns of a key, the SQL that selects its wanted values, and how many rows of one key are too many."""

    key: tuple[str, ...]
    sql: str
    bound: int


@dataclass(frozen=True, slots=True)
class Key:
    """Columns whose values together are counted; `is_rare` where too many differ to count them all.

    Where the asking row has something in `unless`, nothing is counted for it.
    """

    columns: tuple[str, ...]
    is_rare: bool = False
    unless: str = ""


@dataclass(frozen=True, slots=True)
class Laid:
    """A table to be made of pairs: the answer to `sql`, which reads `beside`, the pairs with columns of both rows.

    It reads beside it what `create` made, and nothing loaded. `pairs` selects `list_row` and `register_row`, and what
    else it says of a pair stays; the `columns` are called `a_…` on the register's side, `b_…` on the list's. Every pair
    is looked at by itself, some at a time.
    """

    name: str
    pairs: str
    columns: Sequence[str]
    sql: str


# What stands before the columns of either side where two rows lie side by side.
SIDES = {"register": "a_", "list": "b_"}
BESIDE = "beside"


class NoSuchEngine(Unavailable):
    """There is no engine {name}: choose duckdb or spark."""

    code = "no-such-engine"


class Engine(Protocol):
    """Named tables of one run, and what to do with them."""

    def load(self, name: str, source: Source, change: Batch, schema: pl.Schema) -> None:
        """Make a table of what `change` returns for the rows of `source`, which carry their position as `row`."""

    def create(self, name: str, sql: str, *, once: bool = False) -> None:
        """Make the answer to `sql` a table; `once` says that it is read once, so that it need not be kept."""

    def derive(self, name: str, sql: str, change: Batch, schema: pl.Schema) -> None:
        """Make a table of what `change` returns for the answer to `sql`, batch by batch in any order."""

    def put(self, name: str, rows: pl.DataFrame) -> None:
        """Make a table of rows that were prepared before."""

    def again(self, name: str, table: str) -> None:
        """Let a loaded table be known under a second name."""

    def pick(self, name: str, table: str, sql: str, columns: Sequence[str] = ()) -> None:
        """Make a table of the rows of a loaded table that `sql` names in `row`, with what else it says of them.

        Of the loaded table it has `columns`, or all.
        """

    def lay(self, *tables: Laid) -> None:
        """Make tables of pairs whose rows lie side by side, in any order or at once."""

    def compare(self, name: str, pairs: str, column: str, change: Batch, schema: pl.Schema) -> None:
        """Make a table of what `change` returns for pairs with `column` of both rows, in any order.

        `pairs` selects `list_row` and `register_row`; the column is called `a_…` on the register's side, `b_…` on the
        list's.
        """

    def rows(self, name: str, sql: str, *, least: int = 1, among: str = "", without: str = "") -> None:
        """Make a table of the different positions (`row`) that `sql` names at least `least` times.

        Of these only such as `among` names as well, if it is given, and none that `without` names. Positions are
        marked, so that no row is compared with another.
        """

    def count(self, keys: Mapping[str, Key]) -> None:
        """Say that these keys will be tallied: the register's side of it may be counted beside the rest."""

    def tally(self, name: str, asked: str, columns: Sequence[str], keys: Mapping[str, Key]) -> None:
        """Make a table of the list's rows that `asked` names in `row`, with `columns` and a count `n_…` for each key.

        It says how many rows of the register have the list row's values in the columns of that key, 0 if one is null.
        The keys are those of `count`.
        """

    def near(self, table: str, columns: Sequence[str], wanted: Mapping[str, Wanted]) -> list[str]:
        """Make tables of at least those rows of a loaded table that have a wanted key; others may come along.

        Every table has its key's columns and `columns`. Returned are the tables that may have more rows of one key than
        its bound.
        """

    def repeat(self, name: str, table: str, column: str) -> None:
        """Make a table of the values that occur more than once in a loaded table, and how often: `held`."""

    def fetch(self, sql: str) -> pl.DataFrame:
        """Return the answer to `sql`."""

    def close(self) -> None:
        """Forget all tables."""


def read_by(columns: Sequence[str], keys: Mapping[str, Key]) -> list[str]:
    """Return the different columns that a tally reads of a row that asks."""
    of_keys = (name for key in keys.values() for name in (*key.columns, key.unless) if name)
    return list(dict.fromkeys((*columns, *of_keys)))


def engine_named(name: str) -> Engine:
    """Start an engine with no tables. Raises NoSuchEngine, or NoSpark where it is not installed."""
    if name == "duckdb":
        from huangce.matching.engines.duckdb import DuckDB

        return DuckDB()
    if name == "spark":
        from huangce.matching.engines.spark import Spark

        return Spark()
    raise NoSuchEngine(name=name)
