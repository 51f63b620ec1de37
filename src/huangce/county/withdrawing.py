"""Take a delivered list back at its sender's request: by two officers, with a reason, a receipt, and the key destroyed.

Findings that rested on the list alone are withdrawn with it; those that other lists or the registers support stay, and
so does every act: what an officer recorded was recorded on evidence of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from django.db import transaction

from huangce.accounts import authority
from huangce.accounts.models import Officer
from huangce.county.loading import OFFICE_TIME
from huangce.errors import NotFound, Refused
from huangce.exchange import receipts, store
from huangce.exchange.models import ReceivedList, Withdrawal
from huangce.matching.findings import add_events
from huangce.matching.models import UNDECIDED, Finding
from huangce.register.locks import raw_cursor

DUTY: Final = "load_lists"
LONGEST: Final = 500
# Findings that wait, every source of which is of this list, and which no list of the office's own supports.
ALONE: Final = """
    select f.id from finding f
    where f.state = any(%(states)s) and f.sources is not null and f.other_list is distinct from 'residents'
      and not exists (
        select 1 from jsonb_array_elements(f.sources::jsonb) s where (s ->> 0)::bigint <> %(received)s
      )
    order by f.id
"""


class NoSuchDelivery(NotFound):
    """There is no delivered list {received}."""

    code = "no-such-delivery"


class WithdrawnAlready(Refused):
    """The list {received} was withdrawn already."""

    code = "list-withdrawn-already"


class WithdrawalUnfounded(Refused):
    """Say in at most 500 characters each who asked for it at the sender, and why."""

    code = "withdrawal-unfounded"


class SecondOfficerNeeded(Refused):
    """A list is withdrawn by two officers who may load lists: name another than the one who asks."""

    code = "withdrawal-needs-second-officer"


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What came of it: the list, how many findings went with it, the signed receipt for the sender."""

    received: int
    findings: int
    receipt: dict[str, Any]


def withdraw(
    received: int, *, asked_by: str, reason: str, by: Officer, second: Officer, now: datetime | None = None
) -> Withdrawn:
    """Withdraw a list: it is never read again.

    Raises `NoSuchDelivery`, `WithdrawnAlready`, `WithdrawalUnfounded`, `SecondOfficerNeeded`, `MayNotDo`.
    """
    moment = now or datetime.now(UTC)
    on = moment.astimezone(OFFICE_TIME).date()
    authority.require_duty(by, duty=DUTY, on=on)
    if by.pk == second.pk:
        raise SecondOfficerNeeded()
    authority.require_duty(second, duty=DUTY, on=on)
    asked_by, reason = (" ".join(words.split()) for words in (asked_by, reason))
    if not (0 < len(asked_by) <= LONGEST and 0 < len(reason) <= LONGEST):
        raise WithdrawalUnfounded()
    with transaction.atomic():
        one = ReceivedList.objects.select_for_update().filter(pk=received).first()
        if one is None:
            raise NoSuchDelivery(received=received)
        if one.withdrawn_at is not None:
            raise WithdrawnAlready(received=received)
        gone = _alone(received)
        add_events(gone, kind="no_longer_found", by=by.pk, at=moment, words=f"来件{received}已由交件单位撤回")
        receipt = receipts.of_withdrawal(one, at=moment, findings=len(gone))
        Withdrawal.objects.create(
            received=received,
            asked_by=asked_by,
            reason=reason,
            officer=by.pk,
            second_officer=second.pk,
            at=moment,
            findings=len(gone),
            receipt=receipt,
        )
        one.withdrawn_at = moment
        one.save(update_fields=["withdrawn_at"])
    if one.forgotten_at is None:
        store.destroy(one, moment)  # after the commit: what was not withdrawn must stay readable
    return Withdrawn(received, len(gone), receipt)


def _alone(received: int) -> list[Finding]:
    with raw_cursor() as cursor:
        rows = cursor.execute(ALONE, {"states": list(UNDECIDED), "received": received}).fetchall()
    return list(Finding.objects.filter(pk__in=[row[0] for row in rows]).order_by("id"))
