"""Control pairs among the cases, and how well one answers them: for the officer's own eyes."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from huangce.matching import controls
from huangce.matching.findings import DECIDE
from huangce.web.findings import evidence
from huangce.web.findings.filters import asked_of, query_of
from huangce.web.frame.said import finding_said
from huangce.web.frame.signed_in import needs
from huangce.web.frame.words import language_of


@needs(duties=(DECIDE,))
@require_http_methods(["GET", "POST"])
def control(request: Any, control: str) -> HttpResponse:
    """Show a control pair as a case, take the answer, then say what it was."""
    asked, language = asked_of(request), language_of(request)
    found = controls.find(control)
    after = request.GET.get("after", "")
    onward = f"{reverse('findings-next')}{query_of(asked, after=after)}"
    given = controls.answered(found.pk, request.officer)
    if request.method == "POST" and given is None:
        answer = request.POST.get("answer", "")
        if answer not in ("yes", "no"):
            return redirect(f"{reverse('findings-next')}{query_of(asked, after=after, skip='1')}")
        controls.answer(found.pk, is_so=answer == "yes", by=request.officer, now=request.now)
        return redirect(f"{reverse('finding-control', args=(found.pk,))}{query_of(asked, after=after)}")
    row = {
        "id": found.pk,
        "class": found.finding_class,
        "division": found.division,
        "probability": found.probability,
        "list_kind": "register",
        "other_list": "cremations",
        "evidence": orjson.loads(found.evidence),
    }
    context = {
        "row": row,
        "control": found,
        "given": given,
        "reason": finding_said(found.reason, language),
        "heads": evidence.source_of(row, language),
        "pairs": evidence.pairs_of(row, language),
        "grounds": tuple(evidence.grounds_of(row, language, speaks_for=one) for one in (True, False)),
        "query": query_of(asked, after=after),
        "back": reverse("work") if asked.queue is not None else f"{reverse('findings')}{query_of(asked)}",
        "next": onward,
    }
    return render(request, "findings/control.html", context)


@needs(duties=(DECIDE,))
@require_safe
def quality(request: Any) -> HttpResponse:
    """Show the officer how well they answered; nobody sees another's."""
    return render(request, "findings/quality.html", {"quality": controls.own_quality(request.officer)})
