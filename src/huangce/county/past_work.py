"""The demo's work of the last weeks: what was reported, and the findings that were decided, each on its day.

A simulation needs a clock: the lists are taken over some weeks before today, and every act since is recorded by
`record`, under the same rights and rules as any officer's, with the moment at which it would have been recorded.
Moments only go forward and the log is sealed each Friday, so `verify` finds nothing to say, and what was known on an
earlier day is what stood in the log then. Nothing is written but by acts and decisions: every point of a trend opens
to them. A day is one transaction, and is not worked again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from random import Random
from typing import Final

import orjson
from django.db import transaction
from django.db.models import Max

from huangce.accounts.models import Officer
from huangce.county.happenings import A_YEAR, Period, Reported, happenings
from huangce.errors import Refused
from huangce.matching.evidence import OTHERS
from huangce.matching.findings import close
from huangce.matching.models import CONFIRMED, OPEN, Finding, FindingEvent
from huangce.register.bulk import Progress
from huangce.register.models import Act, Household, Person
from huangce.register.record import OFFICE_TIME, record
from huangce.register.seal import seal
from huangce.rules.acts.base import Evidence
from huangce.rules.acts.death import Death
from huangce.rules.date_reading import parse_date
from huangce.rules.items import REGISTERED
from huangce.rules.problems import InvalidValue

# How long ago the office took its lists over: as long as the departments' lists may be kept that are kept shortest.
TAKEN_OVER: Final = timedelta(weeks=12)
TAKEN_OVER_AT: Final = time(8)
CLOSES: Final = time(18)
FRIDAY: Final = 5
# Of the findings, the share that is decided by today, and how many in a working day at most.
DECIDED: Final = 0.15
A_DAY: Final = 6
BY_ACT: Final = "deceased_not_cancelled"
DIED: Final = OTHERS["died_on_text"]
# What comes out of a visit: class → reason → how often. Of other classes nothing is decided: they wait for an officer.
OUTCOMES: Final = {
    "living_here_not_collected": {"alive_seen": 8, "evidence_wrong": 2},
    "registered_here_living_elsewhere": {"alive_seen": 3, "done_elsewhere": 5, "evidence_wrong": 2},
}
# In the last days some are confirmed and wait for their act: so much is on the desk.
ON_THE_DESK: Final = 3


@dataclass(frozen=True, slots=True)
class Hands:
    """Who does the work: the registrar at the counter, and the one who follows up findings."""

    counter: Officer
    desk: Officer


def taken_over(as_of: date, today: date) -> datetime:
    """Return the moment at which the lists of a day were taken over; never before that day, never after today."""
    day = max(today - TAKEN_OVER, min(as_of + timedelta(days=1), today))
    return datetime.combine(day, TAKEN_OVER_AT, OFFICE_TIME)


def work(seed: int, *, as_of: date, today: date, hands: Hands, progress: Progress) -> None:
    """Do the work of the days from the take-over until yesterday, and seal it."""
    opens, last = taken_over(as_of, today).date(), today - timedelta(days=1)
    first = max(as_of + timedelta(days=1), today - timedelta(days=A_YEAR))
    if opens >= last:
        return
    reported = happenings(seed, Period(first, opens, last))
    by_day = {day: list(some) for day, some in groupby(reported, lambda one: _day(one.at))}
    until = _worked_until()
    every = (opens + timedelta(days=n) for n in range((last - opens).days + 1))
    days = [day for day in every if day > until and day.isoweekday() <= FRIDAY]
    desk = _Desk(seed, hands.desk, len(days))
    for done, day in enumerate(days):
        progress("the work of the last weeks", done, len(days))
        with transaction.atomic():
            _record(by_day.get(day, ()), hands.counter)
            desk.decide(day)
        if day.isoweekday() == FRIDAY or day == days[-1]:
            seal(now=datetime.combine(day, CLOSES, OFFICE_TIME))
    progress("the work of the last weeks", len(days), len(days))


def _day(moment: datetime) -> date:
    return moment.astimezone(OFFICE_TIME).date()


def _worked_until() -> date:
    """The last day on which something was recorded or decided by hand: an interrupted start goes on after it."""
    acts = Act.objects.filter(batch=None).aggregate(last=Max("recorded_at"))
    decided = FindingEvent.objects.aggregate(last=Max("at"))
    return max((_day(one["last"]) for one in (acts, decided) if one["last"]), default=date.min)


def _record(reported: Iterable[Reported], by: Officer) -> None:
    """Record what was reported; what a rule refuses was a mistake at the counter, and is not recorded."""
    for at, act in reported:
        try:
            record(act, by=by, now=at)
        except Refused:
            continue


class _Desk:
    """The findings that are followed up: some of each class, the likeliest first, spread over the days."""

    def __init__(self, seed: int, by: Officer, days: int) -> None:
        self.rng, self.by = Random(seed), by
        ids = list(self._chosen())
        self.rng.shuffle(ids)
        self.waiting, self.days = ids[: A_DAY * days], days

    def _chosen(self) -> Iterator[str]:
        rows = Finding.objects.filter(state=OPEN, finding_class__in=[BY_ACT, *OUTCOMES])
        ordered = rows.order_by("finding_class", "-probability", "id").values_list("finding_class", "id")
        for _name, some in groupby(ordered, lambda row: row[0]):
            ids = [one for _class, one in some]
            yield from ids[: round(len(ids) * DECIDED)]

    def decide(self, day: date) -> None:
        """Decide what is decided on a day: an equal part of what waits."""
        count, self.days = round(len(self.waiting) / self.days), self.days - 1
        for number in range(count):
            finding = Finding.objects.get(pk=self.waiting.pop())
            at = datetime.combine(day, TAKEN_OVER_AT, OFFICE_TIME) + timedelta(hours=1, minutes=45 * number)
            if finding.finding_class == BY_ACT:
                self._register_death(finding, at)
            else:
                close(finding.id, reason=self._outcome(finding.finding_class), by=self.by, now=at)

    def _outcome(self, name: str) -> str:
        if self.days < ON_THE_DESK and self.rng.random() < 0.5:
            return CONFIRMED
        (reason,) = self.rng.choices(list(OUTCOMES[name]), list(OUTCOMES[name].values()))
        return reason

    def _register_death(self, finding: Finding, at: datetime) -> None:
        """Register the death that a list names, on the certificate that the family brings; where its day cannot be read
        or a rule refuses, the finding waits on."""
        died_on = _said_day(finding)
        if died_on is None or finding.record is None:
            return
        shown = (Evidence(kind="medical_death_certificate", number=f"模拟{finding.id[:8]}", dated=died_on),)
        death = Death(
            happened_on=died_on, person=finding.record, new_reference_person=_heir(finding.record), evidence=shown
        )
        with suppress(Refused):
            act = record(death, by=self.by, now=at).act
            close(finding.id, reason="act", act=act, by=self.by, now=at)


def _heir(person: int) -> int | None:
    """Who becomes the reference person of a household when this one dies: the eldest of the others; None if another
    is."""
    home = Person.objects.filter(pk=person).values("household")
    if not Household.objects.filter(pk__in=home, reference_person=person, household_kind="family").exists():
        return None
    others = Person.objects.filter(household__in=home, status=REGISTERED).exclude(pk=person)
    return others.order_by("birth_earliest", "id").values_list("id", flat=True).first()


def _said_day(finding: Finding) -> date | None:
    """The day of death of which a list speaks, where it can be read."""
    for one in orjson.loads(finding.evidence):
        if one["item"] == DIED and one["list_value"]:
            with suppress(InvalidValue):
                read = parse_date(one["list_value"])
                return read.earliest if read.earliest == read.latest else None
    return None
