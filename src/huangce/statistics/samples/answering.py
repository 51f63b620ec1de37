"""Take what the check of a drawn person found: right, wrong in these items, not found, or not reached.

Everybody is judged as of the day of the sample, so whoever died or moved away since is no error. What was not checked
is not known and never taken for right. Answers are added: a later one counts, and those before it stay. What is wrong
in the register is corrected by an act as ever; the sample keeps what was found.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import reduce
from operator import or_
from typing import Final

from django.db import transaction
from django.db.models import OuterRef, Q, Subquery

from huangce.accounts.models import Officer
from huangce.errors import NotFound, Refused
from huangce.register.record import OFFICE_TIME
from huangce.rules.sampling import CHECKED, OUTCOMES, RIGHT_OR_WRONG
from huangce.statistics.samples.drawing import require_any, sample_of
from huangce.statistics.samples.models import Sample, SampleAnswer, SampleLine

CHECKERS: Final = ("decide_findings", "report_visits")  # duties of `rules.DUTIES`, of which one is enough


class NoSuchLine(NotFound):
    """Sample {sample} has no line {ordinal}."""

    code = "no-such-sample-line"


class UnknownOutcome(Refused):
    """{given} is no result of a check: use one of {known}."""

    code = "sample-unknown-outcome"


class UnknownItem(Refused):
    """{given} is no item that is checked: use some of {known}."""

    code = "sample-unknown-item"


class WrongWithoutCheck(Refused):
    """Only of a person who was checked can items be wrong: leave them out, or say that the person was checked."""

    code = "sample-wrong-without-check"


class CheckedThen(Refused):
    """A check lies between {since}, the day of the sample, and today."""

    code = "sample-checked-then"


@dataclass(frozen=True, slots=True)
class Answered:
    """A line with the answer that counts, None while there is none."""

    line: SampleLine
    answer: SampleAnswer | None


def lines_of(
    sample: Sample, *, within: Iterable[str] = ("",), first: int = 0, limit: int | None = None
) -> list[Answered]:
    """Return lines of a sample in the order of the draw with their answers, of the villages that begin with digits."""
    inside = reduce(or_, (Q(village__startswith=digits) for digits in within))
    lines = SampleLine.objects.filter(inside, sample=sample.pk).order_by("ordinal")
    chosen = list(lines[first:] if limit is None else lines[first : first + limit])
    newest = SampleAnswer.objects.filter(line=OuterRef("line")).order_by("-id").values("id")[:1]
    told = SampleAnswer.objects.filter(line__in=[one.pk for one in chosen], pk=Subquery(newest))
    answers = {one.line: one for one in told}
    return [Answered(one, answers.get(one.pk)) for one in chosen]


def answer(
    number: int,
    ordinal: int,
    *,
    outcome: str,
    wrong: Collection[str] = (),
    checked_on: date | None = None,
    by: Officer,
    now: datetime | None = None,
) -> bool:
    """Take an answer to a line of a sample; return whether it says anything new.

    Raises `NoSuchSample`, `NoSuchLine`, `UnknownOutcome`, `UnknownItem`, `WrongWithoutCheck`, `CheckedThen`,
    `NotAllowed`.
    """
    moment = now or datetime.now(UTC)
    today = moment.astimezone(OFFICE_TIME).date()
    sample = sample_of(number)
    if outcome not in OUTCOMES:
        raise UnknownOutcome(given=outcome, known=", ".join(OUTCOMES))
    known = [item.name for item in CHECKED]
    if unknown := sorted(set(wrong) - set(known)):
        raise UnknownItem(given=", ".join(unknown), known=", ".join(known))
    if wrong and outcome != RIGHT_OR_WRONG:
        raise WrongWithoutCheck()
    day = checked_on or today
    if not sample.as_of <= day <= today:
        raise CheckedThen(since=sample.as_of)
    with transaction.atomic():
        line = SampleLine.objects.filter(sample=number, ordinal=ordinal).first()
        if line is None:
            raise NoSuchLine(sample=number, ordinal=ordinal)
        require_any(by, CHECKERS, division=line.village, on=today)
        said = {"outcome": outcome, "wrong": [name for name in known if name in wrong], "checked_on": day}
        before = SampleAnswer.objects.filter(line=line.pk).order_by("-id").values(*said).first()
        if before == said:
            return False
        SampleAnswer.objects.create(line=line.pk, **said, by=by.pk, at=moment)
    return True
