"""The Lins in the register, an officer of their town at the desk, and a browser that sends what a page offers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from huangce.register.record import record
from huangce.rules.acts.base import Act
from tests import lins, people
from tests.web.test_routes import client_of


@dataclass(frozen=True, slots=True)
class Home:
    """The household of the Lins, by the ids of its records."""

    household: int
    father: int
    mother: int
    son: int
    grandmother: int


def opened(number: int = 0) -> Home:
    """Open a household like the Lins; `number` makes its citizen numbers its own."""
    members = (
        [
            replace(one, citizen_id=lins.number(f"{one.citizen_id[:14]}{900 - number * 10 + place:03d}"))
            if one.citizen_id
            else one
            for place, one in enumerate((lins.FATHER, lins.MOTHER, lins.SON, lins.GRANDMOTHER))
        ]
        if number
        else [lins.FATHER, lins.MOTHER, lins.SON, lins.GRANDMOTHER]
    )
    receipt = record(lins.family(*members, division=people.VILLAGE), by=people.officer("lin"))
    household = receipt.created["household"]
    from huangce.register.queries import members_at

    persons = [one.id for one in members_at(household)]
    return Home(household, *persons)


@pytest.fixture
def home(db: None) -> Home:
    for username in ("lin", "chen", "shi", "tang"):
        people.officer(username)
    return opened()


@pytest.fixture
def desk(home: Home) -> Client:
    return client_of("lin")


def officer(username: str) -> int:
    return people.officer(username).pk


def done(act: Act, username: str = "lin") -> int:
    """Record an act by another door."""
    return record(act, by=people.officer(username)).act


class _Fields(HTMLParser):
    """What a browser would send of the form with the id, before anybody types."""

    def __init__(self, wanted: str) -> None:
        super().__init__()
        self.wanted, self.inside, self.select = wanted, False, ""
        self.fields: dict[str, list[str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = given.get("id") == self.wanted or self.wanted in given.get("class", "").split()
        if not self.inside:
            return
        if tag == "select":
            self.select = given["name"]
        elif tag == "option" and "selected" in given:
            self.fields.setdefault(self.select, []).append(given["value"])
        elif tag == "input" and given.get("type") in ("radio", "checkbox"):
            if "checked" in given:
                self.fields.setdefault(given["name"], []).append(given.get("value", "on"))
        elif tag == "input" and "name" in given:
            self.fields.setdefault(given["name"], []).append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False


def fields_in(page: str, form: str = "act") -> dict[str, list[str]]:
    parser = _Fields(form)
    parser.feed(page)
    return parser.fields


Send = Callable[..., Any]


def fill(client: Client, url: str, **typed: Any) -> Any:
    """Open a form, type, and press the button of `step` (record unless said otherwise)."""
    page = client.get(url)
    assert page.status_code == 200, page.content.decode()[:3000]
    return client.post(url, {**fields_in(page.content.decode()), "step": "record", **typed})


def act_of(answer: Any) -> int:
    """The act that an answer leads to."""
    assert answer.status_code == 302, re.sub(r"\s+", " ", answer.content.decode())[-6000:]
    found = re.fullmatch(r"/acts/(\d+)/", answer.headers["Location"])
    assert found is not None, answer.headers["Location"]
    return int(found[1])


def plain(page: str) -> str:
    """A page without the marks that keep pieces of a sentence together."""
    return re.sub("</?(?:span|wbr)[^>]*>", "", page)
