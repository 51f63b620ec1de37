"""Grant and revoke roles: a security administrator, for others (`accounts.officers` has the rules)."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from huangce.accounts import officers as accounts
from huangce.errors import HuangceError
from huangce.rules import divisions
from huangce.rules.authority import EVERYWHERE, LEVELS, ROLES
from huangce.web.frame.days import read_day
from huangce.web.frame.divisions import chosen
from huangce.web.frame.signed_in import needs
from huangce.web.office.accounts import show


@needs(duties=("grant_roles",))
@require_POST
def grant(request: HttpRequest, username: str) -> HttpResponse:
    """Give an officer a role in a division for a time."""
    found = accounts.find(username)
    role, typed = request.POST.get("role", ""), request.POST.get("division", "")
    try:
        division = chosen(typed, request.grants)  # type: ignore[attr-defined]
        if role in ROLES and ROLES[role].stands_alone and not division:
            division = EVERYWHERE
        if division != EVERYWHERE and division.isascii() and division.isdigit() and len(division) in LEVELS:
            divisions.get(division)
        begins = _day(request, "begins") or request.today  # type: ignore[attr-defined]
        accounts.grant(found, role, division, by=request.officer, on=begins, until=_day(request, "ends"))  # type: ignore[attr-defined]
    except HuangceError as refusal:
        return show(request, found, refusal, "role")
    messages.success(request, gettext("已授权。对方下一次打开页面时生效。"))
    return redirect("officer", username=found.username)


@needs(duties=("grant_roles",))
@require_POST
def revoke(request: HttpRequest, username: str) -> HttpResponse:
    """End the grants of a role in a division, from today on."""
    found = accounts.find(username)
    role, division = request.POST.get("role", ""), request.POST.get("division", "")
    try:
        accounts.revoke(found, role, division, by=request.officer, on=request.today)  # type: ignore[attr-defined]
    except HuangceError as refusal:
        return show(request, found, refusal, "grants")
    messages.success(request, gettext("授权已收回，从今天起不再有效。"))
    return redirect("officer", username=found.username)


def _day(request: HttpRequest, name: str) -> date | None:
    """Return a day of the form, None where it is empty. Raises `BadDay`."""
    text = request.POST.get(name, "").strip()
    return read_day(text) if text else None
