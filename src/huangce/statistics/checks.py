"""Persons with a dated check result, for J3 (notice 000 二(一)): an officer decided or closed a finding about them.

That a list agrees with the register is no check of a person, so whoever nothing was found about has no result: they
stay in N as not known. A result that was reopened since is none.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import psycopg

from huangce.statistics.as_known import Known, moment_of
from huangce.statistics.stock import where_counted

RUNS: Final = (
    "select exists (select 1 from reconciliation where %(moment)s::timestamptz is null or finished_at <= %(moment)s)"
)
CHECKED: Final = """
    select distinct record from (
        select distinct on (e.finding) i.record, e.kind, e.at from finding_event e join finding i on i.id = e.finding
        where e.kind in ('confirmed', 'decided', 'closed_by_act', 'reopened') and i.record is not null
            and e.at < %(end)s and (%(moment)s::timestamptz is null or e.at <= %(moment)s)
        order by e.finding, e.id desc
    ) latest where kind <> 'reopened' and at >= %(begin)s
"""


def checked(
    cursor: psycopg.Cursor[Any], after: date, until: date, as_known: date | None, known: Known
) -> dict[int, str] | None:
    """Return record → village at the end of `after` (the baseline) of persons with a result from then until `until`.

    None where no reconciliation was ever run, as far as was known: there are no results then, good or bad.
    """
    moment = moment_of(as_known)
    row = cursor.execute(RUNS, {"moment": moment}).fetchone()
    if row is None or not row[0]:
        return None
    parameters = {
        "begin": moment_of(after),
        "end": moment_of(until),
        "moment": moment,
    }
    persons = [record for (record,) in cursor.execute(CHECKED, parameters)]
    return where_counted(cursor, persons, after, known)
