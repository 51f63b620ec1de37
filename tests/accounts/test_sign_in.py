"""Signing in: a password that is right, one that is wrong, and the lock against guessing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from huangce.accounts.models import SignIn
from huangce.accounts.officers import close
from huangce.accounts.sign_in import LockedOut, WeakPassword, WrongPassword, set_password, sign_in
from tests import people

NOW = datetime(2026, 4, 2, 1, 0, tzinfo=UTC)
RIGHT, WRONG = "right words 1", "wrong words 1"


@pytest.fixture
def lin(db: None):
    officer = people.officer("lin")
    set_password(officer, RIGHT)
    return officer


def test_it_works(lin) -> None:
    assert sign_in("lin", RIGHT, at=NOW) == lin
    assert SignIn.objects.get().outcome == "in"


def test_the_username_may_be_written_in_full_width_or_capitals(lin) -> None:
    assert sign_in(" ＬＩＮ ", RIGHT, at=NOW) == lin


def test_a_password_is_kept_as_an_argon2_hash_only(lin) -> None:
    assert lin.password.startswith("$argon2id$")
    assert RIGHT not in lin.password


@pytest.mark.parametrize("username", ["lin", "not-there"])
def test_a_wrong_password_and_a_missing_account_are_answered_alike(lin, username: str) -> None:
    with pytest.raises(WrongPassword) as refused:
        sign_in(username, WRONG, at=NOW)
    assert refused.value.details == {"left": 4}


def test_an_account_without_a_password_cannot_sign_in(db: None) -> None:
    people.officer("chen")
    with pytest.raises(WrongPassword):
        sign_in("chen", "", at=NOW)


def test_a_closed_account_cannot_sign_in(lin) -> None:
    close(lin, on=NOW.date())
    with pytest.raises(WrongPassword):
        sign_in("lin", RIGHT, at=NOW)


def test_five_wrong_passwords_lock_the_name_for_the_rest_of_a_quarter_of_an_hour(lin) -> None:
    for minute in range(5):
        with pytest.raises(WrongPassword):
            sign_in("lin", WRONG, at=NOW + timedelta(minutes=minute))
    with pytest.raises(LockedOut):
        sign_in("lin", RIGHT, at=NOW + timedelta(minutes=14))
    assert sign_in("lin", RIGHT, at=NOW + timedelta(minutes=16)) == lin


def test_a_right_password_forgives_the_wrong_ones_before(lin) -> None:
    for _ in range(4):
        with pytest.raises(WrongPassword):
            sign_in("lin", WRONG, at=NOW)
    sign_in("lin", RIGHT, at=NOW)
    with pytest.raises(WrongPassword) as refused:
        sign_in("lin", WRONG, at=NOW)
    assert refused.value.details == {"left": 4}


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaa", "lin", "x" * 129])
def test_a_weak_password_is_refused(lin, password: str) -> None:
    with pytest.raises(WeakPassword):
        set_password(lin, password)
