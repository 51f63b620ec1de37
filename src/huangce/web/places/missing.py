"""Doors without a number: what the rule proposes for them, and the steps until an address is made (requirements 3.12).

The rules are below: who checked or proposed does not approve, and a second officer stands behind every address made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from huangce.errors import HuangceError, Refused
from huangce.places.numbering_addresses import make_addresses
from huangce.places.numbering_proposals import DUTIES, decide, propose_missing
from huangce.places.plate_models import PROPOSAL_STEPS
from huangce.places.plate_queries import ProposalRow, proposals_page
from huangce.rules.authority import may_do
from huangce.rules.numbering import Number
from huangce.web.frame.said import said
from huangce.web.frame.signed_in import needs
from huangce.web.frame.words import language_of
from huangce.web.places.browse import VIEW
from huangce.web.places.own import chosen_division
from huangce.web.places.paging import page_of, pages

SEARCH: Final = "search"
LONGEST: Final = 500
# Step → the words of its button; "addressed" makes the addresses and applies for their plates.
STEPS: Final[Mapping[str, str]] = {
    "field_checked": gettext_noop("记为已实地核对"),
    "approved": gettext_noop("批准号码"),
    "addressed": gettext_noop("编制地址并申请门牌"),
    "refused": gettext_noop("不采纳建议"),
}
REASONS: Final[Mapping[str, str]] = {
    "missing": gettext_noop("有门无号，建议的号码空着"),
    "missing-suffix": gettext_noop("有门无号，没有空号，只能编附号"),
    "missing-no-place": gettext_noop("有门无号，编不出号：单双侧不明，或附号用尽"),
}


# How the place of the door on its street is known (`numbering_proposals.WAYS`).
WAYS: Final[Mapping[str, str]] = {
    "given": gettext_noop("位置：实测里程"),
    "line": gettext_noop("位置：门的坐标投到街路线上"),
    "axis": gettext_noop("位置：门的坐标投到各门坐标拟合的轴线上"),
    "neighbours": gettext_noop("位置：门的坐标靠近哪几扇有号的门"),
    "numbers": gettext_noop("位置：只按号码次序"),
}


class NothingTicked(Refused):
    """Tick the proposals that the step is taken with."""

    code = "no-proposal-ticked"


class WhyRefused(Refused):
    """Say in words why the proposals are refused."""

    code = "why-refused"


@dataclass(frozen=True, slots=True)
class Row:
    """A proposal as shown: its number and its neighbours as they are written, and what it rests on."""

    one: ProposalRow
    key: str
    number: str
    before: str
    after: str
    why: str
    way: str


@needs(views=(VIEW,))
@require_http_methods(["GET", "HEAD", "POST"])
def missing(request: HttpRequest) -> HttpResponse:
    """List the proposals of a division, take a step with those that are ticked, or search for what is missing."""
    division = chosen_division(request)
    wrong, status = "", 200
    if request.method == "POST":
        try:
            messages.success(request, _step(request, division))
            return redirect(request.get_full_path())
        except HuangceError as error:
            wrong, status = said(error, language_of(request)), error.status
    state = request.GET.get("state", "")
    state = state if state in PROPOSAL_STEPS else ""
    number = page_of(request)
    found = proposals_page(division, state=state, number=number)
    context = {
        **{"division": division, "state": state, "states": list(PROPOSAL_STEPS), "wrong": wrong},
        **{"rows": [_row(one) for one in found.rows], "pages": pages(request, number, found.total)},
        **{"steps": _steps(request, division, found.rows), "may_search": _may(request, "proposed", division)},
        **{"ticked": request.POST.getlist("proposal"), "words": request.POST.get("words", "")},
    }
    return render(request, "places/missing.html", context, status=status)


def _step(request: Any, division: str) -> str:
    """Do what a button asks for and return the words for it."""
    asked, given = request.POST.get("do", ""), {"by": request.officer, "now": request.now}
    if asked == SEARCH:
        found = propose_missing(division, **given)
        words = _("看过%(streets)s条街，新建议%(new)s条，失效%(old)s条；%(without)s条街没有编号规则，没有看。")
        counts = {"streets": found.streets, "new": found.proposed, "old": found.outdated}
        return words % {**counts, "without": found.without_scheme}
    proposals = [int(one) for one in request.POST.getlist("proposal") if one.isascii() and one.isdigit()][:LONGEST]
    words = request.POST.get("words", "").strip()[:LONGEST]
    if not proposals or asked not in STEPS or max(proposals) >= 2**63:
        raise NothingTicked()
    if asked == "refused" and not words:
        raise WhyRefused()
    if asked != "addressed":
        return _("%(count)s条建议已办。") % {"count": len(decide(proposals, asked, words=words, **given))}
    made = make_addresses(list(dict.fromkeys(proposals)), **given)
    return _("编制了%(count)s个地址，申请了%(plates)s块门牌。") % {
        "count": len(made.addresses),
        "plates": len(made.plates),
    }


def _steps(request: Any, division: str, rows: list[ProposalRow]) -> list[tuple[str, str]]:
    """The steps that the officer may take with some row of the page, with the words of their buttons."""
    next_ones = {step for one in rows for step in PROPOSAL_STEPS[one.state]}
    return [(step, _(words)) for step, words in STEPS.items() if step in next_ones and _may(request, step, division)]


def _may(request: Any, step: str, division: str) -> bool:
    return any(may_do(request.grants, duty, request.today, division) for duty in DUTIES[step])


def _row(one: ProposalRow) -> Row:
    before, after = (Number(*end[1:]).written() if end else "" for end in (one.before, one.after))
    return Row(
        one,
        str(one.id),
        one.number.written() if one.number else "",
        before,
        after,
        _(REASONS[one.code]),
        _(WAYS[one.chainage_from]),
    )
