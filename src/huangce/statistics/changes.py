"""Who entered and who left the registered population in a period, from the facts alone (requirements C1, 2.8).

Every registration fact of the period is set beside the one before it in the order of the world; where the person counts
differently after it, that is a change, named by the act that made it. Opening entries of records to which nothing else
happened are counted, not walked: a county is opened with a million of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import psycopg

from huangce.rules.population_changes import LINES, OPENING_KINDS, Change, Statement, line_of
from huangce.statistics.as_known import Known
from huangce.statistics.stock import COUNTED, Stock, shift

OPENED: Final = """
    select exists (
        select 1 from act a where a.kind = any(%(opening)s) and a.happened_on > %(after)s
        and a.happened_on <= %(until)s and {effective}
    )
"""
# Records that more than an opening entry speaks of, by facts between two days; whose values were erased; or of which
# other acts had effect then than have now.
WALKED: Final = """
    walked as materialized (
        select f.record from act a join fact f on f.act = a.id
        where a.kind <> all(%(opening)s) and f.grp = 'registration'
            and f.valid_from > %(walk_after)s and f.valid_from <= %(walk_until)s
        union
        select (v.value::json ->> 'record')::bigint from act a join fact_value v on v.act = a.id and v.ordinal = 0
        where a.kind = 'erasure' and v.value is not null
        union
        select f.record from act a join fact f on f.act = a.id
        where f.grp = 'registration' and (a.id = any(%(other_acts)s) or a.batch = any(%(other_batches)s))
    )
"""
CHANGES: Final = f"""
    with {WALKED},
    steps as (
        select f.record, f.act, a.kind, f.valid_from,
            v.value::json ->> 'ended_by' as ended_by, v.value::json ->> 'elsewhere' as elsewhere,
            v.value::json ->> 'counted_in' as entered,
            coalesce(v.value::json ->> 'status' = any(%(counted)s), false) as is_counted,
            lag(v.value::json ->> 'counted_in') over world as left_,
            coalesce(lag(v.value::json ->> 'status') over world = any(%(counted)s), false) as was_counted
        from walked w
        join fact f on f.record = w.record and f.grp = 'registration' and f.valid_from <= %(until)s
        join act a on a.id = f.act
        join fact_value v on v.act = f.act and v.ordinal = f.ordinal and v.value is not null
        where {{effective}}
        window world as (partition by f.record order by f.valid_from, a.day_order, f.act, f.ordinal)
    )
    select record, act, kind, ended_by, elsewhere, left_, entered, was_counted, is_counted from steps
    where valid_from > %(after)s and (is_counted or was_counted)
        and (is_counted <> was_counted or entered is distinct from left_)
    order by valid_from, act, record
"""
# Opening entries of the period to whose record nothing else happened: a fact each, where the current row says.
TAKEN_OVER: Final = f"""
    with {WALKED}
    select p.counted_in collate "C", {{what}} from fact f join act a on a.id = f.act join person p on p.id = f.record
    where f.grp = 'registration' and f.valid_from > %(after)s and f.valid_from <= %(until)s
        and a.kind = any(%(opening)s) and p.status = any(%(counted)s) and {{effective}}
        and not exists (select 1 from walked w where w.record = f.record)
"""


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes after day `after` until the end of day `until`; `taken_over` counts untouched openings by village."""

    after: date
    until: date
    changes: Sequence[Change]
    taken_over: Mapping[str, int]

    def lines(self, inside: Callable[[str], bool], *, here: str) -> dict[str, list[Change]]:
        """Return line → changes that enter or leave the villages for which `inside` holds.

        `here` is the division's code: a place outside is set beside it. Who moves inside is on no line.
        """
        found: dict[str, list[Change]] = {}
        for one in self.changes:
            was = one.was_counted and inside(one.left or "")
            is_in = one.is_counted and inside(one.entered or "")
            if was != is_in:
                found.setdefault(line_of(one, enters=is_in, here=here), []).append(one)
        return found

    def statement(self, opening: Stock, closing: Stock, inside: Callable[[str], bool], *, here: str) -> Statement:
        """Return opening, lines and closing for the villages for which `inside` holds."""
        listed = self.lines(inside, here=here)
        counts = {code: len(listed.get(code, ())) for code in LINES}
        counts["taken_over"] += _within(self.taken_over, inside)
        return Statement(
            _within(opening.counted, inside) if opening.is_known else None, counts, _within(closing.counted, inside)
        )


def _within(counted: Mapping[str, int], inside: Callable[[str], bool]) -> int:
    return sum(count for village, count in counted.items() if inside(village))


def changes(cursor: psycopg.Cursor[Any], after: date, until: date, known: Known) -> Changes:
    """Return what changed after the end of day `after` until the end of day `until`, as known."""
    parameters = _parameters(after, until, known)
    row = cursor.execute(OPENED.format(effective=known.effective), parameters).fetchone()
    was_opened = bool(row and row[0])
    if not was_opened:
        parameters |= {"walk_after": after, "walk_until": until}
    found = [Change(*values) for values in cursor.execute(CHANGES.format(effective=known.effective), parameters)]
    if known.parted:
        found = [
            replace(one, left=_lies(known, one.left, one.record), entered=_lies(known, one.entered, one.record))
            for one in found
        ]
    taken_over: Counter[str] = Counter()
    if was_opened:
        query = TAKEN_OVER.format(effective=known.effective, what="count(*)") + " group by 1"
        for division, count in cursor.execute(query, parameters):
            taken_over[known.lies(division)] += count
        for record, division in _opened_along(cursor, parameters, known) if known.along else ():
            shift(taken_over, known, division, record)
    return Changes(after, until, found, taken_over)


def _opened_along(cursor: psycopg.Cursor[Any], parameters: Mapping[str, Any], known: Known) -> list[tuple[int, str]]:
    """Those among the counted openings who may have gone along with their address."""
    query = TAKEN_OVER.format(effective=known.effective, what="f.record") + " and f.record = any(%(along)s::bigint[])"
    rows = cursor.execute(query, {**parameters, "along": list(known.along)}).fetchall()
    return [(record, division) for division, record in rows]


def _lies(known: Known, village: str | None, record: int) -> str | None:
    return known.lies(village, record) if village else village


def taken_over(cursor: psycopg.Cursor[Any], after: date, until: date, known: Known) -> Iterator[tuple[int, int, str]]:
    """Yield (record, act, village) of each opening that `Changes.taken_over` counts, in order of record."""
    query = TAKEN_OVER.format(effective=known.effective, what="f.record, f.act") + " order by f.record"
    for division, record, act in cursor.execute(query, _parameters(after, until, known)):
        yield record, act, known.lies(division, record)


def _parameters(after: date, until: date, known: Known) -> dict[str, Any]:
    """Where records were opened in the period, whatever happened to one at any time takes it out of the mere count."""
    return {
        **known.parameters,
        "after": after,
        "until": until,
        "walk_after": date.min,
        "walk_until": date.max,
        "opening": list(OPENING_KINDS),
        "counted": list(COUNTED),
    }
