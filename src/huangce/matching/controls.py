"""Control pairs on the desk: when one is due, how it was answered, and how well an officer does, told to that officer.

No score of a person stands in any list: `own_quality` takes the officer who asks and nobody else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.db import transaction

from huangce.accounts.models import Officer
from huangce.errors import NotFound, Refused
from huangce.matching.fingerprints import fingerprint_key
from huangce.matching.models import Control, ControlAnswer, FindingEvent
from huangce.register.locks import raw_cursor

# A control comes after so many answers at least, and at most so many later; when, nobody can foretell.
LEAST, SPREAD = 10, 21
ANSWERED: Final = ("confirmed", "decided")
NEXT: Final = """
    select c.id from control_pair c
    where not exists (select 1 from control_answer a where a.control = c.id and a.officer = %(officer)s)
        and c.division like any(%(within)s) and c.finding_class like %(kind)s
    order by md5(c.id || %(officer)s::text) limit 1
"""


class NoSuchControl(NotFound):
    """There is no control pair {control}."""

    code = "no-such-control"


class AnsweredAlready(Refused):
    """You have answered this one."""

    code = "control-answered-already"


@dataclass(frozen=True, slots=True)
class Quality:
    """How an officer answered control pairs: of `answered`, `right`; the ones answered wrongly, the latest first."""

    answered: int
    right: int
    taken_for_true: int
    taken_for_false: int
    wrong: tuple[ControlAnswer, ...]


def due(officer: Officer, *, within: Sequence[str] = ("",), finding_class: str = "") -> str | None:
    """Return the id of the control pair that comes next for an officer, None while none is due.

    within: codes of divisions by their beginnings, and class, of the cases that the officer goes through: a control
    that is of another would be known by it.
    """
    last = ControlAnswer.objects.filter(officer=officer.pk).order_by("-id").first()
    events = FindingEvent.objects.filter(officer=officer.pk, kind__in=ANSWERED)
    if last is not None:
        events = events.filter(at__gt=last.at)
    mark = f"{officer.pk} {last.pk if last is not None else 0}".encode()
    drawn = hashlib.sha256(fingerprint_key() + mark).digest()[0]
    if events.count() < LEAST + drawn % SPREAD:
        return None
    with raw_cursor() as cursor:
        asked = {
            "officer": officer.pk,
            "within": [f"{one}%" for one in within],
            "kind": finding_class or "%",
        }
        row = cursor.execute(NEXT, asked).fetchone()
    return str(row[0]) if row else None


def find(control: str) -> Control:
    """Return a control pair. Raises `NoSuchControl`."""
    found = Control.objects.filter(pk=control).first()
    if found is None:
        raise NoSuchControl(control=control[:16])
    return found


def answer(control: str, *, is_so: bool, by: Officer, now: datetime | None = None) -> ControlAnswer:
    """Take an officer's answer, once. Raises `NoSuchControl`, `AnsweredAlready`."""
    found = find(control)
    with transaction.atomic():
        if not made_once(found, by, is_so=is_so, now=now or datetime.now(UTC)):
            raise AnsweredAlready()
    return ControlAnswer.objects.get(control=found.pk, officer=by.pk)


def made_once(control: Control, by: Officer, *, is_so: bool, now: datetime) -> bool:
    """Note an answer unless there is one; whether it was noted."""
    with raw_cursor() as cursor:
        return bool(
            cursor.execute(
                "insert into control_answer (control, officer, is_so, is_right, at) values (%s, %s, %s, %s, %s) "
                "on conflict do nothing",
                (control.pk, by.pk, is_so, is_so == control.is_so, now),
            ).rowcount
        )


def answered(control: str, officer: Officer) -> ControlAnswer | None:
    """Return what an officer answered, None before."""
    return ControlAnswer.objects.filter(control=control, officer=officer.pk).first()


def own_quality(officer: Officer) -> Quality:
    """Return how the officer who asks has answered."""
    given = list(ControlAnswer.objects.filter(officer=officer.pk).order_by("-id"))
    wrong = tuple(one for one in given if not one.is_right)
    for_true = sum(one.is_so for one in wrong)
    return Quality(len(given), len(given) - len(wrong), for_true, len(wrong) - for_true, wrong)
