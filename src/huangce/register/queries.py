"""What the other rooms may ask of the register, as of a day in the world and as known on a day in the office.

As of D: what holds at the end of day D. As known on K: only acts that stood in the sealed log at the end of day K, and
only reversals that were known then, so that what was published once can be had again. Before a register was taken over
the answer is `NotKnown`, never nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import orjson
import psycopg

from huangce.errors import NotFound
from huangce.register.history import TAKEN_OVER, Histories, Order
from huangce.register.locks import raw_cursor
from huangce.register.record import OFFICE_TIME
from huangce.register.seal import position_known_on
from huangce.register.where import place_of
from huangce.rules.facts import Fact
from huangce.rules.state import Record

ONE_DAY = timedelta(days=1)
BEFORE_ALL = -(1 << 62)


class NotKnown(NotFound):
    """The register knows record {record} from {since} on: what was on {as_of} is not known to it."""

    code = "not-known"


class NothingKnownYet(NotKnown):
    """Nothing of the register was sealed by the end of {as_known}: what was known then cannot be said."""

    code = "nothing-known-yet"


def person_at(record: int, *, as_of: date | None = None, as_known: date | None = None) -> Record | None:
    """Return a person by the end of `as_of`; None if the register knows that there was none, else `NotKnown`."""
    with _known(as_known) as histories:
        found = _at(histories, record, as_of)
        return found if found is not None and found.is_person else None


def household_at(record: int, *, as_of: date | None = None, as_known: date | None = None) -> Record | None:
    """Return a household by the end of `as_of`; None if there was none, `NotKnown` if that is not known."""
    with _known(as_known) as histories:
        found = _at(histories, record, as_of)
        return found if found is not None and found.is_household else None


def members_at(household: int, *, as_of: date | None = None, as_known: date | None = None) -> tuple[Record, ...]:
    """Return who was registered in a household or in transit from it by the end of `as_of`, by record."""
    with _known(as_known) as histories:
        _at(histories, household, as_of)
        found = _known_of(histories, _pointing(histories, household, "membership"), as_of)
        return tuple(one for one in found if one.household == household and one.counts_here)


def residences_at(person: int, *, as_of: date | None = None, as_known: date | None = None) -> tuple[Record, ...]:
    """Return the spells of residence in which a person lived on `as_of`, or lives now; newest first.

    A spell counts on the day of its departure no longer.
    """
    with _known(as_known) as histories:
        _at(histories, person, as_of)
        found = []
        for spell in _known_of(histories, _pointing(histories, person, "residence"), as_of):
            if spell.number("residence", "person") != person:
                continue
            departed_on = spell.day("residence", "departed_on")
            if departed_on is None or (as_of is not None and as_of < departed_on):
                found.append(spell)
        return tuple(sorted(found, key=lambda one: one.text("residence", "arrived_on"), reverse=True))


def same_person(record: int) -> tuple[int, ...]:
    """Return the records that are linked as one person with this one, itself included, by record."""
    with raw_cursor() as cursor:
        rows = cursor.execute(SAME_PERSON, (record,)).fetchall()
    return tuple(sorted(row[0] for row in rows))


def links_of(records: Sequence[int]) -> list[tuple[int, int, str]]:
    """Return the links among records of one person: the cancelled record, the one that was kept, and its division."""
    with raw_cursor() as cursor:
        links = cursor.execute(LINKS, (list(records),)).fetchall()
        return [(other, kept, place_of(cursor, kept)) for other, kept in links]


LINKS = "select id, same_as from person where id = any(%s) and same_as is not null order by id"
SAME_PERSON = """
    with recursive linked as (
        select %s::bigint as id
        union
        select case when p.id = l.id then p.same_as else p.id end
        from linked l join person p on p.same_as is not null and (p.id = l.id or p.same_as = l.id)
    )
    select id from linked
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One act in the life of a record, with what it asserted of it; `erased` are the groups whose values are gone.

    `voided_by` is the act that took it back, `reason` what was said for that or, of a reversal, for itself.
    `position` is its place in the log, None while it is not sealed.
    """

    act: int
    kind: str
    happened_on: date
    recorded_at: datetime
    entered_by: int
    approved_by: int | None
    office: str
    legal_ground: str
    position: int | None
    facts: tuple[Fact, ...]
    erased: tuple[str, ...]
    voided_by: int | None
    reason: str

    @property
    def is_effective(self) -> bool:
        return self.voided_by is None


def timeline(record: int, *, as_known: date | None = None) -> list[Line]:
    """Return every act that concerns a record, and every act that takes such an act back, in the order of the world."""
    with _known(as_known) as histories:
        histories.load((record,))
        facts = sorted(histories.facts[record], key=lambda one: (one.act, one.ordinal))  # as each act says them
        acts = {one.act for one in facts}
        taken_back = {one for act in acts for one in _voiding(histories, act)}
        rows = histories.cursor.execute(ACTS, (sorted(acts | taken_back),)).fetchall()
        reasons = _reasons(histories.cursor, taken_back)
        erased = set(histories.cursor.execute(ERASED, (record,)).fetchall())
    lines = []
    for act, kind, happened_on, recorded_at, entered_by, approved_by, office, legal_ground, position in rows:
        mine = [one for one in facts if one.act == act]
        voided_by = histories.voided_by(act) if act in histories.acts else _standing(histories, act)
        lines.append(
            Line(
                act,
                kind,
                happened_on,
                recorded_at,
                entered_by,
                approved_by,
                office,
                legal_ground,
                position,
                tuple(one.fact for one in mine if (act, one.fact.group) not in erased),
                tuple(one.fact.group for one in mine if (act, one.fact.group) in erased),
                voided_by,
                reasons.get(voided_by or act, ""),
            )
        )
    return sorted(lines, key=lambda line: (line.happened_on, line.act))


ACTS = """
    select a.id, a.kind, a.happened_on, a.recorded_at, a.entered_by, a.approved_by, a.office, a.legal_ground, l.position
    from act a left join seal_leaf l on l.act = a.id where a.id = any(%s)
