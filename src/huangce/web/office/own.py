"""One's own password."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from huangce.accounts import passwords
from huangce.errors import HuangceError
from huangce.web.frame.said import said
from huangce.web.frame.signed_in import enter, needs
from huangce.web.frame.words import language_of


@needs()
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; whoever is signed in elsewhere with the old one must sign in again."""
    if request.method == "GET":
        return render(request, "office/password.html", {})
    officer = request.officer  # type: ignore[attr-defined]
    was_due = officer.must_change_password
    given = (request.POST.get(name, "") for name in ("old", "new", "again"))
    try:
        passwords.change(officer, *given)
    except HuangceError as refusal:
        return render(
            request, "office/password.html", {"wrong": said(refusal, language_of(request))}, status=refusal.status
        )
    enter(request, officer)
    messages.success(request, gettext("密码已改。别处用旧密码登录的，要重新登录。"))
    return redirect("home" if was_due else "my-password")
