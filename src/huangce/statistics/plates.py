"""Doors and their plates: J5, J6a, J6b and J6 (notices 000 二(三), 001 一(一), 002 三(五)2), by one definition.

A plate hangs at a door or a building, not at a room: rows that differ only in unit, floor and room are one door. Where
the register of plates has plates of one of its addresses, their states on the day say whether one hangs; a plate that
is lost, retired or still being made does not. Elsewhere the address list says: a door counts as
having its plate when every row of it that says anything says so; rows that contradict each other, or say nothing, leave
it unknown. The address list carries no dates, so what it said counts for every day on which its address stood.
An entrance that was seen in the field and has no number needs one, and has no standard address yet: it counts in J6a
and J6, not in J5.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import psycopg

from huangce.rules.authority import scope
from huangce.rules.division_changes import division_on
from huangce.rules.plates import HANGS
from huangce.statistics.as_known import Known, known_on, moment_of

INSTALLED: Final = "installed"

ADDRESSED: Final = """
    with state as (
        select distinct on (p.id) p.address, e.step = any(%(hangs)s) as hangs
        from plate p join plate_event e on e.plate = p.id
        where p.address is not null and e.happened_on <= %(as_of)s
            and (%(moment)s::timestamptz is null or e.at <= %(moment)s) and e.takes_back is null
            and not exists (
                select 1 from plate_event b where b.takes_back = e.id
                    and (%(moment)s::timestamptz is null or b.at <= %(moment)s)
            )
        order by p.id, e.id desc
    ),
    newest as (select address, bool_or(hangs) as hangs from state group by address)
    select min(a.id) as id, {division} as division, true as has_address,
        bool_and(a.plate is not null or a.building is not null) as numbered,
        case when bool_or(n.hangs) then 'installed'
            when count(n.address) > 0 then 'missing'
            when count(a.plate_state) = 0 then 'unknown'
            when bool_and(a.plate_state = any(%(hangs)s)) then 'installed'
            when bool_or(a.plate_state = any(%(hangs)s)) then 'unknown'
            else 'missing' end as state
    from address a left join batch b on b.id = a.batch left join newest n on n.address = a.id
    where {inside_a} and (a.begun_on is null or a.begun_on <= %(as_of)s)
        and (a.ended_on is null or a.ended_on > %(as_of)s)
        and case when a.batch is null
            then a.retired_by is null and (%(moment)s::timestamptz is null or exists (
                select 1 from fact f join act c on c.id = f.act
                where f.record = a.id and f.grp = 'address' and c.recorded_at <= %(moment)s
            ))
            else b.id <> all(%(void_batches)s::bigint[])
                and (%(moment)s::timestamptz is null or b.recorded_at <= %(moment)s) end
    group by {division}, a.village_group, a.street, a.place, a.plate, a.building
"""
DOORS: Final = f"""
    {ADDRESSED}
    union all
    select e.id, e.division, false, false, 'missing' from entrance e
    where {{inside_e}} and e.state = 'standing' and e.main is null and e.address is null
        and (%(moment)s::timestamptz is null or e.recorded_at <= %(moment)s)
"""
# The row says where an address lies by all that was ever decided; this is what was said of it by the day. Where no act
# on divisions was ever recorded both are one.
LIES: Final = """coalesce((
        select v.value::json ->> 'division' from fact f join act a2 on a2.id = f.act
        join fact_value v on v.act = f.act and v.ordinal = f.ordinal
        where f.record = a.id and f.grp = 'address' and f.valid_from <= %(as_of)s
            and v.value::json ->> 'division' is not null and a2.id <> all(%(void_acts)s::bigint[])
            and (%(moment)s::timestamptz is null or a2.recorded_at <= %(moment)s)
        order by f.valid_from desc, f.act desc limit 1
    ), (select l.row ->> 'division' from loaded_place l where l.id = a.id), a.division)"""
# Doors of which something is dated later than the earliest of some days: all others were then as they are.
LATER: Final = """exists (
        select 1 from address o where o.division = a.division and o.id = any(%(later)s::bigint[])
            and o.village_group is not distinct from a.village_group and o.street is not distinct from a.street
            and o.place is not distinct from a.place and o.plate is not distinct from a.plate
            and o.building is not distinct from a.building
    )"""
DATED: Final = """
    select p.address from plate p join plate_event e on e.plate = p.id
    where p.address is not null and e.happened_on > %(as_of)s
    union select id from address where begun_on > %(as_of)s or ended_on > %(as_of)s
"""
COUNTS_LATER: Final = (
    f"select division, has_address, numbered, state, count(*) from ({ADDRESSED}) doors group by 1, 2, 3, 4"
)
COUNTS: Final = f"select division, has_address, numbered, state, count(*) from ({DOORS}) doors group by 1, 2, 3, 4"
RECORDS: Final = f"select id, division, has_address, numbered, state from ({DOORS}) doors order by 1"
# Doors with an address whose plate does not hang, and for which none is being made.
LACKING: Final = f"""
    select d.id from ({DOORS}) d where d.has_address and d.state = 'missing' and d.division like %(below)s
        and not exists (
            select 1 from plate p where p.address = d.id
                and p.state not in ('damaged', 'missing', 'replaced', 'retired')
        )
    order by 1
