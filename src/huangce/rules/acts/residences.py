"""Residence declared and departed (requirements 3.9, 3.10, F2; 户口登记条例 art. 15).

Where somebody lives is a fact of its own, apart from where they are registered. Nobody departs because of movement
data: a departure is declared, or found at a visit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from huangce.errors import Refused
from huangce.rules import citizen_id, items
from huangce.rules.acts.base import Act, need_alive, need_free_number, present, registration
from huangce.rules.codes import RESIDENCE_KINDS
from huangce.rules.facts import Fact
from huangce.rules.situation import Situation


class WhoLivesThere(Refused):
    """Name either the record of the resident, or their name."""

    code = "who-lives-there"


class LivesElsewhere(Refused):
    """The person of record {record} has a usual residence since {since}: end it in this act, or choose another kind."""

    code = "lives-elsewhere"


class UnknownKind(Refused):
    """There is no kind of residence called {kind}."""

    code = "unknown-kind"


class AlreadyDeparted(Refused):
    """This residence ended on {departed_on} already."""

    code = "already-departed"


class DepartedBeforeArrival(Refused):
    """The departure is dated before the arrival on {arrived_on}."""

    code = "departed-before-arrival"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidenceDeclared(Act):
    """Record that somebody lives at an address from `happened_on` on.

    `person` names a record; without it a person known only as a resident is created from `name` and what else is known.
    `ends` names the spell that this one replaces.
    """

    kind: ClassVar[str] = "residence_declared"
    creates: ClassVar[tuple[str, ...]] = ("residence", "newcomer")

    residence: int | None = None
    newcomer: int | None = None
    person: int | None = None
    residence_kind: str
    division: str
    address: str
    address_id: int | None = None
    source: str = "visit"
    ends: int | None = None
    name: str = ""
    sex: str | None = None
    birth_date: str | None = None
    citizen_id: str | None = None
    registered_place: str = ""

    def to_create(self) -> tuple[str, ...]:
        return ("residence",) if self.person is not None else self.creates

    def subjects(self) -> tuple[int, ...]:
        return present(self.person, self.ends)

    def residents(self) -> tuple[int, ...]:
        return present(self.person)

    def numbers(self) -> tuple[str, ...]:
        return (citizen_id.compact(self.citizen_id),) if self.citizen_id and self.person is None else ()


def decide_declared(situation: Situation, act: ResidenceDeclared) -> list[Fact]:
    """Return the facts of a spell of residence, and of its resident where the register did not know them."""
    if act.residence_kind not in RESIDENCE_KINDS:
        raise UnknownKind(kind=act.residence_kind)
    if act.person is None and not act.name:
        raise WhoLivesThere()
    day = act.happened_on
    facts: list[Fact] = []
    if act.person is None:
        assert act.newcomer is not None
        need_free_number(citizen_id.compact(act.citizen_id) if act.citizen_id else None, situation)
        resident = act.newcomer
        facts += _newcomer(act, resident)
    else:
        person = situation.person(act.person)
        need_alive(person, act)
        resident = person.id
        for spell in situation.residences.get(resident, ()):
            usual = spell.text("residence", "residence_kind") == "usual"
            if spell.id == act.ends:
                facts.append(_end(situation, spell.id, day))
            elif usual and act.residence_kind == "usual" and spell.is_current_residence:
                raise LivesElsewhere(record=resident, since=spell.day("residence", "arrived_on"))
    assert act.residence is not None
    facts.append(
        Fact(
            act.residence,
            "residence",
            {
                "person": resident,
                "residence_kind": act.residence_kind,
                "division": act.division,
                "address": act.address,
                "address_id": act.address_id,
                "arrived_on": day.isoformat(),
                "departed_on": None,
                "source": act.source,
                "verified_on": day.isoformat(),
            },
            day,
        )
    )
    return facts


def _newcomer(act: ResidenceDeclared, resident: int) -> list[Fact]:
    identity: dict[str, str | bool | None] = {
        "name": act.name,
        "former_name": None,
        "sex": act.sex,
        "birth_date": act.birth_date,
        "ethnicity": None,
        "citizen_id": citizen_id.compact(act.citizen_id) if act.citizen_id else None,
        "number_contested": False,
    }
    entry = registration(resident, items.ELSEWHERE, act.happened_on, elsewhere=act.registered_place)
    return [Fact(resident, "identity", identity, act.happened_on), entry]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidenceDeparted(Act):
    """Record that a spell of residence ended on `happened_on`."""

    kind: ClassVar[str] = "residence_departed"

    residence: int
    reason: str = "declared"

    def subjects(self) -> tuple[int, ...]:
        return (self.residence,)


def decide_departed(situation: Situation, act: ResidenceDeparted) -> list[Fact]:
    """Return the fact that ends the spell."""
    return [_end(situation, act.residence, act.happened_on)]


def _end(situation: Situation, residence: int, day: date) -> Fact:
    spell = situation.residence(residence)
    departed_on, arrived_on = spell.day("residence", "departed_on"), spell.day("residence", "arrived_on")
    if departed_on is not None:
        raise AlreadyDeparted(departed_on=departed_on)
    if arrived_on is not None and day < arrived_on:
        raise DepartedBeforeArrival(arrived_on=arrived_on)
    return Fact(residence, "residence", {"departed_on": day.isoformat()}, day)
