"""The procedure ex officio of a death that nobody reports: where it stands, from what was entered of it.

Notice 002 三(三)2 (requirements E2, 3.3): a field check confirms the death; written notice is served on who must
report and on the village or residents' committee; a month after the later service, a second officer may approve
cancelling on the committee's certificate and the officer's record. An objection suspends it. Where nobody who must
report is found, a public notice is posted, and serves when its days are over (the office says how many; 民事诉讼法 art.
95 has thirty). Nothing here cancels anybody: that is the act `death_ex_officio`, which checks its own guards again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from huangce.rules.periods import Calendar, end_of_period

GROUND: Final = "notice 002 三(三)2"
ALIVE: Final = "alive_seen"
POSTED: Final = "public_posted"
CHECKS: Final = ("dead_confirmed", "not_confirmed", ALIVE)
SERVICES: Final = ("informant_served", "committee_served")
OBJECTIONS: Final = ("objected", "objection_settled")
STEPS: Final[Mapping[str, str]] = {
    "dead_confirmed": "实地核查：确已死亡",
    "not_confirmed": "实地核查：核实不了",
    ALIVE: "实地核查：本人健在",
    "informant_served": "通知送达申报义务人",
    POSTED: "找不到申报义务人，张贴公告",
    "committee_served": "通知送达村（居）委会",
    "objected": "有人提出异议",
    "objection_settled": "异议已查清，不成立",
}
# Steps that happen at a place, which is entered with them.
AT_A_PLACE: Final = (*SERVICES, POSTED)
PUBLIC_DAYS: Final = 30
MOST_PUBLIC_DAYS: Final = 365
STATES: Final[Mapping[str, str]] = {
    "to_check": "待实地核查",
    "not_confirmed": "核实不了，不办",
    "alive": "本人健在，不办",
    "to_serve": "待送达两份通知",
    "running": "已送达，等满一个月",
    "suspended": "有异议，中止",
    "ripe": "期满未申报，可以由两人决定",
}
_ENDED: Final = {"not_confirmed": "not_confirmed", ALIVE: "alive"}


class Entered(NamedTuple):
    """A step as it was entered: which, its day, and of a public notice how many days it hangs."""

    step: str
    on: date
    days: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a procedure stands: state, days of check and services, the last day of the month, what may follow.

    posted_until: the last day of a public notice. informant_served_on: by hand, or by the public notice whose days
    are over.
    """

    state: str
    checked_on: date | None = None
    informant_served_on: date | None = None
    committee_served_on: date | None = None
    ends_on: date | None = None
    may_follow: tuple[str, ...] = ()
    posted_until: date | None = None


def standing(entered: Sequence[Entered], *, today: date, calendar: Calendar) -> Standing:
    """Return where a procedure stands by its steps, in the order in which they were entered.

    A later field check begins anew: what was served before it does not count.
    """
    checks = [i for i, one in enumerate(entered) if one.step in CHECKS]
    if not checks:
        return Standing("to_check", may_follow=CHECKS)
    outcome, checked_on, _days = entered[checks[-1]]
    if outcome in _ENDED:
        return Standing(_ENDED[outcome], checked_on, may_follow=tuple(one for one in CHECKS if one != outcome))
    since = entered[checks[-1] :]
    by_hand, committee = (next((one.on for one in since if one.step == wanted), None) for wanted in SERVICES)
    posted = next((one for one in since if one.step == POSTED), None)
    until = end_of_period(posted.on, days=posted.days or PUBLIC_DAYS, calendar=calendar) if posted else None
    informant = min(by_hand or date.max, until or date.max)
    ends_on = None
    if informant < date.max and committee is not None:
        ends_on = end_of_period(max(informant, committee), months=1, calendar=calendar)
    served_on = informant if informant <= today else None
    known = (checked_on, served_on, committee, ends_on)
    objections = [one.step for one in since if one.step in OBJECTIONS]
    ended = tuple(one for one in CHECKS if one != outcome)
    if objections and objections[-1] == "objected":
        return Standing("suspended", *known, may_follow=("objection_settled", *ended), posted_until=until)
    lacking = {"informant_served": by_hand, "committee_served": committee, POSTED: by_hand or posted}
    left = () if ends_on and ends_on < today else tuple(one for one in STEPS if one in lacking and not lacking[one])
    more = ("objected", *ended)
    if ends_on is None:
        return Standing("to_serve", *known, may_follow=(*left, *more), posted_until=until)
    state = "ripe" if today > ends_on else "running"
    return Standing(state, *known, may_follow=(*left, *more), posted_until=until)
