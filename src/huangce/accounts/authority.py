"""Whether an officer may do something, by the grants that stand in the register on that day.

The rule is pure and stands in `huangce.rules.authority`; here it is fed and turned into errors with names in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import connection

from huangce.accounts.models import Grant, Officer
from huangce.accounts.statements import ask
from huangce.errors import NotAllowed
from huangce.rules import authority as rules
from huangce.rules.authority import Granted, carried_over

# Asked for every act and every look-up.
GRANTS = """
    select role, division, valid_from, valid_to, acts from officer_grant
    where officer_id = %s and valid_from <= %s order by id
"""

# Asked for every page: an officer with the grants that have begun.
OFFICER = f"""
    select {", ".join(f"o.{field.column}" for field in Officer._meta.concrete_fields)},
           g.role, g.division, g.valid_from, g.valid_to, g.acts
    from officer o left join officer_grant g on g.officer_id = o.id and g.valid_from <= %s
    where o.id = %s order by g.id
"""

# Divisions that went on under another code, in the order of their days: an office goes on with what was recorded there.
SUCCESSORS = """
    select division, becomes, change_kind from division_change
    where retired_by is null and happened_on <= %s and division <> becomes order by happened_on, id
"""


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


def grants_of(officer: Officer, on: date) -> list[Granted]:
    """Return the grants of `officer` that are valid on that day; none if the account is not open."""
    if not officer.is_active(on):
        return []
    return _valid(ask(GRANTS, (officer.pk, on)), on)


def officer_and_grants(officer: int, on: date) -> tuple[Officer, list[Granted]] | None:
    """Return an officer by id, and what `grants_of` returns of them, in one statement; None if there is no such one."""
    rows = ask(OFFICER, (on, officer))
    if not rows:
        return None
    fields = [field.attname for field in Officer._meta.concrete_fields]
    found = Officer.from_db(connection.alias, fields, rows[0][: len(fields)])
    grants = [row[len(fields) :] for row in rows if row[len(fields)] is not None]
    return found, _valid(grants, on) if found.is_active(on) else []


def _valid(rows: Iterable[Sequence[Any]], on: date) -> list[Granted]:
    found = [
        Granted(role, division, valid_from, valid_to, frozenset(acts))
        for role, division, valid_from, valid_to, acts in rows
    ]
    return carried_over((grant for grant in found if grant.holds(None, on)), ask(SUCCESSORS, (on,)))


def codes_over_time(division: str, on: date) -> list[str]:
    """Return the codes under which what lies in a division on that day was recorded: its own, and those before it."""
    changes = ask(SUCCESSORS, (on,))
    own = Granted("", division.ljust(12, "0"), on)
    return [one.division for one in carried_over([own], [(old, new, "") for old, new, _how in changes])]


def may(officer: Officer, *, act_kind: str, division: str, on: date) -> bool:
    """Whether `officer` may record such an act in `division` (a 12-digit code) on that day."""
    return rules.may_record(grants_of(officer, on), act_kind, division, on)


def require(officer: Officer, *, act_kind: str, division: str, on: date) -> None:
    """Raise `MayNotRecord` or `AccountClosed` unless `officer` may record such an act there on that day."""
    _require_open(officer, on)
    if not may(officer, act_kind=act_kind, division=division, on=on):
        roles = _or(role.name for role in rules.ROLES.values() if act_kind in role.acts)
        raise MayNotRecord(officer=officer.username, act_kind=act_kind, division=division or "-", on=on, roles=roles)


def require_approver(officer: Officer, *, act_kind: str, division: str, on: date) -> None:
    """Raise `MayNotApprove` or `AccountClosed` unless `officer` may be the second officer of such an act there."""
    _require_open(officer, on)
    if not rules.may_approve(grants_of(officer, on), act_kind, division, on):
        roles = _or(role.name for role in rules.ROLES.values() if act_kind in role.approves)
        raise MayNotApprove(officer=officer.username, act_kind=act_kind, division=division or "-", on=on, roles=roles)


def require_view(officer: Officer, *, view: str, on: date, division: str | None = None) -> None:
    """Raise `MayNotSee` or `AccountClosed` unless `officer` may see `view` (of `rules.VIEWS`), there or at all."""
    _require_open(officer, on)
    if not rules.may_see(grants_of(officer, on), view, on, division):
        raise MayNotSee(officer=officer.username, view=view, division=division or "any", on=on)


def require_duty(officer: Officer, *, duty: str, on: date, division: str | None = None) -> None:
    """Raise `MayNotDo` or `AccountClosed` unless `officer` may do `duty` (of `rules.DUTIES`), there or at all."""
    _require_open(officer, on)
    if not rules.may_do(grants_of(officer, on), duty, on, division):
        raise MayNotDo(officer=officer.username, duty=duty, division=division or "any", on=on)


def _require_open(officer: Officer, on: date) -> None:
    if not officer.is_active(on):
        raise AccountClosed(officer=officer.username, on=on)


def _or(names: Iterable[str]) -> str:
    return " or ".join(names) or "nobody has"


def approvers(*, act_kind: str, division: str, on: date, but: Officer) -> list[Officer]:
    """Return who may be the second officer of such an act there on that day, by name; `but` enters it and may not."""
    roles = [role.name for role in rules.ROLES.values() if act_kind in role.approves]
    held = Grant.objects.filter(role__in=roles, valid_from__lte=on).exclude(officer=but).select_related("officer")
    found = {row.officer.pk: row.officer for row in held}
    return sorted(
        (one for one in found.values() if rules.may_approve(grants_of(one, on), act_kind, division, on)),
        key=lambda one: (one.display_name, one.pk),
    )
