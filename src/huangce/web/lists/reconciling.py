"""Hold the register against its residents and the kept lists, and see what it found by class."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from huangce.errors import HuangceError
from huangce.matching.models import Run
from huangce.matching.reconcile import CLASSES
from huangce.web.frame.days import BadDay, DayToCome, read_day
from huangce.web.frame.said import said
from huangce.web.frame.signed_in import needs
from huangce.web.frame.words import language_of
from huangce.web.lists import jobs, shown
from huangce.web.lists.models import Job


@needs(duties=("decide_findings",))
@require_http_methods(["GET", "POST"])
def reconcile(request: HttpRequest) -> HttpResponse:
    """Ask for a reconciliation, and show how far it is and what the last one found."""
    jobs.settle()
    mine = Job.objects.filter(kind="reconcile", officer=request.officer).order_by("-id").first()  # type: ignore[attr-defined]
    context: dict[str, Any] = {"as_of": request.POST.get("as_of") or request.today.isoformat()}  # type: ignore[attr-defined]
    wrong: HuangceError | None = None
    if request.method == "POST" and (mine is None or mine.has_ended):
        try:
            day = _day(request)
        except (BadDay, DayToCome) as refusal:
            wrong = refusal
            context["wrong"] = said(refusal, language_of(request))
        else:
            jobs.ask("reconcile", request.officer, options={"as_of": day.isoformat()})  # type: ignore[attr-defined]
            return redirect("reconcile")
    context |= {"job": shown.progress(mine) if mine is not None else None, "last": Run.objects.order_by("-id").first()}
    if mine is not None and mine.state == "done":
        context["report"] = mine.report
        context["classes"] = [one | {"title": CLASSES[one["class"]]} for one in mine.report["classes"]]
        context["lists"] = [one | {"title": shown.title(one["list"])} for one in mine.report["lists"]]
    return render(request, "lists/reconcile.html", context, status=wrong.status if wrong else 200)


def _day(request: HttpRequest) -> date:
    """Return the day that the reconciliation is about. Raises `BadDay`, `DayToCome`."""
    day = read_day(request.POST.get("as_of", "").strip())
    if day > request.today:  # type: ignore[attr-defined]
        raise DayToCome(day=day)
    return day
