"""Where an act is done, and whether this officer may do it there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Protocol

import psycopg

from huangce.register.batches import need_batch
from huangce.register.where import place_of, went_to
from huangce.rules.acts.base import Act
from huangce.rules.acts.reversals import BatchUndone, NoSuchAct
from huangce.rules.authority import around
from huangce.rules.situation import Situation, UnknownRecord


class Recorder(Protocol):
    """An officer as `record` needs them. `accounts.Officer` is one."""

    id: int

    def require(self, act_kind: str, division: str, on: date) -> None:
        """Raise `NotAllowed` unless the officer may record such acts in that division on that day."""

    def require_second(self, other: int, act_kind: str, division: str, on: date) -> None:
        """Raise `NotAllowed` unless `other` may approve such acts in that division on that day."""


BATCH_OFFICE = "select office from batch where id = %s"
OFFICES = "select min(office), max(office) from act where batch = %s"


def office_of(act: Act, situation: Situation, cursor: psycopg.Cursor[Any]) -> str:
    """Return the division whose office is responsible: where the act leads to, else where its subjects are.

    A reversal is a matter of the office of what it reverses; undoing a load, of the office that loaded it, else of the
    division that holds all of it. Raises `UnknownRecord`, `NoSuchAct` or `NoSuchBatch`.
    """
    return next((one for one in _divisions(act, situation, cursor) if one), "")


def _divisions(act: Act, situation: Situation, cursor: psycopg.Cursor[Any]) -> Iterator[str]:
    yield str(getattr(act, "division", ""))
    if isinstance(act, BatchUndone):
        need_batch(cursor, act.batch)
        yield str(cursor.execute(BATCH_OFFICE, (act.batch,)).fetchall()[0][0])
        yield _around(cursor, act.batch)
    for one in act.names_acts():
        if one not in situation.acts:
            raise NoSuchAct(act=one)
        yield situation.acts[one].office
    for one in (*act.households(), *act.subjects()):
        record = situation.records.get(one)
        yield went_to(cursor, one)
        if record is not None:
            for group, name in (("registration", "counted_in"), ("residence", "division"), ("household", "division")):
                yield record.text(group, name)
        yield place_of(cursor, one)
        if record is None:
            raise UnknownRecord(record=one)


def _around(cursor: psycopg.Cursor[Any], batch: int) -> str:
    """The smallest division that holds every act of a load."""
    row = cursor.execute(OFFICES, (batch,)).fetchone()
    return around(row) if row is not None and row[0] is not None else ""


def authorise(act: Act, situation: Situation, cursor: psycopg.Cursor[Any], *, by: Recorder, on: date) -> str:
    """Return the office's division, or raise `NotAllowed`."""
    office = office_of(act, situation, cursor)
    by.require(act.kind, office, on)
    if act.approved_by is not None:
        by.require_second(act.approved_by, act.kind, office, on)
    return office
