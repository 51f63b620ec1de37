"""Find a person or a household while typing: masked, of the own divisions, for a stated purpose."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from huangce.register.search import Hit, search
from huangce.register.search_shapes import LONGEST, NothingToSearch
from huangce.web.frame.purpose import stated, with_purpose
from huangce.web.frame.said import said
from huangce.web.frame.signed_in import needs
from huangce.web.frame.words import language_of
from huangce.web.people.words import coded

# A name has two characters at least, so has a pair of initials; a shorter question would show half of a town.
SHORTEST = 2
SHORTEST_NUMBER = 4


@needs(looks_up=True)
@require_safe
@with_purpose
def find(request: HttpRequest) -> HttpResponse:
    """Show the search and what it found."""
    return render(request, "people/find.html", _found(request, as_typed=False))


@needs(looks_up=True)
@require_safe
@with_purpose
def rows(request: HttpRequest) -> HttpResponse:
    """Answer while the officer types: only what was found."""
    return render(request, "people/find_rows.html", _found(request, as_typed=True))


def _found(request: HttpRequest, *, as_typed: bool) -> dict[str, Any]:
    text = request.GET.get("q", "").strip()
    context: dict[str, Any] = {"q": text[:LONGEST]}
    if not text:
        return context | {"said": "nothing-asked"}
    if len(text) < SHORTEST or (re.fullmatch(r"[0-9]+", text) and len(text) < SHORTEST_NUMBER):
        return context | {"said": "too-short"}
    why = stated(request)
    assert why is not None
    officer = request.officer  # type: ignore[attr-defined]
    try:
        found = search(text, officer=officer, purpose=why.purpose, case=why.case, as_typed=as_typed)
    except NothingToSearch as refusal:
        return context | {"said": "refused", "message": said(refusal, language_of(request))}
    context |= {"found": found, "hits": [_line(hit) for hit in found.hits]}
    return context if found.hits else context | {"said": "elsewhere" if found.elsewhere else "nothing-found"}


def _line(hit: Hit) -> dict[str, Any]:
    return {
        "hit": hit,
        "sex": coded("sex", hit.sex),
        "status": coded("person_status", hit.status),
        "ended_by": coded("cancellation_class", hit.ended_by),
        "is_here": hit.status in ("registered", "in_transit"),
    }
