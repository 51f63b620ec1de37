"""Other installations of this platform: whose signed papers are taken in, for which divisions, known by which key.

Who keeps the agreements enters the public key of the other office, which came by another way than the papers do
(requirements G23: nothing is exchanged without a recorded ground). A partner is ended, never changed: an office that
signs with a new key is ended and entered again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from django.db import IntegrityError, transaction

from huangce.accounts import authority
from huangce.accounts.models import Officer
from huangce.errors import NotAllowed, NotFound, Refused
from huangce.exchange.agreement_store import DUTY, OFFICE_TIME
from huangce.exchange.partner_models import Partner
from huangce.register import signed
from huangce.register.models import Household
from huangce.rules.authority import scope

LONGEST: Final = 200
DIGITS: Final = (6, 9, 12)  # a county, a town, a village
# Bytes of a public key: Ed25519, and SM2 as a point without and with its prefix.
KEY_BYTES: Final = (32, 64, 65)


class PartnerUnfounded(Refused):
    """A partner has an office and a ground in 1 to 200 characters each, codes of counties, towns or villages, and the
    public key of that office in hexadecimal, which is not our own.
    """

    code = "partner-unfounded"


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
    office: str, divisions: Sequence[str], key: str, *, basis: str, by: Officer, now: datetime | None = None
) -> Partner:
    """Take in what an office signs from now on, for the divisions (codes of 6 to 12 digits) that it keeps.

    Raises `PartnerUnfounded`, `PartnerOverlaps`, `KeptInThisRegister`, `MayNotDo`.
    """
    moment = _allowed(by, now)
    office, basis, key = " ".join(office.split()), " ".join(basis.split()), "".join(key.split()).lower()
    digits = sorted({_digits(one) for one in divisions})
    lengths = (len(office), len(basis))
    if not (digits and all(digits) and all(0 < one <= LONGEST for one in lengths) and _is_key(key)):
        raise PartnerUnfounded()
    if key == signed.own_key():
        raise PartnerUnfounded()
    for one in digits:
        _need_free(one)
    try:
        with transaction.atomic():
            return Partner.objects.create(
                office=office, divisions=digits, key=key, basis=basis, entered_at=moment, entered_by=by.pk
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


def covers(partner: Partner, division: str) -> bool:
    """Whether a partner keeps a division."""
    return division.startswith(tuple(partner.divisions))


def paper_of(document: Any, kinds: Sequence[str], *, file: str) -> tuple[Partner, dict[str, Any]]:
    """Return who signed a document of one of some kinds, and the document.

    Raises `NotADocument`, `UnknownSigner`, `SignatureBroken`.
    """
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


def _is_key(key: str) -> bool:
    try:
        return len(bytes.fromhex(key)) in KEY_BYTES
    except ValueError:
        return False


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
