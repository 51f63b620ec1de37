"""For which offices a liaison officer speaks: under their agreements alone lists are delivered and feeds followed.

Who keeps the agreements names and ends liaison officers; a naming is ended, never removed. Officers of this office who
load lists or keep agreements receive for everybody, and may choose any agreement (requirements G23: no exchange without
an agreement, and an agreement is between two offices).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Final

from huangce.accounts import authority
from huangce.accounts.models import Officer
from huangce.errors import NotAllowed, NotFound, Refused
from huangce.exchange.agreement_store import DUTY, OFFICE_TIME
from huangce.exchange.agreements import Agreement, FeedAgreement
from huangce.exchange.models import Liaison
from huangce.rules import authority as rules

DELIVERS: Final = "deliver_lists"
FOR_ALL: Final = ("load_lists", DUTY)
LONGEST_OFFICE: Final = 100


class NotOfOffice(NotAllowed):
    """{officer} does not speak for {office}, with whom agreement {agreement} is. Who keeps the agreements names
    liaison officers.
    """

    code = "not-of-office"


class LiaisonUnfounded(Refused):
    """A liaison officer has the right to deliver lists, and speaks for an office named in at most 100 characters."""

    code = "liaison-unfounded"


class NoSuchLiaison(NotFound):
    """There is no liaison {liaison} that stands."""

    code = "no-such-liaison"


def office_of(content: Agreement | FeedAgreement) -> str:
    """Return the other office of an agreement: who supplies, or who is told."""
    return (content.supplier if isinstance(content, Agreement) else content.recipient).strip()


def name(officer: Officer, office: str, *, by: Officer, now: datetime | None = None) -> Liaison:
    """Let an officer speak for an office; one who does already stays. Raises `LiaisonUnfounded`, `MayNotDo`."""
    moment = _allowed(by, now)
    on = moment.astimezone(OFFICE_TIME).date()
    office = " ".join(office.split())
    if not 0 < len(office) <= LONGEST_OFFICE or not rules.may_do(authority.grants_of(officer, on), DELIVERS, on):
        raise LiaisonUnfounded()
    given = {"named_at": moment, "named_by": by.pk}
    return Liaison.objects.get_or_create(officer=officer.pk, office=office, ended_at=None, defaults=given)[0]


def end(liaison: int, *, by: Officer, now: datetime | None = None) -> None:
    """End a naming now. Raises `NoSuchLiaison`, `MayNotDo`."""
    moment = _allowed(by, now)
    if not Liaison.objects.filter(pk=liaison, ended_at__isnull=True).update(ended_at=moment, ended_by=by.pk):
        raise NoSuchLiaison(liaison=liaison)


def standing(office: str = "") -> list[Liaison]:
    """Return the namings that stand, of one office or of all."""
    found = Liaison.objects.filter(ended_at__isnull=True).order_by("office", "pk")
    return list(found.filter(office=office) if office else found)


def may_use(officer: Officer, content: Agreement | FeedAgreement, on: date) -> bool:
    """Whether an officer may deliver or follow under an agreement: as far as the choice of agreements goes."""
    return _is_for_all(officer, on) or office_of(content) in _offices(officer)


def require(officer: Officer, content: Agreement | FeedAgreement, on: date) -> None:
    """Raise `NotOfOffice` unless an officer may deliver or follow under an agreement."""
    if not may_use(officer, content, on):
        raise NotOfOffice(officer=officer.username, office=office_of(content), agreement=content.code)


def open_to(agreements: Mapping[str, Agreement], officer: Officer, on: date) -> dict[str, Agreement]:
    """Return the agreements by which a file of an officer is recognised: of every kind of list those of the own office.

    Of a kind of which the office has none the others stay, so that the refusal says whose list it is.
    """
    if _is_for_all(officer, on):
        return dict(agreements)
    offices = _offices(officer)
    own = {one.kind for one in agreements.values() if office_of(one) in offices}
    return {code: one for code, one in agreements.items() if one.kind not in own or office_of(one) in offices}


def _is_for_all(officer: Officer, on: date) -> bool:
    return any(rules.may_do(authority.grants_of(officer, on), duty, on) for duty in FOR_ALL)


def _offices(officer: Officer) -> set[str]:
    return set(Liaison.objects.filter(officer=officer.pk, ended_at__isnull=True).values_list("office", flat=True))


def _allowed(by: Officer, now: datetime | None) -> datetime:
    moment = now or datetime.now(UTC)
    authority.require_duty(by, duty=DUTY, on=moment.astimezone(OFFICE_TIME).date())
    return moment
