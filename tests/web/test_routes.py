"""Every address of the pages with each of the cast: who may open it gets it, others are refused, none sees a crash."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from huangce.accounts import authority
from huangce.accounts.models import Officer
from huangce.web.frame.signed_in import Needs, mark_of
from tests import people

# What an address names, by the name of its part. Nothing of it is there: the answer is then 404, never 500.
PARTS = {
    "record": 1,
    "household": 1,
    "finding": "none",
    "code": people.TOWN,
    "kind": "death",
    "act": 1,
    "step": "approved",
    "username": "lin",
}


def routes(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns)
        else:
            yield one


ROUTES = {str(one.name): one for one in routes(get_resolver("huangce.web.urls").url_patterns)}


def address(route: URLPattern) -> str:
    from django.urls import reverse

    given = {}
    for name, converter in route.pattern.converters.items():
        fallback = 1 if type(converter).__name__ == "IntConverter" else "none"
        given[name] = PARTS.get(name, fallback)
    return reverse(str(route.name), kwargs=given)


def client_of(username: str) -> Client:
    return session_of(people.officer(username))


def session_of(officer: Officer) -> Client:
    """A client who is signed in."""
    client = Client()
    session = client.session
    import time

    session.update({"officer": officer.pk, "mark": mark_of(officer), "seen": int(time.time())})
    session["purpose"] = {"purpose": "registration", "case": "window 1"}
    session.save()
    return client


@pytest.mark.parametrize("name", sorted(ROUTES))
def test_every_page_says_what_it_needs(name: str) -> None:
    assert isinstance(getattr(ROUTES[name].callback, "needs", None), Needs)


@pytest.mark.parametrize("name", sorted(ROUTES))
def test_nobody_sees_a_page_without_signing_in(db: None, name: str) -> None:
    answer = Client().get(address(ROUTES[name]))
    needs = ROUTES[name].callback.needs
    if needs.by_token:
        assert answer.status_code == 401
        assert answer.headers["Content-Type"] == "application/problem+json"
    elif needs.is_open:
        assert answer.status_code in {200, 302, 405}
    else:
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("username", sorted(people.CAST))
@pytest.mark.parametrize("name", sorted(ROUTES))
def test_each_of_the_cast_opens_what_their_rights_open(db: None, name: str, username: str) -> None:
    from django.utils.timezone import localdate

    client = client_of(username)
    grants = authority.grants_of(people.officer(username), localdate())
    met = ROUTES[name].callback.needs.is_open or ROUTES[name].callback.needs.met(grants, localdate())
    answer = client.get(address(ROUTES[name]))
    if ROUTES[name].callback.needs.by_token:
        assert answer.status_code == 401  # who is signed in is no program
    elif met:
        assert answer.status_code in {200, 302, 403, 404, 405, 409, 422}, answer.content[:2000].decode()
    else:
        assert answer.status_code == 403
