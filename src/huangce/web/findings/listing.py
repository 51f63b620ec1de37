"""The list of findings: by class, division, state and deadline, the likeliest first."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from huangce.matching import desk
from huangce.matching.desk import DUE, Asked
from huangce.matching.findings import DECIDE, VISIT, prefix
from huangce.matching.models import OPEN, STATES, UNDECIDED
from huangce.rules.authority import may_do, may_look_up
from huangce.web.findings.filters import asked_of, query_of, scopes
from huangce.web.frame.said import finding_said, word
from huangce.web.frame.signed_in import needs
from huangce.web.frame.words import language_of

TOWNSHIP, VILLAGE = 9, 12
LONG = 100  # findings a page for who asks for more


@needs(views=("findings",))
@require_safe
def index(request: Any) -> HttpResponse:
    """Show a page of findings."""
    asked = asked_of(request)
    where = scopes(request, asked)
    counts = desk.by_class(asked, where, today=request.today)
    total = sum(one.found for one in counts if asked.finding_class in ("", one.finding_class))
    size = LONG if request.GET.get("size") == str(LONG) else desk.PAGE
    number = _number(request, total, size)
    rows = desk.page(asked, where, today=request.today, number=number, size=size)
    context = {
        "asked": asked,
        "rows": [(row, row.due(request.today), finding_said(row.reason, language_of(request))) for row in rows],
        "kinds": [(one, query_of(replace(asked, finding_class=one.finding_class))) for one in counts],
        "every": query_of(replace(asked, finding_class="")),
        "waiting": sum(one.found for one in counts),
        "total": total,
        "expected_false": sum(one.expected_false for one in counts if asked.finding_class in ("", one.finding_class)),
        "pages": pages_of(asked, number, total, size),
        "query": query_of(asked),
        "states": STATE_WORDS,
        "undecided": UNDECIDED,
        "is_over": asked.state not in ("", "all", *UNDECIDED),
        "dues": DUE,
        "opens": may_look_up(request.grants, request.today),
        "decides": may_do(request.grants, DECIDE, request.today),
        "visits": may_do(request.grants, VISIT, request.today),
        **_divisions(request, asked, where),
    }
    return render(request, "findings/index.html", context)


STATE_WORDS = [(one, word(one, "states")) for one in dict.fromkeys((OPEN, *STATES.values()))]


def _divisions(request: Any, asked: Asked, where: tuple[str, ...]) -> dict[str, Any]:
    """The divisions to choose from: townships, and the villages of the one chosen."""
    everywhere = replace(asked, division="")
    towns = desk.by_division(everywhere, where, today=request.today, digits=TOWNSHIP)
    town = prefix(asked.division)[:TOWNSHIP]
    within = replace(asked, division=town)
    is_town = len(town) == TOWNSHIP
    villages = desk.by_division(within, where, today=request.today, digits=VILLAGE) if is_town else []
    return {
        "towns": [(code.ljust(VILLAGE, "0"), count) for code, count in towns],
        "villages": [one for one in villages if one[0] != town.ljust(VILLAGE, "0")],
        "town": town.ljust(VILLAGE, "0") if is_town else "",
        "division": asked.division.ljust(VILLAGE, "0") if asked.division else "",
    }


def _number(request: HttpRequest, total: int, size: int) -> int:
    """The number of the page, within what there is."""
    text = request.GET.get("page", "1")
    last = max(1, -(-total // size))
    return min(max(int(text), 1), last) if text.isascii() and text.isdigit() and len(text) < 9 else 1


def pages_of(asked: Asked, number: int, total: int, size: int = desk.PAGE) -> dict[str, Any]:
    """What the pagination says: from, to, and the addresses of the pages around this one."""
    last = max(1, -(-total // size))
    sized = {} if size == desk.PAGE else {"size": str(size)}
    near = sorted({1, last, *range(max(1, number - 2), min(last, number + 2) + 1)})
    return {
        "number": number,
        "first": (number - 1) * size + 1 if total else 0,
        "last": min(number * size, total),
        "total": total,
        "near": [(one, query_of(asked, page=str(one), **sized)) for one in near] if last > 1 else [],
        "after": query_of(asked, page=str(number + 1), **sized) if number < last else "",
        "longer": query_of(asked, size=str(LONG)) if size == desk.PAGE < total else "",
    }
