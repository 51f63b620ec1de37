"""One person held twice: link the records, and take the link back (requirements 3.8; duplicates in `design.md`).

Facts never move between records. A link says that two records are one person, keeps the one that lawfully stands, field
by field with the value of either where ordinary items differ, and ends the registration of the other after the person
was heard, or did not answer a notice in its time. Unlinking restores the other, and allocates every act recorded since
to the record it belongs to, those too that only name it (a residence, a birth of which it is the parent, another record
linked to it): what it said is said of that record from the same day on, and of the first record what stood there
without it (see `parting`). Who died or moved away under the one record is dead or gone under the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, Final

from huangce.errors import Refused
from huangce.rules import items
from huangce.rules.acts.base import (
    Act,
    after_leaving,
    need_evidence,
    need_second_officer,
    present,
    registration,
)
from huangce.rules.acts.cancellations import need_hearing
from huangce.rules.acts.parting import handed_over, left_as_it_was, pointed_anew, taken_up_again
from huangce.rules.facts import Fact, Value
from huangce.rules.fold import fold
from huangce.rules.situation import Situation
from huangce.rules.state import Record

EVIDENCE = ("duplicate_investigation", "declaration")
# The ordinary items of a person: of each, one record's value may be kept. A main item that differs is corrected by an
# act of its own, with the evidence that it needs (requirements 3.7).
ORDINARY: Final = {
    item.name: group
    for group in ("identity", "details")
    for item in items.GROUPS[group].items
    if not item.main and item.form == "text"
}


class SameRecord(Refused):
    """Name two different records."""

    code = "same-record"


class AlreadyLinked(Refused):
    """Record {record} is already linked to another record: act on that one."""

    code = "already-linked"


class NotLinked(Refused):
    """Record {record} is not linked to another record."""

    code = "not-linked"


class NothingToTake(Refused):
    """{item} is no ordinary item that record {record} has and the other says otherwise. Main items are corrected."""

    code = "nothing-to-take"


class NotAllocated(Refused):
    """Say for each act since the link which record it belongs to: {acts} is not allocated."""

    code = "not-allocated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Act):
    """Say that `other` is the same person as `kept`, and end the registration of `other` as a duplicate.

    take: items of `ORDINARY` in which `kept` takes the value of `other`.
    """

    kind: ClassVar[str] = "link"

    kept: int
    other: int
    heard: bool = False
    noticed_on: date | None = None
    take: tuple[str, ...] = ()
    new_reference_person: int | None = None

    def subjects(self) -> tuple[int, ...]:
        return (self.kept, self.other, *present(self.new_reference_person))

    def leaving(self) -> tuple[int, ...]:
        return (self.other,)


def decide_link(situation: Situation, act: Link) -> list[Fact]:
    """Return the facts that link two records."""
    if act.kept == act.other:
        raise SameRecord()
    kept, other = situation.person(act.kept), situation.person(act.other)
    for one in (kept, other):
        if one.number("link", "same_as") is not None:
            raise AlreadyLinked(record=one.id)
    need_evidence(act, *EVIDENCE)
    need_second_officer(act, situation)
    if other.counts_here:
        need_hearing(situation, heard=act.heard, noticed_on=act.noticed_on, by=act.happened_on)
    day = act.happened_on
    facts = [Fact(other.id, "link", {"same_as": kept.id}, day), *_taken(kept, other, act)]
    if other.counts_here:
        facts.append(registration(other.id, items.CANCELLED, day, ended_by="duplicate"))
        if other.household is not None:
            household = situation.household(other.household)
            facts += after_leaving(act, situation, household, {other.id}, act.new_reference_person)
    return facts


def _taken(kept: Record, other: Record, act: Link) -> list[Fact]:
    """Return what `kept` takes over, item by item."""
    taken: dict[str, dict[str, Value]] = {}
    for name in dict.fromkeys(act.take):
        group = ORDINARY.get(name, "")
        value = other.item(group, name)
        if value in (None, "") or value == kept.item(group, name):
            raise NothingToTake(item=name, record=other.id)
        taken.setdefault(group, {})[name] = value
    return [Fact(kept.id, group, given, act.happened_on) for group, given in taken.items()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlink(Act):
    """Take a link back: the two records are two persons. `allocation` maps act → record for every act since."""

    kind: ClassVar[str] = "unlink"

    other: int
    kept: int
    allocation: Mapping[int, int] = field(default_factory=dict)
    restore: bool = True

    def subjects(self) -> tuple[int, ...]:
        return (self.kept, self.other)

    def leaving(self) -> tuple[int, ...]:
        return (self.other,)


def decide_unlink(situation: Situation, act: Unlink) -> list[Fact]:
    """Return the facts that part the records, with each later act on the record it belongs to."""
    kept, other = situation.person(act.kept), situation.person(act.other)
    if other.number("link", "same_as") != kept.id:
        raise NotLinked(record=other.id)
    need_evidence(act, *EVIDENCE)
    need_second_officer(act, situation)
    linked = next(
        one for one in reversed(other.history) if one.fact.group == "link" and one.fact.items.get("same_as") == kept.id
    )
    pointing = {one.id for one in situation.acts.values() if one.is_effective}
    later = sorted(one for one in {*pointing, *(one.act for one in kept.history)} if one > linked.act)
    missing = [one for one in later if act.allocation.get(one) not in (kept.id, other.id)]
    if missing:
        raise NotAllocated(acts="、".join(str(one) for one in missing))
    day = act.happened_on
    theirs = {one for one in later if act.allocation[one] == other.id}
    facts = [Fact(other.id, "link", {"same_as": None}, day)]
    was = fold(other.id, other.history, without={linked.act}).groups.get("registration", {})
    # Whose registration a later act has changed (a death, a move away) is as that act left it; else as before the link.
    is_settled = any(one.act in theirs and one.fact.group == "registration" for one in kept.history)
    if act.restore and not is_settled and was.get("status") == items.REGISTERED:
        if other.household is not None:
            facts += taken_up_again(situation, other, linked.act, day)
        facts.append(Fact(other.id, "registration", {**was, "since": day.isoformat()}, day))
    facts += handed_over(kept, other, theirs, linked.act)
    for one in situation.records.values():
        if one.id not in (kept.id, other.id):
            facts += pointed_anew(one, kept.id, other.id, theirs)
            facts += left_as_it_was(one, kept, theirs, situation)
    return facts
