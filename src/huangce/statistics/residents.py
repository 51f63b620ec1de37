"""Residence records that stand on a day: who lives here as far as it was declared or collected (F1, J4's numerator).

Residence is a fact of its own, apart from registration (人户分离). A spell stands from its first fact until a
departure; its facts assert single items, so each item is taken from the latest fact that names it. As in `stock`,
today's rows answer for every spell to which nothing happened since.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import psycopg

from huangce.statistics.as_known import Known
from huangce.statistics.stock import shift

WAS: Final = """
    differing as materialized ({differing}),
    other as materialized (
        select f.record from fact f where f.grp = 'residence' and f.valid_from > %(as_of)s
        union
        select f.record from differing d join fact f on f.act = d.id where f.grp = 'residence'
    ),
    lines as materialized (
        select f.record, f.valid_from, a.day_order, f.act, f.ordinal, v.value::jsonb as value
        from other o
        join fact f on f.record = o.record and f.grp = 'residence' and f.valid_from <= %(as_of)s
        join act a on a.id = f.act
        join fact_value v on v.act = f.act and v.ordinal = f.ordinal and v.value is not null
        where {effective}
    ),
    latest as (
        select distinct on (record, item) record, item, value ->> item as value
        from lines cross join unnest(array['division', 'departed_on']) item where value ? item
        order by record, item, valid_from desc, day_order desc, act desc, ordinal desc
    ),
    was as materialized (
        select record, max(value) filter (where item = 'division') as division
        from latest group by record having max(value) filter (where item = 'departed_on') is null
    )
"""
COUNTS: Final = f"""
    with {WAS}
    select division, sum(n)::bigint from (
        select division, count(*) as n from residence where departed_on is null group by 1
        union all
        select r.division, -count(*) from other o join residence r on r.id = o.record
        where r.departed_on is null group by 1
        union all
        select division, count(*) from was group by 1
    ) parts group by 1 having sum(n) <> 0
"""
RECORDS: Final = f"""
    with {WAS}
    select r.id, r.division from residence r
    where r.departed_on is null and not exists (select 1 from other o where o.record = r.id)
    union all select record, division from was
    order by 1
"""
ALONG: Final = f"select * from ({RECORDS}) living where id = any(%(along)s::bigint[])"


def residents(cursor: psycopg.Cursor[Any], as_of: date, known: Known) -> Counter[str]:
    """Return the residence records that stand at the end of `as_of`, by village, as known."""
    found: Counter[str] = Counter()
    for division, count in cursor.execute(_query(COUNTS, known), {**known.parameters, "as_of": as_of}):
        found[known.lies(division)] += count
    if known.along:
        asked = {**known.parameters, "as_of": as_of, "along": list(known.along)}
        for record, division in cursor.execute(_query(ALONG, known), asked).fetchall():
            shift(found, known, division, record)
    return found


def records(cursor: psycopg.Cursor[Any], as_of: date, known: Known) -> Iterator[tuple[int, str]]:
    """Yield (record, village) of every residence record behind `residents`, in order of record."""
    for record, division in cursor.execute(_query(RECORDS, known), {**known.parameters, "as_of": as_of}):
        yield record, known.lies(division, record)


def _query(template: str, known: Known) -> str:
    return template.format(effective=known.effective, differing=known.differing)
