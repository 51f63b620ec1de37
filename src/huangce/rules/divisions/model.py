"""What a division is: one code with one name under one parent for a time.

Codes: GB/T 2260 (province 2, city 4, county 6 digits), GB/T 10114 (town, 3 more) and the statistical village number
(3 more), always written with 12 digits here: 510000000000, 511703000000, 511703108000, 511703108201.
Villages: 001-199 residents' committees, 200-399 village committees (rules of the statistical division codes, NBS 2009).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from huangce.errors import NotFound

Level = Literal["province", "city", "county", "town", "village"]
LEVELS: tuple[Level, ...] = ("province", "city", "county", "town", "village")

# How addresses write a village: (pattern of the official name, what follows the first group). Committees are
# misspelt in the national list (村民委委员会), hence the loose end. What no pattern fits keeps its name: 第三管理区,
# 二连队.
VILLAGE_NAMES = (
    (re.compile(r"^(.+?(?:社区|村|嘎查))(?:居民?|村民?|村|牧民?|居民管理)?委[员会]{1,4}$"), ""),
    (re.compile(r"^(.+?)(?:居民?|居民管理)委[员会]{1,4}$"), "社区"),
    (re.compile(r"^(.+?)(?:村民?|牧民?|渔民?)委[员会]{1,4}$"), "村"),
)


class UnknownDivision(NotFound):
    """There is no division {code} in the national tables."""

    code = "unknown-division"


@dataclass(frozen=True, slots=True)
class Division:
    """One spell of a division.

    `valid_from` and `valid_to` bound it, the end exclusive; None is open. County level and above is known to the year
    (an edition speaks for its whole year), towns between the editions of 2023-06-30 and 2025-12-31.
    `successors` are the codes under which its territory went on; the code itself stands there after a mere change of
    name.
    """

    code: str
    name: str
    level: Level
    parent: str
    valid_from: date | None = None
    valid_to: date | None = None
    successors: tuple[str, ...] = ()
    is_virtual: bool = False

    @property
    def short_name(self) -> str:
        """The name as addresses write it: 石桥村委会 is 石桥村, 新华社区居委会 is 新华社区; others unchanged."""
        return short_village_name(self.name) if self.level == "village" else self.name

    @property
    def is_current(self) -> bool:
        """It stands in the newest edition."""
        return self.valid_to is None

    def holds_on(self, day: date) -> bool:
        """Say whether `day` falls in the spell."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)

    def is_of_year(self, day: date) -> bool:
        """Say whether it stood at some time in the year of `day`, which is as much as the editions tell."""
        first = self.valid_from.year if self.valid_from else date.min.year
        last = self.valid_to.year if self.valid_to else date.max.year
        return first <= day.year <= last


def short_village_name(name: str) -> str:
    """Return a village's name as addresses write it.

    >>> short_village_name("石桥村委会"), short_village_name("石桥村村民委员会"), short_village_name("新华居委会")
    ('石桥村', '石桥村', '新华社区')
    >>> short_village_name("巴彦嘎查村民委员会"), short_village_name("虚拟生活区")
    ('巴彦嘎查', '虚拟生活区')
    """
    for pattern, ending in VILLAGE_NAMES:
        if match := pattern.match(name):
            return match[1] + ending
    return name
