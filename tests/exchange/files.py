"""Builders of small list files as departments write them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
import xlwt

CREMATION_HEADER = ["序号", "死者姓名", "性别", "身份证号码", "死亡日期", "火化日期", "生前住址"]
CREMATION_ROWS = [
    [1, "林国强", "男", "990101195003071238", "2024-01-05", "2024-01-07", "清河镇东街12号"],
    [2, "陈秀英", "女", "99010119480215426X", "2024-02-11", "2024-02-13", "清河镇石桥村3组"],
]


def write_csv(path: Path, rows: Sequence[Sequence[Any]], *, encoding: str = "utf-8", separator: str = ",") -> Path:
    """Write rows as text without quotation marks, in an encoding."""
    text = "".join(separator.join("" if cell is None else str(cell) for cell in row) + "\n" for row in rows)
    path.write_bytes(text.encode(encoding))
    return path


def write_xlsx(path: Path, rows: Sequence[Sequence[Any]], *, title: str = "", sheet: str = "Sheet1") -> Path:
    """Write rows from the first row on, below a title merged across the sheet if given."""
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet(sheet)
        if title:
            page.merge_range(0, 0, 0, max(map(len, rows)) - 1, title)
        for r, row in enumerate(rows, start=1 if title else 0):
            for c, cell in enumerate(row):
                if isinstance(cell, str):
                    page.write_string(r, c, cell)
                elif cell is not None:
                    page.write(r, c, cell)
    return path


def write_xls(path: Path, rows: Sequence[Sequence[Any]], *, sheet: str = "Sheet1") -> Path:
    """Write rows from the first row on as an Excel 97 workbook."""
    book = xlwt.Workbook()
    page = book.add_sheet(sheet)
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if cell is not None:
                page.write(r, c, cell)
    book.save(str(path))
    return path
