"""The national divisions from province to village, with the codes and names that they once had.

Basis: GB/T 2260 and GB/T 10114 (codes), the statistical division codes down to villages; where the data comes from and
under which licence is written in `SOURCES.md` beside this file. Never key by a code alone: codes are re-used, merged
and split, so every answer is a dated spell (requirements 2.2). An abolished division still resolves and names its
successors.

>>> from huangce.rules import divisions
>>> divisions.get("511721").name, [now.name for now in divisions.current("511721")]
('达县', ['达川区'])
"""

from huangce.rules.divisions.by_name import frame, name_forms, search
from huangce.rules.divisions.by_typing import Offered, meant, offered
from huangce.rules.divisions.lookup import (
    ancestors,
    children,
    county_codes,
    county_known,
    current,
    full_name,
    get,
    predecessors,
    spells,
)
from huangce.rules.divisions.model import LEVELS, Division, Level, UnknownDivision, short_village_name

__all__ = [
    "LEVELS",
    "Division",
    "Level",
    "Offered",
    "UnknownDivision",
    "ancestors",
    "children",
    "county_codes",
    "county_known",
    "current",
    "frame",
    "full_name",
    "get",
    "meant",
    "name_forms",
    "offered",
    "predecessors",
    "search",
    "short_village_name",
    "spells",
]
