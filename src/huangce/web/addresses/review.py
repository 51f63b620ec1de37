"""Doubtful addresses decided one by one, by keyboard: which address of the register each means, or none.

Nothing is stored: the heap, the order of its doubtful rows and what was decided go back and forth with the form, as the
heap itself does. A step reads one text, however long the heap is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods
from rapidfuzz.distance import Levenshtein

from huangce.addressing import doubts
from huangce.addressing.doubts import DOUBTFUL, LOST
from huangce.addressing.parsed import ParsedAddress
from huangce.errors import HuangceError
from huangce.exchange.address_lists import Heap
from huangce.places.matching import match_address
from huangce.places.queries import rendering_of, standing_as
from huangce.places.search import find_addresses
from huangce.register.locks import raw_cursor
from huangce.web.acts.ground import scopes_of
from huangce.web.addresses.county import county_of
from huangce.web.addresses.decisions import NONE, SKIP, decisions_of
from huangce.web.addresses.heap import BELOW, carried, heap_of
from huangce.web.addresses.words import match_reason, reason
from huangce.web.frame.differences import differences
from huangce.web.frame.said import said
from huangce.web.frame.signed_in import needs
from huangce.web.frame.words import language_of

SHOWN: Final = 3
UNDO: Final = "undo"
_ORDER: Final = re.compile(r"\d{1,5}(,\d{1,5})*")


@dataclass(frozen=True, slots=True)
class Review:
    """What the form carries: the texts, the rows to decide in their order, and what was decided so far, in order."""

    texts: list[str]
    order: list[int]
    decided: list[tuple[int, str]]

    @property
    def row(self) -> int | None:
        """The row to decide next, None when all are."""
        return self.order[len(self.decided)] if len(self.decided) < len(self.order) else None

    def after(self, what: str) -> Review:
        """Return the review after a decision about the next row, or with the last one taken back."""
        if what == UNDO:
            return Review(self.texts, self.order, self.decided[:-1])
        if self.row is None or not (what in (NONE, SKIP) or (what.isascii() and what.isdigit() and len(what) <= 16)):
            return self
        return Review(self.texts, self.order, [*self.decided, (self.row, what)])

    @property
    def written(self) -> str:
        """What was decided, as the form carries it."""
        return ",".join(f"{row}={what}" for row, what in self.decided)


@needs(views=("addresses",))
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest) -> HttpResponse:
    """Show the next doubtful address with what it may mean, and take what was decided about the one before."""
    if request.method != "POST":
        return redirect("addresses")
    try:
        heap = heap_of(request)
        begun = _begun(request, heap)
    except HuangceError as refusal:
        wrong = {"wrong": said(refusal, language_of(request))}
        return render(request, "addresses/heap.html", wrong, status=refusal.status)
    found = begun.after(request.POST.get("do", ""))
    context: dict[str, Any] = {
        "review": found,
        **carried(request, heap),
        "text": "\n".join(found.texts),
        "order": ",".join(map(str, found.order)),
        "done": len(found.decided),
        "left": len(found.order) - len(found.decided),
        "counts": _counts(found),
    }
    if found.row is not None:
        context |= _shown(request, found.texts[found.row - 1])
    fragment = request.headers.get("HX-Request")
    return render(request, "addresses/review_step.html" if fragment else "addresses/review.html", context)


def _begun(request: HttpRequest, heap: Heap) -> Review:
    """What the form carries; a heap that comes for the first time is read, and its doubtful rows are put in order.

    `one` is a row that somebody doubts whatever the engine says of it: it is asked after those that were decided.
    """
    texts = heap.texts
    order, one = request.POST.get("order", ""), request.POST.get("one", "")
    if one.isascii() and one.isdigit() and len(one) < 6 and 0 < int(one) <= len(texts):
        decided = [pair for pair in decisions_of(request, heap) if 0 < pair[0] <= len(texts)]
        return Review(texts, [*(row for row, _what in decided), int(one)], decided)
    if not _ORDER.fullmatch(order):
        judged = doubts.judge(texts, default_division=county_of(request) or None)
        rows = [one.row for verdict in (DOUBTFUL, LOST) for one in judged if one.verdict == verdict]
        return Review(texts, rows, [])
    rows = [row for one in order.split(",") if 0 < (row := int(one)) <= len(texts)]
    decided = decisions_of(request, heap)
    # What was decided is decided in that order: whatever does not fit was not made by this form.
    fits = [pair for pair, row in zip(decided, rows, strict=False) if pair[0] == row]
    return Review(texts, rows, fits)


def _counts(found: Review) -> dict[str, int]:
    told = [what for _row, what in found.decided]
    return {"chosen": sum(one.isdigit() for one in told), "none": told.count(NONE), "skip": told.count(SKIP)}


def _shown(request: HttpRequest, text: str) -> dict[str, Any]:
    """One text: what is doubtful about it, and up to three addresses that it may mean."""
    judged = doubts.judge([text], default_division=county_of(request) or None)[0]
    scopes, today = scopes_of(request), request.today  # type: ignore[attr-defined]
    with raw_cursor() as cursor:
        match = match_address(cursor, text, on=today, county=county_of(request))
    texts = [one for one in (match.standard, *match.candidates) if one]
    known = standing_as(texts).order_by("id")
    inside = [one for one in known if one.division.startswith(tuple(scopes))]
    found = sorted(inside, key=lambda one: texts.index(one.standard))
    for wider in _wider(judged.parsed, text):
        if len(found) >= SHOWN:
            break
        more, _is_more = find_addresses(wider, scopes=scopes, county=county_of(request))
        more = sorted(more, key=lambda one: Levenshtein.distance(one.standard, texts[0] if texts else wider))
        found += [one for one in more if one.id not in {each.id for each in found}]
    written = rendering_of((one.id for one in found[:SHOWN]), on=today)
    return {
        "raw": text,
        "pieces": doubts.pieces(judged.parsed),
        "reasons": [reason(code) for code in doubts.reasons(judged.parsed)],
        "standard": judged.parsed.standard,
        "match": match_reason(match.reason),
        "share": int(match.score * 100) if match.address else None,
        "candidates": [
            (number, one.id, differences(judged.parsed.standard or text, written[one.id])[1])
            for number, one in enumerate(found[:SHOWN], start=1)
        ],
    }


def _wider(parsed: ParsedAddress, text: str) -> Iterator[str]:
    """What to search for what a text may mean: its standard form, then that without its last segments one by one."""
    standard = parsed.standard or text
    yield standard
    for name in reversed(BELOW):
        part = parsed.below[name]
        if part and standard.endswith(part):
            standard = standard.removesuffix(part)
            yield standard
