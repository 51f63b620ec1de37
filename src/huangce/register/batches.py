"""Undoing a load as a whole, and bringing it back: set-wise, because a load has as many records as a county.

A load may be undone as long as nothing builds on it; then its records have no other effective facts, and their current
rows simply go.
"""

from __future__ import annotations

from typing import Any

import psycopg

from huangce.errors import Refused
from huangce.register import rows
from huangce.register.append import update_rows
from huangce.register.history import Histories
from huangce.rules.fold import voided

RECORDS_A_TIME = 5_000

# There are few reversals in a register, so who is void is computed from all of them.
REVERSALS = "select id, voids, voids_batch from act where voids is not null or voids_batch is not null"
BUILT_ON = """
    with touched as (
        select distinct f.record from fact f join act a on a.id = f.act where a.batch = %(batch)s
    )
    select count(distinct f.act), min(f.act)
    from fact f join act a on a.id = f.act
    where a.batch is distinct from %(batch)s
      and (f.record in (select record from touched) or f.object in (select record from touched))
      and a.id <> all(%(void)s::bigint[]) and coalesce(a.batch, 0) <> all(%(undone)s::bigint[])
"""


class BatchBuiltOn(Refused):
    """{acts} later acts build on this load, the first is act {first}: the load cannot be undone as a whole."""

    code = "batch-built-on"


class NoSuchBatch(Refused):
    """There is no load {batch} to undo, or it was undone already."""

    code = "no-such-batch"


def stands(cursor: psycopg.Cursor[Any], batch: int) -> bool:
    """Whether a load exists and is not undone."""
    exists = cursor.execute("select 1 from batch where id = %s", (batch,)).fetchone()
    return exists is not None and batch not in void(cursor)[1]


def void(cursor: psycopg.Cursor[Any]) -> tuple[set[int], set[int]]:
    """The acts that are reversed, and the loads that are undone, by acts that stand themselves."""
    rows = cursor.execute(REVERSALS).fetchall()
    acts = voided({act: target for act, target, _batch in rows if target is not None})
    return acts, {batch for act, _target, batch in rows if batch is not None and act not in acts}


def need_nothing_built_on(cursor: psycopg.Cursor[Any], batch: int) -> None:
    """Refuse unless the load stands and no effective act outside it touches its records."""
    if not stands(cursor, batch):
        raise NoSuchBatch(batch=batch)
    acts, undone = void(cursor)
    built = cursor.execute(BUILT_ON, {"batch": batch, "void": list(acts), "undone": list(undone)}).fetchone()
    if built is not None and built[0]:
        raise BatchBuiltOn(acts=built[0], first=built[1])


def bring_rows_in_line(cursor: psycopg.Cursor[Any], batch: int) -> None:
    """Remove the current rows of a load that is undone, or fold them again for one that stands."""
    if not stands(cursor, batch):
        for table, key in (*dict.fromkeys(rows.COLUMNS, "id").items(), ("former", "record")):
            cursor.execute(
                f"delete from {table} where {key} in "
                "(select f.record from fact f join act a on a.id = f.act where a.batch = %s)",
                (batch,),
            )
        return
    ids = cursor.execute(
        "select distinct f.record from fact f join act a on a.id = f.act where a.batch = %s order by 1", (batch,)
    ).fetchall()
    for start in range(0, len(ids), RECORDS_A_TIME):
        some = [row[0] for row in ids[start : start + RECORDS_A_TIME]]
        histories = Histories(cursor)
        histories.load(some)
        with cursor.connection.pipeline():
            update_rows(cursor, [histories.record(one) for one in some])
