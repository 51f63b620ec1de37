"""Does the register miss a building, a dwelling or who is in it (不漏楼、不漏户)? Requirements A19; notice 001 二(三).

Down the tree: villages that have buildings, buildings that have dwellings, dwellings of which it is known whether they
are lived in, buildings in whose grid nothing seems left out; registered buildings that have their address, and had it
in time (`places.coding_age`). Each is told as n of N, how many cannot be told, and every row that is missing. Whether a
dwelling misses a person is not asked here: people are registered, not searched for (requirements part 5).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any, Final, NamedTuple

from django.db import connection, transaction

from huangce.places.buildings import EXTENT
from huangce.places.coding_age import CODED, WITHIN, Coding, codings
from huangce.places.kept import Look
from huangce.register.locks import raw_cursor
from huangce.rules import divisions
from huangce.rules.acts.place_buildings import Occupancy
from huangce.rules.buildings import Door, arrange, look_over
from huangce.rules.divisions.model import UnknownDivision
from huangce.rules.items import NOT_KNOWN

MEASURES: Final = (
    "villages-with-buildings",
    "buildings-with-dwellings",
    "dwellings-with-occupancy",
    "buildings-without-doubts",
    "vacancies-not-contradicted",
    "buildings-with-address",
    CODED,
)
# Buildings of these uses need not have dwellings.
WITHOUT_DWELLINGS: Final = frozenset({"commercial", "industrial", "public", "agricultural", "other"})
ROWS_A_TIME: Final = 20_000


class Gap(NamedTuple):
    """Something that is missing: where it shows, and why. `address` is None for a village, and for a `building` that
    waits for its address."""

    division: str
    address: int | None
    standard: str
    reason: str
    building: int | None = None


@dataclass(slots=True)
class Measure:
    """How many of how many, how many cannot be told, and what is missing: the first `limit` rows of it, by division."""

    name: str
    n: int = 0
    total: int = 0
    unknown: int = 0
    missing: list[Gap] = field(default_factory=list)

    def told(self) -> dict[str, Any]:
        """The measure in plain values."""
        rows = [gap._asdict() for gap in self.missing]
        return {"n": self.n, "N": self.total, "unknown": self.unknown, "rows": rows}


def _packed(found: Mapping[str, Measure]) -> dict[str, list[Any]]:
    return {name: [one.n, one.total, one.unknown, one.missing] for name, one in found.items()}


def _unpacked(told: Mapping[str, list[Any]]) -> dict[str, Measure]:
    return {
        name: Measure(name, n, total, unknown, [Gap(*gap) for gap in missing])
        for name, (n, total, unknown, missing) in told.items()
    }


LOOK: Final = Look("completeness", _packed, _unpacked)


class Row(NamedTuple):
    """An address in the order of its building."""

    building: int
    division: str
    id: int
    standard: str
    block: str | None
    unit: str | None
    floor: str | None
    room: str | None
    has_blocks: bool
    use: str | None
    occupancy: Occupancy | None
    lived_in: bool

    def gap(self, reason: str) -> Gap:
        """This address as a row that is missing something."""
        return Gap(self.division, self.id, self.standard, reason)


# The gate of a compound is no building: others stand behind its plate.
ROWS: Final = """
    select dense_rank() over (order by {extent}), a.division, a.id, a.standard, a.building, a.unit, a.floor, a.room,
        bool_or(a.building is not null) over (partition by a.division, a.thoroughfare, a.village_group, a.plate),
        b.building_use, w.occupancy, h.address_id is not null or r.address_id is not null
    from address a
    left join dwelling w on w.id = a.id and w.found_on <= %(on)s
    left join building b on b.at_address = a.id and b.retired_by is null
    left join (select distinct address_id from household where household_status = 'open') h on h.address_id = a.id
    left join (select distinct address_id from residence where departed_on is null) r on r.address_id = a.id
    where a.retired_by is null and (a.begun_on is null or a.begun_on <= %(on)s)
      and (a.status = 'standing' or a.ended_on > %(on)s) and (a.plate is not null or a.building is not null)
      and ({inside})
    order by 1, a.id
