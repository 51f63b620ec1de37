"""What two parted records and those around them say after an unlink (requirements 3.8: a merge must be reversible).

Nothing is moved or removed: each function returns facts that say anew, from the day on which it was said, what an act
recorded since the link says once it is known whose act it was. What was said of a later day still follows, by its own
fact.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Final

from huangce.rules import items
from huangce.rules.acts.base import membership
from huangce.rules.facts import Fact, RecordedFact
from huangce.rules.fold import fold
from huangce.rules.situation import Situation
from huangce.rules.state import Record

HEAD: Final = "02"
UNKNOWN_RELATION: Final = "99"
# Group → the item by which a record of it names a person.
NAMES_PERSON: Final = {"residence": "person", "household": "reference_person", "link": "same_as"}


def handed_over(kept: Record, other: Record, theirs: Collection[int], linked: int) -> list[Fact]:
    """Assert on `other` what the acts `theirs` said of `kept`, and on `kept` what stood on that day without them and
    without what it took over by the link.
    """
    facts: list[Fact] = []
    undone = {*theirs, linked}
    for one in kept.history:
        if one.act in theirs:
            facts.append(Fact(other.id, one.fact.group, one.fact.items, one.fact.valid_from))
        if one.act in undone:
            facts.append(_without(kept, one.fact, undone))
    return facts


def pointed_anew(record: Record, kept: int, other: int, theirs: Collection[int]) -> list[Fact]:
    """Let a residence, a household or a linked record name `other` where an act of `theirs` let it name `kept`."""
    return [
        Fact(record.id, one.fact.group, {NAMES_PERSON[one.fact.group]: other}, one.fact.valid_from)
        for one in record.history
        if one.act in theirs and _names(one.fact, kept)
    ]


def left_as_it_was(record: Record, kept: Record, theirs: Collection[int], situation: Situation) -> list[Fact]:
    """Undo what an act of `theirs` did to the household that `kept` seemed to leave: closed, or with another head.

    Of the head who seemed to follow the relation is undone too.
    """
    undone = set(theirs)
    facts = []
    for one in record.history:
        if one.act in undone:
            home = fold(kept.id, kept.history, as_of=one.fact.valid_from, without=undone).household
            is_home = record.id == home and one.fact.group == "household" and not _names(one.fact, kept.id)
            if is_home or _followed(record.id, one, situation.records.get(home or 0)):
                facts.append(_without(record, one.fact, undone))
    return facts


def taken_up_again(situation: Situation, other: Record, linked: int, day: date) -> list[Fact]:
    """Facts of the household in which `other` is registered again: opened again, and led as before the link where
    nobody has changed that since.
    """
    assert other.household is not None
    household = situation.household(other.household)
    if not household.is_open:
        reopened: dict[str, str | int] = {"household_status": items.OPEN, "reference_person": other.id}
        return [Fact(household.id, "household", reopened, day), membership(other.id, household.id, HEAD, day)]
    if other.text("membership", "relation") != HEAD or household.reference_person == other.id:
        return []
    head = household.reference_person
    follower = situation.records.get(head) if head is not None else None
    if follower is None or not any(one.act == linked for one in follower.history):
        return [membership(other.id, household.id, UNKNOWN_RELATION, day)]
    before = fold(follower.id, follower.history, without={linked}).text("membership", "relation")
    return [
        Fact(household.id, "household", {"reference_person": other.id}, day),
        membership(follower.id, household.id, before or UNKNOWN_RELATION, day),
    ]


def _names(fact: Fact, person: int) -> bool:
    pointer = NAMES_PERSON.get(fact.group)
    return pointer is not None and fact.items.get(pointer) == person


def _followed(person: int, one: RecordedFact, home: Record | None) -> bool:
    """Whether a fact makes a person the head of a household by an act that changed who leads it."""
    if home is None or one.fact.object != home.id or one.fact.items.get("relation") != HEAD:
        return False
    leads = (it for it in home.history if it.act == one.act)
    return any(it.fact.items.get("reference_person") == person for it in leads)


def _without(record: Record, fact: Fact, undone: set[int]) -> Fact:
    """Return what stands of the items of a fact on its day without some acts."""
    stands = fold(record.id, record.history, as_of=fact.valid_from, without=undone).groups.get(fact.group, {})
    return Fact(record.id, fact.group, {name: stands.get(name) for name in fact.items}, fact.valid_from)
