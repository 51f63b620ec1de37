"""What an act on places would do, before it is recorded: nothing is written, and nothing is locked.

The act is decided as in earnest, as if its documents were there and a second officer had approved, so that a clerk sees
what it touches before asking anybody. People are counted and not named: who lives where is asked for a purpose, at
one address (`register.at_address`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, Final, Literal

import psycopg
from django.db import transaction

from huangce.errors import Refused
from huangce.places.book import allowed, clashes_of_a_division, need_nothing_later, touched_by, world_of
from huangce.places.clashes import Clash, clashes
from huangce.places.folding import (
    ADDRESS,
    LYING_IN,
    Folded,
    asked_of,
    bearing,
    changes_among,
    fold_places,
)
from huangce.places.history import PlaceHistories
from huangce.places.situations import situation_for
from huangce.register.authorise import Recorder
from huangce.register.locks import raw_cursor
from huangce.register.record import OFFICE_TIME
from huangce.rules import periods
from huangce.rules.acts import (
    form,
    place_addresses,
    place_buildings,
    place_divisions,
    place_lineage,
    place_naming,
    place_positions,
)
from huangce.rules.acts.base import Act, Evidence, EvidenceMissing, SecondOfficerNeeded
from huangce.rules.acts.reversals import Reversal
from huangce.rules.authority import scope
from huangce.rules.decide import decide
from huangce.rules.division_changes import DivisionChange
from huangce.rules.place_names import Namesake

# An act that is looked at has no id yet: it would be newer than every other.
NEWEST: Final = 1 << 53
# A division may be a county: its addresses are counted, and the first of them shown.
SHOWN_OF_A_DIVISION: Final = 200
_AT: Final = {name: place for place, name in enumerate(ADDRESS)}
_PAPERS: Final = tuple(
    Evidence(kind=kind)
    for kind in dict.fromkeys(
        (
            *place_naming.EVIDENCE,
            *place_addresses.EVIDENCE,
            *place_lineage.DEMOLITION_EVIDENCE,
            *place_divisions.EVIDENCE,
            *place_buildings.EVIDENCE,
            *place_positions.EVIDENCE,
        )
    )
)
Addressee = Literal["household", "department", "partner", "plates", "signs"]


@dataclass(frozen=True, slots=True)
class Change:
    """One address as it stands and as it would: a new one has no id yet and an empty `before`."""

    address: int | None
    before: str
    after: str
    status_before: str
    status_after: str


@dataclass(frozen=True, slots=True)
class Touched:
    """How much stands on what would change: nobody is named."""

    addresses: int
    rooms: int
    households: int
    registered: int
    residents: int
    plates: int
    findings: int
    signs: int


@dataclass(frozen=True, slots=True)
class Notice:
    """Somebody who is to be told when the act is recorded: who, how many, and why."""

    addressee: Addressee
    count: int
    basis: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What an act would do. `refusal` is what forbids it, `missing` what it needs besides; with a refusal nothing else
    is known. `clashes` and `namesakes` are what stands against it or has to be accepted. Of a division that changes,
    `changes` are the first 200; `touched` counts them all."""

    kind: str
    happened_on: date
    changes: tuple[Change, ...]
    touched: Touched
    clashes: tuple[Clash, ...]
    namesakes: tuple[Namesake, ...]
    notices: tuple[Notice, ...]
    missing: tuple[str, ...]
    refusal: Refused | None


NOTHING: Final = Touched(0, 0, 0, 0, 0, 0, 0, 0)


