"""Who may do what: the table of roles, and the rule that reads an officer's grants by it.

A grant gives one role in one division, with all that lies below it, for a time. What no grant gives is refused. The
three administrators (system, security, audit) are separate persons and do no registration (GB/T 22239-2019 level 3);
notice 003 五(四) wants every step under the eyes of a second officer where it counts, and 五(五) confidentiality.
Personal numbers stay masked until they are revealed for a purpose (个人信息保护法 arts 6 and 34).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

EVERYWHERE: Final = "000000000000"
USERNAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
LEVELS: Final = (2, 4, 6, 9, 12)  # digits of province, city, county, township and village (GB/T 2260, GB/T 10114)

REGISTRATION: Final = frozenset(
    {
        "birth",
        "death",
        "death_ex_officio",
        "move_in",
        "move_out",
        "arrival_confirmed",
        "move_within",
        "household_split",
        "household_merge",
        "change_of_reference_person",
        "correction",
        "cancellation",
        "restoration",
        "residence_declared",
        "residence_departed",
        "reversal",
    }
)
LOADING: Final = frozenset({"opening_entry", "residence_opening", "batch_undone"})
SAME_PERSON: Final = frozenset({"link", "unlink"})
# Who may record such an act may also take it back.
PLACES: Final = frozenset(
    {
        "place_named",
        "place_renamed",
        "place_retired",
        "addresses_new",
        "addresses_renumbered",
        "address_split",
        "addresses_merged",
        "addresses_demolished",
        "duplicates_retired",
        "addresses_certified",
        "addresses_located",
        "building_registered",
        "building_changed",
        "dwellings_stated",
        "division_changed",
    }
)


@dataclass(frozen=True, slots=True)
class Role:
    """What a role may do. `acts` it records, acts it `approves` as the second officer, `views` it sees and `duties`.

    `looks_up`: it may search and open persons. `reveals`: it may see a citizen number in full. `stands_alone`: it goes
    with no other role.
    """

    name: str
    zh: str
    acts: frozenset[str] = frozenset()
    approves: frozenset[str] = frozenset()
    views: frozenset[str] = frozenset()
    duties: frozenset[str] = frozenset()
    looks_up: bool = False
    reveals: bool = False
    stands_alone: bool = False


VIEWS: Final = {
    "persons": "人员和户",
    "addresses": "地址和房屋",
    "findings": "疑点和核查清单",
    "deliveries": "部门数据交换",
    "figures": "指标和报表",
    "officers": "人员账号和授权",
    "look_ups": "查阅记录",
    "seal": "存证和校验",
    "system": "系统运行",
}

DUTIES: Final = {
    "load_lists": "装载清单",
    "edit_addresses": "编制和变更地址",
    "decide_findings": "核实疑点",
    "report_visits": "填报入户核查结果",
    "deliver_lists": "提交部门清单",
    "keep_agreements": "登记数据共享协议",
    "collect_policies": "按季度收集配套政策",
    "set_targets": "设定指标和考核方案",
    "manage_accounts": "建立和停用账号",
    "grant_roles": "授权和收回授权",
    "run_system": "备份、恢复和升级",
    "verify_seal": "校验登记册",
    "read_look_ups": "审计查阅记录",
}

ROLES: Final[dict[str, Role]] = {
    role.name: role
    for role in (
        Role(
            "registrar",
            "户籍民警",
            acts=REGISTRATION | LOADING,
            approves=REGISTRATION | LOADING | SAME_PERSON,
            views=frozenset({"persons", "addresses", "findings", "deliveries", "figures"}),
            duties=frozenset({"load_lists", "decide_findings", "keep_agreements"}),
            looks_up=True,
            reveals=True,
        ),
        Role(
            "address_clerk",
            "地址管理员",
            acts=PLACES,
            approves=PLACES,
            views=frozenset({"addresses", "figures"}),
            duties=frozenset({"edit_addresses"}),
        ),
        Role(
            "enumerator",
            "网格员",
            acts=frozenset({"residence_declared", "residence_departed", "dwellings_stated"}),
            views=frozenset({"addresses", "findings"}),
            duties=frozenset({"report_visits"}),
        ),
        Role(
            "reviewer",
            "审核员",
            acts=SAME_PERSON,
            approves=REGISTRATION | LOADING | SAME_PERSON | PLACES,
            views=frozenset({"persons", "addresses", "findings", "figures"}),
            duties=frozenset({"decide_findings"}),
            looks_up=True,
            reveals=True,
        ),
        Role(
            "department_officer",
            "部门联络员",
            views=frozenset({"deliveries"}),
            duties=frozenset({"deliver_lists"}),
        ),
        Role(
            "campaign_office",
            "专项办公室",
            views=frozenset({"figures", "findings"}),
            duties=frozenset({"set_targets", "collect_policies"}),
        ),
        Role(
            "system_admin",
            "系统管理员",
            views=frozenset({"system"}),
            duties=frozenset({"run_system", "manage_accounts"}),
            stands_alone=True,
        ),
        Role(
            "security_admin",
            "安全管理员",
            acts=frozenset({"erasure"}),
            views=frozenset({"officers"}),
            duties=frozenset({"grant_roles"}),
            stands_alone=True,
        ),
        Role(
            "audit_admin",
            "审计管理员",
            approves=frozenset({"erasure"}),
            views=frozenset({"look_ups", "officers", "seal"}),
            duties=frozenset({"read_look_ups", "verify_seal"}),
            stands_alone=True,
        ),
        Role(
            "auditor",
            "审计员",
            views=frozenset({"look_ups", "officers", "seal", "figures"}),
            duties=frozenset({"read_look_ups", "verify_seal"}),
            stands_alone=True,
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Granted:
    """One grant: a role in a division from a day, until the day before `valid_to`.

    `acts`, when not empty, narrows the acts of the role to those named; `gone` are the digits of divisions in it that
    have come to another one since.
    """

    role: str
    division: str
    valid_from: date
    valid_to: date | None = None
    acts: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()

    def holds(self, division: str | None, on: date) -> bool:
        """Whether the grant is valid on that day in that division; None asks for no division in particular."""
        is_valid = self.valid_from <= on and (self.valid_to is None or on < self.valid_to)
        if not is_valid or division is None:
            return is_valid
        return covers(self.division, division) and not any(division.startswith(one) for one in self.gone)


def carried_over(grants: Iterable[Granted], changes: Iterable[tuple[str, str, str]]) -> list[Granted]:
    """Return what grants mean after divisions changed, (code, code after it, how) in the order of their days.

    Whoever holds a division holds what was recorded under the codes that went on in it. Whoever held one that only got
    another code, or one in a division that goes on, goes on with it; one that was merged into another is no title to
    the other. What came to another division is not held any more.

    >>> day = date(2026, 1, 1)
    >>> found = carried_over([Granted("registrar", "511703117000", day)], [("511703116000", "511703117000", "merged")])
    >>> [one.division for one in found]
    ['511703117000', '511703116000']
    """
    found, known = list(grants), [(scope(before), scope(after), how) for before, after, how in changes]
    for old, new, how in known:
        for at, grant in enumerate(tuple(found)):
            held = scope(grant.division)
            if held.startswith(old) and (held != old or how == "recoded"):
                _add(found, grant, new + held[len(old) :])
            elif held and held != old and old.startswith(held) and not new.startswith(held):
                found[at] = replace(grant, gone=grant.gone | {old})
    for old, new, _how in reversed(known):
        for grant in tuple(found):
            held = scope(grant.division)
            if new.startswith(held) and not old.startswith(held):
                _add(found, grant, old)
            elif held.startswith(new):
                _add(found, grant, old + held[len(new) :])
    return found


def _add(found: list[Granted], grant: Granted, digits: str) -> None:
    more = replace(grant, division=digits.ljust(12, "0"), gone=frozenset())
    if more not in found:
        found.append(more)


def covers(granted: str, division: str) -> bool:
    """Whether a grant for `granted` reaches `division`: itself or what lies below it.

    Codes have 12 digits, shorter ones are filled up with zeros: 522701 is the county 522701000000 and covers the
    village 522701003005. `EVERYWHERE` covers all, also what has no code; any other grant does not cover the empty code.
    """
    prefix = scope(granted)
    return not prefix or division.ljust(12, "0").startswith(prefix)


def scope(division: str) -> str:
    """Return the digits of a division code that name it: two for a province, four for a city, up to twelve."""
    code = division.ljust(12, "0")
    if code == EVERYWHERE:
        return ""
    return next(code[:digits] for digits in LEVELS if not code[digits:].strip("0"))


def around(divisions: Iterable[str]) -> str:
    """Return the smallest division that holds all of these codes of 12 digits, "" if there is none.

    >>> around(["511703116001", "511703116204"]), around(["511703116001", "522701003005"]), around([])
    ('511703116000', '', '')
    """
    codes = sorted(divisions)
    first, last = (codes[0], codes[-1]) if codes else ("", "")
    digits = max((level for level in LEVELS if len(first) >= level and first[:level] == last[:level]), default=0)
    return first[:digits].ljust(12, "0") if digits else ""


def may_record(grants: Iterable[Granted], act_kind: str, division: str, on: date) -> bool:
    """Whether these grants let their holder record such an act in that division on that day."""
    return any(
        act_kind in (ROLES[grant.role].acts & grant.acts if grant.acts else ROLES[grant.role].acts)
        for grant in grants
        if grant.holds(division, on)
    )


def may_approve(grants: Iterable[Granted], act_kind: str, division: str, on: date) -> bool:
    """Whether they let their holder be the second officer of such an act, which somebody else enters."""
    return any(act_kind in ROLES[grant.role].approves for grant in grants if grant.holds(division, on))


def may_see(grants: Iterable[Granted], view: str, on: date, division: str | None = None) -> bool:
    """Whether they let their holder see a view of `VIEWS`, in a division or at all."""
    return any(view in ROLES[grant.role].views for grant in grants if grant.holds(division, on))


def may_do(grants: Iterable[Granted], duty: str, on: date, division: str | None = None) -> bool:
    """Whether they let their holder do a duty of `DUTIES`, in a division or at all."""
    return any(duty in ROLES[grant.role].duties for grant in grants if grant.holds(division, on))


def may_look_up(grants: Iterable[Granted], on: date, division: str | None = None) -> bool:
    """Whether they let their holder search and open persons of a division, or at all."""
    return any(ROLES[grant.role].looks_up for grant in grants if grant.holds(division, on))


def may_reveal(grants: Iterable[Granted], on: date, division: str | None = None) -> bool:
    """Whether they let their holder see the full citizen number of a person of that division."""
    return any(ROLES[grant.role].reveals for grant in grants if grant.holds(division, on))


def conflicts(held: Iterable[str], role: str) -> list[str]:
    """Return the held roles that `role` may not be joined with: administrators and auditors have no other role."""
    return sorted(name for name in set(held) - {role} if ROLES[name].stands_alone or ROLES[role].stands_alone)
