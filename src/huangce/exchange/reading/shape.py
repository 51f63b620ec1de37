"""From the cells of a sheet to a list: titles, header, data rows, foot, each where its author put it.

Every row of the sheet ends up in one of them or is empty; what is taken for no data is named in the problems.
"""

from __future__ import annotations

from collections.abc import Sequence, Set

import polars as pl

from huangce.errors import Problem
from huangce.exchange.reading import limits
from huangce.exchange.reading.cells import cell_problems
from huangce.exchange.reading.feet import footer_rows
from huangce.exchange.reading.grid import Area, Grid, letter
from huangce.exchange.reading.headers import find_header
from huangce.exchange.reading.reports import for_rows, for_sheet
from huangce.exchange.reading.table import Table
from huangce.exchange.reading.unreadable import HeaderMissing


def to_table(file: str, grid: Grid, vocabulary: Set[str]) -> Table:
    """Return the list on a sheet. Raises `HeaderMissing`."""
    cells = grid.cells
    filled = _filled_rows(cells)
    top = filled.arg_true().head(limits.HEADER_SEARCH_ROWS).to_list()
    header = find_header([cells.row(i) for i in top], vocabulary)
    if header is None:
        raise HeaderMissing(file=file, sheet=grid.sheet, rows=limits.HEADER_SEARCH_ROWS)
    last = top[header.last]
    below = filled & (pl.int_range(cells.height, eager=True) > last)
    repeated = _repeated_headers(cells, below, cells.row(last))
    below = below & ~_mask(repeated, cells.height)
    footers = footer_rows(cells, below)
    data = (below & ~_mask(list(footers), cells.height)).arg_true()
    rows = (data.cast(pl.UInt32) + 1).alias("row")
    frame = _take(_spread(cells, grid.merges, last), data)
    kinds = None if grid.kinds is None else _take(grid.kinds, data)
    names, problems = _column_names(grid, header.words, frame, rows)
    used = [name for name in frame.columns if name in names]
    frame = frame.select(pl.col(old).alias(names[old]) for old in used)
    kinds = None if kinds is None else kinds.select(pl.col(old).alias(names[old]) for old in used)
    problems += for_rows("header-repeated", sheet=grid.sheet, rows=[i + 1 for i in repeated])
    problems += for_rows("footer-row", sheet=grid.sheet, rows=[i + 1 for i in footers])
    return Table(
        file=file,
        sheet=grid.sheet,
        family=grid.family,
        frame=frame,
        headers=tuple(header.words[int(old[1:])] for old in used),
        header_row=last + 1,
        rows=rows,
        kinds=kinds,
        beyond=tuple(dict.fromkeys(one.where.column for one in problems if one.code == "cells-beyond-header")),
        titles=tuple(text.strip() for i in top[: header.first] for text in cells.row(i) if text and text.strip()),
        footers=tuple((i + 1, text) for i, text in footers.items()),
        problems=(*grid.problems, *_of_sheet(grid), *problems, *cell_problems(grid.sheet, frame, kinds, rows)),
        style=grid.style,
    )


def _filled_rows(cells: pl.DataFrame) -> pl.Series:
    """Tell for each row whether anything but white space is written in it."""
    filled = pl.repeat(value=False, n=cells.height, dtype=pl.Boolean, eager=True)
    for column in cells:
        filled = filled | (column.str.strip_chars() != "").fill_null(value=False)
        if filled.all():
            break
    return filled


def _repeated_headers(cells: pl.DataFrame, below: pl.Series, header: Sequence[str | None]) -> list[int]:
    """Return the indexes of the rows that repeat the header, as printed lists do on each page."""
    named = [(f"c{i}", text) for i, text in enumerate(header) if text and text.strip()]
    same = pl.all_horizontal(pl.col(name) == text for name, text in named).fill_null(value=False)
    return (below & cells.select(same).to_series()).arg_true().to_list()


def _mask(indexes: list[int], height: int) -> pl.Series:
    return pl.int_range(height, eager=True).is_in(pl.Series(indexes, dtype=pl.Int64).implode())


def _take(frame: pl.DataFrame, indexes: pl.Series) -> pl.DataFrame:
    if len(indexes) and indexes[-1] - indexes[0] == len(indexes) - 1:  # one block, as nearly always: no copy
        return frame.slice(indexes[0], len(indexes))
    return frame[indexes]


def _spread(cells: pl.DataFrame, merges: tuple[Area, ...], header: int) -> pl.DataFrame:
    """Write the value of a merged cell below the header into each row it covers (户号 beside a whole household)."""
    columns: dict[int, list[str | None]] = {}
    covered: dict[int, int] = {}  # column -> last row of the area above; areas of a sound file do not overlap
    for top, left, bottom, _ in sorted(merges):
        if top > max(header, covered.get(left, 0)) and bottom > top and left < cells.width and top < cells.height:
            covered[left] = bottom
            column = columns.setdefault(left, cells.to_series(left).to_list())
            for row in range(top + 1, min(bottom + 1, cells.height)):
                column[row] = column[top]
    return cells.with_columns(pl.Series(f"c{i}", values, dtype=pl.String) for i, values in columns.items())


def _column_names(
    grid: Grid, words: tuple[str, ...], frame: pl.DataFrame, rows: pl.Series
) -> tuple[dict[str, str], list[Problem]]:
    """Return the name of each column that has a header or data, and what is odd about them."""
    names: dict[str, str] = {}
    problems: list[Problem] = []
    for i, (column, word) in enumerate(zip(frame.columns, words, strict=True)):
        place = f"第{letter(i)}列"
        if word and word not in names.values():
            names[column] = word
        elif word:
            names[column] = f"{word}（{place}）"
            problems.append(for_sheet("header-duplicate", sheet=grid.sheet, column=names[column]))
        elif (written := (frame[column].str.strip_chars() != "").fill_null(value=False)).any():
            names[column] = place
            if grid.family == "csv" and not any(words[i:]):  # a stray separator, not a nameless column
                found = rows.filter(written).to_list()
                problems += for_rows("cells-beyond-header", sheet=grid.sheet, rows=found, column=place)
            else:
                problems.append(for_sheet("header-unnamed", sheet=grid.sheet, column=place))
    return names, problems


def _of_sheet(grid: Grid) -> list[Problem]:
    codes = (("sheet-hidden", grid.hidden), ("formulas-read-as-saved", grid.formulas > 0))
    return [for_sheet(code, sheet=grid.sheet) for code, is_so in codes if is_so]
