"""Which villages a figure is about: a division is the villages whose codes begin with its digits.

Codes are written with 2, 4, 6, 9 or 12 digits (GB/T 2260, GB/T 10114, statistical village number), shorter ones also
filled with zeros. Which division a village lies in on a day, after changes of divisions, is the matter of `as_known`.
"""

from __future__ import annotations

from collections.abc import Iterable

from huangce.errors import Unreadable
from huangce.rules import divisions
from huangce.rules.authority import LEVELS, scope
from huangce.rules.divisions import UnknownDivision


class NotADivisionCode(Unreadable):
    """A division is named by its code of 2, 4, 6, 9 or 12 digits."""

    code = "not-a-division-code"


def digits_of(code: str) -> str:
    """Return the digits that every village of a division begins with; "" for everywhere. Raises `NotADivisionCode`.

    >>> digits_of("511703000000"), digits_of("5117"), digits_of("510000"), digits_of("000000000000")
    ('511703', '5117', '51', '')
    """
    text = code.strip()
    if len(text) not in LEVELS or not (text.isascii() and text.isdigit()):
        raise NotADivisionCode()
    return scope(text)


def whole_of(villages: Iterable[str]) -> str:
    """Return the digits of the smallest division that holds all villages; those not stated do not count."""
    known = sorted(village for village in villages if village)
    if not known:
        return ""
    first, last = known[0], known[-1]
    common = [length for length in LEVELS if first[:length] == last[:length] and len(first) >= length]
    return first[: max(common, default=0)]


def parts_of(here: str, villages: Iterable[str]) -> list[str]:
    """Return the digits of the divisions one level below `here` that hold any of the villages, in order."""
    longer = [length for length in LEVELS if length > len(here)]
    if not longer:
        return []
    return sorted({village[: longer[0]] for village in villages if village.startswith(here)})


def name_of(here: str) -> str:
    """Return the name of a division as of today; its digits where the national tables do not know it, "" for none."""
    if not here:
        return ""
    try:
        return divisions.get(here).short_name
    except UnknownDivision:
        return here
