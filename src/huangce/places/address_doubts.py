"""Doubled, wrong and missing addresses (重、错、漏, requirement A3) as work lists over the address register.

Each list is found anew from what stands now. A decision is kept with the evidence that it was made on: the row is not
asked again until that changes. Nothing is corrected here: an address changes by an act.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from statistics import median
from typing import Any, Final

import psycopg

from huangce.accounts.models import Officer
from huangce.addressing import parse_columns
from huangce.errors import Refused
from huangce.places.kept import Look
from huangce.places.mark import MARK, changed_since
from huangce.places.numbering_proposals import find_missing, need_duty
from huangce.places.plate_models import AddressDecision
from huangce.places.plate_queries import PAGE, Page
from huangce.register.counts import state_of
from huangce.register.keeper import Keeper
from huangce.register.locks import raw_cursor
from huangce.register.record import OFFICE_TIME
from huangce.rules import buildings
from huangce.rules.authority import scope
from huangce.rules.numbering import MISSING
from huangce.rules.plates import CLERK, REVIEWER

DUPLICATE: Final = "duplicate"
WRONG: Final = "wrong"
OMITTED: Final = "omitted"
# List → its Chinese name and what may be decided of a row.
LISTS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    DUPLICATE: ("重", ("same_door", "different_doors")),
    WRONG: ("错", ("right_as_it_is", "to_be_corrected")),
    OMITTED: ("漏", ("nothing_there", "to_be_entered")),
}
# Codes of rows, each with its list.
CODES: Final[Mapping[str, str]] = {
    "same-key": DUPLICATE,
    "same-point": DUPLICATE,
    "same-number": DUPLICATE,
    "door-twice": DUPLICATE,
    "grammar": WRONG,
    "unknown-street": WRONG,
    "parity": WRONG,
    "order": WRONG,
    "out-of-bounds": WRONG,
    "floor-against-room": WRONG,
    "entrance-without-number": OMITTED,
    "entrance-without-address": OMITTED,
    "door-left-out": OMITTED,
    "floor-left-out": OMITTED,
    "unit-left-out": OMITTED,
}
ORDER_CODES: Final = {
    "duplicate": "same-number",
    "wrong-side": "parity",
    "out-of-order": "order",
    "runs-backwards": "order",
    "off-distance": "order",
    "skipped-number": "order",
    "resting-number": "order",
}
# Rows of these codes are about entrances, the others about addresses.
OF_ENTRANCES: Final = frozenset({*ORDER_CODES.values(), "entrance-without-number", "entrance-without-address"})
# Problems of the address engine that make a standard address wrong; the others say how it was read.
GRAMMAR: Final = ("empty", "too-long", "control-characters", "not-an-address", "division-unknown", "division-conflict",
    "town-unknown", "village-unknown", "left-out", "repeated", "no-division")  # fmt: skip
# Characters by which streets beside each other are told apart: 文昌一巷 and 文昌二巷 are no slip of the pen.
TELLING: Final = frozenset("一二三四五六七八九十甲乙丙丁东西南北中上下前后左右内外新老旧大小正横支街路巷道")
FAR: Final = 6.0  # times the usual distance from the middle of the village
NEAR_ENOUGH: Final = 3_000.0  # metres within which nothing is out of bounds
METRES: Final = 111_320.0


class UnknownList(Refused):
    """{given} is no list of doubtful addresses: use one of {known}."""

    code = "unknown-doubt-list"


class UnknownDecision(Refused):
    """{given} is no decision on this list: use one of {known}."""

    code = "unknown-doubt-decision"


class NoSuchDoubt(Refused):
    """There is no such row on the list any more: {doubt}."""

    code = "no-such-doubt"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A row of a list: what it is about, why, beside what, and whose it is.

    `subjects` are addresses, or entrances where the code is of `OF_ENTRANCES`. `id`
    stays the same while the same is doubted of the same subjects; `digest` changes with the evidence.
    """

    code: str
    subjects: tuple[int, ...]
    division: str
    reason: str
    beside: tuple[str, ...] = ()
    decision: str = ""
    at: str = ""

    @property
    def id(self) -> str:
        """Code and subjects, and the place in their building where it is about one."""
        return ":".join(filter(None, (self.code, ",".join(map(str, self.subjects)), self.at)))

    @property
    def digest(self) -> str:
        """A digest of the evidence."""
        return hashlib.sha256(json.dumps([self.id, self.reason, self.beside]).encode()).hexdigest()[:32]


