"""Decide an act: the guards that all acts share, then the rule of its kind. Pure; `register.record` is the only caller
that writes what it returns."""

from __future__ import annotations

from huangce.rules.acts import KINDS
from huangce.rules.acts.base import Act, BeforeOpening, InTheFuture
from huangce.rules.facts import Fact
from huangce.rules.situation import Situation

# Acts that take others back carry the day of what they take back, and a correction takes its place in time itself.
ANY_DAY = frozenset({"opening_entry", "residence_opening", "reversal", "batch_undone", "erasure", "correction"})


def decide(situation: Situation, act: Act) -> list[Fact]:
    """Return the facts that `act` adds in `situation`, or raise `Refused`."""
    if act.happened_on > situation.today:
        raise InTheFuture(happened_on=act.happened_on)
    if act.kind not in ANY_DAY:
        for record in situation.records.values():
            opening = min((one.fact.valid_from for one in record.history), default=None)
            if opening is not None and record.id in act.subjects() and act.happened_on < opening:
                raise BeforeOpening(opening=opening)
    return KINDS[act.kind].decide(situation, act)
