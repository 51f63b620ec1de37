"""From the cells of a sheet to a list: titles, header, data rows, foot, each where its author put it.

First the header is found in the top of the sheet; then the columns that may be read become tables, part by part. Every
row of the sheet ends up in one of them or is empty; what is taken for no data is named in the problems.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence, Set
from dataclasses import dataclass, replace

import polars as pl

from huangce.errors import Problem
from huangce.exchange.formats.common import ROW_NUMBERS
from huangce.exchange.formats.headwords import known_word
from huangce.exchange.reading import limits
from huangce.exchange.reading.cells import cell_problems
from huangce.exchange.reading.feet import footer_rows
from huangce.exchange.reading.grid import Area, Grid, Source, is_empty, letter
from huangce.exchange.reading.headers import find_header
from huangce.exchange.reading.reports import for_rows, for_sheet
from huangce.exchange.reading.table import Table
from huangce.exchange.reading.unreadable import HeaderMissing


@dataclass(frozen=True)
class Listed:
    """A list of which the header was read: `head` is a table of all its columns without a row.

    source: the sheet. places: index of each column in the sheet that has a name, or something below it in the top.
    """

    head: Table
    source: Source
    places: dict[str, int]

    def parts(self, columns: Collection[str] | None = None) -> Iterator[Table]:
        """Yield the rows, in one or more tables from top to bottom; of these columns only, if they are named.

        Cells of other columns are not read, but for a running number, which tells a total from a row, and columns
        without a name, which tell that a row is displaced; neither is a field of any list. A row that says nothing in
        the columns that are read is looked at whole, to tell a foot from a row.
        """
        wanted = None
        if columns is not None:
            headers = zip(self.head.frame.columns, self.head.headers, strict=True)
            left_out = {name for name, word in headers if word and not known_word(word, ROW_NUMBERS)} - set(columns)
            wanted = set(range(limits.COLUMNS)) - {self.places[name] for name in left_out}
        for grid in self.source.read(wanted):
            yield _part(self, grid, columns)


def find_list(file: str, source: Source, vocabulary: Set[str]) -> Listed:
    """Return the list on a sheet. Raises `HeaderMissing`."""
    grid = source.top
    cells = grid.cells
    top = (~is_empty(cells)).arg_true().head(limits.HEADER_SEARCH_ROWS).to_list()
    header = find_header([cells.row(i) for i in top], vocabulary)
    if header is None:
        raise HeaderMissing(file=file, sheet=grid.sheet, rows=limits.HEADER_SEARCH_ROWS)
    last = top[header.last]
    below = cells[last + 1 :]
    places: dict[str, int] = {}
    headers: list[str] = []
    problems: list[Problem] = []
    for i, word in enumerate(header.words):
        name, place = word, f"第{letter(i)}列"
        if not word and is_empty(below.select(f"c{i}")).all():
            continue
        if not word:
            name = place
        elif word in places:
            name = f"{word}（{place}）"
            problems.append(for_sheet("header-duplicate", sheet=grid.sheet, column=name))
        places[name] = i
        headers.append(word)
    return Listed(
        Table(
            file=file,
            sheet=grid.sheet,
            family=grid.family,
            frame=pl.DataFrame(schema=dict.fromkeys(places, pl.String)),
            headers=tuple(headers),
            header_row=last + 1,
            rows=pl.Series("row", [], dtype=pl.UInt32),
            titles=tuple(text.strip() for i in top[: header.first] for text in cells.row(i) if text and text.strip()),
            header_cells=cells.row(last),
            problems=tuple(problems),
            style=grid.style,
        ),
        source,
        places,
    )


def joined(parts: Sequence[Table]) -> Table:
    """Return the parts of a list as one table."""
    first, *more = parts
    if not more:
        return first
    widest = max(parts, key=lambda part: len(part.headers))
    return replace(
        first,
        frame=pl.concat([part.frame for part in parts], how="diagonal").select(widest.frame.columns),
        headers=widest.headers,
        rows=pl.concat([part.rows for part in parts]),
        kinds=None if first.kinds is None else pl.concat([part.kinds for part in parts if part.kinds is not None]),
        beyond=tuple(dict.fromkeys(name for part in parts for name in part.beyond)),
        footers=tuple(foot for part in parts for foot in part.footers),
        problems=tuple(dict.fromkeys(one for part in parts for one in part.problems)),
    )


def _part(listed: Listed, grid: Grid, columns: Collection[str] | None) -> Table:
    """Return the data rows of a grid as a table."""
    cells, head, first = grid.cells, listed.head, grid.first_row
    filled = ~is_empty(cells)
    if grid.others:
        filled = filled | _mask(list(grid.others), cells.height)
    below = filled & (pl.int_range(first, first + cells.height, eager=True) >= head.header_row)
    repeated = _repeated_headers(cells, below, head.header_cells)
    below = below & ~_mask(repeated, cells.height)
    footers = footer_rows(grid, below)
    data = (below & ~_mask(list(footers), cells.height)).arg_true()
    rows = (data.cast(pl.UInt32) + (first + 1)).alias("row")
    frame = _take(_spread(cells, grid.merges, head.header_row - 1), data)
    kinds = None if grid.kinds is None else _take(grid.kinds, data)
    names, problems = _column_names(grid, listed, frame, rows, columns)
    used = [name for name in frame.columns if name in names]
    frame = frame.select(pl.col(old).alias(names[old]) for old in used)
    kinds = None if kinds is None else kinds.select(pl.col(old).alias(names[old]) for old in used)
    problems += for_rows("header-repeated", sheet=grid.sheet, rows=[first + i + 1 for i in repeated])
    problems += for_rows("footer-row", sheet=grid.sheet, rows=[first + i + 1 for i in footers])
    written = dict(zip(head.frame.columns, head.headers, strict=True))
    return replace(
        head,
        frame=frame,
        headers=tuple(written.get(name, "") for name in frame.columns),
        rows=rows,
        kinds=kinds,
        beyond=tuple(dict.fromkeys(one.where.column for one in problems if one.code == "cells-beyond-header")),
        footers=tuple((first + i + 1, text) for i, text in footers.items()),
        problems=(*grid.problems, *_of_sheet(grid), *problems, *cell_problems(grid.sheet, frame, kinds, rows)),
    )


def _repeated_headers(cells: pl.DataFrame, below: pl.Series, header: Sequence[str | None]) -> list[int]:
    """Return the indexes of the rows that repeat the header, as printed lists do on each page."""
    named = [(f"c{i}", text) for i, text in enumerate(header) if text and text.strip()]
    read = [(name, text) for name, text in named if name in cells.columns and cells[name].null_count() < cells.height]
    if not read:
        return []
    same = pl.all_horizontal(pl.col(name) == text for name, text in read).fill_null(value=False)
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
    grid: Grid, listed: Listed, frame: pl.DataFrame, rows: pl.Series, columns: Collection[str] | None
) -> tuple[dict[str, str], list[Problem]]:
    """Return the name of each column that is read and has a header or data, and what is odd about them."""
    named = zip(listed.head.frame.columns, listed.head.headers, strict=True)
    by_place = {listed.places[name]: name for name, word in named if word}
    names: dict[str, str] = {}
    problems = list(listed.head.problems) if grid.first_row == 0 else []
    for i, column in enumerate(frame.columns):
        if i in by_place:
            if columns is None or by_place[i] in columns:
                names[column] = by_place[i]
        elif (written := (frame[column].str.strip_chars() != "").fill_null(value=False)).any():
            place = f"第{letter(i)}列"
            names[column] = place
            if grid.family == "csv" and i > max(by_place, default=0):  # a stray separator, not a nameless column
                found = rows.filter(written).to_list()
                problems += for_rows("cells-beyond-header", sheet=grid.sheet, rows=found, column=place)
            else:
                problems.append(for_sheet("header-unnamed", sheet=grid.sheet, column=place))
    return names, problems


def _of_sheet(grid: Grid) -> list[Problem]:
    codes = (("sheet-hidden", grid.hidden), ("formulas-read-as-saved", grid.formulas > 0))
    return [for_sheet(code, sheet=grid.sheet) for code, is_so in codes if is_so]
