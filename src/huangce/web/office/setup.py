"""Set a real office up: its division and its first three accounts. Open once, to who sees the server's terminal."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from huangce.accounts import first_office
from huangce.accounts.first_office import First
from huangce.errors import HuangceError
from huangce.rules import divisions
from huangce.rules.authority import ROLES
from huangce.web.frame.said import said
from huangce.web.frame.signed_in import open_to_all
from huangce.web.frame.words import language_of

LEVELS = ("province", "city", "county", "town")
MOST = 30


@open_to_all
@require_http_methods(["GET", "POST"])
def setup(request: HttpRequest) -> HttpResponse:
    """Ask for the code, then the division, then the accounts; afterwards there is no such page."""
    if not first_office.is_new():
        raise Http404
    given = request.POST if request.method == "POST" else request.GET
    context: dict[str, Any] = {
        "code": given.get("code", ""),
        "q": given.get("q", ""),
        "division": given.get("division", ""),
        "typed": request.POST,
        "roles": [ROLES[role] for role in first_office.FIRST],
    }
    try:
        if context["code"] or request.method == "POST":
            first_office.check_code(context["code"])
            context["is_known"] = True
            context["places"] = divisions.offered(context["q"], levels=LEVELS, limit=MOST)
        if request.method == "POST":
            _found(request)
            return render(
                request, "office/setup_done.html", {"username": request.POST.get("system_admin_username", "")}
            )
    except HuangceError as refusal:
        context["wrong"] = said(refusal, language_of(request))
        return render(request, "office/setup.html", context, status=refusal.status)
    return render(request, "office/setup.html", context)


def _found(request: HttpRequest) -> None:
    """Open the first accounts. Raises what `first_office.found` raises."""
    from huangce.accounts.passwords import PasswordsDiffer

    accounts = {}
    for role in first_office.FIRST:
        username, name, password, again = (
            request.POST.get(f"{role}_{field}", "") for field in ("username", "name", "password", "again")
        )
        if password != again:
            raise PasswordsDiffer()
        accounts[role] = First(username, name, password)
    typed = request.POST.get("division", "")
    known = divisions.meant(typed, levels=LEVELS) if typed.isascii() and typed.isdigit() else []
    division = known[0].division.code if len(known) == 1 else ""
    first_office.found(request.POST.get("code", ""), division, accounts, on=request.today)  # type: ignore[attr-defined]
