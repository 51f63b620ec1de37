"""What a file of addresses would change, told before anything is written: new, changed, and what it no longer has.

A file is a claim of somebody about addresses, and the register is changed by acts alone. So every row is compared with
what stands: the same, new, or changed in its numbers, name, point or certificate; or it has a problem with a stable
code and is left as it is. What the file lacks is listed and never ended: absence demolishes nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, Literal

import psycopg

from huangce.home import installation
from huangce.places.as_of import announced, changes_after
from huangce.places.bal import DECIMALS, STATED, as_columns
from huangce.rules.acts.place_addresses import NONE, NewDoor, NewNumber
from huangce.rules.acts.place_positions import Point
from huangce.rules.datum import OutsideChina, to_cgcs2000
from huangce.rules.segments import NUMBERS, written

LOCAL_BITS: Final = 40
TOWNSHIP: Final = 9  # digits
_ID: Final = re.compile(r"[1-9][0-9]{0,15}")
_DIVISION: Final = re.compile(r"[0-9]{12}")
_DEGREES: Final = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,12})?")
CERTIFIED: Final = {"1": True, "0": False, "true": True, "false": False, "是": True, "否": False}
GeometryKind = Literal["surveyed", "interpolated"]
KINDS: Final[tuple[GeometryKind, ...]] = ("surveyed", "interpolated")
# Problems that leave a row out; the others leave only what they name as it is.
ERRORS: Final = (
    "id-malformed", "id-twice", "address-unknown", "address-ended", "changed-since", "division-malformed",
    "division-changed", "segments-missing", "thoroughfare-unknown", "compound-unknown", "point-malformed",
    "point-outside-china", "certified-malformed", "stands-already",
)  # fmt: skip
WARNINGS: Final = ("certificate-stays", "use-stays", "point-stays")


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Something wrong with a row: its number in the file, a code of `ERRORS` or `WARNINGS`, and what it is about."""

    row: int
    code: str
    about: str


@dataclass(slots=True)
class Delta:
    """What a file would change. `added` holds new doors by (division, thoroughfare, compound); `gone` the standing
    addresses of the file's divisions that it lacks, which stay."""

    rows: int = 0
    same: int = 0
    added: dict[tuple[str, int | None, int | None], list[NewDoor]] = field(default_factory=dict)
    renamed: dict[int, str] = field(default_factory=dict)
    renumbered: list[NewNumber] = field(default_factory=list)
    located: list[Point] = field(default_factory=list)
    certified: list[int] = field(default_factory=list)
    gone: list[tuple[int, str]] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How many of each."""
        return {
            "rows": self.rows,
            "same": self.same,
            "new": sum(map(len, self.added.values())),
            "places-renamed": len(self.renamed),
            "renumbered": len(self.renumbered),
            "located": len(self.located),
            "certified": len(self.certified),
            "gone": len(self.gone),
            "problems": len(self.problems),
        }


KNOWN: Final = """
    select id, source_code, division, street, place, village_group, plate, building, unit, floor, room, standard, use,
        longitude, latitude, geometry_kind, certified_on, version, thoroughfare, compound,
        retired_by is null and (status = 'standing' or ended_on > %(on)s) and coalesce(begun_on <= %(on)s, true)
    from address where id = any(%(ids)s::bigint[]) or source_code = any(%(codes)s)
        or (division = any(%(divisions)s) and retired_by is null and (status = 'standing' or ended_on > %(on)s))
    order by id
"""
KNOWN_COLUMNS: Final = (
    "id", "source_code", "division", "thoroughfare", "compound", "village_group", "plate", "building", "unit", "floor",
    "room", "standard", "use", "longitude", "latitude", "geometry_kind", "certified_on", "version", "thoroughfare_id",
    "compound_id", "stands",
)  # fmt: skip
PLACES: Final = """
    select left(division, 9), place_kind = 'thoroughfare', name, min(id) from named_place
    where retired_by is null and status = 'in_force' and left(division, 9) = any(%s) group by 1, 2, 3
"""
ON_THEM: Final = """
    select p.id, count(a.id) from unnest(%s::bigint[]) as p (id) join address a
        on (a.thoroughfare = p.id or a.compound = p.id) and a.retired_by is null and a.status = 'standing' group by 1
