"""Find divisions by name, current and abolished, with or without the word for their kind; and hand all of them out
as a table."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from huangce.rules.authority import scope
from huangce.rules.divisions import lookup, store
from huangce.rules.divisions.model import LEVELS, Division, Level, short_village_name

if TYPE_CHECKING:
    import polars as pl

_PEOPLES = (
    "维吾尔 哈萨克 柯尔克孜 乌孜别克 达斡尔 鄂温克 鄂伦春 俄罗斯 塔吉克 塔塔尔 蒙古 朝鲜 布依 土家 哈尼 傈僳 "
    "拉祜 东乡 纳西 景颇 仫佬 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 德昂 保安 裕固 独龙 赫哲 门巴 珞巴 基诺 高山 "
    "回 藏 苗 彝 壮 满 侗 瑶 白 傣 黎 佤 畲 水 土 羌 怒 京 各"
)
PEOPLES = tuple(_PEOPLES.split())
# The word that says what an autonomous division is, and what people write instead.
AUTONOMOUS = {"自治州": "州", "自治县": "县", "自治旗": "旗", "民族乡": "乡", "族乡": "乡", "族镇": "镇"}
REGIONS = {
    "内蒙古自治区": "内蒙古",
    "广西壮族自治区": "广西",
    "西藏自治区": "西藏",
    "宁夏回族自治区": "宁夏",
    "新疆维吾尔自治区": "新疆",
}
KINDS = (
    *("特别行政区", "街道办事处", "地区办事处", "街道", "地区", "矿区", "林区", "新区", "特区", "苏木"),
    *("省", "市", "区", "县", "盟", "旗", "州", "镇", "乡"),
)


def _without_peoples(name: str) -> str:
    """恩施土家族苗族 is 恩施, 湘西土家族苗族 is 湘西, 内蒙古 stays because nothing but the people's name would be
    left."""
    while True:
        shorter = next(
            (name.removesuffix(form) for people in PEOPLES for form in (f"{people}族", people) if name.endswith(form)),
            name,
        )
        if shorter == name or len(shorter) < 2:
            return name
        name = shorter


def name_forms(name: str, level: Level) -> frozenset[str]:
    """Return the ways in which people write the name of a division above the village.

    >>> sorted(name_forms("恩施土家族苗族自治州", "city"))
    ['恩施', '恩施土家族苗族自治州', '恩施州']
    """
    forms = {name}
    if name in REGIONS:
        forms.add(REGIONS[name])
    elif kind := next((kind for kind in AUTONOMOUS if name.endswith(kind)), ""):
        whole = name.removesuffix(kind) + ("族" if kind in ("族乡", "族镇") else "")
        stem = _without_peoples(whole)
        forms |= {stem, stem + AUTONOMOUS[kind]} if stem != whole else {whole}
    else:
        kind = next((kind for kind in KINDS if name.endswith(kind)), "")
        if kind and len(name) - len(kind) >= 2:
            forms.add(name.removesuffix(kind))
    if name.endswith("街道"):
        forms |= {f"{name}办事处", f"{name}办"}
    if level == "town" and name.endswith(("镇", "乡")):
        forms.add(f"{name}人民政府")
    return frozenset(forms)


@cache
def _upper_index() -> dict[str, list[Division]]:
    return _index(store.upper())


@cache
def _town_index() -> dict[str, list[Division]]:
    return _index(store.towns().spells)


def _index(spells: store.Spells) -> dict[str, list[Division]]:
    index: dict[str, list[Division]] = defaultdict(list)
    for known in spells.values():
        for spell in known:
            for form in name_forms(spell.name, spell.level):
                index[form].append(spell)
    return dict(index)


def search(name: str, within: str | None = None, on: date | None = None) -> list[Division]:
    """Return the divisions called `name`, those that hold (on `on`, or today) first, then by level and code.

    A name without the word for its kind finds every kind (石桥: 石桥镇, 石桥村 …); with it, only that kind (石桥村:
    石桥村委会, 石桥村民委员会). `within` is the code of a division above. Abolished divisions are found too unless
    `on` is given.
    """
    wanted = name.strip()
    if not wanted:
        return []
    found = [*_upper_index().get(wanted, ()), *_town_index().get(wanted, ()), *_villages(wanted, within)]
    if within is not None:
        found = [division for division in found if _is_within(division, lookup.normal_code(within))]
    if on is not None:
        found = [division for division in found if division.is_of_year(on)]
    return sorted(
        found, key=lambda one: (not one.is_current, LEVELS.index(one.level), one.code, one.valid_from or date.min)
    )


def _villages(wanted: str, within: str | None) -> list[Division]:
    import polars as pl

    table = store.villages()
    if within is not None:
        table = pl.concat([_slice(table, low, high) for low, high in _scopes(lookup.normal_code(within))])
    # The ending is compared only when the query names a kind; the filter on the stem alone leaves a handful of rows.
    short = short_village_name(wanted)
    stems = {wanted, short.removesuffix("村"), short.removesuffix("社区")}
    rows = table.filter(pl.col("stem").is_in(stems))
    named_kind = short.endswith(("村", "社区"))
    return [
        division
        for number, stem, _, ending in rows.iter_rows()
        if (stem + ending == short or (not named_kind and stem == wanted))
        and (division := store.village(str(number))) is not None
    ]


def _slice(table: pl.DataFrame, low: int, high: int) -> pl.DataFrame:
    first = int(table["code"].search_sorted(low, side="left"))
    return table.slice(first, int(table["code"].search_sorted(high, side="right")) - first)


def _scopes(code: str) -> list[tuple[int, int]]:
    """Return the ranges of village codes that may lie within a division, those of towns that came to it among them."""
    digits = scope(code)
    ranges = [(int(digits.ljust(12, "0")), int(digits.ljust(12, "9")))]
    for place, towns in _towns_from_elsewhere().items():
        if place.startswith(digits):
            ranges += [(int(town), int(town) + 999) for town in towns if not town.startswith(digits)]
    return ranges


@cache
def _towns_from_elsewhere() -> dict[str, list[str]]:
    """Return county or town -> towns below or continued by it whose codes, and so their villages', begin otherwise."""
    found: dict[str, list[str]] = defaultdict(list)
    towns = store.towns()
    for code, known in towns.spells.items():
        if not code.startswith(scope(known[-1].parent)):
            found[known[-1].parent].append(code)
    for successor, earlier in towns.continues.items():
        found[successor] += earlier
    return dict(found)


