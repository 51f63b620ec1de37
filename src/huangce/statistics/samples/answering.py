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
from django.db.models import OuterRef, Q, QuerySet, Subquery

from huangce.accounts.models import Officer
from huangce.errors import NotFound, Refused, Stale
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


class AnsweredMeanwhile(Stale):
    """Line {ordinal} of sample {sample} was answered since you opened it: compare what it says, and answer again."""

    code = "sample-answered-meanwhile"


@dataclass(frozen=True, slots=True)
class Answered:
    """A line with the answer that counts, None while there is none."""

    line: SampleLine
    answer: SampleAnswer | None


def lines_of(
    sample: Sample, *, within: Iterable[str] = ("",), first: int = 0, limit: int | None = None
) -> list[Answered]:
    """Return lines of a sample in the order of the draw with their answers, of the villages that begin with digits."""
    lines = _inside(sample, within).order_by("ordinal")
    chosen = list(lines[first:] if limit is None else lines[first : first + limit])
    newest = SampleAnswer.objects.filter(line=OuterRef("line")).order_by("-id").values("id")[:1]
    told = SampleAnswer.objects.filter(line__in=[one.pk for one in chosen], pk=Subquery(newest))
    answers = {one.line: one for one in told}
    return [Answered(one, answers.get(one.pk)) for one in chosen]


def count_of(sample: Sample, *, within: Iterable[str]) -> int:
    """Return how many lines of a sample are of the villages that begin with digits."""
    return _inside(sample, within).count()


def _inside(sample: Sample, within: Iterable[str]) -> QuerySet[SampleLine]:
    inside = reduce(or_, (Q(village__startswith=digits) for digits in within))
    return SampleLine.objects.filter(inside, sample=sample.pk)


def answer(
    number: int,
    ordinal: int,
    *,
    outcome: str,
    wrong: Collection[str] = (),
    checked_on: date | None = None,
    seen: int | None = None,
    by: Officer,
    now: datetime | None = None,
) -> bool:
    """Take an answer to a line of a sample; return whether it says anything new.

    `seen`: the answer that a page showed, 0 for none. What the page showed is not answered again, on whatever day.
    Raises `NoSuchSample`, `NoSuchLine`, `UnknownOutcome`, `UnknownItem`, `WrongWithoutCheck`, `CheckedThen`,
    `AnsweredMeanwhile`, `NotAllowed`.
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
        line = SampleLine.objects.select_for_update().filter(sample=number, ordinal=ordinal).first()
        if line is None:
            raise NoSuchLine(sample=number, ordinal=ordinal)
        require_any(by, CHECKERS, division=line.village, on=today)
        said = (outcome, [name for name in known if name in wrong])
        told = SampleAnswer.objects.filter(line=line.pk).order_by("-id")
        before = told.first()
        held = before if seen is None else told.filter(pk=seen).first()
        if held is not None and said == (held.outcome, held.wrong) and (seen is not None or held.checked_on == day):
            return False
        if seen is not None and before is not None and before.pk != seen:
            raise AnsweredMeanwhile(sample=number, ordinal=ordinal)
        SampleAnswer.objects.create(line=line.pk, outcome=said[0], wrong=said[1], checked_on=day, by=by.pk, at=moment)
    return True
