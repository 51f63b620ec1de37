"""stub"""

from __future__ import annotations
import calendar as _c
from datetime import date


class Calendar:
    pass


def default_calendar() -> Calendar:
    return Calendar()


def end_of_period(start: date, *, months: int = 0, calendar: Calendar) -> date:
    y, m = divmod(start.month - 1 + months, 12)
    y += start.year
    m += 1
    return date(y, m, min(start.day, _c.monthrange(y, m)[1]))
