"""From which day to which a page of the audit tells, and which of its pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest

from huangce.web.frame.days import read_day


@dataclass(frozen=True, slots=True)
class Period:
    """Days, both included."""

    first: date
    last: date


def period_of(request: HttpRequest, *, last: date, days: int) -> Period:
    """Read `?first=&last=`; by default the `days` until `last`. Raises `BadDay`."""
    end = _day(request, "last") or last
    return Period(_day(request, "first") or end - timedelta(days=days - 1), end)


def _day(request: HttpRequest, name: str) -> date | None:
    text = request.GET.get(name, "").strip()
    return read_day(text) if text else None


def page_of(request: HttpRequest) -> int:
    """The page that is asked for, from 1."""
    text = request.GET.get("page", "1")
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def others(request: HttpRequest) -> str:
    """The address of the same question without its page, ready for `&page=2`."""
    return urlencode([(name, value) for name, value in request.GET.items() if name != "page" and value])
