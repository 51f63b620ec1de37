"""Addresses as points of a map: grouped into clusters for a tile, listed at one spot, counted below a division.

A point is there as long as its address has not ended, also if it begins later, as in the tree (`queries.children`).
Far out, clusters are added up from squares that the database keeps (`AddressSquare`), so that a tile takes as long for
a million addresses as for ten thousand; near, the addresses of a tile stand together in an index. Squares hold what has
no end, and plates as it is decided that they be; what an act ahead of its day changes of both is few, and is put right
by the day that is shown.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import psycopg

from huangce.places.on_day import rendering_of
from huangce.register.locks import raw_cursor
from huangce.rules.authority import LEVELS, scope
from huangce.rules.map_cells import LEVEL, cells_within, tile_cell
from huangce.rules.plates import HANGS

MISSING, UNKNOWN = "missing", "unknown"
STATES: Final = ("installed", "ordered", MISSING, UNKNOWN)
SQUARES: Final = 16  # the level of `AddressSquare`
# A tile is 512 pixels wide on the screen: 8 by 8 clusters, and from DOORS on as many as can be told apart.
CLUSTERS, DOORS, SPOTS = 3, 17, 7
NEAREST: Final = 18  # nearer tiles would say nothing more
NAMED_FROM: Final = 15  # streets are written on tiles from here on
MOST_HERE: Final = 50
WORLD: Final = dict(zip(("first", "last"), cells_within(0, 0, SQUARES), strict=True))

DECIDED: Final = f"coalesce(plate_seen, plate_state, '{UNKNOWN}')"
# Addresses whose plate hangs until a day to come, when an act retires it (`places.plate_changes`).
AHEAD: Final = """
    select distinct p.address from plate p
    where p.state = 'retired' and p.state_on > %(on)s and p.address is not null and (
        select e.step from plate_event e
        where e.plate = p.id and e.step <> 'retired' and e.takes_back is null
            and not exists (select from plate_event b where b.takes_back = e.id)
        order by e.id desc limit 1
    ) = any(%(hangs)s)
"""
PLATE: Final = f"case when id = any(%(ahead)s::bigint[]) then 'installed' else {DECIDED} end"
THERE: Final = "retired_by is null and (ended_on is null or ended_on > %(on)s)"
NEAR: Final = f"""
    select map_cell >> %(bits)s, count(*), count(*) filter (where plate = '{MISSING}'), avg(longitude), avg(latitude),
        case when count(*) = 1 then min(id) end, case when min(plate) = max(plate) then min(plate) end
    from (
        select map_cell, longitude, latitude, id, {PLATE} as plate from address
        where map_cell between %(first)s and %(last)s and {THERE} and {{inside}}
    ) p where %(state)s in ('', plate) group by 1 order by 1
"""
# Squares, and what stands only until a day to come.
SQUARED: Final = f"""
    select cell, division, plate, points, east, north from address_square
    where cell between %(first)s and %(last)s and points > 0 and {{inside}}
    union all
    select map_cell >> {2 * (LEVEL - SQUARES)}, division, {PLATE}, 1, round(longitude * 1e7), round(latitude * 1e7)
    from address where map_cell is not null and retired_by is null and ended_on > %(on)s
        and map_cell >> {2 * (LEVEL - SQUARES)} between %(first)s and %(last)s and {{inside}}
"""
# The same with what hangs until a day to come taken from what is decided of it and added to what hangs.
PUT_RIGHT: Final = f"""
    select cell, division, plate, sum(points) as points, sum(east) as east, sum(north) as north from (
        {SQUARED}
        union all
        select map_cell >> {2 * (LEVEL - SQUARES)}, division, share.plate, share.points,
            share.points * round(longitude * 1e7), share.points * round(latitude * 1e7)
        from address cross join lateral (values ('installed', 1), ({DECIDED}, -1)) share (plate, points)
        where id = any(%(ahead)s::bigint[]) and map_cell is not null and retired_by is null and ended_on is null
            and map_cell >> {2 * (LEVEL - SQUARES)} between %(first)s and %(last)s and {{inside}}
    ) s group by cell, division, plate having sum(points) > 0
"""
FAR: Final = f"""
    select cell >> %(bits)s, sum(points), coalesce(sum(points) filter (where plate = '{MISSING}'), 0),
        sum(east) / sum(points) / 1e7, sum(north) / sum(points) / 1e7, null,
        case when min(plate) = max(plate) then min(plate) end
    from ({{squared}}) s where %(state)s in ('', plate) group by 1 order by 1