def preview(act: Act, *, by: int, now: datetime | None = None) -> Preview:
    """Return what recording `act` would do, for an officer's id. Raises what `form.check` raises.

    An act that the rules refuse comes back with its refusal, so that a form can show it beside what it asks.
    """
    form.check(act)
    today = (now or datetime.now(UTC)).astimezone(OFFICE_TIME).date()
    ids = iter(range(NEWEST - (1 << 40), NEWEST))
    complete = replace(act, approved_by=-1, evidence=(*act.evidence, *_PAPERS)).with_ids(lambda: next(ids))
    with transaction.atomic(), raw_cursor() as cursor:
        histories = PlaceHistories(cursor)
        situation = situation_for(complete, histories, by=by, today=today, calendar=periods.default_calendar())
        missing = []
        for needed, bare in (
            (EvidenceMissing, replace(complete, evidence=act.evidence)),
            (SecondOfficerNeeded, replace(complete, approved_by=act.approved_by)),
        ):
            try:
                decide(situation, bare)
            except needed:
                missing.append(needed.code)
            except Refused:
                pass  # the same stands against the complete act
        try:
            facts = decide(situation, complete)
            world = world_of(complete, facts, cursor, act_id=NEWEST)
            need_nothing_later(world, complete, cursor)
        except Refused as refusal:
            return Preview(act.kind, act.happened_on, (), NOTHING, (), situation.namesakes, (), tuple(missing), refusal)
        changed = touched_by(world, cursor)
        divisions = changes_among(histories, changed, world=world)
        lying = _lying(cursor, divisions) if divisions else ""
        concerned = _first(lying) or bearing(cursor, changed)
        folded = fold_places(histories, (*changed, *concerned), world=world)
        found = (
            clashes_of_a_division(histories, changed, world, day=act.happened_on)
            if divisions
            else clashes(folded, cursor, day=act.happened_on)
        )
        changes = _changes(cursor, folded)
        told = (str(one.address) for one in changes if one.address is not None)
        touched = _count(cursor, lying or f"{{{','.join(told)}}}", list(changed))
    return Preview(
        act.kind,
        act.happened_on,
        changes,
        touched,
        tuple(found),
        situation.namesakes,
        notices(act.kind, touched),
        tuple(missing),
        None,
    )


def need_allowed(act: Act, *, by: Recorder, seen: Mapping[int, int], now: datetime | None = None) -> None:
    """Raise what `record` would raise of the form, the rights and the rules of an act, without writing or locking.

    For an act that is recorded later: who may not record it is told now. `record` asks again.
    """
    form.check(act)
    today = (now or datetime.now(UTC)).astimezone(OFFICE_TIME).date()
    ids = iter(range(NEWEST - (1 << 40), NEWEST))
    with transaction.atomic(), raw_cursor() as cursor:
        histories = PlaceHistories(cursor)
        filled = act.with_ids(lambda: next(ids))
        allowed(filled, histories, by=by, seen=seen, today=today, calendar=periods.default_calendar())


OF_CHANGE: Final = """
    with recursive chain as (
        select id, voids from act where id = %s
        union select a.id, a.voids from act a join chain c on a.id = c.voids
    )
    select d.division, d.becomes from fact f join division_change d on d.id = f.record
    where f.act in (select id from chain) and f.grp = 'division_change'
"""
LIES: Final = "select count(*) from address where starts_with(division, %s)"


def reach(act: Act) -> int:
    """Return how many addresses lie in the divisions that an act changes, or whose change it takes back; 0 for others:
    they touch what they name, and what stands on it."""
    with raw_cursor() as cursor:
        if isinstance(act, Reversal):
            codes = {code for row in cursor.execute(OF_CHANGE, (act.act,)).fetchall() for code in row}
        elif isinstance(act, place_divisions.DivisionChanged) and not act.subjects():
            codes = {act.division}
        else:
            return 0
        counts = [cursor.execute(LIES, (scope(code),)).fetchone() for code in codes]
    return sum(row[0] for row in counts if row is not None)


BEFORE: Final = "select id, standard, status, division from address where id = any(%s::bigint[]) and retired_by is null"


def _changes(cursor: psycopg.Cursor[Any], folded: Folded) -> tuple[Change, ...]:
    """The addresses that would be written, stand or lie otherwise."""
    before = {one: tuple(rest) for one, *rest in cursor.execute(BEFORE, (list(folded.address),)).fetchall()}
    found = []
    for one, row in sorted(folded.address.items()):
        text, status, lay = before.get(one, ("", "", ""))
        after = "" if row[_AT["retired_by"]] is not None else row[_AT["standard"]]
        told = row[_AT["status"]] if after else "taken_back"
        lies = row[_AT["division"]] if after else ""
        if (text, status, lay) != (after, told, lies) and (text or after):
            found.append(Change(one if one in before else None, text, after, status, told))
    return tuple(found)


# An array as PostgreSQL writes it: it may be a county, and goes back as it came.
LYING: Final = f"select coalesce(array_agg(id order by id), '{{}}')::text from ({LYING_IN}) lying"


