"""Tables for reading: aligned text in which a Chinese character is two columns wide, and what a published table hides.

Small cells tell about single persons, so a published table shows no count below five (requirements part 5). What an
officer sees inside the office is not suppressed: there every figure opens down to its rows.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from typing import Final

SMALL: Final = 5
SMALL_TEXT: Final = "<5"


def text_table(headers: Sequence[str], rows: Sequence[Sequence[str]], *, right: Collection[int] = ()) -> str:
    """Return an aligned table; `right` are the columns (from 0) that hold figures."""
    widths = [max(map(width, column)) for column in zip(headers, *rows, strict=True)]
    lines = [headers, ["-" * one for one in widths], *rows]
    return "\n".join(
        "  ".join(_padded(cell, widths[i], to_the_right=i in right) for i, cell in enumerate(line)).rstrip()
        for line in lines
    )


def _padded(cell: str, to: int, *, to_the_right: bool) -> str:
    room = " " * (to - width(cell))
    return room + cell if to_the_right else cell + room


def width(text: str) -> int:
    """Return how many columns a text takes on a terminal."""
    return sum(
        0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text
    )
