"""Carry referrals between installations: give a signed paper out, take one in, and bring the answer back the same way.

A paper is signed with the key of the seal, then encrypted for the partner that is entered (`partners`), by whose key it
is checked there. What is given out again holds the same; what is taken in again changes nothing. The origin keeps the
lead: it alone redirects and closes, so that a referral is in one place at a time and goes round a limited number of
times. Where a referral came from elsewhere, giving its answer out is its end here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction

from huangce.accounts import authority, lookups
from huangce.accounts.models import Officer
from huangce.errors import NotAllowed, NotFound, Refused
from huangce.exchange import envelopes, partners, receipts
from huangce.exchange.partner_models import Partner
from huangce.matching import referral_erasures
from huangce.matching.findings import DECIDE, OFFICE_TIME
from huangce.matching.referral_models import Referral, ReferralErasure, ReferralEvent, ReferralWords
from huangce.matching.referral_papers import (
    ANSWER,
    ERASED,
    ERASURE,
    KINDS,
    MOST_BYTES,
    REFERRAL,
    WITHDRAWAL,
    days,
    digest,
    need_form,
)
from huangce.matching.referral_retention import empty
from huangce.matching.referrals import NoSuchReferral, OutsideThisRegister, ReferralUnderWay, is_kept_here
from huangce.register.models import Person
from huangce.register.signed import DOCUMENT, NotADocument, signed
from huangce.rules import citizen_id
from huangce.rules.referrals import (
    ARRIVALS,
    CLOSED,
    MOST_DUE_DAYS,
    OVER,
    RECEIVED,
    REGISTERED,
    RESULTS,
    SENT,
    STEPS,
    TOLD,
    VISITED,
    WITH_RECEIVER,
    WITHDRAWN,
    need_place,
    need_step,
)

ABOUT: Final = "referral"


class NothingToGiveOut(NotFound):
    """Referral {referral} has no paper to give out: it stays within this register, waits for the other side, or was
    emptied.
    """

    code = "nothing-to-give-out"


class NotOfSigner(NotAllowed):
    """{file} is signed by {office}, which does not keep {division}."""

    code = "paper-not-of-signer"


class NotKeptHere(Refused):
    """{division} is not kept in this register: the paper went to the wrong installation, send it back."""

    code = "paper-not-kept-here"


class PaperOutOfOrder(Refused):
    """{file} does not follow what is known of its referral here: {reason}."""

    code = "paper-out-of-order"


class PaperDiffers(Refused):
    """{file} says something else than the paper of the same referral that was taken in before."""

    code = "paper-differs"


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A paper that was taken in: its referral here, what that is now, whether it was taken in before, the receipt."""

    referral: int
    state: str
    repeated: bool
    receipt: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Arrived:
    """A paper that holds, from whom, in which file; who takes it in, and when."""

    paper: dict[str, Any]
    partner: Partner
    file: str
    by: Officer
    now: datetime

    @property
    def digest(self) -> str:
        return digest(self.paper)

    @property
    def today(self) -> date:
        return self.now.astimezone(OFFICE_TIME).date()

    def need_duty(self, division: str) -> None:
        """Raise `MayNotDo` unless the officer decides findings there."""
        authority.require_duty(self.by, duty=DECIDE, on=self.today, division=division)

    def need_signer(self, division: str) -> None:
        """Raise `NotOfSigner` unless the partner keeps a division."""
        if not partners.covers(self.partner, division):
            raise NotOfSigner(file=self.file, office=self.partner.office, division=division)

    def need_receiver(self, division: str) -> None:
        """Raise `PaperOutOfOrder` unless the paper goes to a division: it may have been meant for somebody else."""
        if self.paper["to"] != division:
            raise self.out_of_order("it goes to another division")

    def need_days(self, *known: date) -> None:
        """Raise `PaperOutOfOrder` unless these days come one after the other, none of them after today."""
        if any(later < earlier for earlier, later in zip(known, [*known[1:], self.today], strict=True)):
            raise PaperOutOfOrder(file=self.file, reason="its days are not one after the other, or are to come")

    def out_of_order(self, reason: str) -> PaperOutOfOrder:
        """The refusal of a paper that does not follow."""
        return PaperOutOfOrder(file=self.file, reason=reason)


