"""The findings on an officer's desk: pages of them, how many of each class, the queue by deadline, and the next case.

An officer sees the findings of the own divisions and nothing of others. Lists carry no names: who opens a finding is
shown its person, and that look is noted (`cases.open_finding`). Every question here is one look into an index; what is
counted is read from the counts that are kept beside the findings (`FindingCount`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from huangce.accounts.authority import codes_over_time
from huangce.matching.findings import UnknownFilter, prefix
from huangce.matching.models import CONFIRMED, OPEN, STATES, UNDECIDED
from huangce.matching.reconcile import CLASSES
from huangce.register.locks import raw_cursor
from huangce.rules.authority import ROLES, Granted, scope

PAGE: Final = 50
# A county is paged through by likelihood, a village by its division: which it is, only the values tell the planner, so
# these statements are not prepared.
PLANNED: Final = False
VIEW: Final = "findings"
EVERY: Final = "all"
# What a state asked for means; "" is what still waits for somebody.
ASKED: Final[dict[str, tuple[str, ...]]] = {
    "": UNDECIDED,
    EVERY: (OPEN, *dict.fromkeys(state for state in STATES.values() if state != OPEN)),
    **{state: (state,) for state in (OPEN, *STATES.values())},
}
DUE: Final = ("", "overdue", "today", "week", "later", "none")
LIKELIEST: Final = "f.probability desc, f.id"
SOONEST: Final = "f.deadline nulls last, f.probability desc, f.id"
COLUMNS: Final = ("id", "finding_class", "division", "probability", "reason", "state", "deadline", "holder")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which findings: a class, a division with all below it, a state of `ASKED`, a deadline of `DUE`; "" for any.

    `queue`: those of one officer's desk, by deadline: assigned, confirmed, or with a deadline and taken back.
    """

    finding_class: str = ""
    division: str = ""
    state: str = ""
    due: str = ""
    queue: int | None = None

    def checked(self) -> Asked:
        """Return this, or raise `UnknownFilter`, `NotADivision`."""
        for value, known, what in ((self.finding_class, CLASSES, "class"), (self.state, ASKED, "state")):
            if value and value not in known:
                raise UnknownFilter(value=value, what=what, known=", ".join(sorted(filter(None, known))))
        if self.due not in DUE:
            raise UnknownFilter(value=self.due, what="deadline", known=", ".join(filter(None, DUE)))
        prefix(self.division)
        return self


@dataclass(frozen=True, slots=True)
class Row:
    """A finding in a list: no name, no number. `holder` is the officer it was handed to."""

    id: str
    finding_class: str
    division: str
    probability: float
    reason: str
    state: str
    deadline: date | None
    holder: int | None

    def due(self, today: date) -> str:
        """Return where it stands in time, a word of `DUE`; "none" without a deadline."""
        return due_of(self.deadline, today)


@dataclass(frozen=True, slots=True)
class OfClass:
    """How many findings of a class wait, and how many of them are expected to be false alarms."""

    finding_class: str
    found: int
    expected_false: float


