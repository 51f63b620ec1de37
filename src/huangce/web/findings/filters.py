"""Which findings a page is about, read from its address and written into it again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from huangce.matching.desk import Asked, scopes_of
from huangce.matching.findings import DECIDE, VISIT

FROM_WORK = "work"


def asked_of(request: HttpRequest) -> Asked:
    """Read what is asked for. Raises `UnknownFilter`, `NotADivision`."""
    given = {name: request.GET.get(name, "").strip() for name in ("class", "division", "state", "due")}
    asked = Asked(given["class"], given["division"], given["state"], given["due"])
    if request.GET.get("from") == FROM_WORK:
        asked = replace(asked, queue=request.officer.pk)  # type: ignore[attr-defined]
    return asked.checked()


def scopes(request: Any, asked: Asked) -> tuple[str, ...]:
    """Return where the officer sees what is asked for: a queue is of those who decide or visit."""
    if asked.queue is not None:
        return scopes_of(request.grants, request.today, duties=(DECIDE, VISIT))
    return scopes_of(request.grants, request.today, view="findings")


def query_of(asked: Asked, **more: str) -> str:
    """Return what is asked for as it stands in an address, with "?" before it; "" for nothing."""
    given = {"class": asked.finding_class, "division": asked.division, "state": asked.state, "due": asked.due}
    if asked.queue is not None:
        given["from"] = FROM_WORK
    text = urlencode({name: value for name, value in (given | more).items() if value})
    return f"?{text}" if text else ""
