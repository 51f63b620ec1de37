"""Give a heap of addresses back as a file: each as written, its standard form, its segments, and what is doubtful."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

import xlsxwriter

FORMULA = ("=", "+", "-", "@", "\t", "\r")
NUMBER = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?")
WIDTHS = (6, 40, 44, 8, 40, 16)
WIDTH = 12
LONGEST, SHOWN = 32_767, 32_000  # characters that a cell of a workbook holds, and of a longer text its beginning

Rows = Sequence[Sequence[str]]


def as_csv(head: Sequence[str], rows: Rows) -> bytes:
    """Return a text file that spreadsheets open as Chinese: UTF-8 with a byte order mark."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(head)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return ("\ufeff" + buffer.getvalue()).encode("utf-8", "replace")


def as_workbook(head: Sequence[str], rows: Rows) -> bytes:
    """Return an Excel workbook; every cell is text."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet("标准地址")
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(head):
            sheet.set_column(column, column, WIDTHS[column] if column < len(WIDTHS) else WIDTH)
            sheet.write_string(0, column, name)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if cell:
                    sheet.write_string(number, column, cell if len(cell) <= LONGEST else f"{cell[:SHOWN]}…")
    return buffer.getvalue()


def _harmless(cell: str) -> str:
    """A text that no spreadsheet takes for a formula; a number is none."""
    return f"'{cell}" if cell.startswith(FORMULA) and not NUMBER.fullmatch(cell) else cell
