"""One lifelong view of a person and of a household: every act in the order of the world, with what each changed.

A fact asserts absolutely; what an officer wants to see is what it changed. So the acts are walked in the order of the
fold, and each is set against what stood before it. What was taken back stays in sight and changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from huangce.accounts import lookups
from huangce.accounts.models import Officer
from huangce.register.locks import raw_cursor
from huangce.register.queries import Line, household_at, members_at, timeline
from huangce.register.record import OFFICE_TIME
from huangce.register.where import place_of
from huangce.rules.facts import Value
from huangce.rules.items import GROUPS
from huangce.rules.situation import UnknownRecord
from huangce.rules.state import Groups, Record

PAGE = 50


@dataclass(frozen=True, slots=True)
class Change:
    """One item that an act changed, or in which two days differ; None is "not stated"."""

    group: str
    item: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class Event:
    """An act in a life. `days_late`: from the day it happened to the day it was recorded. `takes_back`: the acts that
    it voids."""

    line: Line
    record: int
    changes: tuple[Change, ...]
    takes_back: tuple[int, ...]

    @property
    def recorded_on(self) -> date:
        return self.line.recorded_at.astimezone(OFFICE_TIME).date()

    @property
    def days_late(self) -> int:
        return max((self.recorded_on - self.line.happened_on).days, 0)

    @property
    def takes_over(self) -> bool:
        """Whether it only repeats what another register or list held, so that no day of recording was late."""
        return self.line.kind in ("opening_entry", "residence_opening")


def life_of(person: int, *, as_known: date | None = None) -> list[Event]:
    """Return the acts about a person and about where they live, the latest first.

    Raises `NothingKnownYet` where nothing was sealed by then.
    """
    found = [*_events(person, timeline(person, as_known=as_known))]
    for spell in spells_of(person):
        found += _events(spell, timeline(spell, as_known=as_known))
    first: dict[int, Event] = {}
    for event in found:  # an act that touches the person and a spell is one act
        known = first.get(event.line.act)
        first[event.line.act] = event if known is None else _joined(known, event)
    return sorted(first.values(), key=lambda one: (one.line.happened_on, one.line.act), reverse=True)


def history_of(record: int, *, as_known: date | None = None) -> list[Event]:
    """Return the acts about one record, the latest first: the history of a household."""
    return [*_events(record, timeline(record, as_known=as_known))][::-1]


def spells_of(person: int) -> list[int]:
    """Return the spells of residence that were ever recorded of a person."""
    with raw_cursor() as cursor:
        rows = cursor.execute(
            "select distinct record from fact where object = %s and grp = 'residence' order by 1", (person,)
        ).fetchall()
    return [row[0] for row in rows]


def differences(then: Record, now: Record) -> list[Change]:
    """Return the items in which two states of one record differ, in the order of the table of items."""
    return [*_compared(then.groups, now.groups)]


def _joined(one: Event, other: Event) -> Event:
    return Event(one.line, one.record, (*one.changes, *other.changes), one.takes_back)


def _events(record: int, lines: list[Line]) -> Iterator[Event]:
    voided: dict[int, list[int]] = {}
    for line in lines:
        if line.voided_by is not None:
            voided.setdefault(line.voided_by, []).append(line.act)
    state: Groups = {}
    for line in lines:
        after = {group: dict(items) for group, items in state.items()}
        for fact in line.facts:
            before = {} if GROUPS[fact.group].whole else after.get(fact.group, {})
            after[fact.group] = {**before, **fact.items}
        changes = tuple(_compared(state, after))
        if line.is_effective:
            state = after
        yield Event(line, record, changes, tuple(voided.get(line.act, ())))


def _compared(before: Groups, after: Groups) -> Iterator[Change]:
    for group in GROUPS.values():
        old, new = before.get(group.name, {}), after.get(group.name, {})
        for item in group.items:
            one, other = old.get(item.name), new.get(item.name)
            if one != other and (one or other):
                yield Change(group.name, item.name, one, other)


@dataclass(frozen=True, slots=True)
class House:
    """A household with a page of its members, the reference person first; `count`: how many there are."""

    household: Record
    members: tuple[Record, ...]
    count: int
    division: str


def open_household(
    household: int,
    *,
    officer: Officer,
    purpose: str,
    case: str,
    as_of: date | None = None,
    as_known: date | None = None,
    page: int = 1,
    reveal: bool = False,
    at: datetime | None = None,
) -> House:
    """Return a household and a page of its members after noting who is shown why; with `reveal` their numbers too.

    Raises `UnknownRecord`, what `household_at` raises, and what `lookups.note` and `lookups.reveal` raise.
    """
    division = division_of(household)
    noted: dict[str, Any] = {"purpose": purpose, "case": case, "divisions": (division,), "at": at}
    # Who may not look here is refused before anything is read, and leaves no note: they were shown nobody.
    lookups.require_look(officer, divisions=(division,), at=at, revealed=reveal)
    found = household_at(household, as_of=as_of, as_known=as_known)
    if found is None:
        raise UnknownRecord(record=household)
    everybody = in_order(members_at(household, as_of=as_of, as_known=as_known), found.reference_person)
    shown = everybody[(page - 1) * PAGE : page * PAGE]
    subjects = [one.id for one in shown]
    if reveal:
        lookups.reveal(officer, subjects=subjects, **noted)
    else:
        lookups.note(officer, subjects=subjects, asked=("household",), **noted)
    return House(found, tuple(shown), len(everybody), division)


def division_of(household: int) -> str:
    """Return the division of a household. Raises `UnknownRecord` where there is none with this id."""
    with raw_cursor() as cursor:
        exists = cursor.execute("select 1 from fact where record = %s and grp = 'household' limit 1", (household,))
        if exists.fetchone() is None:
            raise UnknownRecord(record=household)
        return place_of(cursor, household)


def in_order(members: Iterable[Record], reference_person: int | None) -> list[Record]:
    """Return members as a booklet lists them: the reference person, then by relation and age."""

    def place(one: Record) -> tuple[bool, str, str, int]:
        born = one.text("identity", "birth_date") or "9999"
        return (one.id != reference_person, one.text("membership", "relation") or "99", born, one.id)

    return sorted(members, key=place)


def officers_of(ids: Collection[int]) -> dict[int, str]:
    """Return the display names of officers by id."""
    return dict(Officer.objects.filter(pk__in=list(ids)).values_list("pk", "display_name"))
