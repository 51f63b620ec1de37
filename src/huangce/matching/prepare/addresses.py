"""Keys of the door that an address names, for the few rows whose candidates have to be told apart.

Departments shorten addresses at the front (province, city, county fall away), write numbers in words or digits and give
flats as 3-2-501 or 3栋2单元5层501室. What stays is the name before the first number, and the numbers in their order
without the floor, which the room repeats: `door`. Where the street is left out, the compound and the last three numbers
stay: `flat`. This is a key for comparing, not a standard form; that is the work of `addressing`.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from huangce.matching.prepare.names import POINTS, folded, mixed
from huangce.matching.prepare.text import Flat, Int, flat

DOORS = pl.Schema({"door": pl.Int64, "flat": pl.Int64})
# `agreement` of two addresses: both name a door, and it is the same.
BOTH, SAME = 1, 2
AGREEMENT = pl.Schema({"list_row": pl.Int64, "register_row": pl.Int64, "agreement": pl.Int8})
OTHER, DIGIT, NUMERAL, UNIT, FLOOR, BLANK = range(6)
UNITS, FLOORS, NUMERALS, TEN = "组社队号栋幢座单室户", "楼层", "一二三四五六七八九", 10
# Words for a village, the one that may stand behind the other first; what ends whatever lies above a village or street.
GENERIC, ABOVE = ("社区", "农村", "村"), "省市区县镇乡道村号"
PLAIN = "东西南北中正横前后大一二三四五六七八九十"  # what many streets have in front of their last character
LONGEST = 6  # digits; what is longer is a telephone number or a code
TENS = 10 ** np.arange(LONGEST + 1, dtype=np.int64)


class Numbers(NamedTuple):
    """The numbers in all addresses, in order: whose, where each begins in the text, what it says."""

    row: Int
    begin: Int
    value: Int


def same_doors(pairs: pl.DataFrame) -> pl.DataFrame:
    """Return pairs (list_row, register_row) with the `agreement` of the doors that `a_address` and `b_address` name."""
    here, there = (door_keys(pairs[f"{prefix}_address"]) for prefix in "ab")
    same = (here["door"] == there["door"]) | (here["flat"] == there["flat"]).fill_null(value=False)
    both = here["door"].is_not_null() & there["door"].is_not_null()
    agreement = both.cast(pl.Int8) * BOTH + (both & same).cast(pl.Int8) * (SAME - BOTH)
    return pairs.select("list_row", "register_row", agreement.alias("agreement"))


def door_keys(addresses: pl.Series) -> pl.DataFrame:
    """Return door and flat of addresses: keys, null where the address gives none."""
    text, kind = _cleaned(flat(addresses))
    found = _numbers(text, kind)
    count = np.bincount(found.row, minlength=len(addresses))
    first = np.cumsum(count) - count
    door, inside = np.flatnonzero(count > 0), np.flatnonzero(count >= 3)
    values = Flat(found.value.astype(np.int32), np.append(first, len(found.value)))
    last = first[inside] + count[inside] - 3
    doors, flats = np.zeros((2, len(addresses)), dtype=np.int64)
    doors[door] = mixed(*_before(text, found, first[door]), folded(values, door, 0).astype(np.int64))
    flats[inside] = mixed(*_before(text, found, last), *(found.value[last + i] for i in range(3)))
    return pl.DataFrame({"door": doors, "flat": flats}, DOORS).with_columns(pl.all().replace(0, None))


@cache
def _kinds() -> NDArray[np.uint8]:
    kinds = np.full(POINTS, OTHER, dtype=np.uint8)
    for kind, letters in (
        (DIGIT, "0123456789０１２３４５６７８９"),
        (NUMERAL, NUMERALS + "十"),
        (UNIT, UNITS),
        (FLOOR, FLOORS),
        (BLANK, " \t\r\n\u3000\u00a0\u200b"),
    ):
        kinds[[ord(letter) for letter in letters]] = kind
    return kinds


@cache
def _values() -> NDArray[np.int64]:
    values = np.zeros(POINTS, dtype=np.int64)
    for digit in range(10):
        values[[ord("0") + digit, ord("０") + digit]] = digit
    values[[ord(letter) for letter in NUMERALS]] = range(1, 10)
    values[ord("十")] = TEN
    return values


def _cleaned(text: Flat) -> tuple[Flat, NDArray[np.uint8]]:
    """Return the text without white space, and the kind of every character."""
    kind = _kinds()[text.points]
    kept = kind != BLANK
    starts = np.concatenate([[0], np.cumsum(kept)])[text.starts]
    return Flat(text.points[kept], starts), kind[kept]


def _numbers(text: Flat, kind: NDArray[np.uint8]) -> Numbers:
    """Return runs of digits, and numerals in front of a unit, except those in front of a floor."""
    # One character in five is of a number: only these are looked at.
    place = np.flatnonzero((kind == DIGIT) | (kind == NUMERAL))
    row = np.repeat(np.arange(len(text.starts) - 1, dtype=np.int32), np.diff(text.starts))[place]
    own = kind[place]
    new = np.ones(len(place) + 1, dtype=np.bool_)
    new[1:-1] = (place[1:] != place[:-1] + 1) | (own[1:] != own[:-1]) | (row[1:] != row[:-1])
    edges = np.flatnonzero(new)
    first, end = edges[:-1], edges[1:]
    row, spoken, begin, behind = row[first], own[first] == NUMERAL, place[first], place[end - 1] + 1
    after = np.where(behind < text.starts[1:][row], np.append(kind, OTHER)[behind], OTHER)
    digit = _values()[text.points[place]]
    value = _decimal(digit, first, end)
    value[spoken] = _spoken(digit, first[spoken], end[spoken])
    good = (value > 0) & (after != FLOOR) & (~spoken | (after == UNIT))
    return Numbers(row[good].astype(np.int64), begin[good], value[good])


def _decimal(digit: Int, begin: Int, end: Int) -> Int:
    """Return the numbers that runs of digits make, which lie one after another; 0 for a run that is too long."""
    length = end - begin
    behind = np.repeat(end, length) - np.arange(1, len(digit) + 1)
    value = np.add.reduceat(digit * TENS[np.minimum(behind, LONGEST)], begin) if len(digit) else digit
    return np.where(length <= LONGEST, value, 0)


def _spoken(digit: Int, begin: Int, end: Int) -> Int:
    """Return numerals up to ninety-nine: 九, 十, 十九, 九十, 九十九; 0 for anything else."""
    length = end - begin
    one, two, three = (digit[np.minimum(begin + i, end - 1)] for i in range(3)) if len(digit) else (begin, begin, begin)
    tens_first, tens_second = (one == TEN) & (two != TEN), (one != TEN) & (two == TEN)
    return np.select(
        [length == 1, (length == 2) & tens_first, (length == 2) & tens_second, (length == 3) & tens_second],
        [one, TEN + two, one * TEN, one * TEN + three],
        0,
    )


def _before(text: Flat, found: Numbers, which: Int) -> tuple[Int, Int, Int]:
    """Return the characters that name what the numbers `which` stand behind: 家高 of 丁镇高家村3组.

    A village's or community's own word says nothing, nor does what lies above it, which many leave out.
    """
    begin, start = found.begin[which], text.starts[:-1][found.row[which]]

    def point(back: int) -> Int:
        at = begin - back
        return np.where(at >= start, text.points[np.maximum(at, 0)], 0).astype(np.int64)

    for word in GENERIC:
        is_there = np.logical_and.reduce([point(i + 1) == ord(letter) for i, letter in enumerate(reversed(word))])
        begin = np.where(is_there, begin - len(word), begin)
    one, two, three = point(1), point(2), point(3)
    above = _among(ABOVE)
    two = np.where(above[one] | above[two], 0, two)
    three = np.where(_among(PLAIN)[two] & ~above[three], three, 0)
    return one, two, three


@cache
def _among(letters: str) -> NDArray[np.bool_]:
    among = np.zeros(POINTS, dtype=np.bool_)
    among[[ord(letter) for letter in letters]] = True
    return among
