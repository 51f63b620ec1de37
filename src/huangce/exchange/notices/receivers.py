"""Departments that are told of changed addresses by letter: entered, ended, never removed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from huangce.accounts import authority
from huangce.accounts.models import Officer
from huangce.errors import NotFound, Refused
from huangce.exchange.agreement_store import OFFICE_TIME
from huangce.exchange.models import NoticeReceiver

DUTY: Final = "edit_addresses"
LONGEST: Final = 200
MOST_DAYS: Final = 365
_DIVISION: Final = re.compile(r"[0-9]{12}")
# A citizen or telephone number of somebody has no place in what an office calls itself.
NUMBER_OF_A_PERSON: Final = re.compile(r"[0-9]{17}[0-9Xx]")


class NoSuchReceiver(NotFound):
    """There is no receiver {receiver} of notices."""

    code = "no-such-notice-receiver"


class ReceiverInvalid(Refused):
    """A receiver of notices has texts of 1 to 200 characters without numbers of persons, a division of 12 digits, and 1
    to 365 days to answer: look at {field}."""

    code = "notice-receiver-invalid"


@dataclass(frozen=True, slots=True)
class Receiver:
    """What is entered of a receiver; `division` has 12 digits, `answer_days` is from 1 to 365."""

    office: str
    changes: str
    division: str
    legal_ground: str
    contact: str
    answer_days: int


TEXTS: Final = ("office", "changes", "legal_ground", "contact")


def enter(given: Receiver, *, by: Officer, now: datetime | None = None) -> NoticeReceiver:
    """Enter a receiver; it is told of what is recorded from now on. Raises `ReceiverInvalid`, `MayNotDo`."""
    moment = now or datetime.now(UTC)
    words = {name: " ".join(str(getattr(given, name)).split()) for name in TEXTS}
    for name, text in words.items():
        if not 0 < len(text) <= LONGEST or NUMBER_OF_A_PERSON.search(text):
            raise ReceiverInvalid(field=name)
    if not _DIVISION.fullmatch(given.division):
        raise ReceiverInvalid(field="division")
    if not 1 <= given.answer_days <= MOST_DAYS:
        raise ReceiverInvalid(field="answer_days")
    authority.require_duty(by, duty=DUTY, on=moment.astimezone(OFFICE_TIME).date(), division=given.division)
    return NoticeReceiver.objects.create(
        **words, division=given.division, answer_days=given.answer_days, entered_at=moment, entered_by=by.pk
    )


def end(receiver: int, *, reason: str, by: Officer, now: datetime | None = None) -> None:
    """Tell a receiver nothing more; what it was told stays. Raises `NoSuchReceiver`, `ReceiverInvalid`, `MayNotDo`."""
    moment = now or datetime.now(UTC)
    row = one(receiver)
    authority.require_duty(by, duty=DUTY, on=moment.astimezone(OFFICE_TIME).date(), division=row.division)
    words = " ".join(reason.split())
    if not 0 < len(words) <= LONGEST:
        raise ReceiverInvalid(field="reason")
    standing = NoticeReceiver.objects.filter(pk=receiver, ended_at=None)
    standing.update(ended_at=moment, ended_by=by.pk, end_reason=words)


def one(receiver: int) -> NoticeReceiver:
    """Return a receiver. Raises `NoSuchReceiver`."""
    row = NoticeReceiver.objects.filter(pk=receiver).first()
    if row is None:
        raise NoSuchReceiver(receiver=receiver)
    return row


def standing() -> list[NoticeReceiver]:
    """Return the receivers that are told, in the order in which they were entered."""
    return list(NoticeReceiver.objects.filter(ended_at=None).order_by("id"))