"""

Row = Mapping[str, str | None]
Known = dict[str, Any]


def delta(
    cursor: psycopg.Cursor[Any], rows: Iterable[Row], numbers: Sequence[int], named: Sequence[str], *, on: date
) -> Delta:
    """Return what rows with the columns `named` would change of what stands on a day; nothing is written.

    A column that the file does not have is not stated, and stays. `numbers` are the numbers of the rows in the file.
    """
    listed = [{name: (row.get(name) or "").strip() for name in named} for row in rows]
    comparing = _Comparing(cursor, frozenset(named), on)
    comparing.read(listed)
    for number, row in zip(numbers, listed, strict=True):
        comparing.row(number, row)
    return comparing.finish()


class _Comparing:
    """A file held against the register, row by row."""

    def __init__(self, cursor: psycopg.Cursor[Any], named: frozenset[str], on: date) -> None:
        self.cursor, self.named, self.on = cursor, named, on
        self.found = Delta()
        self.known: dict[int, Known] = {}
        self.by_code: dict[str, int] = {}
        self.by_door: dict[tuple[Any, ...], int] = {}
        self.places: dict[tuple[str, bool, str], int] = {}
        self.seen: set[int] = set()
        self.doors: set[tuple[Any, ...]] = set()
        # A name that no place bears: perhaps all of a place are called so now. (place, name) → rows that say so.
        self.unknown_names: dict[tuple[int, str], list[tuple[int, str]]] = {}
        self.divisions: set[str] = set()

    def read(self, rows: Sequence[Mapping[str, str]]) -> None:
        """Read what the file may be about, in one go."""
        self.divisions = {one for row in rows if _DIVISION.fullmatch(one := row.get("division", ""))}
        texts = {row.get("address_id", "") for row in rows}
        ids = [int(one) for one in texts if _ID.fullmatch(one)]
        codes = sorted(
            {*(str(one) for one in ids if not _is_own(one)), *(row.get("foreign_id", "") for row in rows)} - {""}
        )
        asked = {"ids": [one for one in ids if _is_own(one)], "codes": codes, "on": self.on}
        rows_known = self.cursor.execute(KNOWN, asked | {"divisions": sorted(self.divisions)}).fetchall()
        later = changes_after(self.cursor, self.on)
        holds = announced(self.cursor, [row[0] for row in rows_known], on=self.on, later=later)
        for row in rows_known:
            known = dict(zip(KNOWN_COLUMNS, row, strict=True))
            known |= as_columns(holds.get(known["id"], {}))
            self.known[known["id"]] = known
            if known["source_code"]:
                self.by_code.setdefault(known["source_code"], known["id"])
            if known["stands"]:
                self.by_door.setdefault(_door(known), known["id"])
        townships = sorted(
            {one["division"][:TOWNSHIP] for one in self.known.values()} | {one[:TOWNSHIP] for one in self.divisions}
        )
        for township, is_thoroughfare, name, place in self.cursor.execute(PLACES, (townships,)).fetchall():
            self.places[township, is_thoroughfare, name] = place

    def row(self, number: int, row: dict[str, str]) -> None:
        """Compare one row."""
        self.found.rows += 1
        problem = self._compare(number, row)
        if problem is not None:
            self._problem(number, *problem)

    def _problem(self, number: int, code: str, about: str) -> None:
        self.found.problems.append(RowProblem(number, code, about))

    def _compare(self, number: int, row: dict[str, str]) -> tuple[str, str] | None:
        """What is wrong with a row; None where it is the same, or what it changes was noted."""
        text = row.get("address_id", "")
        if text and not _ID.fullmatch(text):
            return "id-malformed", text
        own = int(text) if text and _is_own(int(text)) else None
        foreign = "" if own else text or row.get("foreign_id", "")
        own = own or self.by_code.get(foreign)
        if own is None:
            return self._new(row, foreign)
        known = self.known.get(own)
        if known is None:
            return "address-unknown", text
        is_twice = own in self.seen
        self.seen.add(own)
        version, division = row.get("version"), row.get("division")
        wrong = (
            ("id-twice", is_twice),
            ("address-ended", not known["stands"]),
            ("changed-since", bool(version) and not foreign and version != str(known["version"])),
            ("division-changed", bool(division) and division != known["division"]),
        )
        code = next((code for code, is_so in wrong if is_so), None)
        return (code, text) if code else self._changed(number, row, known)

    def _new(self, row: dict[str, str], foreign: str) -> tuple[str, str] | None:
        division = row.get("division", "")
        if not _DIVISION.fullmatch(division):
            return "division-malformed", division
        said = _numbers(row)
        if not said.get("plate") and not said.get("building"):
            return "segments-missing", row.get("standard", "")
        places: dict[str, int | None] = {}
        for name in ("thoroughfare", "compound"):
            places[name] = self.places.get((division[:TOWNSHIP], name == "thoroughfare", row.get(name, "")))
            if row.get(name) and places[name] is None:
                return f"{name}-unknown", row[name]
        wrong = _point_problem(row)
        if wrong is not None:
            return wrong
        door = _door({**dict.fromkeys(STATED), **said, "division": division, **{n: row.get(n) or None for n in places}})
        if door in self.by_door or door in self.doors:
            return "stands-already", str(self.by_door.get(door, ""))
        self.doors.add(door)
        given = {name: row.get(name, "") for name in ("use", "longitude", "latitude")}
        given |= {name: said.get(name) or "" for name in NUMBERS}
        kind = _kind(row.get("position_type"))
        made = replace(NewDoor(geometry_kind=kind, foreign_id=foreign), **given)  # type: ignore[arg-type]  # all texts
        self.found.added.setdefault((division, places["thoroughfare"], places["compound"]), []).append(made)
        return None

    def _changed(self, number: int, row: dict[str, str], known: Known) -> tuple[str, str] | None:
        wrong = _point_problem(row)
        if wrong is not None:
            return wrong
        certified = CERTIFIED.get(row.get("certified", "").lower() or "0")
        if certified is None:
            return "certified-malformed", row["certified"]
        # What a list wrote in its own way and the file repeats is the same, whatever the standard form of it is.
        said: dict[str, Any] = {
            name: value or ""
            for name, value in _numbers(row).items()
            if value != known[name] and row.get(name) != known[name]
        }
        after = {**known, **said}
        if not after["plate"] and not after["building"]:
            return "segments-missing", known["standard"]
        for name in ("thoroughfare", "compound"):
            if name not in self.named or row[name] == (known[name] or ""):
                continue
            place = self.places.get((known["division"][:TOWNSHIP], name == "thoroughfare", row[name]), NONE)
            if row[name] and not place:
                if known[f"{name}_id"] is None:
                    return f"{name}-unknown", row[name]
                self.unknown_names.setdefault((known[f"{name}_id"], row[name]), []).append((number, name))
                continue
            said[name] = place
        if said:
            self.found.renumbered.append(NewNumber(address=known["id"], **said))
        moved = self._point(number, row, known)
        if certified and known["certified_on"] is None:
            self.found.certified.append(known["id"])
        elif "certified" in row and row["certified"] and not certified and known["certified_on"] is not None:
            self._problem(number, "certificate-stays", str(known["id"]))
        elif not said and not moved:
            self.found.same += 1
        if row.get("use") and row["use"] != known["use"]:
            self._problem(number, "use-stays", row["use"])
        return None

    def _point(self, number: int, row: dict[str, str], known: Known) -> bool:
        """Note another point; whether there is one."""
        if "longitude" not in self.named or "latitude" not in self.named:
            return False
        before = tuple(
            None if known[axis] is None else f"{known[axis]:.{DECIMALS}f}" for axis in ("longitude", "latitude")
        )
        if not row["longitude"]:
            if before[0] is not None:
                self._problem(number, "point-stays", str(known["id"]))
            return False
        now = tuple(f"{float(row[axis]):.{DECIMALS}f}" for axis in ("longitude", "latitude"))
        kind = _kind(row.get("position_type") or known["geometry_kind"])
        if now == before and kind == known["geometry_kind"]:
            return False
        self.found.located.append(Point(address=known["id"], longitude=now[0], latitude=now[1], geometry_kind=kind))
        return True

    def finish(self) -> Delta:
        """Tell renamed places from names that nobody gave, and list what the file lacks."""
        places = sorted({place for place, _name in self.unknown_names})
        bearing = dict(self.cursor.execute(ON_THEM, (places,)).fetchall())
        for (place, name), rows in self.unknown_names.items():
            if len(rows) == bearing.get(place) and place not in self.found.renamed:
                self.found.renamed[place] = name
                continue
            for number, which in rows:
                self._problem(number, f"{which}-unknown", name)
        self.found.gone = [
            (one, known["standard"])
            for one, known in self.known.items()
            if known["stands"] and one not in self.seen and known["division"] in self.divisions
        ]
        self.found.problems.sort(key=lambda one: (one.row, one.code))
        return self.found


def _is_own(address: int) -> bool:
    """Whether an id was given by this installation."""
    return address >> LOCAL_BITS == installation.number()


def _numbers(row: Mapping[str, str]) -> dict[str, str | None]:
    """The numbers that a row states, as the standard form writes them; a plate may come as number and suffix."""
    said = {name: written(name, row[name]) for name in NUMBERS if name in row}
    if "plate" not in row and "number" in row:
        said["plate"] = written("plate", row["number"] + (f"号{row['suffix']}" if row.get("suffix") else ""))
    return said


def _door(known: Mapping[str, Any]) -> tuple[Any, ...]:
    """What tells the addresses of a division from each other."""
    return tuple(known[name] or None for name in ("division", *STATED))


def _kind(text: str | None) -> GeometryKind:
    """How a point was found: as stated, else it was surveyed."""
    return next((one for one in KINDS if one == text), KINDS[0])


def _point_problem(row: Mapping[str, str]) -> tuple[str, str] | None:
    longitude, latitude = row.get("longitude", ""), row.get("latitude", "")
    if not longitude and not latitude:
        return None
    about = f"{longitude}, {latitude}"
    if not _DEGREES.fullmatch(longitude) or not _DEGREES.fullmatch(latitude):
        return "point-malformed", about
    if row.get("position_type") and row["position_type"] not in KINDS:
        return "point-malformed", row["position_type"]
    try:
        to_cgcs2000(float(longitude), float(latitude), "cgcs2000")
    except OutsideChina:
        return "point-outside-china", about
    return None


def by_code(problems: Iterable[RowProblem]) -> dict[str, int]:
    """How many rows have each problem."""
    return dict(Counter(one.code for one in problems).most_common())
