"""A building: what was registered of it, the grid of its doors (楼盘表) and what is known of each.

Requirements A14 and B1; notice 001 一(三).

The doors of a building are the addresses behind one plate and one building number. So every building of a county list
is there from the day of the load, with nothing known of it but its doors; `huangce places building` says more once
somebody registered it. Nobody is named, and nobody counted below a door.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

import psycopg

from huangce.errors import NotFound, Refused
from huangce.places.building_models import Building as Registered
from huangce.places.search import NoSuchAddress
from huangce.register.locks import raw_cursor
from huangce.rules.acts.place_addresses import NewDoor
from huangce.rules.buildings import (
    CellState,
    Door,
    Doubt,
    Grid,
    UnitPlan,
    arrange,
    draw,
    draw_ground,
    lay_out,
    look_over,
)
from huangce.rules.items import NOT_KNOWN
from huangce.rules.segments import LEVELS


class NoGround(NotFound):
    """Nobody entered the ground that building {record} stands on."""

    code = "no-ground"


class WaitsForAddress(Refused):
    """Building {building} waits for its address: give it one first."""

    code = "waits-for-address"


# What two addresses of one building share. `thoroughfare` and `compound` are ids of named places.
EXTENT: Final = ("division", "thoroughfare", "village_group", "compound", "plate", "building")
Language = Literal["zh", "en"]
WORDS: Final[dict[Language, dict[str, str]]] = {
    "zh": {
        "title": "{building}房屋平面图",
        "occupied": "有人居住",
        "vacant": "空置",
        "unknown": "不详",
        "gone": "已注销",
        "floor": "{floor}层",
        "no-floor": "楼层不详",
        "left-out": "疑似遗漏",
    },
    "en": {
        "title": "Plan of {building}",
        "occupied": "lived in",
        "vacant": "vacant",
        "unknown": "not known",
        "gone": "gone",
        "floor": "floor {floor}",
        "no-floor": "floor unknown",
        "left-out": "left out?",
    },
}
GROUND_WORDS: Final[dict[Language, dict[str, str]]] = {
    "zh": {"title": "{building}占地图", "north": "北", "metres": "{metres}米", "area": "{area}平方米"},
    "en": {"title": "Ground of {building}", "north": "N", "metres": "{metres} m", "area": "{area} m²"},
}


@dataclass(frozen=True, slots=True)
class Dwelling:
    """One door of a building and what is known of it. `lived_in`: a household is registered or somebody resides there;
    who and how many is asked for a purpose, at one address (`register.at_address`)."""

    address: int
    standard: str
    door: Door
    state: CellState
    use: str | None
    title_status: str | None
    occupancy: str | None
    found_how: str | None
    found_on: date | None
    lived_in: bool

    @property
    def is_contradicted(self) -> bool:
        """Whether it is stated to be empty while somebody is registered or lives there: somebody should look again."""
        return self.lived_in and self.occupancy == CellState.VACANT


@dataclass(frozen=True, slots=True)
class Building:
    """A building on a day. `registered` is what acts say of it, None of one that is known by its addresses alone.

    One that waits for its address has none, and no doors; `standard` then is what is said of where it stands.
    """

    address: int | None
    standard: str
    registered: Registered | None
    grid: Grid
    dwellings: tuple[Dwelling, ...]
    doubts: tuple[Doubt, ...]

    @property
    def states(self) -> dict[int, CellState]:
        """What is known of each door, by address."""
        return {one.address: one.state for one in self.dwellings}

    @property
    def counts(self) -> dict[str, int]:
        """How many doors are in each state."""
        states = list(self.states.values())
        return {state.value: states.count(state) for state in CellState}


# Every address has a division, and the index is on it.
IN_EXTENT: Final = f"""
    from address a join (select {", ".join(EXTENT)} from address where id = %(anchor)s) b
    on a.division = b.division and {" and ".join(f"a.{name} is not distinct from b.{name}" for name in EXTENT[1:])}
"""
DOORS: Final = f"""
    with door as (
        select a.id, a.standard, a.unit, a.floor, a.room, a.level,
            a.status = 'standing' or a.ended_on > %(on)s as stands
        {IN_EXTENT}
        where a.retired_by is null and (a.begun_on is null or a.begun_on <= %(on)s)
    )
    select d.id, d.standard, d.unit, d.floor, d.room, d.level, d.stands, w.dwelling_use, w.title_status, o.occupancy,
        o.found_how, o.found_on,
        exists (select from household h where h.address_id = d.id and h.household_status = 'open')
            or exists (select from residence r where r.address_id = d.id and r.departed_on is null)
    from door d left join dwelling w on w.id = d.id left join dwelling o on o.id = d.id and o.found_on <= %(on)s
    order by d.id
