"""Fill a `Situation` for an act on places: its subjects, what is below them, the names that are like the new one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import psycopg

from huangce.places import tree
from huangce.places.division_names import written_name, written_names
from huangce.places.folding import AS_RECORDED, changes_of
from huangce.places.history import PlaceHistories
from huangce.register.situations import acts_named
from huangce.rules.acts.base import Act
from huangce.rules.acts.place_addresses import AddressesNew
from huangce.rules.acts.place_buildings import BuildingChanged, BuildingRegistered
from huangce.rules.acts.place_divisions import CODE, IN_PART, DivisionChanged
from huangce.rules.acts.place_naming import ONCE_WITHIN, PlaceNamed, PlaceRenamed, PlaceRetired
from huangce.rules.authority import scope
from huangce.rules.division_changes import division_on, named_on
from huangce.rules.names import simplified
from huangce.rules.periods import Calendar
from huangce.rules.place_names import Namesake, generic_of, likeness, sound_key
from huangce.rules.situation import Situation

# Acts that carry along, or stumble over, what stands below their subjects.
WITH_WHAT_IS_BELOW = frozenset(
    {
        "addresses_renumbered",
        "address_split",
        "addresses_merged",
        "addresses_demolished",
        "duplicates_retired",
        "dwellings_stated",
    }
)


def situation_for(act: Act, histories: PlaceHistories, *, by: int, today: date, calendar: Calendar) -> Situation:
    """Return the situation in which an act on places is decided: all that is recorded, whenever it takes effect.

    Acts on one place take effect in the order in which they are recorded (`places.book`), so nothing later is hidden.
    """
    cursor = histories.cursor
    subjects = set(act.subjects())
    below = tree.below(cursor, subjects) if act.kind in WITH_WHAT_IS_BELOW else {}
    histories.load((*subjects, *(one for ids in below.values() for one in ids)))
    records = {one: histories.record(one) for one in subjects}
    situation = Situation(
        today=today,
        calendar=calendar,
        by=by,
        records=records,
        below=below,
        acts=acts_named(act, cursor),
        buildings_at=_buildings_at(cursor, act),
    )
    if isinstance(act, PlaceNamed):
        found = namesakes(cursor, act.name, act.place_kind, division=act.division, generic=act.generic)
        return replace(situation, namesakes=found)
    if isinstance(act, PlaceRenamed) and records[act.place].is_named_place:
        place = records[act.place]
        kind, division = (place.text("named_place", name) for name in ("place_kind", "division"))
        found = namesakes(cursor, act.name, kind, division=division, generic=act.generic, but=act.place)
        return replace(situation, namesakes=found)
    if isinstance(act, PlaceRetired):
        return replace(situation, on_it=standing_on(cursor, (act.place,)))
    if isinstance(act, AddressesNew):
        names = written_names(histories, act.division, act.happened_on)
        return replace(situation, division_names={act.division: names})
    if isinstance(act, DivisionChanged):
        return _of_a_division(situation, histories, act)
    return situation


STANDING_ON = """
    select p.id, a.id from unnest(%(places)s::bigint[]) as p (id)
    join address a on (a.thoroughfare = p.id or a.compound = p.id) and a.retired_by is null and a.status = 'standing'
    where starts_with(a.division, %(digits)s) order by 1, 2
"""
# Villages of one division whose codes would be those of villages of the other one.
SHARED = """
    with of_it as (select distinct substr(division, %(length)s + 1) as rest from address
        where starts_with(division, %(digits)s) and retired_by is null),
    there as (select distinct substr(division, %(length)s + 1) as rest from address
        where starts_with(division, %(becoming)s) and retired_by is null)
    select %(digits)s || rest from of_it join there using (rest) where rest <> '' and rest ~ '[1-9]'
"""


def _of_a_division(situation: Situation, histories: PlaceHistories, act: DivisionChanged) -> Situation:
    """What a decision on a division needs: names, the addresses that go, and villages that would share a code."""
    cursor = histories.cursor
    written = {one: written_name(histories, one, act.happened_on) for one in (act.division, act.becomes) if one}
    named = replace(situation, division_names=written)
    if not all(CODE.fullmatch(one) for one in (act.division, act.becomes)):
        return named  # a new name only, or nothing that the rule takes for a division
    digits, becoming = scope(act.division), scope(act.becomes)
    if act.change_kind not in IN_PART:
        if not digits or not becoming or becoming == digits:
            return named
        asked = {"digits": digits, "becoming": becoming, "length": len(digits)}
        return replace(named, villages_there=frozenset(row[0] for row in cursor.execute(SHARED, asked).fetchall()))
    below: dict[int, tuple[int, ...]] = {}
    for place, one in cursor.execute(STANDING_ON, {"places": list(act.places), "digits": digits}).fetchall():
        below[place] = (*below.get(place, ()), one)
    going = [*act.addresses, *(one for ids in below.values() for one in ids)]
    histories.load(going)
    changes, _never = changes_of(histories, AS_RECORDED)
    lies = {}
    for one in going:
        of = histories.record(one).groups.get("address", {})
        code, names = str(of.get("division") or ""), str(of.get("division_name") or "")
        lies[one] = division_on(code, changes, act.happened_on), named_on(code, names, changes, act.happened_on)
    return replace(named, below=below, lies=lies)


ALIKE = """
    select id, name, generic, division from named_place
    where sound_key = any(%(keys)s) and left(division, %(digits)s) = %(area)s and place_kind = %(kind)s
      and retired_by is null and status = 'in_force' and id is distinct from %(but)s order by id
"""


def namesakes(
    cursor: psycopg.Cursor[Any], name: str, kind: str, *, division: str, generic: str = "", but: int | None = None
) -> tuple[Namesake, ...]:
    """Return the places with names like `name` in the area in which it shall stand once: the county, or for villages
    the township. `but` is the place that is to bear it."""
    text = "".join(name.split())
    own = generic or generic_of(text, kind)
    digits = ONCE_WITHIN[kind]
    asked = {
        "keys": [sound_key(text, own)],
        "digits": digits,
        "area": division[:digits],
        "kind": kind,
        "but": but,
    }
    found = []
    for place, other, other_generic, where in cursor.execute(ALIKE, asked).fetchall():
        like = likeness(simplified(text), own, other, other_generic)
        if like is not None:
            found.append(Namesake(place, other, where, like))
    return tuple(found)


BUILDINGS_AT = "select at_address, min(id) from building where at_address = %s and retired_by is null group by 1"


def _buildings_at(cursor: psycopg.Cursor[Any], act: Act) -> dict[int, int]:
    """The building that is registered at the address which an act gives a building."""
    if not isinstance(act, BuildingRegistered | BuildingChanged):
        return {}
    return dict(cursor.execute(BUILDINGS_AT, (act.address,)).fetchall())


ON_IT = """
    select p.id, count(a.id) from unnest(%s::bigint[]) as p (id)
    join address a on (a.thoroughfare = p.id or a.compound = p.id) and a.retired_by is null and a.status = 'standing'
    group by p.id
"""


def standing_on(cursor: psycopg.Cursor[Any], places: Iterable[int]) -> dict[int, int]:
    """How many standing addresses bear the name of each of these places."""
    return dict(cursor.execute(ON_IT, (list(places),)).fetchall())
