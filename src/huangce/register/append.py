"""Write one act with its facts and values, and the current rows they change. Called by `record` and `erase` only."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
import psycopg

from huangce.register import digest, rows
from huangce.rules.facts import Fact
from huangce.rules.state import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRow:
    """The columns of an act, in the order of `digest.HEADER`."""

    id: int
    kind: str
    happened_on: date
    day_order: int
    recorded_at: datetime
    entered_by: int
    collected_by: int | None
    approved_by: int | None
    office: str
    legal_ground: str
    evidence: str
    transaction: uuid.UUID | None
    batch: int | None
    voids: int | None
    voids_batch: int | None
    facts: int

    def columns(self) -> tuple[Any, ...]:
        """The values in the order of `digest.HEADER`."""
        return tuple(getattr(self, name) for name in digest.HEADER)


def canonical(value: Any) -> str:
    """JSON with sorted keys, no spaces, and text as it is: the form that is stored and committed to."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS).decode()


INSERT = f"""
    with a as (
        insert into act ({", ".join(digest.HEADER)}, digest) values ({", ".join(["%s"] * (len(digest.HEADER) + 1))})
    ), f as (
        insert into fact (act, ordinal, record, grp, valid_from, object)
        select %s::bigint, * from unnest(%s::int[], %s::bigint[], %s::text[], %s::date[], %s::bigint[])
    )
    insert into fact_value (act, ordinal, salt, value)
    select %s::bigint, * from unnest(%s::int[], %s::uuid[], %s::text[])
"""


def append(cursor: psycopg.Cursor[Any], row: ActRow, payload: Mapping[str, Any], facts: Sequence[Fact]) -> bytes:
    """Insert an act, its facts and their salted values; return the act's digest. May be sent in a pipeline.

    `payload` is the act as submitted, kept under ordinal 0.
    """
    values = [
        (0, None, canonical(payload)),
        *((n, one, canonical(dict(one.items))) for n, one in enumerate(facts, start=1)),
    ]
    salts = [uuid.UUID(bytes=os.urandom(16)) for _ in values]
    lines = []
    for (ordinal, one, text), salt in zip(values, salts, strict=True):
        committed = digest.commitment(salt, text)
        lines.append(digest.fact_line(ordinal, one, committed))
    columns = row.columns()
    sum_of_all = digest.act_digest(columns, lines)
    asserted = (
        list(range(1, len(facts) + 1)),
        [one.record for one in facts],
        [one.group for one in facts],
        [one.valid_from for one in facts],
        [one.object for one in facts],
    )
    stated = ([one[0] for one in values], salts, [one[2] for one in values])
    cursor.execute(INSERT, (*columns, sum_of_all, row.id, *asserted, row.id, *stated))
    return sum_of_all


def _upsert(table: str) -> str:
    columns = rows.COLUMNS[table]
    return (
        f"insert into {table} ({', '.join(columns)}) values ({', '.join(['%s'] * len(columns))}) "
        f"on conflict (id) do update set {', '.join(f'{name} = excluded.{name}' for name in columns[1:])}"
    )


INSERT_FORMER = (
    f"insert into former ({', '.join(rows.FORMER)}) "
    "select * from unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[])"
)
UPSERT = {table: _upsert(table) for table in rows.COLUMNS}


def update_rows(
    cursor: psycopg.Cursor[Any], records: Iterable[Record], *, fresh: AbstractSet[int] = frozenset()
) -> None:
    """Bring the current rows of these records in line with their folded state. Those of `fresh` ids have none yet.

    May be sent in a pipeline. A record that no effective fact describes any more has no current row. Rows that give
    something up (a number, a usual residence) are written before rows that take it.
    """
    gone: list[int] = []
    kept: list[tuple[str, tuple[Any, ...]]] = []
    former: list[tuple[Any, ...]] = []
    ids: list[int] = []
    for record in records:
        if record.id not in fresh:
            ids.append(record.id)
        former += rows.former_rows(record)
        row = rows.row_of(record)
        if row is None:
            gone.append(record.id)
        else:
            kept.append(row)
    for table in rows.COLUMNS:
        if gone:
            cursor.execute(f"delete from {table} where id = any(%s)", (gone,))
    status = rows.PERSON.index("status")
    departed = rows.RESIDENCE.index("departed_on")
    kept.sort(
        key=lambda row: (
            row[0],
            row[1][status] in ("registered", "in_transit")
            if row[0] == "person"
            else row[0] == "residence" and row[1][departed] is None,
        )
    )
    for table, values in kept:
        cursor.execute(UPSERT[table], values)
    if ids:
        cursor.execute("delete from former where record = any(%s::bigint[])", (ids,))
    if former:
        cursor.execute(INSERT_FORMER, tuple(list(column) for column in zip(*former, strict=True)))
