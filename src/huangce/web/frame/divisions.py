"""Choosing a division in a form: a name, pinyin, initials or a part of the code, never twelve digits by heart.

`{% division_input %}` (`templatetags/divisions.py`) draws the field: a list of divisions to choose from, asked for
anew while the officer types (`static/frame/choices.js`), and the full name of the one that is meant. Without JavaScript
what was typed is sent as it is, and `chosen` finds the one that it means or asks which.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest

from huangce.accounts.models import Grant
from huangce.errors import Refused
from huangce.rules import divisions
from huangce.rules.authority import LEVELS, Granted, scope
from huangce.rules.divisions import UnknownDivision

LONGEST: Final = 60
NAMED: Final = 6
BELOW: Final = 60  # as many of the own divisions are offered before anything is typed


class DivisionUnclear(Refused):
    """Several divisions can be meant by "{typed}": {choices}. Choose one, or type its full name or its code."""

    code = "division-unclear"

    def __init__(self, typed: str, found: Sequence[divisions.Offered]) -> None:
        self.typed, self.found = typed, found
        names = [f"{one.path} {one.division.code}" for one in found[:NAMED]]
        super().__init__(typed=typed, choices="、".join(names))


class NoSuchName(Refused):
    """No division is called "{typed}": type the beginning of its name, its initials or its code."""

    code = "division-not-named"


@dataclass(frozen=True, slots=True)
class Choice:
    """A division of the list beside a field: its own name, and the names of those above it."""

    code: str
    name: str
    above: str


@dataclass(frozen=True, slots=True)
class Other:
    """A page that may be opened instead: that of another division."""

    url: str
    path: str
    code: str


def near(grants: Iterable[Granted], *, country: bool = False) -> tuple[str, ...]:
    """Return the digits of the divisions that are offered, the own ones first; "" stands for the whole country.

    Who has everything (an administrator) is offered first those in which anybody of the office has a role.
    """
    own = {scope(one.division) for one in grants}
    if "" not in own:
        return (*sorted(own), "") if country else tuple(sorted(own))
    held = {scope(code) for code in Grant.objects.values_list("division", flat=True).distinct()}
    return (*sorted(held - {""}), "")


def chosen(text: str, grants: Iterable[Granted], *, country: bool = False) -> str:
    """Return the code that a text means: digits of a whole code as they are, else the one division that is called so.

    Raises `DivisionUnclear` where several are and `NoSuchName` where none is.
    """
    typed = " ".join(text.split())[:LONGEST]
    if not typed or (typed.isascii() and typed.isdigit() and len(typed) in LEVELS):
        return typed
    found = divisions.meant(typed, near(grants, country=country))
    if not found:
        raise NoSuchName(typed=typed)
    if len(found) > 1:
        raise DivisionUnclear(typed, found)
    return found[0].division.code


def instead(request: HttpRequest, unclear: DivisionUnclear) -> list[Other]:
    """Return where a page of the same address leads with each of the divisions that were meant."""
    names = [name for name in request.GET if " ".join(request.GET[name].split())[:LONGEST] == unclear.typed]
    found = []
    for one in unclear.found[:BELOW] if names else ():
        query = request.GET.copy()
        query[names[0]] = one.division.code
        found.append(Other(f"?{query.urlencode()}", one.path, one.division.code))
    return found


def offer(text: str, grants: Iterable[Granted], *, country: bool = False) -> dict[str, Any]:
    """Return what stands beside a field: the divisions offered for what is typed, and the one that it means."""
    typed, within = " ".join(text.split())[:LONGEST], near(grants, country=country)
    if not typed:
        return {"offered": [one for digits in within if digits for one in _own(digits)][:BELOW]}
    found = divisions.offered(typed, within)
    listed = [_choice(one.division.code, one.division.short_name, one.path) for one in found]
    if typed.isascii() and typed.isdigit() and len(typed) == 12:
        return {"offered": listed, "meant": _named(typed)}
    alone = [(found[0].path, found[0].division.code)] if len(found) == 1 else []
    return {"offered": listed, "alone": alone, "many": len(found), "typed": typed}


def _choice(code: str, name: str, path: str) -> Choice:
    above = path.removesuffix(name)
    return Choice(code, path[len(above) :] or path, above if above != path else "")


def _named(code: str) -> str:
    try:
        return divisions.full_name(code)
    except UnknownDivision:
        return ""


def _own(digits: str) -> list[Choice]:
    """A division of the officer and those right below it."""
    try:
        top = divisions.get(digits)
        own = (top, *divisions.children(top.code))
        return [_choice(one.code, one.short_name, divisions.full_name(one.code)) for one in own]
    except UnknownDivision:
        return []