STANDS: Final = "retired_by is null and (ended_on is null or ended_on > current_date)"
SAME_KEY: Final = f"""
    select array_agg(id order by id), min(division), array_agg(standard order by id) from address
    where {STANDS} and key <> '' and division like %s group by key having count(*) > 1 order by 1
"""
# Few doors share a point and a number: these are found by numbers alone, and only they are read and compared.
SAME_POINT: Final = f"""
    with door as (
        select id, (longitude * 1e6)::bigint as x, (latitude * 1e6)::bigint as y, plate from address
        where {STANDS} and longitude is not null and plate is not null and division like %s
    ), shared as (select x, y, plate from door group by x, y, plate having count(*) > 1)
    select array_agg(a.id order by a.id), min(a.division), array_agg(a.standard order by a.id)
    from shared s join door d using (x, y, plate) join address a on a.id = d.id
    group by s.x, s.y, s.plate, a.building, a.unit, a.floor, a.room having count(distinct a.key) > 1 order by 1
"""
STANDARDS: Final = f"""
    select id, division, standard from address where {STANDS} and division like %s and {{which}} order by id
"""
# A street that a single door names, in a town where it is no named street with other doors.
LONE_STREETS: Final = f"""
    select min(a.id), left(a.division, 9), a.street, count(distinct (a.plate, a.building))
    from address a where {STANDS} and a.street is not null and a.division like %s group by 2, 3 order by 1
"""
POINTS: Final = f"""
    select id, division, standard, longitude, latitude from address
    where {STANDS} and longitude is not null and division like %s order by division, id
"""
BARE_ENTRANCES: Final = """
    select e.id, e.division, s.name, e.main, e.suffix, e.chainage
    from entrance e join numbered_street s on s.id = e.street
    where e.state = 'standing' and e.address is null and e.main is not null and e.division like %s order by e.id
"""
BUILDINGS: Final = f"""
    select min(division), min(concat_ws('', street, place, plate, building)),
        array_agg(id order by id), array_agg(key order by id), array_agg(unit order by id),
        array_agg(floor order by id), array_agg(room order by id)
    from address where {STANDS} and (room is not null or unit is not null) and division like %s
    group by division, village_group, street, place, plate, building having count(*) > 1 order by min(id)
"""

Finder = Callable[[psycopg.Cursor[Any], str, date], Iterable[Doubt]]


def _same(code: str, query: str, reason: str) -> Finder:
    def find(cursor: psycopg.Cursor[Any], division: str, _on: date) -> Iterator[Doubt]:
        for ids, village, standards in cursor.execute(query, (_below(division),)).fetchall():
            yield Doubt(code, tuple(ids), village, f"{len(ids)} addresses {reason}", tuple(standards))

    return find


# Texts are read once: those of lists until another list or a reversal comes; what acts changed, whenever it is asked.
_as_loaded: Final[Keeper[list[Doubt]]] = Keeper(kept=8, patience=0)


def _grammar(cursor: psycopg.Cursor[Any], division: str, on: date) -> Iterator[Doubt]:
    info, state = cursor.connection.info, state_of(MARK)

    def read(which: str) -> list[Doubt]:
        return list(_misread(cursor.execute(STANDARDS.format(which=which), (_below(division),)).fetchall()))

    key = (info.host, info.port, info.dbname, division)
    loaded = _as_loaded.get(key, (on, *state[1:]), lambda: read("version = 0"))
    changed = changed_since((0,))
    found = [*(one for one in loaded if changed.isdisjoint(one.subjects)), *read("version > 0")]
    yield from sorted(found, key=lambda one: one.subjects)


def _misread(rows: Sequence[tuple[int, str, str]]) -> Iterator[Doubt]:
    """Those of (address, village, text) that cannot be read as a standard address."""
    import polars as pl

    if not rows:
        return
    read = parse_columns(pl.Series([row[2] for row in rows], dtype=pl.String))["problems"]
    # Few are wrong: what is right is left out by columns.
    is_wrong = pl.col("problems").list.eval(pl.element().is_in(list(GRAMMAR))).list.any()
    wrong = read.to_frame("problems").with_row_index("row").filter(is_wrong)
    for row, problems in wrong.iter_rows():
        address, village, standard = rows[row]
        found = [code for code in GRAMMAR if code in problems]
        yield Doubt("grammar", (address,), village, ", ".join(found), (standard,))


