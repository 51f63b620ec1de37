"""The villages in which an officer may record: choices that come from the households the register holds."""

from __future__ import annotations

from huangce.accounts.authority import grants_of
from huangce.register.locks import raw_cursor
from huangce.rules import divisions
from huangce.rules.authority import ROLES, scope
from huangce.rules.divisions import UnknownDivision
from huangce.web.acts.parts import Choice, Desk

# Walks the index from one division to the next: a register of a million households has a few hundred of them.
VILLAGES = """
    with recursive v as (
        (select division from household where division >= %(first)s and division <= %(last)s order by division limit 1)
        union all
        select (select h.division from household h where h.division > v.division and h.division <= %(last)s
                order by h.division limit 1)
        from v where v.division is not null
    )
    select division from v where division is not null
"""


def villages_of(desk: Desk) -> list[Choice]:
    """Return the villages with households in the divisions where the officer may record such acts."""
    grants = [one for one in grants_of(desk.officer, desk.today) if desk.form.act in (one.acts or ROLES[one.role].acts)]
    found: set[str] = set()
    with raw_cursor() as cursor:
        for one in grants:
            digits = scope(one.division)
            ends = {"first": digits.ljust(12, "0"), "last": digits.ljust(12, "9")}
            found |= {row[0] for row in cursor.execute(VILLAGES, ends).fetchall()}
    return [Choice(code, _name(code)) for code in sorted(found)]


def _name(code: str) -> str:
    try:
        return divisions.full_name(code)
    except UnknownDivision:
        return code
