"""Look-ups by officer, purpose and day, with simple alarms; and who tried to sign in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from huangce.accounts.alarms import (
    CLOSES,
    OPENS,
    PAGE,
    THRESHOLDS,
    bounds_of,
    looks_of,
    officer_days,
    outside_hours,
)
from huangce.accounts.models import SignIn
from huangce.accounts.purposes import PURPOSES
from huangce.web.audit.period import others, page_of, period_of
from huangce.web.frame.signed_in import needs

DAYS = 30
OUTCOMES = ("in", "wrong", "locked")


@needs(views=("look_ups",))
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Show officers' days with what is unusual, and the looks of those that are asked for."""
    period = period_of(request, last=request.today, days=DAYS)  # type: ignore[attr-defined]
    username, purpose = request.GET.get("officer", "").strip(), request.GET.get("purpose", "")
    purpose = purpose if purpose in PURPOSES else ""
    revealed, page = bool(request.GET.get("revealed")), page_of(request)
    rows, more = looks_of(period.first, period.last, username=username, purpose=purpose, revealed=revealed, page=page)
    days = [one for one in officer_days(period.first, period.last) if not username or one.username == username]
    context = {
        "period": period,
        "days": days[:PAGE],
        "days_count": len(days),
        "rows": rows,
        "outside": outside_hours(rows),
        "more": more,
        "page": page,
        "others": others(request),
        "purposes": PURPOSES.values(),
        "purpose": purpose,
        "username": username,
        "revealed": revealed,
        "thresholds": THRESHOLDS,
        "opens": OPENS,
        "closes": CLOSES,
    }
    return render(request, "audit/looks.html", context)


@needs(views=("look_ups",))
@require_safe
def sign_ins(request: HttpRequest) -> HttpResponse:
    """Show attempts to sign in, the newest first."""
    period = period_of(request, last=request.today, days=DAYS)  # type: ignore[attr-defined]
    username, outcome, page = request.GET.get("officer", "").strip(), request.GET.get("outcome", ""), page_of(request)
    begins, ends = bounds_of(period.first, period.last)
    rows = SignIn.objects.filter(at__gte=begins, at__lt=ends).select_related("officer").order_by("-at", "-id")
    if username:
        rows = rows.filter(username=username)
    if outcome == "refused":
        rows = rows.exclude(outcome="in")
    elif outcome in OUTCOMES:
        rows = rows.filter(outcome=outcome)
    found = list(rows[(page - 1) * PAGE : page * PAGE + 1])
    context = {
        "period": period,
        "rows": found[:PAGE],
        "more": len(found) > PAGE,
        "page": page,
        "others": others(request),
        "username": username,
        "outcome": outcome,
    }
    return render(request, "audit/sign_ins.html", context)
