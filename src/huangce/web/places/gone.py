"""Households whose registered address is gone: a work list until an act gives each another address.

Nothing here cancels anybody (requirements 3.15): the list leads to the acts with which a household is housed again.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from huangce.places.listing import PAGE
from huangce.places.queries import address_gone, rendering_of
from huangce.rules.authority import may_look_up, may_record
from huangce.web.acts.foreseen import status_words
from huangce.web.acts.ground import scopes_of
from huangce.web.frame.signed_in import needs
from huangce.web.places.browse import VIEW


@needs(views=(VIEW,))
@require_safe
def worklist(request: HttpRequest) -> HttpResponse:
    """List the households of the own divisions that are to be housed again."""
    text = request.GET.get("after", "0")
    after = int(text) if text.isascii() and text.isdigit() and len(text) <= 16 else 0
    today, grants = request.today, request.grants  # type: ignore[attr-defined]
    found, count = address_gone(scopes=scopes_of(request), on=today, limit=PAGE, after=after)
    written = rendering_of((one for row in found for one in row.became), on=today)
    rows: list[dict[str, Any]] = [
        {
            "gone": row,
            "status": status_words(row.status),
            "became": [(one, written[one]) for one in row.became],
            "may_look": may_look_up(grants, today, row.division),
            "may_move": may_record(grants, "move_within", row.division, today),
        }
        for row in found
    ]
    context = {"rows": rows, "count": count, "after": found[-1].household if len(found) == PAGE else 0, "from": after}
    return render(request, "places/gone.html", context)
