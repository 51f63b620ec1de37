"""Moves: in, out, within the county, and the confirmed arrival elsewhere (requirements 3.4, 3.5; arts 10 and 13).

A person who has moved out is in transit and still counts here, until the place of destination confirms the arrival:
nobody is lost and nobody is counted twice. Registered place and actual residence are two facts, so a move of the
registration does not touch the spells of residence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from huangce.errors import Refused
from huangce.rules import citizen_id, items
from huangce.rules.acts.base import (
    Act,
    after_leaving,
    membership,
    need_alive,
    need_evidence,
    need_free_number,
    need_open,
    need_registered,
    present,
    registration,
    upon_arrival,
)
from huangce.rules.acts.birth import checked_number
from huangce.rules.facts import Fact
from huangce.rules.newcomers import Newcomer, need_looked_at
from huangce.rules.situation import Situation

MOVE_IN_EVIDENCE = ("migration_certificate", "electronic_migration_token", "one_stop_confirmation")
MOVE_OUT_EVIDENCE = ("move_in_permit", "electronic_migration_token", "one_stop_confirmation", "admission_notice")
HEADS = ("01", "02")  # GB/T 4761: the person themselves, the reference person
ARRIVAL_EVIDENCE = ("destination_receipt",)


class NobodyNamed(Refused):
    """Name at least one person."""

    code = "nobody-named"


class NotInTransit(Refused):
    """The person of record {record} is not on the way elsewhere: nothing can be confirmed."""

    code = "not-in-transit"


class AlreadyThere(Refused):
    """The person of record {record} is already a member of household {household}."""

    code = "already-there"


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveIn(Act):
    """Enter a person who arrives from another county. `happened_on` is the day the move takes legal effect.

    `person` names the record of somebody who was registered here before and moved out; it is filled for a newcomer.
    `from_division` and `reason` (settlement reason code) decide how the move counts in the yearly tables. `not_same_as`
    are records of like name and birth that were looked at and are another's.
    """

    kind: ClassVar[str] = "move_in"
    creates: ClassVar[tuple[str, ...]] = ("newcomer",)

    newcomer: int | None = None
    returning: int | None = None
    household: int
    relation: str
    from_division: str
    reason: str
    name: str = ""
    former_name: str | None = None
    sex: str = ""
    birth_date: str = ""
    ethnicity: str = ""
    citizen_id: str | None = None
    birthplace: str | None = None
    native_place: str | None = None
    education: str | None = None
    marital_status: str | None = None
    not_same_as: tuple[int, ...] = ()

    def to_create(self) -> tuple[str, ...]:
        return () if self.returning is not None else self.creates

    def subjects(self) -> tuple[int, ...]:
        return present(self.returning)

    def households(self) -> tuple[int, ...]:
        return (self.household,)

    def numbers(self) -> tuple[str, ...]:
        return (citizen_id.compact(self.citizen_id),) if self.citizen_id else ()

    def newly_entered(self) -> Newcomer | None:
        if self.returning is not None:
            return None
        return Newcomer(name=self.name, birth_date=self.birth_date, not_same_as=self.not_same_as)


def decide_in(situation: Situation, act: MoveIn) -> list[Fact]:
    """Return the facts of an arrival: a new person, or one whose record is taken up again."""
    household = situation.household(act.household)
    need_open(household)
    need_evidence(act, *MOVE_IN_EVIDENCE)
    day = act.happened_on
    arrival = upon_arrival(act, situation, household, present(act.returning or act.newcomer), ())
    counted_in = household.text("household", "division")
    if act.returning is not None:
        person = situation.person(act.returning)
        need_alive(person, act)
        if person.counts_here:
            raise AlreadyThere(record=person.id, household=person.household)
        need_free_number(person.text("identity", "citizen_id"), situation, own=person.id)
        return [
            membership(person.id, act.household, act.relation, day),
            registration(person.id, items.REGISTERED, day, counted_in=counted_in, elsewhere=act.from_division),
            *arrival,
        ]
    number = None
    if act.citizen_id:
        number = checked_number(act.citizen_id, situation, birth_date=act.birth_date, sex=act.sex)
    newcomer = act.newly_entered()
    assert act.newcomer is not None
    assert newcomer is not None
    need_looked_at(newcomer, situation)
    return [
        Fact(
            act.newcomer,
            "identity",
            {
                "name": act.name,
                "former_name": act.former_name,
                "sex": act.sex,
                "birth_date": act.birth_date,
                "ethnicity": act.ethnicity,
                "citizen_id": number,
                "number_contested": False,
            },
            day,
        ),
        Fact(
            act.newcomer,
            "details",
            {
                "birthplace": act.birthplace,
                "native_place": act.native_place,
                "education": act.education,
                "marital_status": act.marital_status,
            },
            day,
        ),
        membership(act.newcomer, act.household, act.relation, day),
        registration(act.newcomer, items.REGISTERED, day, counted_in=counted_in, elsewhere=act.from_division),
        *arrival,
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveOut(Act):
    """Let persons of one household leave for another county: they are in transit and still count here."""

    kind: ClassVar[str] = "move_out"

    persons: tuple[int, ...]
    to_division: str
    reason: str
    new_reference_person: int | None = None

    def subjects(self) -> tuple[int, ...]:
        return (*self.persons, *present(self.new_reference_person))

    def leaving(self) -> tuple[int, ...]:
        return self.persons


def decide_out(situation: Situation, act: MoveOut) -> list[Fact]:
    """Return the facts of a departure."""
    if not act.persons:
        raise NobodyNamed()
    need_evidence(act, *MOVE_OUT_EVIDENCE)
    facts: list[Fact] = []
    for one in act.persons:
        person = situation.person(one)
        need_registered(person, act)
        counted_in = person.text("registration", "counted_in")
        facts.append(
            registration(one, items.IN_TRANSIT, act.happened_on, counted_in=counted_in, elsewhere=act.to_division)
        )
    return facts + leave_households(situation, act, act.persons, act.new_reference_person, still_members=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivalConfirmed(Act):
    """Let go of persons in transit on the signed receipt of their destination, which names `happened_on`."""

    kind: ClassVar[str] = "arrival_confirmed"

    persons: tuple[int, ...]

    def subjects(self) -> tuple[int, ...]:
        return self.persons

    def leaving(self) -> tuple[int, ...]:
        return self.persons


def decide_arrival(situation: Situation, act: ArrivalConfirmed) -> list[Fact]:
    """Return the facts that end the registration here."""
    if not act.persons:
        raise NobodyNamed()
    need_evidence(act, *ARRIVAL_EVIDENCE)
    facts: list[Fact] = []
    for one in act.persons:
        person = situation.person(one)
        need_alive(person, act)
        if person.text("registration", "status") != items.IN_TRANSIT:
            raise NotInTransit(record=one)
        destination = person.text("registration", "elsewhere")
        facts.append(registration(one, items.CANCELLED, act.happened_on, ended_by="moved_out", elsewhere=destination))
    return facts + leave_households(situation, act, act.persons, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveWithin(Act):
    """Move the registration of persons of one household into another household of this county, on one legal date.

    Where `to_household` is None a new household is opened at `address` in `division`. `relations` are in the order of
    `persons`.
    """

    kind: ClassVar[str] = "move_within"
    creates: ClassVar[tuple[str, ...]] = ("new_household",)

    persons: tuple[int, ...]
    relations: tuple[str, ...]
    to_household: int | None = None
    new_household: int | None = None
    division: str = ""
    address: str = ""
    address_id: int | None = None
    reason: str = ""
    new_reference_person: int | None = None

    def to_create(self) -> tuple[str, ...]:
        return () if self.to_household is not None else self.creates

    def subjects(self) -> tuple[int, ...]:
        return (*self.persons, *present(self.new_reference_person))

    def households(self) -> tuple[int, ...]:
        return present(self.to_household)

    def leaving(self) -> tuple[int, ...]:
        return self.persons


class OneRelationEach(Refused):
    """Name one relation to the reference person for each person who moves."""

    code = "one-relation-each"


class ReferencePersonAmongThem(Refused):
    """A new household needs exactly one reference person (relation 01 or 02) among its members."""

    code = "reference-person-among-them"


def decide_within(situation: Situation, act: MoveWithin) -> list[Fact]:
    """Return the facts of a move inside the county."""
    if not act.persons:
        raise NobodyNamed()
    if len(act.relations) != len(act.persons):
        raise OneRelationEach()
    for one in act.persons:
        need_registered(situation.person(one), act)
    if act.to_household is not None:
        household = situation.household(act.to_household)
        need_open(household)
        for one in act.persons:
            if situation.person(one).household == act.to_household:
                raise AlreadyThere(record=one, household=act.to_household)
        heads = [one for one, relation in zip(act.persons, act.relations, strict=True) if relation in HEADS]
        opened = upon_arrival(act, situation, household, act.persons, heads)
        target, division = act.to_household, household.text("household", "division")
    else:
        assert act.new_household is not None
        target, division = act.new_household, act.division
        opened = [
            open_household(
                target,
                act,
                division=act.division,
                address=act.address,
                address_id=act.address_id,
                reference_person=head_of(act.persons, act.relations),
            )
        ]
    facts = opened
    for one, relation in zip(act.persons, act.relations, strict=True):
        facts.append(membership(one, target, relation, act.happened_on))
        facts.append(registration(one, items.REGISTERED, act.happened_on, counted_in=division))
    return facts + leave_households(situation, act, act.persons, act.new_reference_person)


def head_of(persons: Sequence[int], relations: Sequence[str]) -> int:
    """The one person whose relation is self or head, or a refusal."""
    heads = [one for one, relation in zip(persons, relations, strict=True) if relation in HEADS]
    if len(heads) != 1:
        raise ReferencePersonAmongThem()
    return heads[0]


def open_household(
    household: int, act: Act, *, division: str, address: str, address_id: int | None, reference_person: int
) -> Fact:
    """The fact that a family household is opened."""
    return Fact(
        household,
        "household",
        {
            "household_kind": "family",
            "division": division,
            "address": address,
            "address_id": address_id,
            "reference_person": reference_person,
            "household_status": items.OPEN,
            "foreign_no": None,
        },
        act.happened_on,
    )


def leave_households(
    situation: Situation,
    act: Act,
    persons: Sequence[int],
    new_reference_person: int | None,
    *,
    still_members: bool = False,
) -> list[Fact]:
    """Facts of every household that `persons` leave. `still_members` while they are only in transit."""
    facts: list[Fact] = []
    leaving = set(persons)
    for household in sorted({situation.person(one).household or 0 for one in persons} - {0}):
        if still_members and not situation.others_in(household, leaving):
            continue  # the household stays open for those in transit until their arrival is confirmed
        facts += after_leaving(act, situation, situation.household(household), leaving, new_reference_person)
    return facts
