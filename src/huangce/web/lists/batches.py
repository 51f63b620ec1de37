"""One load: what it was, and undoing it as a whole."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from huangce.county.loads import Load, load_of, undoings_of
from huangce.rules import authority as rules
from huangce.rules.acts.reversals import GroundMissing
from huangce.web.frame.said import said
from huangce.web.frame.signed_in import needs
from huangce.web.frame.words import language_of
from huangce.web.lists import jobs, shown
from huangce.web.lists.models import Job

LONGEST_REASON = 500


@needs(duties=("load_lists",))
@require_http_methods(["GET", "POST"])
def batch(request: HttpRequest, batch: int) -> HttpResponse:
    """Show a load, and let who may undo it do so with a reason; the undoing is a job."""
    jobs.settle()
    mine = Job.objects.filter(kind="undo", officer=request.officer, options__batch=batch).order_by("-id").first()  # type: ignore[attr-defined]
    load = _load(request, batch)  # after the job: of one that is done, the load is undone
    wrong = ""
    if request.method == "POST" and (mine is None or mine.has_ended):
        reason = " ".join(request.POST.get("reason", "").split())[:LONGEST_REASON]
        if reason and load.has_acts:
            options = {"batch": batch, "reason": reason, "transaction": _transaction(request)}
            jobs.ask("undo", request.officer, options=options)  # type: ignore[attr-defined]
            return redirect("batch", batch=batch)
        wrong = said(GroundMissing(), language_of(request))
    context = {
        "load": load,
        "undoing": undoings_of([batch]).get(batch),
        "title": shown.title(load.kind),
        "job": shown.progress(mine) if mine is not None else None,
        "reason": request.POST.get("reason") or (mine.options["reason"] if mine is not None else ""),
        "transaction": uuid.uuid4(),
        "wrong": wrong,
    }
    return render(request, "lists/batch.html", context, status=422 if wrong else 200)


def _load(request: HttpRequest, batch: int) -> Load:
    officer, grants, today = request.officer, request.grants, request.today  # type: ignore[attr-defined]
    divisions = [one.division for one in grants if rules.may_do([one], "load_lists", today)]
    return load_of(batch, officer.pk, divisions)


def _transaction(request: HttpRequest) -> str:
    """The form's own id: a form that is sent twice is one act."""
    try:
        return str(uuid.UUID(request.POST.get("transaction", "")))
    except ValueError:
        return str(uuid.uuid4())
