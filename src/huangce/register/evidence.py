"""The rows that prove the register, chunk by chunk as Arrow tables: from the database, or from an export on disk.

Both sources speak the same four streams, so that `verify` is one program online and offline.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from huangce.errors import Refused, Unreadable
from huangce.register import digest
from huangce.register.bulk import Progress, quiet
from huangce.register.seal import Head, heads

# 50,000 acts of an opening are about 650,000 facts.
CHUNK = 50_000
END = (1 << 62) - 1

CHUNKED = {
    "acts": f"select {', '.join(digest.HEADER)}, digest from act where id between {{0}} and {{1}} order by id",
    "facts": "select act, ordinal, record, grp, valid_from, object from fact where act between {0} and {1}",
    "values": "select act, ordinal, salt, value, commitment from fact_value where act between {0} and {1}",
}
LEAVES = "select position, act, digest, sealed_at from seal_leaf order by position"
# Chunks of acts by id; the first and the last reach to the ends, so that rows of acts that are gone are seen too.
BOUNDS = f"""
    select min(id) as first, max(id) as last from (
        select id, (row_number() over (order by id) - 1) / {CHUNK} as part from act
    ) a group by part order by part
"""
FOLDERS = ("acts", "facts", "values", "leaves")
# A file that says that an export gives commitments in place of values.
WITHHELD = "values-withheld"
_DAY, _MOMENT = pa.date32(), pa.timestamp("us", "UTC")
_OTHERS = {
    "happened_on": _DAY,
    "valid_from": _DAY,
    "recorded_at": _MOMENT,
    "sealed_at": _MOMENT,
    "transaction": pa.uuid(),
    "salt": pa.uuid(),
    **dict.fromkeys(("kind", "office", "legal_ground", "evidence", "grp", "value"), pa.string()),
    **dict.fromkeys(("day_order", "facts", "ordinal"), pa.int32()),
    **dict.fromkeys(("digest", "commitment"), pa.binary()),
}
_COLUMNS: dict[str, tuple[str, ...]] = {
    "acts": (*digest.HEADER, "digest"),
    "facts": ("act", "ordinal", "record", "grp", "valid_from", "object"),
    "values": ("act", "ordinal", "salt", "value", "commitment"),
    "leaves": ("position", "act", "digest", "sealed_at"),
}
# What the files of an export hold; everything else is a number of 64 bits.
SCHEMAS = {
    folder: pa.schema([(name, _OTHERS.get(name, pa.int64())) for name in columns])
    for folder, columns in _COLUMNS.items()
}


class NotAnExport(Unreadable):
    """The folder {folder} is not an export of a register: {missing} is missing or cannot be read."""

    code = "not-an-export"


class FolderExists(Refused):
    """There is a folder {folder} already: name one that does not exist."""

    code = "folder-exists"


@dataclass(frozen=True, slots=True)
class Chunk:
    """Acts in order of id, and the facts and values of the same acts."""

    acts: pa.Table
    facts: pa.Table
    values: pa.Table


class Evidence(Protocol):
    """Where the rows come from. `withholds`: values are kept back, and only their commitments are given."""

    withholds: bool

    def leaves(self) -> pa.Table:
        """position, act, digest, sealed_at, in order of position."""

    def heads(self) -> list[Head]:
        """All signed heads, smallest first."""

    def chunks(self) -> Iterator[Chunk]:
        """All acts with everything of theirs."""

    def count(self) -> int:
        """How many acts there are."""


class Database:
    """Evidence from a running register, read through Arrow without row objects."""

    withholds = False

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

    def chunks(self) -> Iterator[Chunk]:
        with self._connect() as connection, connection.cursor() as cursor:
            cursor.execute(BOUNDS)
            bounds = cursor.fetch_arrow_table().to_pylist()
            for number, bound in enumerate(bounds):
                first = 0 if number == 0 else bound["first"]
                last = END if number == len(bounds) - 1 else bounds[number + 1]["first"] - 1
                tables = {}
                for name, query in CHUNKED.items():
                    cursor.execute(query.format(first, last))
                    tables[name] = cursor.fetch_arrow_table()
                yield Chunk(**tables)


class Export:
    """Evidence from a folder that `huangce export` wrote: Parquet files in parts, and the heads as JSON lines."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for needed in (*FOLDERS, "heads.jsonl"):
            if not (folder / needed).exists():
                raise NotAnExport(folder=folder.name, missing=needed)
        self.withholds = (folder / WITHHELD).exists()

    def _read(self, part: str) -> pa.Table:
        try:
            table = pq.read_table(self.folder / part)
        except (OSError, pa.ArrowException) as error:
            raise NotAnExport(folder=self.folder.name, missing=part) from error
        if not table.schema.equals(SCHEMAS[part.partition("/")[0]]):
            raise NotAnExport(folder=self.folder.name, missing=part)
        return table

    def leaves(self) -> pa.Table:
        return self._read("leaves/000000.parquet")

    def count(self) -> int:
        try:
            return sum(pq.read_metadata(part).num_rows for part in (self.folder / "acts").glob("*.parquet"))
        except (OSError, pa.ArrowException) as error:
            raise NotAnExport(folder=self.folder.name, missing="acts") from error

    def heads(self) -> list[Head]:
        try:
            lines = (self.folder / "heads.jsonl").read_text(encoding="utf-8").splitlines()
            return [Head.of(json.loads(line)) for line in lines if line]
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            raise NotAnExport(folder=self.folder.name, missing="heads.jsonl") from error

    def chunks(self) -> Iterator[Chunk]:
        parts = {file.name for name in CHUNKED for file in (self.folder / name).glob("*.parquet")}
        for part in sorted(parts):
            yield Chunk(**{name: self._read(f"{name}/{part}") for name in CHUNKED})


def export(source: Database, folder: Path, *, withhold: bool = False, progress: Progress = quiet) -> int:
    """Write a register's evidence to `folder` for an auditor without access to it; return the number of acts.

    The folder holds personal values and is as confidential as the register itself; with `withhold` it holds the salted
    commitments to them instead, made anew from what stands in the register, so that digests still tell every change.
    """
    if folder.exists():
        raise FolderExists(folder=folder.name)
    folder.mkdir(parents=True, mode=0o700)
    for name in FOLDERS:
        (folder / name).mkdir()
    acts, total = 0, source.count()
    progress("acts", 0, total)
    for number, given in enumerate(source.chunks()):
        chunk = _withheld(given) if withhold else given
        for name in CHUNKED:
            pq.write_table(getattr(chunk, name), folder / name / f"{number:06}.parquet", compression="zstd")
        acts += chunk.acts.num_rows
        progress("acts", acts, total)
    pq.write_table(source.leaves(), folder / "leaves" / "000000.parquet", compression="zstd")
    if withhold:
        (folder / WITHHELD).write_text("The values of this export are commitments.\n", encoding="utf-8")
    lines = [json.dumps(asdict(one)) for one in source.heads()]
    (folder / "heads.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return acts


def _withheld(chunk: Chunk) -> Chunk:
    """The same acts and facts, with commitments in place of values and salts."""
    import duckdb

    engine = duckdb.connect()
    engine.register("given", chunk.values)
    kept = engine.sql(WITHHOLDING).to_arrow_table().cast(SCHEMAS["values"])
    return Chunk(chunk.acts, chunk.facts, kept)


# What `digest.COMMITTED_SQL` says of a value, as bytes; what is not there stays so.
WITHHOLDING = """
    select act, ordinal, null::uuid as salt, null::varchar as value,
           coalesce(commitment, unhex(sha256(replace(salt::varchar, '-', '') || value))) as commitment
    from given
"""
