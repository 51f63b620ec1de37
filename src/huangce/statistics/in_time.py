"""Births, deaths and moves of a period, and whether each was recorded in time (户口登记条例 arts 7, 8 and 13).

Births and deaths: within a month. Art. 8 asks for a death in a city before the burial, whose day the register does not
hold: the month of the countryside is the most that anybody has. Moves (art. 13): within three days of the arrival in a
city, ten in the country, with the days of Civil Code 201 and 203. An act of a move names the day from which it counts,
and no other day of arrival is held. Whether the place is a city is said by its village number alone
(`rules.urban_rural`); where that says nothing, only what is late or in time by both periods is known.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

import psycopg

from huangce.register.record import OFFICE_TIME
from huangce.rules.periods import default_calendar, end_of_period
from huangce.rules.population_changes import Change
from huangce.rules.urban_rural import is_urban

EVENTS: Final = ("birth", "death", "death_ex_officio")
MOVES: Final = ("move_in", "move_within", "arrival_confirmed")
DAYS: Final = {True: (3, 3), False: (10, 10), None: (3, 10)}
DATED: Final = """
    select id, happened_on, (recorded_at at time zone %s)::date,
        (recorded_at at time zone %s)::date <= happened_on + interval '1 month'
    from act where id = any(%s::bigint[])
"""


def in_time(cursor: psycopg.Cursor[Any], changes: Iterable[Change]) -> dict[int, bool | None]:
    """Return act → whether it was recorded in time, of the births, deaths and moves among some changes."""
    asked = {one.act: one for one in changes if one.kind in EVENTS + MOVES}
    found: dict[int, bool | None] = {}
    rows = cursor.execute(DATED, [OFFICE_TIME.key, OFFICE_TIME.key, list(asked)])
    for act, happened_on, recorded_on, within_month in rows:
        one = asked[act]
        found[act] = within_month if one.kind in EVENTS else move_in_time(one, happened_on, recorded_on)
    return found


def move_in_time(change: Change, happened_on: date, recorded_on: date) -> bool | None:
    """Return whether a move was recorded in time; None where that hangs on whether its place is a city."""
    place = change.entered if change.is_counted else change.elsewhere
    first, last = (end_of_period(happened_on, days=days, calendar=default_calendar()) for days in DAYS[is_urban(place)])
    if recorded_on <= first:
        return True
    return False if recorded_on > last else None
