"""Where an act is done, and whether this officer may do it there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Protocol

import psycopg

from huangce.rules.acts.base import Act
from huangce.rules.acts.reversals import BatchUndone, NoSuchAct
from huangce.rules.authority import LEVELS
from huangce.rules.situation import Situation, UnknownRecord


class Recorder(Protocol):
    """An officer as `record` needs them. `accounts.Officer` is one."""

    id: int

    def require(self, act_kind: str, division: str, on: date) -> None:
        """Raise `NotAllowed` unless the officer may record such acts in that division on that day."""

    def require_second(self, other: int, act_kind: str, division: str, on: date) -> None:
        """Raise `NotAllowed` unless `other` may approve such acts in that division on that day."""


# The division in which a record is looked after: where the person counts, else where their household is or was, else
# where they live.
PLACE = """
    select coalesce(p.counted_in, h.division, r.division, own.division, spell.division, '')
    from (select %s::bigint as id) one
    left join person p using (id)
    left join household h on h.id = p.household
    left join household own on own.id = one.id
    left join residence spell on spell.id = one.id
    left join lateral (
        select division from residence where person = one.id order by departed_on is null desc, arrived_on desc limit 1
    ) r on p.counted_in is null and h.division is null
"""
OFFICES = "select min(office), max(office) from act where batch = %s"


def place_of(cursor: psycopg.Cursor[Any], record: int) -> str:
    """The code of the division in which a record is looked after now, or "" where none is known."""
    row = cursor.execute(PLACE, (record,)).fetchone()
    return str(row[0]) if row else ""


def office_of(act: Act, situation: Situation, cursor: psycopg.Cursor[Any]) -> str:
    """Return the division whose office is responsible: where the act leads to, else where its subjects are.

    A reversal is a matter of the office of what it reverses; undoing a load, of the division that holds all of it.
    """
    return next((one for one in _divisions(act, situation, cursor) if one), "")


def _divisions(act: Act, situation: Situation, cursor: psycopg.Cursor[Any]) -> Iterator[str]:
    yield str(getattr(act, "division", ""))
    if isinstance(act, BatchUndone):
        yield _around(cursor, act.batch)
    for one in act.names_acts():
        if one not in situation.acts:
            raise NoSuchAct(act=one)
        yield situation.acts[one].office
    for one in (*act.households(), *act.subjects()):
        record = situation.records.get(one)
        if record is not None:
            for group, name in (("registration", "counted_in"), ("residence", "division"), ("household", "division")):
                yield record.text(group, name)
        yield place_of(cursor, one)
        if record is None:
            raise UnknownRecord(record=one)


def _around(cursor: psycopg.Cursor[Any], batch: int) -> str:
    """The smallest division that holds every act of a load."""
    row = cursor.execute(OFFICES, (batch,)).fetchone()
    first, last = row if row is not None and row[0] is not None else ("", "")
    digits = max((level for level in LEVELS if len(first) >= level and first[:level] == last[:level]), default=0)
    return str(first[:digits].ljust(12, "0")) if digits else ""


def authorise(act: Act, situation: Situation, cursor: psycopg.Cursor[Any], *, by: Recorder, on: date) -> str:
    """Return the office's division, or raise `NotAllowed`."""
    office = office_of(act, situation, cursor)
    by.require(act.kind, office, on)
    if act.approved_by is not None:
        by.require_second(act.approved_by, act.kind, office, on)
    return office
