"""A sheet before anyone knows which of its rows is the header: cells by position."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from huangce.errors import Problem
from huangce.exchange.reading.table import Family, TextStyle

Area = tuple[int, int, int, int]


@dataclass(frozen=True)
class Grid:
    """The cells of one sheet from its row 1 and column A on: columns `c0`, `c1` … of strings, null where empty.

    kinds: a frame of the same shape, see `table.CELL_KIND`; None where the file knows no kinds.
    merges: merged areas, each an `Area` of (first row, first column, last row, last column), counted from 0.
    formulas: how many cells are computed.
    """

    sheet: str
    family: Family
    cells: pl.DataFrame
    kinds: pl.DataFrame | None = None
    merges: tuple[Area, ...] = ()
    hidden: bool = False
    formulas: int = 0
    style: TextStyle = field(default_factory=TextStyle)
    problems: tuple[Problem, ...] = ()


def letter(column: int) -> str:
    """Return the letters by which a spreadsheet names the column at this index: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
