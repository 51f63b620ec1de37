"""Who is registered or lives at addresses that went to another division with a part of their own.

Nobody moves by a border, and nothing is asserted of persons. Their facts keep the code that was recorded; by the
addresses at which they stand on the day of the territory they are counted where these went.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

import psycopg

# The newest part with which each address went, by what is known, and the codes that it had before.
WENT: Final = """
    select w.address, array_agg(w.came_from), (array_agg(w.division order by w.happened_on desc, w.act desc))[1]
    from address_went w join act a on a.id = w.act
    where w.happened_on <= %(territory)s and {effective} group by w.address
"""
AT: Final = """
    with homes as materialized (select id, address_id from household where address_id = any(%(addresses)s::bigint[])),
    ever as materialized (
        select distinct m.record from fact m join homes on m.object = homes.id where m.grp = 'membership'
    ),
    last as (
        select distinct on (f.record) f.record, f.object
        from ever join fact f on f.record = ever.record and f.grp = 'membership' and f.valid_from <= %(territory)s
        join act a on a.id = f.act where {effective}
        order by f.record, f.valid_from desc, a.day_order desc, f.act desc, f.ordinal desc
    )
    select last.record, homes.address_id from last join homes on homes.id = last.object
    union all select r.id, r.address_id from residence r where r.address_id = any(%(addresses)s::bigint[])
"""


def went_along(
    cursor: psycopg.Cursor[Any], *, territory: date, effective: str, parameters: Mapping[str, Any]
) -> dict[int, tuple[frozenset[str], str]]:
    """Return record → (codes that it may have been recorded with, where it is counted) of persons and residences.

    `effective` is a condition on `act a`, as `as_known.Known` gives it, with its `parameters`.
    """
    asked = {**parameters, "territory": territory}
    rows: Iterable[tuple[Any, ...]] = cursor.execute(WENT.format(effective=effective), asked).fetchall()
    went = {address: (frozenset(before), division) for address, before, division in rows}
    if not went:
        return {}
    asked["addresses"] = list(went)
    return {one: went[address] for one, address in cursor.execute(AT.format(effective=effective), asked).fetchall()}
