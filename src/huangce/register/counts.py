"""How many are registered, live and hold households in the divisions below one: for the overview of divisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from huangce.accounts.authority import codes_over_time, successors
from huangce.register.locks import raw_cursor
from huangce.rules.authority import LEVELS, scope
from huangce.rules.division_changes import code_after

LETTER = "a"  # comes after every digit in every collation, so it ends the codes that begin with some digits
# Rows change with acts, and when `rebuild --repair` writes them anew from what acts said before.
REPAIRED = "(select max(id) from row_repair)"
# What stands in the register, told by its newest acts: one that was begun earlier may be there later than the newest.
MARK = f"""
    select (select max(id) from act), (select sum(id) from (select id from act order by id desc limit 1000) newest),
           (select count(*) from batch), {REPAIRED}
"""
COUNTED = """
    select substr(division, 1, %(digits)s), sum(persons), sum(households), sum(residents)
    from (
        select counted_in as division, count(*) as persons, 0 as households, 0 as residents from person
        where counted_in collate "C" >= %(first)s and counted_in collate "C" < %(last)s group by 1
        union all
        select division, 0, count(*), 0 from household
        where household_status = 'open' and division >= %(first)s and division < %(last)s group by 1
        union all
        select division, 0, 0, count(distinct person) from residence
        where departed_on is null and division >= %(first)s and division < %(last)s group by 1
    ) counted group by 1 order by 1
"""
# Who went along with an address to another division: the code that was recorded, and where the address lies.
ALONG = """
    with went as (
        select distinct on (address) address, division from address_went
        where not taken_back and happened_on <= %(on)s order by address, happened_on desc, act desc
    ),
    homes as (select h.id, h.division, w.division as went from went w join household h on h.address_id = w.address)
    select was, went, sum(persons)::int, sum(households)::int, sum(residents)::int from (
        select p.counted_in as was, o.went, count(*) as persons, 0 as households, 0 as residents
        from homes o join person p on p.household = o.id where p.counted_in is not null group by 1, 2
        union all
        select o.division, o.went, 0, count(*), 0
        from homes o join household h on h.id = o.id where h.household_status = 'open' group by 1, 2
        union all
        select r.division, w.division, 0, 0, count(distinct r.person)
        from went w join residence r on r.address_id = w.address where r.departed_on is null group by 1, 2
    ) along where was <> went group by 1, 2
"""


@dataclass(frozen=True, slots=True)
class Counted:
    """Registered persons with those in transit, open households, and those recorded as living there."""

    persons: int
    households: int
    residents: int


def counted_below(within: str, digits: int, *, on: date) -> dict[str, Counted]:
    """Return counts of the divisions whose codes begin with `within`, by their first `digits` digits.

    What was recorded under a code that went on in another one by the day `on` counts there.
    """
    changes = [(old, new) for old, new, _how in successors(on)]
    went = counted_once(ALONG, (("on", on),))
    if not changes and not went:
        return {code: Counted(*some) for code, *some in _below(within, digits)}
    found: dict[str, list[int]] = {}
    codes = codes_over_time(within, on) if within else [""]
    rows = [row for code in codes for row in _below(scope(code), LEVELS[-1])]
    rows += [(was, *(-one for one in some)) for was, _is, *some in went]
    rows += [(is_, *some) for _was, is_, *some in went]
    for code, *some in rows:
        lies = code_after(code, changes)
        if lies.startswith(within):
            counted = found.setdefault(lies[:digits], [0, 0, 0])
            counted[:] = (one + more for one, more in zip(counted, some, strict=True))
    return {code: Counted(*some) for code, some in sorted(found.items()) if any(some)}


def _below(within: str, digits: int) -> list[tuple[Any, ...]]:
    rows = counted_once(COUNTED, (("first", within), ("last", within + LETTER), ("digits", digits)))
    return [(row[0], *map(int, row[1:])) for row in rows]


def state_of(mark: str = MARK) -> tuple[Any, ...]:
    """Return the row of a mark: what rests on the same does not change while it stays the same."""
    with raw_cursor() as cursor:
        row = cursor.execute(mark).fetchone()
    assert row is not None
    return tuple(row)


def counted_once(query: str, given: tuple[tuple[str, Any], ...], *, mark: str = MARK) -> tuple[tuple[Any, ...], ...]:
    """Return the rows of a statement, the same until an act is recorded or rows are repaired.

    given: (name, value) of its parameters. mark: a statement whose row changes with what is asked.
    """
    with raw_cursor() as cursor:
        info, state = cursor.connection.info, cursor.execute(mark).fetchone()
    return _counted((info.host, info.port, info.dbname), state, query, given)


@lru_cache(maxsize=128)
def _counted(
    _database: tuple[str, int, str], _state: tuple[Any, ...], query: str, given: tuple[tuple[str, Any], ...]
) -> tuple[tuple[Any, ...], ...]:
    with raw_cursor() as cursor:
        return tuple(cursor.execute(query, dict(given)).fetchall())
