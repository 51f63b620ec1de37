"""Whether an officer may do something, by the grants that stand in the register on that day.

The rule is pure and stands in `huangce.rules.authority`; here it is fed and turned into errors with names in them.
Divisions go on under other codes: what became of each is a table of this room (`models.DivisionChange`), which the room
of places writes when an act says so. Whoever asks by a code asks here what it stands for on the day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Protocol

from huangce.accounts.statements import ask
from huangce.errors import NotAllowed
from huangce.rules import authority as rules
from huangce.rules.authority import Granted, carried_over
from huangce.rules.division_changes import code_after

# Asked for every act and every look-up.
GRANTS = """
    select role, division, valid_from, valid_to, acts from officer_grant
    where officer_id = %s and valid_from <= %s order by id
"""

# Divisions that went on under another code, in the order of their days: an office goes on with what was recorded there.
SUCCESSORS = """
    select division, becomes, change_kind from division_change
    where retired_by is null and happened_on <= %s and division <> becomes order by happened_on, id
"""


class Account(Protocol):
    """An officer as rights are asked for. `models.Officer` is one."""

    pk: Any
    username: str

    def is_active(self, on: date) -> bool:
        """Whether the account is open on that day."""


class MayNotRecord(NotAllowed):
    """{officer} may not record the act "{act_kind}" in division {division} on {on}: it needs a grant of the role
    {roles} there."""

    code = "may-not-record"


class MayNotApprove(NotAllowed):
    """{officer} may not approve the act "{act_kind}" in division {division} on {on}: it needs a grant of the role
    {roles} there."""

    code = "may-not-approve"


class MayNotSee(NotAllowed):
    """{officer} may not see "{view}" (division: {division}; {on}). The security administrator grants it."""

    code = "may-not-see"


class MayNotDo(NotAllowed):
    """{officer} may not do this: "{duty}" (division: {division}; {on}). The security administrator grants it."""

    code = "may-not-do"


class AccountClosed(NotAllowed):
    """The account {officer} is not open on {on}."""

    code = "account-closed"


def grants_of(officer: Account, on: date) -> list[Granted]:
    """Return the grants of `officer` that are valid on that day; none if the account is not open."""
    if not officer.is_active(on):
        return []
    return valid_grants(ask(GRANTS, (officer.pk, on)), on)


def valid_grants(rows: Iterable[Sequence[Any]], on: date) -> list[Granted]:
    """Return those of an officer's grants, as rows of `GRANTS`, that are valid on that day."""
    found = [
        Granted(role, division, valid_from, valid_to, frozenset(acts))
        for role, division, valid_from, valid_to, acts in rows
    ]
    return carried_over((grant for grant in found if grant.holds(None, on)), ask(SUCCESSORS, (on,)))


def goes_on_as(division: str, on: date) -> str:
    """Return the code (12 digits) of a division on a day: its own, or that of the one in which it went on."""
    return code_after(division.ljust(12, "0"), ((old, new) for old, new, _how in ask(SUCCESSORS, (on,))))


def codes_over_time(division: str, on: date) -> list[str]:
    """Return the codes under which what lies in a division on that day was recorded: its own, and those before it.

    A code that was given up stands for the division in which it went on.
    """
    changes = ask(SUCCESSORS, (on,))
    today = code_after(division.ljust(12, "0"), ((old, new) for old, new, _how in changes))
    own = Granted("", today, on)
    return [one.division for one in carried_over([own], [(old, new, "") for old, new, _how in changes])]


def successors(on: date) -> list[tuple[str, str, str]]:
    """Return the divisions that went on under another code by a day, in the order of their days: the code, the code
    after it, how. Whoever holds many codes takes them all along at once, by `rules.division_changes.code_after`."""
    return [(old, new, how) for old, new, how in ask(SUCCESSORS, (on,))]


def may(officer: Account, *, act_kind: str, division: str, on: date) -> bool:
    """Whether `officer` may record such an act in `division` (a 12-digit code) on that day."""
    return rules.may_record(grants_of(officer, on), act_kind, division, on)


def require(officer: Account, *, act_kind: str, division: str, on: date) -> None:
    """Raise `MayNotRecord` or `AccountClosed` unless `officer` may record such an act there on that day."""
    _require_open(officer, on)
    if not may(officer, act_kind=act_kind, division=division, on=on):
        roles = _or(role.name for role in rules.ROLES.values() if act_kind in role.acts)
        raise MayNotRecord(officer=officer.username, act_kind=act_kind, division=division or "-", on=on, roles=roles)


def require_approver(officer: Account, *, act_kind: str, division: str, on: date) -> None:
    """Raise `MayNotApprove` or `AccountClosed` unless `officer` may be the second officer of such an act there."""
    _require_open(officer, on)
    if not rules.may_approve(grants_of(officer, on), act_kind, division, on):
        roles = _or(role.name for role in rules.ROLES.values() if act_kind in role.approves)
        raise MayNotApprove(officer=officer.username, act_kind=act_kind, division=division or "-", on=on, roles=roles)


def require_view(officer: Account, *, view: str, on: date, division: str | None = None) -> None:
    """Raise `MayNotSee` or `AccountClosed` unless `officer` may see `view` (of `rules.VIEWS`), there or at all."""
    _require_open(officer, on)
    if not rules.may_see(grants_of(officer, on), view, on, division):
        raise MayNotSee(officer=officer.username, view=view, division=division or "any", on=on)


def require_duty(officer: Account, *, duty: str, on: date, division: str | None = None) -> None:
    """Raise `MayNotDo` or `AccountClosed` unless `officer` may do `duty` (of `rules.DUTIES`), there or at all."""
    _require_open(officer, on)
    if not rules.may_do(grants_of(officer, on), duty, on, division):
        raise MayNotDo(officer=officer.username, duty=duty, division=division or "any", on=on)


def _require_open(officer: Account, on: date) -> None:
    if not officer.is_active(on):
        raise AccountClosed(officer=officer.username, on=on)


def _or(names: Iterable[str]) -> str:
    return " or ".join(names) or "nobody has"
