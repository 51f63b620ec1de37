"""Papers of referrals between installations: one downloaded for the other office, one of the other office taken in."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from huangce.errors import HuangceError
from huangce.matching import referral_exchange
from huangce.matching.findings import DECIDE
from huangce.matching.referral_papers import MOST_BYTES
from huangce.register.signed import NotADocument
from huangce.web.frame.said import said
from huangce.web.frame.signed_in import needs
from huangce.web.frame.words import language_of


@needs(duties=(DECIDE,))
@require_POST
def paper(request: Any, referral: int) -> HttpResponse:
    """Give out the encrypted paper of a referral; an answer ends it here, and a whole number is noted as seen."""
    by, now, erasure = request.officer, request.now, request.POST.get("erasure")
    if erasure is None:
        document = referral_exchange.give_out(referral, by=by, now=now)
    else:
        document = referral_exchange.give_erasure(referral, division=erasure, by=by, now=now)
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    answer = HttpResponse(text, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="referral-{referral}.json"'
    return answer


@needs(duties=(DECIDE,))
@require_http_methods(["GET", "POST"])
def receive(request: Any) -> HttpResponse:
    """Take in a paper of a partner, and show its referral."""
    wrong, status = "", 200
    if request.method == "POST":
        try:
            taken = _take_in(request)
        except HuangceError as refusal:
            wrong, status = said(refusal, language_of(request)), refusal.status
        else:
            again = gettext("先前已经接收，没有变动。") if taken.repeated else gettext("文件已接收。")
            messages.success(request, again)
            return redirect("referral", taken.referral)
    return render(request, "findings/referral_receive.html", {"wrong": wrong}, status=status)


def _take_in(request: Any) -> referral_exchange.TakenIn:
    sent = request.FILES.get("file")
    if sent is None:
        raise NotADocument(file="-", reason="there is no page in it")
    content = sent.read(MOST_BYTES + 1)
    return referral_exchange.take_in(content, file=sent.name, by=request.officer, now=request.now)
