"""The rows that prove the register, chunk by chunk as Arrow tables: from the database, or from an export on disk.

Both sources speak the same four streams, so that `verify` is one program online and offline.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from huangce.errors import Unreadable
from huangce.register import digest
from huangce.register.seal import Head, heads

# An act and everything of it fit in a chunk; 100,000 acts of an opening are about 1.3 million facts.
CHUNK = 50_000

ACTS = "select {}, encode(digest, 'hex') as id_digest from act where id between {{}} and {{}} order by id".format(
    ", ".join(
        "(extract(epoch from recorded_at) * 1000000)::bigint as recorded_at"
        if name == "recorded_at"
        else "transaction::text as transaction"
        if name == "transaction"
        else "happened_on::text as happened_on"
        if name == "happened_on"
        else name
        for name in digest.HEADER
    )
)
VALUES = """
    select v.act, v.ordinal, f.record, f.grp, f.valid_from::text as valid_from, f.object,
           replace(v.salt::text, '-', '') as salt, v.value, encode(v.commitment, 'hex') as commitment
    from fact_value v left join fact f on f.act = v.act and f.ordinal = v.ordinal
    where v.act between {0} and {1}
    union all
    select f.act, f.ordinal, f.record, f.grp, f.valid_from::text, f.object, null, null, null
    from fact f where f.act between {0} and {1}
      and not exists (select 1 from fact_value v where v.act = f.act and v.ordinal = f.ordinal)
"""
LEAVES = (
    "select position, act, encode(digest, 'hex') as digest, "
    "(extract(epoch from sealed_at) * 1000000)::bigint as sealed_at from seal_leaf order by position"
)
FILES = ("acts", "values", "leaves")


class NotAnExport(Unreadable):
    """The folder {folder} is not an export of a register: {missing} is missing."""

    code = "not-an-export"


class Evidence(Protocol):
    """Where the rows come from."""

    def leaves(self) -> pa.Table:
        """position, act, digest (hex), sealed_at (microseconds), in order of position."""

    def heads(self) -> list[Head]:
        """All signed heads, smallest first."""

    def chunks(self) -> Iterator[tuple[pa.Table, pa.Table]]:
        """Acts in order of id, with the values of the same acts."""

    def count(self) -> int:
        """How many acts there are."""


class Database:
    """Evidence from a running register, read through Arrow without row objects."""

    def __init__(self, url: str) -> None:
        self.url = url

    def _connect(self) -> Any:
        import adbc_driver_postgresql.dbapi as adbc

        return adbc.connect(self.url)

    def _table(self, query: str) -> pa.Table:
        with self._connect() as connection, connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetch_arrow_table()

    def leaves(self) -> pa.Table:
        return self._table(LEAVES)

    def count(self) -> int:
        return int(self._table("select count(*) as n from act").column("n")[0].as_py())

    def heads(self) -> list[Head]:
        import psycopg

        with psycopg.connect(self.url) as connection, connection.cursor() as cursor:
            return heads(cursor)

    def chunks(self) -> Iterator[tuple[pa.Table, pa.Table]]:
        with self._connect() as connection, connection.cursor() as cursor:
            cursor.execute(
                f"select min(id) as first, max(id) as last from ("
                f"select id, (row_number() over (order by id) - 1) / {CHUNK} as part from act) a "
                "group by part order by part"
            )
            for row in cursor.fetch_arrow_table().to_pylist():
                cursor.execute(ACTS.format(row["first"], row["last"]))
                acts = cursor.fetch_arrow_table()
                cursor.execute(VALUES.format(row["first"], row["last"]))
                yield acts, cursor.fetch_arrow_table()


class Export:
    """Evidence from a folder that `huangce export` wrote: Parquet files in parts, and the heads as JSON lines."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for needed in (*(f"{name}" for name in FILES), "heads.jsonl"):
            if not (folder / needed).exists():
                raise NotAnExport(folder=folder.name, missing=needed)

    def leaves(self) -> pa.Table:
        return ds.dataset(self.folder / "leaves").to_table()

    def count(self) -> int:
        return int(ds.dataset(self.folder / "acts").count_rows())

    def heads(self) -> list[Head]:
        lines = (self.folder / "heads.jsonl").read_text(encoding="utf-8").splitlines()
        return [Head(**json.loads(line)) for line in lines if line]

    def chunks(self) -> Iterator[tuple[pa.Table, pa.Table]]:
        for part in sorted((self.folder / "acts").glob("*.parquet")):
            values = self.folder / "values" / part.name
            if not values.exists():
                raise NotAnExport(folder=self.folder.name, missing=f"values/{part.name}")
            yield pq.read_table(part), pq.read_table(values)


def export(source: Database, folder: Path) -> int:
    """Write a register's evidence to `folder` for an auditor without access to it; return the number of acts.

    The folder holds personal values: it is as confidential as the register itself.
    """
    folder.mkdir(parents=True, mode=0o700)
    for name in FILES:
        (folder / name).mkdir()
    acts = 0
    for number, (part, values) in enumerate(source.chunks()):
        pq.write_table(part, folder / "acts" / f"{number:06}.parquet", compression="zstd")
        pq.write_table(values, folder / "values" / f"{number:06}.parquet", compression="zstd")
        acts += part.num_rows
    pq.write_table(source.leaves(), folder / "leaves" / "000000.parquet", compression="zstd")
    lines = [json.dumps(asdict(one)) for one in source.heads()]
    (folder / "heads.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return acts
