"""Apache Spark: the same steps over many machines, for a province that outgrows one.

`pip install huangce[spark]` and a Java runtime (17 or newer). The environment variable HUANGCE_SPARK_MASTER names the
cluster; without it Spark runs on the cores of this machine.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet

from huangce.errors import Unavailable
from huangce.matching.engines import BESIDE, SIDES, Batch, Key, Laid, Wanted, read_by
from huangce.matching.reading import Source

BATCH = 100_000  # rows that a Python worker gets at a time


# On one machine; a cluster has its own spark-defaults.conf.
ONE_MACHINE = {
    "spark.driver.memory": "4g",
    "spark.sql.shuffle.partitions": "4",
    "spark.sql.codegen.wholeStage": "false",
}


class NoSpark(Unavailable):
    """Spark cannot be used here: {reason}."""

    code = "no-spark"


class Spark:
    """The tables of one run as views of a Spark session."""

    def __init__(self) -> None:
        self._session = _session()
        self._names: list[str] = []

    def load(self, name: str, source: Source, change: Batch, schema: pl.Schema) -> None:
        """Make a table of what `change` returns for the rows of `source`; a file is read by the workers."""
        self._keep(name, _changed(self._read(source), change, schema))

    def create(self, name: str, sql: str, *, once: bool = False) -> None:
        """Make the answer to `sql` a table, or with `once` a view."""
        self._keep(name, self._session.sql(sql), once=once)

    def derive(self, name: str, sql: str, change: Batch, schema: pl.Schema) -> None:
        """Make a table of what `change` returns for the answer to `sql`."""
        self._keep(name, _changed(self._session.sql(sql), change, schema))

    def put(self, name: str, rows: pl.DataFrame) -> None:
        """Make a table of rows that were prepared before."""
        self._keep(name, self._session.createDataFrame(rows.to_arrow(compat_level=pl.CompatLevel.oldest())))

    def again(self, name: str, table: str) -> None:
        """Let a loaded table be known under a second name."""
        self._keep(name, self._session.table(table), once=True)

    def pick(self, name: str, table: str, sql: str, columns: Sequence[str] = ()) -> None:
        """Make a table of the rows of a loaded table that `sql` names."""
        rows = self._session.table(table).select(*(columns or "*"))
        self._keep(name, rows.join(self._session.sql(sql), "row"))

    def lay(self, *tables: Laid) -> None:
        """Make tables over pairs with columns of both of their rows."""
        for each in tables:
            self._beside(each.pairs, each.columns).createOrReplaceTempView(BESIDE)
            self._keep(each.name, self._session.sql(each.sql))

    def compare(self, name: str, pairs: str, column: str, change: Batch, schema: pl.Schema) -> None:
        """Make a table of what `change` returns for pairs with `column` of both rows."""
        self._keep(name, _changed(self._beside(pairs, [column]), change, schema))

    def rows(self, name: str, sql: str, *, least: int = 1, among: str = "", without: str = "") -> None:
        """Make a table of the different positions that `sql` names, as often as that and no others."""
        named = self._positions(sql).groupBy("row").count().where(f"count >= {least}").select("row")
        for other, kind in ((among, "left_semi"), (without, "left_anti")):
            named = named.join(self._positions(other), "row", kind) if other else named
        self._keep(name, named)

    def _positions(self, sql: str) -> Any:
        return self._session.sql(sql).toDF("row")

    def count(self, keys: Mapping[str, Key]) -> None:
        """Do nothing: a tally counts on all workers at once."""

    def tally(self, name: str, asked: str, columns: Sequence[str], keys: Mapping[str, Key]) -> None:
        """Make a table of the list's rows that `asked` names, with `columns` and a count `n_…` for each key."""
        register = self._session.table("register_rows")
        rows = self._session.table("list_rows").select("row", *read_by(columns, keys))
        rows = rows.join(self._positions(asked).distinct(), "row").localCheckpoint()
        answer = rows.select("row", *columns)
        for each, key in keys.items():
            own = [f"CASE WHEN {key.unless or 'NULL'} IS NULL THEN {column} END AS {column}" for column in key.columns]
            wanted = rows.selectExpr("row", *own)
            held = register.join(wanted, list(key.columns), "left_semi") if key.is_rare else register
            counts = held.groupBy(*key.columns).count().withColumnRenamed("count", f"n_{each}")
            found = wanted.join(counts, list(key.columns)).select("row", f"n_{each}")
            answer = answer.join(found, "row", "left")
        self._keep(name, answer.fillna(0, [f"n_{each}" for each in keys]))

    def near(self, table: str, columns: Sequence[str], wanted: Mapping[str, Wanted]) -> list[str]:
        """Let columns of a loaded table be known under other names: the joins that follow shuffle by key anyway."""
        for name, each in wanted.items():
            rows = self._session.table(table).select(*dict.fromkeys((*each.key, *columns)))
            self._keep(name, rows, once=True)
        return list(wanted)

    def repeat(self, name: str, table: str, column: str) -> None:
        """Make a table of the values that occur more than once in a loaded table."""
        grouped = f"SELECT {column}, count(*) AS held FROM {table} WHERE {column} IS NOT NULL GROUP BY {column}"
        self._keep(name, self._session.sql(f"{grouped} HAVING count(*) > 1"))

    def fetch(self, sql: str) -> pl.DataFrame:
        """Return the answer to `sql`."""
        return pl.DataFrame(self._session.sql(sql).toArrow())

    def close(self) -> None:
        """Forget all tables; the session stays for the next run."""
        for name in self._names:
            self._session.catalog.dropTempView(name)
        self._names.clear()

    def _keep(self, name: str, frame: Any, *, once: bool = False) -> None:
        """Compute the table now and forget how: plans that hold all earlier plans grow beyond any memory."""
        (frame if once else frame.localCheckpoint()).createOrReplaceTempView(name)
        self._names.append(name)

    def _beside(self, pairs: str, columns: Sequence[str]) -> Any:
        """Return pairs with `columns` of both of their rows."""
        laid = self._session.sql(pairs)
        for side, prefix in SIDES.items():
            named = [f"row AS {side}_row", *(f"{column} AS {prefix}{column}" for column in columns)]
            laid = laid.join(self._session.table(f"{side}_rows").selectExpr(*named), f"{side}_row")
        return laid

    def _read(self, source: Source) -> Any:
        """Return the rows with their position in the file (or in the files of a folder, by name)."""
        if source.path is None:
            return self._session.createDataFrame(_numbered(source).to_arrow(compat_level=pl.CompatLevel.oldest()))
        files = [source.path] if source.path.is_file() else sorted(source.path.rglob("*.parquet"))
        parts, before = [], 0
        for file in files:
            held = pyarrow.parquet.read_schema(file)
            columns = [
                f"CAST({_value(name, held)} AS {'DATE' if kind == pl.Date else 'STRING'}) AS {name}"
                for name, kind in source.rows.collect_schema().items()
            ]
            row = f"_metadata.row_index + {before} AS row"
            parts.append(self._session.read.parquet(str(file)).selectExpr(row, *columns))
            before += pyarrow.parquet.read_metadata(file).num_rows
        whole = parts[0]
        for part in parts[1:]:
            whole = whole.union(part)
        return whole