"""


def _ahead(cursor: psycopg.Cursor[Any], on: date) -> list[int]:
    return [row[0] for row in cursor.execute(AHEAD, {"on": on, "hangs": list(HANGS)}).fetchall()]


def _squared(ahead: list[int], inside: str) -> str:
    """The squares as they are on the day; most days nothing is to be put right."""
    return (PUT_RIGHT if ahead else SQUARED).format(inside=inside)


@dataclass(frozen=True, slots=True)
class Cluster:
    """Addresses that are drawn as one: how many, how many of them without a plate, and their middle.

    `address` is the one address of a cluster of one, where it is known; `plate` the state that all of them share.
    """

    cell: int
    points: int
    missing: int
    longitude: float
    latitude: float
    address: int | None
    plate: str | None


def level_of(z: int) -> int:
    """The level of the cells that are drawn as one on tiles of a zoom."""
    return min(z + (SPOTS if z >= DOORS else CLUSTERS), LEVEL)


def clusters(z: int, x: int, y: int, *, scopes: Collection[str], on: date, state: str = "") -> list[Cluster]:
    """Return the clusters of a tile, of addresses in divisions whose codes begin with one of `scopes`.

    `state`: only those whose plate is known to be so, of `STATES`.
    """
    level = level_of(z)
    of_squares = level <= SQUARES
    first, last = cells_within(tile_cell(x, y), z, SQUARES if of_squares else LEVEL)
    bits = 2 * ((SQUARES if of_squares else LEVEL) - level)
    inside, asked = _inside(scopes)
    asked |= {"first": first, "last": last, "bits": bits, "on": on, "state": state}
    with raw_cursor() as cursor:
        ahead = _ahead(cursor, on)
        query = FAR.format(squared=_squared(ahead, inside)) if of_squares else NEAR.format(inside=inside)
        rows = cursor.execute(query, asked | {"ahead": ahead}).fetchall()
    return [
        Cluster(int(cell), int(n), int(lack), float(x), float(y), one, plate)
        for cell, n, lack, x, y, one, plate in rows
    ]


def _inside(scopes: Collection[str]) -> tuple[str, dict[str, Any]]:
    """The condition that an address lies in one of these, and its parameters."""
    if "" in scopes:
        return "true", {}
    parts = " or ".join(f"division like %(scope{at})s" for at, _one in enumerate(scopes))
    return f"({parts or 'false'})", {f"scope{at}": f"{one}%" for at, one in enumerate(scopes)}


STREETS: Final = f"""
    select max(street), count(*), avg(longitude), avg(latitude) from address
    where map_cell between %(first)s and %(last)s and {THERE} and thoroughfare is not null and {{inside}}
    group by thoroughfare having count(*) > 2 order by 2 desc, 1 limit 60
"""


def street_names(z: int, x: int, y: int, *, scopes: Collection[str], on: date) -> list[tuple[str, int, float, float]]:
    """Return the streets of a tile, the middle of their addresses on it, and how many these are; none far out."""
    if z < NAMED_FROM:
        return []
    first, last = cells_within(tile_cell(x, y), z)
    inside, asked = _inside(scopes)
    with raw_cursor() as cursor:
        query = STREETS.format(inside=inside)
        return cursor.execute(query, asked | {"first": first, "last": last, "on": on}).fetchall()


@dataclass(frozen=True, slots=True)
class Here:
    """An address at a spot, as it is written on the day, and what its plate is known to be."""

    address: int
    standard: str
    plate: str


HERE: Final = f"""
    select id, {PLATE} from address
    where map_cell between %(first)s and %(last)s and {THERE} and %(state)s in ('', {PLATE}) and {{inside}}
