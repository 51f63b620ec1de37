"""Who is at the keyboard: the officer of a request, what the officer may see, and the lock of an idle screen.

Every view says what it needs with `needs(...)` or that it is `open_to_all`; one that says nothing answers nobody.
A test walks every route with each of the cast. An idle screen locks after 15 minutes (GB/T 22239-2019, 8.1.4.1);
what was being typed is held on the page that asks for the password again and becomes a draft (`held`).
"""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from huangce.accounts import authority, lookups
from huangce.accounts.models import Officer
from huangce.accounts.standing import officer_and_grants
from huangce.errors import NotAllowed
from huangce.rules import authority as rules
from huangce.web.frame.asking import OFFICER, ask_again, elsewhere
from huangce.web.frame.errors import answer_error, plain

OFFICE_TIME = ZoneInfo("Asia/Shanghai")
IDLE_SECONDS = 15 * 60
SEEN, MARK = "seen", "mark"
# What an officer may open while the password is one that an administrator set.
UNTIL_CHANGED = frozenset({"my-password", "sign-out", "lock"})

View = Callable[..., HttpResponse]


class NothingSaidOfRights(NotAllowed):
    """This page does not say who may see it, so nobody may."""

    code = "nothing-said-of-rights"


@dataclass(frozen=True, slots=True)
class Needs:
    """What a view asks of an officer: one of `rules.VIEWS`, `rules.DUTIES`, an act, or to look up; any if several.

    `by_token`: it asks a program for its token instead, see `web.service.bearers`.
    """

    views: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    looks_up: bool = False
    is_open: bool = False
    by_token: bool = False

    def met(self, grants: list[rules.Granted], on: date) -> bool:
        """Whether these grants are enough, somewhere; the view itself asks for the division."""
        if not (self.views or self.duties or self.acts or self.looks_up):
            return True
        return (
            any(rules.may_see(grants, one, on) for one in self.views)
            or any(rules.may_do(grants, one, on) for one in self.duties)
            or any(one in rules.ROLES[grant.role].acts for one in self.acts for grant in grants)
            or (self.looks_up and rules.may_look_up(grants, on))
        )


def needs(
    *, views: tuple[str, ...] = (), duties: tuple[str, ...] = (), acts: tuple[str, ...] = (), looks_up: bool = False
) -> Callable[[View], View]:
    """Say what a view needs; with nothing said, any officer who is signed in."""

    def mark(view: View) -> View:
        view.needs = Needs(views, duties, acts, looks_up)  # type: ignore[attr-defined]
        return view

    return mark


def open_to_all(view: View) -> View:
    """Let anybody see a view without signing in."""
    view.needs = Needs(is_open=True)  # type: ignore[attr-defined]
    return view


class OfficerRequest(HttpRequest):
    """A request with who asks and when: `officer` is None on pages that are open to all."""

    officer: Officer
    grants: list[rules.Granted]
    now: datetime
    today: date


def enter(request: HttpRequest, officer: Officer) -> None:
    """Begin a session for an officer, under a new key."""
    request.session.cycle_key()
    request.session[OFFICER] = officer.pk
    request.session[MARK] = mark_of(officer)
    request.session[SEEN] = int(time.time())


def mark_of(officer: Officer) -> str:
    """A mark of the password: a session ends when it is changed."""
    return hmac.new(settings.SECRET_KEY.encode(), officer.password.encode(), hashlib.sha256).hexdigest()


class SignedIn:
    """Middleware: find the officer, or ask for the password; then ask for the rights that the view names."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.now = datetime.now(UTC)
        request.today = request.now.astimezone(OFFICE_TIME).date()
        request.officer, request.grants = None, []
        return self.get_response(request)

    def process_view(self, request: Any, view: View, _args: Any, _kwargs: Any) -> HttpResponse | None:
        """Answer for the view where it must not be reached."""
        asked: Needs | None = getattr(view, "needs", None)
        if asked is None:
            is_ours = view.__module__.startswith("huangce.")  # the language switch is Django's own
            return answer_error(request, NothingSaidOfRights()) if is_ours else None
        if asked.by_token:
            return None
        officer, grants = _officer(request)
        if officer is None:
            return None if asked.is_open else ask_again(request)
        request.officer = officer
        if officer.must_change_password and not asked.is_open and request.resolver_match.url_name not in UNTIL_CHANGED:
            return elsewhere(request, reverse("my-password"))
        request.grants = grants
        if not asked.is_open and not asked.met(request.grants, request.today):
            wanted = ", ".join(asked.views or asked.duties or asked.acts) or "persons"
            refusal = authority.MayNotSee(officer=officer.username, view=wanted, division="any", on=request.today)
            if asked.looks_up:
                lookups.refuse(officer, refusal, at=request.now)
            return answer_error(request, refusal)
        return None


def page_not_found(request: Any, exception: Any) -> HttpResponse:
    """Answer an address that is none: no view was asked, so nobody has looked yet who asks."""
    if getattr(request, "officer", None) is None:
        request.officer, request.grants = _officer(request)
    return plain(request, "not-found", 404)


def _officer(request: Any) -> tuple[Officer | None, list[rules.Granted]]:
    """Who is signed in, with the grants that stand in the register now."""
    key = request.session.get(OFFICER)
    found = officer_and_grants(key, request.today) if key is not None else None
    if found is None:
        return None, []
    officer, now = found[0], int(time.time())
    same = hmac.compare_digest(request.session.get(MARK, ""), mark_of(officer))
    if not same or now - request.session.get(SEEN, 0) > IDLE_SECONDS:
        return None, []
    if now - request.session[SEEN] > 30:
        request.session[SEEN] = now
    return found
