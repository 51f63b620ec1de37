"""The cast: who appears in the tests, and what each may do. County 990101 has the towns 990101001 and 990101002."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from huangce.accounts import officers
from huangce.accounts.models import Officer
from huangce.rules.authority import EVERYWHERE

COUNTY, TOWN, NEXT_TOWN = "990101000000", "990101001000", "990101002000"
VILLAGE, NEXT_VILLAGE = "990101001001", "990101002001"
OPENED = date(2015, 1, 1)


@dataclass(frozen=True, slots=True)
class Part:
    """One of the cast: username, name, role and where it holds."""

    username: str
    name: str
    role: str
    division: str


CAST = {
    part.username: part
    for part in (
        Part("lin", "林", "registrar", TOWN),
        Part("chen", "陈", "registrar", NEXT_TOWN),
        Part("shi", "石", "reviewer", COUNTY),
        Part("tang", "唐", "enumerator", VILLAGE),
        Part("deng", "邓", "address_clerk", TOWN),
        Part("he", "何", "department_officer", COUNTY),
        Part("gao", "高", "campaign_office", COUNTY),
        Part("xi", "席", "system_admin", EVERYWHERE),
        Part("an", "安", "security_admin", EVERYWHERE),
        Part("shen", "沈", "audit_admin", EVERYWHERE),
        Part("zhao", "赵", "auditor", EVERYWHERE),
    )
}


def officer(username: str) -> Officer:
    """Return the officer of the cast, with an account and the grant since `OPENED`."""
    part = CAST[username]
    found = Officer.objects.filter(username=username).first()
    if found is None:
        found = officers.add(username, part.name, on=OPENED)
        officers.grant(found, part.role, part.division, by=None, on=OPENED)
    return found
