"""Which language a page speaks: Chinese, unless this browser chose English.

The words of pages stand in templates in Chinese; each room has its English in `locale/en`. Words of codes and errors
stand in two tables beside `said.py`.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

CHINESE, ENGLISH = "zh-hans", "en"


def language_of(request: HttpRequest) -> str:
    """The language that this browser chose, else Chinese: an office is not served by what a browser prefers."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    return ENGLISH if chosen == ENGLISH else CHINESE


class Language:
    """Middleware: speak the chosen language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(language_of(request)):
            request.LANGUAGE_CODE = translation.get_language()
            answer = self.get_response(request)
        answer.headers.setdefault("Content-Language", language_of(request))
        return answer
