"""The peers of the register's benchmarks: the same bytes written, or read, with nothing else done."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg

CHUNK = 1 << 20
INDEXES = "select indexname, indexdef from pg_indexes where schemaname = 'public' and tablename = %s"


def rows_of(cursor: psycopg.Cursor[Any], tables: Sequence[str], folder: Path) -> dict[str, Path]:
    """Export the rows of tables as CSV files."""
    files = {}
    for table in tables:
        files[table] = folder / f"{table}.csv"
        with files[table].open("wb") as stream, cursor.copy(f"copy {table} to stdout (format csv)") as copy:
            for block in copy:
                stream.write(block)
    return files


def bare_tables(cursor: psycopg.Cursor[Any], files: dict[str, Path]) -> tuple[float, float]:
    """Fill tables `bare_…` of the same columns by COPY, then build the same indexes; return both times in seconds."""
    begun = time.perf_counter()
    for table, file in files.items():
        cursor.execute(f"drop table if exists bare_{table}")
        cursor.execute(f"create table bare_{table} (like {table} including generated)")
        with file.open("rb") as stream, cursor.copy(f"copy bare_{table} from stdin (format csv)") as copy:
            while block := stream.read(CHUNK):
                copy.write(block)
    copied = time.perf_counter()
    for table in files:
        for name, definition in cursor.execute(INDEXES, (table,)).fetchall():
            bare = definition.replace(f"INDEX {name} ON public.{table} ", f"INDEX bare_{name} ON public.bare_{table} ")
            cursor.execute(bare)
    return copied - begun, time.perf_counter() - copied


def insert_again(url: str, acts: Sequence[int], offset: int) -> Iterator[None]:
    """Insert the rows of these acts into the bare tables, one transaction an act; yield after each commit.

    The rows are read before; ids are shifted by `offset`. A driver can do no better: a prepared statement a table, and
    one round trip for all of them.
    """
    with psycopg.connect(url, prepare_threshold=1) as connection, connection.cursor() as cursor:
        written = [_rows_of_act(cursor, act, offset) for act in acts]
        connection.commit()
        for tables in written:
            with connection.pipeline():
                for table, rows in tables.items():
                    marks = ", ".join(["%s"] * len(rows[0]))
                    lines = ", ".join([f"({marks})"] * len(rows))
                    values = [value for row in rows for value in row]
                    cursor.execute(f"insert into bare_{table} values {lines}", values)
                connection.commit()
            yield


def _rows_of_act(cursor: psycopg.Cursor[Any], act: int, offset: int) -> dict[str, list[list[Any]]]:
    found = {}
    for table, query in (
        ("act", "select * from act where id = %s"),
        ("fact", "select * from fact where act = %s"),
        ("fact_value", "select * from fact_value where act = %s"),
        ("person", "select * from person where version = %s"),
    ):
        rows = [list(row) for row in cursor.execute(query, (act,)).fetchall()]
        for row in rows:
            row[0] += offset
            if table == "person":
                row[12] = f"bare{row[0]}" if row[12] else None
        found[table] = rows
    return found
