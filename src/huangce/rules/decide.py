"""Decide an act: the guards that all acts share, the rule of its kind, then what every value of a fact must be. Pure;
`register.record` is the only caller that writes what it returns.

A register that is taken over is known from the day of its opening. What happened before and was not recorded then (a
death that nobody reported) takes effect on that day; its own dates stay as they are.
"""

from __future__ import annotations

from huangce.rules.acts import KINDS
from huangce.rules.acts.base import Act, BeforeOpening, InTheFuture, WrongValue
from huangce.rules.facts import Fact
from huangce.rules.items import GROUPS
from huangce.rules.situation import Situation

# Acts that take others back carry the day of what they take back, and a correction takes its place in time itself.
ANY_DAY = frozenset({"opening_entry", "residence_opening", "reversal", "batch_undone", "erasure", "correction"})
# These repeat what another register held; what is empty there is a finding.
TAKEN_OVER = frozenset({"opening_entry", "residence_opening"})


def decide(situation: Situation, act: Act) -> list[Fact]:
    """Return the facts that `act` adds in `situation`, or raise `Refused`."""
    if act.happened_on > situation.today and not KINDS[act.kind].announced:
        raise InTheFuture(happened_on=act.happened_on)
    if act.kind not in ANY_DAY:
        for begins in situation.begins.values():
            if act.happened_on < begins:
                raise BeforeOpening(opening=begins)
    facts = KINDS[act.kind].decide(situation, act)
    _check_values(act, facts)
    opened_on = situation.opened_on
    if opened_on is None:
        return facts
    return [one._replace(valid_from=opened_on) if one.valid_from < opened_on else one for one in facts]


def _check_values(act: Act, facts: list[Fact]) -> None:
    """Refuse a value that the item cannot have."""
    for one in facts:
        items = GROUPS[one.group].by_name
        for name, value in one.items.items():
            if not items[name].holds(value):
                raise WrongValue(item=name, why="not of the form of this item")
            if value == "" and items[name].needed and act.kind not in TAKEN_OVER:
                raise WrongValue(item=name, why="empty")
