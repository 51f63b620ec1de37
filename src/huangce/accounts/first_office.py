"""The first accounts of a real office: who runs the system, who grants rights, who registers.

Open only while nobody can sign in, and only for who sees the terminal of the server: a code that is made for
it, is printed there, and is destroyed with the first accounts. From then on administrators are separate persons
(GB/T 22239-2019 level 3; see `officers`).
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from huangce.accounts import officers
from huangce.accounts.models import Grant, Officer
from huangce.accounts.sign_in import set_password
from huangce.errors import NotAllowed, Refused
from huangce.home import paths
from huangce.rules.authority import EVERYWHERE, ROLES

CODE = "setup_code"
FIRST = ("system_admin", "registrar", "security_admin")  # the last one ends the installation's own right to grant


class NotNew(NotAllowed):
    """This office is set up already: accounts are opened by its system administrator."""

    code = "office-not-new"


class WrongCode(NotAllowed):
    """This is not the code that stands on the terminal of the server."""

    code = "wrong-setup-code"


class DivisionMissing(Refused):
    """Choose the division of the office: a county or a town."""

    code = "setup-division-missing"


@dataclass(frozen=True, slots=True)
class First:
    """One of the first accounts."""

    username: str
    name: str
    password: str


def is_new() -> bool:
    """Whether nobody can sign in and nobody administers: who only used the command line so far has no password."""
    administered = Grant.objects.filter(role__in=[name for name, role in ROLES.items() if role.stands_alone])
    return not (Officer.objects.exclude(password="").exists() or administered.exists())


def code() -> str:
    """Return the code that opens the set-up; it stands in the home until it is used."""
    return paths.secret(CODE)


def check_code(given: str) -> None:
    """Raise `NotNew` or `WrongCode` unless the set-up is open to who knows this code."""
    if not is_new():
        raise NotNew()
    if not hmac.compare_digest(code().encode(), given.strip().encode()):
        raise WrongCode()


def found(given: str, division: str, accounts: dict[str, First], *, on: date) -> None:
    """Open the first accounts, all or none: `accounts` has one for each of `FIRST`. The code is gone afterwards.

    Raises `NotNew`, `WrongCode`, `DivisionMissing`, and what `officers.add` and `set_password` raise.
    """
    if not division.strip("0"):
        raise DivisionMissing()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [officers.LOCK])
        check_code(given)
        for role in FIRST:
            one = accounts[role]
            account = officers.add(one.username, one.name, on=on)
            set_password(account, one.password)
            officers.grant(account, role, division if role == "registrar" else EVERYWHERE, by=None, on=on)
    (paths.secrets() / CODE).unlink(missing_ok=True)
