"""Acts by day, kind, officer and office, without anything personal, each with its place in the seal."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from huangce.accounts.models import Officer
from huangce.register.audit import Asked, act_in_seal, acts_by, kinds_of, latest_day
from huangce.rules.acts import KINDS
from huangce.web.audit.period import others, page_of, period_of
from huangce.web.frame.divisions import chosen
from huangce.web.frame.signed_in import needs

NOBODY = -1  # an account that is not there recorded nothing


@needs(views=("seal",))
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Show the acts of some days."""
    asked, page = _asked(request), page_of(request)
    rows, more = acts_by(asked, page=page)
    context = {
        "period": asked,
        "asked": asked,
        "rows": rows,
        "more": more,
        "page": page,
        "others": others(request),
        "kinds": kinds_of(asked),
        "all_kinds": sorted(KINDS),
        "officers": Officer.objects.order_by("username").values_list("username", "display_name"),
        "username": request.GET.get("officer", "").strip(),
    }
    return render(request, "audit/acts.html", context)


def _asked(request: HttpRequest) -> Asked:
    period = period_of(request, last=latest_day() or request.today, days=7)  # type: ignore[attr-defined]
    username, kind = request.GET.get("officer", "").strip(), request.GET.get("kind", "")
    officer: int | None = None
    if username:
        officer = Officer.objects.filter(username=username).values_list("pk", flat=True).first() or NOBODY
    office = chosen(request.GET.get("office", ""), request.grants)  # type: ignore[attr-defined]
    return Asked(period.first, period.last, kind if kind in KINDS else "", officer, office)


@needs(views=("seal",))
@require_safe
def show(request: HttpRequest, act: int) -> HttpResponse:
    """Show an act's digest, its position and the head that covers it."""
    line, head = act_in_seal(act)
    return render(request, "audit/act.html", {"line": line, "head": head})
