"""What was decided about doubtful addresses, as the form carries it and as the file of results tells it."""

from __future__ import annotations

import re
from typing import Final

from django.http import HttpRequest
from django.utils.translation import gettext

from huangce.exchange.address_lists import Heap
from huangce.places.models import Address

NONE, SKIP = "none", "skip"
_DECIDED: Final = re.compile(r"(?:\d{1,5}=(?:\d{1,16}|none|skip)(?:,|$))*")


def decisions_of(request: HttpRequest, heap: Heap) -> list[tuple[int, str]]:
    """Return (row, address id, none or skip) of what was decided, in order; nothing where the form is not ours, or
    what was decided is about other addresses (`of`)."""
    text = request.POST.get("decided", "")
    if request.POST.get("of", heap.digest) != heap.digest:
        return []
    if not _DECIDED.fullmatch(text):
        return []
    return [(int(row), what) for row, _sign, what in (one.partition("=") for one in text.split(",") if one)]


def columns_of(decided: list[tuple[int, str]]) -> dict[int, list[str]]:
    """Return row → address number, how it is written today, and what was decided, for the file of results."""
    ids = [int(what) for _row, what in decided if what.isdigit()]
    known = {one.id: one.standard for one in Address.objects.filter(pk__in=ids, retired_by=None)}
    words = {NONE: gettext("册里没有"), SKIP: gettext("先跳过")}
    found = {}
    for row, what in decided:
        if what in words:
            found[row] = ["", "", words[what]]
        elif int(what) in known:
            found[row] = [what, known[int(what)], gettext("人工核定")]
    return found
