"""The indicators of the notices, C5 and J1-J12 of the requirements (1.C, 1.J): what is counted over what, as one table.

Conventions: n over N and never only a percentage; whoever is not known stays in N; a zero denominator is "not
applicable" and not 100 %; percentages are cut, never rounded up. Decisions on the open points: requirements part 6.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from huangce.errors import Unreadable
from huangce.rules.formulas import formula
from huangce.rules.sampling import CHECKED, NOT_FOUND, NOT_REACHED, RIGHT_OR_WRONG

NOT_APPLICABLE: Final = "not applicable"


class CountsContradict(Unreadable):
    """The counts of {code} contradict each other: {reason}."""

    code = "counts-contradict"


# What is published beside a figure of a drawn sample: what the checks came to, and the errors by item.
OF_CHECKS: Final = {
    RIGHT_OR_WRONG: "checked",
    NOT_FOUND: "not found, or not living here",
    NOT_REACHED: "not reached",
}
WRONG: Final = {
    is_main: {f"wrong_{item.name}": f"{item.en} wrong or missing" for item in CHECKED if item.main is is_main}
    for is_main in (True, False)
}
BY_LOT: Final = (
    "Whoever was not reached or not asked yet stays in N as not known; bounds at 95 % are of those checked. Everybody "
    "is judged as of the day of the sample, so a correction after it raises nothing."
)


@dataclass(frozen=True, slots=True)
class Rate:
    """n of N, with how many of N are not known. `of` is None for an indicator that is a mere count."""

    n: int
    of: int | None
    unknown: int = 0

    @property
    def share(self) -> Fraction | None:
        """n over N, exactly; None where there is nothing to divide by."""
        return Fraction(self.n, self.of) if self.of else None

    def percent(self, places: int = 1) -> str:
        """Return the rate for reading, cut after `places` decimals: 89.96 % is 89.9 and not 90.0.

        >>> Rate(8996, 10000).percent(), Rate(1, 1).percent(0), Rate(0, 0).percent(), Rate(7, None).percent()
        ('89.9', '100', 'not applicable', '')
        """
        if self.of is None:
            return ""
        if self.share is None:
            return NOT_APPLICABLE
        scale: int = 10**places
        whole = self.share * 100 * scale
        digits = f"{whole.numerator // whole.denominator:0{places + 1}d}"
        return f"{digits[:-places]}.{digits[-places:]}" if places else digits

    def reaches(self, target: Fraction) -> bool | None:
        """Whether the rate (in per cent) or the count is at least `target`; None where it is not applicable."""
        if self.of is None:
            return self.n >= target
        return None if self.share is None else self.share * 100 >= target


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator: its clause, the counts that it needs in words, and its formulas over them.

    `needs` says what a register must hold to answer it. Without a denominator it is a mere count.
    """

    code: str
    zh: str
    en: str
    source: str
    counts: Mapping[str, str]
    numerator: str
    denominator: str
    needs: str
    note: str = ""
    beside: Mapping[str, str] = field(default_factory=dict)  # counts that are published side by side, in words