def _value(name: str, held: pa.Schema) -> str:
    """Return a column of a file, nothing where it has none; of fractions only those that are whole numbers."""
    if name not in held.names:
        return "NULL"
    kind = held.field(name).type
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return f"CASE WHEN try_cast({name} AS BIGINT) = {name} THEN try_cast({name} AS BIGINT) END"
    return name


def _numbered(source: Source) -> pl.DataFrame:
    return source.rows.select(pl.int_range(pl.len(), dtype=pl.Int64).alias("row"), pl.all()).collect()


def _changed(frame: Any, change: Batch, schema: pl.Schema) -> Any:
    from pyspark.sql.pandas.types import from_arrow_schema

    def changed(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            if batch.num_rows:
                table = change(pl.DataFrame(batch)).cast(schema).to_arrow(compat_level=pl.CompatLevel.oldest())
                yield from table.to_batches()

    arrow = schema.to_frame().to_arrow(compat_level=pl.CompatLevel.oldest()).schema
    return frame.mapInArrow(changed, from_arrow_schema(arrow))


def _session() -> Any:
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise NoSpark(reason="pyspark is not installed (pip install huangce[spark])") from error
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        raise NoSpark(reason="there is no Java runtime")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    master = os.environ.get("HUANGCE_SPARK_MASTER", "local[*]")
    builder = SparkSession.builder.appName("huangce").master(master)
    settings = {
        **(ONE_MACHINE if master.startswith("local") else {}),
        "spark.sql.execution.arrow.maxRecordsPerBatch": BATCH,
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
    }
    for key, value in settings.items():
        builder = builder.config(key, value)
    return builder.getOrCreate()
