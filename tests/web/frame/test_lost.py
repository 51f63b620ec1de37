"""An address that is none is answered within the frame: with the menu for who is signed in, without for who is not."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.web.test_routes import client_of

pytestmark = pytest.mark.django_db


def test_who_is_signed_in_keeps_the_menu() -> None:
    answer = client_of("lin").get("/no/such/page/")
    assert answer.status_code == 404
    assert 'id="nav"' in answer.content.decode()


def test_who_is_not_signed_in_gets_the_bare_page() -> None:
    answer = Client().get("/no/such/page/")
    assert answer.status_code == 404
    assert 'class="bare"' in answer.content.decode()
    assert 'id="nav"' not in answer.content.decode()
