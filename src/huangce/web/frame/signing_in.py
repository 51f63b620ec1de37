"""Sign in, sign out, and unlock an idle screen."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from huangce.accounts.sign_in import LockedOut, WrongPassword, sign_in
from huangce.web.frame import drafts
from huangce.web.frame.asking import HELD, ask, safe_next
from huangce.web.frame.said import said
from huangce.web.frame.signed_in import enter, needs, open_to_all
from huangce.web.frame.words import language_of


@open_to_all
@require_http_methods(["GET", "POST"])
def sign_in_page(request: HttpRequest) -> HttpResponse:
    """Ask for username and password, and go where the officer wanted to."""
    then = request.POST.get("next") or request.GET.get("next") or reverse("home")
    if request.method == "GET":
        return ask(request, then=then)
    held = [(name[len(HELD) :], request.POST.getlist(name)) for name in request.POST if name.startswith(HELD)]
    try:
        officer = sign_in(request.POST.get("username", ""), request.POST.get("password", ""))
    except (WrongPassword, LockedOut) as refusal:
        return ask(request, then=then, held=held, wrong=said(refusal, language_of(request)), status=refusal.status)
    enter(request, officer)
    if held:
        fields = dict(held)
        drafts.keep(officer, then, "".join(fields.get("draft_title", [])), fields)
    return redirect(safe_next(request, then))


@needs()
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    request.session.flush()
    return redirect("sign-in")


@needs()
@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """Lock the screen: the session stays with its officer, the password is asked for."""
    request.session["seen"] = 0
    return redirect(f"{reverse('sign-in')}?next={urlsplit(request.headers.get('Referer', '/')).path}")
