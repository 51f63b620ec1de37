"""Prove what the database keeps for the map: ask the plates again, count the squares again."""

from __future__ import annotations

from typing import Any, Final

import psycopg

from huangce.places.map_points import DECIDED, MISSING, SQUARES
from huangce.rules.map_cells import LEVEL
from huangce.rules.plates import HANGS, LOST, OVER

SEEN: Final = f"""
    select a.id from address a full join (
        select distinct on (address) address, case when state = any(%(hangs)s) then 'installed'
            when state = any(%(gone)s) then '{MISSING}' else 'ordered' end as seen
        from plate where address is not null order by address, id desc
    ) p on p.address = a.id where a.id is not null and a.plate_seen is distinct from p.seen order by 1
"""
COUNTED: Final = f"""
    select coalesce(c.cell, s.cell) from (
        select map_cell >> {2 * (LEVEL - SQUARES)} as cell, division, {DECIDED} as plate, count(*) as points,
            sum(round(longitude * 1e7)::bigint) as east, sum(round(latitude * 1e7)::bigint) as north
        from address where map_cell is not null and retired_by is null and ended_on is null group by 1, 2, 3
    ) c full join (select * from address_square where points <> 0) s using (cell, division, plate)
    where (c.points, c.east, c.north) is distinct from (s.points, s.east, s.north) group by 1 order by 1
"""
ADDRESS, SQUARE = "address.plate_seen", "address_square"


def differing(cursor: psycopg.Cursor[Any]) -> list[tuple[str, int]]:
    """The addresses whose plate is not what the register of plates says, and the squares that are counted wrongly."""
    seen = cursor.execute(SEEN, {"hangs": list(HANGS), "gone": [*LOST, *OVER]}).fetchall()
    counted = cursor.execute(COUNTED).fetchall()
    return [*((ADDRESS, row[0]) for row in seen), *((SQUARE, row[0]) for row in counted)]


def repair(cursor: psycopg.Cursor[Any], wrong: list[tuple[str, int]]) -> None:
    """Count everything again if any of it is wrong: only the database writes it."""
    if any(table in (ADDRESS, SQUARE) for table, _one in wrong):
        cursor.execute("select huangce_recount_map()")
