"""Write lists as the files that departments send: csv in their encodings, workbooks with titles and merged cells."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from huangce.simulate.formats import FileFormat
from huangce.simulate.written import DATE_CELL, NUMBER_CELL

XLS_ROWS, XLSX_ROWS = 65_535, 1_048_000
_SLICE = 200_000  # rows written at once
_REMARKS = (None, None, None, None, None, None, None, "已核", "见附件", "补报", "与户口簿一致")
_FIXED = datetime(2000, 1, 1, tzinfo=UTC)  # workbooks carry no time of their own: equal seeds, equal files


def write(folder: Path, how: FileFormat, table: pl.DataFrame, words: Mapping[str, str]) -> tuple[str, str]:
    """Write the table of a list into `folder`; return the file's name and a note, empty if all went as usual.

    `words` fill the titles ({county}, {year}, {date}). A workbook that would not hold the rows becomes a csv.
    """
    note = ""
    most = {"xls": XLS_ROWS, "xlsx": XLSX_ROWS}.get(how.suffix)
    if most is not None and len(table) + len(how.titles) + len(how.feet) + 2 > most:
        note = f"{how.file}: {len(table)} rows do not fit into {how.suffix}, delivered as csv"
        how = replace(how, file=how.file.rsplit(".", 1)[0] + ".csv", encoding="gb18030")
    if how.suffix == "csv":
        _write_csv(folder / how.file, how, table)
        return how.file, note
    grid = _Grid(how, _with_extras(how, table))
    filled = {**words, "rows": str(len(table))}
    writer = _write_xlsx if how.suffix == "xlsx" else _write_xls
    writer(folder / how.file, how, grid, filled)
    return how.file, note


def _with_extras(how: FileFormat, table: pl.DataFrame) -> pl.DataFrame:
    """Return the table with the department's other columns among its own, all under their headers.

    Headers may repeat or be empty in the file, so the columns are named by their place.
    """
    count = len(table)
    columns: list[tuple[str, pl.Series]] = []

    def extras_after(canonical: str) -> None:
        for after, header in how.extras:
            if after != canonical:
                continue
            if header == "序号":
                values = pl.Series(range(1, count + 1), dtype=pl.Int64).cast(pl.String)
            elif header == "参保类型":
                values = pl.Series(["城乡居民", "城镇职工", "城乡居民"]).gather(pl.int_range(count, eager=True) % 3)
            elif header == "备注":
                values = pl.Series(_REMARKS).gather(pl.int_range(count, eager=True) * 7 % 97 % len(_REMARKS))
            else:
                values = pl.Series([None], dtype=pl.String).new_from_index(0, count)
            columns.append((header, values))

    extras_after("")
    for canonical, header in how.headers.items():
        columns.append((header, table[canonical]))
        extras_after(canonical)
    return pl.DataFrame([values.alias(f"{place}|{header}") for place, (header, values) in enumerate(columns)])


def _headers(table: pl.DataFrame) -> list[str]:
    return [name.split("|", 1)[1] for name in table.columns]


def _write_csv(path: Path, how: FileFormat, table: pl.DataFrame) -> None:
    table = _with_extras(how, table).with_columns(pl.all().str.replace(f"^{DATE_CELL}", ""))
    number = f"^{NUMBER_CELL}(.)(.{{5}}).*$"
    table = table.with_columns(pl.all().str.replace(number, "${1}.${2}E+17"))
    end = "\n" if how.encoding.startswith("utf-8") else "\r\n"
    codec = "utf-8" if how.encoding.startswith("utf-8") else how.encoding
    with path.open("wb") as out:
        if how.encoding == "utf-8-sig":
            out.write(b"\xef\xbb\xbf")
        out.write((",".join(_headers(table)) + end).encode(codec))
        for part in table.iter_slices(_SLICE):
            buffer = io.BytesIO()
            part.write_csv(buffer, include_header=False, line_terminator=end)
            data = buffer.getvalue()
            out.write(data if codec == "utf-8" else data.decode("utf-8").encode(codec, errors="replace"))


class _Grid:
    """The table of a workbook with the places of its columns."""

    def __init__(self, how: FileFormat, table: pl.DataFrame) -> None:
        self.headers = _headers(table)
        self.rows = table.rows()
        place, places = -1, {}
        for canonical in ["", *how.headers]:
            place += canonical != ""
            if canonical:
                places[canonical] = place
            place += sum(after == canonical for after, _ in how.extras)
        self.place = places
        self.header_rows = 2 if how.bands else 1
        self.top = len(how.titles)
        self.first = self.top + self.header_rows

    @property
    def last_column(self) -> int:
        return len(self.headers) - 1

    def groups(self, canonical: str) -> list[tuple[int, int]]:
        """Return first and last row of runs of equal values in a column, of two rows and more."""
        column = self.place[canonical]
        runs, start = [], 0
        for row in range(1, len(self.rows) + 1):
            if row == len(self.rows) or self.rows[row][column] != self.rows[start][column]:
                if row - start > 1:
                    runs.append((start, row - 1))
                start = row
        return runs


def _cell(text: str) -> Any:
    """Return the value of a marked cell: a number, a date, or the text itself."""
    if text.startswith(NUMBER_CELL):
        return float(text[1:])
    if text.startswith(DATE_CELL):
        return date.fromisoformat(text[1:])
    return text


def _write_xlsx(path: Path, how: FileFormat, grid: _Grid, words: Mapping[str, str]) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": _FIXED.replace(tzinfo=None)})
    sheet = book.add_worksheet("Sheet1")
    title = book.add_format({"bold": True, "align": "center", "font_size": 14})
    head = book.add_format({"bold": True, "align": "center", "valign": "vcenter", "border": 1})
    dated = book.add_format({"num_format": "yyyy-mm-dd"})
    for row, text in enumerate(how.titles):
        sheet.merge_range(row, 0, row, grid.last_column, text.format_map(words), title)
    _heads(how, grid, lambda *cell: sheet.write_string(*cell, head), lambda *area: sheet.merge_range(*area, head))
    merged = grid.groups(how.merged) if how.merged else []
    column = grid.place.get(how.merged, -1)
    covered = {row for first, last in merged for row in range(first, last + 1)}
    for row, values in enumerate(grid.rows):
        line = grid.first + row
        for place, value in enumerate(values):
            if not value or (place == column and row in covered):
                continue
            if value[0] == NUMBER_CELL:
                sheet.write_number(line, place, _cell(value))
            elif value[0] == DATE_CELL:
                sheet.write_datetime(line, place, _cell(value), dated)
            else:
                sheet.write_string(line, place, value)
    for first, last in merged:
        sheet.merge_range(grid.first + first, column, grid.first + last, column, grid.rows[first][column], head)
    for row, text in enumerate(how.feet):
        sheet.write_string(grid.first + len(grid.rows) + row, 0, text.format_map(words))
    sheet.set_column(0, grid.last_column, 16)
    book.close()


def _heads(how: FileFormat, grid: _Grid, write: Any, merge: Any) -> None:
    """Write the header: one row, or two where bands stand over some columns."""
    if not how.bands:
        for place, header in enumerate(grid.headers):
            write(grid.top, place, header)
        return
    below: set[int] = set()
    for text, first, last in how.bands:
        merge(grid.top, grid.place[first], grid.top, grid.place[last], text)
        below |= set(range(grid.place[first], grid.place[last] + 1))
    for place, header in enumerate(grid.headers):
        if place in below:
            write(grid.top + 1, place, header)
        else:
            merge(grid.top, place, grid.top + 1, place, header)


def _write_xls(path: Path, how: FileFormat, grid: _Grid, words: Mapping[str, str]) -> None:
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Sheet1")
    head = xlwt.easyxf("font: bold on; align: horiz center")
    dated = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    plain = xlwt.easyxf()
    for row, text in enumerate(how.titles):
        sheet.write_merge(row, row, 0, grid.last_column, text.format_map(words), head)
    for place, header in enumerate(grid.headers):
        sheet.write(grid.top, place, header, head)
    for row, values in enumerate(grid.rows):
        for place, value in enumerate(values):
            if value:
                sheet.write(grid.first + row, place, _cell(value), dated if value[0] == DATE_CELL else plain)
    for row, text in enumerate(how.feet):
        sheet.write(grid.first + len(grid.rows) + row, 0, text.format_map(words))
    book.save(str(path))
