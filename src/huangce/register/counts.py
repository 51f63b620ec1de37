"""How many are registered, live and hold households in the divisions below one: for the overview of divisions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from huangce.register.locks import raw_cursor

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


@dataclass(frozen=True, slots=True)
class Counted:
    """Registered persons with those in transit, open households, and those recorded as living there."""

    persons: int
    households: int
    residents: int


def counted_below(within: str, digits: int) -> dict[str, Counted]:
    """Return counts of the divisions whose codes begin with `within`, by their first `digits` digits."""
    given = (("first", within), ("last", within + LETTER), ("digits", digits))
    rows = counted_once(COUNTED, given)
    return {row[0]: Counted(int(row[1]), int(row[2]), int(row[3])) for row in rows}


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
