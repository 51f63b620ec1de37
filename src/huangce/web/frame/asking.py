"""Ask for the password, at first and again where a session has ended; nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from huangce.accounts.models import Officer
from huangce.web.frame import drafts

OFFICER = "officer"  # of a session: whose it is
HELD = "held:"


def ask_again(request: HttpRequest) -> HttpResponse:
    """Ask for the password; what was posted is held on that page, so that nothing typed is lost."""
    if request.method == "POST" and not request.headers.get("HX-Request"):
        then = request.POST.get("draft_form") or request.get_full_path()
        return ask(request, then=then, held=request.POST.lists())
    then = request.headers.get("HX-Current-URL", "/") if request.headers.get("HX-Request") else request.get_full_path()
    return elsewhere(request, f"{reverse('sign-in')}?{urlencode({'next': then})}")


def elsewhere(request: HttpRequest, url: str) -> HttpResponse:
    """Send the browser to another page, also where only a part of one was asked for."""
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect(url)
    answer = HttpResponse(status=401)
    answer["HX-Redirect"] = url
    return answer


def safe_next(request: HttpRequest, url: str) -> str:
    """Return `url` if it leads into this installation, else the first page."""
    parts = urlsplit(url)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    is_safe = url_has_allowed_host_and_scheme(url, {request.get_host()}) and path.startswith("/")
    return path if is_safe and not path.startswith(reverse("sign-in")) else reverse("home")


def ask(
    request: HttpRequest,
    *,
    then: str,
    held: Iterable[tuple[str, list[str]]] = (),
    wrong: str = "",
    status: int = 200,
) -> HttpResponse:
    """Return the page that asks for the password, with whatever must not be lost meanwhile."""
    kept = [(HELD + name, value) for name, values in held if name not in drafts.NOT_KEPT for value in values]
    key = request.session.get(OFFICER)
    locked = Officer.objects.filter(pk=key).first() if key is not None else None
    context = {
        "then": safe_next(request, then),
        "held": kept,
        "wrong": wrong,
        "locked": locked,
        "username": request.POST.get("username", "") or (locked.username if locked else ""),
    }
    return render(request, "frame/sign_in.html", context, status=status)