def _lying(cursor: psycopg.Cursor[Any], divisions: Sequence[DivisionChange]) -> str:
    """The ids of all that lies in divisions that change, as an array of PostgreSQL."""
    row = cursor.execute(LYING, asked_of(divisions), prepare=False).fetchone()
    assert row is not None
    return str(row[0])


def _first(lying: str) -> list[int]:
    """The first ids of an array: so many as are shown."""
    return [int(one) for one in lying.strip("{}").split(",", SHOWN_OF_A_DIVISION)[:SHOWN_OF_A_DIVISION] if one]


# Everybody is counted once, at what stands now; who departed lives nowhere.
COUNTS: Final = """
    with a as materialized (select id, level, plate_state from address where id = any(%(ids)s::bigint[])),
    h as materialized (
        select id from household where address_id = any(%(ids)s::bigint[]) and household_status = 'open'
    ),
    p as materialized (
        select id from person where household in (select id from h) and status in ('registered', 'in_transit')
    ),
    r as materialized (
        select distinct person from residence where address_id = any(%(ids)s::bigint[]) and departed_on is null
    )
    select (select count(*) from a), (select count(*) from a where level = 'room'), (select count(*) from h),
        (select count(*) from p), (select count(person) from r),
        (select count(*) from a where plate_state is not null or exists (
            select 1 from plate where plate.address = a.id and plate.state not in ('replaced', 'retired'))),
        (select count(*) from finding f where f.state in ('open', 'assigned', 'confirmed') and ({concerned})),
        (select count(*) from plate where named_place = any(%(places)s) and state not in ('replaced', 'retired'))
"""
# The findings of a few people are found by them; of a county, people are looked for among them.
OF_FEW: Final = COUNTS.format(
    concerned="f.record in (select id from h union all select id from p union all select person from r)"
)
OF_MANY: Final = COUNTS.format(
    concerned="f.record in (select id from h) or f.record in (select id from p) or f.record in (select person from r)"
)
MANY: Final = 1_000_000  # characters of an array: fifty thousand ids and more


def _count(cursor: psycopg.Cursor[Any], ids: str, places: list[int]) -> Touched:
    """Count what stands on addresses: in an array of ids as PostgreSQL writes it, where others may be among them; and
    the signs of places.

    Planned anew each time: a street and a county are not counted in the same way.
    """
    asked = {"ids": ids, "places": places}
    row = cursor.execute(OF_MANY if len(ids) > MANY else OF_FEW, asked, prepare=False).fetchone()
    return Touched(*row) if row is not None else NOTHING


# Kind of act → who is told of it, and why. A certificate tells nobody anything new.
_OF_A_CHANGE: Final[tuple[tuple[Addressee, str], ...]] = (
    ("household", "requirements 3.15: documents remain valid, free re-issue on wish"),
    ("department", "notice 001 三 工商、房产: registered addresses of companies and titles"),
    ("partner", "notice 002 三(五)3: the departments that cite the address"),
    ("plates", "requirements 3.13: plates to be changed or taken down"),
    ("signs", "notice 001 三 城管: signs of streets to be changed or taken down"),
)
NOTICES: Final[dict[str, tuple[tuple[Addressee, str], ...]]] = {
    "place_renamed": _OF_A_CHANGE,
    "place_retired": _OF_A_CHANGE[4:],
    "addresses_new": _OF_A_CHANGE[2:3],
    "addresses_renumbered": _OF_A_CHANGE,
    "address_split": _OF_A_CHANGE,
    "addresses_merged": _OF_A_CHANGE,
    "addresses_demolished": _OF_A_CHANGE,
    "duplicates_retired": _OF_A_CHANGE,
    "division_changed": _OF_A_CHANGE,
    "reversal": _OF_A_CHANGE,
}


def notices(kind: str, touched: Touched) -> tuple[Notice, ...]:
    """Return who is to be told of an act that touches so much; nobody where there is nothing to tell."""
    counts: dict[Addressee, int] = {
        "household": touched.households,
        "department": touched.addresses,
        "partner": touched.addresses,
        "plates": touched.plates,
        "signs": touched.signs,
    }
    return tuple(Notice(who, counts[who], basis) for who, basis in NOTICES.get(kind, ()) if counts[who])
