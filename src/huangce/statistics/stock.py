"""The registered population on a day, set-wise, from the facts that were known and in effect.

Today's rows already hold the answer for every record that nothing happened to since; only the others are folded anew,
from their latest registration fact (the group is always asserted whole). So a figure of last month costs what happened
since, not the whole register. `tests/statistics/test_stock.py` proves that it equals the pure fold.

A person in transit counts once, where they left from. A person whose opening entry lies after the day is not known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import psycopg

from huangce.rules import items
from huangce.statistics.as_known import Known

COUNTED: Final = (items.REGISTERED, items.IN_TRANSIT)
UNKNOWN: Final = "unknown"
FIRST_OPENED: Final = "select min(a.happened_on) from act a where a.kind = 'opening_entry' and {effective}"

# `other`: records that their current row may not describe as they were on one of the days; `was`: what they were then;
# `later`: those that were opened after the day. The days share one look at everything.
WAS: Final = """
    days as materialized (select unnest(%(days)s::date[]) as day),
    differing as materialized ({differing}),
    other as materialized (
        select f.record from fact f where f.grp = 'registration' and f.valid_from > %(earliest)s
        union
        select f.record from differing d join fact f on f.act = d.id where f.grp = 'registration'
    ),
    erased as materialized (
        select (one ->> 0)::bigint as act, (one ->> 1)::int as ordinal
        from act a join fact_value v on v.act = a.id and v.ordinal = 0,
            lateral json_array_elements(v.value::json -> 'values') one
        where a.kind = 'erasure' and v.value is not null
    ),
    lines as materialized (
        select f.record, f.valid_from, a.day_order, f.act, f.ordinal, a.kind
        from other o
        join fact f on f.record = o.record and f.grp = 'registration'
        join act a on a.id = f.act
        where {effective}
            and not exists (select 1 from erased e where e.act = f.act and e.ordinal = f.ordinal)
    ),
    stood as (
        select distinct on (day, record) day, record, act, ordinal, 'was' as how
        from days join lines on valid_from <= day
        order by day, record, valid_from desc, day_order desc, act desc, ordinal desc
    ),
    opened as (
        select distinct on (day, record) day, record, act, ordinal, 'later' as how
        from days join lines on kind = 'opening_entry' and valid_from > day
        where not exists (
            select 1 from lines before where before.record = lines.record and before.valid_from <= day
        )
        order by day, record, valid_from, day_order, act, ordinal
    ),
    -- Values are read of the facts that decide, and of no others.
    said as materialized (
        select day, record, how, v.value::json ->> 'counted_in' as counted_in, v.value::json ->> 'status' as status
        from (select * from stood union all select * from opened) decides
        join fact_value v using (act, ordinal)
    ),
    was as (select day, record, counted_in, status from said where how = 'was'),
    later as (select day, record, counted_in, 'unknown' as status from said where how = 'later')
"""
COUNTS: Final = f"""
    with {WAS},
    rows as (
        select counted_in collate "C" as counted_in, status, count(*) as n
        from person where status = any(%(counted)s) group by 1, 2
        union all
        select p.counted_in, p.status, -count(*) from other o join person p on p.id = o.record
        where p.status = any(%(counted)s) group by 1, 2
    )
    select day, counted_in, status, sum(n)::bigint from (
        select day, counted_in, status, n from days cross join rows
        union all
        select day, counted_in, status, count(*) from was where status = any(%(counted)s) group by 1, 2, 3
        union all
        select day, counted_in, status, count(*) from later group by 1, 2, 3
    ) parts group by 1, 2, 3 having sum(n) <> 0
"""
RECORDS: Final = f"""
    with {WAS}
    select p.id, p.counted_in, p.status from person p
    where p.status = any(%(counted)s) and {{inside}} and not exists (select 1 from other o where o.record = p.id)
    union all select record, counted_in, status from was where status = any(%(counted)s) and {{inside}}
    union all select record, counted_in, status from later where {{inside}}
    order by 1
