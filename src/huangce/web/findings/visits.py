"""Work lists for visits: assign a division with a deadline, print or download its list, read results back."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huangce.errors import HuangceError, Refused
from huangce.exchange.sheets import Returned
from huangce.matching import findings, worklists
from huangce.web.frame.said import said
from huangce.web.frame.signed_in import needs
from huangce.web.frame.templatetags.huangce import day
from huangce.web.frame.words import language_of

LONGEST_PERIOD = 250
LARGEST_FILE = 20 * 1024 * 1024
KINDS = (".xlsx", ".csv")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class BadPeriod(Refused):
    """Name a deadline of 1 to 250 working days."""

    code = "bad-working-days"


class NoFile(Refused):
    """Choose the list that came back: a file .xlsx or .csv of at most 20 MB."""

    code = "no-returned-file"


@needs(duties=("decide_findings",))
@require_POST
def assign(request: Any) -> HttpResponse:
    """Assign the open findings of a division with a deadline in working days."""
    division, days = request.POST.get("division", "").strip(), request.POST.get("days", "")
    if not days.isdigit() or not 1 <= int(days) <= LONGEST_PERIOD:
        raise BadPeriod()
    if not division:
        raise findings.NotADivision(division="-")
    count, deadline = findings.assign(division=division, working_days=int(days), by=request.officer, now=request.now)
    words = _("已派出%(count)s件，期限%(day)s。打印清单，或者导出表格交给核查的人。")
    messages.success(request, words % {"count": count, "day": day(deadline)})
    return redirect(f"{reverse('findings')}?division={division}&state=assigned")


@needs(duties=("decide_findings", "report_visits"))
@require_safe
def worklist(request: Any) -> HttpResponse:
    """Show the work list of a division, ready to print; the look at its persons is noted."""
    division = request.GET.get("division", "").strip()
    found = worklists.listed(division, on=request.today, by=request.officer)
    rows = [list(zip(worklists.COLUMNS, one, strict=True)) for one in found]
    answers = list(worklists.ANSWERS)
    context = {"rows": rows, "columns": worklists.COLUMNS, "division": division, "answers": answers}
    return render(request, "findings/worklist.html", context)


@needs(duties=("decide_findings", "report_visits"))
@require_safe
def workbook(request: Any) -> Any:
    """Send the work list of a division as a workbook that comes back."""
    division = request.GET.get("division", "").strip()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "list.xlsx"
        worklists.export(division, file, on=request.today, by=request.officer)
        name = f"核查清单-{division}-{request.today.isoformat()}.xlsx"
        return FileResponse(file.open("rb"), as_attachment=True, filename=name, content_type=XLSX)


@needs(duties=("decide_findings", "report_visits"))
@require_http_methods(["GET", "POST"])
def returned(request: Any) -> HttpResponse:
    """Read a list that came back, and say what was taken and which rows could not be."""
    if request.method != "POST":
        return render(request, "findings/returned.html", {})
    try:
        result = _read(request)
    except HuangceError as refusal:
        wrong = said(refusal, language_of(request))
        return render(request, "findings/returned.html", {"wrong": wrong}, status=refusal.status)
    return render(request, "findings/returned.html", {"result": result})


def _read(request: Any) -> Returned:
    sent = request.FILES.get("file")
    suffix = Path(sent.name).suffix.lower() if sent else ""
    if sent is None or suffix not in KINDS or sent.size > LARGEST_FILE:
        raise NoFile()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"returned{suffix}"
        with file.open("wb") as kept:
            kept.writelines(sent.chunks())
        return worklists.read_returned(file, by=request.officer, now=request.now)
