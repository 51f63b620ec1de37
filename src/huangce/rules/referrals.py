"""The referral of a registered person who lives elsewhere to the office of that place (requirements 3.11), as a table.

Notice 000 三(二) has the place of origin push whom it knows to live elsewhere in the province; the place of residence
checks, and the result returns. The person is told first, the answer may be no, and whereabouts that a person at risk
keeps to themselves are an answer like another (requirements part 5). No step comes to `closed` without a result.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from huangce.errors import Refused
from huangce.rules.authority import scope

DECIDES: Final = "decide_findings"
VISITS: Final = "report_visits"
PROVINCE_DIGITS: Final = 2
DUE_DAYS: Final = 30
MOST_DUE_DAYS: Final = 365
MOST_REDIRECTS: Final = 3
KEPT_DAYS: Final = 180  # what says where somebody is said to live is emptied so long after closure


class ReferralStepNotAllowed(Refused):
    """A referral that is "{status}" cannot become "{step}": next may be {allowed}."""

    code = "referral-step-not-allowed"


class ReferralStepIncomplete(Refused):
    """The step "{step}" of a referral needs {missing}."""

    code = "referral-step-incomplete"


class RedirectedTooOften(Refused):
    """This referral was redirected {times} times already: close it with what is known."""

    code = "referral-redirected-too-often"


class NotAVillageCode(Refused):
    """{division} is no code of a village or community: 12 digits are needed."""

    code = "referral-not-a-village"


class OtherProvince(Refused):
    """{division} lies in another province: persons are referred within their own province alone."""

    code = "referral-other-province"
    legal_ground = "个人信息保护法 art. 6"


class SameDivision(Refused):
    """{division} is where the referral comes from, or where it is already: name another village or community."""

    code = "referral-same-division"


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a referral: whose it is (`duties`, and on which side), what must be said with it, what follows."""

    name: str
    zh: str
    is_senders: bool
    duties: tuple[str, ...]
    needs: tuple[str, ...]
    allowed: tuple[str, ...]


TOLD: Final = "told"
SENT: Final = "sent"
RECEIVED: Final = "received"
VISITED: Final = "visited"
REGISTERED: Final = "confirmed_registered"
REFUTED: Final = "refuted"
REFUSED: Final = "refused"
NOT_DISCLOSED: Final = "known_not_disclosed"
WRONG_DIVISION: Final = "wrong_division"
REDIRECTED: Final = "redirected"
WITHDRAWN: Final = "withdrawn"
CLOSED: Final = "closed"
RECEIVERS: Final = (DECIDES, VISITS)
# What a receiver may answer once the person was asked for; each returns to the sender, who closes the referral.
RESULTS: Final = (REGISTERED, REFUTED, REFUSED, NOT_DISCLOSED, WRONG_DIVISION)
STEPS: Final[Mapping[str, Step]] = {
    step.name: step
    for step in (
        Step(TOLD, "已告知本人", True, (DECIDES,), ("how",), (SENT, WITHDRAWN)),
        Step(SENT, "推送", True, (DECIDES,), ("division",), (RECEIVED, WITHDRAWN)),
        Step(RECEIVED, "接收", False, RECEIVERS, (), (VISITED, NOT_DISCLOSED, WRONG_DIVISION)),
        Step(VISITED, "上门核查", False, RECEIVERS, (), RESULTS),
        Step(REGISTERED, "核实，已登记居住", False, RECEIVERS, ("act",), (CLOSED,)),
        Step(REFUTED, "核实，不在此处居住", False, RECEIVERS, ("words",), (CLOSED,)),
        Step(REFUSED, "本人不愿回答", False, RECEIVERS, (), (CLOSED,)),
        Step(NOT_DISCLOSED, "去向已知，住址不公开", False, RECEIVERS, (), (CLOSED,)),
        Step(WRONG_DIVISION, "不属本地，退回", False, RECEIVERS, ("words",), (REDIRECTED, CLOSED)),
        Step(REDIRECTED, "转推他处", True, (DECIDES,), ("division",), (RECEIVED, WITHDRAWN)),
        Step(WITHDRAWN, "撤回推送", True, (DECIDES,), ("words",), ()),
        Step(CLOSED, "办结", True, (DECIDES,), (), ()),
    )
}
OVER: Final = (WITHDRAWN, CLOSED)
ARRIVALS: Final = (SENT, REDIRECTED)
# Between these the receiver has it; in the others the next step is the sender's.
WITH_RECEIVER: Final = (SENT, REDIRECTED, RECEIVED, VISITED)
# How the person was told that the claimed address goes to another office.
TOLD_HOW: Final[Mapping[str, str]] = {"in_person": "当面告知", "by_telephone": "电话告知", "in_writing": "书面告知"}


def need_step(status: str, step: str, said: Mapping[str, Any], *, redirects: int = 0) -> Step:
    """Return the step that a referral takes next; `said` holds what comes with it, by the names of `needs`.

    Raises `ReferralStepNotAllowed`, `ReferralStepIncomplete`, `RedirectedTooOften`.
    """
    allowed = STEPS[status].allowed
    if step not in allowed:
        raise ReferralStepNotAllowed(status=status, step=step[:40], allowed=", ".join(allowed) or "nothing")
    row = STEPS[step]
    missing = [name for name in row.needs if said.get(name) in (None, "")]
    if missing:
        raise ReferralStepIncomplete(step=step, missing=", ".join(missing))
    if step == REDIRECTED and redirects >= MOST_REDIRECTS:
        raise RedirectedTooOften(times=redirects)
    return row


def need_told(how: str) -> None:
    """Raise `ReferralStepIncomplete` unless it is said how the person was told."""
    if how not in TOLD_HOW:
        raise ReferralStepIncomplete(step=TOLD, missing=f"how the person was told: {', '.join(TOLD_HOW)}")


def need_place(sender: str, receiver: str, *, now_at: str = "") -> None:
    """Raise `NotAVillageCode`, `OtherProvince` or `SameDivision` unless `sender` may refer somebody to `receiver`.

    Both are codes of 12 digits; `now_at` is the division that has the referral already.

    >>> need_place("511703116001", "511703117002")
    """
    if not (receiver.isascii() and receiver.isdigit() and len(receiver) == 12 and len(scope(receiver)) == 12):
        raise NotAVillageCode(division=receiver[:20])
    if receiver[:PROVINCE_DIGITS] != sender[:PROVINCE_DIGITS]:
        raise OtherProvince(division=receiver)
    if receiver in (sender, now_at):
        raise SameDivision(division=receiver)


def due_on(arrived_on: date, days: int = DUE_DAYS) -> date:
    """Return the last day for the answer. It counts from arrival: who does not open it gains no time.

    >>> due_on(date(2026, 3, 2))
    datetime.date(2026, 4, 1)
    """
    return arrived_on + timedelta(days=days)
