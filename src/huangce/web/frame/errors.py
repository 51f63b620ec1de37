"""Every expected error as a page or a fragment in plain words; an unexpected one as a page that says what to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader

from huangce.errors import HuangceError
from huangce.web.frame.divisions import DivisionUnclear, Other, instead
from huangce.web.frame.grounds import ground
from huangce.web.frame.said import said
from huangce.web.frame.words import language_of

log = structlog.get_logger()


class Errors:
    """Middleware: answer a `HuangceError` with its status and its words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer for a view that raised."""
        if not isinstance(error, HuangceError):
            return None
        return answer_error(request, error)


def answer_error(request: HttpRequest, error: HuangceError) -> HttpResponse:
    """Return an expected error with its status and its words."""
    route = request.resolver_match.route if request.resolver_match else ""
    log.info("refused", code=error.code, status=error.status, route=route)
    language = language_of(request)
    basis = ground(error.legal_ground, language) if error.legal_ground else ""
    others = instead(request, error) if isinstance(error, DivisionUnclear) else []
    return answer(request, said(error, language), code=error.code, status=error.status, basis=basis, others=others)


def answer(
    request: HttpRequest, message: str, *, code: str, status: int, basis: str = "", others: Sequence[Other] = ()
) -> HttpResponse:
    """Return an error as a whole page, or as a notice where a fragment was asked for, with others to open."""
    template = "frame/error_notice.html" if request.headers.get("HX-Request") else "frame/error.html"
    frame = "frame/base.html" if getattr(request, "officer", None) else "frame/bare.html"
    context = {"message": message, "code": code, "status": status, "basis": basis, "frame": frame, "others": others}
    return render(request, template, context, status=status)


def bad_request(request: HttpRequest, exception: Any) -> HttpResponse:
    """Answer a request that Django refuses to read, such as one for a host by which this server does not go.

    The page stands alone: nothing may be asked of such a request, not even its host.
    """
    return HttpResponse(loader.get_template("frame/bad_request.html").render({}), status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer when something broke: nothing was recorded."""
    return plain(request, "error", 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that did not come from this session's page: it was opened before the officer signed in anew."""
    return plain(request, "form-of-another-session", 403)


def plain(request: HttpRequest, code: str, status: int) -> HttpResponse:
    """Answer with the words that a code has in the templates."""
    return answer(request, "", code=code, status=status)
