"""Why an officer looks: stated once a case, shown in the bar of every page, noted with every look."""

from __future__ import annotations

from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from huangce.accounts.purposes import PURPOSES
from huangce.errors import HuangceError
from huangce.web.frame.asking import safe_next
from huangce.web.frame.said import said
from huangce.web.frame.signed_in import View, needs
from huangce.web.frame.words import language_of

KEY = "purpose"


@dataclass(frozen=True, slots=True)
class Stated:
    """A purpose of `accounts.purposes` and the case it serves, as the officer stated them."""

    purpose: str
    case: str

    @property
    def zh(self) -> str:
        return PURPOSES[self.purpose].zh


def stated(request: HttpRequest) -> Stated | None:
    """Return the purpose that was stated last in this session, or None."""
    kept = request.session.get(KEY)
    return Stated(**kept) if kept and kept.get("purpose") in PURPOSES else None


def state(request: HttpRequest, purpose: str, case: str) -> Stated:
    """Take a purpose and its case for the looks that follow. Raises what `lookups.note` raises of them."""
    from huangce.accounts.lookups import check_purpose

    request.session[KEY] = {"purpose": purpose, "case": check_purpose(purpose, case)}
    found = stated(request)
    assert found is not None
    return found


def with_purpose(view: View) -> View:
    """Let a view be reached only when a purpose is stated; otherwise ask for it and come back."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if stated(request) is None:
            target = f"{reverse('purpose')}?{urlencode({'next': request.get_full_path()})}"
            if request.headers.get("HX-Request"):
                answer = HttpResponse(status=204)
                answer["HX-Redirect"] = target
                return answer
            return redirect(target)
        return view(request, *args, **kwargs)

    return asked


@needs(looks_up=True)
@require_http_methods(["GET", "POST"])
def purpose_page(request: HttpRequest) -> HttpResponse:
    """Ask why the officer looks and for which case."""
    then = safe_next(request, request.POST.get("next") or request.GET.get("next") or reverse("home"))
    wrong = ""
    if request.method == "POST":
        try:
            state(request, request.POST.get("purpose", ""), request.POST.get("case", ""))
        except HuangceError as refusal:
            wrong = said(refusal, language_of(request))
        else:
            return redirect(then)
    context = {
        "purposes": PURPOSES.values(),
        "then": then,
        "wrong": wrong,
        "chosen": request.POST.get("purpose", "registration"),
        "case": request.POST.get("case", ""),
    }
    return render(request, "frame/purpose.html", context, status=422 if wrong else 200)
