"""Which page of a list is asked for, and the addresses of those around it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from huangce.places.listing import PAGE


def page_of(request: HttpRequest) -> int:
    """The page that the address asks for; 1 where it says nothing that is a page."""
    text = request.GET.get("page", "1")
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def pages(request: HttpRequest, number: int, total: int) -> dict[str, Any]:
    """What the pagination says; every other part of the address stays as it is."""
    last = max(1, -(-total // PAGE))
    near = sorted({1, last, *range(max(1, number - 2), min(last, number + 2) + 1)}) if last > 1 else []
    return {
        "number": number,
        "first": (number - 1) * PAGE + 1 if total else 0,
        "last": min(number * PAGE, total),
        "total": total,
        "near": [(one, with_page(request, one)) for one in near],
        "after": with_page(request, number + 1) if number < last else "",
    }


def with_page(request: HttpRequest, number: int) -> str:
    """The query of this address with another page."""
    asked = request.GET.copy()
    asked["page"] = str(number)
    return "?" + asked.urlencode()
