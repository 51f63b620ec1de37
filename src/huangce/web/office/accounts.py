"""Accounts: who they are, what they may do where and when; open, close, set a password."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huangce.accounts import authority, passwords
from huangce.accounts import officers as accounts
from huangce.accounts.models import Grant, Officer
from huangce.errors import HuangceError, NotAllowed
from huangce.rules import authority as rules
from huangce.rules.acts import KINDS
from huangce.web.frame.said import said
from huangce.web.frame.signed_in import needs
from huangce.web.frame.words import language_of

PAGE = 50


class ClosesItself(NotAllowed):
    """Nobody closes their own account: {officer}."""

    code = "closes-itself"


@needs(views=("officers",), duties=("manage_accounts",))
@require_http_methods(["GET", "POST"])
def officers(request: HttpRequest) -> HttpResponse:
    """List the accounts with their grants and what each role may do; open an account."""
    wrong: HuangceError | None = None
    if request.method == "POST":
        try:
            return redirect("officer", username=_open(request).username)
        except HuangceError as refusal:
            wrong = refusal
    pages = Paginator(Officer.objects.prefetch_related("grants").order_by("username"), PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [row(one, request) for one in page],
        "manages": rules.may_do(request.grants, "manage_accounts", request.today),  # type: ignore[attr-defined]
        "roles": [role_words(one) for one in rules.ROLES.values()],
        "wrong": said(wrong, language_of(request)) if wrong else "",
        "typed": request.POST,
    }
    return render(request, "office/officers.html", context, status=wrong.status if wrong else 200)


def _open(request: HttpRequest) -> Officer:
    by, on = request.officer, request.today  # type: ignore[attr-defined]
    authority.require_duty(by, duty="manage_accounts", on=on)
    return accounts.add(request.POST.get("username", ""), request.POST.get("name", ""), on=on)


@needs(views=("officers",), duties=("manage_accounts",))
@require_safe
def officer(request: HttpRequest, username: str) -> HttpResponse:
    """Show one account with all its grants, and what the reader may change of it."""
    return show(request, accounts.find(username))


@needs(duties=("manage_accounts",))
@require_POST
def password(request: HttpRequest, username: str) -> HttpResponse:
    """Give an officer a first or new password."""
    found = accounts.find(username)
    try:
        if request.POST.get("new") != request.POST.get("again"):
            raise passwords.PasswordsDiffer()
        passwords.reset(found, request.POST.get("new", ""), by=request.officer, on=request.today)  # type: ignore[attr-defined]
    except HuangceError as refusal:
        return show(request, found, refusal, "new")
    messages.success(request, gettext("密码已设。请当面告诉本人，由本人登录后改掉。"))
    return redirect("officer", username=found.username)


@needs(duties=("manage_accounts",))
@require_POST
def close(request: HttpRequest, username: str) -> HttpResponse:
    """Close an account from today on."""
    found = accounts.find(username)
    try:
        if found.pk == request.officer.pk:  # type: ignore[attr-defined]
            raise ClosesItself(officer=found.username)
        accounts.close(found, on=request.today)  # type: ignore[attr-defined]
    except HuangceError as refusal:
        return show(request, found, refusal, "close")
    messages.success(request, gettext("账号已停用。此人登记过的，仍记在其名下。"))
    return redirect("officer", username=found.username)


def show(
    request: HttpRequest, found: Officer, refusal: HuangceError | None = None, field: str = "", **more: Any
) -> HttpResponse:
    """Return the page of an account, with a refusal linked to its field."""
    today, grants = request.today, request.grants  # type: ignore[attr-defined]
    rows = Grant.objects.filter(officer=found).select_related("granted_by", "revoked_by").order_by("-id")
    context = {
        "account": row(found, request),
        "grants": [_grant(one, request) for one in rows],
        "manages": rules.may_do(grants, "manage_accounts", today),
        "decides": rules.may_do(grants, "grant_roles", today) and found.pk != request.officer.pk,  # type: ignore[attr-defined]
        "is_me": found.pk == request.officer.pk,  # type: ignore[attr-defined]
        "has_password": bool(found.password),
        "roles": rules.ROLES.values(),
        "wrong": said(refusal, language_of(request)) if refusal else "",
        "field": field,
        "typed": request.POST if request.method == "POST" else request.GET,
        **more,
    }
    return render(request, "office/officer.html", context, status=refusal.status if refusal else 200)


def row(one: Officer, request: HttpRequest) -> dict[str, Any]:
    """Return an account with the grants that hold today or later."""
    today = request.today  # type: ignore[attr-defined]
    standing = [grant for grant in one.grants.all() if grant.valid_to is None or grant.valid_to > today]
    return {
        "username": one.username,
        "name": one.display_name,
        "from": one.active_from,
        "to": one.active_to,
        "is_open": one.is_active(today),
        "can_sign_in": bool(one.password),
        "grants": [_grant(grant, request) for grant in standing],
    }


def _grant(one: Grant, request: HttpRequest) -> dict[str, Any]:
    today = request.today  # type: ignore[attr-defined]
    return {
        "role": one.role,
        "zh": rules.ROLES[one.role].zh,
        "division": one.division,
        "everywhere": one.division == rules.EVERYWHERE,
        "from": one.valid_from,
        "to": one.valid_to,
        "acts": [KINDS[act].zh for act in one.acts],
        "holds": one.valid_from <= today and (one.valid_to is None or today < one.valid_to),
        "can_end": one.valid_to is None or one.valid_to > today,
        "granted_at": one.granted_at,
        "granted_by": one.granted_by.display_name if one.granted_by else "",
        "revoked_by": one.revoked_by.display_name if one.revoked_by else "",
    }


def role_words(role: rules.Role) -> dict[str, Any]:
    """Return what a role may do, in the words of the tables."""
    return {
        "name": role.name,
        "zh": role.zh,
        "acts": [KINDS[one].zh for one in KINDS if one in role.acts],
        "approves": [KINDS[one].zh for one in KINDS if one in role.approves],
        "duties": [zh for name, zh in rules.DUTIES.items() if name in role.duties],
        "views": [zh for name, zh in rules.VIEWS.items() if name in role.views],
        "stands_alone": role.stands_alone,
        "looks_up": role.looks_up,
    }
