"""Doors and their plates, from the address register: J5 and J6b (notices 000 二(三), 001 一(一), 002 三(五)2).

A plate hangs at a door or a building, not at a room: rows that differ only in unit, floor and room are one door. A
door counts as having its plate when every row of it that says anything says so; rows that contradict each other, or say
nothing, leave it unknown. The address list carries no dates, so what was loaded counts for every day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

import psycopg

from huangce.register.record import OFFICE_TIME
from huangce.statistics.as_known import Known

# States of a plate that hangs (requirements 3.13: only these count in J5).
HANGS: Final = ("installed", "inspected", "in_use")
INSTALLED: Final = "installed"

DOORS: Final = """
    select min(a.id) as id, division, bool_and(plate is not null or building is not null) as numbered,
        case when count(plate_state) = 0 then 'unknown'
            when bool_and(plate_state = any(%(hangs)s)) then 'installed'
            when bool_or(plate_state = any(%(hangs)s)) then 'unknown'
            else 'missing' end as state
    from address a join batch b on b.id = a.batch
    where b.id <> all(%(void_batches)s::bigint[]) and (%(moment)s::timestamptz is null or b.recorded_at <= %(moment)s)
    group by division, village_group, street, place, plate, building
"""
COUNTS: Final = f"select division, numbered, state, count(*) from ({DOORS}) doors group by 1, 2, 3"
RECORDS: Final = f"select id, division, numbered, state from ({DOORS}) doors order by 1"


@dataclass(frozen=True, slots=True)
class Doors:
    """Doors of a village that agree in whether they have a number, and in the state of their plate."""

    village: str
    is_numbered: bool
    state: str
    count: int


def doors(cursor: psycopg.Cursor[Any], as_known: date | None, known: Known) -> list[Doors]:
    """Return the doors of the address register, as loaded by the end of `as_known`."""
    return [Doors(*row) for row in cursor.execute(COUNTS, _parameters(as_known, known))]


def records(cursor: psycopg.Cursor[Any], as_known: date | None, known: Known) -> Iterator[tuple[int, Doors]]:
    """Yield each door with the first of its addresses, which stands for it, in order of address."""
    for address, village, is_numbered, state in cursor.execute(RECORDS, _parameters(as_known, known)):
        yield address, Doors(village, is_numbered, state, 1)


def _parameters(as_known: date | None, known: Known) -> dict[str, Any]:
    moment = None if as_known is None else datetime.combine(as_known, time.max, OFFICE_TIME)
    return {**known.parameters, "hangs": list(HANGS), "moment": moment}
