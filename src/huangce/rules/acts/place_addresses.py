"""Addresses: new ones, other numbers for old ones, and the clerk's certificate (编制、变更、认证).

Requirements A1 to A4 and 3.15: an address is filled in per standard only; a change needs a reason, a document and a
second officer. A renumbered address keeps its id, for the place is the same. A missing address (漏) is a new one with
the reason `omitted`, an erroneous one (错) is renumbered with the reason `wrong`; duplicates (重) are in
`place_lineage`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, Literal, Protocol, Self

from huangce.errors import Refused
from huangce.rules import items
from huangce.rules.acts.base import Act, InTheFuture, WrongValue, need_evidence, need_second_officer, present
from huangce.rules.acts.form import NamedTwice
from huangce.rules.acts.place_naming import need_in_force
from huangce.rules.datum import to_cgcs2000
from huangce.rules.facts import Fact, Value
from huangce.rules.segments import LEVELS, NUMBERS, SegmentsMissing, level_of, written
from huangce.rules.situation import Situation
from huangce.rules.state import Record

EVIDENCE = ("plate_approval", "construction_permit", "site_check", "government_announcement", "archive")
# Not the number of an address: it stands on no thoroughfare, or in no compound.
NONE = 0


class NoLongerStands(Refused):
    """Address {address} does not stand any more ({status}): see what became of it."""

    code = "no-longer-stands"


class NothingChanges(Refused):
    """Address {address} has these segments already."""

    code = "nothing-changes"


class NoAddressNamed(Refused):
    """Name at least one address."""

    code = "no-address-named"


class WrongKindOfPlace(Refused):
    """Place {place} is no {needed}."""

    code = "wrong-kind-of-place"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDoor:
    """The segments of a new address with its point: degrees as decimal texts, in the datum that they were given in.

    `foreign_id` is the id that it has in the register it was taken from."""

    village_group: str = ""
    plate: str = ""
    building: str = ""
    unit: str = ""
    floor: str = ""
    room: str = ""
    use: str = ""
    longitude: str = ""
    latitude: str = ""
    datum: Literal["cgcs2000", "gcj02", "bd09"] = "cgcs2000"
    geometry_kind: Literal["surveyed", "interpolated"] = "surveyed"
    foreign_id: str = ""
    address: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNumber:
    """Other segments for an address; what is null stays as it is, what is empty goes."""

    address: int
    thoroughfare: int | None = None
    compound: int | None = None
    village_group: str | None = None
    plate: str | None = None
    building: str | None = None
    unit: str | None = None
    floor: str | None = None
    room: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressesNew(Act):
    """Enter new addresses on a thoroughfare, in a compound or village place, or in a village group."""

    kind: ClassVar[str] = "addresses_new"

    division: str
    entries: tuple[NewDoor, ...]
    thoroughfare: int | None = None
    compound: int | None = None
    reason: Literal["built", "omitted"] = "built"

    def with_ids(self, next_id: Callable[[], int]) -> Self:
        """Return the act with an id for each address."""
        return replace(self, entries=with_ids(self.entries, next_id))

    def without_ids(self) -> Self:
        """Return the act before its addresses had ids."""
        return replace(self, entries=without_ids(self.entries))

    def created(self) -> dict[str, int]:
        """The new addresses in their order."""
        return created(self.entries)

    def subjects(self) -> tuple[int, ...]:
        return present(self.thoroughfare, self.compound)


def with_ids(doors: tuple[NewDoor, ...], next_id: Callable[[], int]) -> tuple[NewDoor, ...]:
    """The doors with an id each."""
    return tuple(replace(one, address=next_id()) if one.address is None else one for one in doors)


def without_ids(doors: tuple[NewDoor, ...]) -> tuple[NewDoor, ...]:
    """The doors as they were submitted."""
    return tuple(replace(one, address=None) for one in doors)


def created(doors: tuple[NewDoor, ...]) -> dict[str, int]:
    """The ids of the doors, numbered from 1."""
    return {f"address.{at}": one.address for at, one in enumerate(doors, start=1) if one.address is not None}


def decide_new(situation: Situation, act: AddressesNew) -> list[Fact]:
    """Return the facts of each new address."""
    if not act.entries:
        raise NoAddressNamed()
    need_evidence(act, *EVIDENCE)
    need_second_officer(act, situation)
    _need_kinds(situation, act.thoroughfare, act.compound)
    common: dict[str, Value] = {
        "division": act.division,
        "division_name": situation.division_names.get(act.division, ""),
        "thoroughfare": act.thoroughfare,
        "compound": act.compound,
    }
    return [fact for one in act.entries for fact in new_address(one, common, act.happened_on)]


def new_address(door: NewDoor, common: dict[str, Value], day: date) -> list[Fact]:
    """The facts of a new address; `common` holds its division and the places whose names it bears."""
    assert door.address is not None
    numbers: dict[str, Value] = {name: written(name, getattr(door, name)) for name in NUMBERS}
    need_segments(numbers)
    own: dict[str, Value] = {"use_class": door.use or None, "foreign_id": door.foreign_id or None}
    whole = {**common, **numbers, **own, "address_status": items.STANDING}
    facts = [Fact(door.address, "address", whole, day)]
    if door.longitude or door.latitude:
        facts.append(Fact(door.address, "position", position(door), day))
    return facts


def need_segments(numbers: dict[str, Value]) -> None:
    """Refuse an address that names no door: neither plate nor building."""
    if not numbers.get("plate") and not numbers.get("building"):
        raise SegmentsMissing()


class Located(Protocol):
    """What says where an address lies: degrees as decimal texts, their datum, and how they were found."""

    @property
    def longitude(self) -> str: ...
    @property
    def latitude(self) -> str: ...
    @property
    def datum(self) -> str: ...
    @property
    def geometry_kind(self) -> str: ...


def position(door: Located) -> dict[str, Value]:
    """Return the items of a position in CGCS2000. Raises `WrongValue`, `OutsideChina`."""
    degrees = items.GROUPS["position"].by_name["longitude"]
    for name in ("longitude", "latitude"):
        if not degrees.holds(getattr(door, name)):
            raise WrongValue(item=name, why="not of the form of this item")
    longitude, latitude = to_cgcs2000(float(door.longitude), float(door.latitude), door.datum)
    return {
        "longitude": f"{longitude:.7f}",
        "latitude": f"{latitude:.7f}",
        "geometry_kind": door.geometry_kind,
        "source_datum": door.datum,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressesRenumbered(Act):
    """Give addresses other segments; what stands below them in the tree goes along."""

    kind: ClassVar[str] = "addresses_renumbered"

    lines: tuple[NewNumber, ...]
    reason: Literal["renumbered", "wrong"] = "renumbered"

    def subjects(self) -> tuple[int, ...]:
        named = {place for one in self.lines for place in (one.thoroughfare, one.compound) if place}
        return (*(one.address for one in self.lines), *sorted(named))


def decide_renumbered(situation: Situation, act: AddressesRenumbered) -> list[Fact]:
    """Return the facts of the new segments, of the addresses named and of those below them."""
    need_once([one.address for one in act.lines])
    need_evidence(act, *EVIDENCE)
    need_second_officer(act, situation)
    changed: dict[int, dict[str, Value]] = {}
    for line in act.lines:
        address = need_standing(situation.address(line.address))
        _need_kinds(situation, line.thoroughfare or None, line.compound or None)
        new = {name: value for name, value in _segments(line).items() if address.item("address", name) != value}
        if not new:
            raise NothingChanges(address=line.address)
        need_segments({**address.groups["address"], **new})
        changed[line.address] = new
        depth = LEVELS.index(level_of(address.groups["address"]))
        along = {name: value for name, value in new.items() if name not in LEVELS[depth + 1 :]}
        for below in situation.below.get(line.address, ()):
            changed.setdefault(below, {}).update({n: v for n, v in along.items() if n not in changed.get(below, {})})
    return [Fact(address, "address", new, act.happened_on) for address, new in changed.items() if new]


def _segments(line: NewNumber) -> dict[str, Value]:
    """What a line says, as items of an address."""
    said: dict[str, Value] = {
        name: value or None for name in ("thoroughfare", "compound") if (value := getattr(line, name)) is not None
    }
    for name in NUMBERS:
        if (text := getattr(line, name)) is not None:
            said[name] = written(name, text)
    return said


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressesCertified(Act):
    """Certify addresses: the clerk vouches that they are so, and says how it was found out."""

    kind: ClassVar[str] = "addresses_certified"

    addresses: tuple[int, ...]
    reliability: Literal["documented", "visited", "surveyed"] = "visited"

    def subjects(self) -> tuple[int, ...]:
        return self.addresses


def decide_certified(situation: Situation, act: AddressesCertified) -> list[Fact]:
    """Return the fact of who vouches for each address since when."""
    if act.happened_on > situation.today:
        raise InTheFuture(happened_on=act.happened_on)
    need_once(act.addresses)
    for one in act.addresses:
        need_standing(situation.address(one))
    said: dict[str, Value] = {
        "reliability": act.reliability,
        "certified_by": situation.by,
        "certified_on": act.happened_on.isoformat(),
    }
    return [Fact(one, "certification", said, act.happened_on) for one in act.addresses]


def need_standing(address: Record) -> Record:
    """Return an address, or refuse one that does not stand any more."""
    if not address.stands:
        raise NoLongerStands(address=address.id, status=address.text("address", "address_status"))
    return address


def need_once(addresses: Iterable[int]) -> None:
    """Refuse no address at all, and one that is named twice."""
    seen = set[int]()
    for one in addresses:
        if one in seen:
            raise NamedTwice(field="addresses", one=one)
        seen.add(one)
    if not seen:
        raise NoAddressNamed()


def _need_kinds(situation: Situation, thoroughfare: int | None, compound: int | None) -> None:
    for place, is_thoroughfare in ((thoroughfare, True), (compound, False)):
        if place is None:
            continue
        found = need_in_force(situation.named_place(place))
        if (found.text("named_place", "place_kind") == "thoroughfare") != is_thoroughfare:
            raise WrongKindOfPlace(place=place, needed="thoroughfare" if is_thoroughfare else "compound")
