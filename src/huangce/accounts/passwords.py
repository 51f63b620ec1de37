"""Who changes a password: everybody their own, a system administrator those of the officers who register.

The passwords of the other administrators are set by themselves, or at the machine with `huangce officers password`: who
could set them from a page could act as two administrators at once (GB/T 22239-2019 level 3).
"""

from __future__ import annotations

from datetime import date

from django.db import transaction

from huangce.accounts import authority
from huangce.accounts.models import Grant, Officer
from huangce.accounts.sign_in import set_password, sign_in
from huangce.errors import NotAllowed, Refused
from huangce.rules import authority as rules


class PasswordsDiffer(Refused):
    """The new password was not typed the same twice."""

    code = "passwords-differ"


class SamePassword(Refused):
    """The new password is the old one: choose another."""

    code = "same-password"


class AdministratorsPassword(NotAllowed):
    """{officer} is an administrator: that password is changed by themselves, or at the machine."""

    code = "administrators-password"


def change(officer: Officer, old: str, new: str, again: str) -> None:
    """Change one's own password.

    Raises `WrongPassword`, `LockedOut`, `WeakPassword`, `PasswordsDiffer`, `SamePassword`.
    """
    if new != again:
        raise PasswordsDiffer()
    if new == old:
        raise SamePassword()
    sign_in(officer.username, old)
    with transaction.atomic():
        set_password(officer, new)
        _must_change(officer, is_due=False)


def reset(officer: Officer, new: str, *, by: Officer, on: date) -> None:
    """Give another officer a first or new password, which they change before anything else.

    Raises `MayNotDo`, `AdministratorsPassword`, `WeakPassword`.
    """
    authority.require_duty(by, duty="manage_accounts", on=on)
    roles = Grant.objects.filter(officer=officer).values_list("role", flat=True)
    if any(rules.ROLES[role].stands_alone for role in roles):
        raise AdministratorsPassword(officer=officer.username)
    with transaction.atomic():
        set_password(officer, new)
        _must_change(officer, is_due=True)


def _must_change(officer: Officer, *, is_due: bool) -> None:
    officer.must_change_password = is_due
    officer.save(update_fields=["must_change_password"])