INDICATORS: Final[dict[str, Indicator]] = {
    row.code: row
    for row in (
        Indicator(
            "C5a",
            "户籍登记主项齐全率",
            "main items of the registered known",
            "notices 003 一(二), 002 三(三)4",
            {"registered": "registered population", "complete": "of them with every main item known"},
            "complete",
            "registered",
            "registered population with its main items",
            "An item that is registered as not known is counted as not known, with none missing beside it. What is "
            "there may be wrong: that is asked by a drawn sample. A guess needs evidence and a second officer.",
        ),
        Indicator(
            "C5b",
            "出生死亡及时登记率",
            "births and deaths recorded in time",
            "notices 003 一(二), 002 三(三)4",
            {
                "recorded": "births and deaths of the period that are recorded",
                "in_time": "of them recorded within one month",
            },
            "in_time",
            "recorded",
            "births and deaths with the day on which they were recorded",
            "Who is not recorded yet is in the findings and not in N.",
        ),
        Indicator(
            "C5c",
            "迁移及时登记率",
            "moves recorded in time",
            "notices 003 一(二), 002 三(三)4",
            {
                "recorded": "moves of the period that are recorded",
                "in_time": "of them recorded within 3 days in a city, 10 days in the country",
            },
            "in_time",
            "recorded",
            "moves with the day from which they count and the day on which they were recorded",
            "From the day that the act names; another day of arrival is not held. City or country by the same proxy as "
            "J10: where it does not say, a move recorded between the two periods is counted as not known.",
        ),
        Indicator(
            "C5d",
            "户籍登记主项准确率（抽查）",
            "main items of the registered right, by sample",
            "notices 003 一(二), 002 三(三)4, 001 二(四)",
            {"sampled": "registered persons drawn", "right": "of them found, with every main item right"},
            "right",
            "sampled",
            "a drawn sample of the registered, wholly answered or due",
            BY_LOT,
            OF_CHECKS | WRONG[True],
        ),
        Indicator(
            "J1",
            "流出地查明去向率",
            "whereabouts established by the place of origin",
            "notice 000 二(一)",
            {
                "uncollected": "registered persons whose residence or employment was not collected at the baseline",
                "found_here": "of them found living here",
                "cancelled": "of them validly cancelled since",
                "located": "of the others, those with a verified current address and a telephone number",
            },
            "located",
            "uncollected - found_here - cancelled",
            "the list of persons not collected at the baseline, with what became of each",
            "Unlocated persons stay in the denominator, or it would be 100 % by definition.",
        ),
        Indicator(
            "J2",
            "流入地推送信息核查登记率",
            "referrals checked and registered by the place of destination",
            "notice 000 二(一)",
            {
                "due": "referrals received, due before the day and not withdrawn",
                "registered": "checked and registered",
                "refuted": "refuted with evidence",
            },
            "registered + refuted",
            "due",
            "referrals between places and their outcomes",
            "A refuted referral is honest work, not a failure: the three figures are published side by side.",
            {
                "registered": "checked and registered",
                "refuted": "refuted with evidence",
                "open": "still open",
                "otherwise": "answer declined, whereabouts not disclosed, or of another place",
            },
        ),
        Indicator(
            "J3",
            "户籍人口清理核查率",
            "registered population checked",
            "notice 000 二(一)",
            {
                "registered": "registered population at the baseline",
                "checked": "of them with a dated check result in the window",
            },
            "checked",
            "registered",
            "dated check results of persons",
            "Persons about whom an officer decided or closed a finding in the period. Who nothing was found about has "
            "no dated result and stays in N as not known.",
        ),
        Indicator(
            "J4",
            "实有人口有效采集登记率",
            "actual residents validly collected",
            "notice 000 二(二)",
            {
                "residents": "head count of occupied dwellings, from an independent source",
                "valid": "residence records with all mandatory items, a standard address, verified recently",
            },
            "valid",
            "residents",
            "an independent head count of occupied dwellings",
            "The register cannot be its own denominator.",
        ),
        Indicator(
            "J5",
            "标准地址上墙率",
            "standard addresses with a plate on the wall",
            "notices 000 二(三), 002 三(五)2",
            {
                "needing": "addresses that need a plate",
                "installed": "of them with a plate installed, inspected or in use",
            },
            "installed",
            "needing",
            "standard addresses with the state of their plates",
        ),
        Indicator(
            "J6a",
            "门牌编制率",
            "addresses numbered",
            "notice 001 一(一)",
            {"needing": "doors that need a number", "numbered": "of them numbered"},
            "numbered",
            "needing",
            "doors that need a number",
        ),
        Indicator(
            "J6b",
            "门牌安装率",
            "numbered addresses with a plate",
            "notice 001 一(一)",
            {"numbered": "doors with a number", "installed": "of them with a plate installed"},
            "installed",
            "numbered",
            "standard addresses with the state of their plates",
        ),
        Indicator(
            "J6",
            "编制安装率",
            "numbered and installed",
            "notice 001 一(一)",
            {"needing": "doors that need a number", "installed": "of them numbered and with a plate installed"},
            "installed",
            "needing",
            "doors that need a number, and the state of their plates",
            "The product of J6a and J6b.",
        ),
        Indicator(
            "J7a",
            "常住人口人头及主项准确率",
            "heads and main items right",
            "notice 001 一(二)",
            {"sampled": "usual residents drawn", "right": "of them found, with every main item right"},
            "right",
            "sampled",
            "a drawn sample of the usual residents, wholly answered or due",
            f"Main items: name, sex, ethnicity, birth date, citizen number, address of residence, relation. {BY_LOT}",
            OF_CHECKS | WRONG[True],
        ),
        Indicator(
            "J7b",
            "一般项目齐全准确率",
            "ordinary items present and right",
            "notice 001 一(二)",
            {"cells": "ordinary items of the usual residents drawn", "right": "of them present and right"},
            "right",
            "cells",
            "a drawn sample of the usual residents, wholly answered or due",
            f"All others that are asked of a person; only a former name may be empty. {BY_LOT}",
            OF_CHECKS | WRONG[False],
        ),
        Indicator(
            "J8a",
            "人来登记率",
            "arrivals registered",
            "notice 001 一(二)",
            {"arrivals": "arrivals known", "registered": "of them registered within 3 days"},
            "registered",
            "arrivals",
            "arrivals known from elsewhere than the registrations themselves",
        ),
        Indicator(
            "J8b",
            "采集录入率",
            "collected and entered",
            "notice 001 一(二)",
            {"collected": "persons collected", "entered": "of them entered"},
            "entered",
            "collected",
            "what was collected and not yet entered",
        ),
        Indicator(
            "J8c",
            "项目准确率",
            "items right",
            "notice 001 一(二)",
            {"items": "items of the persons drawn", "right": "of them right"},
            "right",
            "items",
            "a drawn sample checked by hand",
        ),
        Indicator(
            "J8d",
            "人走注销率",
            "departures cancelled",
            "notice 001 一(二)",
            {"departures": "departures known", "cancelled": "of them cancelled"},
            "cancelled",
            "departures",
            "departures known from elsewhere than the cancellations themselves",
        ),
        Indicator(
            "J9a",
            "出租房屋登记率",
            "let dwellings registered",
            "notice 001 一(三)",
            {"let": "dwellings let", "registered": "of them registered"},
            "registered",
            "let",
            "dwellings and tenancies",
        ),
        Indicator(
            "J9b",
            "出租房屋录入率",
            "let dwellings entered",
            "notice 001 一(三)",
            {"let": "dwellings let", "entered": "of them entered"},
            "entered",
            "let",
            "dwellings and tenancies",
        ),
        Indicator(
            "J9c",
            "出租房屋签约率",
            "let dwellings with a signed agreement",
            "notice 001 一(三)",
            {"let": "dwellings let", "signed": "of them with a signed agreement on file"},
            "signed",
            "let",
            "dwellings and tenancies",
        ),
        Indicator(
            "J10",
            "户籍人口城镇化率",
            "urbanisation of the registered population",
            "notice 004 一; annex 1 一(一)",
            {"registered": "registered population", "urban": "of them counted in an urban village"},
            "urban",
            "registered",
            "registered population by village",
            "By the village number as a proxy (residents' committee: urban; village committee: rural) until the "
            "urban-rural codes are loaded.",
        ),
        Indicator(
            "J11",
            "农业转移人口和其他常住人口落户城镇数",
            "migrants and other usual residents settled in town",
            "notice 004 一; annex 1 二(一)2",
            {
                "migrants": "rural registered persons who moved their registration into town in the period",
                "others": "town persons of another county who moved their registration into the local town",
            },
            "migrants + others",
            "",
            "moves of the period with the class of their origin",
            "Without births and without re-coded areas. By the same proxy as J10.",
        ),
        Indicator(
            "J12",
            "易地扶贫搬迁应落尽落率",
            "relocated persons registered where they moved to",
            "notice 004 一; annex 1 二(一)1(3)",
            {"moved_in": "relocated persons moved in", "settled": "of them registered there"},
            "settled",
            "moved_in",
            "the list of relocated persons",
        ),
    )
}


def rate_of(code: str, counts: Mapping[str, int], *, unknown: int = 0) -> Rate:
    """Return an indicator from its counts (`Indicator.counts`). Raises `CountsContradict`.

    >>> rate_of("J1", {"uncollected": 120, "found_here": 15, "cancelled": 5, "located": 90}, unknown=4)
    Rate(n=90, of=100, unknown=4)
    """
    row = INDICATORS[code]
    if missing := sorted(row.counts.keys() - counts.keys()):
        raise CountsContradict(code=code, reason=f"{', '.join(missing)} is missing")
    if negative := sorted(name for name in row.counts if counts[name] < 0):
        raise CountsContradict(code=code, reason=f"{', '.join(negative)} is negative")
    values = {name: Fraction(counts[name]) for name in row.counts}
    n = int(formula(row.numerator).value(values))
    of = int(formula(row.denominator).value(values)) if row.denominator else None
    if of is not None and (min(n, unknown) < 0 or n + unknown > of):
        raise CountsContradict(code=code, reason=f"{n} and {unknown} not known do not fit into {of}")
    return Rate(n, of, unknown)
