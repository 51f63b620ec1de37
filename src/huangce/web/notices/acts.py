"""The acts that changed addresses, with everybody who is told of each, and what is entered of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huangce.accounts.authority import require_view
from huangce.errors import HuangceError
from huangce.exchange.notices import entering, ledger
from huangce.exchange.notices.ledger import ActToTell
from huangce.exchange.notices.receivers import DUTY, standing
from huangce.rules.authority import may_do
from huangce.web.acts.fields import day_of
from huangce.web.acts.ground import scopes_of
from huangce.web.acts.parts import WrongField
from huangce.web.frame.said import said
from huangce.web.frame.signed_in import needs
from huangce.web.frame.words import language_of
from huangce.web.lists import jobs
from huangce.web.lists.waiting import waiting_for
from huangce.web.notices.words import STEPS, kind_of, name_of, state_of, tone_of
from huangce.web.places.browse import VIEW
from huangce.web.places.paging import page_of


@needs(views=(VIEW,))
@require_safe
def index(request: Any) -> HttpResponse:
    """List the acts of the own divisions that changed addresses, the newest first."""
    number = page_of(request)
    found, more = ledger.acts_to_tell(scopes=scopes_of(request), today=request.today, page=number)
    context = {
        "rows": [(one, kind_of(one), lines_of(one)) for one in found],
        "waiting": any(not one.is_ready for one in found),
        "jobs": waiting_for(request, "tell"),
        "receivers": len(standing()),
        "followers": ledger.followers(),
        "number": number,
        "more": more,
        "may_tell": may_do(request.grants, DUTY, request.today),
    }
    return render(request, "notices/index.html", context)


def lines_of(found: ActToTell) -> list[dict[str, Any]]:
    """Everybody who is told of an act, with where the notice stands in words."""
    return [
        {"party": one, "name": name_of(one), "state": state_of(found, one), "tone": tone_of(one)}
        for one in found.parties
    ]


@needs(duties=(DUTY,))
@require_POST
def prepare(request: Any) -> HttpResponse:
    """Ask for what was recorded to be sealed, so that its address changes are numbered and can be told."""
    act = request.POST.get("act", "")
    is_of_one = act.isascii() and act.isdigit() and len(act) <= 16
    back = reverse("notice", args=[int(act)]) if is_of_one else reverse("notices")
    if not waiting_for(request, "tell"):
        jobs.ask("tell", request.officer, options={"back": back})
    return redirect(back)


@needs(views=(VIEW,))
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: Any, act: int) -> HttpResponse:
    """Show one act with everybody who is told, and take what became of a notice."""
    found = ledger.act_to_tell(act, today=request.today)
    require_view(request.officer, view=VIEW, on=request.today, division=found.office or None)
    if request.method != "POST":
        return _show(request, found)
    try:
        _enter(request, act)
    except WrongField as wrong:
        return _show(request, found, wrong.words, 422)
    except HuangceError as refusal:
        return _show(request, found, said(refusal, language_of(request)), refusal.status)
    messages.success(request, _("已记下。"))
    return redirect("notice", act=act)


def _enter(request: Any, act: int) -> None:
    given = request.POST
    day = day_of(given.get("day", "").strip(), request.today)
    entering.enter_step(
        act,
        given.get("party", ""),
        given.get("step", ""),
        how=given.get("how", ""),
        by=request.officer,
        on=request.today.fromisoformat(day) if day else None,
        now=request.now,
    )


def _show(request: Any, found: ActToTell, wrong: str = "", status: int = 200) -> HttpResponse:
    may_enter = may_do(request.grants, DUTY, request.today, found.office or None)
    steps = {name: _(words) for name, words in STEPS.items()}
    lines = [
        {**line, "steps": [(name, steps[name]) for name in line["party"].may_follow] if may_enter else []}
        for line in lines_of(found)
    ]
    context = {
        "found": found,
        "jobs": waiting_for(request, "tell"),
        "kind": kind_of(found),
        "lines": lines,
        "wrong": wrong,
        "typed": request.POST,
        "may_enter": may_enter,
        "receivers": len(standing()),
    }
    return render(request, "notices/act.html", context, status=status)
