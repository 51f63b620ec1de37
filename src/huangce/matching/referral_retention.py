"""What a referral says of where somebody lives is kept for half a year after its end, then emptied (requirements 3.11);
the office may say otherwise.

Each installation empties what it has; so does an erasure of the person, at any time. The steps stay, without a word of
it.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from huangce.home import office_days
from huangce.matching import referral_erasures
from huangce.matching.findings import OFFICE_TIME
from huangce.matching.referral_models import Referral, ReferralWords
from huangce.register.erase import persons_of
from huangce.register.models import Person
from huangce.rules.referrals import OVER


def forget_closed(*, today: date, now: datetime) -> int:
    """Empty address, contact and words of referrals that ended longer ago than the office keeps them; return how many.

    Raises `OfficeDaysInvalid`.
    """
    before = today - timedelta(days=office_days.REFERRAL_KEPT.days())
    with transaction.atomic():
        spoken = Q(pk__in=ReferralWords.objects.values("referral"))  # of a person who was erased meanwhile
        over = Referral.objects.filter(Q(emptied_at=None) | spoken, state__in=OVER, state_on__lt=before)
        return empty(over, now)


def forget_person(record: int, *, now: datetime) -> int:
    """Empty all referrals of a person (by their record, or that of a residence of theirs), also those under way, and
    have the partners that they went to empty theirs; return how many. Who takes a step of one that is under way sees
    that it was emptied, and withdraws or closes it."""
    persons = persons_of(record)
    numbers = Person.objects.filter(pk__in=persons).exclude(citizen_id=None).values("citizen_id")
    with transaction.atomic():
        theirs = Referral.objects.filter(Q(record__in=persons) | Q(citizen_id__in=numbers))
        referral_erasures.ask(theirs, now=now, today=now.astimezone(OFFICE_TIME).date())
        return empty(theirs.filter(emptied_at=None), now)


def empty(rows: QuerySet[Referral], now: datetime) -> int:
    """Empty what referrals say of their persons; return how many."""
    found = list(rows.select_for_update().values_list("id", flat=True))
    ReferralWords.objects.filter(referral__in=found).delete()
    told = dict.fromkeys(("claimed_address", "contact", "name", "citizen_id"), "")
    return Referral.objects.filter(pk__in=found).update(**told, emptied_at=now)
