"""The page of a job that has none of its own: how far it is, and where to go when it is done.

An act may touch every address of a county; it is then recorded beside the server, and whoever asked for it may close
the page. Asked for again, it is the same job: the form's transaction says so.
"""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from huangce.rules.acts.base import Act
from huangce.rules.payload import to_payload
from huangce.web.frame import drafts
from huangce.web.frame.signed_in import OfficerRequest, needs
from huangce.web.lists import jobs, shown
from huangce.web.lists.models import Job

# How many addresses an act may touch and be recorded while its page waits: some seconds.
MOST_AT_ONCE: Final = 10_000
SHOWN: Final = 5


def ask_to_record(request: OfficerRequest, act: Act, *, seen: dict[int, int], transaction: str) -> HttpResponse:
    """Ask for an act to be recorded beside the server, once for a transaction, and show how far it is."""
    asked = Job.objects.filter(kind="record", officer=request.officer, options__transaction=transaction)
    found = asked.exclude(state__in=("refused", "interrupted")).first()
    if found is None:
        options: dict[str, Any] = {
            "kind": act.kind,
            "payload": to_payload(act),
            "seen": {str(one): version for one, version in seen.items()},
            "transaction": transaction,
            "form": request.get_full_path(),
        }
        found = jobs.ask("record", request.officer, options=options)
    return redirect("job", job=found.pk)


def waiting_for(request: OfficerRequest, *kinds: str) -> list[dict[str, Any]]:
    """Return the officer's own jobs of some kinds that have not ended, to be found again."""
    jobs.settle()
    mine = Job.objects.filter(officer=request.officer, kind__in=kinds, state__in=("waiting", "running"))
    return [shown.progress(one) for one in mine.order_by("-id")[:SHOWN]]


@needs(views=("deliveries", "addresses"))
@require_safe
def job(request: Any, job: int) -> HttpResponse:
    """Show how far a job is, also for a page that asks every second; lead to what came of it when it has ended."""
    jobs.settle()
    found = shown.job_of(request, job)
    if request.headers.get("HX-Request"):
        answer = render(request, "lists/progress.html", {"job": shown.progress(found)})
        if found.has_ended:
            answer["HX-Refresh"] = "true"
        return answer
    if found.upload_id is not None:
        return redirect("list", upload=found.upload_id)
    if found.kind in OWN_PAGES:
        return redirect(_own_page(found))
    if found.state != "done":
        told = {"job": shown.progress(found), "act": found.options.get("kind"), "form": found.options.get("form", "")}
        return render(request, "lists/job.html", told)
    if found.kind == "record":
        drafts.drop(request.officer, found.options["form"])
        return redirect("act", act=found.report["act"])
    return redirect(found.options["back"])


OWN_PAGES: Final = ("undo", "reconcile")


def _own_page(found: Job) -> str:
    if found.kind == "undo":
        return reverse("batch", kwargs={"batch": found.options["batch"]})
    return reverse("reconcile")