def give_out(referral: int, *, by: Officer, now: datetime) -> dict[str, Any]:
    """Return the signed paper of a referral, encrypted for the installation at its other end; again it holds the same.

    Of one that goes there the referral itself, or that it was withdrawn; of one that came from there the answer, which
    ends it here. Raises `NoSuchReferral`, `OutsideThisRegister`, `PartnerWithoutEncryption`,
    `NothingToGiveOut`, `MayNotDo`, and what `lookups.reveal` raises.
    """
    row = Referral.objects.filter(pk=referral).first()
    if row is None:
        raise NoSuchReferral(referral=referral)
    division = row.division if row.sender is None else row.to_division
    authority.require_duty(by, duty=DECIDE, on=now.astimezone(OFFICE_TIME).date(), division=division)
    if row.sender is None and row.kept_by is None:
        raise NothingToGiveOut(referral=referral)
    partner = other_side(row)
    if partner is None:
        raise OutsideThisRegister(division=_there(row))
    key = partners.need_encryption(partner)
    if not has_paper(row):
        raise NothingToGiveOut(referral=referral)
    return envelopes.encrypted(_paper(row, by, now), key)


def give_erasure(referral: int, *, division: str = "", by: Officer, now: datetime) -> dict[str, Any]:
    """Return the encrypted paper by which a partner empties its copy of a referral or, of one that came from there, the
    answer that it was emptied here. `division`: of the villages it was sent to, which; the first that did not answer.

    Raises `NoSuchReferral`, `NoErasureToGiveOut`, `OutsideThisRegister`, `PartnerWithoutEncryption`, `MayNotDo`.
    """
    row = Referral.objects.filter(pk=referral).first()
    if row is None:
        raise NoSuchReferral(referral=referral)
    own = row.division if row.sender is None else row.to_division
    authority.require_duty(by, duty=DECIDE, on=now.astimezone(OFFICE_TIME).date(), division=own)
    one = referral_erasures.of(row, division)
    kind, here, there = (ERASURE, row.division, one.division)
    if row.sender is not None:
        kind, here, there = ERASED, one.division, row.division
    partner = partners.keeper_of(there)
    if partner is None:
        raise OutsideThisRegister(division=there)
    places = {"referral": str(row.uid), "redirects": one.redirects, "from": here, "to": there}
    paper = signed(kind, places | {"erased_on": _iso(one.erased_on)})
    return envelopes.encrypted(paper, partners.need_encryption(partner))


def other_side(row: Referral) -> Partner | None:
    """Return the partner that stands for the other end of a referral, None where that is here or nobody's any more."""
    return partners.keeper_of(_there(row)) if row.sender is not None or row.kept_by is not None else None


def _there(row: Referral) -> str:
    return row.to_division if row.sender is None else row.division


def _paper(row: Referral, by: Officer, now: datetime) -> dict[str, Any]:
    if row.sender is not None:
        return _answer(row, by, now)
    if row.state == WITHDRAWN:
        return _signed(WITHDRAWAL, row, row.division, {"to": row.to_division, "withdrawn_on": _iso(row.state_on)})
    return _referral(row, by, now)


def has_paper(row: Referral) -> bool:
    """Whether a referral as it stands has a paper for the installation at its other end."""
    if row.sender is not None:
        return row.state in (*RESULTS, CLOSED)
    is_told = row.state == WITHDRAWN or (row.state in ARRIVALS and row.emptied_at is None)
    return row.kept_by is not None and is_told


