"""The Lins in the register, and the officers of their town and of the next."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from huangce.accounts import officers
from tests import people
from tests.register.conftest import House, open_house
from tests.web.test_routes import client_of

TOWN, NEXT_TOWN = "511703110000", "511703111000"


def registrar(username: str, division: str, role: str = "registrar") -> Client:
    """A signed-in officer of a role in a division of the Lins' county."""
    found = officers.add(username, username, on=people.OPENED)
    officers.grant(found, role, division, by=None, on=people.OPENED)
    people.CAST[username] = people.Part(username, username, role, division)
    return client_of(username)


@pytest.fixture(autouse=True)
def the_cast_stays_as_it_is() -> Iterator[None]:
    before = dict(people.CAST)
    yield
    people.CAST.clear()
    people.CAST.update(before)


@pytest.fixture
def house(db: None) -> House:
    return open_house()


@pytest.fixture
def client(db: None) -> Client:
    """The registrar of the Lins' town."""
    return registrar("lan", TOWN)


@pytest.fixture
def stranger(db: None) -> Client:
    """The registrar of the next town."""
    return registrar("mei", NEXT_TOWN)
