"""Ask for a division by its code, today or on a day, and walk up and down the tree."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from functools import cache

from huangce.rules.authority import LEVELS
from huangce.rules.divisions import store
from huangce.rules.divisions.model import Division, UnknownDivision

# First digits of the numbers in residence permits of residents of Hong Kong, Macao and Taiwan (国办发〔2018〕81号);
# the last is no division.
PERMIT_PREFIXES = {"810000", "820000", "830000"}


def normal_code(code: str) -> str:
    """Return the 12-digit form of a code of 2, 4, 6, 9 or 12 digits; raise UnknownDivision for anything else."""
    text = code.strip()
    if len(text) not in LEVELS or not (text.isascii() and text.isdigit()):
        # Not repeated in the message: what stands in a code column by mistake may be a citizen number.
        raise UnknownDivision(code="(not 2, 4, 6, 9 or 12 digits)")
    return text.ljust(12, "0")


def spells(code: str) -> list[Division]:
    """Return every spell of a code, oldest first; empty when it was never assigned."""
    full = normal_code(code)
    if full.endswith("000000"):
        known = store.upper().get(full)
        if known is None:
            group = store.virtual(full)
            return [group] if group else []
        return known
    if full.endswith("000"):
        towns = store.towns()
        return towns.spells.get(full) or towns.spells.get(towns.aliases.get(full, ""), [])
    village = store.village(full)
    return [village] if village else []


def get(code: str, on: date | None = None) -> Division:
    """Return the division with `code`: its newest spell, or the one that held on the day `on`.

    Codes of 2, 4, 6, 9 or 12 digits. Because dates are known to the year, a code still answers in the year in which it
    ended or began. Raises UnknownDivision.

    >>> get("330104").name, get("330104").successors[0], get("330102").name
    ('江干区', '330102000000', '上城区')
    """
    known = spells(code)
    if on is not None:
        known = [spell for spell in known if spell.holds_on(on)] or [spell for spell in known if spell.is_of_year(on)]
    if not known:
        raise UnknownDivision(code=code.strip() + (f" on {on}" if on else ""))
    return known[-1]


def parent(division: Division, on: date | None = None) -> Division | None:
    """Return the division above, as it was when `division` ended if that is abolished."""
    if not division.parent:
        return None
    day = on or (division.valid_to - timedelta(days=1) if division.valid_to else None)
    try:
        return get(division.parent, day)
    except UnknownDivision:
        return get(division.parent)


def ancestors(code: str, on: date | None = None) -> list[Division]:
    """Return the divisions above, province first; groups that are no divisions (市辖区) do not appear."""
    chain: list[Division] = []
    above = parent(get(code, on), on)
    while above is not None:
        chain.append(above)
        above = parent(above, on or _last_day(chain[0]))
    return chain[::-1]


def _last_day(division: Division) -> date | None:
    return division.valid_to - timedelta(days=1) if division.valid_to else None


def full_name(code: str, on: date | None = None) -> str:
    """Return the name from the province down, as addresses write it.

    >>> full_name("330104"), full_name("110101"), full_name("429004")
    ('浙江省杭州市江干区', '北京市东城区', '湖北省仙桃市')
    """
    division = get(code, on)
    names = [above.name for above in ancestors(code, on)]
    return "".join(names if division.is_virtual else [*names, division.short_name])


def children(code: str, on: date | None = None) -> list[Division]:
    """Return the divisions directly below, in the order of their codes, as of `on`.

    Without `on`: those of today, or those of its last day for an abolished division. What stands under a group that
    is no division (the districts of 市辖区) is below the group and below the province.
    """
    division = get(code, on)
    if division.level == "village":
        return []
    if division.level == "town":
        return store.villages_of(division.code)
    day = on or _last_day(division)
    prefix = ""
    above = division.code
    if division.is_virtual:
        above = division.parent
        prefix = division.code[:4]
    return [
        spell
        for spell in _below().get(above, ())
        if spell.code.startswith(prefix)
        and (spell.is_current if day is None else spell.holds_on(day))
        and spell.code != division.code
    ]


@cache
def _below() -> dict[str, list[Division]]:
    below: dict[str, list[Division]] = defaultdict(list)
    for tables in (store.upper(), store.towns().spells):
        for code in sorted(tables):
            for spell in tables[code]:
                below[spell.parent].append(spell)
    return dict(below)


def current(code: str, on: date | None = None) -> list[Division]:
    """Return the divisions of today that hold the territory: itself, or its successors followed to the present.

    A code that was used again for another territory needs `on`, a day on which the meant one held.
    """
    found: dict[str, Division] = {}
    waiting, seen = [get(code, on)], set()
    while waiting:
        division = waiting.pop(0)
        if (division.code, division.valid_from) in seen:
            continue
        seen.add((division.code, division.valid_from))
        if division.is_current:
            found[division.code] = division
        waiting += [get(successor, division.valid_to) for successor in division.successors]
    return list(found.values())


def predecessors(code: str) -> list[Division]:
    """Return the ended spells that name this division as a successor, oldest first."""
    found = _predecessors().get(get(code).code, [])
    return sorted(found, key=lambda spell: (spell.valid_to or date.max, spell.code))


@cache
def _predecessors() -> dict[str, list[Division]]:
    before: dict[str, list[Division]] = defaultdict(list)
    for tables in (store.upper(), store.towns().spells):
        for known in tables.values():
            for spell in known:
                for successor in spell.successors:
                    before[successor].append(spell)
    return dict(before)


@cache
def county_codes() -> frozenset[str]:
    """Return every six-digit code that was ever assigned, the groups 市辖区 and cities among them."""
    codes = {code[:6] for code in store.upper()}
    groups = {f"{code[:4]}01" for code in codes if code.endswith("00") and code[2:4] != "00"}
    municipal = {
        f"{province}{group}00" for group, (_, provinces) in store.VIRTUAL_GROUPS.items() for province in provinces
    }
    return frozenset(codes | groups | municipal | PERMIT_PREFIXES)


def county_known(code6: str) -> bool:
    """Say whether the first six digits of a citizen number were ever assigned: a finding when not, never a refusal.

    >>> county_known("330104"), county_known("513021"), county_known("990101")
    (True, True, False)
    """
    return code6 in county_codes()
