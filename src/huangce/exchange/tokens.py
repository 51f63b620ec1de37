"""Tokens by which programs of other offices deliver lists and follow feeds: for named agreements, for a time.

A token acts in the name of a liaison officer, who answers for it: when that account is closed the token is dead. The
secret is shown once; what is kept is its Argon2id hash (RFC 9106).
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from huangce.accounts import authority
from huangce.accounts.models import Officer
from huangce.errors import NotAllowed, NotFound, Refused
from huangce.exchange import liaisons
from huangce.exchange.agreement_store import DUTY, OFFICE_TIME, standing
from huangce.exchange.agreements import Agreement
from huangce.exchange.models import Token
from huangce.rules import authority as rules
from huangce.rules.periods import add_months

FORM: Final = re.compile(r"hct_(\d{1,18})_([A-Za-z0-9_-]{43})")
LONGEST_MONTHS: Final = 12
USED_SECONDS: Final = 60  # a use is noted once a minute


class BadToken(NotAllowed):
    """The token is not known, was revoked, or its time is over. Ask the office for another."""

    code = "bad-token"
    status = 401


class NotOfToken(NotAllowed):
    """The token does not stand for the agreement {code}."""

    code = "not-of-token"


class TokenUnfounded(Refused):
    """A token names its office, agreements that stand, a liaison officer who may deliver lists, and 1 to 12 months."""

    code = "token-unfounded"


class NoSuchToken(NotFound):
    """There is no token {token} that is valid."""

    code = "no-such-token"


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who shows a valid token."""

    token: int
    office: str
    officer: Officer
    codes: tuple[str, ...]

    def require(self, code: str) -> None:
        """Raise `NotOfToken` unless the token stands for this agreement."""
        if code not in self.codes:
            raise NotOfToken(code=code)


def issue(
    *,
    office: str,
    liaison: Officer,
    codes: Sequence[str],
    months: int,
    by: Officer,
    given: dict[str, Agreement] | None = None,
    now: datetime | None = None,
) -> tuple[Token, str]:
    """Make a token; return it with the text that is shown once. given: agreements of a file, see `agreement_store`.

    Raises `TokenUnfounded`, `NotOfOffice`, `MayNotDo`.
    """
    moment = now or datetime.now(UTC)
    on = moment.astimezone(OFFICE_TIME).date()
    authority.require_duty(by, duty=DUTY, on=on)
    known = standing(given)
    founded = office.strip() and codes and set(codes) <= set(known) and 1 <= months <= LONGEST_MONTHS
    if not founded or not rules.may_do(authority.grants_of(liaison, on), liaisons.DELIVERS, on):
        raise TokenUnfounded()
    for code in codes:
        liaisons.require(liaison, known[code].content, on)
    secret = secrets.token_urlsafe(32)
    token = Token.objects.create(
        office=office.strip(),
        officer=liaison.pk,
        codes=sorted(set(codes)),
        secret_hash=_hasher().hash(secret),
        issued_at=moment,
        issued_by=by.pk,
        expires_on=add_months(on, months),
    )
    return token, f"hct_{token.pk}_{secret}"


def bearer(text: str, *, now: datetime | None = None) -> Bearer:
    """Return who shows a token. Raises `BadToken`."""
    moment = now or datetime.now(UTC)
    on = moment.astimezone(OFFICE_TIME).date()
    form = FORM.fullmatch(text)
    token = Token.objects.filter(pk=int(form[1])).first() if form else None
    if form is None or token is None or not _holds(token, form[2]) or not is_valid(token, on):
        raise BadToken()
    officer = Officer.objects.filter(pk=token.officer).first()
    if officer is None or not rules.may_do(authority.grants_of(officer, on), "deliver_lists", on):
        raise BadToken()
    if token.last_used_at is None or (moment - token.last_used_at).total_seconds() > USED_SECONDS:
        token.last_used_at = moment
        token.save(update_fields=["last_used_at"])
    return Bearer(token.pk, token.office, officer, tuple(token.codes))


def revoke(token_id: int, *, by: Officer, now: datetime | None = None) -> None:
    """End a token now. Raises `NoSuchToken`, `MayNotDo`."""
    moment = now or datetime.now(UTC)
    authority.require_duty(by, duty=DUTY, on=moment.astimezone(OFFICE_TIME).date())
    if not Token.objects.filter(pk=token_id, revoked_at__isnull=True).update(revoked_at=moment):
        raise NoSuchToken(token=token_id)


def is_valid(token: Token, on: date) -> bool:
    """Whether a token may be used on a day."""
    return token.revoked_at is None and on <= token.expires_on


def _holds(token: Token, secret: str) -> bool:
    try:
        return _hasher().verify(token.secret_hash, secret)
    except (VerifyMismatchError, InvalidHashError):
        return False


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()
