"""Sheets for those who go and ask: written as a workbook, a page to print or text, and read back when answered.

A cell is never a formula, the answer is chosen from a list, and what comes back is read row by row: what an answer
means is the matter of the room whose sheet it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Final

import xlsxwriter

from huangce.errors import Problem, Refused, Where
from huangce.exchange.reading import read_tables

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
STYLE: Final = """
@page { size: A4 landscape; margin: 12mm }
body { font: 10pt "Noto Sans SC", "Microsoft YaHei", sans-serif; margin: 0 }
h1 { font-size: 14pt; margin: 0 0 2mm } p { margin: 0 0 4mm }
table { border-collapse: collapse; width: 100% } thead { display: table-header-group }
tr { break-inside: avoid } th, td { border: .3mm solid #555; padding: 1.2mm; text-align: left; vertical-align: top }
"""


class UnknownFormat(Refused):
    """{file} ends in no known way: name a file .xlsx, .html or .txt."""

    code = "unknown-list-format"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A kind of sheet: its columns with their widths, and which of them are filled in, one by an answer of a few.

    `note` is said above the table of a page and as the last line of a text.
    """

    name: str
    columns: tuple[str, ...]
    widths: tuple[int, ...]
    result: str
    answers: tuple[str, ...]
    filled_in: tuple[str, ...]
    note: str = ""


@dataclass(slots=True)
class Returned:
    """What became of a returned list: results taken, rows without a result, and rows that could not be taken."""

    taken: int = 0
    empty: int = 0
    problems: list[Problem] = field(default_factory=list)


Rows = Sequence[Sequence[str]]
Writer = Callable[[Sheet, Rows, Path, str], None]


def writer_of(file: Path) -> Writer:
    """Return what writes a sheet into a file of that name. Raises `UnknownFormat`."""
    found = WRITERS.get(file.suffix.lower())
    if found is None:
        raise UnknownFormat(file=file.name)
    return found


def _as_html(sheet: Sheet, rows: Rows, file: Path, title: str) -> None:
    def line(cells: Sequence[str], tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"

    answers = "、".join(sheet.answers)
    places = ", ".join(f"td:nth-child({sheet.columns.index(name) + 1})" for name in sheet.filled_in)
    style = f"{STYLE}{places} {{ min-width: 24mm; height: 10mm }}"
    body = "\n".join(line(row, "td") for row in rows)
    file.write_text(
        f'<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{style}</style></head><body><h1>{escape(title)}</h1>"
        f"<p>共 {len(rows)} 条。{sheet.result}填：{answers}。{escape(sheet.note)}</p>"
        f"<table><thead>{line(sheet.columns, 'th')}</thead><tbody>\n{body}\n</tbody></table></body></html>\n",
        encoding="utf-8",
    )


def _as_text(sheet: Sheet, rows: Rows, file: Path, title: str) -> None:
    parts = [title, f"共 {len(rows)} 条", ""]
    for row in rows:
        parts += [f"{name}：{cell}" for name, cell in zip(sheet.columns, row, strict=True)] + [""]
    file.write_text("\n".join([*parts, sheet.note] if sheet.note else parts), encoding="utf-8")


def _as_workbook(sheet: Sheet, rows: Rows, file: Path, title: str) -> None:
    file.touch()  # of a folder that is not there the library would say it in an error of its own
    with xlsxwriter.Workbook(str(file), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        page = book.add_worksheet(sheet.name)
        bold, wrap = book.add_format({"bold": True, "border": 1}), book.add_format({"text_wrap": True, "border": 1})
        page.set_landscape()
        page.set_paper(9)
        page.set_header(f"&L{title}")
        page.set_footer(f"&L{sheet.note}")
        page.repeat_rows(0)
        page.freeze_panes(1, 0)
        for i, (name, width) in enumerate(zip(sheet.columns, sheet.widths, strict=True)):
            page.set_column(i, i, width)
            page.write_string(0, i, name, bold)
        for number, row in enumerate(rows, start=1):
            for i, cell in enumerate(row):
                page.write_string(number, i, plain(cell), wrap)
        if rows:
            answers = {"validate": "list", "source": list(sheet.answers), "error_type": "warning"}
            at = sheet.columns.index(sheet.result)
            page.data_validation(1, at, len(rows), at, answers)


WRITERS: Final[dict[str, Writer]] = {".xlsx": _as_workbook, ".html": _as_html, ".txt": _as_text}


def plain(cell: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def rows_returned(
    file: Path, sheet: Sheet, *, needed: Sequence[str], read: Sequence[str]
) -> list[tuple[dict[str, str], Where]] | None:
    """Return the rows of the tables of a file that have the `needed` columns, and where each stands; None without any.

    Of each the `needed` columns are told, and those of `read` that are there. Raises the errors of reading.
    """
    tables = [table for table in read_tables(file) if set(needed) <= set(table.frame.columns)]
    found = []
    for table in tables:
        columns = [name for name in (*needed, *read) if name in table.frame.columns]
        for number, row in zip(table.rows, table.frame.select(columns).iter_rows(named=True), strict=True):
            told = {name: (text or "").strip() for name, text in row.items()}
            found.append((told, Where(table.sheet, int(number), sheet.result)))
    return found if tables else None
