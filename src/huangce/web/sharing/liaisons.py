"""Who speaks for the other office of an agreement: named and ended by who keeps the agreements."""

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
from huangce.exchange import agreement_store, liaisons
from huangce.web.frame.signed_in import needs
from huangce.web.sharing.agreements import show


@needs(duties=("keep_agreements",))
@require_POST
def name(request: Any, code: str) -> HttpResponse:
    """Let an officer speak for the other office of an agreement, under all agreements with it."""
    standing = agreement_store.standing(agreed.given()).get(code)
    if standing is None:
        raise agreement_store.NoSuchAgreement(code=code)
    try:
        speaks = officers.find(request.POST.get("officer", ""))
        liaisons.name(speaks, liaisons.office_of(standing.content), by=request.officer, now=request.now)
    except HuangceError as refusal:
        return show(request, code, wrong=refusal, field="officer")
    messages.success(request, _("联络员已指定。"))
    return redirect("agreement", code=code)


@needs(duties=("keep_agreements",))
@require_POST
def end(request: Any, code: str, liaison: int) -> HttpResponse:
    """End a naming now."""
    liaisons.end(liaison, by=request.officer, now=request.now)
    messages.success(request, _("已不再是联络员。"))
    return redirect("agreement", code=code)
