"""What the pages of this room show, put together from uploads, jobs, loads and deliveries."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import polars as pl
from django.http import HttpRequest
from django.utils.translation import get_language, gettext

from huangce.accounts.models import Officer
from huangce.county.loading import OWN
from huangce.county.loads import DIGITS, Undoing, loads, undoings_of
from huangce.exchange import store
from huangce.exchange.formats import FORMATS
from huangce.exchange.models import ReceivedList
from huangce.rules import authority as rules
from huangce.web.lists import held, jobs
from huangce.web.lists.models import Job, Upload
from huangce.web.lists.said import KINDS, LEVELS, OUTCOMES, STATES, STEPS, fate, problem, refusal

PAGE = 50
TAKES = ("load", "deliver")


def overview(request: HttpRequest) -> dict[str, Any]:
    """Return loads, deliveries and the officer's own files, as far as the officer may see them."""
    officer, grants, today = request.officer, request.grants, request.today  # type: ignore[attr-defined]
    page = _page(request)
    loads_lists = rules.may_do(grants, "load_lists", today)
    received = ReceivedList.objects.order_by("-id")
    if not loads_lists:
        received = received.filter(received_by=officer.pk)
    divisions = [one.division for one in grants if rules.may_do([one], "load_lists", today)]
    batches = loads(officer.pk, divisions, limit=PAGE, offset=(page - 1) * PAGE) if loads_lists else []
    deliveries = list(received[(page - 1) * PAGE : page * PAGE])
    names = dict(
        Officer.objects.filter(pk__in=[one.received_by for one in deliveries]).values_list("pk", "display_name")
    )
    jobs.settle()
    uploads = Upload.objects.filter(officer=officer, forgotten_at__isnull=True).order_by("-id")[:20]
    return {
        "loads_lists": loads_lists,
        "batches": [{"load": one, "title": title(one.kind)} for one in batches],
        "received": [
            {"one": one, "title": title(one.list_kind), "by": names.get(one.received_by, "")} for one in deliveries
        ],
        "waiting": store.unreadable(),
        "uploads": [
            {"one": one, "job": progress(job), "is_undone": job.state == "done" and bool(_undone(job))}
            for one in uploads
            if (job := _last(one)) is not None
        ],
        "page": page,
        "has_more": max(len(batches), len(deliveries)) == PAGE,
        "titles": {kind: form.title for kind, form in FORMATS.items()},
    }


def one_upload(request: HttpRequest, upload: Upload) -> dict[str, Any]:
    """Return what is known of a file: the last job, the check, and what became of the load."""
    jobs_of_it = list(upload.jobs.order_by("-id"))  # read once: one that ends meanwhile has not ended for any part
    last = next(iter(jobs_of_it), None)
    checked = next((one.report for one in jobs_of_it if one.kind == "check" and one.state == "done"), None)
    sheets = [_sheet(one) for one in checked["sheets"]] if checked else []
    good = [one for one in sheets if one["is_good"]]
    taken = next((one for one in jobs_of_it if one.kind in TAKES and one.state == "done"), None)  # that took it in last
    undone = _undone(taken)
    is_loaded = taken is not None and not undone
    has_ended = last is not None and last.has_ended and held.is_here(f"upload-{upload.pk}")
    has_own = any(one["kind"] in OWN for one in good)
    counties = [one["changes"].get("county") for one in good]
    return {
        "upload": upload,
        "job": progress(last) if last is not None else None,
        "checked": checked,
        "sheets": sheets,
        "loadable": bool(good) and not is_loaded and has_ended,
        "is_asked": any(one.kind in TAKES and not one.has_ended for one in jobs_of_it),
        "is_loaded": is_loaded,
        "undoings": list(undone.values()),
        "has_own": has_own,
        "county": request.POST.get("county") or next((one.ljust(DIGITS, "0") for one in counties if one), ""),
        "opened_on": request.POST.get("opened_on") or request.today.isoformat(),  # type: ignore[attr-defined]
        "result": _result(taken, undone) if taken is not None and taken == last else None,
    }


