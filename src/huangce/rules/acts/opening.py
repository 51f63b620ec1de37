"""Opening entries: what the registers knew of a household, and of who lives at an address, on the day they were taken
over.

Nothing is decided here but shape: an opening entry repeats what another register held, mistakes included. Mistakes
become findings, never refusals; numbers held more than once are marked contested.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from huangce.errors import Refused
from huangce.rules import items
from huangce.rules.acts.base import Act, membership, registration
from huangce.rules.facts import Fact
from huangce.rules.situation import Situation


class EmptyHousehold(Refused):
    """A household is opened with at least one member."""

    code = "empty-household"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person of an opening entry, as the source register wrote them. `person` is filled when it is recorded."""

    name: str
    person: int | None = None
    relation: str = "99"
    former_name: str | None = None
    sex: str | None = None
    birth_date: str | None = None
    ethnicity: str | None = None
    citizen_id: str | None = None
    number_contested: bool = False
    birthplace: str | None = None
    native_place: str | None = None
    education: str | None = None
    marital_status: str | None = None
    since: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningEntry(Act):
    """Enter a household and its members from the register that is taken over."""

    kind: ClassVar[str] = "opening_entry"
    creates: ClassVar[tuple[str, ...]] = ("household",)

    household: int | None = None
    household_kind: str = "family"
    division: str
    address: str
    address_id: int | None = None
    foreign_no: str | None = None
    members: tuple[Member, ...]

    def with_ids(self, next_id: Callable[[], int]) -> Self:
        """Return the act with an id for the household and for each member."""
        household = self.household if self.household is not None else next_id()
        members = tuple(one if one.person is not None else replace(one, person=next_id()) for one in self.members)
        return replace(self, household=household, members=members)

    def without_ids(self) -> Self:
        """Return the act before the household and its members had ids."""
        return replace(self, household=None, members=tuple(replace(one, person=None) for one in self.members))


def decide(_situation: Situation, act: OpeningEntry) -> list[Fact]:
    """Return the facts of a household and of each of its members."""
    if not act.members:
        raise EmptyHousehold()
    day = act.happened_on
    assert act.household is not None  # filled before deciding
    head = next((one for one in act.members if one.relation in ("01", "02")), None)
    facts = [
        Fact(
            act.household,
            "household",
            {
                "household_kind": act.household_kind,
                "division": act.division,
                "address": act.address,
                "address_id": act.address_id,
                "reference_person": head.person if head else None,
                "household_status": items.OPEN,
                "foreign_no": act.foreign_no,
            },
            day,
        )
    ]
    for one in act.members:
        assert one.person is not None
        facts.append(
            Fact(
                one.person,
                "identity",
                {name: getattr(one, name) for name in IDENTITY},
                day,
            )
        )
        facts.append(Fact(one.person, "details", {name: getattr(one, name) for name in DETAILS}, day))
        facts.append(membership(one.person, act.household, one.relation, day))
        entry = registration(one.person, items.REGISTERED, day, counted_in=act.division)
        facts.append(Fact(one.person, "registration", {**entry.items, "since": one.since}, day))
    return facts


IDENTITY = tuple(item.name for item in items.GROUPS["identity"].items)
DETAILS = tuple(item.name for item in items.GROUPS["details"].items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resident:
    """Somebody of the resident register: a `person` of this register, or somebody it knows only as a resident.

    `residence` and `newcomer` are filled when it is recorded.
    """

    residence_kind: str
    residence: int | None = None
    person: int | None = None
    newcomer: int | None = None
    name: str | None = None
    sex: str | None = None
    birth_date: str | None = None
    citizen_id: str | None = None
    registered_place: str | None = None
    arrived_on: str | None = None
    source: str | None = None
    verified_on: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidenceOpening(Act):
    """Enter who lives at an address from the resident register that is taken over."""

    kind: ClassVar[str] = "residence_opening"

    division: str
    address: str
    address_id: int | None = None
    spells: tuple[Resident, ...]

    def with_ids(self, next_id: Callable[[], int]) -> Self:
        """Return the act with an id for each spell of residence, and for each resident who is not of this register."""
        spells = tuple(
            replace(
                one,
                residence=one.residence if one.residence is not None else next_id(),
                newcomer=next_id() if one.person is None and one.newcomer is None else one.newcomer,
            )
            for one in self.spells
        )
        return replace(self, spells=spells)

    def without_ids(self) -> Self:
        """Return the act before its spells and its newcomers had ids."""
        return replace(self, spells=tuple(replace(one, residence=None, newcomer=None) for one in self.spells))


def decide_residences(_situation: Situation, act: ResidenceOpening) -> list[Fact]:
    """Return the facts of each spell of residence, and of residents that the register did not know."""
    if not act.spells:
        raise EmptyHousehold()
    day = act.happened_on
    facts: list[Fact] = []
    for one in act.spells:
        assert one.residence is not None
        lives = one.person
        if lives is None:
            assert one.newcomer is not None
            lives = one.newcomer
            facts.append(
                Fact(
                    lives,
                    "identity",
                    {
                        "name": one.name,
                        "former_name": None,
                        "sex": one.sex,
                        "birth_date": one.birth_date,
                        "ethnicity": None,
                        "citizen_id": one.citizen_id,
                        "number_contested": False,
                    },
                    day,
                )
            )
            facts.append(registration(lives, items.ELSEWHERE, day, elsewhere=one.registered_place or ""))
        facts.append(
            Fact(
                one.residence,
                "residence",
                {
                    "person": lives,
                    "residence_kind": one.residence_kind,
                    "division": act.division,
                    "address": act.address,
                    "address_id": act.address_id,
                    "arrived_on": one.arrived_on,
                    "departed_on": None,
                    "source": one.source,
                    "verified_on": one.verified_on,
                },
                day,
            )
        )
    return facts
