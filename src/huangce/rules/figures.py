"""Figures as offices write them in tables: "4,200", "39.45%", "１２００", and what is no figure at all.

Read exactly, as fractions. A figure that cannot be read is named, never taken for zero.
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from typing import Final, Literal

Kind = Literal["percent", "count", "number"]
KINDS: Final[tuple[Kind, ...]] = ("percent", "count", "number")

# What people write where they have no figure.
NOTHING: Final = frozenset({"", "-", "--", "—", "——", "/", "无", "缺", "n/a", "na", "null", "none", "nan"})
GROUPED = re.compile(r"[+-]?\d{1,3}(?:(?P<by>[, ])\d{3})(?:(?P=by)\d{3})*(?:\.\d+)?")
PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,2})?")
LONGEST: Final = 40

PROBLEMS: Final[dict[str, str]] = {
    "missing-value": "There is no figure.",
    "unreadable-value": "This is not a figure.",
    "out-of-range": "A percentage lies between 0 and 100, a count is a whole number and not negative.",
}


def figure(text: str | None, kind: Kind = "number") -> Fraction | str:
    """Return the figure in a cell, or the code of its problem (a key of `PROBLEMS`).

    A percentage is in per cent with or without its sign; a count has no per cent sign and no fraction.

    >>> figure("39.45%", "percent"), figure(" 4,200 ", "count"), figure("１２００", "count")
    (Fraction(789, 20), Fraction(4200, 1), Fraction(1200, 1))
    >>> figure("约四千", "count"), figure("", "count"), figure("-3", "count"), figure("4,20")
    ('unreadable-value', 'missing-value', 'out-of-range', 'unreadable-value')
    """
    written = unicodedata.normalize("NFKC", text or "").replace("−", "-").strip().lower()
    if written in NOTHING:
        return "missing-value"
    if kind == "percent":
        written = written.removesuffix("%").rstrip()
    if len(written) > LONGEST or not written.isascii():
        return "unreadable-value"
    if GROUPED.fullmatch(written):
        written = written.replace(",", "").replace(" ", "")
    elif not PLAIN.fullmatch(written):
        return "unreadable-value"
    value = Fraction(written)
    if kind == "percent" and not 0 <= value <= 100:
        return "out-of-range"
    if kind == "count" and (value < 0 or value.denominator != 1):
        return "out-of-range"
    return value


def shown(value: Fraction, places: int = 2) -> str:
    """Return a figure for reading, rounded half up (half away from zero) to `places` decimals.

    >>> shown(Fraction(57, 2)), shown(Fraction(1, 8)), shown(Fraction(-1, 8)), shown(Fraction(2, 3), 0)
    ('28.50', '0.13', '-0.13', '1')
    """
    scale = 10**places
    whole = (abs(value) * scale * 2 + 1) // 2
    digits = f"{whole:0{places + 1}d}"
    sign = "-" if value < 0 and whole else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"
