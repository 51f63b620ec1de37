"""Check pages of a feed where they arrived: signatures, numbers without a gap, order of the log. Needs no database.

A mirror keeps the pages it was handed, one JSON document a line or a file each; together they must go on from behind
the number where the first begins without a gap.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from huangce.errors import Refused
from huangce.exchange.feeds.table import PAGE
from huangce.register.signed import NotADocument
from huangce.register.signed import check as check_signature


class FeedGap(Refused):
    """{file}: {reason}."""

    code = "feed-gap"


@dataclass(frozen=True, slots=True)
class Checked:
    """What pages hold: the feed, the agreement, from behind `after` through `through`, entries, the signing key.

    told_at: when the page that goes furthest was handed out; who is shown an old one again knows it by that.
    """

    feed: str
    code: str
    pages: int
    after: int
    through: int
    entries: int
    key: str
    more: bool
    told_at: str


def check(files: Iterable[Path], *, key: str | None = None) -> Checked:
    """Return what the pages in some files hold together. key (hex): the office's public key, known from elsewhere.

    Raises `NotADocument`, `SignatureBroken`, `FeedGap`.
    """
    pages = [(file.name, one) for file in files for one in _read(file, key)]
    if not pages:
        raise NotADocument(file="-", reason="there is no page in it")
    pages.sort(key=lambda named: (named[1]["after"], named[1]["through"], named[1]["told_at"]))
    name, first = pages[0]
    through, position = first["after"], 0
    for name, one in pages:
        for what in ("feed", "key"):
            if one[what] != first[what]:
                raise FeedGap(file=name, reason=f"it has another {what} than the pages before")
        if one["agreement"]["code"] != first["agreement"]["code"]:
            raise FeedGap(file=name, reason="it is of another agreement than the pages before")
        if one["after"] != through:
            raise FeedGap(file=name, reason=f"it begins behind {one['after']}, the page before ends with {through}")
        for entry in one["entries"]:
            if entry["sequence"] != through + 1:
                raise FeedGap(file=name, reason=f"number {through + 1} is missing")
            if entry["position"] < position:
                raise FeedGap(file=name, reason=f"number {entry['sequence']} goes back in the log")
            through, position = entry["sequence"], entry["position"]
        if one["through"] != through:
            raise FeedGap(file=name, reason=f"it says it ends with {one['through']}, and ends with {through}")
    count = sum(len(one["entries"]) for _name, one in pages)
    code, last = first["agreement"]["code"], pages[-1][1]
    whole = first["feed"], code, len(pages), first["after"], through, count, first["key"]
    return Checked(*whole, bool(last["more"]), last["told_at"])


def _read(file: Path, key: str | None) -> list[dict[str, Any]]:
    """Return the pages in a file: one JSON document, a list of them, or one a line."""
    try:
        text = file.read_text(encoding="utf-8")
        try:
            content = json.loads(text)
        except ValueError:
            content = [json.loads(line) for line in text.splitlines() if line.strip()]
    except (OSError, ValueError, RecursionError) as error:
        raise NotADocument(file=file.name, reason="it is no JSON") from error
    found = [check_signature(one, PAGE, key=key, file=file.name) for one in _listed(content)]
    for one in found:
        _need_form(one, file.name)
    return found


def _listed(content: Any) -> list[Any]:
    return content if isinstance(content, list) else [content]


def _need_form(one: dict[str, Any], file: str) -> None:
    numbers = (one.get("after"), one.get("through"))
    entries = one.get("entries")
    has_form = all(isinstance(number, int) for number in numbers) and isinstance(entries, list)
    has_form = has_form and isinstance(one.get("told_at"), str)
    if not has_form or not all(
        isinstance(entry, dict) and isinstance(entry.get("sequence"), int) and isinstance(entry.get("position"), int)
        for entry in entries or ()
    ):
        raise NotADocument(file=file, reason="it is no page of a feed")
