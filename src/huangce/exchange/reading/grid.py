"""A sheet before anyone knows which of its rows is the header: cells by position.

A sheet is met in two steps, so that nobody reads what nobody agreed on: its top whole, to find the header; then, when
it is decided which columns may be read, those columns from the first row to the last, in parts of many rows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from huangce.errors import Problem
from huangce.exchange.reading.table import Family, TextStyle

Area = tuple[int, int, int, int]
Row = tuple[str | None, ...]


@dataclass(frozen=True)
class Grid:
    """The cells of one sheet, or of some rows of it, from column A on: columns `c0`, `c1` … of strings, null where
    empty.

    kinds: a frame of the same shape, see `table.CELL_KIND`; None where the file knows no kinds.
    merges: merged areas, each an `Area` of (first row, first column, last row, last column), counted from 0.
    formulas: how many cells are computed. first_row: index of the first row in the sheet; is_last: none follows.
    others: rows, by index in `cells`, in which something is written, though in none of the columns that are read; with
    their texts where they may be the foot of the list, else without. None where all columns are read.
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
    first_row: int = 0
    is_last: bool = True
    others: Mapping[int, Row] | None = None


@dataclass(frozen=True)
class Source:
    """A sheet of which the first rows were read.

    top: these rows, all their columns. read: gives the cells of some columns (by index; None for all) in one or more
    grids, top to bottom, columns that are not read null.
    """

    top: Grid
    read: Callable[[Collection[int] | None], Iterator[Grid]]


def at_once(grid: Grid) -> Source:
    """Return the source of a sheet that is known as a whole: cells that may not be read are dropped at once."""

    def read(columns: Collection[int] | None) -> Iterator[Grid]:
        yield only(grid, columns)

    return Source(grid, read)


def only(grid: Grid, columns: Collection[int] | None) -> Grid:
    """Return a grid with nothing in other columns than these; what else stands in their rows is told by `others`."""
    if columns is None:
        return grid
    names = set(map("c{}".format, columns))
    kept = grid.cells.select(
        pl.col(name) if name in names else pl.lit(None, pl.String).alias(name) for name in grid.cells.columns
    )
    bare = is_empty(kept) & ~is_empty(grid.cells)
    others = {i: grid.cells.row(i) for i in bare.arg_true().to_list()}
    return replace(grid, cells=kept, others=others)


def is_empty(cells: pl.DataFrame) -> pl.Series:
    """Tell for each row whether nothing but white space is written in it."""
    empty = pl.repeat(value=True, n=cells.height, dtype=pl.Boolean, eager=True)
    for column in cells:
        empty = empty & ~(column.str.strip_chars() != "").fill_null(value=False)
        if not empty.any():
            break
    return empty


def letter(column: int) -> str:
    """Return the letters by which a spreadsheet names the column at this index: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
