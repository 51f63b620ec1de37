"""How long a sample says who was drawn: until some time after it was due, then only what was found in which village.

The figures stay the same. An erasure of a person takes them out at any time.
"""

from __future__ import annotations

from datetime import date, timedelta

from huangce.home import office_days
from huangce.register.erase import persons_of
from huangce.statistics.samples.models import Sample, SampleLine


def forget_old(*, today: date) -> int:
    """Forget who was drawn in samples that were due longer ago than the office keeps it; return how many lines.

    Raises `OfficeDaysInvalid`.
    """
    old = Sample.objects.filter(due_on__lt=today - timedelta(days=office_days.SAMPLE_KEPT.days())).values("id")
    return SampleLine.objects.filter(sample__in=old, record__isnull=False).update(record=None)


def forget_person(record: int) -> int:
    """Forget that a person was drawn (by their record, or that of a residence of theirs); return how many lines."""
    return SampleLine.objects.filter(record__in=persons_of(record)).update(record=None)
