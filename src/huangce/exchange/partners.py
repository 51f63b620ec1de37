"""Other installations of this platform: whose signed papers are taken in, for which divisions, known by which keys.

Who keeps the agreements enters the card of the other office, whose fingerprint came by another way than the papers do
(requirements G23: nothing is exchanged without a recorded ground). A partner is ended, never changed: an office with a
new key is ended and entered again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from django.db import IntegrityError, transaction

from huangce.accounts import authority
from huangce.accounts.models import Officer
from huangce.errors import NotAllowed, NotFound, Refused
from huangce.exchange import cards, envelopes
from huangce.exchange.agreement_store import DUTY, OFFICE_TIME
from huangce.exchange.partner_models import Partner
from huangce.register import signed
from huangce.register.models import Household
from huangce.rules.authority import scope

LONGEST: Final = 200
DIGITS: Final = (6, 9, 12)  # a county, a town, a village


class PartnerUnfounded(Refused):
    """A partner has an office and a ground in 1 to 200 characters each, codes of counties, towns or villages, and the
    card of that office, which is not our own.
    """

    code = "partner-unfounded"


class OtherFingerprint(Refused):
    """The card does not have the fingerprint that was given: ask the other office by telephone, on a known number, for
    what its `huangce partners key` prints, and for the card again if they still differ.
    """

    code = "partner-other-fingerprint"


class PartnerWithoutEncryption(Refused):
    """{office} was entered without a key to encrypt for, and nothing goes there unencrypted: end it (`huangce partners
    end`) and enter it again with its card.
    """

    code = "partner-without-encryption"


class PartnerOverlaps(Refused):
    """{division} is kept by {keeper} already: a division has one keeper."""

    code = "partner-overlaps"


class KeptInThisRegister(Refused):
    """{division} is kept in this register: no partner keeps it."""

    code = "partner-not-here"


class NoSuchPartner(NotFound):
    """There is no partner {partner} that stands."""

    code = "no-such-partner"


class UnknownSigner(NotAllowed):
    """{file} is signed with a key of no partner that is entered here."""

    code = "unknown-signer"


def enter(
    office: str,
    divisions: Sequence[str],
    card: Mapping[str, Any],
    *,
    fingerprint: str,
    basis: str,
    by: Officer,
    now: datetime | None = None,
) -> Partner:
    """Exchange papers with an office from now on, for the divisions (codes of 6 to 12 digits) that it keeps.

    `card` is read by `cards.read`; its fingerprint came by another way. Raises `PartnerUnfounded`,
    `OtherFingerprint`, `PartnerOverlaps`, `KeptInThisRegister`, `MayNotDo`.
    """
    moment = _allowed(by, now)
    office, basis = " ".join(office.split()), " ".join(basis.split())
    key, encryption_key = card["key"], card[cards.ENCRYPTS]
    digits = sorted({_digits(one) for one in divisions})
    lengths = (len(office), len(basis))
    if not (digits and all(digits) and all(0 < one <= LONGEST for one in lengths)):
        raise PartnerUnfounded()
    if key == signed.own_key() or encryption_key == envelopes.own_key():
        raise PartnerUnfounded()
    if not cards.is_fingerprint(fingerprint, card):
        raise OtherFingerprint()
    for one in digits:
        _need_free(one)
    try:
        with transaction.atomic():
            return Partner.objects.create(
                office=office,
                divisions=digits,
                key=key,
                encryption_key=encryption_key,
                basis=basis,
                entered_at=moment,
                entered_by=by.pk,
            )
    except IntegrityError as twice:
        raise PartnerOverlaps(division=digits[0], keeper=Partner.objects.get(key=key, ended_at=None).office) from twice


def end(partner: int, *, by: Officer, now: datetime | None = None) -> None:
    """End a partner now: nothing more of it is taken in. Raises `NoSuchPartner`, `MayNotDo`."""
    moment = _allowed(by, now)
    if not Partner.objects.filter(pk=partner, ended_at=None).update(ended_at=moment, ended_by=by.pk):
        raise NoSuchPartner(partner=partner)


def standing() -> list[Partner]:
    """Return the partners that stand."""
    return list(Partner.objects.filter(ended_at=None).order_by("office", "pk"))


def keeper_of(division: str) -> Partner | None:
    """Return the partner that keeps a division, or None."""
    return next((one for one in standing() if covers(one, division)), None)


def need_encryption(partner: Partner) -> str:
    """Return the key that papers for a partner are encrypted for. Raises `PartnerWithoutEncryption`."""
    if not partner.encryption_key:
        raise PartnerWithoutEncryption(office=partner.office)
    return partner.encryption_key


def covers(partner: Partner, division: str) -> bool:
    """Whether a partner keeps a division."""
    return division.startswith(tuple(partner.divisions))


def paper_of(document: Any, kinds: Sequence[str], *, file: str) -> tuple[Partner, dict[str, Any]]:
    """Return who signed a document of one of some kinds that was encrypted for this installation, and the document.

    Raises `NotADocument`, `UnknownSigner`, `SignatureBroken`, and what `envelopes.opened` raises.
    """
    document = envelopes.opened(document, file=file)
    kind = document.get(signed.DOCUMENT) if isinstance(document, dict) else None
    held = signed.check(document, next((one for one in kinds if one == kind), kinds[0]), file=file)
    partner = Partner.objects.filter(key=held["key"], ended_at=None).first()
    if partner is None:
        raise UnknownSigner(file=file)
    return partner, held


def _digits(code: str) -> str:
    """The digits of a code without the zeros that fill it up; "" if it is none of a county, town or village."""
    code = code.strip()
    digits = scope(code) if code.isascii() and code.isdigit() and len(code) in DIGITS else ""
    return digits if len(digits) in DIGITS else ""


def _need_free(digits: str) -> None:
    """Raise `PartnerOverlaps` or `KeptInThisRegister` if a partner, or this register, keeps some of a division."""
    for one in standing():
        if any(other.startswith(digits) or digits.startswith(other) for other in one.divisions):
            raise PartnerOverlaps(division=digits, keeper=one.office)
    here = Household.objects.filter(division__startswith=digits).values_list("division", flat=True).first()
    if here:
        raise KeptInThisRegister(division=here)


def _allowed(by: Officer, now: datetime | None) -> datetime:
    moment = now or datetime.now(UTC)
    authority.require_duty(by, duty=DUTY, on=moment.astimezone(OFFICE_TIME).date())
    return moment
