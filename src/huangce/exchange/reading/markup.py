"""Tables of an HTML page: what many Chinese systems write and call `.xls`.

Excel opens such a file after a warning, so its sender believes it to be a workbook. Cells over several rows or columns
(rowspan, colspan) hold the value in each of the places they cover downwards, as a merged cell of a workbook does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from pathlib import Path

import polars as pl

from huangce.exchange.reading import limits
from huangce.exchange.reading.encoding import decode
from huangce.exchange.reading.grid import Area, Grid, letter
from huangce.exchange.reading.unreadable import CellTooLong, TooManyCells, TooManyColumns, WrongType

SPACES = re.compile(r"[ \t\r\n]+")


@dataclass
class _Page(HTMLParser):
    """Collects the outermost tables of a page as rows of (text, rows covered, columns covered)."""

    tables: list[list[list[tuple[str, int, int]]]] = field(default_factory=list)
    depth: int = 0
    cell: list[str] | None = None
    span: tuple[int, int] = (1, 1)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.depth += 1
            if self.depth == 1:
                self.tables.append([])
        elif self.depth == 1 and tag == "tr":
            self._end_cell()
            self.tables[-1].append([])
        elif self.depth == 1 and tag in ("td", "th"):
            self._end_cell()
            given = dict(attrs)
            self.cell, self.span = [], (_whole(given.get("rowspan")), _whole(given.get("colspan")))
        elif tag == "br" and self.cell is not None:
            self.cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self.depth == 1 and tag in ("td", "th", "tr", "table"):
            self._end_cell()
        if tag == "table" and self.depth:
            self.depth -= 1

    def handle_data(self, data: str) -> None:
        if self.cell is not None:
            self.cell.append(SPACES.sub(" ", data))

    def _end_cell(self) -> None:
        if self.cell is not None:
            if not self.tables[-1]:
                self.tables[-1].append([])
            self.tables[-1][-1].append(("".join(self.cell).replace("\xa0", " ").strip(), *self.span))
            self.cell = None


def read_markup(path: Path, data: bytes) -> list[Grid]:
    """Return one grid per table of a page that holds anything. Raises a subclass of `UnreadableFile`."""
    text = decode(path.name, data)
    page = _Page()
    page.feed(text.utf8.decode())
    page.close()
    grids = [_grid(path.name, str(i + 1), rows) for i, rows in enumerate(page.tables)]
    found = [grid for grid in grids if grid is not None]
    if not found:
        raise WrongType(file=path.name, found="没有表格的网页")
    return [replace(found[0], sheet="")] if len(found) == 1 else found


def _whole(text: str | None) -> int:
    return min(max(int(text), 1), limits.CELLS) if text and text.isascii() and text.isdigit() else 1


def _grid(file: str, sheet: str, rows: list[list[tuple[str, int, int]]]) -> Grid | None:
    """Lay the cells of a table out by position."""
    lines: list[dict[int, str]] = []
    taken: dict[int, int] = {}  # column -> row up to which a cell from above covers it
    merges: list[Area] = []
    width = 0
    for r, row in enumerate(rows):
        line: dict[int, str] = {}
        column = 0
        for text, down, across in row:
            while taken.get(column, 0) > r:
                column += 1
            if column + across > limits.COLUMNS:
                raise TooManyColumns(file=file, sheet=sheet, found=column + across, limit=limits.COLUMNS)
            if len(text) > limits.CELL_CHARACTERS:
                raise CellTooLong(
                    file=file, sheet=sheet, row=r + 1, cell=f"{letter(column)}{r + 1}", limit=limits.CELL_CHARACTERS
                )
            if text:
                line[column] = text
            below = min(r + down, len(rows))
            if down > 1 or across > 1:
                merges.append((r, column, below - 1, column + across - 1))
            taken.update(dict.fromkeys(range(column, column + across), below))
            column += across
        width = max(width, column)
        lines.append(line)
    if not any(lines):
        return None
    if len(lines) * width > limits.CELLS:
        raise TooManyCells(file=file, sheet=sheet, found=len(lines) * width, limit=limits.CELLS)
    columns = {f"c{i}": [line.get(i) for line in lines] for i in range(width)}
    cells = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    return Grid(sheet=sheet, family="html", cells=cells, merges=tuple(merges))