"""
ERASED = """
    select f.act, f.grp from fact f join fact_value v using (act, ordinal)
    where f.record = %s and v.commitment is not null
"""


def _voiding(histories: Histories, act: int) -> Iterator[int]:
    """Everything that takes an act or its load back, and what takes that back."""
    batch = histories.acts[act].batch if act in histories.acts else None
    for one in (*histories.reversed_by.get(act, ()), *histories.undone_by.get(batch or 0, ())):
        yield one
        yield from _voiding(histories, one)


def _standing(histories: Histories, reversal: int) -> int | None:
    return next((one for one in histories.reversed_by.get(reversal, ()) if one not in histories.void), None)


def _reasons(cursor: psycopg.Cursor[Any], acts: set[int]) -> dict[int, str]:
    rows = cursor.execute(
        "select act, value from fact_value where act = any(%s) and ordinal = 0 and value is not null", (list(acts),)
    ).fetchall()
    return {act: str(orjson.loads(value).get("reason", "")) for act, value in rows}


@contextmanager
def together() -> Iterator[None]:
    """Let all that is asked here inside read the facts of a record once: `with together():`, or `@together()`.

    For the pages, which ask several questions about one person. Nothing may be recorded inside.
    """
    with ExitStack() as stack:
        token = _SHARED.set((stack, {}))
        try:
            yield
        finally:
            _SHARED.reset(token)


_Held = tuple[ExitStack, dict[date | None, Histories]]
_SHARED: ContextVar[_Held | None] = ContextVar("shared", default=None)


@contextmanager
def _known(as_known: date | None) -> Iterator[Histories]:
    """The register as it was known at the end of a day; as it is now for None."""
    shared = _SHARED.get()
    if shared is None:
        with _afresh(as_known) as histories:
            yield histories
        return
    stack, held = shared
    if as_known not in held:
        held[as_known] = stack.enter_context(_afresh(as_known))
    yield held[as_known]


@contextmanager
def _afresh(as_known: date | None) -> Iterator[Histories]:
    with raw_cursor() as cursor:
        if as_known is None:
            yield Histories(cursor)
            return
        position = position_known_on(cursor, end_of(as_known))
        if not position:
            raise NothingKnownYet(as_known=as_known)
        yield Histories(cursor, known=position)


def end_of(day: date) -> datetime:
    """The last microsecond of a day in the office."""
    return datetime.combine(day + ONE_DAY, time.min, OFFICE_TIME) - timedelta(microseconds=1)


def _at(histories: Histories, record: int, as_of: date | None) -> Record | None:
    before: Order | None = None
    if as_of is not None:
        first = histories.first(record)
        if first is not None and as_of < first.effective_on:
            if first.takes_over and (first.kind in TAKEN_OVER or first.happened_on <= as_of):
                raise NotKnown(record=record, since=first.effective_on, as_of=as_of)
            return None
        before = (as_of + ONE_DAY, BEFORE_ALL, 0)
    found = histories.record(record, before=before)
    return found if found.exists else None


def _known_of(histories: Histories, records: list[int], as_of: date | None) -> Iterator[Record]:
    """Those of some records that are known to have been there."""
    for one in records:
        try:
            found = _at(histories, one, as_of)
        except NotKnown:  # taken over later from elsewhere, so it was nothing to this record then
            continue
        if found is not None:
            yield found


def _pointing(histories: Histories, record: int, group: str) -> list[int]:
    """The records that some fact of a group has ever pointed from to this one."""
    rows = histories.cursor.execute(
        "select distinct record from fact where object = %s and grp = %s order by 1", (record, group)
    ).fetchall()
    ids = [row[0] for row in rows]
    histories.load(ids)
    return ids
