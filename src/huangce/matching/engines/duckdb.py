"""DuckDB: one process, all cores of one machine; the default."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import product

import duckdb
import numpy as np
import polars as pl
import pyarrow

from huangce.matching.engines import BESIDE, SIDES, Batch, Key, Laid, Wanted, read_by
from huangce.matching.engines.cores import spread
from huangce.matching.engines.counting import Counter, may_repeat
from huangce.matching.engines.sieve import sifted
from huangce.matching.prepare.text import Int
from huangce.matching.reading import Source

PIECE = 100_000  # rows prepared at a time, so that the memory for it does not grow with the list
MOST_LAID = 1_000_000  # pairs laid side by side at a time
AT_ONCE = 32_768  # rows that one core reads of a table before the other reads on
SMALL_PIECE = 20_000  # rows derived at a time, so that they stay in the processor's own memory


class DuckDB:
    """An in-memory DuckDB with the tables of one run."""

    def __init__(self) -> None:
        self._connection = duckdb.connect(":memory:")
        self._connection.execute("SET preserve_insertion_order = false")
        self._loaded: dict[str, pl.DataFrame] = {}
        self._aside = ThreadPoolExecutor(1)

    def load(self, name: str, source: Source, change: Batch, schema: pl.Schema) -> None:
        """Make a table of what `change` returns for the rows of `source`."""
        rows = source.rows.with_row_index("row").collect()
        pieces = spread(lambda piece: change(piece).cast(schema), rows.iter_slices(PIECE))
        self.put(name, pl.concat(pieces, rechunk=True))

    def put(self, name: str, rows: pl.DataFrame) -> None:
        """Make a table of rows that were prepared before."""
        self._loaded[name] = rows
        self._add(name, rows)

    def create(self, name: str, sql: str, *, once: bool = False) -> None:
        """Make the answer to `sql` a table."""
        self._connection.execute(f"CREATE {'VIEW' if once else 'TABLE'} {name} AS {sql}")

    def derive(self, name: str, sql: str, change: Batch, schema: pl.Schema) -> None:
        """Make a table of what `change` returns for the answer to `sql`."""
        pieces = spread(lambda piece: change(piece).cast(schema), self.fetch(sql).iter_slices(SMALL_PIECE))
        self._add(name, pl.concat([schema.to_frame(), *pieces], rechunk=False))

    def again(self, name: str, table: str) -> None:
        """Let a loaded table be known under a second name."""
        self.put(name, self._loaded[table])

    def pick(self, name: str, table: str, sql: str, columns: Sequence[str] = ()) -> None:
        """Make a table of the rows of a loaded table that `sql` names: by position, without looking at the others."""
        named = self.fetch(sql).sort("row")
        rows = self._loaded[table].select(columns or pl.all())
        self._add(name, rows[named["row"]].hstack(named.drop("row")))

    def lay(self, *tables: Laid) -> None:
        """Make tables of pairs, all at once: to plan such a statement keeps one core busy longer than to run it."""
        spread(self._lay, [(table, self.fetch(table.pairs)) for table in tables])

    def _lay(self, table_asked: tuple[Laid, pl.DataFrame]) -> None:
        """Make a table of pairs; rows are picked by position, for a join would move them twice."""
        table, asked = table_asked
        with self._connection.cursor() as connection:
            for begin in range(0, max(asked.height, 1), MOST_LAID):
                laid = asked.slice(begin, MOST_LAID)
                beside = spread(partial(self._picked, laid), product(SIDES, table.columns))
                connection.register(BESIDE, _in_pieces(laid.hstack(beside)))
                into = f"INSERT INTO {table.name}" if begin else f"CREATE TABLE {table.name} AS"
                connection.execute(f"{into} {table.sql}")

    def _picked(self, pairs: pl.DataFrame, side_column: tuple[str, str]) -> pl.Series:
        """Return a column of the rows on one side of pairs, under the name that it has beside those of the other."""
        side, column = side_column
        return self._loaded[f"{side}_rows"][column][pairs[f"{side}_row"]].alias(f"{SIDES[side]}{column}")

    def compare(self, name: str, pairs: str, column: str, change: Batch, schema: pl.Schema) -> None:
        """Make a table of what `change` returns for pairs with `column` of both rows."""

        def compared(piece: pl.DataFrame) -> pl.DataFrame:
            return change(piece.with_columns(self._picked(piece, (side, column)) for side in SIDES)).cast(schema)

        pieces = spread(compared, self.fetch(pairs).iter_slices(SMALL_PIECE))
        self._add(name, pl.concat([schema.to_frame(), *pieces], rechunk=False))

    def rows(self, name: str, sql: str, *, least: int = 1, among: str = "", without: str = "") -> None:
        """Make a table of the different positions that `sql` names, as often as that and no others."""
        named = self._named(sql) >= least
        for other, is_wanted in ((among, True), (without, False)):
            if other:
                marked = self._named(other)[: len(named)] > 0
                named &= np.append(marked, np.zeros(len(named) - len(marked), dtype=np.bool_)) == is_wanted
        self._add(name, pl.DataFrame({"row": np.flatnonzero(named)}))

    def _named(self, sql: str) -> Int:
        """Return how often each position is named."""
        return np.bincount(self.fetch(sql).to_series().to_numpy())

    def count(self, keys: Mapping[str, Key]) -> None:
        """Count in the register beside what follows."""
        self._counter = self._aside.submit(Counter, self._loaded["register_rows"], keys)

    def tally(self, name: str, asked: str, columns: Sequence[str], keys: Mapping[str, Key]) -> None:
        """Make a table of the list's rows that `asked` names, with `columns` and a count `n_…` for each key."""
        at = pl.Series("row", np.flatnonzero(self._named(asked)))
        rows = self._loaded["list_rows"].select(read_by(columns, keys))[at]
        self._add(name, rows.select(at, *columns).hstack(self._counter.result().counted(rows)))

    def near(self, table: str, columns: Sequence[str], wanted: Mapping[str, Wanted]) -> list[str]:
        """Make tables of the rows of a loaded table that have a wanted key, and of a few others."""
        rows = self._loaded[table]
        asked = {sql: self.fetch(sql) for sql in dict.fromkeys(each.sql for each in wanted.values())}
        found = sifted(rows, [asked[each.sql].select(each.key) for each in wanted.values()])
        wide = []
        for (name, each), at in zip(wanted.items(), found, strict=True):
            left = rows.select(*dict.fromkeys((*each.key, *columns)))[at]
            self._add(name, left)
            if may_repeat(left.select(each.key), each.bound):
                wide.append(name)
        return wide

    def repeat(self, name: str, table: str, column: str) -> None:
        """Make a table of the values that occur more than once: sorting tells, and costs less than counting."""
        values = np.sort(self._loaded[table][column].drop_nulls().to_numpy())
        repeated, more = np.unique(values[1:][values[1:] == values[:-1]], return_counts=True)
        self._add(name, pl.DataFrame({column: repeated, "held": more + 1}))

    def fetch(self, sql: str) -> pl.DataFrame:
        """Return the answer to `sql`."""
        return pl.DataFrame(self._connection.sql(sql).to_arrow_table())

    def close(self) -> None:
        """Forget all tables."""
        self._aside.shutdown()
        self._connection.close()
        self._loaded.clear()

    def _add(self, name: str, rows: pl.DataFrame) -> None:
        self._connection.register(name, _in_pieces(rows))


def _in_pieces(rows: pl.DataFrame) -> pyarrow.Table:
    """Return the same rows as a table that more than one core reads."""
    whole = rows.to_arrow(compat_level=pl.CompatLevel.newest())
    return pyarrow.Table.from_batches(whole.to_batches(max_chunksize=AT_ONCE), whole.schema)
