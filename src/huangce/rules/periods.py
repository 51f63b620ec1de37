"""Statutory periods (期间), Civil Code articles 200 to 203, with a holiday table that the office can edit.

The day on which a period is set off does not count; it runs from the next day (201). A period in months ends on the
day of the same number in its last month, or on that month's last day where there is none (202). When its last day is
a holiday, the day after the holidays is the last day (203); the weekend is a holiday, unless it was moved and worked.

`holidays.csv` beside this module holds the yearly notices of the State Council's General Office for 2004 to 2026.
For a year that it lacks, weekends and the fixed days of the holiday regulation (全国年节及纪念日放假办法) are used,
and `problems` says so.

>>> calendar = default_calendar()
>>> end_of_period(date(2017, 1, 31), months=1, calendar=calendar)  # notice 002: one month after the notice
datetime.date(2017, 2, 28)
>>> end_of_period(date(2024, 9, 1), months=1, calendar=calendar)  # 1 to 7 October are holidays
datetime.date(2024, 10, 8)
>>> end_of_period(date(2024, 9, 27), working_days=3, calendar=calendar)  # Sunday the 29th is worked
datetime.date(2024, 10, 8)
"""

from __future__ import annotations

import csv
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from pathlib import Path

from huangce.errors import Problem
from huangce.rules.problems import InvalidValue, problem

HOLIDAYS = Path(__file__).with_name("holidays.csv")
KINDS = ("holiday", "workday")
# Month and day of the holidays that do not follow the moon, as of 2025-01-01.
FIXED_DAYS = {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}
SATURDAY = 5


@dataclass(frozen=True)
class Calendar:
    """Which days are holidays, and which days of a weekend are worked: complete for the years that they name."""

    holidays: frozenset[date]
    workdays: frozenset[date]

    @cached_property
    def years(self) -> frozenset[int]:
        """The years that the table covers."""
        return frozenset(day.year for day in self.holidays | self.workdays)

    def is_holiday(self, day: date) -> bool:
        """Say whether nobody works on `day`: a listed holiday, or a weekend that is not worked."""
        if day in self.holidays:
            return True
        if day.year not in self.years and (day.month, day.day) in FIXED_DAYS:
            return True
        return day.weekday() >= SATURDAY and day not in self.workdays

    def next_working_day(self, day: date) -> date:
        """Return `day`, or the first working day after it."""
        while self.is_holiday(day):
            day += timedelta(days=1)
        return day

    def problems(self, *days: date) -> tuple[Problem, ...]:
        """Return a warning for each year among `days` that the table lacks."""
        lacking = sorted({day.year for day in days} - self.years)
        found = problem("calendar-lacks-year")
        return tuple(Problem(found.code, found.level, f"{found.message[:-1]} {year}.") for year in lacking)


def calendar_of(rows: Iterable[tuple[str, str]]) -> Calendar:
    """Return the calendar of rows (2024-10-01, "holiday" or "workday"). Raises InvalidValue at the first bad one."""
    days: dict[str, set[date]] = {kind: set() for kind in KINDS}
    for text, kind in rows:
        if kind not in KINDS:
            raise InvalidValue(problem("calendar-kind"))
        try:
            days[kind].add(date.fromisoformat(text))
        except ValueError as error:
            raise InvalidValue(problem("date-unreadable")) from error
    return Calendar(frozenset(days["holiday"]), frozenset(days["workday"]))


def read_calendar(path: Path) -> Calendar:
    """Return the calendar in a table with the columns date, kind, name, such as `holidays.csv`."""
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return calendar_of((row["date"], row["kind"]) for row in csv.DictReader(handle))


@cache
def default_calendar() -> Calendar:
    """Return the calendar that ships."""
    return read_calendar(HOLIDAYS)


def add_months(day: date, months: int) -> date:
    """Return the day of the same number so many months later, or that month's last day.

    >>> add_months(date(2024, 1, 31), 1), add_months(date(2024, 2, 29), 12)
    (datetime.date(2024, 2, 29), datetime.date(2025, 2, 28))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def end_of_period(start: date, *, days: int = 0, months: int = 0, working_days: int = 0, calendar: Calendar) -> date:
    """Return the last day of a period set off on `start`; what waits for its end may happen on the day after.

    Exactly one of `days`, `months` and `working_days` is given. Years are twelve months, half a year is six.
    """
    given = [length for length in (days, months, working_days) if length]
    if len(given) != 1 or given[0] < 0:
        raise ValueError("a period has one length, in days, months or working days")
    if working_days:
        end = start
        for _ in range(working_days):
            end = calendar.next_working_day(end + timedelta(days=1))
        return end
    return calendar.next_working_day(start + timedelta(days=days) if days else add_months(start, months))
