"""One delivered list: its receipt, its retention, what became of its rows, and taking it back for its sender."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huangce.accounts import officers
from huangce.accounts.models import Officer
from huangce.accounts.standing import holders
from huangce.county import answering, withdrawing
from huangce.county.withdrawing import DUTY, NoSuchDelivery
from huangce.errors import HuangceError
from huangce.exchange import store
from huangce.exchange.models import ReceivedList, Withdrawal
from huangce.rules import authority as rules
from huangce.web.frame.said import said
from huangce.web.frame.signed_in import needs
from huangce.web.frame.words import language_of
from huangce.web.lists.shown import title


@needs(views=("deliveries",))
@require_safe
def show(request: Any, received: int) -> HttpResponse:
    """Show a list: never a row of it."""
    return _page(request, _of(request, received))


def _page(request: Any, one: ReceivedList, wrong: HuangceError | None = None) -> HttpResponse:
    loads = rules.may_do(request.grants, DUTY, request.today)
    gone = Withdrawal.objects.filter(pk=one.pk).first()
    named = [one.received_by, *((gone.officer, gone.second_officer) if gone else ())]
    context = {
        "one": one,
        "title": title(one.list_kind),
        "names": dict(Officer.objects.filter(pk__in=named).values_list("pk", "display_name")),
        "gone": gone,
        "waiting": store.unreadable(),
        "readable": not one.forgotten_at and not gone and store.is_readable(one.pk),
        "loads": loads,
        "colleagues": _colleagues(request) if loads and not gone else [],
        "typed": request.POST,
        "wrong": said(wrong, language_of(request)) if wrong is not None else "",
    }
    return render(request, "sharing/delivered.html", context, status=wrong.status if wrong is not None else 200)


@needs(duties=("load_lists",))
@require_safe
def rows(request: Any, received: int) -> HttpResponse:
    """Give every row's outcome: numbers, codes and findings, nothing of the persons."""
    one = _of(request, received)
    found = answering.for_the_office(one.pk, by=request.officer)
    answer = HttpResponse(found.write_csv(include_bom=True), content_type="text/csv; charset=utf-8")
    return _as_file(answer, f"{one.pk}-rows.csv")


@needs(views=("deliveries",))
@require_safe
def receipt(request: Any, received: int) -> HttpResponse:
    """Give the signed receipt; of a withdrawn list that of its withdrawal."""
    one = _of(request, received)
    gone = Withdrawal.objects.filter(pk=one.pk).first()
    document = gone.receipt if gone is not None else one.receipt
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    return _as_file(HttpResponse(text, content_type="application/json"), f"{one.pk}-receipt.json")


@needs(duties=("load_lists",))
@require_POST
def withdraw(request: Any, received: int) -> HttpResponse:
    """Take a list back at its sender's request, with a second officer."""
    one, given = _of(request, received), request.POST
    try:
        done = withdrawing.withdraw(
            one.pk,
            asked_by=given.get("asked_by", ""),
            reason=given.get("reason", ""),
            by=request.officer,
            second=officers.find(given.get("second", "")),
            now=request.now,
        )
    except HuangceError as refusal:
        return _page(request, one, refusal)
    messages.success(request, _("来件已撤回，密钥已销毁；%(count)s件疑点随之撤下。") % {"count": done.findings})
    return redirect("delivery", received=one.pk)


def _of(request: Any, received: int) -> ReceivedList:
    """Return a list that the officer may know of: who may load lists of all, who delivers of the own."""
    found = ReceivedList.objects.filter(pk=received)
    if not rules.may_do(request.grants, DUTY, request.today):
        found = found.filter(received_by=request.officer.pk)
    one = found.first()
    if one is None:
        raise NoSuchDelivery(received=received)
    return one


def _colleagues(request: Any) -> list[Officer]:
    """Return who may be the second officer, by name."""
    return [one for one in holders(DUTY, on=request.today) if one.pk != request.officer.pk]


def _as_file(answer: HttpResponse, name: str) -> HttpResponse:
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["Cache-Control"] = "no-store"
    return answer
