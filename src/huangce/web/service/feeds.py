"""Follow a feed with a program: the page behind a number, and what was done with each number."""

from __future__ import annotations

import json
from typing import Any, Final

from django.http import HttpResponse

from huangce.exchange.feeds import answers, pages
from huangce.exchange.feeds.answers import BadAnswers
from huangce.web.service.bearers import bearers, data, number

LARGEST: Final = 1 << 20


@bearers("GET")
def page(request: Any, code: str) -> HttpResponse:
    """Give the signed page behind `after`, at most `limit` entries."""
    request.bearer.require(code)
    after, limit = number(request, "after", 0), number(request, "limit", pages.MOST)
    return data(pages.page(code, after=after, limit=limit, by=request.bearer.officer))


@bearers("POST")
def answer(request: Any, code: str) -> HttpResponse:
    """Take business receipts: a JSON list of sequence, outcome and why."""
    request.bearer.require(code)
    try:
        given = json.loads(request.read(LARGEST).decode())
    except (ValueError, RecursionError) as error:
        raise BadAnswers(reason="this is no JSON") from error
    return data({"taken": answers.answer(code, given, by=request.bearer.officer)})
