"""Residence records that stand on a day: who lives here as far as it was declared or collected (F1, J4's numerator).

Residence is a fact of its own, apart from registration (人户分离). A spell stands from its first fact until a
departure; its facts assert single items, so each item is taken from the latest fact that names it. As in `stock`,
today's rows answer for every spell to which nothing happened since, and the days asked for share one look at them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any, Final

import psycopg

from huangce.statistics.as_known import Known
from huangce.statistics.stock import shift

WAS: Final = """
    days as materialized (select unnest(%(days)s::date[]) as day),
    differing as materialized ({differing}),
    other as materialized (
        select f.record from fact f where f.grp = 'residence' and f.valid_from > %(earliest)s
        union
        select f.record from differing d join fact f on f.act = d.id where f.grp = 'residence'
    ),
    lines as materialized (
        select f.record, f.valid_from, a.day_order, f.act, f.ordinal, v.value::jsonb as value
        from other o
        join fact f on f.record = o.record and f.grp = 'residence'
        join act a on a.id = f.act
        join fact_value v on v.act = f.act and v.ordinal = f.ordinal and v.value is not null
        where {effective}
    ),
    latest as (
        select distinct on (day, record, item) day, record, item, value ->> item as value
        from days join lines on valid_from <= day
            cross join unnest(array['division', 'departed_on', 'residence_kind', 'person']) item
        where value ? item
        order by day, record, item, valid_from desc, day_order desc, act desc, ordinal desc
    ),
    was as materialized (
        select day, record, max(value) filter (where item = 'division') as division,
            max(value) filter (where item = 'residence_kind') as residence_kind,
            max(value) filter (where item = 'person') as person
        from latest group by day, record having max(value) filter (where item = 'departed_on') is null
    )
"""
COUNTS: Final = f"""
    with {WAS},
    rows as (
        select division, count(*) as n from residence where departed_on is null group by 1
        union all
        select r.division, -count(*) from other o join residence r on r.id = o.record
        where r.departed_on is null group by 1
    )
    select day, division, sum(n)::bigint from (
        select day, division, n from days cross join rows
        union all
        select day, division, count(*) from was group by 1, 2
    ) parts group by 1, 2 having sum(n) <> 0
"""
RECORDS: Final = f"""
    with {WAS}
    select r.id, r.division from residence r
    where r.departed_on is null and {{inside}} and not exists (select 1 from other o where o.record = r.id)
    union all select record, division from was where {{inside}}
    order by 1
"""
# Who usually lives here (常住人口): the persons, of whom each has one usual residence at a time.
USUAL: Final = f"""
    with {WAS}
    select r.person, r.id, r.division from residence r
    where r.departed_on is null and r.residence_kind = 'usual'
        and not exists (select 1 from other o where o.record = r.id)
    union select person::bigint, record, division from was where residence_kind = 'usual'
    order by 1, 2
"""
INSIDE: Final = "(division = any(%(inside)s::text[]) or division is null and %(unstated)s)"
EVERYWHERE: Final = RECORDS.replace("{inside}", "true")
# Those who may have gone along with their addresses, of whom a count by village says too little.
ALONG: Final = f"select * from ({EVERYWHERE}) living where id = any(%(along)s::bigint[])"


def residents_on(cursor: psycopg.Cursor[Any], days: Sequence[date], known: Known) -> dict[date, Counter[str]]:
    """Return the residence records that stand at the end of each day, by village, as known."""
    found: dict[date, Counter[str]] = {day: Counter() for day in days}
    for day, division, count in cursor.execute(_query(COUNTS, known), _parameters(days, known)):
        found[day][known.lies(division)] += count
    for day in days if known.along else ():
        asked = _parameters([day], known) | {"along": list(known.along)}
        for record, division in cursor.execute(_query(ALONG, known), asked).fetchall():
            shift(found[day], known, division, record)
    return found


def residents(cursor: psycopg.Cursor[Any], as_of: date, known: Known) -> Counter[str]:
    """Return the residence records that stand at the end of `as_of`, by village, as known."""
    return residents_on(cursor, [as_of], known)[as_of]


def records(
    cursor: psycopg.Cursor[Any], as_of: date, known: Known, *, villages: Collection[str] | None = None
) -> Iterator[tuple[int, str]]:
    """Yield (record, village) of every residence record behind `residents`, in order of record; of some villages
    only."""
    given = _parameters([as_of], known)
    if villages is not None:
        given |= {"inside": list(known.lying(villages)), "unstated": "" in villages}
    query = EVERYWHERE if villages is None or known.along else RECORDS.replace("{inside}", INSIDE)
    for record, division in cursor.execute(_query(query, known), given):
        village = known.lies(division, record)
        if villages is None or village in villages:
            yield record, village


def usual(cursor: psycopg.Cursor[Any], as_of: date, known: Known) -> Iterator[tuple[int, str]]:
    """Yield (person, village) of everybody who usually lived here at the end of `as_of`, in order of person.

    Who is recorded in two places at once, as the old entries of a list may have it, counts once, where the later record
    has them.
    """
    living = {
        person: known.lies(division, record)
        for person, record, division in cursor.execute(_query(USUAL, known), _parameters([as_of], known))
    }
    yield from living.items()


def _query(template: str, known: Known) -> str:
    return template.format(effective=known.effective, differing=known.differing)


def _parameters(days: Sequence[date], known: Known) -> dict[str, Any]:
    return {**known.parameters, "days": list(days), "earliest": min(days)}
