"""An erasure reaches what another installation holds of the person by a referral (个人信息保护法 art. 21, 47; GDPR 19).

Each partner to which a referral was sent, also before a redirection, gets a paper that says only which referral is
meant. It empties its copy, once, and answers with a paper; until then the referral waits for it at the origin. What the
partner recorded by acts of its own, a residence say, is its record of law and stays.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from huangce.accounts.models import Officer
from huangce.errors import NotFound
from huangce.exchange.partner_models import Partner
from huangce.matching.referral_models import Referral, ReferralErasure, ReferralEvent
from huangce.rules.referrals import ARRIVALS, SENT, WITHDRAWN


class NoErasureToGiveOut(NotFound):
    """Referral {referral} has no erasure to give out for {division}: nobody was erased, or it is answered."""

    code = "no-erasure-to-give-out"


def ask(rows: QuerySet[Referral], *, now: datetime, today: date) -> None:
    """Have the partners that referrals were sent to erase them too. Doing it again changes nothing."""
    asked = [
        ReferralErasure(
            referral=event.referral,
            redirects=redirects,
            partner=event.keeper,
            division=event.division,
            erased_on=today,
            at=now,
        )
        for row in rows.filter(sender=None)
        for redirects, event in enumerate(_sent(row.pk))
        if event.keeper is not None
    ]
    ReferralErasure.objects.bulk_create(asked, ignore_conflicts=True)


def _sent(referral: int) -> QuerySet[ReferralEvent]:
    return ReferralEvent.objects.filter(referral=referral, step__in=ARRIVALS).order_by("id")


def waiting(referrals: list[int]) -> dict[int, list[ReferralErasure]]:
    """Return what still waits for a partner, by referral."""
    found: dict[int, list[ReferralErasure]] = {}
    here = Referral.objects.filter(pk__in=referrals, sender=None)
    for one in ReferralErasure.objects.filter(referral__in=here.values("id"), answered_at=None).order_by("id"):
        found.setdefault(one.referral, []).append(one)
    return found


def to_give_out(row: Referral) -> list[ReferralErasure]:
    """Return what a referral has papers of: at the origin what is not answered, at the partner what it answers."""
    return list(ReferralErasure.objects.filter(referral=row.pk, answered_at=None).order_by("id"))


def of(row: Referral, division: str = "") -> ReferralErasure:
    """Return what a referral has a paper of: for the village that is named, else the first. Raises
    `NoErasureToGiveOut`.
    """
    one = next((one for one in to_give_out(row) if division in ("", one.division)), None)
    if one is None:
        raise NoErasureToGiveOut(referral=row.pk, division=division or "anybody")
    return one


def never_taken_in(paper: dict[str, Any], sender: Partner, day: date, *, by: Officer, now: datetime) -> Referral:
    """Keep, without a word of the person, that a referral is erased which did not come so far: it is refused later."""
    row = Referral.objects.create(
        uid=paper["referral"],
        redirects=paper["redirects"],
        sender=sender.pk,
        division=paper["from"],
        made_by=by.pk,
        made_at=now,
    )
    for step, more in ((SENT, {"division": paper["to"], "due_on": day}), (WITHDRAWN, {})):
        event = ReferralEvent(referral=row.pk, step=step, happened_on=day, officer=by.pk, at=now, **more)
        event.save(force_insert=True)
    row.refresh_from_db()
    return row