def scopes_of(grants: Iterable[Granted], on: date, *, view: str = "", duties: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the leading digits of the divisions in which grants give a view, or one of some duties; "": everywhere."""
    found = set()
    for grant in grants:
        role = ROLES[grant.role]
        if grant.holds(None, on) and (view in role.views or not role.duties.isdisjoint(duties)):
            found.add(scope(grant.division))
    return tuple(sorted(one for one in found if not any(one != other and one.startswith(other) for other in found)))


def page(asked: Asked, scopes: Sequence[str], *, today: date, number: int = 1, size: int = PAGE) -> list[Row]:
    """Return one page of findings: the likeliest first, a queue by deadline. Pages count from 1."""
    where, given = _where(asked, scopes, today)
    order = LIKELIEST if asked.queue is None else SOONEST
    columns = ", ".join(f"f.{one}" for one in COLUMNS)
    query = f"""
        with wanted as (select f.id from finding f where {where} order by {order} limit %(size)s offset %(skipped)s)
        select {columns} from wanted join finding f using (id) order by {order}
    """
    given |= {"size": size, "skipped": (max(number, 1) - 1) * size}
    with raw_cursor() as cursor:
        return [Row(*row) for row in cursor.execute(query, given, prepare=PLANNED)]


def by_class(asked: Asked, scopes: Sequence[str], *, today: date) -> list[OfClass]:
    """Return how many findings of each class, whatever class is asked for; classes without any have none."""
    where, given = _where(replace(asked, finding_class=""), scopes, today)
    query = f"""
        select f.finding_class, sum(f.findings)::bigint, sum(f.expected_false)::float8 from finding_count f
        where {where} group by 1
    """
    with raw_cursor() as cursor:
        counts = {name: (count, false) for name, count, false in cursor.execute(query, given)}
    return [OfClass(name, *counts.get(name, (0, 0.0))) for name in CLASSES]


@dataclass(frozen=True, slots=True)
class Tally:
    """What waits in some divisions, counted once: (class, state, deadline, holder, findings, expected false alarms)."""

    lines: tuple[tuple[str, str, date | None, int | None, int, float], ...]

    def by_due(self, officer: int, today: date, finding_class: str = "") -> dict[str, int]:
        """Return how many findings of an officer's queue are overdue, due today, this week, later, or undated."""
        counts = dict.fromkeys(DUE[1:], 0)
        for name, deadline, count in self._queue(officer):
            if finding_class in ("", name):
                counts[due_of(deadline, today)] += count
        return counts

    def by_class(self, officer: int) -> list[tuple[str, int]]:
        """Return how many findings of each class are in an officer's queue."""
        counts = dict.fromkeys(CLASSES, 0)
        for name, _deadline, count in self._queue(officer):
            counts[name] += count
        return list(counts.items())

    def handed_on(self, officer: int) -> int:
        """Return how many findings lie with other officers."""
        return sum(line[4] for line in self.lines if line[3] not in (None, officer))

    def unassigned(self) -> list[OfClass]:
        """Return what nobody was asked to look at yet, by class."""
        found = []
        for name in CLASSES:
            mine = [line for line in self.lines if line[0] == name and line[1] == OPEN and line[3] is None]
            found.append(OfClass(name, sum(line[4] for line in mine), sum(line[5] for line in mine)))
        return found

    def undecided(self, finding_class: str) -> int:
        """Return how many findings of a class wait for an answer; what is confirmed waits for an act."""
        return sum(line[4] for line in self.lines if line[0] == finding_class and line[1] != CONFIRMED)

    def overdue(self, today: date) -> int:
        """Return how many findings nobody decided in time, whoever has them."""
        return sum(line[4] for line in self.lines if line[1] != CONFIRMED and due_of(line[2], today) == "overdue")

    def _queue(self, officer: int) -> Iterator[tuple[str, date | None, int]]:
        for name, state, deadline, holder, count, _false in self.lines:
            is_due = state != OPEN or deadline is not None or holder == officer
            if is_due and holder in (None, officer):
                yield name, deadline, count


def tally(scopes: Sequence[str], *, today: date) -> Tally:
    """Return what waits in some divisions, counted when it was found and decided."""
    where, given = _where(Asked(), scopes, today)
    query = f"""
        select f.finding_class, f.state, f.deadline, f.holder, sum(f.findings)::bigint, sum(f.expected_false)::float8
        from finding_count f where {where} group by 1, 2, 3, 4 having sum(f.findings) <> 0
    """
    with raw_cursor() as cursor:
        return Tally(tuple(cursor.execute(query, given).fetchall()))


def by_division(asked: Asked, scopes: Sequence[str], *, today: date, digits: int) -> list[tuple[str, int]]:
    """Return (digits of a division, findings in it) of a level: 9 for townships, 12 for villages; in order of code."""
    where, given = _where(asked, scopes, today)
    query = f"""
        select left(f.division, {digits:d}), sum(f.findings)::bigint from finding_count f where {where}
        group by 1 having sum(f.findings) <> 0 order by 1
    """
    with raw_cursor() as cursor:
        return [(code, count) for code, count in cursor.execute(query, given) if code]


def after(finding: str, asked: Asked, scopes: Sequence[str], *, today: date) -> str | None:
    """Return the id of the next case after a finding in the order of its list, from the beginning again at the end.

    None where nothing else waits. The finding itself need not be in the list any more.
    """
    where, given = _where(asked, scopes, today)
    order = LIKELIEST if asked.queue is None else SOONEST
    given |= {"finding": finding}
    with raw_cursor() as cursor:
        row = cursor.execute("select probability, deadline from finding where id = %(finding)s", given).fetchone()
        given |= dict(zip(("probability", "deadline"), row or (2.0, None), strict=True))
        for later in (LATER if asked.queue is None else LATER_IN_QUEUE, "f.id <> %(finding)s"):
            query = f"select f.id from finding f where {where} and {later} order by {order} limit 1"
            found = cursor.execute(query, given, prepare=PLANNED).fetchone()
            if found:
                return str(found[0])
    return None


LATER: Final = """
    f.probability <= %(probability)s and (f.probability < %(probability)s or f.id > %(finding)s)
"""
LATER_IN_QUEUE: Final = f"""
    (f.deadline > %(deadline)s or (f.deadline is null and %(deadline)s::date is not null)
    or (f.deadline is not distinct from %(deadline)s and {LATER}))
"""


def due_of(deadline: date | None, today: date) -> str:
    """Return a word of `DUE`: this week ends on Sunday.

    >>> [due_of(day, date(2026, 4, 2)) for day in (None, date(2026, 4, 1), date(2026, 4, 5), date(2026, 4, 6))]
    ['none', 'overdue', 'week', 'later']
    """
    if deadline is None:
        return "none"
    if deadline < today:
        return "overdue"
    if deadline == today:
        return "today"
    return "week" if deadline <= _sunday(today) else "later"


def _sunday(today: date) -> date:
    return today + timedelta(days=6 - today.weekday())


IN_TIME: Final = {
    "overdue": "f.deadline < %(today)s",
    "today": "f.deadline = %(today)s",
    "week": "f.deadline > %(today)s and f.deadline <= %(sunday)s",
    "later": "f.deadline > %(today)s and f.deadline > %(sunday)s",
    "none": "f.deadline is null",
}


def _where(asked: Asked, scopes: Sequence[str], today: date) -> tuple[str, dict[str, Any]]:
    """Return a condition on `finding f`, or on `finding_count f`, and its parameters."""
    sunday = _sunday(today) if today > date.min else today
    given: dict[str, Any] = {"today": today, "sunday": sunday}
    # Written out, for indexes hold what waits: a plan that does not know the states cannot use them.
    states = ", ".join(f"'{one}'" for one in ASKED[asked.state])
    parts = [f"f.state in ({states})", _inside(scopes, given, "scope")]
    if asked.division:
        parts.append(
            _inside([prefix(one) for one in codes_over_time(prefix(asked.division), today)], given, "division")
        )
    if asked.finding_class:
        parts.append("f.finding_class = %(class)s")
        given["class"] = asked.finding_class
    if asked.due:
        parts.append(IN_TIME[asked.due])
    if asked.queue is not None:
        parts.append("(f.state <> 'open' or f.deadline is not null or f.holder = %(queue)s)")
        parts.append("(f.holder is null or f.holder = %(queue)s)")
        given["queue"] = asked.queue
    return " and ".join(parts), given


def _inside(prefixes: Sequence[str], given: dict[str, Any], name: str) -> str:
    """A condition that a division begins with one of some digits, as ranges that an index serves."""
    parts = []
    for i, digits in enumerate(prefixes):
        if not digits:
            return "true"
        low, high = f"{name}_{i}", f"{name}_{i}_end"
        given[low] = digits
        beyond = str(int(digits) + 1).zfill(len(digits))
        if len(beyond) > len(digits):
            parts.append(f"f.division >= %({low})s")
            continue
        given[high] = beyond
        parts.append(f"(f.division >= %({low})s and f.division < %({high})s)")
    return f"({' or '.join(parts)})" if parts else "false"
