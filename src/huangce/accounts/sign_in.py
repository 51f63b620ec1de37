"""Sign in with a password, and lock out who guesses.

Passwords are hashed with Argon2id (RFC 9106, the library's own parameters). Five failures within a quarter of an hour
lock the username for the rest of it, whoever tries and whether it exists or not, so that an attempt tells nothing
(GB/T 22239-2019, level 3, 8.1.4.1: identity, failure handling, time-out). Each attempt leaves a row.
"""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from django.db import connection, transaction

from huangce.accounts.models import Officer, SignIn
from huangce.errors import NotAllowed, Refused

OFFICE_TIME = ZoneInfo("Asia/Shanghai")
SHORTEST, LONGEST = 8, 128
TRIES = 5
WINDOW = timedelta(minutes=15)
LOCK = 0x5369676E  # advisory lock of attempts, with the username's hash: "Sign"


class WeakPassword(Refused):
    """A password has 8 to 128 characters, not all of them the same, and is not the username."""

    code = "weak-password"


class WrongPassword(NotAllowed):
    """Username and password do not belong together, or the account is closed. {left} more tries, then a pause."""

    code = "wrong-password"


class LockedOut(NotAllowed):
    """Too many wrong passwords for this username: try again after {until}."""

    code = "locked-out"


def set_password(officer: Officer, password: str) -> None:
    """Give an officer a password, or raise `WeakPassword`. Those signed in with the old one must sign in again."""
    if not SHORTEST <= len(password) <= LONGEST or len(set(password)) == 1 or password == officer.username:
        raise WeakPassword()
    officer.password = _hasher().hash(_normal(password))
    officer.save(update_fields=["password"])


def sign_in(username: str, password: str, *, at: datetime | None = None) -> Officer:
    """Return the officer to whom username and password belong; raises `WrongPassword`, `LockedOut`."""
    moment = at or datetime.now(UTC)
    plain = unicodedata.normalize("NFKC", username).strip().lower()[:64]
    with transaction.atomic():
        # Attempts on one name wait for one another: a hundred at once are still a hundred.
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s, hashtext(%s))", [LOCK, plain])
        failures = _failures(plain, moment)
        if len(failures) >= TRIES:
            refusal: NotAllowed | None = LockedOut(until=_clock(failures[0] + WINDOW))
            outcome, found = "locked", None
        else:
            found = Officer.objects.filter(username=plain).first()
            is_right = _verify(found.password if found else "", password)
            is_open = found is not None and found.is_active(moment.astimezone(OFFICE_TIME).date())
            refusal = None if is_right and is_open else WrongPassword(left=TRIES - 1 - len(failures))
            outcome = "in" if refusal is None else "wrong"
        SignIn.objects.create(at=moment, username=plain, officer=found, outcome=outcome)
    if refusal is not None:
        raise refusal
    assert found is not None
    if _hasher().check_needs_rehash(found.password):
        set_password(found, password)
    return found


def _failures(username: str, moment: datetime) -> list[datetime]:
    """Moments of the failures since the last success within the window, oldest first."""
    recent = SignIn.objects.filter(username=username, at__gt=moment - WINDOW).order_by("id")
    found: list[datetime] = []
    for at, outcome in recent.values_list("at", "outcome"):
        if outcome == "in":
            found = []
        elif outcome == "wrong":
            found.append(at)
    return found[-TRIES:]


def _verify(hashed: str, password: str) -> bool:
    try:
        # An account that is not there costs the same time.
        return _hasher().verify(hashed or _nobody(), _normal(password)) and bool(hashed)
    except (VerifyMismatchError, InvalidHashError):
        return False


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)[:LONGEST]


def _clock(moment: datetime) -> str:
    return moment.astimezone(OFFICE_TIME).strftime("%H:%M")


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobody() -> str:
    return _hasher().hash("nobody has this password")
