"""Holes in the grid of floors and rooms of a building (楼盘表): a door that its neighbours imply.

A room number of three or four digits says its floor and its place on it (302: floor 3, place 2; 1203: floor 12). Only
what stands on most floors of a staircase is expected on each: a shop on the ground floor implies nothing.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

NUMBERED: Final = re.compile(r"([0-9]{1,2})([0-9]{2})(?:室|号|户)?")
FLOORS_NEEDED: Final = 3
MOST: Final = 0.6  # the share of floors on which a place must be taken to be expected on every floor


@dataclass(frozen=True, slots=True)
class Hole:
    """A room that is missing: its number, and the rooms below and above that imply it."""

    room: str
    below: str | None
    above: str | None


def floor_and_place(room: str | None) -> tuple[int, int] | None:
    """Return the floor and the place on it that a room number says.

    >>> floor_and_place("302室"), floor_and_place("1203"), floor_and_place("5室"), floor_and_place("B01")
    ((3, 2), (12, 3), None, None)
    """
    found = NUMBERED.fullmatch(room or "")
    if found is None or not int(found[1]) or not int(found[2]):
        return None
    return int(found[1]), int(found[2])


def holes(rooms: Iterable[str]) -> list[Hole]:
    """Return the rooms that are missing between the lowest and the highest floor of one staircase.

    >>> holes(["101室", "102室", "201室", "301室", "302室", "401室", "402室"])
    [Hole(room='202室', below='102室', above='302室')]
    """
    places: Mapping[int, dict[int, str]] = defaultdict(dict)
    for room in rooms:
        where = floor_and_place(room)
        if where is not None:
            places[where[0]][where[1]] = room
    if len(places) < FLOORS_NEEDED:
        return []
    often = Counter(place for floor in places.values() for place in floor)
    expected = sorted(place for place, floors in often.items() if floors >= MOST * len(places))
    suffix = "室" if any(room.endswith("室") for floor in places.values() for room in floor.values()) else ""
    return [
        Hole(
            f"{floor}{place:02d}{suffix}",
            places[floor - 1].get(place) if floor - 1 in places else None,
            places[floor + 1].get(place) if floor + 1 in places else None,
        )
        for floor in range(min(places), max(places) + 1)
        for place in expected
        # A floor that has no room at all may not be there (13, 14): nothing is implied for it.
        if floor in places and place not in places[floor]
    ]
