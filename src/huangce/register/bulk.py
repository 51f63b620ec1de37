"""Append many acts at once: the same rows that `record` writes, built over columns and written by COPY.

One transaction: all or nothing. Into an empty register the secondary indexes are built after the rows, which needs the
owner's role; later loads go in under the application's role with the indexes in place.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any, TypeVar

import duckdb
import numpy as np
import polars as pl
import psycopg
import pyarrow as pa

from huangce.register import digest, rows
from huangce.register.locks import LOCK_LOAD, LOCK_LOADS

Progress = Callable[[str, int, int], None]
ACTS_A_CHUNK = 20_000
ROWS_A_PIECE = 100_000
FACT_COLUMNS = ("act", "ordinal", "record", "grp", "valid_from", "object")


def quiet(_step: str, _done: int, _of: int) -> None:
    """Progress that nobody watches."""


def new_ids(cursor: psycopg.Cursor[Any], what: str, count: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Draw `count` ids from the sequence of an 'act' or 'record', rising but not necessarily without gaps."""
    with cursor.copy(
        psycopg.sql.SQL("copy (select nextval({}) from generate_series(1, {})) to stdout").format(
            psycopg.sql.Literal(f"{what}_id"), psycopg.sql.Literal(count)
        )
    ) as copy:
        return np.fromstring(b"".join(bytes(block) for block in copy), dtype=np.int64, sep="\n")


def new_batch(
    cursor: psycopg.Cursor[Any],
    kind: str,
    count: int,
    *,
    source: str,
    sha256: str,
    by: int,
    moment: datetime,
    office: str = "",
) -> int:
    """Begin a load: one at a time, until the transaction ends. Returns the id of the batch.

    `office` is the division whose officers may undo it; where it is empty, that is the division around its acts.
    """
    cursor.execute("select pg_advisory_xact_lock(%s), pg_advisory_xact_lock_shared(%s)", (LOCK_LOAD, LOCK_LOADS))
    row = cursor.execute(
        "insert into batch (id, list_kind, source, sha256, rows, recorded_at, entered_by, office) "
        "values (nextval('batch_id'), %s, %s, %s, %s, %s, %s, %s) returning id",
        (kind, source, sha256, count, moment, by, office),
    ).fetchone()
    assert row is not None
    return int(row[0])


def hold_loads(cursor: psycopg.Cursor[Any]) -> None:
    """Let nobody undo a load until the transaction ends."""
    cursor.execute("select pg_advisory_xact_lock_shared(%s)", (LOCK_LOADS,))


def acts_of_load(
    acts: pl.DataFrame, *, kind: str, batch: int, happened_on: date, by: int, moment: datetime
) -> pl.DataFrame:
    """The columns of acts of a load from a frame of `act` (id), `division` (the office) and `facts` (their number)."""
    nothing = pl.lit(None, pl.Int64)
    return acts.select(
        pl.col("act").alias("id"),
        pl.lit(kind).alias("kind"),
        pl.lit(happened_on).alias("happened_on"),
        pl.lit(0).alias("day_order"),
        pl.lit(moment.astimezone(UTC), pl.Datetime("us", "UTC")).alias("recorded_at"),
        pl.lit(by).alias("entered_by"),
        nothing.alias("collected_by"),
        nothing.alias("approved_by"),
        pl.col("division").fill_null("").alias("office"),
        pl.lit("").alias("legal_ground"),
        pl.lit("").alias("evidence"),
        pl.lit(None, pl.String).alias("transaction"),
        pl.lit(batch).alias("batch"),
        nothing.alias("voids"),
        nothing.alias("voids_batch"),
        pl.col("facts").cast(pl.Int64),
    )


def json_column(frame: pl.DataFrame, names: Sequence[str]) -> pl.Series:
    """Canonical JSON of these columns, a text a row: the form that `append.canonical` gives a single fact."""
    return frame.select(pl.struct(sorted(names)).struct.json_encode().alias("value")).to_series()


def salts(count: int) -> pl.Series:
    """Random salts as 32 hexadecimal digits each."""
    text = os.urandom(16 * count).hex().encode()
    offsets = np.arange(0, 32 * (count + 1), 32, dtype=np.int64)
    array = pa.Array.from_buffers(pa.large_utf8(), count, [None, pa.py_buffer(offsets.tobytes()), pa.py_buffer(text)])
    return pl.Series("salt", array, dtype=pl.String)


def append_acts(
    cursor: psycopg.Cursor[Any],
    acts: pl.DataFrame,
    facts_of: Callable[[int, int], pl.DataFrame],
    *,
    progress: Progress = quiet,
    step: str = "acts and facts",
) -> None:
    """Write acts and facts with their values.

    `acts` has the columns of `digest.HEADER` (recorded_at in UTC) in order of id; `facts_of(first, last)` gives the
    facts of the acts from one id to another: act, ordinal, record, grp, valid_from (date), object and value (canonical
    JSON), in the order of (act, ordinal). They are asked for piece by piece, so that a county's facts never stand in
    memory at once.
    """
    done = 0
    for some, mine, digests in ahead(_pieces(acts, facts_of)):
        _copy_acts(cursor, some, digests)
        _copy(cursor, "fact", FACT_COLUMNS, mine.select(FACT_COLUMNS))
        _copy(cursor, "fact_value", ("act", "ordinal", "salt", "value"), mine.select("act", "ordinal", "salt", "value"))
        done += some.height
        progress(step, done, acts.height)


