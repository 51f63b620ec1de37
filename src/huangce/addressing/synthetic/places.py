# ruff: noqa: PLR0911, PLR0912  (a draw is a ladder of shares)
"""Names to draw from: real divisions with their chains, and streets, compounds and firms put together from words."""

from __future__ import annotations

import functools
import random
from typing import NamedTuple

import polars as pl

from huangce.addressing.gazetteer import Divisions, shipped
from huangce.addressing.synthetic import lexicon as lx

# Zones that the statistical code tables carry as counties.
NOT_COUNTIES = ("开发区", "园区", "示范区", "管理区", "实验区", "产业区", "集聚区", "度假区", "工业区", "保税区")


class Chain(NamedTuple):
    """A county with its ancestors, and what lies in it: names in full."""

    province: str
    city: str
    county: str
    towns: tuple[tuple[str, tuple[str, ...]], ...]  # town, its villages


@functools.cache
def chains(divisions: Divisions | None = None) -> tuple[Chain, ...]:
    """Return every county of the country with its towns and villages."""
    divisions = divisions or shipped()
    names, level, parent = divisions.written.to_list(), divisions.gazetteer.level, divisions.gazetteer.parent
    villages: dict[int, list[str]] = {}
    towns: dict[int, list[int]] = {}
    for row, (depth, above) in enumerate(zip(level.tolist(), parent.tolist(), strict=True)):
        if depth == 4:
            villages.setdefault(above, []).append(names[row])
        elif depth == 3:
            towns.setdefault(above, []).append(row)
    out = []
    recency = divisions.gazetteer.recency
    for row in range(len(names)):
        if level[row] != 2 or recency[row] < 2 or names[row].endswith(NOT_COUNTIES):
            continue
        above = int(parent[row])
        if above < 0:
            continue
        city, province = (above, int(parent[above])) if level[above] == 1 else (-1, above)
        below = tuple((names[t], tuple(villages.get(t, ()))) for t in towns.get(row, ()))
        out.append(Chain(names[province], names[city] if city >= 0 else "", names[row], below))
    return tuple(out)


@functools.cache
def village_pools() -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Return names found inside village names: thoroughfares, compounds, and stems of villages."""
    names = pl.Series("name", sorted({v for c in chains() for _, vs in c.towns for v in vs}))
    stem = names.str.replace("(?:社区|村)$", "")
    roads = names.filter(names.str.contains("(?:路|街|巷|大道)社区$")).str.replace("社区$", "")
    compounds = names.filter(names.str.contains("(?:小区|花园|新村|苑|家园|公寓|花城|新城|府|湾)社区$")).str.replace(
        "社区$", ""
    )
    lengths = stem.str.len_chars()
    plain = stem.filter((lengths >= 2) & (lengths <= 4) & ~stem.str.contains("[居委会区路街0-9a-zA-Z（(]"))
    return (
        tuple(roads.filter(roads.str.len_chars() <= 6).unique().sort()),
        tuple(compounds.filter(compounds.str.len_chars() <= 8).unique().sort()),
        tuple(plain.unique().sort()),
    )


def stem_of(name: str) -> str:
    """Return a division's name without its suffix, where at least two characters remain."""
    for suffix in ("街道", "自治区", "省", "市", "区", "县", "镇", "乡", "社区", "村"):
        if name.endswith(suffix) and len(name) - len(suffix) >= 2:
            stem = name[: -len(suffix)]
            return name if stem[-1] in "路街巷道弄" else stem
    return name


