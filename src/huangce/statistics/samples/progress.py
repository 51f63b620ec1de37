"""The samples that an officer may see, how far they are, and what they say so far: counts, and nobody's name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import reduce
from operator import or_
from typing import Final

from django.db.models import Count, Q

from huangce.accounts import authority
from huangce.accounts.models import Officer
from huangce.errors import NotAllowed
from huangce.matching.desk import scopes_of
from huangce.register.locks import raw_cursor
from huangce.register.record import OFFICE_TIME
from huangce.rules.indicators import Rate
from huangce.rules.sampling import Bounds
from huangce.statistics.accuracy import COUNTED, Found, Tally, found_in
from huangce.statistics.samples.answering import CHECKERS
from huangce.statistics.samples.drawing import DRAWERS, sample_of
from huangce.statistics.samples.models import Sample, SampleLine

FIGURES: Final = "figures"


class SampleElsewhere(NotAllowed):
    """Sample {sample} is of a division where {officer} neither draws, checks nor sees figures."""

    code = "sample-elsewhere"


@dataclass(frozen=True, slots=True)
class Result:
    """What a sample says so far of one indicator."""

    code: str
    rate: Rate
    bounds: Bounds | None


@dataclass(frozen=True, slots=True)
class Progress:
    """A sample with what became of those drawn; `forgotten`: how many lines do not say any more who it was."""

    sample: Sample
    tally: Tally
    forgotten: int = 0

    @property
    def answered(self) -> int:
        """How many have an answer, whatever it says."""
        return self.tally.count() - self.tally.count(None)

    @property
    def results(self) -> list[Result]:
        """What it says so far, by indicator."""
        asked = [(code, how) for code, how in COUNTED.items() if how.frame == self.sample.frame]
        return [Result(code, how.rate(code, self.tally), how.bounds(self.tally)) for code, how in asked]

    def wrong(self) -> dict[str, int]:
        """How many of those found have an item wrong or missing, by item."""
        found: dict[str, int] = {}
        for how in COUNTED.values():
            if how.frame == self.sample.frame:
                found |= {name: n for name, n in self.tally.beside(how.asked).items() if name.startswith("wrong_")}
        return {name.removeprefix("wrong_"): n for name, n in found.items()}


def listed(*, by: Officer, now: datetime | None = None, first: int = 0, limit: int | None = None) -> list[Progress]:
    """Return the samples that have to do with an officer's divisions, the newest first."""
    scopes = _seen(by, now)
    if not scopes:
        return []
    above = {one[:length] for one in scopes for length in range(len(one))}
    mine = reduce(or_, (Q(division__startswith=one) for one in scopes), Q(division__in=above))
    found = Sample.objects.filter(mine).order_by("-drawn_at", "-id")
    return _progress(list(found[first:] if limit is None else found[first : first + limit]))


def shown(number: int, *, by: Officer, now: datetime | None = None) -> Progress:
    """Return one sample with its progress. Raises `NoSuchSample`, `SampleElsewhere`."""
    found = sample_of(number)
    if not _meets(found, _seen(by, now)):
        raise SampleElsewhere(sample=number, officer=by.username)
    return _progress([found])[0]


def _seen(by: Officer, now: datetime | None) -> tuple[str, ...]:
    on = (now or datetime.now(UTC)).astimezone(OFFICE_TIME).date()
    return scopes_of(authority.grants_of(by, on), on, duties=(*DRAWERS, *CHECKERS), view=FIGURES)


def _meets(sample: Sample, scopes: Iterable[str]) -> bool:
    return any(sample.division.startswith(one) or one.startswith(sample.division) for one in scopes)


def _progress(samples: Sequence[Sample]) -> list[Progress]:
    found: dict[int, list[Found]] = {one.pk: [] for one in samples}
    with raw_cursor() as cursor:
        for sample, alike, _ in found_in(cursor, list(found)):
            found[sample].append(alike)
    lines = SampleLine.objects.filter(sample__in=list(found), record=None)
    forgotten = dict(lines.values("sample").annotate(count=Count("id")).values_list("sample", "count"))
    return [
        Progress(one, Tally(one.pk, sum(one.villages.values()), found[one.pk]), forgotten.get(one.pk, 0))
        for one in samples
    ]
