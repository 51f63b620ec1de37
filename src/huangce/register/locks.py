"""Locks, ids and versions: what keeps concurrent officers from losing or doubling anything.

Subjects are locked by advisory locks of their ids, in id order, until the transaction ends. A family household is
locked with its members; a collective household only when an act changes its own items, so that thirty thousand members
of a college do not wait for each other. What turns out to be touched only after reading (`NotLocked`) is locked by
beginning anew: nobody waits for a lock out of order.
"""

from __future__ import annotations

import itertools
import uuid
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import psycopg
from django.db import connection

from huangce.accounts.statements import broken_told
from huangce.errors import Stale
from huangce.register.history import Histories
from huangce.register.receipts import ask_earlier
from huangce.register.rows import name_keys
from huangce.rules.acts.base import Act
from huangce.rules.acts.reversals import BatchUndone

# Record ids are below 2^53; keys of other things that are locked lie above.
LOCK_ACT: Final = 1 << 59
LOCK_NUMBER: Final = 1 << 60
LOCK_NEWCOMER: Final = 1 << 61
# Held by who seals; by who loads; together by everybody who records, and alone by who takes back a whole load; by who
# stores the findings of a run.
LOCK_SEAL: Final = (1 << 62) + 1
LOCK_LOAD: Final = (1 << 62) + 2
LOCK_LOADS: Final = (1 << 62) + 3
LOCK_RUNS: Final = (1 << 62) + 4
# Held by whoever changes the names of places or addresses: one act may touch ten thousand of them, so one lock is for
# all.
LOCK_PLACES: Final = (1 << 62) + 5


class RecordMoved(Stale):
    """Record {record} changed since you read it (you saw version {seen}, it is now {now}). Look at it again."""

    code = "record-moved"


class NotLocked(Exception):
    """Records that an act touches were not among those locked: begin anew and lock them too."""

    def __init__(self, records: Iterable[int]) -> None:
        self.records = frozenset(records)
        super().__init__()


# Statements that a connection has sent so often are prepared: planning would take longer than running them.
PREPARED_AFTER = 3


@contextmanager
def raw_cursor() -> Iterator[psycopg.Cursor[Any]]:
    """A psycopg cursor on Django's connection, inside Django's transaction, binding and preparing on the server."""
    connection.ensure_connection()
    connection.connection.prepare_threshold = PREPARED_AFTER
    with broken_told(), psycopg.Cursor(connection.connection) as cursor:
        yield cursor


def next_id(cursor: psycopg.Cursor[Any], what: str) -> int:
    """The next id of an 'act', 'record' or 'batch' of this installation; never reused."""
    row = cursor.execute("select nextval(%s)", (f"{what}_id",)).fetchone()
    assert row is not None
    return int(row[0])


# Every household that somebody who may leave has ever belonged to: a late report takes them out of an earlier one.
HOUSEHOLDS = """
    select m.id, h.household_kind is not distinct from 'collective'
    from (select object as id from fact where record = any(%s::bigint[]) and grp = 'membership'
          union select unnest(%s::bigint[])) m
    left join household h on h.id = m.id
"""
IDS = "select nextval('record_id') from generate_series(1, %s::int)"


@dataclass(slots=True)
class FirstLook:
    """What is asked before anything is locked, in one round trip: ids for new records, the households that the act may
    touch and whether they are collective, and what was recorded under its transaction id before.

    `drawn` are the ids, of which `ids` gives one at a time.
    """

    drawn: frozenset[int]
    ids: Callable[[], int]
    households: dict[int, bool]
    earlier: psycopg.Cursor[Any] | None

    @classmethod
    def at(cls, act: Act, cursor: psycopg.Cursor[Any], transaction_id: uuid.UUID | None) -> FirstLook:
        """Ask for an act that is about to be recorded."""
        needed = itertools.count()
        act.with_ids(lambda: next(needed))
        count = next(needed)
        connection, named = cursor.connection, (list(act.leaving()), list(act.households()))
        with connection.pipeline():
            earlier = ask_earlier(connection, transaction_id) if transaction_id is not None else None
            drawn = psycopg.Cursor(connection).execute(IDS, (count,)) if count else None
            homes = cursor.execute(HOUSEHOLDS, named) if any(named) else None
        ids = [row[0] for row in drawn.fetchall()] if drawn is not None else []
        found = homes.fetchall() if homes is not None else []
        return cls(frozenset(ids), iter(ids).__next__, {one: kind for one, kind in found if one is not None}, earlier)


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


@dataclass(frozen=True, slots=True)
class Held:
    """The keys that are locked, the family households among them, and the id of the act, drawn under the locks: the
    order of ids is the order in which acts on one record were recorded."""

    keys: frozenset[int]
    families: frozenset[int]
    act: int


def lock(act: Act, cursor: psycopg.Cursor[Any], households: Mapping[int, bool], also: Iterable[int] = ()) -> Held:
    """Lock what the act touches, and the records `also`.

    These are its subjects, the `households` they are or may have been in (with whether they are collective), the
    citizen numbers it brings in, the name and birth of whom it enters anew, and the acts it names with all they touch.
    """
    shared = {LOCK_LOADS: not isinstance(act, BatchUndone), **households}
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
    newcomer = act.newly_entered()
    if newcomer is not None:
        shared[LOCK_NEWCOMER + zlib.crc32(f"{name_keys(newcomer.name)[0]} {newcomer.birth_date}".encode())] = False
    return hold(cursor, shared, households)


def hold(cursor: psycopg.Cursor[Any], shared: Mapping[int, bool], households: Mapping[int, bool]) -> Held:
    """Take these locks in order, each shared or alone, and draw the id of the act."""
    keys = sorted(shared)
    with cursor.connection.pipeline():
        psycopg.Cursor(cursor.connection).execute(LOCK, (keys, [shared[key] for key in keys]))
        drawn = cursor.execute("select nextval('act_id')")
    row = drawn.fetchone()
    assert row is not None
    families = frozenset(one for one, collective in households.items() if not collective)
    return Held(frozenset(keys), families, int(row[0]))


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
