"""What a browser keeps for its officer: the language, and drafts while they are typed."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from huangce.web.frame import drafts
from huangce.web.frame.asking import safe_next
from huangce.web.frame.signed_in import needs, open_to_all
from huangce.web.frame.words import CHINESE, ENGLISH

A_YEAR = timedelta(days=365)


@open_to_all
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Speak another language from now on."""
    answer = redirect(safe_next(request, request.POST.get("next") or reverse("home")))
    chosen = ENGLISH if request.POST.get("language") == ENGLISH else CHINESE
    answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=A_YEAR, samesite="Lax", httponly=True)
    return answer


@needs()
@require_POST
def keep_draft(request: HttpRequest) -> HttpResponse:
    """Keep what stands in a form; answers with the moment, or shows the form again."""
    form = _form(request)
    draft = drafts.keep(request.officer, form, request.POST.get("draft_title", ""), dict(request.POST.lists()))  # type: ignore[attr-defined]
    if not request.headers.get("HX-Request"):
        return redirect(safe_next(request, form))
    return render(request, "frame/draft_kept.html", {"draft": draft})


@needs()
@require_POST
def drop_draft(request: HttpRequest) -> HttpResponse:
    """Throw a draft away and show the form empty."""
    form = _form(request)
    drafts.drop(request.officer, form)  # type: ignore[attr-defined]
    return redirect(safe_next(request, form))


def _form(request: HttpRequest) -> str:
    """The form's own address, without its host."""
    parts = urlsplit(request.POST.get("draft_form", ""))
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
