"""What is offered beside a field while somebody types into it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from huangce.web.frame.divisions import offer
from huangce.web.frame.signed_in import needs


@needs()
@require_safe
def divisions(request: Any) -> HttpResponse:
    """Offer the divisions that fit what is typed; `of` names the field, `country` says that any may be meant."""
    name = request.GET.get("of", "")
    found = offer(request.GET.get(name, ""), request.grants, country=bool(request.GET.get("country")))
    return render(request, "frame/division_options.html", found | {"name": name})
