"""The departments that are told by letter: entering one, ending it, and how far it has come with each act."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huangce.accounts.authority import require_view
from huangce.errors import HuangceError
from huangce.exchange.models import NoticeReceiver
from huangce.exchange.notices import ledger, receivers
from huangce.exchange.notices.receivers import DUTY, Receiver
from huangce.rules.authority import EVERYWHERE, may_do, scope
from huangce.rules.notices import GROUND
from huangce.web.frame.divisions import chosen
from huangce.web.frame.grounds import ground
from huangce.web.frame.said import CHINESE, said
from huangce.web.frame.signed_in import needs
from huangce.web.frame.words import language_of
from huangce.web.notices.acts import lines_of
from huangce.web.notices.words import kind_of
from huangce.web.places.browse import VIEW
from huangce.web.places.own import chosen_division
from huangce.web.places.paging import page_of

DAYS: Final = 20


@needs(views=(VIEW,))
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: Any) -> HttpResponse:
    """List the receivers, and enter one."""
    if request.method != "POST":
        return _index(request)
    try:
        receivers.enter(_typed(request), by=request.officer, now=request.now)
    except HuangceError as refusal:
        return _index(request, refusal)
    messages.success(request, _("已登记，以后的变更都告知它。"))
    return redirect("notice-receivers")


def _typed(request: Any) -> Receiver:
    given = request.POST
    days = given.get("answer_days", "")
    return Receiver(
        given.get("office", ""),
        given.get("changes", ""),
        chosen(given.get("division", ""), request.grants),
        given.get("legal_ground", ""),
        given.get("contact", ""),
        int(days) if days.isascii() and days.isdigit() and len(days) < 6 else 0,
    )


def _index(request: Any, wrong: HuangceError | None = None) -> HttpResponse:
    first, _own = chosen_division(request)
    initial = {
        "division": first if first != EVERYWHERE else "",
        "answer_days": str(DAYS),
        "legal_ground": ground(GROUND.partition(";")[0], CHINESE),
    }
    values = request.POST.dict() if wrong is not None else initial
    context = {
        "receivers": NoticeReceiver.objects.order_by("ended_at", "id"),
        "followers": ledger.followers(),
        "may_enter": may_do(request.grants, DUTY, request.today),
        "values": values,
        "wrong": said(wrong, language_of(request)) if wrong is not None else "",
        "field": wrong.details.get("field", "office") if wrong is not None else "",
    }
    return render(request, "notices/receivers.html", context, status=wrong.status if wrong is not None else 200)


@needs(views=(VIEW,))
@require_safe
def one(request: Any, receiver: int) -> HttpResponse:
    """Show how far a receiver has come: told when, received, done, late."""
    return _one(request, receivers.one(receiver))


def _one(request: Any, row: NoticeReceiver, wrong: HuangceError | None = None) -> HttpResponse:
    require_view(request.officer, view=VIEW, on=request.today, division=row.division)
    number = page_of(request)
    found, more = ledger.acts_to_tell(scopes={scope(row.division)}, today=request.today, page=number)
    key = f"receiver:{row.pk}"
    mine = [(act, kind_of(act), line) for act in found for line in lines_of(act) if line["party"].key == key]
    context = {
        "row": row,
        "mine": mine,
        "number": number,
        "more": more,
        "overdue": sum(line["party"].standing.is_overdue for _act, _kind, line in mine),
        "may_end": row.ended_at is None and may_do(request.grants, DUTY, request.today, row.division),
        "wrong": said(wrong, language_of(request)) if wrong is not None else "",
    }
    return render(request, "notices/receiver.html", context, status=wrong.status if wrong is not None else 200)


@needs(duties=(DUTY,))
@require_POST
def end(request: Any, receiver: int) -> HttpResponse:
    """Tell a receiver nothing more, with a reason."""
    try:
        receivers.end(receiver, reason=request.POST.get("reason", ""), by=request.officer, now=request.now)
    except receivers.ReceiverInvalid as refusal:
        return _one(request, receivers.one(receiver), refusal)
    messages.success(request, _("以后不再告知它；已告知的都留着。"))
    return redirect("notice-receiver", receiver=receiver)
