"""Text files with separators (csv, tsv, txt) as a grid of written cells; RFC 4180 as far as senders keep it.

A million rows go through Polars in a second. Files whose quotation marks do not pair go the slow way through
Python's csv module, which reads a stray mark as a character.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

import polars as pl

from huangce.errors import Problem
from huangce.exchange.reading import limits
from huangce.exchange.reading.encoding import BROKEN, decode
from huangce.exchange.reading.grid import Grid, letter
from huangce.exchange.reading.reports import for_rows
from huangce.exchange.reading.unreadable import CellTooLong, TooManyColumns, TooManyRows

SEPARATORS = (",", "\t", ";", "|")
SAMPLE_LINES = 100
SPARE_COLUMNS = 2  # beyond the widest sampled line, so that surplus cells show


def read_text(path: Path, data: bytes) -> list[Grid]:
    """Return the one grid of a text file. Raises a subclass of `UnreadableFile`."""
    text = decode(path.name, data)
    utf8 = text.utf8
    if b"\r" in utf8 and b"\n" not in utf8:  # old Macintosh line ends
        utf8 = utf8.replace(b"\r", b"\n")
    if utf8.count(b"\n") > limits.ROWS:
        raise TooManyRows(file=path.name, limit=limits.ROWS)
    separator, width = _separator(utf8[: limits.MEBIBYTE].decode(errors="replace").splitlines()[:SAMPLE_LINES])
    cells = _fast(path.name, utf8, separator, width)
    problems: list[Problem] = []
    if cells is None:
        cells = _slow(path.name, utf8.decode(), separator)
        problems += for_rows("stray-quote", sheet="", rows=_odd_quotes(utf8))
    _refuse_long_cells(path.name, cells)
    if b'"' in utf8:
        rows = _rows_where(
            cells, pl.all().str.contains("\n", literal=True) & pl.all().str.contains(separator, literal=True)
        )
        problems += for_rows("lines-in-cell", sheet="", rows=rows)
    if text.is_broken:
        rows = _rows_where(cells, pl.all().str.contains(BROKEN, literal=True))
        problems += for_rows("broken-character", sheet="", rows=rows)
    return [Grid(sheet="", family="csv", cells=cells, style=text.style(separator), problems=tuple(problems))]


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


def _fast(file: str, utf8: bytes, separator: str, width: int) -> pl.DataFrame | None:
    """Read with Polars; None when the quotation marks do not pair."""
    cells = _parse(utf8, separator, width + SPARE_COLUMNS)
    if cells is not None and cells.to_series(-1).is_not_null().any():  # some line is wider than the sampled ones
        lines = _parse(utf8, "\x01", 1, quoted=False)
        width = 1 + _greatest(lines["c0"].str.count_matches(separator, literal=True)) if lines is not None else width
        if width > limits.COLUMNS:
            raise TooManyColumns(file=file, found=width, limit=limits.COLUMNS)
        cells = _parse(utf8, separator, width)
    if cells is None:
        return None
    used = max((i + 1 for i, column in enumerate(cells) if column.is_not_null().any()), default=1)
    return cells[:, :used]


def _parse(utf8: bytes, separator: str, width: int, *, quoted: bool = True) -> pl.DataFrame | None:
    # a header line of our own fixes the width and keeps empty lines at the top from being skipped
    header = separator.join(f"c{i}" for i in range(width)).encode() + b"\n"
    quote = '"' if quoted and b'"' in utf8 else None
    try:
        return pl.read_csv(
            header + utf8, separator=separator, quote_char=quote, infer_schema=False, truncate_ragged_lines=True
        )
    except pl.exceptions.ComputeError:
        return None


def _slow(file: str, text: str, separator: str) -> pl.DataFrame:
    rows: list[list[str]] = []
    try:
        rows.extend(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error:
        raise CellTooLong(
            file=file, row=len(rows) + 1, cell=f"A{len(rows) + 1}…", limit=limits.CELL_CHARACTERS
        ) from None
    width = max(map(len, rows), default=0)
    if width > limits.COLUMNS:
        raise TooManyColumns(file=file, found=width, limit=limits.COLUMNS)
    columns = {f"c{i}": [row[i] or None if i < len(row) else None for row in rows] for i in range(width)}
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


def _odd_quotes(utf8: bytes) -> list[int]:
    """Return the numbers of the lines with an odd number of quotation marks, or else of all lines with one."""
    lines = _parse(utf8, "\x01", 1, quoted=False)
    marks = lines["c0"].str.count_matches('"', literal=True).fill_null(0) if lines is not None else pl.Series([0])
    odd = (marks % 2 == 1).arg_true()
    return ((odd if len(odd) else (marks > 0).arg_true()) + 1).to_list()


def _refuse_long_cells(file: str, cells: pl.DataFrame) -> None:
    for i, column in enumerate(cells):
        if _greatest(column.str.len_bytes()) > 3 * limits.CELL_CHARACTERS:
            row = int(column.str.len_bytes().arg_max() or 0) + 1
            raise CellTooLong(file=file, row=row, cell=f"{letter(i)}{row}", limit=limits.CELL_CHARACTERS)


def _greatest(numbers: pl.Series) -> int:
    greatest = numbers.max()
    return greatest if isinstance(greatest, int) else 0


def _rows_where(cells: pl.DataFrame, condition: pl.Expr) -> list[int]:
    """Return the numbers, from 1, of the rows in which the condition holds for some cell."""
    return (cells.select(pl.any_horizontal(condition.fill_null(value=False))).to_series().arg_true() + 1).to_list()
