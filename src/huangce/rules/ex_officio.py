"""The procedure ex officio of a death that nobody reports: where it stands, from what was entered of it.

Notice 002 三(三)2 (requirements E2, 3.3): a field check confirms the death; written notice is served on who must
report and on the village or residents' committee; a month after the later service, a second officer may approve
cancelling on the committee's certificate and the officer's record. An objection suspends it. Nothing here cancels
anybody: that is the act `death_ex_officio`, which checks its own guards again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from huangce.rules.periods import Calendar, end_of_period

GROUND: Final = "notice 002 三(三)2"
CHECKS: Final = ("dead_confirmed", "not_confirmed")
SERVICES: Final = ("informant_served", "committee_served")
OBJECTIONS: Final = ("objected", "objection_settled")
STEPS: Final[Mapping[str, str]] = {
    "dead_confirmed": "实地核查：确已死亡",
    "not_confirmed": "实地核查：核实不了",
    "informant_served": "通知送达申报义务人",
    "committee_served": "通知送达村（居）委会",
    "objected": "有人提出异议",
    "objection_settled": "异议已查清，不成立",
}
STATES: Final[Mapping[str, str]] = {
    "to_check": "待实地核查",
    "not_confirmed": "核实不了，不办",
    "to_serve": "待送达两份通知",
    "running": "已送达，等满一个月",
    "suspended": "有异议，中止",
    "ripe": "期满未申报，可以由两人决定",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a procedure stands: state, days of check and services, the last day of the month, what may follow."""

    state: str
    checked_on: date | None = None
    informant_served_on: date | None = None
    committee_served_on: date | None = None
    ends_on: date | None = None
    may_follow: tuple[str, ...] = ()


def standing(entered: Sequence[tuple[str, date]], *, today: date, calendar: Calendar) -> Standing:
    """Return where a procedure stands by its steps, (step, day) in the order in which they were entered.

    A later field check begins anew: what was served before it does not count.
    """
    checks = [i for i, (step, _on) in enumerate(entered) if step in CHECKS]
    if not checks:
        return Standing("to_check", may_follow=CHECKS)
    outcome, checked_on = entered[checks[-1]]
    if outcome == "not_confirmed":
        return Standing("not_confirmed", checked_on, may_follow=("dead_confirmed",))
    since = entered[checks[-1] :]
    informant, committee = (next((on for step, on in since if step == wanted), None) for wanted in SERVICES)
    ends_on = None
    if informant is not None and committee is not None:
        ends_on = end_of_period(max(informant, committee), months=1, calendar=calendar)
    known = (checked_on, informant, committee, ends_on)
    objections = [step for step, _on in since if step in OBJECTIONS]
    if objections and objections[-1] == "objected":
        return Standing("suspended", *known, may_follow=("objection_settled", "not_confirmed"))
    more = ("objected", "not_confirmed")
    if ends_on is None:
        left = tuple(step for step, on in zip(SERVICES, (informant, committee), strict=True) if on is None)
        return Standing("to_serve", *known, may_follow=(*left, *more))
    return Standing("ripe" if today > ends_on else "running", *known, may_follow=more)
