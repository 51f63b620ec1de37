"""Renderings that two standing addresses would share: by an act a number would be given twice.

Two addresses are one door if their texts have one key, or if they stand on the same thoroughfare or in the same
compound with the same numbers. What a list brought twice may stay twice: that is a finding, and no act made it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import psycopg

from huangce.places.folding import ADDRESS, Folded

# What tells the doors of one thoroughfare or compound from each other.
DOOR: Final = ("thoroughfare", "compound", "village_group", "plate", "building", "unit", "floor", "room")
_AT: Final = {name: place for place, name in enumerate(ADDRESS)}


@dataclass(frozen=True, slots=True)
class Clash:
    """An address that would be written as another one is: `holder` has that number."""

    address: int
    holder: int
    standard: str


def clashes(folded: Folded, cursor: psycopg.Cursor[Any], *, day: date) -> list[Clash]:
    """Return where rows that are about to be written share a door with each other or with one that stands on `day`."""
    standing = {one: row for one, row in folded.address.items() if _stands(row)}
    before = _before(cursor, standing)
    found = _among(standing, before, _key) + _among(standing, before, _door)
    changed = {
        mark: [one for one, row in standing.items() if mark(row) and mark(row) != _was(before, one, mark)]
        for mark in (_key, _door)
    }
    own = list(folded.address)
    keys = {standing[one][_AT["key"]]: one for one in changed[_key]}
    asked = {"keys": list(keys), "own": own, "day": day}
    found += [Clash(keys[key], holder, text) for key, holder, text in cursor.execute(SAME_KEY, asked).fetchall()]
    doors = {_door(standing[one]): one for one in changed[_door]}
    around = ([door[0] for door in doors if door[0]], [door[1] for door in doors if door[1]], own, day)
    for holder, text, *door in cursor.execute(SAME_PLACE, around).fetchall() if doors else ():
        if tuple(door) in doors:
            found.append(Clash(doors[tuple(door)], holder, text))
    return sorted({(one.address, one.holder): one for one in found}.values(), key=lambda one: (one.address, one.holder))


def _stands(row: tuple[Any, ...]) -> bool:
    return row[_AT["status"]] == "standing" and row[_AT["retired_by"]] is None


def _key(row: tuple[Any, ...]) -> Any:
    return row[_AT["key"]]


def _door(row: tuple[Any, ...]) -> Any:
    """What tells an address from others on the same place, None for one that stands on none."""
    door = tuple(row[_AT[name]] for name in DOOR)
    return door if door[0] is not None or door[1] is not None else None


def _before(cursor: psycopg.Cursor[Any], addresses: Collection[int]) -> dict[int, tuple[Any, ...]]:
    rows = cursor.execute(
        f"select {', '.join(ADDRESS)} from address where id = any(%s::bigint[]) and retired_by is null "
        "and status = 'standing'",
        (list(addresses),),
    )
    return {row[0]: row for row in rows.fetchall()}


def _was(before: Mapping[int, tuple[Any, ...]], one: int, mark: Any) -> Any:
    return mark(before[one]) if one in before else None


def _among(standing: Mapping[int, tuple[Any, ...]], before: Mapping[int, tuple[Any, ...]], mark: Any) -> list[Clash]:
    """Clashes of rows with each other that were not there before."""
    holders: dict[Any, int] = {}
    found = []
    for one, row in standing.items():
        if not mark(row):
            continue
        other = holders.setdefault(mark(row), one)
        was = _was(before, one, mark)
        if other != one and (was is None or was != _was(before, other, mark)):
            found.append(Clash(one, other, row[_AT["standard"]]))
    return found


SAME_KEY: Final = """
    select k.key, a.id, a.standard from unnest(%(keys)s::text[]) as k (key)
    join address a on a.key = k.key and a.retired_by is null and (a.status = 'standing' or a.ended_on > %(day)s)
    where a.id <> all(%(own)s::bigint[]) and k.key <> ''
    union all
    select k.key, n.address, n.standard from unnest(%(keys)s::text[]) as k (key)
    join address_name n on n.key = k.key and not n.taken_back and n.valid_to > %(day)s
    where n.address <> all(%(own)s::bigint[]) and k.key <> ''
"""
# Comparing is left to Python: a street may have ten thousand doors, and all of them may be renumbered at once.
SAME_PLACE: Final = f"""
    select id, standard, {", ".join(DOOR)} from address
    where (thoroughfare = any(%s::bigint[]) or compound = any(%s::bigint[])) and id <> all(%s::bigint[])
      and retired_by is null and (status = 'standing' or ended_on > %s)
"""
