"""Look-ups by officer, purpose and day, with simple alarms; and who tried to sign in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_noop as _
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
    refusals_of,
)
from huangce.accounts.models import SignIn
from huangce.accounts.purposes import PURPOSES
from huangce.web.audit.period import others, page_of, period_of
from huangce.web.frame.signed_in import needs

DAYS = 30
# Why a look was refused, by the code of the error.
REFUSALS = {
    "may-not-look-up": _("不在本人辖区，或岗位不查人"),
    "may-not-reveal": _("无权看全号"),
    "may-not-see": _("岗位不看这一页"),
    "may-not-do": _("不在本人走访的辖区"),
    "account-closed": _("账号已停用"),
    "unknown-purpose": _("没有这种用途"),
    "case-missing": _("没有写明为哪件事"),
    "unknown-criterion": _("不能按这一项查"),
}
OUTCOMES = ("in", "wrong", "locked")


@needs(views=("look_ups",))
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Show officers' days with what is unusual, and the looks of those that are asked for."""
    period = period_of(request, last=request.today, days=DAYS)  # type: ignore[attr-defined]
    asked = _asked(request)
    rows, more = looks_of(period.first, period.last, page=page_of(request), **asked)
    username = asked["username"]
    days = [one for one in officer_days(period.first, period.last) if not username or one.username == username]
    context = asked | {
        "period": period,
        "days": days[:PAGE],
        "days_count": len(days),
        "rows": rows,
        "outside": outside_hours(rows),
        "refusals": [
            (one, REFUSALS.get(one.code, one.code)) for one in refusals_of(period.first, period.last, username=username)
        ],
        "more": more,
        "page": page_of(request),
        "others": others(request),
        "purposes": PURPOSES.values(),
        "thresholds": THRESHOLDS,
        "opens": OPENS,
        "closes": CLOSES,
    }
    return render(request, "audit/looks.html", context)


def _asked(request: HttpRequest) -> dict[str, Any]:
    purpose = request.GET.get("purpose", "")
    return {
        "username": request.GET.get("officer", "").strip(),
        "purpose": purpose if purpose in PURPOSES else "",
        "revealed": bool(request.GET.get("revealed")),
    }


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
