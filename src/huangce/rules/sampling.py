"""Samples drawn by lot: who is drawn, what is checked of them, and how far a share seen in a sample can be trusted.

The notices want main items right at 100 % and ordinary items present and right at 98 % (notice 001 一(二)), and
records spot-checked (二(四)); decision 6 of the requirements says which items are main. What a sample says is an
estimate, so it is told with its bounds:

- **The draw** takes the records with the smallest SHA-256 of seed and record. Such hashes order any records as by lot,
  so the first `size` of them are a simple random sample without replacement (Cochran, Sampling Techniques, 3rd ed.
  1977, ch. 2), and whoever has the seed can draw it again. The part of it that lies in one village is a simple random
  sample of that village.
- **Persons**: the bounds of Wilson (1927) at 95 %, which hold for shares near 1 too, where p ± 2 s would not. Of a
  finite frame of N of which n were checked, the variance shrinks by f = (N - n) / (N - 1) (Cochran, ch. 3): a census
  has none.
- **Items**: those of one person are a cluster. The variance of the ratio right / asked over persons is that of Cochran,
  ch. 6: v = n / (n - 1) · Σ (right - share · asked)² / (Σ asked)². The sample is worth share (1 - share) / v items
  drawn each by itself (the effective size of Korn and Graubard 1998), and with that size Wilson's bounds are taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from hashlib import sha256
from heapq import nsmallest
from math import ceil, floor, sqrt
from typing import Final

from huangce.rules.items import ELSEWHERE, GROUPS, MAIN_ITEMS, Item
from huangce.rules.partial_date import PartialDate
from huangce.rules.periods import add_months

NORMAL: Final = 1.959964  # of the standard normal distribution, 2.5 % lie above
STEPS: Final = 10**6  # bounds are told in millionths, rounded outwards

ASKED_GROUPS: Final = ("identity", "details", "membership", "household")
ORDINARY_ITEMS: Final = frozenset({"former_name", "birthplace", "native_place", "education", "marital_status"})
# The items that are checked, in the order in which a form has them.
CHECKED: Final[tuple[Item, ...]] = tuple(
    item for group in ASKED_GROUPS for item in GROUPS[group].items if item.name in MAIN_ITEMS | ORDINARY_ITEMS
)
MAIN: Final = tuple(item.name for item in CHECKED if item.main)
ORDINARY: Final = tuple(item.name for item in CHECKED if not item.main)
SCHOOL_AGE: Final = 6  # years (义务教育法 art. 11)

REGISTERED: Final = "registered"
USUAL: Final = "usual"
FRAMES: Final[Mapping[str, str]] = {REGISTERED: "户籍人口", USUAL: "常住人口"}

RIGHT_OR_WRONG: Final = "checked"
NOT_FOUND: Final = "not_found"
NOT_REACHED: Final = "not_reached"
# What a check can come to; whoever was not reached is as unknown as whoever was not visited yet.
OUTCOMES: Final[Mapping[str, str]] = {
    RIGHT_OR_WRONG: "已核对",
    NOT_FOUND: "查无此人或不在此住",
    NOT_REACHED: "未能核对",
}

Bounds = tuple[Fraction, Fraction]


def missing(said: Mapping[str, str], day: date) -> list[str]:
    """Return the checked items of one person (item → value) that hold nothing and should, as of a day.

    Most people never had another name, nobody is educated before school, and who is registered elsewhere belongs to no
    household of this register, so that no relation is asked of them.

    >>> missing({"name": "林小雨", "birth_date": "2021-05-02", "relation": "20"}, date(2026, 5, 1))[-3:]
    ['birthplace', 'native_place', 'marital_status']
    """
    return [name for name in (*MAIN, *ORDINARY) if not said.get(name) and not _may_be_empty(name, said, day)]


def _may_be_empty(item: str, said: Mapping[str, str], day: date) -> bool:
    if item == "relation":
        return said.get("status") == ELSEWHERE and not said.get("household")
    if item == "education":
        born = said.get("birth_date", "")
        return bool(born) and PartialDate.from_text(born).latest > add_months(day, -12 * SCHOOL_AGE)
    return item == "former_name"


def seed_of(words: str) -> bytes:
    """Return the seed that words give: 64 hexadecimal digits as they are, anything else by its SHA-256.

    >>> seed_of("00" * 32) == bytes(32), seed_of("二〇二六年六月") == sha256("二〇二六年六月".encode()).digest()
    (True, True)
    """
    text = words.strip()
    if len(text) == 64 and text.isascii() and all(letter in "0123456789abcdefABCDEF" for letter in text):
        return bytes.fromhex(text)
    return sha256(text.encode()).digest()


def draw(records: Iterable[int], size: int, seed: bytes) -> list[int]:
    """Return `size` records drawn by lot, all where there are fewer, in the order of the draw.

    >>> draw(range(1000), 3, bytes(32)), draw([7, 7], 3, bytes(32))
    ([355, 379, 183], [7])
    """
    return [record for _, record in nsmallest(size, ((_lot(seed, record), record) for record in set(records)))]


def _lot(seed: bytes, record: int) -> bytes:
    return sha256(seed + str(record).encode()).digest()


def wilson(right: float, of: float, *, frame: int | None = None, drawn: int | None = None) -> tuple[float, float]:
    """Return the bounds at 95 % of a share of which `right` of `of` were seen.

    `frame`: of how many they were drawn; None for a frame without end. `drawn`: how many were, where that is not `of`.

    >>> [round(bound, 4) for bound in wilson(48, 50)], wilson(9, 10, frame=10)
    ([0.8654, 0.989], (0.9, 0.9))
    """
    share, square = right / of, NORMAL**2
    if frame is not None:
        square *= max(frame - (of if drawn is None else drawn), 0) / max(frame - 1, 1)
    middle = share + square / (2 * of)
    width = sqrt(square) * sqrt(share * (1 - share) / of + square / (4 * of**2))
    return (middle - width) / (1 + square / of), (middle + width) / (1 + square / of)


def bounds_of_persons(right: int, checked: int, frame: int) -> Bounds | None:
    """Return the bounds of the share of persons who are right; None where nobody was checked.

    >>> bounds_of_persons(9, 10, 10) == (Fraction(9, 10), Fraction(9, 10)), bounds_of_persons(0, 0, 10)
    (True, None)
    """
    if not checked:
        return None
    if checked >= frame:
        return Fraction(right, checked), Fraction(right, checked)
    return _told(wilson(right, checked, frame=frame))


@dataclass(frozen=True, slots=True)
class Cells:
    """How many persons have how many of their items right: right items → persons, of `each` that are asked of one."""

    each: int
    persons: Mapping[int, int]

    @property
    def checked(self) -> int:
        """How many persons were checked."""
        return sum(self.persons.values())

    @property
    def right(self) -> int:
        """How many of their items are right."""
        return sum(right * count for right, count in self.persons.items())

    @property
    def worth(self) -> float:
        """How many items drawn each by itself would say as much; where all persons are alike, no more than persons."""
        cells, persons = self.checked * self.each, self.checked
        share = self.right / cells
        if persons < 2 or share in (0, 1):
            return persons
        around = sum(count * (right - share * self.each) ** 2 for right, count in self.persons.items())
        variance = persons / (persons - 1) * around / cells**2
        return min(share * (1 - share) / variance, cells) if variance else cells


def bounds_of_cells(cells: Cells, frame: int) -> Bounds | None:
    """Return the bounds of the share of items that are right, of persons drawn from `frame`; None without any.

    >>> bounds_of_cells(Cells(5, {5: 10}), 10)
    (Fraction(1, 1), Fraction(1, 1))
    """
    if not cells.checked:
        return None
    share = Fraction(cells.right, cells.checked * cells.each)
    if cells.checked >= frame:
        return share, share
    worth = cells.worth
    return _told(wilson(float(share) * worth, worth, frame=frame, drawn=cells.checked))


def _told(bounds: tuple[float, float]) -> Bounds:
    low, high = bounds
    return Fraction(max(floor(low * STEPS), 0), STEPS), Fraction(min(ceil(high * STEPS), STEPS), STEPS)


def percents(bounds: Bounds) -> tuple[str, str]:
    """Return bounds in per cent for reading, with one decimal, rounded outwards.

    >>> percents((Fraction(96512, 100000), Fraction(1)))
    ('96.5', '100.0')
    """
    low, high = bounds
    return f"{floor(low * 1000) / 10:.1f}", f"{ceil(high * 1000) / 10:.1f}"


def half_width(share: float, size: int, frame: int) -> float:
    """Return half the distance of the bounds to expect of a sample of `size` of `frame`, if the share is `share`."""
    low, high = wilson(share * size, size, frame=frame)
    return (high - low) / 2


def size_for(wished: float, share: float, frame: int) -> int:
    """Return the smallest size whose half width is at most `wished`, if the share is `share`.

    >>> size_for(0.01, 0.98, 100_000), size_for(0.01, 0.98, 400), size_for(0.5, 0.98, 0)
    (786, 266, 0)
    """
    low, high = 1, frame
    while low < high:
        middle = (low + high) // 2
        if half_width(share, middle, frame) <= wished:
            high = middle
        else:
            low = middle + 1
    return high
