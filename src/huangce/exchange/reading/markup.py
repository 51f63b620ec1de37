"""Tables of an HTML page: what many Chinese systems write and call `.xls`.

Excel opens such a file after a warning, so its sender believes it to be a workbook. Cells over several rows or columns
(rowspan, colspan) hold the value in each of the places they cover downwards, as a merged cell of a workbook does.

Tags are found by expressions that look at every character once: Python's own HTML parser takes minutes over a few
hundred kilobytes of unclosed tags.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from html import unescape
from pathlib import Path

import polars as pl

from huangce.exchange.reading import limits
from huangce.exchange.reading.encoding import decode
from huangce.exchange.reading.grid import Area, Grid, letter
from huangce.exchange.reading.unreadable import CellTooLong, TooManyCells, TooManyColumns, WrongType

TAG = re.compile(r"<(/?)(table|tr|td|th|br)(?=[\s>/])([^<>]*)>", re.IGNORECASE)
ANY_TAG = re.compile(r"<[^<>]*>")
SPAN = re.compile(r"(rowspan|colspan)\s*=\s*[\"']?([0-9]{1,9})", re.IGNORECASE)
SPACES = re.compile(r"[ \t\r\n]+")
NOT_SHOWN = (("<!--", "-->"), ("<style", "</style>"), ("<script", "</script>"))

Cell = tuple[str, int, int]  # text, rows covered, columns covered


@dataclass
class _Table:
    """A table as its page is walked through: finished rows, and the cell that is open."""

    rows: list[list[Cell]] = field(default_factory=list)
    texts: list[str] | None = None
    span: tuple[int, int] = (1, 1)

    def open_cell(self, attributes: str) -> None:
        self.close_cell()
        given = {name.lower(): int(number) for name, number in SPAN.findall(attributes)}
        self.span = (max(given.get("rowspan", 1), 1), max(given.get("colspan", 1), 1))
        self.texts = []

    def close_cell(self) -> None:
        if self.texts is not None:
            if not self.rows:
                self.rows.append([])
            self.rows[-1].append(("".join(self.texts).replace("\xa0", " ").strip(), *self.span))
            self.texts = None


def read_markup(path: Path, data: bytes) -> list[Grid]:
    """Return one grid per table of a page that holds anything. Raises a subclass of `UnreadableFile`."""
    page = decode(path.name, data)
    for start, end in NOT_SHOWN:
        page = _without(page, start, end)
    grids = [_grid(path.name, str(i + 1), table.rows) for i, table in enumerate(_tables(page))]
    found = [grid for grid in grids if grid is not None]
    if not found:
        raise WrongType(file=path.name, found="没有表格的网页")
    return [replace(found[0], sheet="")] if len(found) == 1 else found


def _without(page: str, start: str, end: str) -> str:
    """Return the page without what stands between two marks; an unclosed one reaches to the end."""
    lower = page.lower()
    if len(lower) != len(page):  # letters that change their length: leave the page as it is
        return page
    kept, place = [], 0
    while (begin := lower.find(start, place)) >= 0:
        kept.append(page[place:begin])
        finish = lower.find(end, begin)
        place = len(page) if finish < 0 else finish + len(end)
    return "".join([*kept, page[place:]])


def _tables(page: str) -> list[_Table]:
    """Return the tables of a page in the order in which they begin; a table within a cell is a table of its own."""
    tables: list[_Table] = []
    opened: list[_Table] = []
    place = 0
    for tag in TAG.finditer(page):
        table = opened[-1] if opened else None
        if table and table.texts is not None:
            table.texts.append(SPACES.sub(" ", unescape(ANY_TAG.sub("", page[place : tag.start()]))))
        place = tag.end()
        closes, name = bool(tag[1]), tag[2].lower()
        if name == "table" and not closes:
            opened.append(_Table())
            tables.append(opened[-1])
        elif table is None:
            continue
        elif name == "table":
            opened.pop().close_cell()
        elif name == "br":
            if table.texts is not None:
                table.texts.append("\n")
        elif closes or name == "tr":
            table.close_cell()
            if not closes:
                table.rows.append([])
        else:
            table.open_cell(tag[3])
    for table in opened:
        table.close_cell()
    return tables


def _grid(file: str, sheet: str, rows: list[list[Cell]]) -> Grid | None:
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
