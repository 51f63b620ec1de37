"""Agreements: which stand, what each says in every version, and entering, amending and ending one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huangce.accounts.authority import grants_of
from huangce.accounts.models import Officer
from huangce.accounts.standing import holders
from huangce.county import agreed
from huangce.errors import HuangceError
from huangce.exchange import agreement_store as store
from huangce.exchange import liaisons
from huangce.exchange import store as kept
from huangce.exchange.agreements import Agreement, FeedAgreement, agreement_of
from huangce.exchange.models import AgreementVersion, ReceivedList, Token
from huangce.exchange.tokens import is_valid
from huangce.rules import authority as rules
from huangce.web.frame.said import said
from huangce.web.frame.signed_in import needs
from huangce.web.frame.templatetags.huangce import listed
from huangce.web.frame.words import language_of
from huangce.web.sharing import forms

FORM = "sharing/form.html"
MOST = 20


@needs(views=("deliveries",))
@require_safe
def index(request: Any) -> HttpResponse:
    """Show the agreements that stand, and those that ended."""
    standing = store.standing(agreed.given())
    ended = {one.code for one in AgreementVersion.objects.filter(ends=True)} - set(standing)
    rows = [(one, forms.subject_of(one.content)) for one in standing.values()]
    context = {
        "lists": [row for row in rows if not row[1].is_feed],
        "feeds": [row for row in rows if row[1].is_feed],
        "ended": sorted(ended),
        "lacking": store.lacking(),
        "keeps": _keeps(request),
    }
    return render(request, "sharing/agreements.html", context)


@needs(views=("deliveries",))
@require_safe
def one(request: Any, code: str) -> HttpResponse:
    """Show an agreement with all its versions, the lists that came under it and the tokens that stand for it."""
    return show(request, code)


def show(
    request: Any, code: str, *, wrong: HuangceError | None = None, field: str = "reason", token: str = ""
) -> HttpResponse:
    """Show an agreement, with what went wrong at a field, or with a token that was just made."""
    standing = store.standing(agreed.given()).get(code)
    versions = [] if standing is not None and not standing.version else store.history(code)
    names = dict(Officer.objects.filter(pk__in=[one.entered_by for one in versions]).values_list("pk", "display_name"))
    content = standing.content if standing is not None else agreement_of(versions[0].content)
    received = ReceivedList.objects.filter(agreement_code=code).order_by("-id")
    if not rules.may_do(request.grants, "load_lists", request.today):
        received = received.filter(received_by=request.officer.pk)
    context = {
        "code": code,
        "subject": forms.subject_of(content),
        "standing": standing,
        "versions": [(one, names.get(one.entered_by, ""), lines_of(agreement_of(one.content))) for one in versions],
        "lines": lines_of(content),
        "received": received[:MOST],
        "waiting": kept.unreadable(),
        "tokens": [one for one in Token.objects.filter(codes__contains=[code]) if is_valid(one, request.today)],
        "keeps": _keeps(request) and standing is not None,
        "wrong": said(wrong, language_of(request)) if wrong is not None else "",
        "field": field,
        "token": token,
        **_speaking(request, content, keeps=_keeps(request) and standing is not None),
    }
    return render(request, "sharing/agreement.html", context, status=wrong.status if wrong is not None else 200)


@needs(duties=("keep_agreements",))
@require_safe
def choose(request: Any) -> HttpResponse:
    """Ask what the new agreement is about."""
    lists, feeds = forms.subjects()
    agreements = store.deliveries(agreed.given()).values()
    suppliers = {kind.name: [one.supplier for one in agreements if one.kind == kind.name] for kind in lists}
    context = {"lists": [(kind, suppliers[kind.name]) for kind in lists], "feeds": feeds}
    return render(request, "sharing/choose.html", context)


@needs(duties=("keep_agreements",))
@require_http_methods(["GET", "POST"])
def enter(request: Any, subject: str) -> HttpResponse:
    """Enter a new agreement."""
    about = forms.subject(subject)
    values: dict[str, Any] = {"fields": about.needed, "returns": ("format",)}
    if request.method != "POST":
        return _form(request, about, values)
    try:
        given = agreed.given()
        code = "" if about.is_feed else store.free_code(about.name, given)
        done = store.enter(forms.read(request, about, code), by=request.officer, now=request.now, given=given)
    except HuangceError as refusal:
        return _form(request, about, forms.typed(request, about), wrong=refusal)
    messages.success(request, _("协议已登记。"))
    return redirect("agreement", code=done.code)


@needs(duties=("keep_agreements",))
@require_http_methods(["GET", "POST"])
def amend(request: Any, code: str) -> HttpResponse:
    """Enter a new version of an agreement; one of a file is recorded by it."""
    standing = store.standing(agreed.given()).get(code)
    if standing is None:
        raise store.NoSuchAgreement(code=code)
    about = forms.subject_of(standing.content)
    if request.method != "POST":
        return _form(request, about, forms.values_of(standing.content), code=code)
    try:
        content = forms.read(request, about, code)
        if standing.version:
            store.amend(content, reason=request.POST.get("reason", ""), by=request.officer, now=request.now)
        else:
            store.enter(content, by=request.officer, now=request.now)
    except HuangceError as refusal:
        return _form(request, about, forms.typed(request, about, code), code=code, wrong=refusal)
    messages.success(request, _("新的一版已登记，以前的各版都在。"))
    return redirect("agreement", code=code)


def _form(
    request: Any, about: forms.Subject, values: dict[str, Any], *, code: str = "", wrong: HuangceError | None = None
) -> HttpResponse:
    context = {
        "subject": about,
        "code": code,
        "values": values,
        "questions": [(one, values.get(one.name) or "") for one in about.questions],
        "returns": {} if about.is_feed else forms.returns(),
        "reason": request.POST.get("reason", ""),
        "wrong": said(wrong, language_of(request)) if wrong is not None else "",
    }
    return render(request, FORM, context, status=wrong.status if wrong is not None else 200)


@needs(duties=("keep_agreements",))
@require_POST
def end(request: Any, code: str) -> HttpResponse:
    """End an agreement with a reason."""
    try:
        if code in agreed.given() and not AgreementVersion.objects.filter(code=code).exists():
            store.enter(agreed.given()[code], by=request.officer, now=request.now)
        store.end(code, reason=request.POST.get("reason", ""), by=request.officer, now=request.now)
    except store.ReasonMissing as refusal:
        return show(request, code, wrong=refusal)
    messages.success(request, _("协议已终止，不再收件，也不再告知。"))
    return redirect("agreement", code=code)


def lines_of(content: Agreement | FeedAgreement) -> list[tuple[str, str]]:
    """Return the lines of an agreement: words and value."""
    about, values = forms.subject_of(content), forms.values_of(content)
    lines = [(one.words, str(values[one.name])) for one in about.questions]
    words = _("告知的项目") if about.is_feed else _("可读的列")
    lines.append((words, listed(about.fields[name] for name in content.fields)))
    if isinstance(content, Agreement):
        told = forms.returns()
        lines.append((_("退回什么"), listed(told[name] for name in dict.fromkeys(("format", *content.returns)))))
    return lines


def _speaking(request: Any, content: Agreement | FeedAgreement, *, keeps: bool) -> dict[str, Any]:
    """Return who speaks for the other office, each with the naming; for who keeps agreements also who else could."""
    office, duty = liaisons.office_of(content), liaisons.DELIVERS
    named = {one.officer: one for one in liaisons.standing(office)}
    speaking = Officer.objects.filter(pk__in=named).order_by("display_name", "pk")
    return {
        "office": office,
        "speaking": [
            (one, named[one.pk]) for one in speaking if rules.may_do(grants_of(one, request.today), duty, request.today)
        ],
        "others": [one for one in holders(duty, on=request.today) if one.pk not in named] if keeps else [],
    }


def _keeps(request: Any) -> bool:
    return rules.may_do(request.grants, store.DUTY, request.today)
