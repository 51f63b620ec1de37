"""The county's part of the real division tree, and other counties that people come from or live in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import polars as pl

from huangce.errors import NotFound
from huangce.rules import divisions


class NoSuchCounty(NotFound):
    """There is no county {code} with village data: give the six digits of a county-level division."""

    code = "no-such-county"


@dataclass(frozen=True)
class County:
    """One county: its names, and `villages` (code, name, short, town, town_code, urban), by code.

    `city` is empty where addresses name none; `former` are names that the county once had.
    """

    code: str
    province: str
    city: str
    name: str
    former: tuple[str, ...]
    villages: pl.DataFrame

    @property
    def prefix(self) -> str:
        """How a full address begins."""
        return f"{self.province}{self.city}{self.name}"


@cache
def county(code: str) -> County:
    """Return the county with this six-digit code, as it is today."""
    if not re.fullmatch(r"[0-9]{6}", code):
        raise NoSuchCounty(code=code)
    villages = divisions.frame("village").filter(pl.col("parent").str.starts_with(code) & pl.col("valid_to").is_null())
    if villages.is_empty() or code.endswith("00"):
        raise NoSuchCounty(code=code)
    towns = divisions.frame("town").filter(pl.col("valid_to").is_null()).select(parent="code", town="name")
    villages = (
        villages.join(towns, on="parent", how="inner", maintain_order="left")
        .select(
            "code",
            "name",
            short="short_name",
            town_code="parent",
            town="town",
            # 001-199 residents' committees, 200-399 villagers' committees (requirements 2.2).
            urban=pl.col("code").str.slice(9, 1).is_in(["0", "1"]),
        )
        .sort("code")
    )
    province, city, name = _names(code)
    former = {one.name for one in divisions.predecessors(code) if one.level == "county"} - {name}
    return County(code, province, city, name, tuple(sorted(former)), villages)


def _names(code: str) -> tuple[str, str, str]:
    """Return province, city and county as addresses write them; the city is empty where they write none."""
    above = {one.level: one.name for one in divisions.ancestors(code)}
    return above.get("province", ""), above.get("city", ""), divisions.get(code).name


@cache
def elsewhere(code: str) -> pl.DataFrame:
    """Return counties other than `code`, with a `weight`: where people of the county go and newcomers come from.

    Columns: code (6 digits), province, city, name, near (same prefecture), weight.
    """
    far = {"44": 8.0, "33": 5.0, "32": 3.0, "35": 3.0, "31": 2.0, "11": 1.5, "50": 3.0, "53": 1.0, "52": 1.0}
    rows = []
    counties = divisions.frame("county").filter(pl.col("valid_to").is_null())["code"].unique().sort()
    for full in counties:
        other = full[:6]
        if other == code:
            continue
        near = other[:4] == code[:4]
        weight = 20.0 if near else 2.0 if other[:2] == code[:2] else far.get(other[:2], 0.3)
        rows.append((other, *_names(other), near, weight))
    return pl.DataFrame(rows, schema=["code", "province", "city", "name", "near", "weight"], orient="row")
