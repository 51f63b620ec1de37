"""What a referral says of where somebody lives is kept for half a year after its end, then emptied (requirements 3.11).

The steps stay, without a word of it.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from huangce.matching.referral_models import Referral, ReferralWords
from huangce.rules.referrals import KEPT_DAYS, OVER


def forget_closed(*, today: date, now: datetime) -> int:
    """Empty address, contact and words of referrals that ended more than `KEPT_DAYS` ago; return how many."""
    before = today - timedelta(days=KEPT_DAYS)
    with transaction.atomic():
        over = Referral.objects.filter(state__in=OVER, state_on__lt=before, emptied_at=None)
        found = list(over.select_for_update().values_list("id", flat=True))
        ReferralWords.objects.filter(referral__in=found).delete()
        Referral.objects.filter(pk__in=found).update(claimed_address="", contact="", emptied_at=now)
    return len(found)
