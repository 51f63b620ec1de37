"""What every act carries, and the guards that every act passes.

An act is what an officer records. Each kind has one file here with its dataclass, its errors and its rule; the table of
kinds is in `huangce.rules.acts`. Law: 户口登记条例 (1958) arts 6-19 and the working norms named in each file.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar, Self

from huangce.errors import Refused
from huangce.rules.facts import Fact
from huangce.rules.newcomers import Newcomer
from huangce.rules.situation import Situation
from huangce.rules.state import Record


class InTheFuture(Refused):
    """An act cannot be recorded before it has happened: {happened_on} is still to come."""

    code = "in-the-future"


class BeforeOpening(Refused):
    """The register of this record begins on {opening}: what happened before is not known to it."""

    code = "before-opening"


class EvidenceMissing(Refused):
    """This act needs one of these documents: {needed}. Tell the informant once, in writing, of all that is missing."""

    code = "evidence-missing"
    legal_ground = "户口登记条例 arts 7-13"


class SecondOfficerNeeded(Refused):
    """This act needs the decision of a second officer who did not enter it."""

    code = "second-officer-needed"
    legal_ground = "notice 003 五(四)"


class AlreadyDead(Refused):
    """The person of record {record} died on {died_on}, before this act took effect."""

    code = "person-already-dead"
    legal_ground = "户口登记条例 art. 8"


class NotRegistered(Refused):
    """The person of record {record} is not registered here on that day."""

    code = "not-registered"
    legal_ground = "户口登记条例 art. 6"


class HouseholdClosed(Refused):
    """Household {record} is closed."""

    code = "household-closed"


class ReferencePersonNeeded(Refused):
    """Others remain in household {household}: name which of them becomes the reference person."""

    code = "reference-person-needed"
    legal_ground = "户口登记条例 art. 5"


class NotAMember(Refused):
    """The person of record {record} is not a registered member of household {household}."""

    code = "not-a-member"
    legal_ground = "户口登记条例 art. 5"


class NumberTaken(Refused):
    """This citizen number is registered for the person of record {holder}. Open a case of duplicate numbers."""

    code = "number-taken"
    legal_ground = "居民身份证法 art. 3"


class WrongValue(Refused):
    """The value given for {item} cannot stand: {why}."""

    code = "wrong-value"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A document shown: its kind from the tables of the act, its number and date where it has them."""

    kind: str
    number: str = ""
    dated: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What all acts carry. `happened_on` is the day it takes effect in the world.

    `declared_by` is the informant as written, `collected_by` the officer who took the facts down where that is another
    than who enters them, `approved_by` the second officer where the kind needs one. `day_order` orders acts of one day.
    """

    kind: ClassVar[str] = ""
    # Fields that hold the id of a record this act creates: `record` fills them.
    creates: ClassVar[tuple[str, ...]] = ()

    happened_on: date
    day_order: int = 0
    declared_by: str = ""
    collected_by: int | None = None
    approved_by: int | None = None
    legal_ground: str = ""
    evidence: tuple[Evidence, ...] = ()

    def to_create(self) -> tuple[str, ...]:
        """The fields of `creates` that this act needs filled."""
        return self.creates

    def with_ids(self, next_id: Callable[[], int]) -> Self:
        """Return the act with an id for every record that it creates."""
        missing: dict[str, Any] = {name: next_id() for name in self.to_create() if getattr(self, name) is None}
        return replace(self, **missing) if missing else self

    def without_ids(self) -> Self:
        """Return the act as it was submitted, before its new records had ids."""
        nothing: dict[str, Any] = dict.fromkeys(self.creates)
        return replace(self, **nothing)

    def created(self) -> dict[str, int]:
        """The ids of the records that this act creates, by the field that holds them."""
        return {name: getattr(self, name) for name in self.creates if getattr(self, name) is not None}

    def subjects(self) -> tuple[int, ...]:
        """Ids of existing records whose state this act reads and changes: they are locked."""
        return ()

    def households(self) -> tuple[int, ...]:
        """Ids of households that the act names; their list of members is loaded."""
        return ()

    def leaving(self) -> tuple[int, ...]:
        """Ids of persons who may leave their household by this act: that household is locked and loaded too."""
        return ()

    def numbers(self) -> tuple[str, ...]:
        """Citizen numbers that this act brings in: they are locked and looked up."""
        return ()

    def residents(self) -> tuple[int, ...]:
        """Ids of persons whose open spells of residence the rule looks at."""
        return ()

    def names_acts(self) -> tuple[int, ...]:
        """Ids of acts that this act names."""
        return ()

    def newly_entered(self) -> Newcomer | None:
        """The person whom this act enters into the register of households anew."""
        return None


def present(*ids: int | None) -> tuple[int, ...]:
    """The ids that are given."""
    return tuple(one for one in ids if one is not None)


def need_evidence(act: Act, *kinds: str) -> None:
    """Refuse unless one document of these kinds is named."""
    if not {one.kind for one in act.evidence} & set(kinds):
        raise EvidenceMissing(needed="、".join(kinds))


def need_second_officer(act: Act, situation: Situation) -> None:
    """Refuse unless somebody other than who enters the act has approved it."""
    if act.approved_by is None or act.approved_by == situation.by:
        raise SecondOfficerNeeded()


def need_alive(person: Record, act: Act) -> None:
    """Refuse if the person had died before the day of the act."""
    died_on = person.died_on
    if died_on is not None and act.happened_on >= died_on:
        raise AlreadyDead(record=person.id, died_on=died_on)


def need_registered(person: Record, act: Act) -> None:
    """Refuse unless the person is alive and registered here."""
    need_alive(person, act)
    if not person.is_registered:
        raise NotRegistered(record=person.id)


def need_open(household: Record) -> None:
    """Refuse if the household is closed."""
    if not household.is_open:
        raise HouseholdClosed(record=household.id)


def need_free_number(number: str | None, situation: Situation, *, own: int | None = None) -> None:
    """Refuse a citizen number that another person is registered with."""
    others = [holder for holder in situation.holders.get(number or "", ()) if holder != own]
    if others:
        raise NumberTaken(holder=others[0])


def after_leaving(
    act: Act, situation: Situation, household: Record, leaving: set[int], new_reference_person: int | None
) -> list[Fact]:
    """Facts of a household whose members `leaving` go: a new reference person, or closed when nobody stays.

    Collective households (集体户) are managed by an appointed person and stay as they are.
    """
    if household.is_collective or not household.is_open:
        return []
    staying = situation.others_in(household.id, leaving)
    if not staying:
        remaining = [one for one in situation.members_of(household.id) if one.id not in leaving]
        return [] if remaining else [Fact(household.id, "household", {"household_status": "closed"}, act.happened_on)]
    if household.reference_person not in leaving:
        return []
    if new_reference_person is None:
        raise ReferencePersonNeeded(household=household.id)
    if new_reference_person not in {one.id for one in staying}:
        raise NotAMember(record=new_reference_person, household=household.id)
    return [
        Fact(household.id, "household", {"reference_person": new_reference_person}, act.happened_on),
        membership(new_reference_person, household.id, "02", act.happened_on),
    ]


def upon_arrival(
    act: Act, situation: Situation, household: Record, persons: Sequence[int], heads: Sequence[int]
) -> list[Fact]:
    """The fact of who is the reference person of a household that nobody is registered in when `persons` arrive.

    One of `heads` among them, else the first of them.
    """
    if household.is_collective or situation.others_in(household.id, set(persons)):
        return []
    head = next((one for one in persons if one in heads), persons[0])
    return [Fact(household.id, "household", {"reference_person": head}, act.happened_on)]


def membership(person: int, household: int, relation: str, day: date) -> Fact:
    """The fact that a person belongs to a household, with the GB/T 4761 relation code."""
    return Fact(person, "membership", {"household": household, "relation": relation}, day)


def registration(
    person: int,
    status: str,
    day: date,
    *,
    counted_in: str | None = None,
    ended_by: str | None = None,
    elsewhere: str = "",
) -> Fact:
    """The fact of a person's registration; the group is always asserted whole."""
    return Fact(
        person,
        "registration",
        {
            "status": status,
            "counted_in": counted_in,
            "since": day.isoformat(),
            "ended_by": ended_by,
            "elsewhere": elsewhere or None,
        },
        day,
    )
