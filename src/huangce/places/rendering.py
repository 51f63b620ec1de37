"""How an address is written on a day: the names of its divisions, of its thoroughfare and its compound, and its
numbers.

A name changes with one fact about the place that bears it; the addresses on it are written anew from there, and nothing
is asserted of them. What a list wrote stays as it was written until something in it changes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import polars as pl

from huangce.addressing import parse_columns
from huangce.rules.division_changes import DivisionChange, named_on
from huangce.rules.facts import RecordedFact
from huangce.rules.state import Record

LEVELS: Final = ("province", "city", "county", "town", "village")
COUNTY_DIGITS: Final = 6
# What is asserted of an address and changes how it is written, by group.
WRITTEN: Final = "address"
# The items that hold the places whose names an address bears.
BEARS: Final = ("thoroughfare", "compound")
_MEETING: Final = re.compile(r"(?<=[0-9A-Za-z])\x1f(?=[0-9A-Za-z])")


@dataclass(frozen=True, slots=True)
class Spell:
    """A rendering of an address from a day until the day before `valid_to`; `act` began it, None as loaded.

    `key` is "" until it was read off the text. `taken_back`: the act was reversed, and it was never in force.
    """

    valid_from: date
    valid_to: date | None
    standard: str
    key: str
    act: int | None
    taken_back: bool = False


def composed(division_name: str, street: Any, place: Any, numbers: Mapping[str, Any]) -> str:
    """Put an address together. A compound stands behind the plate of its street; without a street, before the plate.

    Two parts that meet in digits or letters are kept apart by a space, as the engine writes them.
    """
    plate = numbers.get("plate")
    middle = (street, plate, place) if street else (place, plate)
    below = (numbers.get(name) for name in ("building", "unit", "floor", "room"))
    parts = [str(part) for part in (division_name, numbers.get("village_group"), *middle, *below) if part]
    return _MEETING.sub(" ", "\x1f".join(parts)).replace("\x1f", "")


# The name of a place on a day.
NameOn = Callable[[int, date], str]


def names_on(places: Mapping[int, Record]) -> NameOn:
    """Return a look-up of the name that a place bears on a day, of places with their histories.

    Before its first name a place has that one: an address may stand on it that is older than its naming.
    """
    spelled = {
        place: [(one.fact.valid_from, str(one.fact.items["place_name"])) for one in _namings(record)]
        for place, record in places.items()
    }

    def name(place: int, day: date) -> str:
        known = spelled.get(place)
        if not known:
            return ""
        began = [text for since, text in known if since <= day]
        return began[-1] if began else known[0][1]

    return name


def _namings(place: Record) -> list[RecordedFact]:
    """The facts that name a place, in the order of the world."""
    return sorted((one for one in place.history if "place_name" in one.fact.items), key=lambda one: one.order)


def spells(
    address: Record,
    row: Mapping[str, Any] | None,
    places: Mapping[int, Record],
    name_on: NameOn,
    changes: Sequence[DivisionChange] = (),
) -> list[Spell]:
    """Return the renderings of an address, the oldest first; `row` is the row that a list brought, if one did."""
    own = [one for one in address.history if one.fact.group == WRITTEN]
    first = own[0].fact.valid_from
    acts = acts_by_day(own, places, changes)
    found: list[Spell] = []
    loaded = ""
    for day in sorted(one for one in acts if one >= first):
        said = _said_on(own, day)
        street = name_borne(said.get("thoroughfare"), row, "street", name_on, day)
        place = name_borne(said.get("compound"), row, "place", name_on, day)
        divisions = named_on(str(said["division"]), str(said["division_name"] or ""), changes, day)
        text = composed(divisions, street, place, said)
        if row is not None and not found:
            loaded = text
            found.append(Spell(day, None, row["standard"], row["key"], None))
            continue
        text = str(row["standard"]) if row is not None and text == loaded else text
        if found and text == found[-1].standard:
            continue
        if found:
            found[-1] = replace(found[-1], valid_to=day)
        key = str(row["key"]) if row is not None and text == row["standard"] else ""
        found.append(Spell(day, None, text, key, acts[day] or None))
    ended = ended_on(address)
    if ended is not None:
        found = [one for one in found if one.valid_from < ended] or found[:1]
        found[-1] = replace(found[-1], valid_to=ended)
    return found


def acts_by_day(
    own: Sequence[RecordedFact], places: Mapping[int, Record], changes: Sequence[DivisionChange]
) -> dict[date, int]:
    """The days on which an address may come to be written otherwise, each with the act that took effect on it."""
    borne = {place for one in own for name in BEARS if isinstance(place := one.fact.items.get(name), int)}
    namings = (one for place in borne if place in places for one in _namings(places[place]))
    acts = {one.order[0]: one.act for one in changes}
    for one in sorted((*own, *namings), key=lambda each: each.act):
        acts[one.fact.valid_from] = max(one.act, acts.get(one.fact.valid_from, 0))
    return acts


def _said_on(own: Sequence[RecordedFact], day: date) -> Mapping[str, Any]:
    """What is asserted of an address by a day."""
    if len(own) == 1:
        return own[0].fact.items
    said: dict[str, Any] = {}
    for one in own:
        if one.fact.valid_from <= day:
            said.update(one.fact.items)
    return said


def name_borne(place: Any, row: Mapping[str, Any] | None, column: str, name_on: NameOn, day: date) -> str | None:
    """The name that an address bears of a place; where it bears none, what a list wrote and nobody knows as a place."""
    if isinstance(place, int):
        return name_on(place, day)
    known = row is not None and row["thoroughfare" if column == "street" else "compound"] is not None
    return None if row is None or known else row[column]


def ended_on(address: Record) -> date | None:
    """The first day on which an address does not stand, None while it does."""
    if address.stands:
        return None
    return max(one.fact.valid_from for one in address.history if "address_status" in one.fact.items)


def begun_on(record: Record, group: str) -> date | None:
    """The first day of a record by what is asserted of it; None where a list brought it."""
    first = min((one for one in record.history if one.fact.group == group), key=lambda one: one.order)
    return first.fact.valid_from if first.act else None


def with_keys(spelled: Mapping[int, list[Spell]], divisions: Mapping[int, str]) -> dict[int, list[Spell]]:
    """Read the keys of renderings that have none yet off their texts, as those of any text; all of a county at once."""
    missing: dict[str, set[str]] = {}
    for address, found in spelled.items():
        county = divisions[address][:COUNTY_DIGITS]
        missing.setdefault(county, set()).update(one.standard for one in found if not one.key)
    keys: dict[tuple[str, str], str] = {}
    for county, texts in missing.items():
        some = sorted(texts)
        keys |= {(county, text): key for text, key in zip(some, _read(some, county), strict=True)}
    return {
        address: [
            one if one.key else replace(one, key=keys[divisions[address][:COUNTY_DIGITS], one.standard])
            for one in found
        ]
        for address, found in spelled.items()
    }


def _read(texts: list[str], county: str) -> list[str]:
    if not texts:
        return []
    return parse_columns(pl.Series("text", texts, dtype=pl.String), default_division=county or None)["key"].to_list()