def problems_of(request: HttpRequest, upload: Upload) -> dict[str, Any]:
    """Return one page of the problems by row, of one sheet and one kind if that is asked for."""
    found = held.frame(f"problems-{upload.pk}")
    chosen = {name: request.GET.get(name, "") for name in ("sheet", "code")}
    for name, value in chosen.items():
        if value:
            found = found.filter(pl.col(name).cast(pl.String) == value)
    page, count = _page(request), found.height
    rows = found.slice((page - 1) * PAGE, PAGE)
    pages = max(1, -(-count // PAGE))
    base = {name: value for name, value in chosen.items() if value}
    return {
        "problems": [
            {**row, "code": str(row["code"]), "words": _words(row), "fate": _fate(row)}
            for row in rows.iter_rows(named=True)
        ],
        "problem_count": count,
        "chosen": chosen,
        "chosen_words": problem(chosen["code"]) if chosen["code"] else "",
        "page": page,
        "pages": pages,
        "before": f"?{urlencode(base | {'page': page - 1})}#problems" if page > 1 else "",
        "after": f"?{urlencode(base | {'page': page + 1})}#problems" if page < pages else "",
    }


def job_of(request: HttpRequest, job: int) -> Job:
    """Return a job of the officer, whatever its kind. Raises `NoSuchJob`."""
    found = Job.objects.filter(pk=job, officer=request.officer).first()  # type: ignore[attr-defined]
    if found is None:
        raise jobs.NoSuchJob()
    return found


def progress(job: Job) -> dict[str, Any]:
    """Return how far a job is, in words."""
    state, tone = STATES[job.state]
    return {
        "id": job.pk,
        "kind": KINDS[job.kind],
        "state": job.state,
        "state_words": state,
        "tone": tone,
        "step": STEPS.get(job.step, job.step),
        "done": job.done,
        "total": job.total,
        "has_ended": job.has_ended,
        "asked_at": job.asked_at,
        "ended_at": job.ended_at,
        "error": refusal(job.report["error"]) if "error" in job.report else "",
        "error_act": job.report.get("error", {}).get("first"),
        "nobody": job.state == "waiting" and not jobs.is_worked(),
    }


def _sheet(about: dict[str, Any]) -> dict[str, Any]:
    notes = [
        {"level": LEVELS[level], "words": message if _is_chinese() else problem(code), "column": column}
        for code, level, message, column in about["notes"]
        if code not in {"column-unknown", "column-not-agreed"}
    ]
    read = dict(about.get("columns", ()))
    skipped = {column: code for code, _level, _message, column in about["notes"] if code.startswith("column-")}
    return about | {
        "title": title(about["kind"]),
        "notes": notes,
        "is_good": "columns" in about and "error" not in about and bool(about["counts"].get("usable")),
        "can_map": "columns" not in about and bool(about.get("headers")),
        "error": refusal(about["error"]) if "error" in about else "",
        "read": [(header, read.get(header), skipped.get(header, "")) for header in about.get("headers", ())],
        # A file that was checked before an update does not say how many of its problems are in rows sent back.
        "codes": [
            {"code": code, "words": problem(code), "fate": fate(code, level, count=n, back=sum(back)), "count": n}
            for code, level, n, *back in about.get("codes", ())
        ],
        "changes": about.get("changes", {}),
        "is_own": about["kind"] in OWN,
    }


def _result(job: Job, undone: dict[int, Undoing]) -> dict[str, Any]:
    report: dict[str, Any] = job.report
    received = [one["batch"] for one in report["lists"] if one["kind"] not in OWN]
    withdrawn = dict(
        ReceivedList.objects.filter(pk__in=received, withdrawn_at__isnull=False).values_list("pk", "withdrawn_at")
    )
    return report | {
        "lists": [
            one
            | {
                "title": title(one["kind"]),
                "said": OUTCOMES.get(one["outcome"], one["outcome"]),
                "is_undone": one["kind"] in OWN and one["batch"] in undone,
                "withdrawn_at": None if one["kind"] in OWN else withdrawn.get(one["batch"]),
            }
            for one in report["lists"]
        ]
    }


def _undone(taken: Job | None) -> dict[int, Undoing]:
    """The loads of a job that is done which were undone since."""
    lists = taken.report["lists"] if taken is not None and taken.kind in TAKES else ()
    return undoings_of(one["batch"] for one in lists if one["kind"] in OWN and one["batch"])


def _words(row: dict[str, Any]) -> str:
    return str(row["message"]) if _is_chinese() else problem(str(row["code"]))


def _fate(row: dict[str, Any]) -> tuple[str, str]:
    level = str(row["level"])
    if row["row"] is None:
        return gettext(LEVELS[level][0]), LEVELS[level][1]
    return fate(str(row["code"]), level, back=int(row.get("usable") is False))


def _is_chinese() -> bool:
    return get_language() != "en"


def title(kind: str) -> str:
    """Return the name of a kind of list."""
    return FORMATS[kind].title if kind in FORMATS else kind


def _last(upload: Upload) -> Job | None:
    return upload.jobs.order_by("-id").first()


def _page(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return min(max(int(text), 1), 1_000_000) if text.isascii() and text.isdigit() and len(text) < 8 else 1
