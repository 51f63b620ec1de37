"""Buildings and dwellings: what a building is, and what is stated of its dwellings (房屋登记、房屋变更、住房状况登记).

Requirements A14, A19 and B1; notice 001 一(三): base count, position and 手续情况 of the houses. Whose a house is
stands in the register of real estate (不动产登记暂行条例): here is the number it is found by there, and nobody's name.
That a dwelling is empty is stated by who looked or was told, with the day; nothing infers it, and no meter is read
(requirements part 5).

A building may wait for its address: it stands in a division, where words or its ground say, until a change of it names
the address. One that is pulled down before it had any ends by its day; a building with an address ends with that.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final, Literal

from huangce.errors import Refused
from huangce.rules import items
from huangce.rules.acts.base import Act, InTheFuture, WrongValue, need_evidence, need_second_officer, present
from huangce.rules.acts.place_addresses import need_once, need_standing
from huangce.rules.buildings.footprint import Corner, ring_of
from huangce.rules.facts import Fact, Value
from huangce.rules.segments import LEVELS, level_of
from huangce.rules.situation import Situation

BuildingUse = Literal[
    "residential", "mixed", "commercial", "industrial", "public", "agricultural", "other", "not_known"
]
Structure = Literal["steel", "concrete", "brick_concrete", "brick_timber", "timber", "earth", "other", "not_known"]
TitleStatus = Literal["titled", "permitted", "temporary", "none", "disputed", "not_known"]
Occupancy = Literal["occupied", "vacant", "not_known"]
FoundHow = Literal["visited", "told_by_occupant", "told_by_owner", "told_by_committee", "documented"]
EVIDENCE: Final = ("construction_permit", "title_record", "site_check", "survey", "archive")
FLOORS_ABOVE, FLOORS_BELOW, FIRST_YEAR = 200, 10, 1000
LONGEST_REFERENCE: Final = 80
LONGEST_WORDS: Final = 80
DIVISION: Final = re.compile(r"[0-9]{12}")
_DIGIT: Final = re.compile(r"\d")
# A number that is built as a citizen number (GB 11643), whether it is a right one or not.
_OF_A_PERSON: Final = re.compile(r"(?<!\d)\d{6}(18|19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)")


class NotAReference(Refused):
    """A title reference is the number of a certificate or file: it has digits in it, and neither names a person nor
    holds a citizen number."""

    code = "not-a-reference"


class AlreadyABuilding(Refused):
    """Address {address} has a building already: building {building}. Change that one."""

    code = "already-a-building"


class BuildingNotPlaced(Refused):
    """A building without an address needs its division, and its ground or words that say where it stands."""

    code = "building-not-placed"


class NothingStated(Refused):
    """Nothing is stated of {record}: say what is known of it, or leave it out."""

    code = "nothing-stated"


class HowNotStated(Refused):
    """Say how it was found out whether address {address} is lived in."""

    code = "how-not-stated"


class NotADwelling(Refused):
    """Address {address} is no dwelling: it ends above the doors, and {count} addresses stand below it."""

    code = "not-a-dwelling"


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildingRegistered(Act):
    """Enter a building. `address` is its own address or that of its plate; where the register has neither, that of a
    door in it. One that waits for its address has a `division` instead, and `whereabouts` or a `footprint`."""

    kind: ClassVar[str] = "building_registered"
    creates: ClassVar[tuple[str, ...]] = ("building",)

    address: int | None = None
    division: str = ""
    whereabouts: str = ""
    building_use: BuildingUse = "not_known"
    structure: Structure = "not_known"
    floors_above: int | None = None
    floors_below: int | None = None
    year_built: int | None = None
    permitted_on: date | None = None
    completed_on: date | None = None
    footprint: tuple[Corner, ...] = ()
    title_status: TitleStatus = "not_known"
    title_reference: str = ""
    building: int | None = None

    def subjects(self) -> tuple[int, ...]:
        return present(self.address)


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildingChanged(Act):
    """Say otherwise of a building; what is null stays as it is."""

    kind: ClassVar[str] = "building_changed"

    building: int
    address: int | None = None
    whereabouts: str | None = None
    building_use: BuildingUse | None = None
    structure: Structure | None = None
    floors_above: int | None = None
    floors_below: int | None = None
    year_built: int | None = None
    permitted_on: date | None = None
    completed_on: date | None = None
    demolished_on: date | None = None
    footprint: tuple[Corner, ...] = ()
    title_status: TitleStatus | None = None
    title_reference: str | None = None

    def subjects(self) -> tuple[int, ...]:
        return present(self.building, self.address)


def decide_registered(situation: Situation, act: BuildingRegistered) -> list[Fact]:
    """Return the facts of a building: what it is, and the ground it stands on."""
    assert act.building is not None
    need_evidence(act, *EVIDENCE)
    need_second_officer(act, situation)
    lies = _waiting(act) if act.address is None else _at(act.address, situation)
    if act.address is not None and act.division:
        raise WrongValue(item="division", why="the address says in which it lies")
    return [Fact(act.building, "building", {**lies, **_said(act, situation)}, act.happened_on)]


def _at(address: int, situation: Situation, *, of: int | None = None) -> dict[str, Value]:
    """Where a building lies that has an address, which is to be that of no other one."""
    found = need_standing(situation.address(address))
    if (other := situation.buildings_at.get(address, of)) != of:
        raise AlreadyABuilding(address=address, building=other)
    return {"at_address": address, "division": found.text("address", "division")}


def _waiting(act: BuildingRegistered) -> dict[str, Value]:
    """Where a building lies that waits for its address."""
    if not DIVISION.fullmatch(act.division) or not (act.whereabouts.strip() or act.footprint):
        raise BuildingNotPlaced()
    return {"at_address": None, "division": act.division}


def decide_changed(situation: Situation, act: BuildingChanged) -> list[Fact]:
    """Return the fact of what is otherwise now."""
    building = situation.building(act.building)
    need_evidence(act, *EVIDENCE)
    need_second_officer(act, situation)
    said = _said(act, situation)
    if act.address is not None:
        said |= _at(act.address, situation, of=act.building)
    said = {name: value for name, value in said.items() if building.item("building", name) != value}
    if not said:
        raise NothingStated(record=act.building)
    return [Fact(act.building, "building", said, act.happened_on)]


# From when its doors are due a number (requirements A2): permitted, and stands; until it is pulled down.
DAYS: Final = ("permitted_on", "completed_on", "demolished_on")
# What each number of a building may be.
_BOUNDS: Final[dict[str, tuple[int, int]]] = {"floors_above": (0, FLOORS_ABOVE), "floors_below": (0, FLOORS_BELOW)}


def _said(act: BuildingRegistered | BuildingChanged, situation: Situation) -> dict[str, Value]:
    """What an act says of a building, as items; nothing of what it leaves null."""
    bounds = {**_BOUNDS, "year_built": (FIRST_YEAR, situation.today.year)}
    for name, (least, most) in bounds.items():
        number = getattr(act, name)
        if number is not None and not least <= number <= most:
            raise WrongValue(item=name, why=f"from {least} to {most}")
    said = {
        name: getattr(act, name)
        for name in ("building_use", "structure", "title_status", *bounds)
        if getattr(act, name) is not None
    }
    said |= {name: day.isoformat() for name in DAYS if (day := getattr(act, name, None)) is not None}
    if late := next((name for name in DAYS if said.get(name, "") > situation.today.isoformat()), None):
        raise WrongValue(item=late, why="not after today")
    if act.title_reference is not None:
        said["title_reference"] = reference(act.title_reference)
    if act.whereabouts is not None:
        said["whereabouts"] = _words(act.whereabouts)
    if act.footprint:
        said["footprint"] = json.dumps(ring_of(act.footprint), separators=(",", ":"))
    return said


def _words(text: str) -> str | None:
    """Return what is said of where a building stands, None for nothing; a citizen number is no such thing."""
    plain = " ".join(text.split())
    if len(plain) > LONGEST_WORDS or _OF_A_PERSON.search(plain):
        raise WrongValue(item="whereabouts", why=f"a place in {LONGEST_WORDS} characters at most, nobody's number")
    return plain or None


def reference(text: str) -> str | None:
    """Return the number of a title without spaces, None for none. Raises `NotAReference` for what may name a person."""
    plain = "".join(text.split())
    if not plain:
        return None
    if not _DIGIT.search(plain) or _OF_A_PERSON.search(plain) or len(plain) > LONGEST_REFERENCE:
        raise NotAReference()
    return plain


@dataclass(frozen=True, slots=True, kw_only=True)
class DwellingStatement:
    """What is stated of one dwelling; what is null is not stated. An occupancy says how it was found out."""

    address: int
    occupancy: Occupancy | None = None
    found_how: FoundHow | None = None
    dwelling_use: BuildingUse | None = None
    title_status: TitleStatus | None = None
    title_reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DwellingsStated(Act):
    """State what was found of dwellings on the day of the act: whether they are lived in, their use and their title."""

    kind: ClassVar[str] = "dwellings_stated"

    statements: tuple[DwellingStatement, ...]

    def subjects(self) -> tuple[int, ...]:
        return tuple(one.address for one in self.statements)


def decide_stated(situation: Situation, act: DwellingsStated) -> list[Fact]:
    """Return what is stated of each dwelling. It changes nothing of who is registered or lives there."""
    if act.happened_on > situation.today:
        raise InTheFuture(happened_on=act.happened_on)
    need_once(act.subjects())
    facts = []
    for one in act.statements:
        address = need_standing(situation.address(one.address))
        below = situation.below.get(one.address, ())
        if below and level_of(address.groups["address"]) != LEVELS[-1]:
            raise NotADwelling(address=one.address, count=len(below))
        said = {name: value for name in ("dwelling_use", "title_status") if (value := getattr(one, name)) is not None}
        if one.title_reference is not None:
            said["title_reference"] = reference(one.title_reference)
        if said:
            facts.append(Fact(one.address, "dwelling", said, act.happened_on))
        if one.occupancy is not None:
            if one.found_how is None and one.occupancy != items.NOT_KNOWN:
                raise HowNotStated(address=one.address)
            found = {"occupancy": one.occupancy, "found_how": one.found_how, "found_on": act.happened_on.isoformat()}
            facts.append(Fact(one.address, "occupancy", found, act.happened_on))
        elif not said:
            raise NothingStated(record=one.address)
    return facts
