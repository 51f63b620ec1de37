"""What is kept between requests never outlives the rights: the next request after a change knows of it."""

from __future__ import annotations

import time
from datetime import timedelta

import psycopg
import pytest
from django.db import close_old_connections, connection
from django.test import Client
from django.utils.timezone import localdate

from huangce.accounts import authority, officers
from huangce.accounts.models import Officer
from huangce.accounts.standing import officer_and_grants
from huangce.web.frame import menu
from huangce.web.frame.signed_in import SEEN
from tests import people
from tests.web.test_routes import client_of


def text_of(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_it_works(db: None) -> None:
    lin = client_of("lin")
    assert 'href="/acts/death/"' in text_of(lin, "/keys/")
    assert lin.get("/acts/death/").status_code == 200


def test_a_right_that_is_revoked_is_gone_with_the_next_request_and_one_that_is_given_is_there(db: None) -> None:
    lin, officer, today = client_of("lin"), people.officer("lin"), localdate()
    for _ in range(2):
        assert 'href="/acts/death/"' in text_of(lin, "/keys/")
        officers.revoke(officer, "registrar", people.TOWN, by=people.officer("an"), on=today)
        assert 'href="/acts/death/"' not in text_of(lin, "/keys/")
        assert lin.get("/acts/death/").status_code == 403
        officers.grant(officer, "registrar", people.TOWN, by=people.officer("an"), on=today)


def test_an_account_that_is_closed_opens_nothing_more(db: None) -> None:
    lin = client_of("lin")
    assert lin.get("/find/").status_code == 200
    officers.close(people.officer("lin"), on=localdate())
    assert lin.get("/find/").status_code == 403
    assert 'href="/find/"' not in text_of(lin, "/keys/")


def test_a_password_that_is_changed_ends_the_session(db: None) -> None:
    lin = client_of("lin")
    assert lin.get("/keys/").status_code == 200
    Officer.objects.filter(username="lin").update(password="another")
    assert lin.get("/keys/").status_code == 302


def test_an_idle_screen_and_a_session_that_has_expired_ask_for_the_password(db: None) -> None:
    lin = client_of("lin")
    session = lin.session
    session[SEEN] = int(time.time()) - 3600
    session.save()
    assert lin.get("/keys/").headers["Location"].startswith("/sign-in/")
    lin = client_of("lin")
    lin.session.set_expiry(-1)
    session = lin.session
    session.set_expiry(-timedelta(seconds=1))
    session.save()
    assert lin.get("/keys/").headers["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("username", sorted(people.CAST))
def test_officer_and_grants_come_together_as_they_do_one_after_the_other(db: None, username: str) -> None:
    officer, today = people.officer(username), localdate()
    found = officer_and_grants(officer.pk, today)
    assert found is not None
    assert found == (officer, authority.grants_of(officer, today))
    assert vars(found[0]).keys() == vars(Officer.objects.get(pk=officer.pk)).keys()
    assert officer_and_grants(officer.pk + 1_000_000, today) is None


def test_two_officers_with_the_same_rights_see_the_same_menu_each_where_they_are(db: None) -> None:
    today = localdate()
    grants = authority.grants_of(people.officer("lin"), today)
    first, second = menu.nav_for(grants, today, "/find/"), menu.nav_for(list(grants), today, "/find/")
    assert first is second
    assert first.count('aria-current="page"') == 1
    assert menu.nav_for(grants, today, "/my-work/") != first


@pytest.mark.parametrize("path", ["/keys/", "/my-work/"])
def test_a_connection_that_broke_is_not_asked_again(committed_db: None, path: str) -> None:
    lin = client_of("lin")
    assert lin.get(path).status_code == 200
    connection.connection.close()
    with pytest.raises(psycopg.OperationalError):
        lin.get(path)
    close_old_connections()
    lin.exc_info = None
    assert lin.get(path).status_code == 200
