"""A confirmed lead that somebody has died, followed ex officio: its steps are entered, its month is counted.

A lead cancels nobody (requirements E2, 3.3). What is entered here is how far the procedure has come and by what that is
known; the act that ends it is recorded at the desk, by two officers, when the month is over. A field check that meets
the person ends it: the finding is decided, nobody is asked again on the same evidence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from django.db import transaction

from huangce.accounts import authority
from huangce.accounts.models import Officer
from huangce.errors import Refused
from huangce.home import office_days
from huangce.matching.findings import DECIDE, OFFICE_TIME, NoSuchFinding, close
from huangce.matching.models import CONFIRMED, Finding, ProcedureStep
from huangce.matching.reconcile_gone import CONTRADICTED, DIES
from huangce.rules.ex_officio import (
    ALIVE,
    AT_A_PLACE,
    POSTED,
    STEPS,
    Entered,
    Standing,
    standing,
)
from huangce.rules.periods import default_calendar

LEADS: Final = DIES
HALTED: Final = CONTRADICTED  # a sign of life came: what was begun goes no further
LONGEST_HOW: Final = 200
_SHA256: Final = re.compile(r"(?:[0-9a-f]{64})?")


class NotADeathLead(Refused):
    """Finding {finding} is no confirmed lead of a death: there is no procedure ex officio about it."""

    code = "not-a-death-lead"


class StepNotNow(Refused):
    """{step} does not follow here: enter one of {known}."""

    code = "procedure-step-not-now"


class StepUnfounded(Refused):
    """A step has its day, not after today and not before the field check, and says in 1 to 200 characters by what it is
    known: record of the visit, receipt signed, photograph of the notice.
    """

    code = "procedure-step-unfounded"


class ServedNowhere(Refused):
    """Say in 1 to 200 characters where the notice was served or posted."""

    code = "procedure-step-nowhere"


@dataclass(frozen=True, slots=True)
class Procedure:
    """The steps of a procedure in the order in which they were entered, and where it stands."""

    steps: tuple[ProcedureStep, ...]
    standing: Standing


def procedure_of(finding: str, *, today: date) -> Procedure:
    """Return how far the procedure about a finding has come."""
    steps = tuple(ProcedureStep.objects.filter(finding=finding).order_by("id"))
    entered = [Entered(one.step, one.happened_on, one.days) for one in steps]
    return Procedure(steps, standing(entered, today=today, calendar=default_calendar()))


def enter(
    finding: str,
    step: str,
    *,
    on: date,
    how: str,
    by: Officer,
    place: str = "",
    proof: str = "",
    now: datetime | None = None,
) -> Procedure:
    """Enter a step of the procedure about a confirmed lead, and return how far it is now.

    proof: SHA-256 of a scan or photograph that stays in the case file. Raises `NoSuchFinding`, `NotADeathLead`,
    `StepNotNow`, `StepUnfounded`, `ServedNowhere`, `OfficeDaysInvalid`, `MayNotDo`.
    """
    moment = now or datetime.now(UTC)
    today = moment.astimezone(OFFICE_TIME).date()
    with transaction.atomic():
        row = Finding.objects.select_for_update().filter(pk=finding).first()
        if row is None:
            raise NoSuchFinding(finding=finding)
        authority.require_duty(by, duty=DECIDE, on=today, division=row.division.ljust(12, "0"))
        if row.finding_class != LEADS or row.state != CONFIRMED:
            raise NotADeathLead(finding=finding)
        known = procedure_of(finding, today=today).standing
        if step not in known.may_follow:
            raise StepNotNow(step=STEPS.get(step, step[:40]), known="、".join(STEPS[one] for one in known.may_follow))
        words, where = " ".join(how.split()), " ".join(place.split())
        is_before = known.checked_on is not None and on < known.checked_on
        if not 0 < len(words) <= LONGEST_HOW or on > today or is_before or not _SHA256.fullmatch(proof):
            raise StepUnfounded()
        if not (step in AT_A_PLACE) <= len(where) <= LONGEST_HOW:
            raise ServedNowhere()
        ProcedureStep.objects.create(
            finding=finding,
            step=step,
            happened_on=on,
            how=words,
            place=where,
            days=office_days.PUBLIC_NOTICE.days() if step == POSTED else 0,
            proof=proof,
            officer=by.pk,
            at=moment,
        )
        if step == ALIVE:
            close(finding, reason=ALIVE, by=by, words=words, now=moment)
    return procedure_of(finding, today=today)
