"""Who asks: the bearer of a token (RFC 6750), and every error as a problem document (RFC 9457)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from huangce.errors import HuangceError, NotFound, Refused
from huangce.exchange import tokens
from huangce.web.frame.said import said
from huangce.web.frame.signed_in import Needs
from huangce.web.frame.words import language_of

JSON: Final = "application/problem+json"
View = Callable[..., HttpResponse]


class MethodNotHere(Refused):
    """This address answers {methods} only."""

    code = "method-not-here"
    status = 405


class NotANumber(Refused):
    """{name} is a whole number."""

    code = "not-a-number"


class NothingHere(NotFound):
    """There is nothing of yours at this address."""

    code = "nothing-here"


def bearers(*methods: str) -> Callable[[View], View]:
    """Let bearers of a valid token ask a view with these methods; `request.bearer` is who asks."""

    def wrap(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def answered(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                scheme, _, text = request.headers.get("Authorization", "").partition(" ")
                request.bearer = tokens.bearer(text.strip() if scheme.lower() == "bearer" else "", now=request.now)
                if request.method not in methods:
                    raise MethodNotHere(methods=", ".join(methods))
                answer = view(request, *args, **kwargs)
            except HuangceError as error:
                answer = problem(request, error)
            answer["Cache-Control"] = "no-store"
            return answer

        answered.needs = Needs(by_token=True)  # type: ignore[attr-defined]
        return answered

    return wrap


def problem(request: Any, error: HuangceError) -> JsonResponse:
    """Return an error as a problem document in the language that was asked for; Chinese if none was."""
    told = {"type": "about:blank", "status": error.status, "code": error.code}
    told["detail"] = said(error, language_of(request))
    if error.legal_ground:
        told["legal_ground"] = error.legal_ground
    answer = JsonResponse(told, status=error.status, content_type=JSON, json_dumps_params={"ensure_ascii": False})
    if error.status == 401:
        answer["WWW-Authenticate"] = 'Bearer realm="huangce"'
    return answer


def data(content: Any, status: int = 200) -> JsonResponse:
    """Return an answer as JSON."""
    return JsonResponse(content, status=status, safe=False, json_dumps_params={"ensure_ascii": False})


def number(request: Any, name: str, default: int) -> int:
    """Return a whole number of the query. Raises `NotANumber`."""
    text = request.GET.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise NotANumber(name=name)
    return int(text)