def _pieces(
    acts: pl.DataFrame, facts_of: Callable[[int, int], pl.DataFrame]
) -> Iterator[tuple[pl.DataFrame, pl.DataFrame, pl.Series]]:
    """Acts piece by piece, with their salted facts and their digests."""
    engine = duckdb.connect()
    for some in acts.iter_slices(ACTS_A_CHUNK):
        mine = facts_of(some["id"][0], some["id"][-1])
        mine = mine.with_columns(salts(mine.height))
        yield some, mine, _digests(engine, some, mine)


Piece = TypeVar("Piece")


def ahead(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """The same pieces, the next one being made in a thread while the caller works on this one."""
    with ThreadPoolExecutor(1) as maker:
        waiting = maker.submit(next, pieces, None)
        while (piece := waiting.result()) is not None:
            waiting = maker.submit(next, pieces, None)
            yield piece


def between(frame: pl.DataFrame, first: int, last: int) -> pl.DataFrame:
    """The rows of acts from `first` to `last` of a frame in the order of `act`."""
    start, end = frame["act"].search_sorted(first, "left"), frame["act"].search_sorted(last, "right")
    return frame.slice(start, end - start)


def _digests(engine: duckdb.DuckDBPyConnection, acts: pl.DataFrame, facts: pl.DataFrame) -> pl.Series:
    nothing = pl.lit(None, pl.Binary)
    values = facts.select("act", "ordinal", "salt", "value", nothing.alias("commitment"))
    made, _orphans = digest.act_digests(
        engine, acts.to_arrow(), facts.select(FACT_COLUMNS).to_arrow(), values.to_arrow()
    )
    return pl.Series(made)


def _copy_acts(cursor: psycopg.Cursor[Any], acts: pl.DataFrame, digests: pl.Series) -> None:
    written = acts.with_columns(
        pl.col("recorded_at").dt.strftime("%Y-%m-%dT%H:%M:%S%.6f+00"),
        digest=pl.lit("\\x") + digests.bin.encode("hex"),
    )
    _copy(cursor, "act", (*digest.HEADER, "digest"), written.select(*digest.HEADER, "digest"))


def copy_frame(cursor: psycopg.Cursor[Any], table: str, frame: pl.DataFrame) -> None:
    """Write the rows of a frame to a table that has its columns."""
    _copy(cursor, table, frame.columns, frame)


def array_of(values: pl.Series) -> str:
    """Write whole numbers or texts, none of them null, as an array of PostgreSQL: a hundred thousand at once."""
    if values.dtype == pl.String:
        values = (
            '"' + values.str.replace_all("\\", "\\\\", literal=True).str.replace_all('"', '\\"', literal=True) + '"'
        )
    return "{" + ",".join(values.cast(pl.String)) + "}"


def copied(
    cursor: psycopg.Cursor[Any], query: str, given: Mapping[str, Any], schema: Mapping[str, Any]
) -> pl.DataFrame:
    """Return the rows of a query by COPY: a million in some seconds."""
    with cursor.copy(f"copy ({query}) to stdout (format csv)", given) as copy:
        data = b"".join(copy)
    if not data:
        return pl.DataFrame(schema=schema)
    return pl.read_csv(io.BytesIO(data), has_header=False, schema=schema)


def copy_rows(cursor: psycopg.Cursor[Any], table: str, frame: pl.DataFrame) -> None:
    """Write current rows of a table from a frame that has its columns."""
    columns = rows.FORMER if table == "former" else rows.COLUMNS[table]
    _copy(cursor, table, columns, frame.select(columns))


def _copy(cursor: psycopg.Cursor[Any], table: str, columns: Sequence[str], frame: pl.DataFrame) -> None:
    # Quoted text is text, an unquoted nothing is null: "" and null stay apart.
    with cursor.copy(f"copy {table} ({', '.join(columns)}) from stdin (format csv, null '')") as copy:
        for some in frame.iter_slices(ROWS_A_PIECE):
            copy.write(some.write_csv(include_header=False, quote_style="non_numeric", null_value="").encode())


INDEXES = """
    select indexdef, format('%%I', indexrelid::regclass::text), indrelid::regclass::text
    from pg_index i join pg_indexes x on x.indexname = i.indexrelid::regclass::text
    where i.indrelid = any(%s::regclass[]) and x.schemaname = current_schema()
      and not exists (select 1 from pg_constraint c where c.conindid = i.indexrelid)
"""
CONSTRAINTS = """
    select conname, conrelid::regclass::text, pg_get_constraintdef(oid)
    from pg_constraint where conrelid = any(%s::regclass[]) and contype in ('p', 'u', 'x')
"""


@contextmanager
def indexes_after(cursor: psycopg.Cursor[Any], tables: Sequence[str], *, progress: Progress = quiet) -> Iterator[None]:
    """Take the indexes and unique constraints of empty tables away while they are filled, then build them anew.

    Runs in the caller's transaction, so a failure leaves them as they were. Only the owner of the tables may do this.
    """
    constraints = cursor.execute(CONSTRAINTS, (list(tables),)).fetchall()
    indexes = cursor.execute(INDEXES, (list(tables),)).fetchall()
    for name, table, _definition in constraints:
        cursor.execute(f'alter table {table} drop constraint "{name}"')
    for _definition, name, _table in indexes:
        cursor.execute(f"drop index {name}")
    yield
    total = len(constraints) + len(indexes)
    for done, (name, table, definition) in enumerate(constraints, start=1):
        cursor.execute(f'alter table {table} add constraint "{name}" {definition}')
        progress("indexes", done, total)
    for done, (definition, _name, _table) in enumerate(indexes, start=1 + len(constraints)):
        cursor.execute(definition)
        progress("indexes", done, total)
