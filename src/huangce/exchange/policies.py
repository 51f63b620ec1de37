"""Supporting policies collected from departments once a quarter: who is asked, what came, who has not answered.

Notice 002 四(二) (requirements G24). A department answers a quarter with the policies that it issued, or by saying that
it issued none; saying nothing is late after the quarter's end. Nothing here is about persons.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from huangce.accounts import authority
from huangce.accounts.models import Officer
from huangce.errors import NotFound, Refused
from huangce.exchange.agreement_store import OFFICE_TIME
from huangce.exchange.models import PolicyDepartment, PolicyReturn
from huangce.exchange.notices.receivers import NUMBER_OF_A_PERSON
from huangce.rules.periods import default_calendar
from huangce.rules.problems import InvalidValue
from huangce.rules.quarters import SUBJECTS, days_of, due_on, quarter_of, to_answer

DUTY: Final = "collect_policies"
LONGEST: Final = 200


class NoSuchPolicyDepartment(NotFound):
    """There is no department {department} that is asked for its policies."""

    code = "no-such-policy-department"


class NoSuchPolicy(NotFound):
    """There is no entry {entry} of a policy that could be taken back."""

    code = "no-such-policy"


class PolicyInvalid(Refused):
    """Look at {field}: texts have 1 to 200 characters without numbers of persons, a policy is issued by today, and a
    quarter is written as 2026Q1 and has begun while the department is asked."""

    code = "policy-invalid"


class AskedAlready(Refused):
    """{name} is asked already."""

    code = "policy-department-asked"


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy as it is handed in: title, number of the document, day of issue, subject of `SUBJECTS`, where it is."""

    title: str
    number: str
    issued_on: date
    subject: str
    kept: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A department in a quarter: what it handed in, the day by which, and whether it answered or is late."""

    department: PolicyDepartment
    returns: tuple[PolicyReturn, ...]
    due_on: date
    is_late: bool

    @property
    def is_answered(self) -> bool:
        """Whether anything came, be it that there is none."""
        return bool(self.returns)


@dataclass(frozen=True, slots=True)
class Reminder:
    """What the office has to ask for: answers that are late, those due with the quarter, and the quarter to open."""

    late: int
    due: int
    quarter: str


def ask(name: str, contact: str, *, by: Officer, now: datetime | None = None) -> PolicyDepartment:
    """Ask a department from this quarter on. Raises `PolicyInvalid`, `AskedAlready`, `MayNotDo`."""
    moment, today = _moment(now)
    authority.require_duty(by, duty=DUTY, on=today)
    called, reached = _text("name", name), _text("contact", contact)
    if PolicyDepartment.objects.filter(name=called, ended_on=None).exists():
        raise AskedAlready(name=called)
    return PolicyDepartment.objects.create(
        name=called, contact=reached, asked_from=today, entered_at=moment, entered_by=by.pk
    )


def end(department: int, *, reason: str, by: Officer, now: datetime | None = None) -> None:
    """Ask a department no more after this quarter. Raises `NoSuchPolicyDepartment`, `PolicyInvalid`, `MayNotDo`."""
    _at, today = _moment(now)
    authority.require_duty(by, duty=DUTY, on=today)
    row, words = one(department), _text("reason", reason)
    PolicyDepartment.objects.filter(pk=row.pk, ended_on=None).update(ended_on=today, ended_by=by.pk, end_reason=words)


def enter(
    department: int, quarter: str, policy: Policy | None, *, by: Officer, now: datetime | None = None
) -> PolicyReturn:
    """Enter a policy that a department handed in for a quarter; None: it issued none.

    Raises `NoSuchPolicyDepartment`, `PolicyInvalid`, `MayNotDo`.
    """
    moment, today = _moment(now)
    authority.require_duty(by, duty=DUTY, on=today)
    row = one(department)
    if quarter not in to_answer(row.asked_from, ended=row.ended_on, today=today):
        raise PolicyInvalid(field="quarter")
    given: dict[str, object] = {}
    if policy is not None:
        if policy.issued_on > today:
            raise PolicyInvalid(field="issued_on")
        if policy.subject not in SUBJECTS:
            raise PolicyInvalid(field="subject")
        given = {
            "title": _text("title", policy.title),
            "number": _text("number", policy.number, least=0),
            "issued_on": policy.issued_on,
            "subject": policy.subject,
            "kept": _text("kept", policy.kept, least=0),
        }
    return PolicyReturn.objects.create(department=row.pk, quarter=quarter, entered_at=moment, entered_by=by.pk, **given)


def take_back(entry: int, *, by: Officer, now: datetime | None = None) -> PolicyReturn:
    """Take an entry back that was made by mistake; it stays, struck. Raises `NoSuchPolicy`, `MayNotDo`."""
    moment, today = _moment(now)
    authority.require_duty(by, duty=DUTY, on=today)
    row = PolicyReturn.objects.filter(pk=entry, taken_back_at=None).first()
    if row is None:
        raise NoSuchPolicy(entry=entry)
    PolicyReturn.objects.filter(pk=row.pk, taken_back_at=None).update(taken_back_at=moment, taken_back_by=by.pk)
    return row


def one(department: int) -> PolicyDepartment:
    """Return a department. Raises `NoSuchPolicyDepartment`."""
    row = PolicyDepartment.objects.filter(pk=department).first()
    if row is None:
        raise NoSuchPolicyDepartment(department=department)
    return row


def read_quarter(text: str, today: date) -> str:
    """Return a quarter as it was asked for, today's where nothing was. Raises `PolicyInvalid`."""
    if not text:
        return quarter_of(today)
    try:
        days_of(text)
    except InvalidValue:
        raise PolicyInvalid(field="quarter") from None
    return text


