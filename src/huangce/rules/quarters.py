"""Quarters of the calendar, and what is asked for in each: supporting policies (requirements G24).

Notice 002 四(二): the office of the joint meeting on the reform collects once a quarter the supporting policies that
departments have issued. A quarter's collection is due on its last day, or on the next working day (Civil Code 203).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from huangce.rules.periods import Calendar
from huangce.rules.problems import InvalidValue, problem

GROUND: Final = "notice 002 四(二)"
# What the policies of notice 002 are about. Birth planning is left out: notice 003 parts it from registration.
SUBJECTS: Final[Mapping[str, str]] = {
    "settlement": "落户和户籍制度改革",
    "finance": "市民化财政支持",
    "education": "义务教育",
    "health": "医疗卫生",
    "employment": "就业",
    "housing": "住房保障",
    "social_security": "社会保障",
    "adoption": "收养登记",
    "relief": "流浪乞讨救助",
    "land_rights": "农村三项权益",
    "other": "其他",
}
_FORM: Final = re.compile(r"(\d{4})Q([1-4])")


def quarter_of(day: date) -> str:
    """Return the quarter of a day.

    >>> quarter_of(date(2026, 3, 31)), quarter_of(date(2026, 4, 1))
    ('2026Q1', '2026Q2')
    """
    return f"{day.year:04}Q{(day.month + 2) // 3}"


def days_of(quarter: str) -> tuple[date, date]:
    """Return the first and the last day of a quarter. Raises `InvalidValue`.

    >>> days_of("2026Q1")
    (datetime.date(2026, 1, 1), datetime.date(2026, 3, 31))
    """
    found = _FORM.fullmatch(quarter) if quarter.isascii() else None
    if found is None or int(found[1]) < 1:
        raise InvalidValue(problem("quarter-form"))
    year, first = int(found[1]), 3 * int(found[2]) - 2
    last = date(year, 12, 31) if first == 10 else date(year, first + 3, 1) - timedelta(days=1)
    return date(year, first, 1), last


def before(quarter: str) -> str:
    """Return the quarter before one.

    >>> before("2026Q1")
    '2025Q4'
    """
    return quarter_of(days_of(quarter)[0] - timedelta(days=1))


def due_on(quarter: str, calendar: Calendar) -> date:
    """Return the day by which a quarter's collection is done."""
    return calendar.next_working_day(days_of(quarter)[1])


def to_answer(first: date, *, ended: date | None, today: date) -> tuple[str, ...]:
    """Return the quarters that a department asked from `first` until `ended` has to answer for, the latest first.

    >>> to_answer(date(2025, 12, 31), ended=None, today=date(2026, 4, 1))
    ('2026Q2', '2026Q1', '2025Q4')
    """
    quarter, begun = quarter_of(min(today, ended or today)), days_of(quarter_of(first))[0]
    found: list[str] = []
    while days_of(quarter)[0] >= begun:
        found.append(quarter)
        quarter = before(quarter)
    return tuple(found)
