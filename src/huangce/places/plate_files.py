"""The plate file for the manufacturer: one row a plate, with its texts, size and the code on it (requirements 3.13).

The code on a plate says the id of the address and its check digits, and nothing of any person. Cells that a spreadsheet
would execute are written as text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import segno
import xlsxwriter

from huangce.errors import Refused
from huangce.places.plate_orders import Line
from huangce.rules.plates import KINDS

HEADERS: Final = ("序号", "牌种", "第一行", "第二行", "规格", "数量", "二维码内容", "牌编号", "区划代码", "标准地址")
WIDTHS: Final = (6, 10, 20, 14, 16, 6, 36, 10, 16, 44)
EXECUTED: Final = ("=", "+", "-", "@", "\t", "\r")
MOST_LINES: Final = 2


class UnknownPlateFile(Refused):
    """{file} ends in no known way: name a file .csv or .xlsx."""

    code = "unknown-plate-file"


def plate_rows(lines: Sequence[Line], *, prefix: str = "") -> list[tuple[str | int, ...]]:
    """Return the rows of the plate file under `HEADERS`. Plates of the same text are rows of their own but for signs,
    of which the same ones are one row with their quantity."""
    rows: list[tuple[str | int, ...]] = []
    signs: dict[tuple[tuple[str, ...], str, str], list[Line]] = {}
    for line in lines:
        if line.address is None:
            signs.setdefault((line.lines, line.spec, line.division), []).append(line)
        else:
            rows.append(_row(line, 1, prefix))
    rows += [_row(same[0], len(same), prefix) for same in signs.values()]
    return [(number, *row) for number, row in enumerate(rows, start=1)]


def _row(line: Line, count: int, prefix: str) -> tuple[str | int, ...]:
    first, second, *_ = (*line.lines, "", "")
    kind = KINDS[line.plate_kind][0]
    return (kind, first, second, line.spec, count, line.qr(prefix), line.plate, line.division, line.standard)


def write_plate_file(path: Path, lines: Sequence[Line], *, prefix: str = "") -> int:
    """Write the plate file as .csv (UTF-8 with a mark) or .xlsx and return its rows. Raises `UnknownPlateFile`."""
    rows = plate_rows(lines, prefix=prefix)
    if path.suffix == ".csv":
        text = io.StringIO()
        csv.writer(text).writerows([HEADERS, *([_harmless(cell) for cell in row] for row in rows)])
        path.write_bytes(("\ufeff" + text.getvalue()).encode())
    elif path.suffix == ".xlsx":
        options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        with xlsxwriter.Workbook(path, options) as book:
            sheet = book.add_worksheet("门牌制作")
            bold = book.add_format({"bold": True})
            sheet.write_row(0, 0, HEADERS, bold)
            sheet.freeze_panes(1, 0)
            for column, width in enumerate(WIDTHS):
                sheet.set_column(column, column, width)
            for number, row in enumerate(rows, start=1):
                sheet.write_row(number, 0, row)
    else:
        raise UnknownPlateFile(file=path.name)
    return len(rows)


def _harmless(cell: str | int) -> str | int:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(EXECUTED) else cell


def qr_svg(text: str) -> str:
    """Return the code of a plate as SVG that stands alone, readable with a quarter of it damaged (level Q)."""
    out = io.BytesIO()
    segno.make(text, error="q", micro=False).save(out, kind="svg", border=4, light="#fff", xmldecl=False, omitsize=True)
    return out.getvalue().decode()


def write_qr_codes(folder: Path, lines: Sequence[Line], *, prefix: str = "") -> int:
    """Write the code of each plate of an address as FOLDER/<plate>.svg; return how many."""
    folder.mkdir(parents=True, exist_ok=True)
    coded = [line for line in lines if line.address is not None]
    for line in coded:
        (folder / f"{line.plate}.svg").write_text(qr_svg(line.qr(prefix)), encoding="utf-8")
    return len(coded)
