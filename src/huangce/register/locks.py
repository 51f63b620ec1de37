"""Locks, ids and versions: what keeps concurrent officers from losing or doubling anything.

Subjects are locked by advisory locks of their ids, in id order, until the transaction ends. A family household is
locked with its members; a collective household only when an act changes its own items, so that thirty thousand members
of a college do not wait for each other.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import psycopg
from django.db import connection

from huangce.errors import Stale
from huangce.register.history import Histories
from huangce.rules.acts.base import Act

# Record ids are below 2^53; keys of other things that are locked lie above.
LOCK_NUMBER: Final = 1 << 60
LOCK_TRANSACTION: Final = 1 << 61


class RecordMoved(Stale):
    """Record {record} changed since you read it (you saw version {seen}, it is now {now}). Look at it again."""

    code = "record-moved"


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


def lock(act: Act, cursor: psycopg.Cursor[Any]) -> None:
    """Lock the act's subjects, the households it touches, and the citizen numbers it brings in."""
    households = set(act.households())
    if act.leaving():
        rows = cursor.execute(
            "select household from person where id = any(%s) and household is not null", (list(act.leaving()),)
        ).fetchall()
        households |= {row[0] for row in rows}
    collective: set[int] = set()
    if households:
        rows = cursor.execute(
            "select id from household where id = any(%s) and household_kind = 'collective'", (list(households),)
        ).fetchall()
        collective = {row[0] for row in rows}
        if act.kind == "change_of_reference_person":
            collective = set()
    keys = set(act.subjects()) | set(act.leaving()) | (households - collective)
    keys |= {LOCK_NUMBER + zlib.crc32(number.encode()) for number in act.numbers()}
    cursor.execute("select pg_advisory_xact_lock(key) from unnest(%s::bigint[]) key", (sorted(keys),))
    if collective:
        cursor.execute("select pg_advisory_xact_lock_shared(key) from unnest(%s::bigint[]) key", (sorted(collective),))


def check_seen(seen: Mapping[int, int], histories: Histories) -> None:
    """Raise `RecordMoved` if a record is not at the version that the officer saw."""
    histories.load(seen)
    for one, version in sorted(seen.items()):
        if histories.versions[one] != version:
            raise RecordMoved(record=one, seen=version, now=histories.versions[one])
