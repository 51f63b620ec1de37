"""Naming of thoroughfares, compounds and village places: naming, renaming, and the end of a name
(地名命名、更名、销名).

Requirements A11 and A20; 地名管理条例 (2022): art. 4 that nobody names without approval, art. 15 that an approved name
is the standard name, arts 16 and 18 that it is published and where it has to be used [compared with the text, see
docs/reference/places.md]. What a name may be, what it is changed to and who announces it stands in arts 9 to 14
[numbers unverified, but for art. 12 (6)]: nothing cites these. A name stands from the day that its document says.
Whoever lives there does not move by it: no fact about a person is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from huangce.errors import Refused
from huangce.rules import items
from huangce.rules.acts.base import Act, WrongValue, need_evidence, need_second_officer
from huangce.rules.facts import Fact
from huangce.rules.place_names import PlaceKind, generic_of, worst
from huangce.rules.situation import Situation
from huangce.rules.state import Record

Side = Literal["", "left", "right", "north", "south", "east", "west"]
EVIDENCE = ("naming_approval", "government_announcement", "archive")
BETWEEN_NAMES = "、"
LAW = "notice 001 三 民政"
# Digits of the division in which a name shall stand once: thoroughfares and compounds within a county, villages that no
# committee bears within a township. That 地名管理条例 art. 9 names these areas is unverified; by the regulation of
# 1986, art. 4 (3), it was one town for streets and one township for villages.
ONCE_WITHIN: dict[str, int] = {"thoroughfare": 6, "compound": 6, "village_place": 9}


class NameExists(Refused):
    """There is a {name} already: place {place} in division {division}. Choose another name."""

    code = "name-exists"
    legal_ground = LAW


class NameIsAlike(Refused):
    """{name} of place {place} in division {division} sounds alike or differs in the generic part only. Choose another
    name, or give the reason why this one is accepted."""

    code = "name-is-alike"
    legal_ground = LAW


class SameName(Refused):
    """Place {place} is called so already."""

    code = "same-name"


class NotInForce(Refused):
    """The name of place {place} was retired: it names nothing any more."""

    code = "not-in-force"


class AddressesBearIt(Refused):
    """{count} addresses bear the name of place {place}. Renumber or demolish them first."""

    code = "addresses-bear-it"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceNamed(Act):
    """Give a place a name. `likeness_accepted` is the reason why a name is taken that is like another one."""

    kind: ClassVar[str] = "place_named"
    creates: ClassVar[tuple[str, ...]] = ("place",)

    place_kind: PlaceKind
    name: str
    division: str
    generic: str = ""
    begins_at: str = ""
    ends_at: str = ""
    direction: str = ""
    number_side: Side = ""
    naming_document: str = ""
    former_names: tuple[str, ...] = ()
    likeness_accepted: str = ""
    place: int | None = None


def decide_named(situation: Situation, act: PlaceNamed) -> list[Fact]:
    """Return the facts of a place with its first name."""
    assert act.place is not None
    name = _need_name(act.name)
    need_evidence(act, *EVIDENCE)
    need_second_officer(act, situation)
    _need_unlike(situation, act.likeness_accepted)
    asserted = {
        "place_kind": act.place_kind,
        "place_name": name,
        "generic": act.generic or generic_of(name, act.place_kind),
        "earlier_names": BETWEEN_NAMES.join(act.former_names) or None,
        "division": act.division,
        "begins_at": act.begins_at or None,
        "ends_at": act.ends_at or None,
        "direction": act.direction or None,
        "number_side": act.number_side or None,
        "naming_document": act.naming_document or None,
        "place_status": items.IN_FORCE,
    }
    return [Fact(act.place, "named_place", asserted, act.happened_on)]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRenamed(Act):
    """Give a place another name; its id and those of its addresses stay, and the old name keeps resolving."""

    kind: ClassVar[str] = "place_renamed"

    place: int
    name: str
    generic: str = ""
    naming_document: str = ""
    likeness_accepted: str = ""

    def subjects(self) -> tuple[int, ...]:
        return (self.place,)


def decide_renamed(situation: Situation, act: PlaceRenamed) -> list[Fact]:
    """Return the fact of the new name: one, however many addresses bear it."""
    place = need_in_force(situation.named_place(act.place))
    name = _need_name(act.name)
    if name == place.text("named_place", "place_name"):
        raise SameName(place=act.place)
    need_evidence(act, *EVIDENCE)
    need_second_officer(act, situation)
    _need_unlike(situation, act.likeness_accepted)
    asserted = {
        "place_name": name,
        "generic": act.generic or generic_of(name, place.text("named_place", "place_kind")),
        "naming_document": act.naming_document or None,
    }
    return [Fact(act.place, "named_place", asserted, act.happened_on)]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRetired(Act):
    """End the name of a place that is no more, and that no address bears."""

    kind: ClassVar[str] = "place_retired"

    place: int
    reason: str

    def subjects(self) -> tuple[int, ...]:
        return (self.place,)


def decide_retired(situation: Situation, act: PlaceRetired) -> list[Fact]:
    """Return the fact that the name names nothing any more."""
    need_in_force(situation.named_place(act.place))
    need_evidence(act, *EVIDENCE)
    need_second_officer(act, situation)
    if situation.on_it.get(act.place):
        raise AddressesBearIt(place=act.place, count=situation.on_it[act.place])
    return [Fact(act.place, "named_place", {"place_status": items.RETIRED}, act.happened_on)]


def need_in_force(place: Record) -> Record:
    """Return a named place, or refuse one whose name was retired."""
    if not place.is_in_force:
        raise NotInForce(place=place.id)
    return place


def _need_name(name: str) -> str:
    text = "".join(name.split())
    if not text:
        raise WrongValue(item="name", why="empty")
    return text


def _need_unlike(situation: Situation, accepted: str) -> None:
    found = worst(situation.namesakes)
    if found is None:
        return
    named = {"name": found.name, "place": found.place, "division": found.division}
    if found.likeness == "same":
        raise NameExists(**named)
    if not accepted:
        raise NameIsAlike(**named)
