"""Undoing a load as a whole, and bringing it back: set-wise, because a load has as many records as a county.

A load may be undone as long as nothing builds on it; then its records have no other effective facts, and their current
rows simply go. A list of addresses has no acts of its own: its addresses are marked as not standing any more.
"""

from __future__ import annotations

from typing import Any

import psycopg

from huangce.errors import Refused
from huangce.register import addresses, rows
from huangce.register.append import update_rows
from huangce.register.history import Histories
from huangce.rules.fold import voided

RECORDS_A_TIME = 5_000

# There are few reversals in a register, so who is void is computed from all of them.
REVERSALS = "select id, voids, voids_batch from act where voids is not null or voids_batch is not null"
BUILT_ON = f"""
    with touched as (
        select distinct f.record from fact f join act a on a.id = f.act where a.batch = %(batch)s
    ),
    building as (
        select f.act from fact f
        where f.record in (select record from touched) or f.object in (select record from touched)
        union all
        select f.act from address d join fact f on f.record = d.id where d.batch = %(batch)s
        union all
        select f.act from named_place n join fact f on f.record = n.id where n.batch = %(batch)s
        union all
        select f.act from named_place n join fact f on f.object = n.id where n.batch = %(batch)s
        union all
        select f.act from fact f join fact_value v using (act, ordinal)
        where exists (select 1 from address where batch = %(batch)s) and {addresses.CITING}
          and {addresses.CITED} in (select id from address where batch = %(batch)s)
    )
    select count(distinct a.id), min(a.id)
    from building b join act a on a.id = b.act
    where a.batch is distinct from %(batch)s
      and a.id <> all(%(void)s::bigint[]) and coalesce(a.batch, 0) <> all(%(undone)s::bigint[])
"""
# Of a load that was undone: what it speaks of beside its own records, and is not there.
GROUND_GONE = """
    with own as (
        select distinct f.record from fact f join act a on a.id = f.act where a.batch = %(batch)s
    )
    select min(f.object) from fact f join act a on a.id = f.act
    where a.batch = %(batch)s and f.object is not null and not exists (select 1 from own where record = f.object)
      and not exists (select 1 from person where id = f.object)
      and not exists (select 1 from household where id = f.object)
"""


class BatchBuiltOn(Refused):
    """{acts} later acts build on this load, the first is act {first}: the load cannot be undone as a whole."""

    code = "batch-built-on"


class NoSuchBatch(Refused):
    """There is no load {batch} to undo, or it was undone already."""

    code = "no-such-batch"


class GroundGone(Refused):
    """The load speaks of record {record}, which is not in the register any more: bring that one back first."""

    code = "ground-gone"


def stands(cursor: psycopg.Cursor[Any], batch: int) -> bool:
    """Whether a load exists and is not undone."""
    exists = cursor.execute("select 1 from batch where id = %s", (batch,)).fetchone()
    return exists is not None and batch not in void(cursor)[1]


def void(cursor: psycopg.Cursor[Any]) -> tuple[set[int], set[int]]:
    """The acts that are reversed, and the loads that are undone, by acts that stand themselves."""
    rows = cursor.execute(REVERSALS).fetchall()
    acts = voided({act: target for act, target, _batch in rows if target is not None})
    return acts, {batch for act, _target, batch in rows if batch is not None and act not in acts}


def undone_by(cursor: psycopg.Cursor[Any]) -> dict[int, int]:
    """The loads that are undone, each with the act that undid it."""
    acts, _batches = void(cursor)
    rows = cursor.execute("select voids_batch, id from act where voids_batch is not null").fetchall()
    return {batch: act for batch, act in rows if act not in acts}


def need_batch(cursor: psycopg.Cursor[Any], batch: int) -> None:
    """Refuse a load that the register does not know or that is undone."""
    if not stands(cursor, batch):
        raise NoSuchBatch(batch=batch)


def need_nothing_built_on(cursor: psycopg.Cursor[Any], batch: int) -> None:
    """Refuse unless the load stands and no effective act outside it touches its records."""
    need_batch(cursor, batch)
    acts, undone = void(cursor)
    built = cursor.execute(BUILT_ON, {"batch": batch, "void": list(acts), "undone": list(undone)}).fetchone()
    if built is not None and built[0]:
        raise BatchBuiltOn(acts=built[0], first=built[1])


def need_ground(cursor: psycopg.Cursor[Any], batch: int) -> None:
    """Refuse to bring a load back while what it rests on is gone: persons of another load, addresses."""
    row = cursor.execute(GROUND_GONE, {"batch": batch}).fetchone()
    if row is not None and row[0] is not None:
        raise GroundGone(record=row[0])
    addresses.need_standing_again(cursor, batch=batch)


def bring_rows_in_line(cursor: psycopg.Cursor[Any], batch: int) -> None:
    """Remove the current rows of a load that is undone, or fold them again for one that stands."""
    undoing = undone_by(cursor).get(batch)
    addresses.mark(cursor, batch, undoing)
    if undoing is not None:
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
