"""The packed tables, read once when first asked for: county and above as text, towns and villages as Parquet.

Three steps, because most callers need the first only: `upper()` (8,000 spells, some ten milliseconds), `towns()`
(43,000) and `villages()` (620,000, kept as columns: no object exists for a village until somebody asks for it).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

from huangce.rules.divisions.model import Division, Level

if TYPE_CHECKING:
    import polars as pl

HERE = Path(__file__).parent

# Groups of the code book that are no divisions: districts and counties of a municipality, counties directly under a
# province.
VIRTUAL_GROUPS = {
    "01": ("市辖区", ("11", "12", "31", "50")),
    "02": ("县", ("11", "12", "31", "50")),
    "03": ("市", ("50",)),
    "90": ("直辖县级行政区划", ("41", "42", "46", "65")),
}

Spells = dict[str, list[Division]]


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _padded(codes: str) -> tuple[str, ...]:
    return tuple(code.ljust(12, "0") for code in codes.split())


@cache
def upper() -> Spells:
    """Return 12-digit code -> spells, oldest first, of county level and above."""
    spells: Spells = defaultdict(list)
    for line in (HERE / "counties.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        code, name, level, parent, start, end, successors = line.split("\t")
        spells[f"{code}000000"].append(
            Division(
                f"{code}000000",
                name,
                cast(Level, level),
                f"{parent}000000" if parent else "",
                _day(start),
                _day(end),
                _padded(successors),
            )
        )
    for known in spells.values():
        known.sort(key=lambda spell: spell.valid_from or date.min)
    return dict(spells)


@dataclass(frozen=True)
class Towns:
    """Town spells by code, the civil-affairs codes that differ, and who continues whom."""

    spells: Spells
    aliases: dict[str, str]
    continued_by: dict[str, str]
    continues: dict[str, list[str]]


@cache
def towns() -> Towns:
    """Return the towns."""
    import polars as pl

    spells: Spells = defaultdict(list)
    aliases: dict[str, str] = {}
    continued_by: dict[str, str] = {}
    continues: dict[str, list[str]] = defaultdict(list)
    for number, name, parent, start, end, successors, alias in pl.read_parquet(HERE / "towns.parquet").iter_rows():
        code = f"{number}000"
        town = Division(code, name, "town", f"{parent}000000", start, end, _padded(successors))
        spells[code].append(town)
        if alias:
            aliases[f"{alias}000"] = code
        if end and len(town.successors) == 1 and town.successors[0] != code:
            continued_by[code] = town.successors[0]
            continues[town.successors[0]].append(code)
    for known in spells.values():
        known.sort(key=lambda spell: spell.valid_from or date.min)
    return Towns(dict(spells), aliases, continued_by, dict(continues))


@cache
def villages() -> pl.DataFrame:
    """Return `code` (Int64, sorted), `stem`, `ending` and `short_ending` of all villages.

    The official name is stem + ending (石桥 + 村民委员会), the name in addresses stem + short ending (石桥 + 村).
    """
    import polars as pl

    return pl.read_parquet(HERE / "villages.parquet").with_columns(pl.col("code").set_sorted())


@lru_cache(maxsize=4096)  # a county has some hundreds, and a page names each of its rows' anew
def village(code: str) -> Division | None:
    """Return the village with that code."""
    table = villages()
    position = int(table["code"].search_sorted(int(code), side="left"))
    if position == table.height or table["code"][position] != int(code):
        return None
    return _village(*table.row(position))


def villages_of(town: str) -> list[Division]:
    """Return the villages of a town: those whose code begins with it and those of the towns that it continues."""
    table = villages()
    found: list[Division] = []
    for code in [town, *towns().continues.get(town, ())]:
        first = int(table["code"].search_sorted(int(code), side="left"))
        last = int(table["code"].search_sorted(int(code) + 999, side="right"))
        rows = table.slice(first, last - first)
        found += [_village(*row) for row in rows.iter_rows()]
    return found


def _village(number: int, stem: str, ending: str, _short: str) -> Division:
    code = str(number)
    town = f"{code[:9]}000"
    return Division(code, stem + ending, "village", towns().continued_by.get(town, town))


def virtual(code: str) -> Division | None:
    """Return the group 市辖区, 县 or 直辖县级行政区划 that a code of the code book names although it is no division."""
    province, group, rest = code[:2], code[2:4], code[4:]
    name, provinces = VIRTUAL_GROUPS.get(group, ("", ()))
    if rest == "00000000" and province in provinces:
        return Division(code, name, "city", f"{province}0000000000", is_virtual=True)
    if rest == "01000000" and f"{code[:4]}00000000" in upper():
        return Division(code, "市辖区", "county", f"{code[:4]}00000000", is_virtual=True)
    return None
