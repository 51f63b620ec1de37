"""Whether the process answers (`/healthz`) and whether it can work (`/readyz`); the help page."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from huangce.web.frame.signed_in import needs, open_to_all


@open_to_all
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@open_to_all
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Say whether the register can be read."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except DatabaseError:
        return HttpResponse("no database\n", content_type="text/plain", status=503)
    return HttpResponse("ready\n", content_type="text/plain")


@needs()
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Go to the first page that the officer may open."""
    from huangce.web.frame.menu import menu_for

    menu = menu_for(request.grants, request.today, "")  # type: ignore[attr-defined]
    return redirect(menu[0][1][0][1]) if menu else render(request, "frame/nothing.html")


@needs()
@require_safe
def keys_page(request: HttpRequest) -> HttpResponse:
    """Show every key and where it works."""
    return render(request, "frame/keys.html")
