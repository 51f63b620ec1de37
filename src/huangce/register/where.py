"""In which division a record is looked after: whose officers may act on it and look it up.

That is where a person counts; of those who count nowhere here, where their household is or was, else where they live.
"""

from __future__ import annotations

from typing import Any

import psycopg

# To be joined to `person p`; DIVISION then names the division, "" where none is known. Most persons count somewhere:
# of them no household and no residence is looked up, which matters where thousands share a former name.
NOWHERE = "case when p.counted_in is null then {} end"
JOINS = f"""
    left join household h on h.id = {NOWHERE.format("p.household")}
    left join lateral (
        select s.division from residence s where s.person = {NOWHERE.format("p.id")}
        order by s.departed_on is null desc, s.arrived_on desc nulls last limit 1
    ) r on h.division is null
"""
DIVISION = "coalesce(p.counted_in, h.division, r.division, '')"

PLACE = f"""
    select {DIVISION} from person p {JOINS} where p.id = %(record)s
    union all select division from household where id = %(record)s
    union all select division from residence where id = %(record)s
"""


def place_of(cursor: psycopg.Cursor[Any], record: int) -> str:
    """The code of the division in which a person, household or residence is looked after now, "" if none is known."""
    row = cursor.execute(PLACE, {"record": record}).fetchone()
    return str(row[0]) if row else ""
