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
HIDDEN_TEXT: Final = "…"


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


def suppressed(table: Sequence[Sequence[int]], *, totals: bool = True) -> list[list[str]]:
    """Return a table of counts as it may be published: counts of 1 to 4 as "<5", and nothing from which they follow.

    `totals`: the last row and the last column are the sums of the others. A single hidden cell in a row or column could
    be computed from its total, so the smallest other cell of that line is hidden too ("…"), or its total where all
    others are zero. A zero tells of nobody and stays. Raises `ValueError` for sums that are none.
    """
    if totals and not _adds_up(table):
        raise ValueError("the last row and column are not the sums of the others")
    hidden = {(i, j): SMALL_TEXT for i, row in enumerate(table) for j, count in enumerate(row) if 0 < count < SMALL}
    if totals and table:
        lines = [[(i, j) for j in range(len(row))] for i, row in enumerate(table)]
        lines += [[(i, j) for i in range(len(table))] for j in range(len(table[0]))]
        while open_lines := [line for line in lines if sum(cell in hidden for cell in line) == 1]:
            *parts, total = open_lines[0]
            others = [cell for cell in parts if cell not in hidden and table[cell[0]][cell[1]]]
            hidden[min(others, key=lambda cell: table[cell[0]][cell[1]], default=total)] = HIDDEN_TEXT
    return [[hidden.get((i, j), str(count)) for j, count in enumerate(row)] for i, row in enumerate(table)]


def _adds_up(table: Sequence[Sequence[int]]) -> bool:
    lines = [*table, *zip(*table, strict=True)]
    return all(sum(parts) == total for *parts, total in lines)
