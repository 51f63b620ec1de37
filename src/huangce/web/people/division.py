"""Divisions: their names and codes, what stands above and below, what they were before, and how many are registered."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from huangce.accounts.authority import goes_on_as
from huangce.errors import NotFound
from huangce.register.counts import Counted, counted_below
from huangce.rules import divisions
from huangce.rules.authority import EVERYWHERE, LEVELS, Granted, covers, may_see, scope
from huangce.rules.divisions import Division
from huangce.web.frame.signed_in import needs

SEEN = ("persons", "addresses", "figures", "findings")
NONE = Counted(0, 0, 0)
PROVINCE = 2


@needs(views=SEEN)
@require_safe
def top(request: HttpRequest) -> HttpResponse:
    """Go to the officer's own division; who is of several, or of all, chooses."""
    grants: list[Granted] = request.grants  # type: ignore[attr-defined]
    own = sorted({grant.division for grant in grants if grant.division != EVERYWHERE})
    if len(own) == 1 and _known(own[0]) is not None:
        return redirect("division-of", code=own[0])
    held = own or [code.ljust(12, "0") for code in counted_below("", LEVELS[2], on=request.today)]  # type: ignore[attr-defined]
    return render(request, "people/divisions.html", {"held": [(code, _known(code)) for code in held]})


@needs(views=SEEN)
@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    """Show a division with those above and below it."""
    division = divisions.get(code)
    return render(request, "people/division.html", _of(request, division))


def _of(request: HttpRequest, division: Division) -> dict[str, Any]:
    inside = scope(division.code)
    below = divisions.children(division.code)
    own = any(covers(grant.division, division.code) for grant in request.grants)  # type: ignore[attr-defined]
    counts: dict[str, Counted] = {}
    if own and inside:
        digits = next((one for one in LEVELS if one > len(inside)), LEVELS[-1])
        counts = counted_below(inside, digits, on=request.today)  # type: ignore[attr-defined]
    rows = [(one, counts.get(scope(one.code), NONE)) for one in below]
    unnamed = sorted(counts.keys() - {scope(one.code) for one in below}) if below else []
    total = Counted(
        *(sum(getattr(one, part) for one in counts.values()) for part in ("persons", "households", "residents"))
    )
    today = goes_on_as(division.code, request.today)  # type: ignore[attr-defined]
    return {
        "division": division,
        "goes_on_as": today if today != division.code else "",
        "above": divisions.ancestors(division.code),
        "rows": rows,
        "unnamed": [(one, counts[one]) for one in unnamed],
        "own": own,
        "sees_places": may_see(request.grants, "addresses", request.today, division.code),  # type: ignore[attr-defined]
        "total": total,
        "spells": [one for one in divisions.spells(division.code) if one is not division][::-1],
        "predecessors": divisions.predecessors(division.code),
        "successors": [] if division.is_current else divisions.current(division.code, division.valid_from),
    }


def _known(code: str) -> Division | None:
    try:
        return divisions.get(code)
    except NotFound:
        return None