class Names:
    """Draw names below the township, given where the address lies."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.roads, self.compounds, self.stems = village_pools()

    def brand(self, low: int = 2, high: int = 3) -> str:
        """Return a made-up trade name."""
        return "".join(self.rng.choices(lx.BRAND_CHARS, k=self.rng.randint(low, high)))

    def local(self, chain: Chain) -> str:
        """Return the stem of a village or town of the county."""
        rng = self.rng
        if not chain.towns:
            return rng.choice(self.stems)
        town, villages = rng.choice(chain.towns)
        return stem_of(rng.choice(villages) if villages and rng.random() < 0.8 else town)

    def base(self, chain: Chain) -> str:
        """Return the stem of a street's name."""
        rng, pick = self.rng, self.rng.random()
        if pick < 0.26:
            return rng.choice(lx.ROAD_WORDS)
        if pick < 0.34:
            return self.local(chain)
        if pick < 0.60:
            return "".join(rng.choices(lx.ROAD_STEMS, k=2))
        if pick < 0.78:
            return rng.choice(self.stems)
        if pick < 0.84 and chain.towns:
            return stem_of(rng.choice(chain.towns)[0])
        if pick < 0.87:
            return stem_of(rng.choice((chain.county, chain.city or chain.province)))
        if pick < 0.92:
            return stem_of(rng.choice(chains()).county)
        if pick < 0.95:
            return rng.choice("经纬东西南北") + rng.choice("一二三四五六七八九十")
        return rng.choice(lx.ROAD_STEMS) + rng.choice(lx.ROAD_WORDS)

    def road(self, chain: Chain) -> str:
        """Return the name of a thoroughfare."""
        rng, pick = self.rng, self.rng.random()
        if pick < 0.10:
            return rng.choice(self.roads)
        if pick < 0.12:
            number = rng.choice(("104", "107", "205", "206", "318", "320", "329", "330"))
            return rng.choice(("", "", "G", "S", "g")) + number + rng.choice(("国道", "国道", "省道", "县道"))
        if pick < 0.13:
            return rng.choice("东西南北前后老新正上下中") + rng.choice(("街", "街", "大街", "路", "巷", "正街", "横街"))
        if pick < 0.15:
            return rng.choice("一二三四五六东西南北中内外") + rng.choice(
                ("环", "环路", "环路", "环东路", "环北路", "环南路", "环西路")
            )
        end = rng.choice(lx.ROAD_ENDS)
        middle = ""
        if end in ("路", "大道", "街", "大街") and rng.random() < 0.27:
            middle = rng.choice("东西南北中")
        if rng.random() < 0.09:
            middle = rng.choice("一二三四五六七八九十") + rng.choice(("", "", "号"))
        if rng.random() < 0.02:
            middle = str(rng.randint(1, 30))
        tail = ""
        if rng.random() < 0.02:
            tail = rng.choice(("东段", "西段", "南段", "北段", "中段", "一段", "二段", "1段"))
        return self.base(chain) + middle + end + tail

    def firm(self, chain: Chain) -> str:
        """Return the name of a firm."""
        rng = self.rng
        place = rng.choice(
            (
                "",
                "",
                stem_of(chain.city or chain.county),
                stem_of(chain.county),
                chain.county,
                chain.city,
                "浙江",
                "中国",
            )
        )
        trade = rng.choice(lx.FIRM_TRADES) if rng.random() < 0.85 else ""
        name = place + self.brand() + trade + rng.choice(lx.FIRM_ENDS)
        if rng.random() < 0.06:
            name += "(" + stem_of(chain.city or chain.county) + rng.choice(("店", "分公司", "店")) + ")"
        return name

    def establishment(self, chain: Chain) -> str:
        """Return the name of a school, market, shop, office …"""
        rng, pick = self.rng, self.rng.random()
        kind = rng.choice(lx.PLACES)
        if pick < 0.10:
            return kind
        if pick < 0.30:
            front = rng.choice((chain.county, stem_of(chain.county), stem_of(chain.city or chain.county), chain.city))
            return front + rng.choice(("", "", "第一", "第二", "第三", "市", "国际", "中心")) + kind
        if pick < 0.45 and chain.towns:
            town = rng.choice(chain.towns)[0]
            return rng.choice((town, stem_of(town))) + kind
        if pick < 0.62:
            return (self.local(chain) if rng.random() < 0.6 else rng.choice(self.stems)) + kind
        if pick < 0.75:
            return rng.choice(lx.ROAD_WORDS) + kind
        return self.brand(2, 4) + kind

    def compound(self, chain: Chain) -> str:
        """Return the name of a residential compound or a building complex."""
        rng, pick = self.rng, self.rng.random()
        end = rng.choice(lx.COMPOUND_ENDS)
        if pick < 0.10:
            return rng.choice(self.compounds)
        if pick < 0.24:
            return rng.choice(lx.STORIED) + rng.choice(lx.COMPOUND_WORDS) + (end if rng.random() < 0.3 else "")
        if pick < 0.28:
            return rng.choice(lx.STORIED) + (end if rng.random() < 0.5 else "")
        if pick < 0.56:
            return rng.choice(lx.COMPOUND_WORDS) + end
        if pick < 0.62:
            return rng.choice(lx.COMPOUND_WORDS) + rng.choice(lx.COMPOUND_WORDS)
        if pick < 0.64:
            return rng.choice((rng.choice(self.stems), self.local(chain))) + rng.choice("东西南北") + "里"
        if pick < 0.655:
            number = str(rng.randint(1, 99)) if rng.random() < 0.7 else rng.choice("一二三四五六七八九十")
            return number + rng.choice(("号院", "号院", "号大院", "号小区", "中", "号区", "号地块", "村", "苑"))
        if pick < 0.665:
            return self.compound(chain) + rng.choice(("one", "live", "moma", "soho", "mall", "LOFT", "ONE", "A", "cbd"))
        if pick < 0.80:
            return (self.local(chain) if rng.random() < 0.4 else rng.choice(self.stems)) + end
        if pick < 0.86:
            return rng.choice(lx.ROAD_WORDS) + end
        if pick < 0.90:
            return (
                stem_of(rng.choice((chain.county, chain.city or chain.province))) + rng.choice(lx.COMPOUND_WORDS) + end
            )
        if pick < 0.94:
            number = rng.choice("一二三四五六七八九123456789")
            return (
                rng.choice((rng.choice(self.stems), rng.choice(lx.ROAD_WORDS)))
                + number
                + rng.choice(("村", "村", "区", "区", "里", "期"))
            )
        if pick < 0.97:
            return self.brand(2, 3) + end
        return self.brand(2, 5)

    def place(self, chain: Chain) -> str:
        """Return any named place."""
        pick = self.rng.random()
        if pick < 0.62:
            return self.compound(chain)
        if pick < 0.84:
            return self.establishment(chain)
        if pick < 0.97:
            return self.firm(chain)
        return self.rng.choice(self.stems)
