"""Simple alarms over the read log and the sign-ins: per officer and day, what an auditor should ask about.

They point at days, not at people looked at, and they decide nothing (requirements part 5: query-volume alarms;
GB/T 22239-2019 8.1.4.3). Thresholds are a table; a day is the office's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db import connection

from huangce.accounts.lookups import OFFICE_TIME
from huangce.accounts.models import LookUp, RefusedLook
from huangce.rules.periods import Calendar, default_calendar

PAGE = 50
# Working hours of an office with a window, generously: a look outside is unusual, not forbidden.
OPENS, CLOSES = 8, 19
# Figure of a day → from how many on an auditor should ask.
THRESHOLDS: Final = {"looks": 200, "shown": 600, "revealed": 30, "outside": 1, "refused": 5}

LOOKS = """
    select o.username, o.display_name, (l.at at time zone 'Asia/Shanghai')::date as day,
           extract(hour from l.at at time zone 'Asia/Shanghai')::int as hour,
           count(*), sum(cardinality(l.subjects)), count(*) filter (where l.revealed)
    from look_up l join officer o on o.id = l.officer_id where l.at >= %s and l.at < %s group by 1, 2, 3, 4
"""
REFUSED = """
    select s.username, coalesce(o.display_name, ''), (s.at at time zone 'Asia/Shanghai')::date as day, count(*)
    from sign_in s left join officer o on o.id = s.officer_id
    where s.at >= %s and s.at < %s and s.outcome <> 'in' group by 1, 2, 3
"""


DENIED = """
    select o.username, o.display_name, (r.at at time zone 'Asia/Shanghai')::date as day, count(*)
    from refused_look r join officer o on o.id = r.officer_id
    where r.at >= %s and r.at < %s group by 1, 2, 3
"""


@dataclass(slots=True)
class OfficerDay:
    """One officer's day: looks, persons shown, numbers revealed, looks outside working hours, refused sign-ins, and
    refused looks (`denied`)."""

    username: str
    name: str
    day: date
    looks: int = 0
    shown: int = 0
    revealed: int = 0
    outside: int = 0
    refused: int = 0
    denied: int = 0
    alarms: list[str] = field(default_factory=list)


def officer_days(first: date, last: date, *, calendar: Calendar | None = None) -> list[OfficerDay]:
    """Return the days of officers in a period, those with most alarms first, then the newest."""
    bounds = bounds_of(first, last)
    with connection.cursor() as cursor:
        cursor.execute(LOOKS, bounds)
        looks = cursor.fetchall()
        cursor.execute(REFUSED, bounds)
        refused = cursor.fetchall()
        cursor.execute(DENIED, bounds)
        denied = cursor.fetchall()
    found: dict[tuple[str, date], OfficerDay] = {}
    for username, name, day, hour, count, shown, revealed in looks:
        one = found.setdefault((username, day), OfficerDay(username, name, day))
        one.looks += count
        one.shown += shown or 0
        one.revealed += revealed
        one.outside += count if is_outside(day, hour, calendar or default_calendar()) else 0
    for username, name, day, count in refused:
        found.setdefault((username, day), OfficerDay(username, name, day)).refused += count
    for username, name, day, count in denied:
        found.setdefault((username, day), OfficerDay(username, name, day)).denied += count
    for one in found.values():
        one.alarms = [figure for figure, least in THRESHOLDS.items() if getattr(one, figure) >= least]
    return sorted(found.values(), key=lambda one: (-len(one.alarms), -one.day.toordinal(), one.username))


def is_outside(day: date, hour: int, calendar: Calendar) -> bool:
    """Whether an hour of a day lies outside the working hours of an office."""
    return not OPENS <= hour < CLOSES or calendar.is_holiday(day)


def bounds_of(first: date, last: date) -> tuple[datetime, datetime]:
    """Return the first moment of a period and the first after it, in the office's time."""
    return (
        datetime.combine(first, time.min, OFFICE_TIME),
        datetime.combine(last + timedelta(days=1), time.min, OFFICE_TIME),
    )


def looks_of(
    first: date, last: date, *, username: str = "", purpose: str = "", revealed: bool = False, page: int = 1
) -> tuple[list[LookUp], bool]:
    """Return a page of look-ups, the newest first, and whether there are more."""
    begins, ends = bounds_of(first, last)
    rows = LookUp.objects.filter(at__gte=begins, at__lt=ends).select_related("officer")
    if username:
        rows = rows.filter(officer__username=username)
    if purpose:
        rows = rows.filter(purpose=purpose)
    if revealed:
        rows = rows.filter(revealed=True)
    found = list(rows.order_by("-at", "-id")[(page - 1) * PAGE : page * PAGE + 1])
    return found[:PAGE], len(found) > PAGE


def refusals_of(first: date, last: date, *, username: str = "", limit: int = PAGE) -> list[RefusedLook]:
    """Return the looks that were refused in a period, the newest first, at most `limit`."""
    begins, ends = bounds_of(first, last)
    rows = RefusedLook.objects.filter(at__gte=begins, at__lt=ends).select_related("officer")
    if username:
        rows = rows.filter(officer__username=username)
    return list(rows.order_by("-at", "-id")[:limit])


def outside_hours(rows: Iterable[LookUp]) -> set[int]:
    """Return the ids of look-ups that were made outside working hours."""
    calendar = default_calendar()
    local = [(one.pk, one.at.astimezone(OFFICE_TIME)) for one in rows]
    return {pk for pk, at in local if is_outside(at.date(), at.hour, calendar)}