"""
SURVEYED: Final = """
    select distinct division from entrance
    where source not like 'address:%%' and (%(moment)s::timestamptz is null or recorded_at <= %(moment)s)
"""


@dataclass(frozen=True, slots=True)
class Doors:
    """Doors of a village that agree in whether they have an address and a number, and in the state of their plate."""

    village: str
    has_address: bool
    is_numbered: bool
    state: str
    count: int


def doors(cursor: psycopg.Cursor[Any], as_of: date, as_known: date | None, known: Known) -> list[Doors]:
    """Return the doors of the address register on a day, as known by the end of `as_known`."""
    rows = cursor.execute(_query(COUNTS, known), _parameters(as_of, as_known, known))
    return [Doors(known.lies(village), *rest) for village, *rest in rows]


def doors_on(
    cursor: psycopg.Cursor[Any], days: Sequence[date], as_known: date | None, known: Known
) -> dict[date, list[Doors]]:
    """Return the doors on each of some days, in order; only those of which something is dated since the first day are
    counted day by day."""
    if known.parted:  # where a door lies may differ from day to day as well
        return {day: doors(cursor, day, as_known, known) for day in days}
    later = [row[0] for row in cursor.execute(DATED, {"as_of": days[0]}).fetchall()]
    whole = Counter({replace(one, count=0): one.count for one in doors(cursor, days[-1], as_known, known)})
    whole.subtract(_dated(cursor, days[-1], as_known, known, later))
    found = {}
    for day in days:
        counted = whole + _dated(cursor, day, as_known, known, later)
        found[day] = [replace(one, count=count) for one, count in counted.items()]
    return found


def _dated(
    cursor: psycopg.Cursor[Any], as_of: date, as_known: date | None, known: Known, later: Sequence[int]
) -> Counter[Doors]:
    """Count the doors of these addresses on a day."""
    if not later:
        return Counter()
    query = COUNTS_LATER.format(division="a.division", inside_a=LATER)
    rows = cursor.execute(query, {**_parameters(as_of, as_known, known), "later": list(later)})
    return Counter(
        {Doors(village, has_address, is_numbered, state, 0): n for village, has_address, is_numbered, state, n in rows}
    )


def records(
    cursor: psycopg.Cursor[Any],
    as_of: date,
    as_known: date | None,
    known: Known,
    *,
    villages: Collection[str] | None = None,
) -> Iterator[tuple[int, Doors]]:
    """Yield each door with the first of its addresses, which stands for it, in order of address; of some villages only.

    A door without an address is given by its entrance.
    """
    given = _parameters(as_of, as_known, known)
    if only := villages is not None:
        given["inside"] = _may_lie(cursor, known, villages or ())
    for one, village, has_address, is_numbered, state in cursor.execute(_query(RECORDS, known, only=only), given):
        lies = known.lies(village)
        if villages is None or lies in villages:
            yield one, Doors(lies, has_address, is_numbered, state, 1)


def _may_lie(cursor: psycopg.Cursor[Any], known: Known, villages: Collection[str]) -> list[str]:
    """The codes under which rows may lie today that lay in these villages: as recorded, or as it goes on since."""
    if not known.parted:
        return list(villages)
    recorded = known.lying(villages)
    since = known.divisions if known.position is None else known_on(cursor, None).divisions
    return sorted({*recorded, *(division_on(code, since, date.max) for code in recorded)})


def lacking(cursor: psycopg.Cursor[Any], division: str, on: date) -> list[int]:
    """Return the addresses of a division (12-digit code) for whose doors a plate has to be applied for."""
    known = known_on(cursor, None)
    given = {**_parameters(on, None, known), "below": f"{scope(division)}%"}
    query = LACKING.format(division="a.division", inside_a="true", inside_e="true")
    return [address for (address,) in cursor.execute(query, given).fetchall()]


def surveyed(cursor: psycopg.Cursor[Any], as_known: date | None, known: Known) -> frozenset[str]:
    """Return the villages whose entrances were recorded by the end of `as_known`: only there doors without a number
    can be known."""
    rows = cursor.execute(SURVEYED, {"moment": moment_of(as_known)}).fetchall()
    return frozenset(known.lies(village) for (village,) in rows)


def _query(template: str, known: Known, *, only: bool = False) -> str:
    inside_a, inside_e = (f"{one}.division = any(%(inside)s::text[])" if only else "true" for one in "ae")
    if only and known.parted:  # those that went by themselves may have lain anywhere
        inside_a = f"({inside_a} or a.id in (select address from address_went))"
    return template.format(division=LIES if known.parted else "a.division", inside_a=inside_a, inside_e=inside_e)


def _parameters(as_of: date, as_known: date | None, known: Known) -> dict[str, Any]:
    return {**known.parameters, "hangs": list(HANGS), "as_of": as_of, "moment": moment_of(as_known)}
