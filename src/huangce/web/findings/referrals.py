"""Referrals to the place of residence: the list of both directions, one referral with its next steps, a new one."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huangce.errors import HuangceError, NotAllowed, NotFound
from huangce.exchange import partners
from huangce.matching import cases, desk, referral_erasures, referral_exchange, referrals
from huangce.matching.findings import DECIDE
from huangce.matching.models import CONFIRMED
from huangce.matching.reconcile_living import ELSEWHERE
from huangce.matching.referrals import LONGEST, Said
from huangce.rules.authority import may_do
from huangce.rules.referrals import (
    CLOSED,
    OVER,
    RECEIVED,
    RECEIVERS,
    REDIRECTED,
    SENT,
    STEPS,
    TOLD,
    TOLD_HOW,
    VISITED,
    WITHDRAWN,
    WRONG_DIVISION,
    ReferralStepIncomplete,
)
from huangce.web.findings.evidence import names_of
from huangce.web.frame.days import BadDay, read_day
from huangce.web.frame.divisions import chosen
from huangce.web.frame.said import said
from huangce.web.frame.signed_in import needs
from huangce.web.frame.words import language_of

# The words of the rules' tables, for translation.
WORDS: Final = (
    _("推送"),
    _("接收"),
    _("上门核查"),
    _("核实，已登记居住"),
    _("核实，不在此处居住"),
    _("本人不愿回答"),
    _("去向已知，住址不公开"),
    _("不属本地，退回"),
    _("转推他处"),
    _("撤回推送"),
    _("办结"),
    _("当面告知"),
    _("电话告知"),
    _("书面告知"),
)
# A step that was taken, where its name in the table asks for it.
TAKEN: Final = {
    TOLD: _("已告知本人"),
    SENT: _("已推送"),
    RECEIVED: _("已接收"),
    VISITED: _("已上门核查"),
    WRONG_DIVISION: _("不属本地，已退回"),
    REDIRECTED: _("已转推他处"),
    WITHDRAWN: _("已撤回"),
    CLOSED: _("已办结"),
}
SIDES: Final = {"in": RECEIVERS, "out": (DECIDE,)}


def shown(row: dict[str, Any], *, decides: bool) -> dict[str, Any]:
    """Return what the page of a finding says of referring its person."""
    refers = decides and row["class"] == ELSEWHERE and row["state"] == CONFIRMED and row["record"] is not None
    under_way = referrals.under_way(row["record"]) if refers else None
    return {"refers": refers, "referred": under_way.pk if under_way else None}


@needs(duties=RECEIVERS)
@require_safe
def index(request: Any) -> HttpResponse:
    """Show a page of the referrals into or out of the own divisions."""
    side = request.GET.get("side", "in")
    side = side if side in SIDES else "in"
    waits = request.GET.get("waiting") == "1"
    text = request.GET.get("page", "1")
    number = int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 8 and int(text) else 1
    scopes = desk.scopes_of(request.grants, request.today, duties=SIDES[side])
    is_out, waiting = side == "out", waits or None
    total = referrals.of_side(scopes, is_out=is_out, waiting=waiting).count()
    rows = referrals.listed(scopes=scopes, is_out=is_out, waiting=waiting, page=number)
    context = {
        "side": side,
        "waits": waits,
        "rows": [(one, _taken(one.state), one.state not in OVER and _is_late(one, request.today)) for one in rows],
        "erasing": referral_erasures.waiting([one.pk for one in rows]),
        "total": total,
        "before": number - 1,
        "after": number + 1 if number * referrals.PAGE < total else 0,
        "receives": bool(partners.standing()) and _decides(request),
    }
    return render(request, "findings/referrals.html", context)


def _decides(request: Any, division: str | None = None) -> bool:
    return may_do(request.grants, DECIDE, request.today, division)


def _is_late(one: Any, today: Any) -> bool:
    return one.due_on is not None and one.due_on < today


@needs(duties=RECEIVERS)
@require_safe
def show(request: Any, referral: int) -> HttpResponse:
    """Show a referral; the look at its person is noted."""
    return _page(request, referral)


def _page(request: Any, referral: int, wrong: str = "", status: int = 200) -> HttpResponse:
    found = referrals.open_referral(referral, by=request.officer, now=request.now)
    names = names_of(one.event.officer for one in found.taken)
    told = _told_by_papers(found)
    decides = _decides(request, found.row.division if found.row.sender is None else found.row.to_division)
    context = {
        "found": found,
        "row": found.row,
        "state": _taken(found.row.state),
        "is_over": found.row.state in OVER,
        "is_late": found.row.state not in OVER and _is_late(found.row, request.today),
        "taken": [
            (
                one,
                _taken(one.event.step),
                _how(one.event.how),
                names.get(one.event.officer, ""),
                told.get(one.event.pk),
            )
            for one in found.taken
        ],
        "forms": [(one, gettext(one.zh), one.name == request.POST.get("step")) for one in found.may_follow],
        "erasures": referral_erasures.to_give_out(found.row),
        "decides": decides,
        "gives_out": decides and referral_exchange.has_paper(found.row),
        "reached": (other := referral_exchange.other_side(found.row)) is not None and bool(other.encryption_key),
        "today": request.today,
        "typed": request.POST,
        "wrong": wrong,
    }
    return render(request, "findings/referral.html", context, status=status)


def _told_by_papers(found: referrals.Opened) -> dict[int, str]:
    """The office that did each step told by a paper, by event: who took the paper in has done none of them."""
    came = found.row.sender is not None
    theirs = [one.event for one in found.taken if STEPS[one.event.step].is_senders == came]
    papers = {one.at for one in theirs if one.paper and one.step != CLOSED}
    return {one.pk: found.other for one in theirs if one.at in papers}


def _taken(step: str) -> str:
    return gettext(TAKEN.get(step, STEPS[step].zh))


def _how(how: str) -> str:
    return gettext(TOLD_HOW[how]) if how else ""


@needs(duties=RECEIVERS)
@require_POST
def step(request: Any, referral: int) -> HttpResponse:
    """Take a step; what was typed stays on the page when it is refused."""
    given = request.POST
    act = given.get("act", "")
    try:
        taken = referrals.take_step(
            referral,
            given.get("step", ""),
            Said(
                division=chosen(given["division"], request.grants, country=True) if given.get("division") else "",
                act=int(act) if act.isascii() and act.isdigit() and len(act) < 19 else None,
                words=given.get("words", ""),
            ),
            on=read_day(given.get("on", "")),
            by=request.officer,
            now=request.now,
        )
    except (NotAllowed, NotFound):
        raise
    except HuangceError as refusal:
        return _page(request, referral, said(refusal, language_of(request)), refusal.status)
    messages.success(request, gettext("记下了：%(step)s。") % {"step": _taken(taken)})
    return redirect("referral", referral)


@needs(duties=(DECIDE,))
@require_http_methods(["GET", "POST"])
def refer(request: Any, finding: str) -> HttpResponse:
    """Ask where to and how the person was told, then refer the person of a finding."""
    given, wrong, field, status = request.POST, "", "", 200
    if request.method == "POST":
        try:
            made = referrals.refer(
                finding,
                to=chosen(given.get("division", ""), request.grants, country=True),
                address=given.get("address", ""),
                contact=given.get("contact", ""),
                told_on=read_day(given.get("on", "")),
                how=given.get("how", ""),
                by=request.officer,
                now=request.now,
            )
        except (NotAllowed, NotFound):
            raise
        except HuangceError as refusal:
            wrong, status = said(refusal, language_of(request)), refusal.status
            field = _field(refusal, given)
        else:
            messages.success(request, gettext("已推送，等居住地答复。"))
            return redirect("referral", made)
    case = cases.open_finding(finding, by=request.officer, at=request.now)
    if case.row["record"] is None:
        raise referrals.NothingToRefer(finding=finding)
    division, address = referrals.claimed(case.row["record"], case.row["division"])
    context = {
        "row": case.row,
        "division": given.get("division", division),
        "address": given.get("address", address),
        "how": [(one, gettext(zh)) for one, zh in TOLD_HOW.items()],
        "typed": given,
        "wrong": wrong,
        "field": field,
        "back": reverse("finding", args=(finding,)),
    }
    return render(request, "findings/refer.html", context, status=status)


def _field(refusal: HuangceError, given: Any) -> str:
    """The field of a new referral to mend."""
    if isinstance(refusal, BadDay):
        return "on"
    if isinstance(refusal, ReferralStepIncomplete):
        return "how"
    if isinstance(refusal, referrals.ReferralUnfounded):
        fits = (name for name in ("address", "contact") if not 0 < len(given.get(name, "").strip()) <= LONGEST)
        return next(fits, "on")
    return "division"
