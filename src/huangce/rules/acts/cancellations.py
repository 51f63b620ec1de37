"""Cancellation of a registration with its class, and restoration (requirements C4, 3.6, 3.8; GA/T 2000.25 classes).

Each class names the documents of which one must be shown. Death is not here: it has its own act. A restoration gives
the same record and the same number back; in the tables it is a restoration, never a birth.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final

from huangce.errors import Refused
from huangce.rules import items
from huangce.rules.acts.base import (
    Act,
    after_leaving,
    membership,
    need_evidence,
    need_free_number,
    need_open,
    need_registered,
    need_second_officer,
    present,
    registration,
    upon_arrival,
)
from huangce.rules.facts import Fact
from huangce.rules.periods import end_of_period
from huangce.rules.situation import Situation

# Who does not come is heard when so many days have passed since the notice (requirements 3.8).
DAYS_OF_NOTICE: Final = 30
# Class of cancellation → documents of which one is needed.
CLASSES: Final[dict[str, tuple[str, ...]]] = {
    "enlisted": ("enlistment_notice",),
    "settled_abroad": ("foreign_residence_proof", "exit_authority_notice"),
    "nationality_lost": ("nationality_decision",),
    "declared_missing": ("court_declaration_of_absence",),
    "declared_dead": ("court_declaration_of_death",),
    "duplicate": ("duplicate_investigation",),
    "fictitious": ("fictitious_investigation",),
}
# Classes that end a registration against the person's own word: two officers decide, and the person is heard.
HEARD_FIRST = frozenset({"duplicate", "fictitious"})

# What a restoration may follow (its trigger) → documents of which one is needed.
TRIGGERS: Final[dict[str, tuple[str, ...]]] = {
    "declaration_revoked": ("court_judgment",),
    "returned_from_service": ("discharge_certificate",),
    "returned_from_abroad": ("resettlement_approval",),
    "wrongly_cancelled": ("investigation_record",),
    "certificate_lapsed": ("migration_certificate", "investigation_record"),
    "cancelled_on_marriage": ("investigation_record",),
}


class UnknownClass(Refused):
    """There is no class of cancellation or ground of restoration called {name}."""

    code = "unknown-class"


class NotHeard(Refused):
    """Hear the person before this registration is cancelled, or give the day of the notice to come and speak."""

    code = "not-heard"


class NoticeRuns(Refused):
    """The time to answer the notice ends on {ends_on}: until then the person may speak. Hear them, or wait."""

    code = "notice-runs"


class NotCancelled(Refused):
    """The registration of record {record} is not cancelled: there is nothing to restore."""

    code = "not-cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancellation(Act):
    """End a registration for a class of `CLASSES`."""

    kind: ClassVar[str] = "cancellation"

    person: int
    ended_by: str
    heard: bool = False
    noticed_on: date | None = None
    new_reference_person: int | None = None

    def subjects(self) -> tuple[int, ...]:
        return present(self.person, self.new_reference_person)

    def leaving(self) -> tuple[int, ...]:
        return (self.person,)


def decide_cancellation(situation: Situation, act: Cancellation) -> list[Fact]:
    """Return the facts that end the registration."""
    if act.ended_by not in CLASSES:
        raise UnknownClass(name=act.ended_by)
    need_evidence(act, *CLASSES[act.ended_by])
    person = situation.person(act.person)
    need_registered(person, act)
    if act.ended_by in HEARD_FIRST:
        need_second_officer(act, situation)
        need_hearing(situation, heard=act.heard, noticed_on=act.noticed_on, by=act.happened_on)
    facts = [registration(person.id, items.CANCELLED, act.happened_on, ended_by=act.ended_by)]
    if person.household is not None:
        household = situation.household(person.household)
        facts += after_leaving(act, situation, household, {person.id}, act.new_reference_person)
    return facts


def need_hearing(situation: Situation, *, heard: bool, noticed_on: date | None, by: date) -> None:
    """Require that the person was heard, or did not come after notice. Raises `NotHeard`, `NoticeRuns`."""
    if heard:
        return
    if noticed_on is None:
        raise NotHeard()
    ends_on = end_of_period(noticed_on, days=DAYS_OF_NOTICE, calendar=situation.calendar)
    if min(by, situation.today) <= ends_on:
        raise NoticeRuns(ends_on=ends_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Restoration(Act):
    """Give a cancelled registration back: same record, same number, in `household` (reopened if it was closed)."""

    kind: ClassVar[str] = "restoration"

    person: int
    trigger: str
    household: int
    relation: str = "99"

    def subjects(self) -> tuple[int, ...]:
        return (self.person,)

    def households(self) -> tuple[int, ...]:
        return (self.household,)


def decide_restoration(situation: Situation, act: Restoration) -> list[Fact]:
    """Return the facts that take the registration up again."""
    if act.trigger not in TRIGGERS:
        raise UnknownClass(name=act.trigger)
    need_evidence(act, *TRIGGERS[act.trigger])
    need_second_officer(act, situation)
    person = situation.person(act.person)
    household = situation.household(act.household)
    day = act.happened_on
    if person.text("registration", "status") != items.CANCELLED:
        raise NotCancelled(record=person.id)
    need_free_number(person.text("identity", "citizen_id"), situation, own=person.id)
    facts: list[Fact] = []
    if person.died_on is not None:
        facts.append(Fact(person.id, "life", {"died_on": None}, day))
    if not household.is_open:
        if household.id != person.household:
            need_open(household)
        facts.append(
            Fact(household.id, "household", {"household_status": items.OPEN, "reference_person": person.id}, day)
        )
    else:
        facts += upon_arrival(act, situation, household, (person.id,), ())
    division = household.text("household", "division")
    facts.append(membership(person.id, household.id, act.relation if household.is_open else "02", day))
    facts.append(registration(person.id, items.REGISTERED, day, counted_in=division))
    return facts
