"""Text files with separators (csv, tsv, txt) as grids of written cells; RFC 4180 as far as senders keep it.

A file is read in blocks of whole rows, and of each block only the columns that are asked for: a million rows go through
Polars in a second, and ten million take no more memory than one. A block whose quotation marks do not pair goes the
slow way through Python's csv module, which reads a stray mark as a character.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path

import polars as pl

from huangce.errors import Problem
from huangce.exchange.reading import limits
from huangce.exchange.reading.encoding import BROKEN, Text, text_of
from huangce.exchange.reading.feet import may_be_foot
from huangce.exchange.reading.grid import Grid, Row, Source, is_empty, letter
from huangce.exchange.reading.reports import for_rows
from huangce.exchange.reading.unreadable import CellTooLong, TooManyColumns, TooManyRows

SEPARATORS = (",", "\t", ";", "|")
SAMPLE_LINES = 100
SPARE_COLUMNS = 2  # beyond the widest sampled line, so that surplus cells show
BLOCK_BYTES = 1 << 25
TOP_LINES = limits.HEADER_SEARCH_ROWS + 1
NOT_BLANK = re.compile(rb"[^\s,;|\"]")


def read_text(path: Path) -> list[Source]:
    """Return the one list of a text file. Raises a subclass of `UnreadableFile`."""
    text = text_of(path)
    if text.lines > limits.ROWS:
        raise TooManyRows(file=path.name, limit=limits.ROWS)
    first, is_last = next(_blocks(text), (b"", True))
    sample = first[: limits.MEBIBYTE].decode(errors="replace").splitlines()[:SAMPLE_LINES]
    separator, width = _separator(sample)
    if width > limits.COLUMNS and NOT_BLANK.search(first):  # else rows of separators, which a spreadsheet leaves behind
        raise TooManyColumns(file=path.name, found=width, limit=limits.COLUMNS)
    block = _Blocks(path.name, text, separator, min(width, limits.COLUMNS))
    top = block.grid(_top(first), None, first_row=0, is_last=is_last)
    return [Source(top, block.read)]


class _Blocks:
    """A text file on its way into grids."""

    def __init__(self, file: str, text: Text, separator: str, width: int) -> None:
        self.file, self.text, self.separator, self.width = file, text, separator, width

    def read(self, columns: Collection[int] | None) -> Iterator[Grid]:
        """Yield the grids of the file, these columns of it."""
        row = 0
        for block, is_last in _blocks(self.text):
            grid = self.grid(block, columns, first_row=row, is_last=is_last)
            row += grid.cells.height
            yield grid

    def grid(self, utf8: bytes, columns: Collection[int] | None, *, first_row: int, is_last: bool) -> Grid:
        """Return the grid of some rows."""
        cells = _fast(self.file, utf8, self.separator, self.width, columns)
        problems: list[Problem] = []
        if cells is None:
            cells = _slow(self.file, utf8.decode(), self.separator, columns)
            problems += for_rows("stray-quote", sheet="", rows=[first_row + row for row in _odd_quotes(utf8)])
        _refuse_long_cells(self.file, cells, first_row)
        if b'"' in utf8:
            of_two = pl.all().str.contains("\n", literal=True) & pl.all().str.contains(self.separator, literal=True)
            problems += for_rows("lines-in-cell", sheet="", rows=_rows_where(cells, of_two, first_row))
        if self.text.is_broken:
            rows = _rows_where(cells, pl.all().str.contains(BROKEN, literal=True), first_row)
            problems += for_rows("broken-character", sheet="", rows=rows)
        return Grid(
            sheet="",
            family="csv",
            cells=cells,
            style=self.text.style(self.separator),
            problems=tuple(problems),
            first_row=first_row,
            is_last=is_last,
            others=None if columns is None else self._others(utf8, cells),
        )

    def _others(self, utf8: bytes, cells: pl.DataFrame) -> dict[int, Row]:
        """Return the rows in which something is written in columns that are not read."""
        bare = is_empty(cells).arg_true().to_list()
        if not bare:
            return {}
        found: dict[int, Row] = {}
        lines: list[bytes] = [] if b'"' in utf8 else utf8.split(b"\n")
        rows = [] if lines else _rows(self.file, utf8.decode(), self.separator)
        for i in bare:
            texts = rows[i] if i < len(rows) else []
            if i < len(lines):
                texts = lines[i].rstrip(b"\r").decode().split(self.separator)
            if any(cell.strip() for cell in texts):
                found[i] = tuple(texts) if may_be_foot(texts) else ()
        return found


def _blocks(text: Text) -> Iterator[tuple[bytes, bool]]:
    """Yield the text in blocks that end where a row ends, and whether the block is the last.

    Within quotation marks no row ends; of a text whose marks do not pair it is not known where, so it is one block.
    """
    is_one = text.quotes % 2 == 1
    waiting, enough = bytearray(), BLOCK_BYTES
    for piece in text.pieces():
        waiting += piece
        if len(waiting) < enough or is_one:
            continue
        end = _end_of_row(waiting, quoted=text.quotes > 0)
        enough = BLOCK_BYTES if end else 2 * len(waiting)  # within a cell that is far too long: seldom looked again
        if end:
            yield bytes(memoryview(waiting)[:end]), False
            del waiting[:end]
    yield bytes(waiting), True


def _end_of_row(waiting: bytearray, *, quoted: bool) -> int:
    """Return where the last but some rows ends, so that enough are left for the foot; 0 when none does."""
    end = len(waiting)
    for _ in range(limits.HEADER_SEARCH_ROWS + 1):
        end = waiting.rfind(b"\n", 0, end)
        if end < 0:
            return 0
    marks = waiting.count(b'"', 0, end) if quoted else 0
    while marks % 2:
        before = waiting.rfind(b"\n", 0, end)
        if before < 0:
            return 0
        marks -= waiting.count(b'"', before, end)
        end = before
    return end + 1


def _top(block: bytes) -> bytes:
    """Return the first rows of a block: as many written ones as a header is looked for in."""
    ends: list[int] = []
    while len(ends) < TOP_LINES:
        written = NOT_BLANK.search(block, ends[-1] + 1 if ends else 0)
        end = block.find(b"\n", written.start()) if written else -1
        if end < 0:
            return block
        ends.append(end)
    whole = (end for end in reversed(ends) if block.count(b'"', 0, end) % 2 == 0)
    return block[: next(whole, len(block)) + 1]


def _separator(sample: list[str]) -> tuple[str, int]:
    """Return the separator that cuts most lines into the same number (above one) of cells, and the greatest number."""
    best = (0, 0, ",")
    widest = {}
    for separator in SEPARATORS:
        widths = _widths(sample, separator)
        widest[separator] = max(widths, default=1)
        for width, lines in Counter(width for width in widths if width > 1).items():
            best = max(best, (lines, width, separator))
    return best[2], widest[best[2]]


def _widths(sample: list[str], separator: str) -> list[int]:
    try:
        return [len(cells) for cells in csv.reader(sample, delimiter=separator) if cells]
    except csv.Error:  # a cell beyond all limits: the readers proper say where
        return []


def _fast(file: str, utf8: bytes, separator: str, width: int, columns: Collection[int] | None) -> pl.DataFrame | None:
    """Read with Polars; None when the quotation marks do not pair."""
    wide = width + SPARE_COLUMNS
    cells = _parse(utf8, separator, wide, columns)
    if cells is not None and cells.to_series(-1).is_not_null().any():  # some line is wider than the sampled ones
        lines = _parse(utf8, "\x01", 1, None, quoted=False)
        wide = 1 + _greatest(lines["c0"].str.count_matches(separator, literal=True)) if lines is not None else width
        if wide > limits.COLUMNS:
            raise TooManyColumns(file=file, found=wide, limit=limits.COLUMNS)
        cells = _parse(utf8, separator, wide, columns)
    if cells is None:
        return None
    used = max((i + 1 for i, column in enumerate(cells) if column.is_not_null().any()), default=1)
    return cells[:, :used] if columns is None else cells


def _parse(
    utf8: bytes, separator: str, width: int, columns: Collection[int] | None, *, quoted: bool = True
) -> pl.DataFrame | None:
    """Return the cells of some columns, and the last ones, which a stray separator fills; null elsewhere."""
    # a header line of our own fixes the width and keeps empty lines at the top from being skipped
    header = separator.join(f"c{i}" for i in range(width)).encode() + b"\n"
    quote = '"' if quoted and b'"' in utf8 else None
    wanted = None if columns is None else sorted({i for i in columns if i < width} | {width - 1})
    try:
        cells = pl.read_csv(
            header + utf8,
            separator=separator,
            quote_char=quote,
            infer_schema=False,
            truncate_ragged_lines=True,
            columns=wanted,
        )
    except pl.exceptions.ComputeError:
        return None
    if wanted is None:
        return cells
    names = set(cells.columns)
    return cells.select(
        name if (name := f"c{i}") in names else pl.lit(None, pl.String).alias(name) for i in range(width)
    )


def _rows(file: str, text: str, separator: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        rows.extend(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error:
        raise CellTooLong(
            file=file, row=len(rows) + 1, cell=f"A{len(rows) + 1}…", limit=limits.CELL_CHARACTERS
        ) from None
    return rows


def _slow(file: str, text: str, separator: str, columns: Collection[int] | None) -> pl.DataFrame:
    rows = _rows(file, text, separator)
    width = max(map(len, rows), default=0)
    if width > limits.COLUMNS:
        raise TooManyColumns(file=file, found=width, limit=limits.COLUMNS)
    wanted = range(width) if columns is None else columns
    values = {f"c{i}": [row[i] or None if i in wanted and i < len(row) else None for row in rows] for i in range(width)}
    return pl.DataFrame(values, schema=dict.fromkeys(values, pl.String))


def _odd_quotes(utf8: bytes) -> list[int]:
    """Return the numbers of the lines with an odd number of quotation marks, or else of all lines with one."""
    lines = _parse(utf8, "\x01", 1, None, quoted=False)
    marks = lines["c0"].str.count_matches('"', literal=True).fill_null(0) if lines is not None else pl.Series([0])
    odd = (marks % 2 == 1).arg_true()
    return ((odd if len(odd) else (marks > 0).arg_true()) + 1).to_list()


def _refuse_long_cells(file: str, cells: pl.DataFrame, first_row: int) -> None:
    for i, column in enumerate(cells):
        if _greatest(column.str.len_bytes()) > 3 * limits.CELL_CHARACTERS:
            row = first_row + int(column.str.len_bytes().arg_max() or 0) + 1
            raise CellTooLong(file=file, row=row, cell=f"{letter(i)}{row}", limit=limits.CELL_CHARACTERS)


def _greatest(numbers: pl.Series) -> int:
    greatest = numbers.max()
    return greatest if isinstance(greatest, int) else 0


def _rows_where(cells: pl.DataFrame, condition: pl.Expr, first_row: int) -> list[int]:
    """Return the numbers, from 1, of the rows in which the condition holds for some cell."""
    found = cells.select(pl.any_horizontal(condition.fill_null(value=False))).to_series().arg_true()
    return (found + first_row + 1).to_list()
