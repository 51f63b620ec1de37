"""DuckDB: one process, all cores of one machine; the default."""

from __future__ import annotations

import duckdb
import polars as pl

from huangce.matching.engines import Batch
from huangce.matching.reading import Source

PIECE = 100_000  # rows prepared at a time, so that the memory for it does not grow with the list


class DuckDB:
    """An in-memory DuckDB with the tables of one run."""

    def __init__(self) -> None:
        self._connection = duckdb.connect(":memory:")
        self._connection.execute("SET preserve_insertion_order = false")

    def load(self, name: str, source: Source, change: Batch, schema: pl.Schema) -> None:
        """Make a table of what `change` returns for the rows of `source`."""
        rows = source.rows.with_row_index("row").collect()
        self._add(name, pl.concat([change(piece).cast(schema) for piece in rows.iter_slices(PIECE)], rechunk=False))

    def create(self, name: str, sql: str, *, once: bool = False) -> None:
        """Make the answer to `sql` a table."""
        self._connection.execute(f"CREATE TABLE {name} AS {sql}")

    def derive(self, name: str, sql: str, change: Batch, schema: pl.Schema) -> None:
        """Make a table of what `change` returns for the answer to `sql`."""
        self._add(name, change(self.fetch(sql)).cast(schema))

    def fetch(self, sql: str) -> pl.DataFrame:
        """Return the answer to `sql`."""
        return pl.DataFrame(self._connection.sql(sql).to_arrow_table())

    def close(self) -> None:
        """Forget all tables."""
        self._connection.close()

    def _add(self, name: str, rows: pl.DataFrame) -> None:
        self._connection.register(name, rows.to_arrow(compat_level=pl.CompatLevel.newest()))
