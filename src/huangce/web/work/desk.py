"""我的工作: the queue by deadline, who acts next, drafts, what was recorded last; for others, what is theirs."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from huangce.matching import desk
from huangce.matching.desk import DUE, Row
from huangce.matching.findings import DECIDE, VISIT
from huangce.places.queries import unlinked
from huangce.register.recent import recorded_since
from huangce.rules.authority import ROLES, may_do, may_look_up, scope
from huangce.web.findings.filters import asked_of, query_of
from huangce.web.findings.listing import pages_of
from huangce.web.frame import drafts
from huangce.web.frame.menu import menu_for
from huangce.web.frame.said import finding_said
from huangce.web.frame.signed_in import OFFICE_TIME, needs
from huangce.web.frame.words import language_of
from huangce.web.work.duties import waiting_for
from huangce.web.work.guide import guide_of


@needs()
@require_safe
def index(request: Any) -> HttpResponse:
    """Show the desk of the officer."""
    decides = may_do(request.grants, DECIDE, request.today)
    visits = may_do(request.grants, VISIT, request.today)
    begun = datetime.combine(request.today, time.min, OFFICE_TIME)
    context = {
        "decides": decides,
        "works": decides or visits,
        "visits": visits,
        "drafts": drafts.all_of(request.officer),
        "recent": recorded_since(request.officer, begun),
        "theirs": _theirs(request),
        "waits": [] if decides else waiting_for(request),
        "guide": guide_of(request),
        "unlinked": _unlinked(request),
        **(_queue(request) if decides or visits else {}),
    }
    return render(request, "work/index.html", context)


def _queue(request: Any) -> dict[str, Any]:
    """The findings that wait for the officer, a page of them in groups by deadline."""
    asked = replace(asked_of(request), queue=request.officer.pk, state="")
    scopes = desk.scopes_of(request.grants, request.today, duties=(DECIDE, VISIT))
    waiting, me = desk.tally(scopes, today=request.today), request.officer.pk
    due = waiting.by_due(me, request.today, asked.finding_class)
    total = sum(due.values())
    text = request.GET.get("page", "1")
    number = min(int(text), max(1, -(-total // desk.PAGE))) if text.isdigit() and len(text) < 9 and int(text) else 1
    rows = desk.page(asked, scopes, today=request.today, number=number)
    return {
        "asked": asked,
        "groups": _groups(rows, request),
        "due": due,
        "total": total,
        "kinds": [
            (name, count, query_of(replace(asked, finding_class=name, queue=None)))
            for name, count in waiting.by_class(me)
        ],
        "every": sum(count for _name, count in waiting.by_class(me)),
        "pages": pages_of(replace(asked, queue=None), number, total),
        "query": query_of(asked),
        "opens": may_look_up(request.grants, request.today),
        "handed": waiting.handed_on(me),
        "unclaimed": [one for one in waiting.unassigned() if one.found],
    }


def _unlinked(request: Any) -> tuple[int, int] | None:
    """How many households have no standard address yet, of how many, for who may give them one."""
    scopes = {scope(one.division) for one in request.grants if "correction" in (one.acts or ROLES[one.role].acts)}
    if not scopes:
        return None
    _rows, count, of = unlinked(scopes=scopes, limit=0)
    return count, of


def _groups(rows: list[Row], request: Any) -> list[tuple[str, list[tuple[Row, str, int]]]]:
    """Rows by `DUE` word, each with its words and by how many days it is late (or how many are left)."""
    language, found = language_of(request), dict[str, list[tuple[Row, str, int]]]()
    for row in rows:
        days = abs((row.deadline - request.today).days) if row.deadline else 0
        line = (row, finding_said(row.reason, language), days)
        found.setdefault(row.due(request.today), []).append(line)
    return [(word, found[word]) for word in DUE if word in found]


def _theirs(request: Any) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """What else the officer may open: the menu, without this page."""
    return [(head, lines) for head, lines in menu_for(request.grants, request.today, "") if head]
