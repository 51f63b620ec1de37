"""Births and deaths of a period, and whether each was recorded within a month (户口登记条例 arts 7 and 8).

Art. 8 asks for a death in a city before the burial, whose day the register does not hold: the month of the countryside
is the most that anybody has. An act of a move tells the day on which it takes effect and not that of the arrival: of
moves it cannot be said.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import psycopg

from huangce.register.record import OFFICE_TIME
from huangce.rules.population_changes import Change

KINDS: Final = ("birth", "death", "death_ex_officio")
IN_TIME: Final = """
    select id, (recorded_at at time zone %s)::date <= happened_on + interval '1 month'
    from act where id = any(%s::bigint[])
"""


def in_time(cursor: psycopg.Cursor[Any], changes: Iterable[Change]) -> dict[int, bool]:
    """Return act → whether it was recorded in time, of the births and deaths among some changes."""
    acts = [one.act for one in changes if one.kind in KINDS]
    return dict(cursor.execute(IN_TIME, [OFFICE_TIME.key, acts]).fetchall())
