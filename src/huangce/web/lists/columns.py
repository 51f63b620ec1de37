"""Say by hand which column is which field; every later file with the same header is read so."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from huangce.errors import HuangceError, NotFound
from huangce.exchange.formats import FORMATS
from huangce.exchange.formats.recognise import map_columns
from huangce.exchange.mapping import ColumnMapping
from huangce.web.frame.said import said
from huangce.web.frame.signed_in import needs
from huangce.web.frame.words import language_of
from huangce.web.lists import jobs
from huangce.web.lists.models import Upload
from huangce.web.lists.pages import GIVES, upload_of


class NoSuchSheet(NotFound):
    """The file has no such sheet with a header."""

    code = "no-such-sheet"


@needs(duties=GIVES)
@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, upload: int) -> HttpResponse:
    """Ask for the kind of list, then for the column of each field; check the file anew by what was said."""
    found = upload_of(request, upload)
    given = request.POST if request.method == "POST" else request.GET
    sheet, kind = given.get("sheet", ""), given.get("kind", "")
    headers = _headers(found, sheet)
    context: dict[str, Any] = {"upload": found, "sheet": sheet, "formats": FORMATS.values(), "kind": kind}
    if kind not in FORMATS:
        return render(request, "lists/columns.html", context)
    guessed, _left = map_columns(headers, FORMATS[kind])
    chosen = {
        field.name: given.get(f"field:{field.name}", "" if request.method == "POST" else guessed.get(field.name, ""))
        for field in FORMATS[kind].fields
    }
    context |= {"form": FORMATS[kind], "headers": headers, "chosen": chosen}
    if request.method == "GET":
        return render(request, "lists/columns.html", context)
    said_columns = {name: column for name, column in chosen.items() if column}
    try:
        ColumnMapping(kind, said_columns, tuple(headers))
    except HuangceError as refusal:
        context["wrong"] = said(refusal, language_of(request))
        return render(request, "lists/columns.html", context, status=422)
    options = {"mapping": {"sheet": sheet, "kind": kind, "columns": said_columns}}
    jobs.ask("check", found.officer, upload=found, options=options)
    return redirect("list", upload=found.pk)


def _headers(upload: Upload, sheet: str) -> list[str]:
    """Return the headers of a sheet, as the last check found them. Raises `NoSuchSheet`."""
    check = upload.jobs.filter(kind="check", state="done").order_by("-id").first()
    sheets = check.report["sheets"] if check is not None and not upload.forgotten_at else []
    found = next((list(one.get("headers", ())) for one in sheets if one["sheet"] == sheet), [])
    if not found:
        raise NoSuchSheet()
    return found
