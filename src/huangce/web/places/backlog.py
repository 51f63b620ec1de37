"""Households whose registered address is no standard address yet: what remains to be normalised as people come (A5).

It is done at the counter with who is there (notice 002 三(五)2), beside whatever act they came for; nobody is called in
for it, and the registered words stay as they are.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from huangce.places.listing import PAGE
from huangce.places.queries import unlinked
from huangce.rules.authority import may_record
from huangce.web.acts.ground import scopes_of
from huangce.web.frame.signed_in import needs
from huangce.web.places.browse import VIEW


@needs(views=(VIEW,))
@require_safe
def backlog(request: HttpRequest) -> HttpResponse:
    """List the households of the own divisions that have no standard address, with how many of how many they are."""
    text = request.GET.get("after", "0")
    after = int(text) if text.isascii() and text.isdigit() and len(text) <= 16 else 0
    found, count, of = unlinked(scopes=scopes_of(request), limit=PAGE, after=after)
    today, grants = request.today, request.grants  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        "rows": [(one, may_record(grants, "correction", one.division, today)) for one in found],
        **{"count": count, "of": of, "share": (of - count) / of if of else None},
        **{"after": found[-1].household if len(found) == PAGE else 0, "from": after},
    }
    return render(request, "places/backlog.html", context)