def _referral(row: Referral, by: Officer, now: datetime) -> dict[str, Any]:
    case, records = f"referral {row.pk}", [row.record] if row.record is not None else []
    lookups.reveal(by, purpose="verification", case=case, subjects=records, divisions=[row.division], at=now)
    person = Person.objects.filter(pk__in=records).first()
    if person is None or not person.name or not citizen_id.is_valid(person.citizen_id or ""):
        raise NothingToGiveOut(referral=row.pk)
    told = ReferralEvent.objects.get(referral=row.pk, step=TOLD)
    said = {
        "to": row.to_division,
        "name": " ".join(person.name.split()),
        "citizen_id": citizen_id.validate(person.citizen_id or ""),
        "claimed_address": row.claimed_address,
        "contact": row.contact,
        "told_on": _iso(told.happened_on),
        "told_how": told.how,
        "sent_on": _iso(row.state_on),
        "due_on": _iso(row.due_on),
    }
    return _signed(REFERRAL, row, row.division, said)


def _answer(row: Referral, by: Officer, now: datetime) -> dict[str, Any]:
    with transaction.atomic():
        row = Referral.objects.select_for_update().get(pk=row.pk)
        steps = {one.step: one for one in ReferralEvent.objects.filter(referral=row.pk)}
        result = next((steps[one] for one in RESULTS if one in steps), None)
        if result is None:
            raise NothingToGiveOut(referral=row.pk)
        words = ReferralWords.objects.filter(event=result.pk).values_list("words", flat=True).first()
        if "words" in STEPS[result.step].needs and not words:
            raise NothingToGiveOut(referral=row.pk)
        said = {
            "to": row.division,
            "answer": result.step,
            "received_on": _iso(steps[RECEIVED].happened_on),
            "visited_on": _iso(steps[VISITED].happened_on) if VISITED in steps else None,
            "answered_on": _iso(result.happened_on),
            "act": result.act,
            "words": words or "",
        }
        paper = _signed(ANSWER, row, row.to_division, said)
        if row.state != CLOSED:
            today = now.astimezone(OFFICE_TIME).date()
            _add(row, CLOSED, today, by=by, now=now, paper=digest(paper))
    return paper


def _signed(kind: str, row: Referral, division: str, said: Mapping[str, Any]) -> dict[str, Any]:
    return signed(kind, {"referral": str(row.uid), "redirects": row.redirects, "from": division, **said})


def _iso(day: date | None) -> str:
    assert day is not None
    return day.isoformat()


def take_in(content: bytes, *, file: str, by: Officer, now: datetime) -> TakenIn:
    """Take in a signed paper of a partner, encrypted for here; one that was taken in before changes nothing.

    Raises `NotADocument`, `PaperNotEncrypted`, `PaperForAnother`, `PaperBroken`, `SignatureBroken`, `UnknownSigner`,
    `NotOfSigner`, `NotKeptHere`, `PaperOutOfOrder`, `PaperDiffers`, `ReferralUnderWay`, `MayNotDo`, and what
    `need_place` and `need_step` raise.
    """
    partner, paper = partners.paper_of(_parsed(content, file), KINDS, file=file)
    need_form(paper, file=file)
    with transaction.atomic():
        row, at, repeated = TAKING[paper[DOCUMENT]](_Arrived(paper, partner, file, by, now))
    row.refresh_from_db()
    return TakenIn(row.pk, row.state, repeated, receipts.of_paper(paper, content, about=ABOUT, at=at))


def _parsed(content: bytes, file: str) -> Any:
    if len(content) > MOST_BYTES:
        raise NotADocument(file=file, reason="it is too large")
    try:
        return json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise NotADocument(file=file, reason="it is no JSON") from error


_Took = tuple[Referral, datetime, bool]