def of_quarter(quarter: str, *, today: date) -> tuple[Line, ...]:
    """Return who is asked in a quarter and what came, who is late first, then by name."""
    asked = [
        row
        for row in PolicyDepartment.objects.order_by("name", "id")
        if quarter in to_answer(row.asked_from, ended=row.ended_on, today=today)
    ]
    lines = _lines(quarter, asked, today)
    return tuple(sorted(lines, key=lambda line: (not line.is_late, line.is_answered)))


def reminder(today: date) -> Reminder:
    """Return what the office is reminded of: every quarter that is over, and this one in its last month."""
    now = quarter_of(today)
    departments = list(PolicyDepartment.objects.order_by("id"))
    asked: dict[str, list[PolicyDepartment]] = {}
    for row in departments:
        for quarter in to_answer(row.asked_from, ended=row.ended_on, today=today):
            asked.setdefault(quarter, []).append(row)
    late = due = 0
    first = now
    for quarter in sorted(asked):
        waiting = [line for line in _lines(quarter, asked[quarter], today) if not line.is_answered]
        late += sum(line.is_late for line in waiting)
        due += sum(not line.is_late for line in waiting) if _is_near(quarter, today) else 0
        if waiting and first == now:
            first = quarter
    return Reminder(late, due, first)


def _is_near(quarter: str, today: date) -> bool:
    """Whether a quarter is over, or in its last month."""
    last = days_of(quarter)[1]
    return today >= last.replace(day=1)


def _lines(quarter: str, asked: Sequence[PolicyDepartment], today: date) -> list[Line]:
    found: dict[int, list[PolicyReturn]] = {}
    for row in PolicyReturn.objects.filter(quarter=quarter, taken_back_at=None).order_by("id"):
        found.setdefault(row.department, []).append(row)
    due = due_on(quarter, default_calendar())
    return [Line(one, tuple(found.get(one.pk, ())), due, is_late=one.pk not in found and due < today) for one in asked]


def _text(field: str, given: str, *, least: int = 1) -> str:
    words = " ".join(given.split())
    if not least <= len(words) <= LONGEST or NUMBER_OF_A_PERSON.search(words):
        raise PolicyInvalid(field=field)
    return words


def _moment(now: datetime | None) -> tuple[datetime, date]:
    moment = now or datetime.now(UTC)
    return moment, moment.astimezone(OFFICE_TIME).date()
