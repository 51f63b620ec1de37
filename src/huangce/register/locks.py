"""Locks, ids and versions: what keeps concurrent officers from losing or doubling anything.

Subjects are locked by advisory locks of their ids, in id order, until the transaction ends. A family household is
locked with its members; a collective household only when an act changes its own items, so that thirty thousand members
of a college do not wait for each other. What turns out to be touched only after reading (`NotLocked`) is locked by
beginning anew: nobody waits for a lock out of order.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import psycopg
from django.db import connection

from huangce.errors import Stale
from huangce.register.history import Histories
from huangce.rules.acts.base import Act
from huangce.rules.acts.reversals import BatchUndone

# Record ids are below 2^53; keys of other things that are locked lie above.
LOCK_ACT: Final = 1 << 59
LOCK_NUMBER: Final = 1 << 60
LOCK_TRANSACTION: Final = 1 << 61
# Held together by everybody who records, and alone by who takes back a whole load.
LOCK_LOADS: Final = (1 << 62) + 3


class RecordMoved(Stale):
    """Record {record} changed since you read it (you saw version {seen}, it is now {now}). Look at it again."""

    code = "record-moved"


class NotLocked(Exception):
    """Records that an act touches were not among those locked: begin anew and lock them too."""

    def __init__(self, records: Iterable[int]) -> None:
        self.records = frozenset(records)
        super().__init__()


@contextmanager
def raw_cursor() -> Iterator[psycopg.Cursor[Any]]:
    """A psycopg cursor on Django's connection, inside Django's transaction."""
    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        yield cursor


def next_id(cursor: psycopg.Cursor[Any], what: str) -> int:
    """The next id of an 'act', 'record' or 'batch' of this installation; never reused."""
    row = cursor.execute("select nextval(%s)", (f"{what}_id",)).fetchone()
    assert row is not None
    return int(row[0])


# Every household that somebody who may leave has ever belonged to: a late report takes them out of an earlier one.
HOUSEHOLDS = """
    select m.id, h.household_kind is not distinct from 'collective'
    from (select object as id from fact where record = any(%s) and grp = 'membership'
          union select unnest(%s::bigint[])) m
    left join household h on h.id = m.id
"""
# What a reversal brings to life or takes away: its act, what that one reversed in turn, and everything they touch.
REVERSED = """
    with recursive chain as (
        select id, voids, voids_batch from act where id = any(%s)
        union select a.id, a.voids, a.voids_batch from act a join chain c on a.id = c.voids
    )
    select c.id, f.record, case when f.grp = 'membership' then f.object end, c.voids_batch
    from chain c left join fact f on f.act = c.id
"""
LOCK = """
    select case when shared then pg_advisory_xact_lock_shared(key) else pg_advisory_xact_lock(key) end
    from unnest(%s::bigint[], %s::boolean[]) as k(key, shared)
"""


def lock(act: Act, cursor: psycopg.Cursor[Any], also: Iterable[int] = ()) -> frozenset[int]:
    """Lock what the act touches, and the records `also`; return the locked keys.

    These are its subjects, the households they are or may have been in, the citizen numbers it brings in, and the acts
    it names with all they touch.
    """
    shared = {LOCK_LOADS: not isinstance(act, BatchUndone)}
    if act.leaving() or act.households():
        found = cursor.execute(HOUSEHOLDS, (list(act.leaving()), list(act.households()))).fetchall()
        shared |= {household: collective for household, collective in found if household is not None}
        if act.kind == "change_of_reference_person":
            shared |= dict.fromkeys(act.households(), False)
    if act.names_acts():
        for one, record, household, batch in cursor.execute(REVERSED, (list(act.names_acts()),)).fetchall():
            shared |= dict.fromkeys((LOCK_ACT + one, *(key for key in (record, household) if key)), False)
            if batch is not None:
                shared[LOCK_LOADS] = False
    shared |= dict.fromkeys((*act.subjects(), *act.leaving()), False)
    shared = dict.fromkeys(also, False) | shared
    shared |= dict.fromkeys((LOCK_NUMBER + zlib.crc32(number.encode()) for number in act.numbers()), False)
    keys = sorted(shared)
    cursor.execute(LOCK, (keys, [shared[key] for key in keys]))
    return frozenset(keys)


def need_locked(records: Iterable[int | None], locked: frozenset[int]) -> None:
    """Raise `NotLocked` unless all these records are locked."""
    missing = set(records) - locked - {None}
    if missing:
        raise NotLocked(one for one in missing if one is not None)


def check_seen(seen: Mapping[int, int], histories: Histories) -> None:
    """Raise `RecordMoved` if a record is not at the version that the officer saw."""
    histories.load(seen)
    for one, version in sorted(seen.items()):
        if histories.versions[one] != version:
            raise RecordMoved(record=one, seen=version, now=histories.versions[one])
