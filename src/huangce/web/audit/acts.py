"""Acts by day, kind, officer and office, without anything personal, each with its place in the seal."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from huangce.accounts.models import Officer
from huangce.register.audit import Asked, act_in_seal, acts_by, kinds_of, latest_day
from huangce.rules.acts import KINDS
from huangce.web.audit.period import others, page_of, period_of
from huangce.web.frame.signed_in import needs


@needs(views=("seal",))
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Show the acts of some days."""
    today = request.today  # type: ignore[attr-defined]
    period = period_of(request, last=latest_day() or today, days=7)
    username = request.GET.get("officer", "").strip()
    office = request.GET.get("office", "").strip()
    kind = request.GET.get("kind", "")
    officer = Officer.objects.filter(username=username).first() if username else None
    asked = Asked(
        period.first,
        period.last,
        kind if kind in KINDS else "",
        (officer.pk if officer else -1) if username else None,
        office[:12],
    )
    page = page_of(request)
    rows, more = acts_by(asked, page=page)
    context = {
        "period": period,
        "asked": asked,
        "rows": rows,
        "more": more,
        "page": page,
        "others": others(request),
        "kinds": kinds_of(asked),
        "all_kinds": sorted(KINDS),
        "officers": Officer.objects.order_by("username").values_list("username", "display_name"),
        "username": username,
    }
    return render(request, "audit/acts.html", context)


@needs(views=("seal",))
@require_safe
def show(request: HttpRequest, act: int) -> HttpResponse:
    """Show an act's digest, its position and the head that covers it."""
    line, head = act_in_seal(act)
    return render(request, "audit/act.html", {"line": line, "head": head})
