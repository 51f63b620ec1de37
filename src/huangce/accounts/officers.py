"""Open and close accounts, grant and revoke roles.

Accounts are opened by a system administrator and roles are granted by a security administrator, who is another person
(GB/T 22239-2019 level 3: three administrators, separated). Until there is one, the installation itself does both: the
operator of the machine appoints the first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from datetime import UTC, date, datetime

from django.db import connection, transaction
from django.db.models import Q

from huangce.accounts import authority
from huangce.accounts.models import Grant, Officer
from huangce.errors import NotAllowed, NotFound, Refused
from huangce.rules import authority as rules

LOCK = 0x4F6666696365  # advisory lock of grants: "Office"


class BadUsername(Refused):
    """This cannot be a username: {username}. Use 2 to 40 small letters, digits, dots, hyphens, the first no sign."""

    code = "bad-username"


class UsernameTaken(Refused):
    """There is an account {username} already. Accounts are personal and are not given to somebody else."""

    code = "username-taken"


class NameMissing(Refused):
    """An officer has a name: give the one that others shall see, in at most 60 characters."""

    code = "name-missing"


class NoSuchOfficer(NotFound):
    """There is no account {username}."""

    code = "no-such-officer"


class UnknownRole(Refused):
    """There is no role "{role}": choose one of {roles}."""

    code = "unknown-role"


class BadDivision(Refused):
    """{division} is no division code: give 2, 4, 6, 9 or 12 digits, or twelve zeros for everywhere."""

    code = "bad-division"


class ActsNotOfRole(Refused):
    """The role {role} does not record {acts}, so a grant of it cannot name them."""

    code = "acts-not-of-role"


class BadPeriod(Refused):
    """A period ends after it has begun: {begins} to {ends}."""

    code = "bad-period"


class RolesKeptApart(Refused):
    """{officer} cannot be {role} and {held} at once: administrators and auditors are separate persons."""

    code = "roles-kept-apart"


class GrantsItself(NotAllowed):
    """Nobody grants a role to themselves: {officer}."""

    code = "grants-itself"


class GranterNeeded(NotAllowed):
    """There is a security administrator already, who grants and revokes: name who decides this with --by."""

    code = "granter-needed"


class NoSuchGrant(NotFound):
    """{officer} holds no grant of the role {role} in division {division} that could be revoked on {on}."""

    code = "no-such-grant"


def find(username: str) -> Officer:
    """Return the officer with that username, or raise `NoSuchOfficer`."""
    found = Officer.objects.filter(username=_plain(username)).first()
    if found is None:
        raise NoSuchOfficer(username=username)
    return found


def add(username: str, display_name: str, *, on: date, until: date | None = None) -> Officer:
    """Open an account from `on`, until the day before `until`."""
    plain, shown = _plain(username), " ".join(display_name.split())
    if not rules.USERNAME.fullmatch(plain):
        raise BadUsername(username=username)
    if not shown or len(shown) > 60:
        raise NameMissing()
    _check_period(on, until)
    officer, is_new = Officer.objects.get_or_create(
        username=plain, defaults={"display_name": shown, "active_from": on, "active_to": until}
    )
    if not is_new:
        raise UsernameTaken(username=plain)
    return officer


def open_first(username: str, *, on: date) -> Officer | None:
    """Open the first account of an installation, as registrar of everywhere; None where there are accounts."""
    with transaction.atomic():
        _one_at_a_time()
        if Officer.objects.exists():
            return None
        first = add(username, username, on=on)
        grant(first, "registrar", rules.EVERYWHERE, by=None, on=on)
        return first


def close(officer: Officer, *, on: date) -> None:
    """Close an account from that day on. What the officer recorded stays under that name."""
    _check_period(officer.active_from, on)
    officer.active_to = on
    officer.save(update_fields=["active_to"])


def grant(
    officer: Officer,
    role: str,
    division: str,
    *,
    by: Officer | None,
    on: date,
    until: date | None = None,
    acts: Collection[str] = (),
    at: datetime | None = None,
) -> Grant:
    """Give `officer` a role in a division from `on`; the same grant twice is one.

    `by` is a security administrator, and None only as long as there is none.
    """
    if role not in rules.ROLES:
        raise UnknownRole(role=role, roles=", ".join(rules.ROLES))
    code = _division(division)
    strange = set(acts) - rules.ROLES[role].acts
    if strange:
        raise ActsNotOfRole(role=role, acts=", ".join(sorted(strange)))
    _check_period(on, until)
    with transaction.atomic():
        _one_at_a_time()
        _check_decider(by, officer, on)
        standing = Grant.objects.filter(officer=officer).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on))
        if until is not None:
            standing = standing.filter(valid_from__lt=until)
        apart = rules.conflicts(standing.values_list("role", flat=True), role)
        if apart:
            raise RolesKeptApart(officer=officer.username, role=role, held=" and ".join(apart))
        same = standing.filter(role=role, division=code, acts=sorted(acts), valid_from__lte=on, valid_to=until).first()
        return same or Grant.objects.create(
            officer=officer,
            role=role,
            division=code,
            acts=sorted(acts),
            valid_from=on,
            valid_to=until,
            granted_at=at or datetime.now(UTC),
            granted_by=by,
        )


def revoke(
    officer: Officer, role: str, division: str, *, by: Officer | None, on: date, at: datetime | None = None
) -> int:
    """End the grants of a role in exactly that division from `on` on; returns how many there were."""
    code = _division(division)
    with transaction.atomic():
        _one_at_a_time()
        _check_decider(by, None, on)
        standing = Grant.objects.filter(officer=officer, role=role, division=code)
        standing = standing.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on))
        ended = 0
        for row in standing:
            row.valid_to = max(on, row.valid_from)
            row.revoked_at, row.revoked_by = at or datetime.now(UTC), by
            row.save(update_fields=["valid_to", "revoked_at", "revoked_by"])
            ended += 1
        if not ended:
            raise NoSuchGrant(officer=officer.username, role=role, division=code, on=on)
        return ended


def _check_decider(by: Officer | None, officer: Officer | None, on: date) -> None:
    """Raise unless `by` may grant roles; nobody may as long as there is no security administrator, so then None may."""
    if by is not None:
        if officer is not None and by.pk == officer.pk:
            raise GrantsItself(officer=by.username)
        authority.require_duty(by, duty="grant_roles", on=on)
        return
    holders = Grant.objects.filter(role="security_admin", valid_from__lte=on).select_related("officer")
    if any(row.officer.is_active(on) and (row.valid_to is None or on < row.valid_to) for row in holders):
        raise GranterNeeded()


def _one_at_a_time() -> None:
    """Two grants at once could each miss the other's conflict."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _check_period(begins: date, ends: date | None) -> None:
    if ends is not None and ends < begins:
        raise BadPeriod(begins=begins, ends=ends)


def _division(code: str) -> str:
    plain = _plain(code)
    if not re.fullmatch(r"[0-9]+", plain) or len(plain) not in rules.LEVELS:
        raise BadDivision(division=code)
    return plain.ljust(12, "0")


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().lower()
