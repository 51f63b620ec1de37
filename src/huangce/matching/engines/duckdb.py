"""DuckDB: one process, all cores of one machine; the default."""

from __future__ import annotations

import duckdb
import polars as pl

from huangce.matching.engines import Batch, Schema


class DuckDB:
    """An in-memory DuckDB with the tables of one run."""

    def __init__(self) -> None:
        self._connection = duckdb.connect(":memory:")
        self._connection.execute("SET preserve_insertion_order = false")

    def add(self, name: str, rows: pl.DataFrame) -> None:
        """Make `rows` a table without copying them."""
        self._connection.register(name, rows.to_arrow())

    def create(self, name: str, sql: str) -> None:
        """Make the answer to `sql` a table, computed now."""
        self._connection.execute(f"CREATE TABLE {name} AS {sql}")

    def derive(self, name: str, sql: str, change: Batch, schema: Schema) -> None:
        """Make a table of what `change` returns for the answer to `sql`."""
        self.add(name, change(self.fetch(sql)).select(pl.col(column).cast(kind) for column, kind in schema.items()))

    def fetch(self, sql: str) -> pl.DataFrame:
        """Return the answer to `sql`."""
        return pl.DataFrame(self._connection.sql(sql).to_arrow_table())
