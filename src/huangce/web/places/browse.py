"""The named places of a division: thoroughfares, compounds, village places, found by name, old or new, or by sound."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from huangce.accounts.authority import goes_on_as, require_view
from huangce.places.listing import Wanted, list_places
from huangce.rules.authority import may_record, scope
from huangce.rules.place_names import PLACE_KINDS
from huangce.web.acts.ground import scopes_of
from huangce.web.frame.divisions import chosen
from huangce.web.frame.signed_in import needs
from huangce.web.places.paging import page_of, pages

VIEW: Final = "addresses"
LONGEST: Final = 60


@needs(views=(VIEW,))
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List named places of the own divisions, or of one of them."""
    division = division_asked(request)
    kind = request.GET.get("kind", "")
    wanted = Wanted(
        text=request.GET.get("q", "").strip()[:LONGEST],
        kind=kind if kind in PLACE_KINDS else "",
        retired=bool(request.GET.get("retired")),
    )
    scopes = {scope(division)} if division else scopes_of(request)
    number = page_of(request)
    rows, total = list_places(wanted, scopes=scopes, page=number)
    context: dict[str, Any] = {
        "wanted": wanted,
        "kinds": list(PLACE_KINDS.items()),
        "division": division,
        "rows": rows,
        "pages": pages(request, number, total),
        "may_name": bool(division) and may_record(request.grants, "place_named", division, request.today),  # type: ignore[attr-defined]
    }
    return render(request, "places/index.html", context)


def division_asked(request: HttpRequest) -> str:
    """The division that the address names, by its code of today, "" for none.

    Raises `NotAllowed` where the officer may not look.
    """
    text = chosen(request.GET.get("division", ""), request.grants)  # type: ignore[attr-defined]
    if not text:
        return ""
    code = goes_on_as(text, request.today)  # type: ignore[attr-defined]
    require_view(request.officer, view=VIEW, on=request.today, division=code)  # type: ignore[attr-defined]
    return code
