"""Which main items of the registered are known on a day (notices 003 一(二), 002 三(三)4: complete, accurate, fresh).

The main items are those of `rules.items`; a name nobody is without. An item is missing where nothing is written; it is
not known where the register says so itself: sex 0 or 9 (GB/T 2261.1), a birth date without its day, a number that two
persons claim. A number that contradicts itself is there all the same: it is a finding, and no lack.

As in `stock`, today's rows answer for everybody to whom nothing happened since, and the days asked for share one look
at them. `tests/statistics/test_completeness.py` proves that it equals the pure fold.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

import psycopg

from huangce.statistics.as_known import Known
from huangce.statistics.stock import COUNTED

Part = Literal["n", "rest", "unknown"]


@dataclass(frozen=True, slots=True)
class _Item:
    """An item, and the conditions in SQL on which it is missing and not known."""

    name: str
    missing: str
    not_known: str = "false"


CHECKED: Final = (
    _Item("sex", "coalesce(sex, '') = ''", "sex in ('0', '9')"),
    _Item("birth_date", "coalesce(birth_date, '') = ''", "length(birth_date) < 10"),
    _Item("ethnicity", "coalesce(ethnicity, '') = ''"),
    _Item("citizen_id", "coalesce(citizen_id, '') = ''", "contested"),
    _Item("relation", "coalesce(relation, '') = ''"),
    _Item("address", "not addressed"),
)
# What a person lacks as one number: a bit for each item that is missing, and another for each that is not known.
MISSING: Final = {1 << at: one.name for at, one in enumerate(CHECKED)}
NOT_KNOWN: Final = {1 << len(CHECKED) + at: one.name for at, one in enumerate(CHECKED)}
_LACKS: Final = " + ".join(
    f"case when {one.missing} then {1 << at} when {one.not_known} then {1 << len(CHECKED) + at} else 0 end"
    for at, one in enumerate(CHECKED)
)
READ: Final = (
    *("sex", "birth_date", "ethnicity", "citizen_id", "number_contested"),
    *("relation", "household", "counted_in", "status"),
)
_VALUES: Final = ", ".join(f"max(value) filter (where item = '{one}') as {one}" for one in READ)
GROUPS: Final = ("identity", "membership", "registration")

# `other`: persons whom today's rows may not describe as they were on one of the days; `was`: what they were then.
WAS: Final = f"""
    days as materialized (select unnest(%(days)s::date[]) as day),
    differing as materialized ({{differing}}),
    homes as materialized (
        select f.record from fact f where f.grp = 'household' and f.valid_from > %(earliest)s
        union select f.record from differing d join fact f on f.act = d.id where f.grp = 'household'
    ),
    other as materialized (
        select f.record from fact f where f.grp = any(%(groups)s) and f.valid_from > %(earliest)s
        union select f.record from differing d join fact f on f.act = d.id where f.grp = any(%(groups)s)
        union select p.id from homes h join person p on p.household = h.record
    ),
    lines as materialized (
        select f.record, f.valid_from, a.day_order, f.act, f.ordinal, v.value::jsonb as value
        from other o join fact f on f.record = o.record and f.grp = any(%(groups)s)
        join act a on a.id = f.act
        join fact_value v on v.act = f.act and v.ordinal = f.ordinal and v.value is not null
        where {{effective}}
    ),
    latest as (
        select distinct on (day, record, item) day, record, item, value ->> item as value
        from days join lines on valid_from <= day cross join unnest(%(items)s::text[]) item
        where value ? item
        order by day, record, item, valid_from desc, day_order desc, act desc, ordinal desc
    ),
    stood as materialized (
        select day, record, {_VALUES}
        from latest group by day, record
    ),
    house_lines as materialized (
        select f.record, f.valid_from, a.day_order, f.act, f.ordinal, v.value::jsonb ->> 'address' as address
        from (select distinct household::bigint as id from stood where household is not null) h
        join fact f on f.record = h.id and f.grp = 'household'
        join act a on a.id = f.act
        join fact_value v on v.act = f.act and v.ordinal = f.ordinal and v.value is not null
        where v.value::jsonb ? 'address' and {{effective}}
    ),
    addressed as (
        select distinct on (day, record) day, record, address
        from days join house_lines on valid_from <= day
        order by day, record, valid_from desc, day_order desc, act desc, ordinal desc
    ),
    was as materialized (
        select s.day, s.record, s.counted_in, s.sex, s.birth_date, s.ethnicity, s.citizen_id, s.relation,
            coalesce(s.number_contested = 'true', false) as contested, coalesce(a.address, '') <> '' as addressed
        from stood s left join addressed a on a.day = s.day and a.record = s.household::bigint
        where s.status = any(%(counted)s)
    ),
    now as not materialized (
        select p.id as record, p.counted_in, p.sex, p.birth_date, p.ethnicity, p.citizen_id, p.relation,
            p.number_contested as contested, coalesce(h.address, '') <> '' as addressed
        from person p left join household h on h.id = p.household
        where p.status = any(%(counted)s)
    )
