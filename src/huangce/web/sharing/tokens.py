"""Tokens of programs: issued for one agreement and shown once, revoked at any time."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huangce.accounts import officers
from huangce.county import agreed
from huangce.errors import HuangceError
from huangce.exchange import tokens
from huangce.web.frame.signed_in import needs
from huangce.web.sharing.agreements import show


@needs(duties=("keep_agreements",))
@require_POST
def issue(request: Any, code: str) -> HttpResponse:
    """Make a token, and show it on this page and never again."""
    months = request.POST.get("months", "")
    try:
        _token, text = tokens.issue(
            office=request.POST.get("office", ""),
            liaison=officers.find(request.POST.get("liaison", "")),
            codes=[code],
            months=int(months) if months.isascii() and months.isdigit() and len(months) < 3 else 0,
            by=request.officer,
            given=agreed.given(),
            now=request.now,
        )
    except HuangceError as refusal:
        return show(request, code, wrong=refusal, field="office")
    answer = show(request, code, token=text)
    answer["Cache-Control"] = "no-store"
    return answer


@needs(duties=("keep_agreements",))
@require_POST
def revoke(request: Any, code: str, token: int) -> HttpResponse:
    """End a token now."""
    tokens.revoke(token, by=request.officer, now=request.now)
    messages.success(request, _("令牌已作废。"))
    return redirect("agreement", code=code)
