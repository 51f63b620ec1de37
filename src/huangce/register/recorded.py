"""One act as it stands in the register: for its receipt, and for whoever wants to take it back."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
import psycopg

from huangce.errors import NotFound
from huangce.register.history import Histories
from huangce.register.locks import raw_cursor
from huangce.register.queries import Line, timeline
from huangce.rules.facts import Fact
from huangce.rules.fold import fold
from huangce.rules.state import Record


class NoSuchRecordedAct(NotFound):
    """There is no act {act} in the register."""

    code = "no-such-recorded-act"


@dataclass(frozen=True, slots=True)
class Recorded:
    """An act with what was submitted and the facts it asserts; values that were erased are left out.

    `voided_by` is the effective act that takes it back, `voids` the one that it takes back; `digest` is hex and
    `position` its place in the sealed log, None while it is not sealed.
    """

    act: int
    kind: str
    happened_on: date
    recorded_at: datetime
    entered_by: int
    approved_by: int | None
    office: str
    legal_ground: str
    evidence: tuple[str, ...]
    digest: str
    position: int | None
    voids: int | None
    voided_by: int | None
    submitted: Mapping[str, Any]
    facts: tuple[Fact, ...]


ACT = """
    select a.id, a.kind, a.happened_on, a.recorded_at, a.entered_by, a.approved_by, a.office, a.legal_ground,
           a.evidence, a.digest, l.position, a.voids
    from act a left join seal_leaf l on l.act = a.id where a.id = %s
"""
VALUES = """
    select v.ordinal, f.record, f.grp, v.value, f.valid_from
    from fact_value v left join fact f on f.act = v.act and f.ordinal = v.ordinal
    where v.act = %s and v.value is not null order by v.ordinal
"""


def recorded(act: int) -> Recorded:
    """Return an act, or raise `NoSuchRecordedAct`."""
    with raw_cursor() as cursor:
        row = cursor.execute(ACT, (act,)).fetchone()
        if row is None:
            raise NoSuchRecordedAct(act=act)
        values = cursor.execute(VALUES, (act,)).fetchall()
        voided_by = _voided_by(cursor, act)
    submitted: dict[str, Any] = next((orjson.loads(value) for ordinal, _r, _g, value, _d in values if ordinal == 0), {})
    head, evidence, digest, position, voids = row[:8], row[8], row[9], row[10], row[11]
    facts = tuple(Fact(record, group, orjson.loads(value), day) for n, record, group, value, day in values if n)
    papers = tuple(one for one in evidence.split(",") if one)
    found = (bytes(digest).hex(), position, voids, voided_by, submitted, facts)
    return Recorded(*head, papers, *found)  # type: ignore[call-arg]


def _voided_by(cursor: psycopg.Cursor[Any], act: int) -> int | None:
    """The newest act that takes this one back and is not itself taken back."""
    rows = cursor.execute("select id from act where voids = %s order by id desc", (act,)).fetchall()
    return next((row[0] for row in rows if _voided_by(cursor, row[0]) is None), None)


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of a record since an officer saw it: as it was, as it stands, and the acts between."""

    before: Record
    now: Record
    lines: tuple[Line, ...]


def moved_since(record: int, version: int) -> Moved:
    """Return how a record differs from its state at an earlier version."""
    with raw_cursor() as cursor:
        histories = Histories(cursor)
        now = histories.record(record)
        then = [one for one in histories.facts[record] if one.act <= version]
        gone = {one.act for one in then if one.act in histories.void}
        gone = {one for one in gone if (histories.voided_by(one) or version + 1) <= version}
        kept = [one for one in then if one.act not in gone]
    lines = (one for one in timeline(record) if one.act > version or (one.voided_by or 0) > version)
    return Moved(fold(record, kept), now, tuple(lines))


def recorded_under(transaction: uuid.UUID, *, by: int) -> int | None:
    """Return the act that an officer recorded under a transaction id, None if there is none."""
    with raw_cursor() as cursor:
        row = cursor.execute(
            "select id from act where transaction = %s and entered_by = %s", (transaction, by)
        ).fetchone()
    return int(row[0]) if row else None


NAMES = """
    select id, name, null from person where id = any(%(ids)s::bigint[])
    union all
    select h.id, p.name, h.address from household h left join person p on p.id = h.reference_person
    where h.id = any(%(ids)s::bigint[])
    union all
    select s.id, p.name, s.address from residence s left join person p on p.id = s.person
    where s.id = any(%(ids)s::bigint[])
"""


def names_of(records: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Return record → name and address as they stand: a household has its reference person's, a spell its resident's.

    The address of a person is "".
    """
    with raw_cursor() as cursor:
        rows = cursor.execute(NAMES, {"ids": sorted(set(records))}).fetchall()
    return {record: (name or "", address or "") for record, name, address in rows}