def _unknown_street(cursor: psycopg.Cursor[Any], division: str, _on: date) -> Iterator[Doubt]:
    """A street of one door whose name differs by one character from a street of many doors in its town."""
    towns: dict[str, list[tuple[int, str, int]]] = defaultdict(list)
    for address, town, street, count in cursor.execute(LONE_STREETS, (_below(division),)).fetchall():
        towns[town].append((address, street, count))
    for town, streets in sorted(towns.items()):
        usual = [street for _, street, count in streets if count > 1]
        for address, street, count in streets:
            like = next((other for other in usual if count == 1 and _one_apart(street, other)), None)
            if like is not None:
                reason = f"only this door is on {street}; the town has {like}"
                yield Doubt("unknown-street", (address,), town.ljust(12, "0"), reason, (like,))


def _one_apart(one: str, other: str) -> bool:
    """Whether two names differ by one character that tells no two streets apart: another, one more or one less."""
    if one == other or abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < 3:
        return False
    if len(one) == len(other):
        apart = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
        return len(apart) == 1 and not set(apart[0]) <= TELLING
    short, long = sorted((one, other), key=len)
    return any(long[:i] + long[i + 1 :] == short and long[i] not in TELLING for i in range(len(long)))


def _by_numbers(_cursor: psycopg.Cursor[Any], division: str, on: date) -> Iterator[Doubt]:
    """What the numbering schemes say of the streets: numbers doubled, on the wrong side, out of order, or missing."""
    found = find_missing(division, on=on)
    for street in sorted(found.findings):
        for one in found.findings[street]:
            code = ORDER_CODES.get(one.code) or ("entrance-without-number" if one.code in MISSING else "")
            if code:
                village = found.villages[one.entrances[0]]
                beside = tuple(end.number.written() for end in (one.before, one.after) if end)
                yield Doubt(code, one.entrances, village, one.reason, beside)


def _out_of_bounds(cursor: psycopg.Cursor[Any], division: str, _on: date) -> Iterator[Doubt]:
    """Points far from the middle of their village: six times as far as half of its doors are, and more than 3 km."""
    villages: dict[str, list[tuple[int, str, float, float]]] = defaultdict(list)
    for address, village, standard, longitude, latitude in cursor.execute(POINTS, (_below(division),)).fetchall():
        villages[village].append((address, standard, longitude, latitude))
    for village, doors in villages.items():
        x, y = median(door[2] for door in doors), median(door[3] for door in doors)
        narrow = math.cos(math.radians(y))
        away = [math.hypot((door[2] - x) * narrow, door[3] - y) * METRES for door in doors]
        limit = max(FAR * median(away), NEAR_ENOUGH)
        for (address, standard, _, _), metres in zip(doors, away, strict=True):
            if metres > limit:
                reason = (
                    f"{metres / 1000:.1f} km from the middle of its village, whose doors are within {limit / 1000:.1f}"
                )
                yield Doubt("out-of-bounds", (address,), village, reason, (standard,))


def _bare_entrances(cursor: psycopg.Cursor[Any], division: str, _on: date) -> Iterator[Doubt]:
    for one, village, street, main, suffix, chainage in cursor.execute(BARE_ENTRANCES, (_below(division),)).fetchall():
        number = f"{main}-{suffix}号" if suffix else f"{main}号"
        reason = f"{number} stands at {chainage:.0f} m and the register has no address for it"
        yield Doubt("entrance-without-address", (one,), village, reason, (street,))


def _in_buildings(cursor: psycopg.Cursor[Any], division: str, _on: date) -> Iterator[Doubt]:
    """What does not add up in the grid of units, floors and rooms of a building."""
    for village, where, ids, keys, units, floors, rooms in cursor.execute(BUILDINGS, (_below(division),)).fetchall():
        doors = [buildings.Door(*door) for door in zip(ids, units, floors, rooms, strict=True)]
        key, room = dict(zip(ids, keys, strict=True)), dict(zip(ids, rooms, strict=True))
        for one in buildings.look_over(buildings.arrange(doors)):
            if len(one.concerned) > 1 and len({key[address] for address in one.concerned}) == 1:
                continue  # said as the same key
            parts = (
                one.unit,
                f"floor {one.floor}" if one.floor is not None else "",
                one.column and f"door {one.column}",
            )
            at = ", ".join(filter(None, parts))
            beside = tuple(room[address] for address in one.beside if room[address])
            subjects = one.concerned or (min(ids),)
            yield Doubt(one.reason, subjects, village, f"{at} in {where}", beside, at=at.replace(", ", "/"))


