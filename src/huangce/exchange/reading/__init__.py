"""Read lists as departments write them: xlsx, xls, csv in any Chinese encoding, html and xml that call themselves xls.

`read_tables` returns every list of a file, `read_table` the one list of it. Nothing is corrected and nothing is dropped
without a word: what is not a data row is named in the problems of the `Table`. A file that cannot be read raises one
subclass of `UnreadableFile` with a stable code and the place.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace
from pathlib import Path

from huangce.exchange.formats import vocabulary as known_words
from huangce.exchange.reading import limits
from huangce.exchange.reading.grid import Grid
from huangce.exchange.reading.markup import read_markup
from huangce.exchange.reading.reports import for_sheet
from huangce.exchange.reading.shape import to_table
from huangce.exchange.reading.sniff import sniff
from huangce.exchange.reading.table import Table, TextStyle
from huangce.exchange.reading.text import read_text
from huangce.exchange.reading.unreadable import (
    FileEmpty,
    FileMissing,
    FileTooLarge,
    HeaderMissing,
    SeveralSheets,
    SheetMissing,
    UnreadableFile,
)
from huangce.exchange.reading.workbook import read_workbook
from huangce.exchange.reading.xml_workbook import read_xml_workbook

__all__ = ["Table", "TextStyle", "UnreadableFile", "grids_of", "read_table", "read_tables"]


def read_table(path: Path | str, *, sheet: str | None = None, vocabulary: Set[str] | None = None) -> Table:
    """Return the one list of a file, or that of the named sheet.

    vocabulary: header words to find the header row by; those of all list formats if not given.
    Raises a subclass of `UnreadableFile`: `SeveralSheets` when more than one sheet holds a list and none is named.
    """
    path = Path(path)
    grids = grids_of(path)
    if sheet is not None:
        named = [grid for grid in grids if grid.sheet == sheet]
        if not named:
            raise SheetMissing(file=path.name, sheet=sheet, sheets="、".join(grid.sheet for grid in grids))
        return to_table(path.name, named[0], _words(vocabulary))
    tables = _tables(path.name, grids, _words(vocabulary))
    if len(tables) > 1:
        raise SeveralSheets(file=path.name, sheets="、".join(table.sheet for table in tables))
    return tables[0]


def read_tables(path: Path | str, *, vocabulary: Set[str] | None = None) -> list[Table]:
    """Return every list of a file, one per sheet that has a header row; at least one. Raises as `read_table` does."""
    path = Path(path)
    return _tables(path.name, grids_of(path), _words(vocabulary))


def _tables(file: str, grids: list[Grid], vocabulary: Set[str]) -> list[Table]:
    tables: list[Table] = []
    headless: list[HeaderMissing] = []
    for grid in grids:
        try:
            tables.append(to_table(file, grid, vocabulary))
        except HeaderMissing as missing:  # a sheet of explanations beside the list
            headless.append(missing)
    if not tables:
        raise headless[0]
    unread = tuple(for_sheet("sheet-without-list", sheet=missing.where.sheet) for missing in headless)
    return [replace(tables[0], problems=tables[0].problems + unread), *tables[1:]]


def _words(vocabulary: Set[str] | None) -> Set[str]:
    return known_words() if vocabulary is None else vocabulary


def grids_of(path: Path) -> list[Grid]:
    """Return the sheets of a file that hold anything, all their cells as written; at least one."""
    try:
        if not path.is_file():  # a folder, or a pipe that would never end
            raise FileMissing(file=path.name)
        size = path.stat().st_size
        if size > limits.FILE_BYTES:
            raise FileTooLarge(file=path.name, size=size >> 20, limit=limits.FILE_BYTES >> 20)
        data = path.read_bytes()
    except OSError as error:
        raise FileMissing(file=path.name) from error
    kind = sniff(path.name, data)
    if kind == "text":
        grids = read_text(path, data)
    elif kind == "html":
        grids = read_markup(path, data)
    elif kind == "xml":
        grids = read_xml_workbook(path, data)
    else:
        grids = read_workbook(path, kind)
    if not grids:
        raise FileEmpty(file=path.name)
    return grids