"""
COUNTS: Final = f"""
    with {WAS},
    rows as (
        select counted_in, {_LACKS} as lacks, count(*) as n from now group by 1, 2
        union all
        select counted_in, {_LACKS}, -count(*) from other join now using (record) group by 1, 2
    )
    select day, counted_in, lacks, sum(n)::bigint from (
        select day, counted_in, lacks, n from days cross join rows
        union all
        select day, counted_in, {_LACKS}, count(*) from was group by 1, 2, 3
    ) parts group by 1, 2, 3 having sum(n) <> 0
"""
RECORDS: Final = f"""
    with {WAS}
    select record, counted_in, {_LACKS} from now
    where {{inside}} and not exists (select 1 from other o where o.record = now.record)
    union all select record, counted_in, {_LACKS} from was where {{inside}}
    order by 1
"""
INSIDE: Final = '(counted_in collate "C" = any(%(inside)s::text[]) or counted_in is null and %(unstated)s)'
EVERYWHERE: Final = RECORDS.replace("{inside}", "true")
# Those who may have gone along with their addresses, of whom a count by village says too little.
ALONG: Final = f"select * from ({EVERYWHERE}) counted where record = any(%(along)s::bigint[])"

# Village → part → persons.
Items = Mapping[str, Mapping[Part, int]]


def part_of(lacks: int) -> Part:
    """Return where a person counts: complete (n), an item missing (rest), or none missing and one not known."""
    if any(lacks & bit for bit in MISSING):
        return "rest"
    return "unknown" if lacks else "n"


def names_of(lacks: int) -> tuple[str, ...]:
    """Return which items are missing, and then which are not known."""
    return tuple(name for bit, name in (MISSING | NOT_KNOWN).items() if lacks & bit)


def items_on(cursor: psycopg.Cursor[Any], days: Sequence[date], known: Known) -> dict[date, Items]:
    """Return the registered population at the end of each day by village and by what is known of its main items."""
    found: dict[date, dict[str, dict[Part, int]]] = {day: {} for day in days}

    def add(day: date, village: str, lacks: int, count: int) -> None:
        counts = found[day].setdefault(village, {})
        counts[part_of(lacks)] = counts.get(part_of(lacks), 0) + count

    for day, division, lacks, count in cursor.execute(_query(COUNTS, known), _parameters(days, known)):
        add(day, known.lies(division), lacks, count)
    for day in days if known.along else ():
        asked = _parameters([day], known) | {"along": list(known.along)}
        for record, division, lacks in cursor.execute(_query(ALONG, known), asked).fetchall():
            add(day, known.lies(division), lacks, -1)
            add(day, known.lies(division, record), lacks, 1)
    return dict(found)


def records(
    cursor: psycopg.Cursor[Any], as_of: date, known: Known, *, villages: Collection[str] | None = None
) -> Iterator[tuple[int, str, int]]:
    """Yield (record, village, what is lacking) of the persons behind `items_on`, in order of record; of some villages
    only."""
    given = _parameters([as_of], known)
    if villages is not None:
        given |= {"inside": list(known.lying(villages)), "unstated": "" in villages}
    query = EVERYWHERE if villages is None or known.along else RECORDS.replace("{inside}", INSIDE)
    for record, division, lacks in cursor.execute(_query(query, known), given):
        village = known.lies(division, record)
        if villages is None or village in villages:
            yield record, village, lacks


def _query(template: str, known: Known) -> str:
    return template.format(effective=known.effective, differing=known.differing)


def _parameters(days: Sequence[date], known: Known) -> dict[str, Any]:
    return {
        **known.parameters,
        "days": list(days),
        "earliest": min(days),
        "counted": list(COUNTED),
        "groups": list(GROUPS),
        "items": list(READ),
    }
