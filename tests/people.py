"""The cast: who appears in the tests, and what each may do. County 990101 has the towns 990101001 and 990101002."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from huangce.accounts import officers
from huangce.accounts.models import Officer
from huangce.exchange.models import Liaison
from huangce.rules.authority import EVERYWHERE

COUNTY, TOWN, NEXT_TOWN = "990101000000", "990101001000", "990101002000"
VILLAGE, NEXT_VILLAGE = "990101001001", "990101002001"
OPENED = date(2015, 1, 1)
# For whom the liaison officer of the cast speaks.
OFFICES = (
    "人力资源和社会保障局",
    "不动产登记中心",
    "卫生健康局",
    "东城殡仪馆",
    "民政局",
    "清河县民政局",
    "民政局（模拟殡仪馆）",
    "人民武装部",
    "以工代赈办公室",
    "出入境管理部门",
    "教育局",
    "流动人口服务管理办公室",
)
NAMED_AT = datetime(2015, 1, 1, tzinfo=UTC)


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

NO_HASH = "!"  # the cast works at pages without ever typing a password


def officer(username: str) -> Officer:
    """Return the officer of the cast, with an account and the grant since `OPENED`."""
    part = CAST[username]
    found = Officer.objects.filter(username=username).first()
    if found is None:
        found = officers.add(username, part.name, on=OPENED)
        found.password = NO_HASH
        found.save(update_fields=["password"])
        officers.grant(found, part.role, part.division, by=None, on=OPENED)
        if part.role == "department_officer":
            speaks_for_all(found)
    return found


def speaks_for_all(officer: Officer) -> None:
    """Let an officer speak for every office of `OFFICES`."""
    Liaison.objects.bulk_create(
        Liaison(officer=officer.pk, office=office, named_at=NAMED_AT, named_by=officer.pk) for office in OFFICES
    )
