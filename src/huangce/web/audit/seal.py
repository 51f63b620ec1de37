"""The seal: signed heads to keep elsewhere, and an export with which an outside auditor verifies without the register.

The export that a page gives holds no personal value, only salted commitments: an auditor sees no persons here either
(requirements part 5). The full one is the business of the command line, on the machine.
"""

from __future__ import annotations

import tempfile
import zipfile
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from huangce.errors import NotFound, Refused
from huangce.home import database
from huangce.register.audit import PAGE, head_of, heads_of_seal, unsealed
from huangce.register.evidence import Database
from huangce.register.evidence import export as export_all
from huangce.register.seal import Head
from huangce.web.audit.period import page_of
from huangce.web.frame.signed_in import needs

# Beyond this a browser would wait for minutes; the command line does it in the background.
MOST_ACTS = 300_000
# The server seals once a day (web.lists.work); with an hour for what it may be busy with.
HOUR = timedelta(hours=1)
OFTEN = timedelta(hours=25)


class NoSuchHead(NotFound):
    """There is no head of the seal over {size} acts."""

    code = "no-such-head"


class TooLargeToDownload(Refused):
    """The register holds {count} acts: write the export on the machine with `huangce export DIR --without-values`."""

    code = "too-large-to-download"


@needs(views=("seal",))
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Show the heads of the seal and how to verify."""
    page = page_of(request)
    found, count = heads_of_seal(page=page)
    rows = [(one, datetime.fromisoformat(one.signed_at), one.is_signed_by()) for one in found]
    waiting = unsealed()
    context = {"rows": rows, "count": count, "page": page, "pages": -(-count // PAGE), "unsealed": waiting}
    context |= _age(heads_of_seal()[0], request.now, waiting)  # type: ignore[attr-defined]
    return render(request, "audit/seal.html", context)


def _age(newest: list[Head], now: datetime, waiting: int) -> dict[str, Any]:
    """When the newest head was signed, how many hours ago, and whether acts wait longer for one than they should."""
    if not newest:
        return {"signed_at": None, "is_overdue": False}
    signed_at = datetime.fromisoformat(newest[0].signed_at)
    age = now - signed_at
    return {"signed_at": signed_at, "hours": int(age / HOUR), "is_overdue": bool(waiting) and age > OFTEN}


@needs(views=("seal",))
@require_safe
def head(request: HttpRequest, size: int) -> HttpResponse:
    """Give a head as the file that `huangce verify --head` reads."""
    found = head_of(size)
    if found is None:
        raise NoSuchHead(size=size)
    answer = JsonResponse(asdict(found), json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="head-{size}.json"'
    return answer


@needs(views=("seal",))
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """Give the export without values as one zip file."""
    source = Database(database.url())
    count = source.count()
    if count > MOST_ACTS:
        raise TooLargeToDownload(count=count)
    with tempfile.TemporaryDirectory(prefix="huangce-") as name:
        folder = Path(name) / "register"
        export_all(source, folder, withhold=True)
        packed = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as pack:
            for file in sorted(folder.rglob("*")):
                pack.write(file, file.relative_to(folder.parent))
    packed.seek(0)
    answer = FileResponse(packed, as_attachment=True, filename="register-for-audit.zip", content_type="application/zip")
    return cast(HttpResponse, answer)
