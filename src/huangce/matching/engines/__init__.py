"""Where the cascade runs: one set of steps in SQL, several engines that execute it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, Protocol, TypeAlias

import polars as pl

EngineName = Literal["duckdb", "spark"]
Schema: TypeAlias = Mapping[str, pl.DataType | type[pl.DataType]]
Batch: TypeAlias = Callable[[pl.DataFrame], pl.DataFrame]


class Engine(Protocol):
    """Named tables, and three things to do with them."""

    def add(self, name: str, rows: pl.DataFrame) -> None:
        """Make `rows` a table."""

    def create(self, name: str, sql: str) -> None:
        """Make the answer to `sql` a table, computed now."""

    def derive(self, name: str, sql: str, change: Batch, schema: Schema) -> None:
        """Make a table of what `change` returns for the answer to `sql`, batch by batch in any order."""

    def fetch(self, sql: str) -> pl.DataFrame:
        """Return the answer to `sql`."""


def engine_named(name: EngineName) -> Engine:
    """Start an engine with no tables."""
    from huangce.matching.engines.duckdb import DuckDB

    return DuckDB()