"""


def addresses_here(
    cell: int, level: int, *, scopes: Collection[str], on: date, state: str = ""
) -> tuple[list[Here], int]:
    """Return the first addresses in a cell, in the order of their standard form, and how many there are in all."""
    first, last = cells_within(cell, level)
    inside, asked = _inside(scopes)
    asked |= {"first": first, "last": last, "on": on, "state": state, "limit": MOST_HERE}
    query = HERE.format(inside=inside)
    with raw_cursor() as cursor:
        asked["ahead"] = _ahead(cursor, on)
        rows = cursor.execute(f'{query} order by standard collate "C", id limit %(limit)s', asked).fetchall()
        total = cursor.execute(f"select count(*) from ({query}) h", asked).fetchone()
    written = rendering_of((one for one, _plate in rows), on=on)
    return [Here(one, written[one], plate) for one, plate in rows], int(total[0]) if total else 0


@dataclass(slots=True)
class Part:
    """A division below the one that is looked at, or a named place of a village: its points by the state of plates.

    `code` is a division's, `place` the id of a named place; both are empty for addresses that bear no name of a place.
    """

    code: str = ""
    place: int | None = None
    name: str = ""
    plates: dict[str, int] = field(default_factory=dict)
    longitude: float = 0.0
    latitude: float = 0.0

    @property
    def points(self) -> int:
        return sum(self.plates.values())


PARTS: Final = """
    select left(division, %(digits)s), plate, sum(points), sum(east) / 1e7, sum(north) / 1e7
    from ({squared}) s group by 1, 2 order by 1, 2
"""
PLACES: Final = f"""
    select coalesce(thoroughfare, compound), max(coalesce(street, place)), {PLATE}, count(*), sum(longitude),
        sum(latitude)
    from address where division = %(division)s and map_cell is not null and {THERE} group by 1, 3 order by 2, 1, 3
"""


def parts_of(division: str, *, on: date, state: str = "") -> list[Part]:
    """Return what a division (12 digits) has points in: divisions of the next level, in a village its named places."""
    within = scope(division)
    digits = next((one for one in LEVELS if one > len(within)), None)
    inside, asked = _inside([within])
    with raw_cursor() as cursor:
        asked["ahead"] = ahead = _ahead(cursor, on)
        if digits is None:
            rows = cursor.execute(PLACES, {"division": division, "on": on, "ahead": ahead}).fetchall()
            keyed = [((None, *row[:2]), *row[2:]) for row in rows]
        else:
            asked |= WORLD | {"on": on, "digits": digits}
            rows = cursor.execute(PARTS.format(squared=_squared(ahead, inside)), asked).fetchall()
            keyed = [((row[0].ljust(12, "0"), None, None), *row[1:]) for row in rows]
    found: dict[Any, Part] = {}
    for (code, place, name), plate, points, east, north in keyed:
        if state in ("", plate):
            part = found.setdefault((code, place), Part(code=code or "", place=place, name=name or ""))
            part.plates[plate] = int(points)
            part.longitude, part.latitude = part.longitude + float(east), part.latitude + float(north)
    for part in found.values():
        part.longitude, part.latitude = part.longitude / part.points, part.latitude / part.points
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Middle:
    """A village, how many points it has, and their middle."""

    code: str
    points: int
    longitude: float
    latitude: float


MIDDLES: Final = f"""
    select division, sum(points), sum(east) / sum(points) / 1e7, sum(north) / sum(points) / 1e7
    from ({SQUARED}) s group by 1 order by 1
"""


def middles_of(scopes: Collection[str], *, on: date) -> list[Middle]:
    """Return the villages that have points, in divisions whose codes begin with one of `scopes`."""
    inside, asked = _inside(scopes)
    with raw_cursor() as cursor:
        rows = cursor.execute(MIDDLES.format(inside=inside), asked | WORLD | {"on": on, "ahead": []}).fetchall()
    return [Middle(code, int(points), float(east), float(north)) for code, points, east, north in rows]


BOX: Final = f"""
    select min(longitude), min(latitude), max(longitude), max(latitude) from address
    where (thoroughfare = %(place)s or compound = %(place)s) and map_cell is not null and {THERE}
"""
Box = tuple[float, float, float, float]


def box_of_place(place: int, *, on: date) -> Box | None:
    """Return west, south, east and north of the points of a named place; None where it has none."""
    with raw_cursor() as cursor:
        row = cursor.execute(BOX, {"place": place, "on": on}).fetchone()
    return None if row is None or row[0] is None else row


BOX_OF_DIVISION: Final = f"""
    select min(east / points) / 1e7, min(north / points) / 1e7, max(east / points) / 1e7, max(north / points) / 1e7
    from ({SQUARED}) s
"""


def box_of_division(division: str, *, on: date) -> Box | None:
    """Return west, south, east and north of the points of a division, near enough to look at it; None without any."""
    inside, asked = _inside([scope(division)])
    with raw_cursor() as cursor:
        row = cursor.execute(BOX_OF_DIVISION.format(inside=inside), asked | WORLD | {"on": on, "ahead": []}).fetchone()
    return None if row is None or row[0] is None else tuple(float(one) for one in row)  # type: ignore[return-value]
