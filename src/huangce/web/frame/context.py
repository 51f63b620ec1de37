"""What every page knows: the officer, the menu, the as-of bar, the purpose, the language."""

from __future__ import annotations

from functools import cache, partial
from typing import Any

from django.http import HttpRequest

from huangce.errors import NotFound
from huangce.home import paths
from huangce.rules import authority as rules
from huangce.rules import divisions
from huangce.rules.authority import EVERYWHERE, ROLES
from huangce.web.frame.menu import line_of, nav_for
from huangce.web.frame.purpose import stated
from huangce.web.frame.signed_in import OFFICE_TIME
from huangce.web.frame.words import CHINESE, ENGLISH, language_of


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the context of the frame."""
    officer = getattr(request, "officer", None)
    chosen = language_of(request)
    known: dict[str, Any] = {
        "officer": officer,
        "language": chosen,
        "other_language": CHINESE if chosen == ENGLISH else ENGLISH,
        "is_demo": (paths.home() / "demo").exists(),
    }
    if officer is None:
        return known
    grants = request.grants  # type: ignore[attr-defined]
    return known | {
        # A fragment, as each keystroke of a search asks for one, has no menu.
        "nav": partial(nav_for, grants, request.today, line_of(request)),  # type: ignore[attr-defined]
        "today": request.today,  # type: ignore[attr-defined]
        "clock": request.now.astimezone(OFFICE_TIME),  # type: ignore[attr-defined]
        "stated": stated(request),
        "may_look_up": rules.may_look_up(grants, request.today),  # type: ignore[attr-defined]
        "posts": [(ROLES[one.role].zh, place_name(one.division)) for one in grants],
        "office_place": place_name(grants[0].division) if grants else "",
        "here": county_of(grants[0].division) if grants else "",
    }


@cache
def county_of(code: str) -> str:
    """Return the full name of the county of a division, with which its addresses begin; "" where there is none."""
    try:
        return "" if code == EVERYWHERE else divisions.full_name(code[:6].ljust(12, "0"))
    except NotFound:
        return ""


def place_name(code: str) -> str:
    """Return the short name of a division; "" for everywhere and for what has no name."""
    if not code or code == EVERYWHERE:
        return ""
    try:
        return divisions.get(code).short_name
    except NotFound:
        return ""
