"""Give a file, see what is in it, load it, fetch the answers."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huangce.accounts import authority
from huangce.county import agreed
from huangce.errors import HuangceError, NotFound, Refused
from huangce.exchange import agreement_store, liaisons
from huangce.rules import authority as rules
from huangce.web.frame.days import BadDay, read_day
from huangce.web.frame.divisions import chosen
from huangce.web.frame.said import said
from huangce.web.frame.signed_in import needs
from huangce.web.frame.words import language_of
from huangce.web.lists import arriving, held, jobs, shown, work
from huangce.web.lists.models import Upload

GIVES = ("load_lists", "deliver_lists")
COUNTY_DIGITS = 6


class NoSuchUpload(NotFound):
    """There is no such file of yours, or it was removed."""

    code = "no-such-upload"


class NoFile(Refused):
    """Choose a file first; it may have at most {limit} MiB. Larger lists are loaded at the machine: huangce load."""

    code = "no-file"


class NotChecked(Refused):
    """The file is not checked yet, or holds no list that can be loaded."""

    code = "file-not-checked"


class BadOpening(Refused):
    """Give the day that the list describes, not after today, and the county or a division in it."""

    code = "bad-opening"


@needs(views=("deliveries",))
@require_http_methods(["GET", "POST"])
def lists(request: HttpRequest) -> HttpResponse:
    """Show what came and was loaded so far, the agreements, and the form for the next file."""
    wrong = None
    if request.method == "POST":
        try:
            return redirect("list", upload=_take(request).pk)
        except HuangceError as refusal:
            wrong = refusal
    context = shown.overview(request) | {"gives": _gives(request), "limit": arriving.LARGEST >> 20}
    try:
        context["agreements"] = list(agreed.standing().values())
    except HuangceError as error:
        context["agreements_wrong"] = said(error, language_of(request))
    if wrong is not None:
        context["wrong"] = said(wrong, language_of(request))
    return render(request, "lists/lists.html", context, status=wrong.status if wrong else 200)


def _take(request: HttpRequest) -> Upload:
    """Keep the file of a request and ask for its check. Raises `NoFile`, `MayNotDo`."""
    officer, today, now = request.officer, request.today, request.now  # type: ignore[attr-defined]
    if not _gives(request):
        authority.require_duty(officer, duty=GIVES[0], on=today)
    given = request.FILES.get("file")
    if given is None or given.size is None or given.size > arriving.LARGEST:
        raise NoFile(limit=arriving.LARGEST >> 20)
    content = given.read()
    with transaction.atomic():
        upload = Upload.objects.create(
            officer=officer,
            name=held.plain_name(given.name or ""),
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content),
            received_at=now,
            keep_until=now + work.KEPT,
        )
        held.keep(f"upload-{upload.pk}", content)
        jobs.ask("check", officer, upload=upload)
    return upload


def _gives(request: HttpRequest) -> bool:
    return any(rules.may_do(request.grants, duty, request.today) for duty in GIVES)  # type: ignore[attr-defined]


@needs(duties=GIVES)
@require_safe
def one(request: HttpRequest, upload: int) -> HttpResponse:
    """Show a file: how far its job is, then which list it is and every problem, then what became of it."""
    found = upload_of(request, upload)
    context = shown.one_upload(request, found)
    if context["checked"] is not None and not found.forgotten_at:
        context |= shown.problems_of(request, found)
    return render(request, "lists/one.html", context)


@needs(duties=GIVES)
@require_POST
def under(request: HttpRequest, upload: int) -> HttpResponse:
    """Check a file anew under the agreement that the officer names."""
    found = upload_of(request, upload)
    code = request.POST.get("agreement", "")
    chosen = agreed.standing().get(code)
    if chosen is None:
        raise agreement_store.NoSuchAgreement(code=code[:40])
    liaisons.require(request.officer, chosen, request.today)  # type: ignore[attr-defined]
    if not found.forgotten_at and not found.jobs.filter(kind="load", state="done").exists():
        jobs.ask("check", found.officer, upload=found, options={"agreement": code})
    return redirect("list", upload=found.pk)


@needs(duties=GIVES)
@require_POST
def load(request: HttpRequest, upload: int) -> HttpResponse:
    """Ask for the load of a checked file."""
    found = upload_of(request, upload)
    context = shown.one_upload(request, found)
    if context["is_asked"] or context["is_loaded"]:
        return redirect("list", upload=found.pk)  # sent twice
    if not context["loadable"]:
        raise NotChecked()
    options: dict[str, Any] = {}
    if context["has_own"]:
        try:
            options = _opening(request)
        except HuangceError as refusal:
            context |= shown.problems_of(request, found) | {"wrong": said(refusal, language_of(request))}
            return render(request, "lists/one.html", context, status=refusal.status)
    jobs.ask("load", found.officer, upload=found, options=options)
    return redirect("list", upload=found.pk)


def _opening(request: HttpRequest) -> dict[str, str]:
    """The day and the county that are meant. Raises `BadOpening`, `DivisionUnclear`, `NoSuchName`."""
    county = chosen(request.POST.get("county", ""), request.grants, country=True)[:COUNTY_DIGITS]  # type: ignore[attr-defined]
    try:
        day = read_day(request.POST.get("opened_on", "").strip())
    except BadDay:
        raise BadOpening() from None
    if day > request.today or len(county) != COUNTY_DIGITS or county.endswith("00"):  # type: ignore[attr-defined]
        raise BadOpening()
    return {"county": county, "opened_on": day.isoformat()}


@needs(duties=GIVES)
@require_safe
def answers(request: HttpRequest, upload: int) -> HttpResponse:
    """Give the sender's own file back, every row answered."""
    found = upload_of(request, upload)
    if not found.answered or found.forgotten_at:
        raise NoSuchUpload()
    content = held.content(f"answer-{found.pk}")
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(True, found.answered) or "attachment"
    answer["Cache-Control"] = "no-store"
    return answer


@needs(duties=GIVES)
@require_POST
def forget(request: HttpRequest, upload: int) -> HttpResponse:
    """Remove a file, its answers and its problems now. What was loaded of it stays."""
    found = upload_of(request, upload)
    if not found.jobs.filter(state__in=("waiting", "running")).exists():
        work.forget(found, datetime.now(UTC))
        messages.info(request, gettext("文件已删除，密钥已销毁。"))
    return redirect("lists")


def upload_of(request: HttpRequest, upload: int) -> Upload:
    """Return a file of this officer: nobody sees another's. Raises `NoSuchUpload`."""
    found = Upload.objects.filter(pk=upload, officer=request.officer).first()  # type: ignore[attr-defined]
    if found is None:
        raise NoSuchUpload()
    jobs.settle()
    return found