# Each finder with the lists that it finds rows for, in the order of the rows.
FINDERS: Final[Sequence[tuple[Finder, frozenset[str]]]] = (
    (_same("same-key", SAME_KEY, "mean the same door"), frozenset({DUPLICATE})),
    (_same("same-point", SAME_POINT, "have the same point and the same number"), frozenset({DUPLICATE})),
    (_grammar, frozenset({WRONG})),
    (_unknown_street, frozenset({WRONG})),
    (_by_numbers, frozenset(LISTS)),
    (_out_of_bounds, frozenset({WRONG})),
    (_bare_entrances, frozenset({OMITTED})),
    (_in_buildings, frozenset(LISTS)),
)


def look_for(division: str, *, on: date, lists: Collection[str] = tuple(LISTS)) -> dict[str, list[Doubt]]:
    """Return the rows of some lists for a division, by list, whatever officers decided. This looks at everything."""
    found: dict[str, list[Doubt]] = {one: [] for one in lists}
    with raw_cursor() as cursor:
        for find, of in FINDERS:
            if not of.isdisjoint(lists):
                for one in find(cursor, division, on):
                    if (which := CODES[one.code]) in found:
                        found[which].append(one)
    return found


def _packed(found: Mapping[str, Sequence[Doubt]]) -> dict[str, list[list[Any]]]:
    return {
        which: [[one.code, one.subjects, one.division, one.reason, one.beside, one.at] for one in rows]
        for which, rows in found.items()
    }


def _unpacked(told: Mapping[str, list[list[Any]]]) -> dict[str, list[Doubt]]:
    return {
        which: [
            Doubt(code, tuple(subjects), division, reason, tuple(beside), at=at)
            for code, subjects, division, reason, beside, at in rows
        ]
        for which, rows in told.items()
    }


LOOK: Final = Look("doubts", _packed, _unpacked)


def doubts(division: str, which: str, *, on: date, decided: bool = False) -> list[Doubt]:
    """Return the rows of a list of `LISTS` for a division; with `decided` those too that an officer decided.

    Raises `UnknownList`.
    """
    _need_list(which)
    found = with_decisions(look_for(division, on=on, lists=(which,))[which])
    return found if decided else [one for one in found if not one.decision]


def _need_list(which: str) -> None:
    if which not in LISTS:
        raise UnknownList(given=which, known=", ".join(LISTS))


# What the rows rest on besides addresses: entrances, their numbers and those that rest, and schemes.
STAMP: Final = f"""{MARK},
    (select max(id) from entrance), (select max(recorded_at) from entrance), (select max(id) from retired_number),
    (select max(id) from plate_proposal_event), (select max(id) from numbering_scheme)
"""


def stamp() -> tuple[int | None, ...]:
    """Return what the rows rest on: they stay as they are while it and the day are the same, whatever is decided."""
    return state_of(STAMP)


def doubts_page(division: str, which: str, *, on: date, number: int = 1, size: int = PAGE) -> Page[Doubt]:
    """Return a page of the open rows of a list, and how many there are. Raises `UnknownList`."""
    found = doubts(division, which, on=on)
    first = (max(number, 1) - 1) * size
    return Page(found[first : first + size], len(found))


def with_decisions(found: Iterable[Doubt]) -> list[Doubt]:
    """Return the rows with the latest decision on the same evidence."""
    latest = {
        doubt: (digest, decision)
        for doubt, digest, decision in AddressDecision.objects.order_by("id").values_list("doubt", "digest", "decision")
    }
    told = []
    for row in found:
        digest, decision = latest.get(row.id, ("", ""))
        told.append(_decided(row, decision) if decision and digest == row.digest else row)
    return told


def _decided(row: Doubt, decision: str) -> Doubt:
    return replace(row, decision=decision)


def decide_doubt(
    which: str, doubt: str, decision: str, *, among: Iterable[Doubt], by: Officer, now: datetime, words: str = ""
) -> Doubt:
    """Keep a decision on a row of a list, one of `among`, and return the row.

    Raises `UnknownList`, `UnknownDecision`, `NoSuchDoubt`, `NotAllowed`.
    """
    _need_list(which)
    if decision not in LISTS[which][1]:
        raise UnknownDecision(given=decision, known=", ".join(LISTS[which][1]))
    on = now.astimezone(OFFICE_TIME).date()
    row = next((one for one in among if one.id == doubt), None)
    if row is None:
        raise NoSuchDoubt(doubt=doubt)
    need_duty(by, (CLERK, REVIEWER), row.division, on)
    AddressDecision.objects.create(
        doubt=row.id, digest=row.digest, decision=decision, words=words, officer=by.pk, at=now
    )
    return _decided(row, decision)


def _below(division: str) -> str:
    return f"{scope(division)}%"