"""


def building_of(record: int, *, on: date) -> Building:
    """Return the building with this id, or the building that an address is of. Raises `NoSuchAddress`.

    A statement counts from its day on. A door with a household or a resident is lived in, whatever was stated.
    """
    with raw_cursor() as cursor:
        anchor, building = _anchor(cursor, record)
        if anchor is None:
            return _waiting(record)
        rows = cursor.execute(DOORS, {"anchor": anchor, "on": on}).fetchall()
        if building is None:
            building = _registered_among(cursor, [row[0] for row in rows])
    found = [_Row(*row) for row in rows]
    rooms = any(one.level == LEVELS[-1] for one in found)
    shown = [one for one in _without_replaced(found) if one.level == LEVELS[-1] or not rooms]
    dwellings = tuple(one.dwelling() for one in shown)
    grid = arrange(one.door for one in dwellings)
    standing = arrange(one.door for one in dwellings if one.state is not CellState.GONE)
    top = min(found, key=lambda one: (not one.stands, LEVELS.index(one.level), one.id), default=None)
    return Building(
        anchor if top is None else top.id,
        "" if top is None else top.standard if not rooms or top.level != LEVELS[-1] else _cut(top),
        Registered.objects.filter(pk=building).first() if building is not None else None,
        grid,
        dwellings,
        tuple(look_over(standing)),
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of `DOORS`."""

    id: int
    standard: str
    unit: str | None
    floor: str | None
    room: str | None
    level: str
    stands: bool
    use: str | None
    title_status: str | None
    occupancy: str | None
    found_how: str | None
    found_on: date | None
    lived_in: bool

    def dwelling(self) -> Dwelling:
        """The door with its state."""
        told = self.occupancy if self.occupancy != NOT_KNOWN else None
        state = CellState.OCCUPIED if self.lived_in else CellState(told) if told else CellState.UNKNOWN
        return Dwelling(
            self.id,
            self.standard,
            Door(self.id, self.unit, self.floor, self.room),
            state if self.stands else CellState.GONE,
            self.use,
            self.title_status,
            self.occupancy,
            self.found_how,
            self.found_on,
            self.lived_in,
        )


def _without_replaced(rows: Sequence[_Row]) -> list[_Row]:
    """The doors without those that ended where another one stands in their place."""
    there = {(one.unit, one.floor, one.room) for one in rows if one.stands}
    return [one for one in rows if one.stands or (one.unit, one.floor, one.room) not in there]


def _cut(row: _Row) -> str:
    """How a building is written that has no address of its own: as its doors without what is behind it."""
    text = row.standard
    for part in (row.room, row.floor, row.unit):
        text = text.removesuffix(part or "")
    return text


ANCHOR: Final = """
    select at_address, id from building where id = %(id)s and retired_by is null
    union all select id, null from address where id = %(id)s and retired_by is null
"""


def _waiting(record: int) -> Building:
    """A building that waits for its address."""
    said = registered(record)
    return Building(None, said.whereabouts or "", said, arrange(()), (), ())


def _anchor(cursor: psycopg.Cursor[Any], record: int) -> tuple[int | None, int | None]:
    row = cursor.execute(ANCHOR, {"id": record}).fetchone()
    if row is None:
        raise NoSuchAddress(record=record)
    return row[0], row[1]


AMONG: Final = """
    select min(id) from building where at_address = any(%s::bigint[]) and retired_by is null
"""


def registered(building: int) -> Registered:
    """Return a building that was registered. Raises `NoSuchAddress`."""
    found = Registered.objects.filter(pk=building, retired_by=None).first()
    if found is None:
        raise NoSuchAddress(record=building)
    return found


NEAR: Final = f"""
    select distinct b.id, a.standard from address f
    join address a on a.division = f.division and
        {" and ".join(f"a.{name} is not distinct from f.{name}" for name in EXTENT[1:])}
    join building b on b.at_address = a.id and b.retired_by is null where f.id = any(%s::bigint[]) order by 1
"""


def registered_near(addresses: Sequence[int]) -> list[tuple[int, str]]:
    """Return the registered buildings that some addresses are of, each with its own address as it is written."""
    with raw_cursor() as cursor:
        return cursor.execute(NEAR, (list(addresses),)).fetchall()


def _registered_among(cursor: psycopg.Cursor[Any], addresses: list[int]) -> int | None:
    """The building that is registered at one of these addresses."""
    row = cursor.execute(AMONG, (addresses,)).fetchone()
    return None if row is None else row[0]


def plan_of(record: int, *, on: date, language: Language = "zh") -> str:
    """Return the plan of a building as an SVG document. Raises `NoSuchAddress`."""
    found = building_of(record, on=on)
    words = WORDS[language]
    return draw(
        found.grid,
        title=words["title"].format(building=found.standard),
        states=found.states,
        words=words,
        doubts=found.doubts,
    )


def ground_of(record: int, *, on: date, language: Language = "zh") -> str:
    """Return the ground that a building stands on as an SVG document. Raises `NoSuchAddress`, `NoGround`."""
    found = building_of(record, on=on)
    if found.registered is None or found.registered.footprint is None:
        raise NoGround(record=record)
    words = GROUND_WORDS[language]
    title = words["title"].format(building=found.standard)
    return draw_ground(json.loads(found.registered.footprint), title=title, words=words)


def propose_rooms(record: int, plans: Sequence[UnitPlan], *, on: date) -> tuple[NewDoor, ...]:
    """Return the doors of a planned building that do not stand yet, as entries of an `addresses_new` act.

    `record` is a building or its address. Raises `NoSuchAddress`, `WaitsForAddress`, `LayoutRefused`.
    """
    found = building_of(record, on=on)
    if found.address is None:
        raise WaitsForAddress(building=record)
    there = {(one.door.unit, one.door.room) for one in found.dwellings if one.state is not CellState.GONE}
    with raw_cursor() as cursor:
        row = cursor.execute(
            "select village_group, plate, building from address where id = %s", (found.address,)
        ).fetchone()
    group, plate, building = row or (None, None, None)
    return tuple(
        NewDoor(
            village_group=group or "",
            plate=plate or "",
            building=building or "",
            unit=one.unit or "",
            floor=one.floor or "",
            room=one.room or "",
        )
        for one in lay_out(plans)
        if (one.unit, one.room) not in there
    )
