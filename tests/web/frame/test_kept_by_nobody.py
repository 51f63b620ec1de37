"""What a page showed to one officer is kept by no store between, and by no browser without asking again."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.web.test_routes import client_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/my-work/", "/find/rows/?q=x", "/keys/", "/no/such/page/", "/persons/1/"])
def test_it_works(path: str) -> None:
    assert client_of("lin").get(path).headers["Cache-Control"] == "private, no-cache"
    assert Client().get(path).headers["Cache-Control"] == "private, no-cache"


def test_what_bears_a_mark_of_its_content_is_kept_for_a_year() -> None:
    answer = Client().get("/static/frame/keys.js?v=1")
    answer.close()
    assert answer.headers["Cache-Control"] == "max-age=31536000, public"


def test_a_page_that_says_for_itself_is_left_alone() -> None:
    assert "max-age=60" in client_of("deng").get("/places/map/names/").headers["Cache-Control"]
