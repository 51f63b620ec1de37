"""The visitor's own page: who is to be visited in the own block, until when, and the form for what was found there."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from huangce.matching import desk, visits, worklists
from huangce.matching.findings import VISIT
from huangce.web.frame.said import finding_said
from huangce.web.frame.signed_in import needs
from huangce.web.frame.words import language_of

RESULT: Final = "result-"
WORDS: Final = "words-"


@needs(duties=(VISIT,))
@require_http_methods(["GET", "POST"])
def rounds(request: Any) -> HttpResponse:
    """Show a page of the visits, or take what was found at them."""
    text = request.GET.get("page", "1")
    number = int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 8 and int(text) else 1
    problems: list[Any] = []
    if request.method == "POST":
        result = visits.report(_answers(request), by=request.officer, at=request.now)
        if result.taken:
            messages.success(request, _("记入%(n)s件核查结果。") % {"n": result.taken})
        if not result.problems:
            return redirect("visits")
        problems = result.problems
    return _page(request, number, problems)


def _answers(request: Any) -> dict[str, tuple[str, str]]:
    """What was said of each finding on the page."""
    ids = [name.removeprefix(RESULT) for name in request.POST if name.startswith(RESULT)]
    return {one: (request.POST[RESULT + one], request.POST.get(WORDS + one, "")) for one in ids}


def _page(request: Any, number: int, problems: list[Any]) -> HttpResponse:
    divisions = desk.scopes_of(request.grants, request.today, duties=(VISIT,))
    found = visits.assigned(divisions, by=request.officer, number=number, at=request.now)
    last, language, typed = visits.pages(found.total), language_of(request), _answers(request) if problems else {}
    context = {
        "lines": [
            (
                one,
                finding_said(one.reason, language),
                desk.due_of(one.deadline, request.today),
                *typed.get(one.id, ("", "")),
            )
            for one in found.lines
        ],
        "total": found.total,
        "answers": list(worklists.ANSWERS),
        "problems": problems,
        "divisions": [one.ljust(12, "0") for one in divisions if one],
        "number": number,
        "before": f"{reverse('visits')}?page={number - 1}" if number > 1 else "",
        "after": f"{reverse('visits')}?page={number + 1}" if number < last else "",
    }
    return render(request, "findings/visits.html", context, status=422 if problems else 200)
