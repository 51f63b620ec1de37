"""Read lists as departments write them: xlsx, xls, csv in any Chinese encoding, html and xml that call themselves xls.

`open_lists` finds every list of a file by its header and reads no further; then `Listed.parts` reads the columns that
may be read. `read_tables` and `read_table` read all columns at once. Nothing is corrected and nothing is dropped
without a word: what is not a data row is named in the problems of the `Table`. A file that cannot be read raises one
subclass of `UnreadableFile` with a stable code and the place.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace
from pathlib import Path

from huangce.exchange.formats import vocabulary as known_words
from huangce.exchange.reading import limits
from huangce.exchange.reading.grid import Source, at_once
from huangce.exchange.reading.markup import read_markup
from huangce.exchange.reading.reports import for_sheet
from huangce.exchange.reading.shape import Listed, find_list, joined
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

__all__ = ["Listed", "Table", "TextStyle", "UnreadableFile", "open_lists", "read_table", "read_tables", "sources_of"]


def read_table(path: Path | str, *, sheet: str | None = None, vocabulary: Set[str] | None = None) -> Table:
    """Return the one list of a file, or that of the named sheet.

    vocabulary: header words to find the header row by; those of all list formats if not given.
    Raises a subclass of `UnreadableFile`: `SeveralSheets` when more than one sheet holds a list and none is named.
    """
    path = Path(path)
    sources = sources_of(path)
    if sheet is not None:
        named = [source for source in sources if source.top.sheet == sheet]
        if not named:
            raise SheetMissing(file=path.name, sheet=sheet, sheets="、".join(one.top.sheet for one in sources))
        return _whole(find_list(path.name, named[0], _words(vocabulary)))
    lists = _lists(path.name, sources, _words(vocabulary))
    if len(lists) > 1:
        raise SeveralSheets(file=path.name, sheets="、".join(one.head.sheet for one in lists))
    return _whole(lists[0])


def read_tables(path: Path | str, *, vocabulary: Set[str] | None = None) -> list[Table]:
    """Return every list of a file, one per sheet that has a header row; at least one. Raises as `read_table` does."""
    return [_whole(one) for one in open_lists(path, vocabulary=vocabulary)]


def open_lists(path: Path | str, *, vocabulary: Set[str] | None = None) -> list[Listed]:
    """Return the header of every list of a file; their rows are not read yet. Raises as `read_table` does."""
    path = Path(path)
    return _lists(path.name, sources_of(path), _words(vocabulary))


def _lists(file: str, sources: list[Source], vocabulary: Set[str]) -> list[Listed]:
    lists: list[Listed] = []
    headless: list[HeaderMissing] = []
    for source in sources:
        try:
            lists.append(find_list(file, source, vocabulary))
        except HeaderMissing as missing:  # a sheet of explanations beside the list
            headless.append(missing)
    if not lists:
        raise headless[0]
    unread = tuple(for_sheet("sheet-without-list", sheet=missing.where.sheet) for missing in headless)
    first = lists[0]
    return [replace(first, head=replace(first.head, problems=first.head.problems + unread)), *lists[1:]]


def _whole(listed: Listed) -> Table:
    return joined(list(listed.parts()))


def _words(vocabulary: Set[str] | None) -> Set[str]:
    return known_words() if vocabulary is None else vocabulary


def sources_of(path: Path) -> list[Source]:
    """Return the sheets of a file that hold anything; at least one. Raises a subclass of `UnreadableFile`."""
    try:
        if not path.is_file():  # a folder, or a pipe that would never end
            raise FileMissing(file=path.name)
        size = path.stat().st_size
        if size > limits.FILE_BYTES:
            raise FileTooLarge(file=path.name, size=size >> 20, limit=limits.FILE_BYTES >> 20)
        kind = sniff(path)
        if kind == "text":
            return read_text(path)
        if kind in ("xlsx", "xls"):
            sources = read_workbook(path, kind)
        else:
            grids = (read_markup if kind == "html" else read_xml_workbook)(path, path.read_bytes())
            sources = [at_once(grid) for grid in grids]
    except OSError as error:
        raise FileMissing(file=path.name) from error
    if not sources:
        raise FileEmpty(file=path.name)
    return sources
