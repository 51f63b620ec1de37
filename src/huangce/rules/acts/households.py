"""Split, merge and change of reference person (分户、并户、变更户主; requirements 2.4).

A split or merge changes who belongs together, not where anybody counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from huangce.errors import Refused
from huangce.rules.acts.base import (
    Act,
    NotAMember,
    after_leaving,
    membership,
    need_open,
    need_registered,
    present,
    upon_arrival,
)
from huangce.rules.acts.moves import NobodyNamed, OneRelationEach, head_of, open_household
from huangce.rules.facts import Fact
from huangce.rules.situation import Situation
from huangce.rules.state import Record

# Civil Code arts 17-18: adults have full capacity, and those of 16 who live by their own work.
FULL_CAPACITY = 18
OWN_WORK = 16


class NotOfFullCapacity(Refused):
    """The reference person must have full civil capacity while household {household} has an adult member."""

    code = "not-of-full-capacity"


class WholeHousehold(Refused):
    """A split leaves somebody behind: name fewer persons, or record a move."""

    code = "whole-household"


class SameHousehold(Refused):
    """A household cannot be merged into itself."""

    code = "same-household"


class CollectiveHousehold(Refused):
    """Household {household} is a collective household: its members join and leave by moves."""

    code = "collective-household"


class DifferentPlaces(Refused):
    """Households merge only at one registered address: record a move within the county instead."""

    code = "different-places"


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdSplit(Act):
    """Open a new household at the same address for some members of a household."""

    kind: ClassVar[str] = "household_split"
    creates: ClassVar[tuple[str, ...]] = ("new_household",)

    household: int
    new_household: int | None = None
    persons: tuple[int, ...]
    relations: tuple[str, ...]
    new_reference_person: int | None = None

    def subjects(self) -> tuple[int, ...]:
        return (*self.persons, *present(self.new_reference_person))

    def households(self) -> tuple[int, ...]:
        return (self.household,)

    def leaving(self) -> tuple[int, ...]:
        return self.persons


def decide_split(situation: Situation, act: HouseholdSplit) -> list[Fact]:
    """Return the facts of two households where there was one."""
    household = situation.household(act.household)
    _need_family(household)
    if not act.persons:
        raise NobodyNamed()
    if len(act.relations) != len(act.persons):
        raise OneRelationEach()
    for one in act.persons:
        need_registered(situation.person(one), act)
        _need_member(situation.person(one), household)
    if not situation.others_in(household.id, set(act.persons)):
        raise WholeHousehold()
    head = head_of(act.persons, act.relations)
    assert act.new_household is not None
    address_id = household.number("household", "address_id")
    opened = open_household(
        act.new_household,
        act,
        division=household.text("household", "division"),
        address=household.text("household", "address"),
        address_id=address_id,
        reference_person=head,
    )
    moved = [
        membership(one, act.new_household, relation, act.happened_on)
        for one, relation in zip(act.persons, act.relations, strict=True)
    ]
    return [opened, *moved, *after_leaving(act, situation, household, set(act.persons), act.new_reference_person)]


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdMerge(Act):
    """Bring all members of one household into another at the same address. `relations` in the order of `persons`."""

    kind: ClassVar[str] = "household_merge"

    household: int
    into: int
    persons: tuple[int, ...]
    relations: tuple[str, ...]

    def subjects(self) -> tuple[int, ...]:
        return self.persons

    def households(self) -> tuple[int, ...]:
        return (self.household, self.into)


class SomebodyLeftOut(Refused):
    """A merge takes every registered member of household {household} along: {missing} are not named."""

    code = "somebody-left-out"


def decide_merge(situation: Situation, act: HouseholdMerge) -> list[Fact]:
    """Return the facts of one household where there were two."""
    if act.household == act.into:
        raise SameHousehold()
    source, target = situation.household(act.household), situation.household(act.into)
    _need_family(source)
    _need_family(target)
    if source.text("household", "address") != target.text("household", "address"):
        raise DifferentPlaces()
    if len(act.relations) != len(act.persons):
        raise OneRelationEach()
    missing = {one.id for one in situation.members_of(source.id)} - set(act.persons)
    if missing:
        raise SomebodyLeftOut(household=source.id, missing=len(missing))
    for one in act.persons:
        need_registered(situation.person(one), act)
        _need_member(situation.person(one), source)
    return [
        *(
            membership(one, target.id, relation, act.happened_on)
            for one, relation in zip(act.persons, act.relations, strict=True)
        ),
        *(upon_arrival(act, situation, target, act.persons, present(source.reference_person)) if act.persons else ()),
        Fact(source.id, "household", {"household_status": "closed"}, act.happened_on),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeOfReferencePerson(Act):
    """Name another member the reference person. `relations` restates the relation of each of `persons` to them."""

    kind: ClassVar[str] = "change_of_reference_person"

    household: int
    new_reference_person: int
    persons: tuple[int, ...] = ()
    relations: tuple[str, ...] = ()

    def subjects(self) -> tuple[int, ...]:
        return (self.new_reference_person, *self.persons)

    def households(self) -> tuple[int, ...]:
        return (self.household,)


def decide_reference_person(situation: Situation, act: ChangeOfReferencePerson) -> list[Fact]:
    """Return the facts of the household and of the relations that are restated."""
    household = situation.household(act.household)
    need_open(household)
    if len(act.relations) != len(act.persons):
        raise OneRelationEach()
    person = situation.person(act.new_reference_person)
    need_registered(person, act)
    _need_member(person, household)
    day = act.happened_on
    age = person.age_on(day)
    members = situation.members_of(household.id)
    adults = [one for one in members if (one.age_on(day) or 0) >= FULL_CAPACITY and one.is_registered]
    if age is not None and age < (OWN_WORK if act.legal_ground else FULL_CAPACITY) and adults:
        raise NotOfFullCapacity(household=household.id)
    facts = [
        Fact(household.id, "household", {"reference_person": person.id}, day),
        membership(person.id, household.id, "02", day),
    ]
    for one, relation in zip(act.persons, act.relations, strict=True):
        _need_member(situation.person(one), household)
        facts.append(membership(one, household.id, relation, day))
    return facts


def _need_member(person: Record, household: Record) -> None:
    if person.household != household.id:
        raise NotAMember(record=person.id, household=household.id)


def _need_family(household: Record) -> None:
    need_open(household)
    if household.is_collective:
        raise CollectiveHousehold(household=household.id)
