"""Find a person, and open their record: the two ways to look at somebody, both for a purpose and both noted.

An officer sees those of the own divisions; of others only how many there are. Numbers are masked. An address finds
households and shows their reference persons: nobody lists a building's people (requirements part 5). Former names,
replaced numbers and earlier addresses are found like present ones.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import psycopg

from huangce.accounts import lookups
from huangce.accounts.authority import grants_of
from huangce.accounts.lookups import OFFICE_TIME
from huangce.accounts.masking import masked
from huangce.accounts.models import Officer
from huangce.register.locks import raw_cursor
from huangce.register.queries import person_at
from huangce.register.search_shapes import AFTER_ALL, Place, Shape, condition, shapes_of
from huangce.register.where import DIVISION, HOME, JOINS, any_went, lies, place_of
from huangce.rules.authority import ROLES, scope
from huangce.rules.situation import UnknownRecord
from huangce.rules.state import Record

PAGE = 20
# How far a count of those in other divisions goes: a common name has no end worth counting, and every key asks.
COUNTED = 200

HERE = "p.status in ('registered', 'in_transit')"
GONE = "p.status not in ('registered', 'in_transit')"
HEAD = "coalesce(a.reference_person, (select min(m.id) from person m where m.household = a.id))"
# Where rows come from: tables, the class of status, and what tells the division. Persons who are counted here are
# asked for apart from others, so that both come in order from an index.
FROM: dict[str, tuple[tuple[str, str, str], ...]] = {
    "persons": (("person p", HERE, "p.counted_in"), (f"person p {JOINS}", GONE, DIVISION)),
    "former": ((f"former f join person p on p.id = f.record {JOINS}", "true", DIVISION),),
    "addresses": ((f"household a join person p on p.id = {HEAD} {JOINS}", "true", "a.division"),),
    "former_addresses": (
        (f"former f join household a on a.id = f.record join person p on p.id = {HEAD} {JOINS}", "true", "a.division"),
    ),
    "records": ((f"person p {JOINS}", "true", DIVISION),),
}
DETAILS = f"""
    select p.id, p.name, p.status, p.ended_by, p.sex, p.birth_date, p.citizen_id, p.household, home.address,
           {{division}}, p.same_as, p.version
    from person p left join household home on home.id = p.household {JOINS} where p.id = any(%s)
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """One person found, as they stand now. `number` is masked; `formerly`: it was a former value that was found."""

    record: int
    name: str
    status: str
    ended_by: str | None
    sex: str | None
    birth_date: str | None
    number: str
    household: int | None
    address: str
    division: str
    same_as: int | None
    version: int
    formerly: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits. `more`: there are more in the officer's divisions; `elsewhere`: how many in other divisions,
    at least so many if `counted_out` is False."""

    asked: str
    hits: tuple[Hit, ...]
    more: bool
    elsewhere: int
    counted_out: bool = True


def search(
    text: str,
    *,
    officer: Officer,
    purpose: str,
    case: str,
    limit: int = PAGE,
    as_typed: bool = False,
    at: datetime | None = None,
) -> Found:
    """Return persons whom `text` names, those counted here first, then by the name or number that was found.

    Its shape decides what it is: a name or the beginning of one, pinyin initials or pinyin, a citizen number or its
    last four digits or more, a record, or the beginning of an address. Raises `NothingToSearch`, and what
    `lookups.note` raises. Call it outside a transaction: the note must stay.

    `as_typed`: the text is still being typed. Persons whom the keystroke before showed are then not noted again.
    """
    moment = at or datetime.now(UTC)
    scopes = look_up_scopes(officer, moment.astimezone(OFFICE_TIME).date())
    with raw_cursor() as cursor:
        for shape in shapes_of(text):
            found = (
                _find(cursor, shape, shape.keys(text), scopes, limit)
                if scopes
                else Found(shape.criterion, (), False, 0)
            )
            if found.hits or found.elsewhere:
                break
    subjects = [one.record for one in found.hits]
    if as_typed and subjects:
        lookups.require_look(officer, at=moment)
        if lookups.shown_lately(officer, case=case, subjects=subjects, asked=found.asked, at=moment):
            return found
    lookups.note(officer, purpose=purpose, case=case, subjects=subjects, asked=[found.asked], at=moment)
    return found


def open_person(
    record: int,
    *,
    officer: Officer,
    purpose: str,
    case: str,
    as_of: date | None = None,
    as_known: date | None = None,
    reveal: bool = False,
    at: datetime | None = None,
) -> Record:
    """Return a person's record after noting who opens it why; with `reveal` their number may be shown in full.

    Raises `UnknownRecord`, what `person_at` raises, and what `lookups.note` and `lookups.reveal` raise.
    """
    with raw_cursor() as cursor:
        exists = cursor.execute("select 1 from fact where record = %s limit 1", (record,)).fetchone()
        place = place_of(cursor, record)
    if exists is None:
        raise UnknownRecord(record=record)
    note = {"purpose": purpose, "case": case, "subjects": (record,), "divisions": (place,), "at": at}
    if reveal:
        lookups.reveal(officer, **note)  # type: ignore[arg-type]
    else:
        lookups.note(officer, asked=("record",), **note)  # type: ignore[arg-type]
    found = person_at(record, as_of=as_of, as_known=as_known)
    if found is None:
        raise UnknownRecord(record=record)
    return found


def look_up_scopes(officer: Officer, on: date) -> tuple[str, ...]:
    """Return the leading digits of the divisions in which an officer may look up; "" alone stands for everywhere."""
    scopes = {scope(grant.division) for grant in grants_of(officer, on) if ROLES[grant.role].looks_up}
    return tuple(sorted(one for one in scopes if not any(one != other and one.startswith(other) for other in scopes)))


def _find(
    cursor: psycopg.Cursor[Any], shape: Shape, keys: tuple[str, ...], scopes: tuple[str, ...], limit: int
) -> Found:
    parts, values = [], list[Any]()
    went = any_went(cursor)
    for rank, place in enumerate(shape.places):
        for tables, status, division in _from(place, went=went):
            wanted, given = condition(place, keys)
            inside, ends = _inside(division, scopes)
            parts.append(
                f"(select p.id, case when {HERE} then 0 else 1 end as class, {rank} as rank, {_key(place)} as key "
                f"from {tables} where {wanted} and {status} and {inside} order by {_key(place)}, p.id limit %s)"
            )
            values += [*given, *ends, limit + 1]
    # A village is best searched by its people, a county by the name: which it is, only the values tell the planner.
    prepare = None if scopes == ("",) else False
    rows = cursor.execute(" union all ".join(parts), values, prepare=prepare).fetchall()
    best: dict[int, tuple[Any, ...]] = {}
    for record, *order in sorted(rows, key=lambda row: (*row[1:], row[0])):
        best.setdefault(record, tuple(order))
    chosen = dict(list(best.items())[:limit])
    formerly = {record for record, order in chosen.items() if shape.places[order[1]].item}
    elsewhere, counted_out = _elsewhere(cursor, shape, keys, scopes, went=went)
    return Found(
        shape.criterion, _hits(cursor, list(chosen), formerly, went=went), len(best) > limit, elsewhere, counted_out
    )


def _elsewhere(
    cursor: psycopg.Cursor[Any], shape: Shape, keys: tuple[str, ...], scopes: tuple[str, ...], *, went: bool
) -> tuple[int, bool]:
    """How many are found in other divisions, among the first of each place; whether that is all of them."""
    if scopes == ("",):
        return 0, True
    parts, values = [], list[Any]()
    for place in shape.places:
        for tables, status, division in _from(place, went=went):
            wanted, given = condition(place, keys)
            parts.append(
                f"(select p.id, {division} as division, row_number() over () as n from {tables} "
                f"where {wanted} and {status} limit %s)"
            )
            values += [*given, COUNTED]
    inside, ends = _inside("division", scopes)
    query = (
        f"select count(distinct id) filter (where not coalesce({inside}, false)), coalesce(max(n), 0) "
        f"from ({' union all '.join(parts)}) found"
    )
    row = cursor.execute(query, [*ends, *values]).fetchone()
    assert row is not None
    return int(row[0]), row[1] < COUNTED


def _from(place: Place, *, went: bool) -> list[tuple[str, str, str]]:
    """Where rows come from; `went`: some went along with their address to another division."""
    found = FROM[place.table]
    return [(a, b, lies(one, "a.address_id" if one == "a.division" else HOME, went=went)) for a, b, one in found]


def _key(place: Place) -> str:
    return f'{place.key}::text collate "C"'


def _inside(division: str, scopes: Iterable[str]) -> tuple[str, list[str]]:
    """The condition that a division lies within the scopes, with its parameters."""
    conditions, values = [], list[str]()
    for one in scopes:
        if not one:
            return "true", []
        conditions.append(f'({division} collate "C" >= %s and {division} collate "C" < %s)')
        values += [one, one + AFTER_ALL]
    return f"({' or '.join(conditions)})", values


def _hits(cursor: psycopg.Cursor[Any], records: list[int], formerly: set[int], *, went: bool) -> tuple[Hit, ...]:
    if not records:
        return ()
    query = DETAILS.format(division=lies(DIVISION, HOME, went=went))
    rows = {row[0]: row for row in cursor.execute(query, (records,)).fetchall()}
    return tuple(
        Hit(
            record=one,
            name=rows[one][1] or "",
            status=rows[one][2],
            ended_by=rows[one][3],
            sex=rows[one][4],
            birth_date=rows[one][5],
            number=masked(rows[one][6]),
            household=rows[one][7],
            address=rows[one][8] or "",
            division=rows[one][9],
            same_as=rows[one][10],
            version=rows[one][11],
            formerly=one in formerly,
        )
        for one in records
        if one in rows
    )