def _is_within(division: Division, code: str) -> bool:
    if division.code == code:
        return False
    if division.code.startswith(scope(code)):
        return True
    above = division
    while above.parent:
        if above.parent == code:
            return True
        above = lookup.parent(above) or above
    return False


def frame(level: Level | None = None) -> pl.DataFrame:
    """Return every spell as a table: code, name, short_name, level, parent, valid_from, valid_to; by level, then code.

    Groups that are no divisions (市辖区) are left out. Current ones are those with `valid_to` null.
    """
    import polars as pl

    parts = []
    if level in (None, "province", "city", "county"):
        parts.append(
            _spell_frame(store.upper()).sort(pl.col("level").replace_strict(list(LEVELS), range(len(LEVELS))), "code")
        )
    if level in (None, "town"):
        parts.append(_spell_frame(store.towns().spells))
    if level in (None, "village"):
        parts.append(_village_frame())
    table = pl.concat(parts)
    return table if level is None else table.filter(pl.col("level") == level)


def _spell_frame(spells: store.Spells) -> pl.DataFrame:
    import polars as pl

    rows = [
        (one.code, one.name, one.name, one.level, one.parent, one.valid_from, one.valid_to)
        for code in sorted(spells)
        for one in spells[code]
    ]
    columns = ("code", "name", "short_name", "level", "parent", "valid_from", "valid_to")
    types = [*[pl.String] * 5, pl.Date, pl.Date]
    return pl.DataFrame(rows, schema=dict(zip(columns, types, strict=True)), orient="row")


def _village_frame() -> pl.DataFrame:
    import polars as pl

    continued = store.towns().continued_by
    town = pl.col("code").str.head(9) + "000"
    return (
        store.villages()
        .with_columns(pl.col("code").cast(pl.String))
        .select(
            "code",
            (pl.col("stem") + pl.col("ending").cast(pl.String)).alias("name"),
            (pl.col("stem") + pl.col("short_ending").cast(pl.String)).alias("short_name"),
            pl.lit("village").alias("level"),
            town.replace(list(continued), list(continued.values())).alias("parent"),
            pl.lit(None, dtype=pl.Date).alias("valid_from"),
            pl.lit(None, dtype=pl.Date).alias("valid_to"),
        )
    )
