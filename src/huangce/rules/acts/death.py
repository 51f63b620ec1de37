"""Death registration, on report and ex officio (requirements 3.3; notice 002 三(三)2; 户口登记条例 art. 8).

On report: one document proves the death. Ex officio: never on the strength of a list. Both the informant under duty and
the village or residents' committee are notified in writing; when a month has passed since the later service, the
committee's or work unit's certificate and the officer's own record are on file, and a second officer agrees, the
registration is cancelled.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from huangce.errors import Refused
from huangce.rules import items
from huangce.rules.acts.base import (
    Act,
    EvidenceMissing,
    NotRegistered,
    after_leaving,
    need_alive,
    need_evidence,
    need_second_officer,
    present,
    registration,
)
from huangce.rules.facts import Fact
from huangce.rules.periods import end_of_period
from huangce.rules.situation import Situation
from huangce.rules.state import Record

EVIDENCE = (
    "medical_death_certificate",
    "police_or_justice_certificate",
    "court_declaration_of_death",
    "cremation_certificate",
    "foreign_death_certificate",
    "committee_or_work_unit_certificate",
)


class DeathBeforeBirth(Refused):
    """The death is dated before the birth of the person of record {record}."""

    code = "death-before-birth"


class NoticeNotServed(Refused):
    """Both notices must be served, to the informant under duty and to the committee, before anything is cancelled."""

    code = "notice-not-served"
    legal_ground = "notice 002 三(三)2"


class MonthNotOver(Refused):
    """The month after notice ends on {ends_on}: until then the family may register the death itself."""

    code = "month-not-over"
    legal_ground = "notice 002 三(三)2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Death(Act):
    """Register a death that was reported with a document. `happened_on` is the day of death."""

    kind: ClassVar[str] = "death"

    person: int
    new_reference_person: int | None = None

    def subjects(self) -> tuple[int, ...]:
        return present(self.person, self.new_reference_person)

    def leaving(self) -> tuple[int, ...]:
        return (self.person,)

    def residents(self) -> tuple[int, ...]:
        return (self.person,)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeathExOfficio(Death):
    """Cancel the registration of a person who died when the family did not report it within a month of notice."""

    kind: ClassVar[str] = "death_ex_officio"

    informant_notified_on: date | None = None
    committee_notified_on: date | None = None
    decided_on: date


def decide(situation: Situation, act: Death) -> list[Fact]:
    """Return the facts of a death on report."""
    need_evidence(act, *EVIDENCE)
    return _facts(situation, act)


def decide_ex_officio(situation: Situation, act: DeathExOfficio) -> list[Fact]:
    """Return the facts of a death established ex officio, when every guard of the notice is met."""
    if act.informant_notified_on is None or act.committee_notified_on is None:
        raise NoticeNotServed()
    served = max(act.informant_notified_on, act.committee_notified_on)
    ends_on = end_of_period(served, months=1, calendar=situation.calendar)
    if min(act.decided_on, situation.today) <= ends_on:
        raise MonthNotOver(ends_on=ends_on)
    shown = {one.kind for one in act.evidence}
    for needed in ("committee_or_work_unit_certificate", "officer_investigation_record"):
        if needed not in shown:
            raise EvidenceMissing(needed=needed)
    need_second_officer(act, situation)
    return _facts(situation, act)


def _facts(situation: Situation, act: Death) -> list[Fact]:
    person = situation.person(act.person)
    need_alive(person, act)
    if not person.counts_here:
        raise NotRegistered(record=person.id)
    if person.died_on is not None:
        raise NotRegistered(record=person.id)
    if person.birth is not None and act.happened_on < person.birth.earliest:
        raise DeathBeforeBirth(record=person.id)
    day = act.happened_on
    facts = [
        Fact(person.id, "life", {"died_on": day.isoformat()}, day),
        registration(person.id, items.CANCELLED, day, ended_by="death"),
    ]
    facts += close_residences(situation, person, day)
    if person.household is not None:
        household = situation.household(person.household)
        facts += after_leaving(act, situation, household, {person.id}, act.new_reference_person)
    return facts


def close_residences(situation: Situation, person: Record, day: date) -> list[Fact]:
    """End every open spell of residence of a person on `day`."""
    return [
        Fact(spell.id, "residence", {"departed_on": day.isoformat()}, day)
        for spell in situation.residences.get(person.id, ())
        if spell.is_current_residence
    ]
