"""The rules by which doors are numbered (门楼牌编制管理办法, requirements A17): which hold where; new ones from a file.

A scheme is never changed: a new version is recorded beside it, and of the same place and day the one recorded last
holds.
"""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from huangce.errors import HuangceError, Unreadable
from huangce.places.listing import PAGE
from huangce.places.numbering_schemes import Recorded, record_schemes, recorded_schemes
from huangce.rules.authority import may_do, scope
from huangce.rules.numbering import read_schemes
from huangce.rules.plates import CLERK
from huangce.web.frame.said import said
from huangce.web.frame.signed_in import needs
from huangce.web.frame.words import language_of
from huangce.web.places.browse import VIEW
from huangce.web.places.own import chosen_division
from huangce.web.places.paging import page_of, pages

LARGEST: Final = 1 << 20  # bytes
WORDS: Final = {
    "east": gettext_noop("东"),
    "west": gettext_noop("西"),
    "north": gettext_noop("北"),
    "south": gettext_noop("南"),
    "as_drawn": gettext_noop("街路线的起点"),
    "left": gettext_noop("左侧"),
    "right": gettext_noop("右侧"),
}


class NoSchemeFile(Unreadable):
    """Choose a file of numbering schemes: TOML in UTF-8, of at most 1 MB."""

    code = "no-scheme-file"


@needs(views=(VIEW,))
@require_http_methods(["GET", "HEAD", "POST"])
def schemes(request: Any) -> HttpResponse:
    """List the schemes that hold in a division or below it, or record those of a file."""
    division = chosen_division(request)
    wrong, status = "", 200
    if request.method == "POST":
        try:
            found = read_schemes(_text(request))
            record_schemes(found, by=request.officer, now=request.now)
        except HuangceError as error:
            wrong, status = said(error, language_of(request)), error.status
        else:
            messages.success(request, _("记录了%(count)s条编号规则。") % {"count": len(found)})
            return redirect(request.get_full_path())
    digits = scope(division)
    near = [one for one in recorded_schemes() if _is_near(one.scheme.division, digits)]
    near.sort(key=lambda one: (one.scheme.division, one.scheme.street, one.scheme.valid_from))
    number = page_of(request)
    context = {
        **{"division": division, "wrong": wrong, "pages": pages(request, number, len(near))},
        "rows": [_row(one) for one in near[(number - 1) * PAGE : number * PAGE]],
        "may_record": may_do(request.grants, CLERK, request.today, division),
    }
    return render(request, "places/schemes.html", context, status=status)


def _is_near(one: str, digits: str) -> bool:
    """Whether a scheme's division is this one, lies in it or lies around it."""
    return one.startswith(digits) or digits.startswith(one)


def _text(request: Any) -> str:
    sent = request.FILES.get("file")
    if sent is None or sent.size > LARGEST:
        raise NoSchemeFile()
    try:
        return str(sent.read().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise NoSchemeFile() from error


def _row(one: Recorded) -> dict[str, Any]:
    """A scheme in words."""
    rule = one.scheme
    return {
        "one": one,
        "division": rule.division.ljust(12, "0"),
        "origin": _("、").join(_(WORDS[end]) for end in rule.origin),
        "odd": _(WORDS[rule.odd_side]) if rule.odd_side else "",
        "skip": ", ".join(map(str, sorted(rule.skip))),
    }
