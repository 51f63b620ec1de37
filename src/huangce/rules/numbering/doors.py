"""What the analysis of a street reads and says: entrances along it, numbers that rest, and findings.

An entrance is an opening at which a plate hangs or should hang, with its way along the street in metres.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from huangce.errors import Level
from huangce.rules.numbering.numbers import Number

STANDING: Final = "standing"
DEMOLISHED: Final = "demolished"
RESERVED: Final = "reserved"
STATES: Final = (STANDING, DEMOLISHED, RESERVED)

# Code → level, Chinese, English. Only a person changes a number: an error is reported and nothing is renumbered.
FINDINGS: Final[Mapping[str, tuple[Level, str, str]]] = {
    "missing": ("error", "缺号", "An entrance between numbered ones has no number."),
    "missing-suffix": ("error", "缺号，无空号，编附号", "An entrance has no number, and only a suffix is free."),
    "missing-no-place": ("error", "缺号，无号可编", "An entrance has no number, and none can be proposed."),
    "duplicate": ("error", "重号", "Several entrances have the same number."),
    "wrong-side": ("error", "单双号不符", "An odd number on the even side, or an even one on the odd side."),
    "out-of-order": ("error", "号序颠倒", "A number breaks the order of its side."),
    "runs-backwards": ("error", "编号方向相反", "The numbers of a side fall from the origin on."),
    "off-distance": ("warning", "号码与距离不符", "A number is too far from where the distance puts it."),
    "skipped-number": ("warning", "使用了不编的号码", "A number is in use that the scheme leaves out."),
    "resting-number": ("warning", "启用了未到期的停用号码", "A number is in use again before it rested long enough."),
    "gap-reserved": ("info", "预留号码", "Numbers without an entrance are reserved."),
    "gap-demolished": ("info", "拆除停用号码", "Numbers without an entrance belonged to doors that are gone."),
    "gap-unexplained": ("info", "空号，无记载", "Numbers without an entrance, and no record says why."),
}
MISSING: Final = ("missing", "missing-suffix", "missing-no-place")
GAPS: Final = {RESERVED: "gap-reserved", DEMOLISHED: "gap-demolished", "": "gap-unexplained"}


@dataclass(frozen=True, slots=True)
class Entrance:
    """An entrance: its side seen from the origin ("left", "right", "" not known), its way from there in metres."""

    id: int
    side: str
    chainage: float
    number: Number | None = None
    state: str = STANDING
    gone_on: date | None = None


@dataclass(frozen=True, slots=True)
class Rested:
    """A number that was taken from its door on a day: by demolition, or because the door was given another.

    Without a day it rests for ever: nobody knows since when it is free.
    """

    number: Number
    since: date | None


class Neighbour(NamedTuple):
    """The numbered entrance before or after."""

    entrance: int
    number: Number


@dataclass(frozen=True, slots=True)
class Finding:
    """Something found on a street: `code` of `FINDINGS`, the entrances it is about, their number, and what stands
    beside them. `proposal` is a free number for a missing plate; `numbers` are the ends of a gap."""

    code: str
    entrances: tuple[int, ...]
    side: str
    reason: str
    number: Number | None = None
    proposal: Number | None = None
    before: Neighbour | None = None
    after: Neighbour | None = None
    numbers: tuple[int, int] | None = None

    @property
    def level(self) -> Level:
        """How bad it is."""
        return FINDINGS[self.code][0]


def resting(entrances: Iterable[Entrance], rested: Iterable[Rested], years: int, on: date) -> frozenset[Number]:
    """Return the numbers that may not be given again on a day: retired less than `years` years ago, or reserved."""
    since: dict[Number, date | None] = {}
    gone = [Rested(one.number, one.gone_on) for one in entrances if one.state == DEMOLISHED and one.number]
    for one in (*rested, *gone):
        if one.number in since:
            earlier = since[one.number]
            since[one.number] = None if earlier is None or one.since is None else max(earlier, one.since)
        else:
            since[one.number] = one.since
    reserved = {one.number for one in entrances if one.state == RESERVED and one.number}
    return frozenset(number for number, day in since.items() if day is None or on < years_after(day, years)) | reserved


def years_after(day: date, years: int) -> date:
    """Return the same day of a later year; 28 February for 29 February.

    >>> years_after(date(2020, 2, 29), 5)
    datetime.date(2025, 2, 28)
    """
    year = min(day.year + years, date.max.year)
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)
