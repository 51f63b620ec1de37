"""Records that may be of somebody who is about to be entered anew (requirements C11).

Alike is who bears the name, bore it, or bears one that sounds the same, and can be born on that day; and of a newborn,
who is of that day in the same family: a twin, or the same child under another name. Records that were ended as
duplicates are left out: the one that was kept is there.
"""

from __future__ import annotations

from typing import Any

import psycopg

from huangce.register.rows import birth_bounds, name_keys
from huangce.rules.newcomers import Newcomer

_NAMED = "replace(p.name_key, ' ', '') collate \"C\" = %(key)s"
# Each part by an index of its own; whose index covers those who are registered here and the others apart.
ALIKE = f"""
    with candidates as (
        select p.id from person p where {_NAMED} and p.status in ('registered', 'in_transit')
        union select p.id from person p where {_NAMED} and p.status not in ('registered', 'in_transit')
        union select f.record from former f where f.item = 'name' and f.value collate "C" = %(name)s
        union select p.id from person p join household h on h.id = p.household
              where p.household = %(family)s and h.household_kind is distinct from 'collective'
    )
    select p.id from person p join candidates using (id)
    where p.birth_earliest <= %(latest)s and p.birth_latest >= %(earliest)s
      and p.ended_by is distinct from 'duplicate'
    order by p.id
"""


def alike(cursor: psycopg.Cursor[Any], newcomer: Newcomer) -> tuple[int, ...]:
    """Return the records that may be of `newcomer`, by id; none where the date of birth is none: a rule says so."""
    try:
        earliest, latest = birth_bounds(newcomer.birth_date)
    except ValueError:
        return ()
    if earliest is None:
        return ()
    key = name_keys(newcomer.name)[0].replace(" ", "")
    given = {"key": key, "name": newcomer.name, "family": newcomer.born_into, "earliest": earliest, "latest": latest}
    return tuple(row[0] for row in cursor.execute(ALIKE, given).fetchall())
