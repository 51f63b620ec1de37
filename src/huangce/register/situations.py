"""Fill a `Situation` for an act: its subjects, the households they may leave, members, numbers, residences.

`suppose` describes a world that is not recorded yet, for deciding later acts again when something earlier changes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

import psycopg

from huangce.register.alike import alike
from huangce.register.history import Histories, Order
from huangce.rules.acts.base import Act
from huangce.rules.acts.corrections import Correction
from huangce.rules.facts import RecordedFact
from huangce.rules.fold import voided
from huangce.rules.periods import Calendar
from huangce.rules.situation import PastAct, Situation
from huangce.rules.state import Record

State: TypeAlias = Callable[[int], Record]


@dataclass(frozen=True, slots=True)
class Suppose:
    """A world in which some acts are void or effective again, and some facts are added."""

    without: frozenset[int] = frozenset()
    revived: frozenset[int] = frozenset()
    plus: tuple[RecordedFact, ...] = field(default=())

    def pointing(self, group: str) -> list[tuple[int, int]]:
        """The records that supposed facts of a group point at, and those they are about."""
        facts = (one.fact for one in self.plus if one.fact.group == group)
        return [(one.object, one.record) for one in facts if one.object is not None]


NOTHING_ELSE = Suppose()


def standing_before(act: Act) -> Order | None:
    """The place in time at which an act is judged; None for acts that look at everything recorded."""
    if act.kind in ("unlink", "erasure") or (isinstance(act, Correction) and not act.as_change):
        return None
    return (act.happened_on, act.day_order, 1 << 62)


def situation_for(
    act: Act,
    histories: Histories,
    *,
    by: int,
    today: date,
    calendar: Calendar,
    suppose: Suppose = NOTHING_ELSE,
    before: Order | None = None,
) -> Situation:
    """Return the situation in which `act` is decided. `before` overrides the place in time (for acts decided again)."""
    place = before if before is not None else standing_before(act)
    named = set(act.subjects()) | set(act.households()) | set(act.leaving())
    histories.load(named)
    opened_on, begins = _beginnings(act, named, histories, suppose)
    if place is not None and opened_on is not None:
        place = max(place, (opened_on, *place[1:]))

    def state(record: int) -> Record:
        return histories.record(
            record, before=place, without=suppose.without, revived=suppose.revived, plus=suppose.plus
        )

    records = {one: state(one) for one in named}
    left = {records[one].household for one in act.leaving()} - {None}
    histories.load(one for one in left if one)
    for one in left:
        if one is not None:
            records.setdefault(one, state(one))
    # A household that has a new reference person or gains members is judged with its members.
    watched = [one for one in records.values() if one.is_household]
    members = _members(watched, records, histories, state, suppose)
    return Situation(
        today=today,
        calendar=calendar,
        by=by,
        records={one: record for one, record in records.items() if record.exists},
        members=members,
        holders=_holders(act, records.values(), histories),
        residences=_residences(act, histories, state, suppose),
        acts=acts_named(act, histories.cursor),
        opened_on=opened_on,
        begins=begins,
        alike=_alike(act, histories, before),
    )


def _beginnings(
    act: Act, named: Iterable[int], histories: Histories, suppose: Suppose
) -> tuple[date | None, dict[int, date]]:
    """The day on which records of an act that happened earlier were taken over, and when its other records begin."""
    opened_on, begins = None, {}
    for one in named:
        first = histories.first(one, without=suppose.without, revived=suppose.revived)
        if first is None or first.effective_on <= act.happened_on:
            continue
        if first.takes_over:
            opened_on = max(first.effective_on, opened_on or first.effective_on)
        else:
            begins[one] = first.effective_on
    return opened_on, begins


def _members(
    watched: Iterable[Record], records: dict[int, Record], histories: Histories, state: State, suppose: Suppose
) -> dict[int, tuple[Record, ...]]:
    watched = list(watched)
    members: dict[int, tuple[Record, ...]] = {}
    histories.load((), (one.id for one in watched if not one.is_collective))
    candidates = {one.id: set() if one.is_collective else histories.members_of(one.id) for one in watched}
    for one in records.values():
        if one.is_person and one.household in candidates:
            candidates[one.household].add(one.id)
    for household, person in suppose.pointing("membership"):
        if household in candidates:
            candidates[household].add(person)
    histories.load(person for persons in candidates.values() for person in persons)
    for household, persons in candidates.items():
        found = (records.get(person) or state(person) for person in sorted(persons))
        members[household] = tuple(one for one in found if one.household == household and one.counts_here)
    return members


def _holders(act: Act, records: Collection[Record], histories: Histories) -> dict[str, tuple[int, ...]]:
    numbers = set(act.numbers())
    if act.kind in ("restoration", "move_in"):
        numbers |= {one.text("identity", "citizen_id") for one in records if one.is_person} - {""}
    if not numbers:
        return {}
    rows = histories.cursor.execute(
        "select citizen_id, array_agg(id order by id) from person "
        "where citizen_id = any(%s) and not number_contested and ended_by is distinct from 'duplicate' "
        "group by citizen_id",
        (sorted(numbers),),
    ).fetchall()
    return {number: tuple(ids) for number, ids in rows}


def _alike(act: Act, histories: Histories, before: Order | None) -> tuple[int, ...]:
    """Records that may be of the person who is entered; of an act that is decided again that was asked then."""
    newcomer = act.newly_entered()
    return alike(histories.cursor, newcomer) if newcomer is not None and before is None else ()


def _residences(act: Act, histories: Histories, state: State, suppose: Suppose) -> dict[int, tuple[Record, ...]]:
    persons = act.residents()
    if not persons:
        return {}
    rows = histories.cursor.execute(
        "select distinct object, record from fact where object = any(%s::bigint[]) and grp = 'residence'",
        (list(persons),),
    ).fetchall()
    rows = sorted({*rows, *(pair for pair in suppose.pointing("residence") if pair[0] in persons)})
    histories.load(spell for _person, spell in rows)
    found: dict[int, list[Record]] = {}
    for person, spell in rows:
        record = state(spell)
        if record.is_residence:
            found.setdefault(person, []).append(record)
    return {person: tuple(spells) for person, spells in found.items()}


def acts_named(act: Act, cursor: psycopg.Cursor[Any]) -> dict[int, PastAct]:
    """The acts that an act names, and whether they stand."""
    named = act.names_acts()
    if not named:
        return {}
    rows = cursor.execute("select id, kind, happened_on, office from act where id = any(%s)", (list(named),)).fetchall()
    reversals = cursor.execute(
        "with recursive v as (select id, voids from act where voids = any(%s) "
        "union select a.id, a.voids from act a join v on a.voids = v.id) select id, voids from v",
        (list(named),),
    ).fetchall()
    gone = voided(dict(reversals))
    return {row[0]: PastAct(row[0], row[1], row[2], is_effective=row[0] not in gone, office=row[3]) for row in rows}