def _take_referral(one: _Arrived) -> _Took:
    paper, here = one.paper, one.paper["to"]
    one.need_signer(paper["from"])
    need_place(paper["from"], here)
    if not is_kept_here(here):
        raise NotKeptHere(division=here)
    one.need_duty(here)
    known = Referral.objects.filter(uid=paper["referral"]).order_by("-redirects")
    if any(row.sender is None for row in known):
        raise one.out_of_order("it began in this register")
    if same := next((row for row in known if row.redirects == paper["redirects"]), None):
        return same, _same(one, same, SENT).at, True
    if any(row.redirects > paper["redirects"] or row.state not in OVER for row in known):
        raise one.out_of_order("it was redirected since, or was not answered yet where it was before")
    told_on, sent_on, due_on = days(paper, "told_on", "sent_on", "due_on")
    one.need_days(told_on, sent_on)
    if not timedelta(0) < due_on - sent_on <= timedelta(days=MOST_DUE_DAYS):
        raise one.out_of_order("the day for its answer is not within a year of its sending")
    try:
        with transaction.atomic():
            row = Referral.objects.create(
                uid=paper["referral"],
                sender=one.partner.pk,
                name=paper["name"],
                citizen_id=paper["citizen_id"],
                division=paper["from"],
                claimed_address=paper["claimed_address"],
                contact=paper["contact"],
                redirects=paper["redirects"],
                made_by=one.by.pk,
                made_at=one.now,
            )
    except IntegrityError as twice:
        raise ReferralUnderWay() from twice
    _add(row, TOLD, told_on, by=one.by, now=one.now, how=paper["told_how"])
    sent = _add(row, SENT, sent_on, by=one.by, now=one.now, division=here, due_on=due_on, paper=one.digest)
    return row, sent.at, False


def _same(one: _Arrived, row: Referral, step: str) -> ReferralEvent:
    """The event of a paper that was taken in before. Raises `PaperDiffers` where that said something else."""
    event = ReferralEvent.objects.get(referral=row.pk, step=step)
    if event.paper != one.digest:
        raise PaperDiffers(file=one.file)
    return event


def _take_withdrawal(one: _Arrived) -> _Took:
    paper = one.paper
    one.need_signer(paper["from"])
    found = Referral.objects.select_for_update().filter(uid=paper["referral"], redirects=paper["redirects"])
    row = found.filter(division=paper["from"]).exclude(sender=None).first()
    if row is None:
        raise one.out_of_order("that referral was not taken in here")
    one.need_duty(row.to_division)
    one.need_receiver(row.to_division)
    if row.state == WITHDRAWN:
        return row, _same(one, row, WITHDRAWN).at, True
    if row.state not in WITH_RECEIVER:
        raise one.out_of_order("it is answered already, give the answer out")
    (day,) = days(paper, "withdrawn_on")
    one.need_days(_last_said(row), day)
    return row, _add(row, WITHDRAWN, day, by=one.by, now=one.now, paper=one.digest).at, False


def _last_said(row: Referral) -> date:
    """The day on which its sender sent a referral here, which is before what the sender says of it next."""
    return ReferralEvent.objects.get(referral=row.pk, step=SENT).happened_on


def _given_out(one: _Arrived) -> Referral:
    """The referral that a paper answers, which was given out here to who signed it."""
    one.need_signer(one.paper["from"])
    row = Referral.objects.select_for_update().filter(uid=one.paper["referral"], sender=None).first()
    if row is None:
        raise one.out_of_order("no such referral was given out here")
    one.need_duty(row.division)
    one.need_receiver(row.division)
    return row


