"""Which day a page shows: as of a day in the world, as known on a day in the office, both in its address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from huangce.errors import Refused
from huangce.rules.date_reading import parse_date
from huangce.rules.problems import InvalidValue


class BadDay(Refused):
    """This is no day: {given}. Write it as 2026-04-02."""

    code = "bad-day"


class DayToCome(Refused):
    """{day} is still to come: nothing is known of it."""

    code = "day-to-come"


@dataclass(frozen=True, slots=True)
class Days:
    """The two days of a page; None is today."""

    as_of: date | None = None
    as_known: date | None = None

    @property
    def is_past(self) -> bool:
        """Whether the page shows another day than today."""
        return self.as_of is not None or self.as_known is not None

    @property
    def query(self) -> str:
        """The days as they stand in an address, with "?" before them; "" for today."""
        given = {"as_of": self.as_of, "as_known": self.as_known}
        text = urlencode({name: day.isoformat() for name, day in given.items() if day is not None})
        return f"?{text}" if text else ""


def read_day(text: str) -> date:
    """Return the day of a field: 2026-04-02, 20260402 or 2026年4月2日. Raises `BadDay`."""
    try:
        found = parse_date(text)
    except InvalidValue:
        raise BadDay(given=text[:20]) from None
    if found.lunar or found.earliest != found.latest:
        raise BadDay(given=text[:20])
    return found.earliest


def days_of(request: HttpRequest) -> Days:
    """Read the days from `?as_of=&as_known=`; today is None. Raises `BadDay`, `DayToCome`."""
    today: date = request.today  # type: ignore[attr-defined]
    found: dict[str, Any] = {}
    for name in ("as_of", "as_known"):
        text = request.GET.get(name, "").strip()
        if not text:
            continue
        day = read_day(text)
        if day > today:
            raise DayToCome(day=day)
        if day != today:
            found[name] = day
    return Days(**found)
