"""Drafts: what was typed is found again by its officer alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from huangce.web.frame import drafts
from tests import people
from tests.web.test_routes import client_of

FORM = "/acts/new/death/?person=7"


def test_it_works(db: None) -> None:
    lin = people.officer("lin")
    drafts.keep(lin, FORM, "死亡登记", {"died_on": ["2026-02-14"], "csrfmiddlewaretoken": ["x"], "password": ["y"]})
    found = drafts.kept(lin, FORM)
    assert found is not None
    assert found.fields == {"died_on": ["2026-02-14"]}


def test_nobody_sees_the_draft_of_another(db: None) -> None:
    drafts.keep(people.officer("lin"), FORM, "死亡登记", {"died_on": ["2026-02-14"]})
    assert drafts.kept(people.officer("chen"), FORM) is None


def test_the_last_one_kept_counts(db: None) -> None:
    lin = people.officer("lin")
    for day in ("1", "2"):
        drafts.keep(lin, FORM, "", {"died_on": [day]})
    assert [one.fields["died_on"] for one in drafts.all_of(lin)] == [["2"]]


def test_a_draft_goes_after_thirty_days(db: None) -> None:
    lin, then = people.officer("lin"), datetime(2026, 1, 1, tzinfo=UTC)
    drafts.keep(lin, FORM, "", {}, at=then)
    drafts.keep(lin, "/other/", "", {}, at=then + timedelta(days=31))
    assert drafts.kept(lin, FORM) is None


def test_a_draft_has_a_largest_size(db: None) -> None:
    with pytest.raises(drafts.DraftTooLarge):
        drafts.keep(people.officer("lin"), FORM, "", {"words": ["长" * 70_000]})


def test_a_page_keeps_and_drops_a_draft(db: None) -> None:
    client = client_of("lin")
    typed = {"draft_form": FORM, "draft_title": "死亡登记", "died_on": "2026-02-14"}
    answer = client.post("/drafts/keep/", typed, headers={"HX-Request": "true"})
    assert "草稿已存" in answer.content.decode()
    assert client.post("/drafts/keep/", typed).headers["Location"] == FORM
    assert drafts.kept(people.officer("lin"), FORM) is not None
    client.post("/drafts/drop/", {"draft_form": FORM})
    assert drafts.kept(people.officer("lin"), FORM) is None


def test_what_was_typed_survives_a_session_that_ended_in_the_middle(db: None) -> None:
    """The page that asks for the password holds it; signing in makes it a draft of that form."""
    from django.test import Client

    from huangce.accounts.sign_in import set_password

    lin = people.officer("lin")
    set_password(lin, "right words 1")
    client = Client()
    asked = client.post("/purpose/?next=/keys/", {"case": "window 4"})
    assert 'name="held:case" value="window 4"' in asked.content.decode()
    fields = {"username": "lin", "password": "right words 1", "next": "/purpose/?next=/keys/", "held:case": "window 4"}
    answer = client.post("/sign-in/", fields)
    assert answer.headers["Location"] == "/purpose/?next=/keys/"
    kept = drafts.kept(lin, "/purpose/?next=/keys/")
    assert kept is not None
    assert kept.fields == {"case": ["window 4"]}


def test_what_is_sent_to_be_kept_after_the_session_ended_leads_back_to_its_form(db: None) -> None:
    from django.test import Client

    from huangce.accounts.sign_in import set_password

    lin = people.officer("lin")
    set_password(lin, "right words 1")
    client = Client()
    typed = {"draft_form": FORM, "draft_title": "死亡登记", "died_on": "2026-02-14"}
    assert client.post("/drafts/keep/", typed, headers={"HX-Request": "true"}).status_code == 401
    asked = client.post("/drafts/keep/", typed)
    assert f'name="next" value="{FORM}"' in asked.content.decode()
    held = {f"held:{name}": value for name, value in typed.items()}
    answer = client.post("/sign-in/", {"username": "lin", "password": "right words 1", "next": FORM, **held})
    assert answer.headers["Location"] == FORM
    kept = drafts.kept(lin, FORM)
    assert kept is not None
    assert (kept.title, kept.fields["died_on"]) == ("死亡登记", ["2026-02-14"])
