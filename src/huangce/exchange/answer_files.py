"""Write sheets back in the family of file that they came from, each with columns beside it."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter
import xlwt
from xlsxwriter.exceptions import OverlappingRange

from huangce.exchange.reading.grid import Grid
from huangce.exchange.reading.table import Family

Pages = Iterable[tuple[Grid, pl.DataFrame | None]]

# What a spreadsheet takes for a formula in a text file; a plain number, a lone sign and the guard ="…" do no harm.
EXECUTED = r"^[=+\-@\t\r]"
HARMLESS = r'^(?:[+-]?[0-9][0-9,.\s-]*%?|[=+\-@]|[-—]+|="[^"]*")$'
FIRST_YEAR = 1900  # workbooks know no date before
DAY = "yyyy-mm-dd"
MOMENT = "yyyy-mm-dd hh:mm:ss"


def write_text(path: Path, pages: Pages) -> None:
    """Write the one sheet of a text file in its encoding, with its separator and line ends."""
    with path.open("wb") as file:
        for grid, beside in pages:
            cells = grid.cells if beside is None else pl.concat([grid.cells, beside], how="horizontal")
            cells = cells.select(_harmless(name) for name in cells.columns)
            buffer = io.BytesIO()
            style = grid.style
            cells.write_csv(buffer, include_header=False, separator=style.separator, line_terminator=style.line_end)
            if style.byte_order_mark and not file.tell():
                file.write("\ufeff".encode(style.encoding))
            written = buffer.getvalue()
            file.write(written if style.encoding == "utf-8" else written.decode().encode(style.encoding))


def _harmless(name: str) -> pl.Expr:
    """Return a column of a text file in which no cell is executed by a spreadsheet."""
    text = pl.col(name)
    is_executed = text.str.contains(EXECUTED) & ~text.str.contains(HARMLESS)
    return pl.when(is_executed).then(pl.concat_str(pl.lit("'"), text)).otherwise(text).alias(name)


def write_xlsx(path: Path, pages: Pages) -> None:
    """Write the sheets as an Excel workbook; numbers, dates and truth values keep their kind, formulas their result."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, options) as book:
        formats = {True: book.add_format({"num_format": DAY}), False: book.add_format({"num_format": MOMENT})}
        for grid, beside in pages:
            sheet = book.add_worksheet(grid.sheet[:31] or None)
            for top, left, bottom, right in grid.merges:
                if (bottom, right) != (top, left):
                    with contextlib.suppress(
                        OverlappingRange
                    ):  # areas of a broken file: its cells are written all the same
                        sheet.merge_range(top, left, bottom, right, "")
            for r, c, value in _cells(grid, beside):
                if isinstance(value, bool):
                    sheet.write_boolean(r, c, value)
                elif isinstance(value, float):
                    sheet.write_number(r, c, value)
                elif isinstance(value, datetime):
                    sheet.write_datetime(r, c, value, formats[value.time() == datetime.min.time()])
                else:
                    sheet.write_string(r, c, value)
            if grid.hidden:
                sheet.hide()


def write_xls(path: Path, pages: Pages) -> None:
    """Write the sheets as an Excel 97 workbook, as `write_xlsx` does."""
    book = xlwt.Workbook(encoding="utf-8")
    styles = {True: xlwt.easyxf(num_format_str=DAY), False: xlwt.easyxf(num_format_str=MOMENT)}
    for i, (grid, beside) in enumerate(pages):
        sheet = book.add_sheet(grid.sheet[:31] or f"Sheet{i + 1}")
        for r, c, value in _cells(grid, beside):
            if isinstance(value, datetime):
                sheet.write(r, c, value, styles[value.time() == datetime.min.time()])
            else:
                sheet.write(r, c, value)
        if grid.hidden:
            sheet.visibility = 1
    book.save(str(path))


def _cells(grid: Grid, beside: pl.DataFrame | None) -> list[tuple[int, int, Any]]:
    """Return row, column and value of every filled cell, row by row."""
    width = grid.cells.width
    cells: list[tuple[int, int, Any]] = []
    for c, column in enumerate(grid.cells):
        kinds = ["text"] * len(column) if grid.kinds is None else grid.kinds.to_series(c).to_list()
        cells += [(r, c, _value(text, kinds[r])) for r, text in enumerate(column) if text is not None]
    for c, column in enumerate(beside if beside is not None else ()):
        cells += [(r, width + c, text) for r, text in enumerate(column) if text is not None]
    return sorted(cells, key=lambda cell: cell[:2])


def _value(text: str, kind: str) -> Any:
    """Return what the workbook held: kinds and texts are those that its reader gave."""
    if kind == "number":
        return float(text)
    if kind == "boolean":
        return text == "true"
    if kind == "date":
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return text
        return moment if moment.year >= FIRST_YEAR else text
    return text


WRITERS: Mapping[Family, tuple[str, Callable[[Path, Pages], None]]] = {
    "csv": (".csv", write_text),
    "xlsx": (".xlsx", write_xlsx),
    "xls": (".xls", write_xls),
    "html": (".xlsx", write_xlsx),
}