"""
INSIDE: Final = '(counted_in collate "C" = any(%(inside)s::text[]) or counted_in is null and %(unstated)s)'
EVERYWHERE: Final = RECORDS.replace("{inside}", "true")
# Those who may have gone along with their addresses, of whom a count by village says too little.
ALONG: Final = f"select * from ({EVERYWHERE}) counted where id = any(%(along)s::bigint[])"


@dataclass(slots=True)
class Stock:
    """Persons by village on a day: registered, in transit, and not known because they were opened later.

    Villages are 12-digit codes; "" holds those whose division the register does not know. `opened_on` is the day of the
    first opening entry that was known, None when nothing was.
    """

    as_of: date
    opened_on: date | None
    registered: Counter[str] = field(default_factory=Counter)
    in_transit: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)

    @property
    def is_known(self) -> bool:
        """Whether the register existed on the day, as far as was known."""
        return self.opened_on is not None and self.opened_on <= self.as_of

    def table(self, status: str) -> Counter[str]:
        """The counts of a status, `UNKNOWN` for those opened later."""
        return {items.REGISTERED: self.registered, items.IN_TRANSIT: self.in_transit, UNKNOWN: self.unknown}[status]

    @property
    def counted(self) -> Mapping[str, int]:
        """Registered population by village: in transit counted once."""
        return self.registered + self.in_transit


def opened_on(cursor: psycopg.Cursor[Any], known: Known) -> date | None:
    """Return the day of the first opening entry that was known and has effect; None where there is none."""
    row = cursor.execute(_query(FIRST_OPENED, known), known.parameters).fetchone()
    return row[0] if row else None


def stocks(cursor: psycopg.Cursor[Any], days: Sequence[date], known: Known) -> dict[date, Stock]:
    """Return the registered population at the end of each day, as known."""
    begins = opened_on(cursor, known)
    found = {day: Stock(day, begins) for day in days}
    standing = [day for day, one in found.items() if one.is_known]
    if standing:
        for day, division, status, count in cursor.execute(_query(COUNTS, known), _parameters(standing, known)):
            found[day].table(status)[known.lies(division)] += count
        for day in standing if known.along else ():
            for record, division, status in _along(cursor, day, known):
                shift(found[day].table(status), known, division, record)
    return found


def _along(cursor: psycopg.Cursor[Any], day: date, known: Known) -> list[tuple[int, str, str]]:
    """Those counted on a day who may have gone along with their address."""
    asked = {**_parameters([day], known), "along": list(known.along)}
    return cursor.execute(_query(ALONG, known), asked).fetchall()


def shift(counted: Counter[str], known: Known, village: str, record: int) -> None:
    """Count one record where it went along with its address instead of where its village lies."""
    was, is_ = known.lies(village), known.lies(village, record)
    if was != is_:
        counted[was] -= 1
        counted[is_] += 1
        if not counted[was]:
            del counted[was]


def stock(cursor: psycopg.Cursor[Any], as_of: date, known: Known) -> Stock:
    """Return the registered population at the end of `as_of`, as known."""
    return stocks(cursor, [as_of], known)[as_of]


def records(
    cursor: psycopg.Cursor[Any], as_of: date, known: Known, *, villages: Collection[str] | None = None
) -> Iterator[tuple[int, str, str]]:
    """Yield (record, village, status) of every person behind `stock`, in order of record; of some villages only."""
    given = _parameters([as_of], known)
    if villages is not None:
        given |= {"inside": list(known.lying(villages)), "unstated": "" in villages}
    query = EVERYWHERE if villages is None or known.along else RECORDS.replace("{inside}", INSIDE)
    for record, division, status in cursor.execute(_query(query, known), given):
        village = known.lies(division, record)
        if villages is None or village in villages:
            yield record, village, status


# Where some persons counted on a day, from their facts alone.
SOME: Final = """
    select record, value ->> 'counted_in' from (
        select distinct on (f.record) f.record, v.value::json as value
        from fact f join act a on a.id = f.act
        join fact_value v on v.act = f.act and v.ordinal = f.ordinal and v.value is not null
        where f.record = any(%(records)s) and f.grp = 'registration' and f.valid_from <= %(as_of)s and {effective}
        order by f.record, f.valid_from desc, a.day_order desc, f.act desc, f.ordinal desc
    ) was where value ->> 'status' = any(%(counted)s)
"""


def where_counted(cursor: psycopg.Cursor[Any], persons: Sequence[int], as_of: date, known: Known) -> dict[int, str]:
    """Return record → village of those of these persons who counted here at the end of `as_of`, as known."""
    parameters = {**known.parameters, "records": list(persons), "as_of": as_of, "counted": list(COUNTED)}
    rows = cursor.execute(_query(SOME, known), parameters)
    return {record: known.lies(division, record) for record, division in rows}


def _query(template: str, known: Known) -> str:
    return template.format(effective=known.effective, differing=known.differing)


def _parameters(days: Sequence[date], known: Known) -> dict[str, Any]:
    return {**known.parameters, "days": list(days), "earliest": min(days), "counted": list(COUNTED)}