def _take_answer(one: _Arrived) -> _Took:
    paper = one.paper
    row = _given_out(one)
    if before := ReferralEvent.objects.filter(referral=row.pk, paper=one.digest).first():
        return row, before.at, True
    if row.state not in ARRIVALS or row.kept_by is None or paper["redirects"] != row.redirects:
        raise one.out_of_order("the referral waits for no such answer: it was answered, redirected or withdrawn")
    if paper["from"] != row.to_division:
        raise one.out_of_order("another division was asked")
    assert row.state_on is not None
    steps = dict(zip((RECEIVED, VISITED), (paper["received_on"], paper["visited_on"]), strict=True))
    steps = {step: date.fromisoformat(day) for step, day in steps.items() if day is not None}
    (answered_on,) = days(paper, "answered_on")
    one.need_days(row.state_on, *steps.values(), answered_on)
    state = row.state
    for step in (*steps, paper["answer"]):
        state = need_step(state, step, paper).name
    for step, day in steps.items():
        _add(row, step, day, by=one.by, now=one.now)
    answer = _add(row, paper["answer"], answered_on, by=one.by, now=one.now, paper=one.digest)
    if words := _words(one):
        ReferralWords.objects.create(event=answer.pk, referral=row.pk, words=words)
    return row, answer.at, False


def _take_erasure(one: _Arrived) -> _Took:
    """Empty the copy; of a referral that did not come so far, keep that it must not come any more."""
    paper = one.paper
    one.need_signer(paper["from"])
    if not is_kept_here(paper["to"]):
        raise NotKeptHere(division=paper["to"])
    one.need_duty(paper["to"])
    (day,) = days(paper, "erased_on")
    one.need_days(day)
    known = Referral.objects.select_for_update().filter(uid=paper["referral"])
    if known.filter(sender=None).exists():
        raise one.out_of_order("it began in this register")
    row = known.filter(redirects=paper["redirects"]).first()
    if row is None:
        row = referral_erasures.never_taken_in(paper, one.partner, day, by=one.by, now=one.now)
    if paper["from"] != row.division:
        raise one.out_of_order("another division was asked")
    one.need_receiver(row.to_division)
    empty(Referral.objects.filter(pk=row.pk), one.now)
    done, is_new = ReferralErasure.objects.get_or_create(
        referral=row.pk,
        redirects=row.redirects,
        defaults={
            "partner": one.partner.pk,
            "division": row.to_division,
            "erased_on": one.today,
            "paper": one.digest,
            "at": one.now,
        },
    )
    if done.paper != one.digest:
        raise PaperDiffers(file=one.file)
    return row, done.at, not is_new


def _take_erased(one: _Arrived) -> _Took:
    """Note that a partner emptied its copy."""
    paper = one.paper
    row = _given_out(one)
    asked = ReferralErasure.objects.filter(referral=row.pk, redirects=paper["redirects"]).first()
    if asked is None:
        raise one.out_of_order("no erasure was given out for it")
    if asked.division != paper["from"]:
        raise one.out_of_order("another division was asked")
    if asked.answered_at is not None and asked.paper != one.digest:
        raise PaperDiffers(file=one.file)
    one.need_days(asked.erased_on, *days(paper, "erased_on"))
    if asked.answered_at is not None:
        return row, asked.answered_at, True
    asked.paper, asked.answered_at = one.digest, one.now
    asked.save(update_fields=["paper", "answered_at"])
    return row, one.now, False


def _words(one: _Arrived) -> str:
    """By what an answer is known: of a residence, who registered it, for the act stands in their register."""
    said = str(one.paper["words"])
    return said or (f"{one.partner.office}，登记{one.paper['act']}" if one.paper["answer"] == REGISTERED else "")


def _add(row: Referral, step: str, day: date, *, by: Officer, now: datetime, **more: Any) -> ReferralEvent:
    event = ReferralEvent(referral=row.pk, step=step, happened_on=day, officer=by.pk, at=now, **more)
    event.save(force_insert=True)
    return event


TAKING: Final[Mapping[str, Callable[[_Arrived], _Took]]] = {
    REFERRAL: _take_referral,
    ANSWER: _take_answer,
    WITHDRAWAL: _take_withdrawal,
    ERASURE: _take_erasure,
    ERASED: _take_erased,
}
