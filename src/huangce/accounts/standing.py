"""Officers with what they may do: who asks for a page, and who may be the second officer of an act."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import connection

from huangce.accounts.authority import grants_of, valid_grants
from huangce.accounts.models import Grant, Officer
from huangce.accounts.statements import ask
from huangce.rules import authority as rules
from huangce.rules.authority import Granted

# Asked for every page: an officer with the grants that have begun.
OFFICER = f"""
    select {", ".join(f"o.{field.column}" for field in Officer._meta.concrete_fields)},
           g.role, g.division, g.valid_from, g.valid_to, g.acts
    from officer o left join officer_grant g on g.officer_id = o.id and g.valid_from <= %s
    where o.id = %s order by g.id
"""


def officer_and_grants(officer: int, on: date) -> tuple[Officer, list[Granted]] | None:
    """Return an officer by id, and what `grants_of` returns of them, in one statement; None if there is no such one."""
    rows = ask(OFFICER, (on, officer))
    if not rows:
        return None
    fields = [field.attname for field in Officer._meta.concrete_fields]
    found = Officer.from_db(connection.alias, fields, rows[0][: len(fields)])
    grants = [row[len(fields) :] for row in rows if row[len(fields)] is not None]
    return found, valid_grants(grants, on) if found.is_active(on) else []


def approvers(*, act_kind: str, division: str, on: date, but: Officer) -> list[Officer]:
    """Return who may be the second officer of such an act there on that day, by name; `but` enters it and may not."""
    roles = [role.name for role in rules.ROLES.values() if act_kind in role.approves]
    return [
        one
        for one in _signing_in(roles, on)
        if one.pk != but.pk and rules.may_approve(grants_of(one, on), act_kind, division, on)
    ]


def holders(duty: str, *, on: date, division: str | None = None) -> list[Officer]:
    """Return who has a duty on a day, in a division or anywhere, by name."""
    roles = [role.name for role in rules.ROLES.values() if duty in role.duties]
    return [one for one in _signing_in(roles, on) if rules.may_do(grants_of(one, on), duty, on, division)]


def _signing_in(roles: Sequence[str], on: date) -> list[Officer]:
    """Return who has one of some roles, by name.

    An account that cannot sign in stands for the command line: nobody is asked to decide with it.
    """
    held = Grant.objects.filter(role__in=roles, valid_from__lte=on).exclude(officer__password="")
    found = {row.officer.pk: row.officer for row in held.select_related("officer")}
    return sorted(found.values(), key=lambda one: (one.display_name, one.pk))
