"""A heap of addresses in, standard addresses out, doubts first. Nothing is stored: the heap goes back and forth."""

from __future__ import annotations

import time
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from huangce.addressing import doubts
from huangce.addressing.doubts import DIVISION, DOUBTFUL, GOOD, LOST, Judged
from huangce.errors import HuangceError
from huangce.exchange.address_answers import as_csv, as_workbook
from huangce.exchange.address_lists import Heap, from_carried, from_file
from huangce.places.matching import written_so
from huangce.places.models import Address
from huangce.register.locks import raw_cursor
from huangce.web.acts.ground import scopes_of
from huangce.web.addresses.county import county_of
from huangce.web.addresses.decisions import columns_of, decisions_of
from huangce.web.addresses.words import DECIDED, HEADS, SEGMENTS, VERDICTS, reason
from huangce.web.frame.said import said
from huangce.web.frame.signed_in import needs
from huangce.web.frame.words import language_of

PAGE = 50
SHOWN: Final = (DOUBTFUL, LOST, GOOD)
BELOW: Final = ("plate", "building", "unit", "floor", "room")
WRITERS: Final = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "xlsx": (as_workbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@needs(views=("addresses",))
@require_http_methods(["GET", "HEAD", "POST"])
def standardise(request: HttpRequest) -> HttpResponse:
    """Ask for addresses, and show what became of them."""
    county = county_of(request)
    context: dict[str, Any] = {"county": county, "text": request.POST.get("text", "")}
    if request.method != "POST":
        return render(request, "addresses/heap.html", context)
    try:
        heap = heap_of(request)
    except HuangceError as refusal:
        context["wrong"] = said(refusal, language_of(request))
        return render(request, "addresses/heap.html", context, status=refusal.status)
    if not heap.texts:
        context["wrong"] = gettext("还没有地址：粘贴几行，或选一个文件。")
        return render(request, "addresses/heap.html", context, status=422)
    begun = time.monotonic()
    judged = doubts.judge(heap.texts, default_division=county or None)
    if request.POST.get("download") in WRITERS:
        return _file(heap, judged, request.POST["download"], decisions_of(request, heap), numbers_of(request, judged))
    context |= _result(request, heap, judged) | carried(request, heap) | {"seconds": f"{time.monotonic() - begun:.1f}"}
    return render(request, "addresses/heap.html", context)


def heap_of(request: HttpRequest) -> Heap:
    """The heap that came with a form: a file, or lines with the table that they were taken from."""
    upload = request.FILES.get("file")
    if upload is not None:
        return from_file(upload.name or "", upload.read())
    return from_carried(*(request.POST.get(name, "") for name in ("text", "own", "own_at")))


def carried(request: HttpRequest, heap: Heap) -> dict[str, Any]:
    """What a page carries of a heap beside its lines: the table that they came in, and what was decided."""
    decided = ",".join(f"{row}={what}" for row, what in decisions_of(request, heap))
    return {"own": heap.carried, "own_at": heap.at, "decided": decided, "of": heap.digest}


def _result(request: HttpRequest, heap: Heap, judged: list[Judged]) -> dict[str, Any]:
    counts = doubts.count(judged)
    wanted = request.POST.get("show", "")
    shown = wanted if wanted in SHOWN else next((one for one in SHOWN if counts[one]), GOOD)
    rows = [one for one in judged if one.verdict == shown]
    pages = max(-(-len(rows) // PAGE), 1)
    text = request.POST.get("page", "1")
    page = min(max(int(text), 1), pages) if text.isascii() and text.isdigit() and len(text) < 7 else 1
    some = rows[(page - 1) * PAGE : page * PAGE]
    return {
        "text": "\n".join(heap.texts),
        "column": heap.column,
        "judged": len(judged),
        "tabs": [(one, VERDICTS[one], counts[one], one == shown) for one in SHOWN],
        "counts": counts,
        "bar": {"good": counts[GOOD], "doubtful": counts[DOUBTFUL], "total": len(judged)},
        "differing": sum(one.differs for one in judged if one.verdict == GOOD),
        "shown": shown,
        "rows": [_row(one) for one in some],
        "page": page,
        "pages": pages,
        "heads": list(enumerate(SEGMENTS, start=1)),
    }


def _row(one: Judged) -> dict[str, Any]:
    return {
        "row": one.row,
        "pieces": doubts.pieces(one.parsed),
        "reasons": [reason(code) for code in doubts.reasons(one.parsed)],
        "standard": one.parsed.standard,
        "segments": _seven(one),
        "text": one.parsed.text,
    }


def _seven(one: Judged) -> list[str]:
    """The seven segments as the standard form writes them, "" where there is none."""
    below = one.parsed.below
    street = "".join(below[name] or "" for name in ("group", "street"))
    place = "".join(below[name] or "" for name in ("place",))
    parts = {name: below[name] or "" for name in BELOW}
    division = "".join(one.parsed.division[name] or "" for name in one.parsed.division if name in DIVISION)
    return [division, street + place, *(parts[name] for name in BELOW)]


def numbers_of(request: HttpRequest, judged: list[Judged]) -> dict[int, str]:
    """Return row → the number of the one address of the own divisions that is written so, or was, and still stands."""
    with raw_cursor() as cursor:
        found = written_so(cursor, {one.parsed.key for one in judged}, on=request.today)  # type: ignore[attr-defined]
    single = {key: ids[0] for key, ids in found.items() if len(ids) == 1}
    inside = tuple(scopes_of(request))
    known = Address.objects.filter(pk__in=single.values()).values_list("pk", "division")
    own = {address for address, division in known if division.startswith(inside)}
    rows = ((one.row, single.get(one.parsed.key)) for one in judged)
    return {row: str(address) for row, address in rows if address in own}


def _file(
    heap: Heap, judged: list[Judged], kind: str, decided: list[tuple[int, str]], numbers: dict[int, str]
) -> HttpResponse:
    """The file of results: what became of each address, then the columns that it came with, as they were."""
    write, content_type = WRITERS[kind]
    said_of = columns_of(decided)
    head = [*(gettext(one) for one in (*HEADS, *SEGMENTS, *(DECIDED if decided else ()))), *heap.head]
    rows = [
        [
            str(one.row),
            one.parsed.text,
            one.parsed.standard,
            gettext(VERDICTS[one.verdict]),
            "；".join(reason(code) for code in doubts.reasons(one.parsed)),
            numbers.get(one.row, ""),
            *_seven(one),
            *(said_of.get(one.row, ["", "", ""]) if decided else ()),
            *(heap.rows[one.row - 1] if heap.rows else ()),
        ]
        for one in sorted(judged, key=lambda one: (SHOWN.index(one.verdict), one.row))
    ]
    answer = HttpResponse(write(head, rows), content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="addresses.{kind}"'
    return answer