"""


def completeness(scopes: Collection[str], *, on: date, limit: int = 1_000, within: int = WITHIN) -> dict[str, Measure]:
    """Return the measures of `MEASURES` for divisions whose codes begin with one of `scopes`, by name.

    Numbers are in time that were given `within` so many days of the building's completion.

    A house with a plate and no rooms is its own dwelling; a block (栋) without doors is one that misses them, unless it
    was registered for another use. `limit` bounds the rows that are kept of each measure, never the counts.
    """
    tally = _Tally({name: Measure(name) for name in MEASURES}, limit)
    if not scopes:
        return tally.found
    with transaction.atomic():
        rows = _rows(scopes, on)
        for _building, doors in groupby(rows, key=lambda one: one.building):
            tally.building(list(doors))
    tally.registered(scopes, on)
    tally.villages(scopes, on)
    for one in codings(scopes, on=on):
        tally.coding(one, on, within)
    return tally.found


def _rows(scopes: Collection[str], on: date) -> Iterator[Row]:
    """The addresses building by building, a part at a time."""
    inside = " or ".join(f"a.division like %(scope{at})s" for at, _scope in enumerate(scopes))
    asked: dict[str, Any] = {"on": on} | {f"scope{at}": f"{scope}%" for at, scope in enumerate(scopes)}
    extent = ", ".join(f"a.{name}" for name in EXTENT)
    connection.ensure_connection()
    with connection.connection.cursor(name="completeness") as cursor:
        cursor.itersize = ROWS_A_TIME
        cursor.execute(ROWS.format(extent=extent, inside=inside), asked)
        yield from map(Row._make, cursor)


@dataclass(slots=True)
class _Tally:
    """The measures while the buildings come by."""

    found: dict[str, Measure]
    limit: int
    built: set[str] = field(default_factory=set)

    def building(self, rows: Sequence[Row]) -> None:
        """Count one building."""
        if rows[0].block is None and rows[0].has_blocks:
            return
        self.built.add(rows[0].division)
        rooms = [one for one in rows if one.room]
        use = next((one.use for one in rows if one.use), None)
        if not rooms and rows[0].block is not None and use in WITHOUT_DWELLINGS:
            return
        dwellings = rooms or ([] if rows[0].block is not None else rows)
        unknown = use in (None, NOT_KNOWN)
        self._count("buildings-with-dwellings", bool(dwellings), rows[0].gap("no-dwelling"), unknown=unknown)
        for one in dwellings:
            told = one.lived_in or one.occupancy in ("occupied", "vacant")
            unknown = one.occupancy == NOT_KNOWN
            self._count("dwellings-with-occupancy", told, one.gap("not-stated"), unknown=unknown)
            if one.occupancy == "vacant":
                self._count("vacancies-not-contradicted", not one.lived_in, one.gap("vacant-yet-lived-in"))
        if rooms:
            doubts = look_over(arrange(Door(one.id, one.unit, one.floor, one.room) for one in rooms))
            reasons = ",".join(dict.fromkeys(one.reason for one in doubts))
            self._count("buildings-without-doubts", not doubts, rows[0].gap(reasons))

    def villages(self, scopes: Iterable[str], on: date) -> None:
        """Count the villages of the division tables that have a building."""
        for village, name in sorted({pair for scope in scopes for pair in _villages(scope, on)}):
            self._count("villages-with-buildings", village in self.built, Gap(village, None, name, "no-building"))
        known = self.found["villages-with-buildings"]
        # A building that is entered in a township stands in one of its villages, and nobody said in which.
        known.unknown = sum(one.endswith("000") for one in self.built)

    def registered(self, scopes: Collection[str], on: date) -> None:
        """Count the registered buildings that have their address. One that waits stands in its village nevertheless."""
        for building, division, whereabouts, has_address in _registered(scopes, on):
            self.built.add(division)
            gap = Gap(division, None, whereabouts, "no-address", building)
            self._count("buildings-with-address", has_address, gap)

    def coding(self, one: Coding, on: date, within: int) -> None:
        """Count one building or entrance whose doors are due a number; what is not due yet is not counted."""
        if one.due is None:
            self._count(CODED, False, _late(one, "no-day"), unknown=True)
            return
        days = ((one.coded or on) - one.due).days
        if one.coded is None and not one.is_told and days > within:
            self._count(CODED, False, _late(one, f"not-coded:{days}"))
        elif one.is_told and one.coded is None:
            self._count(CODED, False, _late(one, "coding-day"), unknown=True)
        elif one.coded is not None:
            self._count(CODED, days <= within, _late(one, f"coded-late:{days}"))

    def _count(self, name: str, is_there: bool, gap: Gap, *, unknown: bool = False) -> None:
        measure = self.found[name]
        measure.total += 1
        measure.n += is_there
        measure.unknown += unknown and not is_there
        if not is_there and len(measure.missing) < self.limit:
            measure.missing.append(gap)


def _late(one: Coding, why: str) -> Gap:
    return Gap(one.division, one.address, one.standard, why, one.building)


REGISTERED: Final = """
    select b.id, b.division, coalesce(b.whereabouts, ''), b.at_address is not null
    from building b left join address a on a.id = b.at_address
    where b.retired_by is null and (b.demolished_on is null or b.demolished_on > %(on)s)
      and (a.ended_on is null or a.ended_on > %(on)s) and b.division like any(%(inside)s)
    order by b.division, b.id
"""


def _registered(scopes: Collection[str], on: date) -> list[tuple[int, str, str, bool]]:
    """The registered buildings that stand, and whether they have an address."""
    with raw_cursor() as cursor:
        return cursor.execute(REGISTERED, {"on": on, "inside": [f"{one}%" for one in scopes]}).fetchall()


def _villages(scope: str, on: date) -> Iterator[tuple[str, str]]:
    """The villages below a division of the tables, with their names."""
    try:
        one = divisions.get(scope.ljust(12, "0"), on)
    except UnknownDivision:
        return
    if one.level == "village":
        yield one.code.ljust(12, "0"), one.name
        return
    for below in divisions.children(scope.ljust(12, "0"), on):
        yield from _villages(below.code, on)
