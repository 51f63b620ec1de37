"""Record what a file of addresses changes: the acts that its delta comes to, all of them or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

import psycopg
from django.db import transaction

from huangce.places.bal_delta import Delta
from huangce.register.authorise import Recorder
from huangce.register.locks import LOCK_PLACES, raw_cursor
from huangce.register.receipts import Receipt
from huangce.register.record import record
from huangce.rules.acts.base import Act, Evidence
from huangce.rules.acts.place_addresses import AddressesCertified, AddressesNew, AddressesRenumbered
from huangce.rules.acts.place_naming import PlaceRenamed
from huangce.rules.acts.place_positions import AddressesLocated

# So many addresses an act. What is renumbered stands in one act: two houses may change their numbers with each other.
MOST = 5_000
Entry = TypeVar("Entry")


def acts_of(
    found: Delta, *, on: date, approved_by: int | None = None, evidence: tuple[Evidence, ...] = ()
) -> Iterator[Act]:
    """Yield the acts that a delta comes to, in the order in which they can be recorded."""
    common: dict[str, Any] = {"happened_on": on, "approved_by": approved_by, "evidence": evidence}
    for place, name in found.renamed.items():
        yield PlaceRenamed(place=place, name=name, **common)
    if found.renumbered:
        yield AddressesRenumbered(lines=tuple(found.renumbered), **common)
    for points in _parts(found.located):
        yield AddressesLocated(points=tuple(points), **common)
    for (division, thoroughfare, compound), doors in found.added.items():
        for entries in _parts(doors):
            yield AddressesNew(
                division=division, thoroughfare=thoroughfare, compound=compound, entries=tuple(entries), **common
            )
    for addresses in _parts(found.certified):
        yield AddressesCertified(addresses=tuple(addresses), happened_on=on, evidence=evidence)


def _parts(entries: Sequence[Entry]) -> Iterator[Sequence[Entry]]:
    for start in range(0, len(entries), MOST):
        yield entries[start : start + MOST]


def record_delta(
    compare: Callable[[psycopg.Cursor[Any]], Delta],
    *,
    by: Recorder,
    on: date,
    approved_by: int | None = None,
    evidence: tuple[Evidence, ...] = (),
    now: datetime | None = None,
) -> tuple[Delta, list[Receipt]]:
    """Compare once more while nobody else changes a place, record the acts, and return both.

    Rows with problems are left out. Raises what `record` raises; nothing is recorded then.
    """
    with transaction.atomic(), raw_cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", (LOCK_PLACES,))
        found = compare(cursor)
        acts = acts_of(found, on=on, approved_by=approved_by, evidence=evidence)
        return found, [record(act, by=by, now=now) for act in acts]
