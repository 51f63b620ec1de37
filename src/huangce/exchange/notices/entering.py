"""What an officer enters of a notice: that it was handed over, that it was received, that the work is done, or not."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final

from django.db import transaction

from huangce.accounts import authority
from huangce.accounts.models import Officer
from huangce.errors import Refused
from huangce.exchange.agreement_store import OFFICE_TIME
from huangce.exchange.models import NoticeStep
from huangce.exchange.notices.ledger import ActToTell, Party, act_to_tell
from huangce.exchange.notices.receivers import DUTY, NUMBER_OF_A_PERSON
from huangce.register.locks import raw_cursor

LOCK: Final = 0x6E6F7469 << 32  # "noti"
LONGEST_HOW: Final = 200


class NotConcerned(Refused):
    """Act {act} is not told to {party} by a letter: it does not concern them, or they follow the feed."""

    code = "notice-not-concerned"


class StepOutOfTurn(Refused):
    """The notice of act {act} is {state}: {step} cannot be entered now."""

    code = "notice-step-out-of-turn"


class HowMissing(Refused):
    """Say in 1 to 200 characters by what it is known (letter, receipt, telephone call), without numbers of persons."""

    code = "notice-how-missing"


class DayOutOfPlace(Refused):
    """A notice is told between the day of the act's recording, {recorded_on}, and today."""

    code = "notice-day-out-of-place"


def enter_step(
    act: int, party: str, step: str, *, how: str, by: Officer, on: date | None = None, now: datetime | None = None
) -> NoticeStep:
    """Enter what became of the notice of an act to a receiver or to the households.

    Raises `NoSuchNotice`, `NotConcerned`, `StepOutOfTurn`, `HowMissing`, `DayOutOfPlace`, `MayNotDo`.
    """
    moment = now or datetime.now(UTC)
    today = moment.astimezone(OFFICE_TIME).date()
    words = " ".join(how.split())
    if not 0 < len(words) <= LONGEST_HOW or NUMBER_OF_A_PERSON.search(words):
        raise HowMissing()
    with transaction.atomic():
        with raw_cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", (LOCK + act % (1 << 31),))
        found = act_to_tell(act, today=today)
        authority.require_duty(by, duty=DUTY, on=today, division=found.office or None)
        one = party_of(found, party)
        if step not in one.may_follow:
            raise StepOutOfTurn(act=act, state=one.standing.state, step=step)
        day = on or today
        if not found.recorded_on <= day <= today:
            raise DayOutOfPlace(recorded_on=found.recorded_on)
        return NoticeStep.objects.create(
            act=act, addressee=party, step=step, how=words, happened_on=day, at=moment, officer=by.pk
        )


def party_of(found: ActToTell, party: str) -> Party:
    """Return somebody who is told of an act by letter. Raises `NotConcerned`."""
    one = next((each for each in found.parties if each.key == party), None)
    if one is None or one.is_follower:
        raise NotConcerned(act=found.act, party=party[:40])
    return one
