"""The reference page of list formats, written from the tables themselves: docs/reference/list-formats.md.

`python -m huangce.exchange.reference > docs/reference/list-formats.md` writes it anew; a test fails while it differs.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from huangce.exchange.agreements import RETURNS
from huangce.exchange.formats import FORMATS, Field, Format
from huangce.exchange.formats.codes import CODE_LISTS
from huangce.exchange.messages import MESSAGES
from huangce.exchange.reading import limits, unreadable
from huangce.exchange.reading.unreadable import UnreadableFile

HEAD = """# List formats

Every list that Huangce reads, the headers by which it knows each column, and every finding it can make. This page is
written from the tables in `src/huangce/exchange/`; a test keeps it equal to them. How to add a list is told in
[Add a list format](../how-to/add-a-list-format.md).

- Files: xlsx, xls, csv, tsv, txt (UTF-8 with or without byte order mark, UTF-16, GB 18030 with GBK and GB 2312; comma,
  tab, semicolon or bar), and pages in HTML or XML that call themselves xls. What a file is, is told by its content.
- Headers are compared without spaces, full width, stars, colons and remarks in brackets, and by their canonical
names too.
- *required*: a row without it is sent back. *expected*: a row without it gets a warning. A list is recognised by its
  headers; words of the file name, the sheet name and the title help.
- A department's list is read under an agreement only (`agreements.toml`), and only its agreed columns.
"""


def markdown() -> str:
    """Return the page."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield HEAD
    for form in FORMATS.values():
        yield from _format(form)
    yield "## Findings about rows and columns\n"
    yield from _table(("code", "level", "sentence"), ((f"`{c}`", level, text) for c, (level, text) in MESSAGES.items()))
    yield "\n## Why a file cannot be read\n"
    yield from _table(("code", "sentence"), ((f"`{kind.code}`", kind.said) for kind in _reasons()))
    yield "\n## Limits\n"
    yield from _table(("limit", "value"), _limits())
    yield "\n## Agreements\n"
    yield "`returns` may name, for each row of the sender's list: " + ", ".join(f"`{name}`" for name in RETURNS) + "."


def _format(form: Format) -> Iterator[str]:
    ground = "the office's own list, no agreement needed" if form.is_own else f"delivered by {form.supplier}"
    yield f"## {form.title} (`{form.kind}`)\n"
    yield f"{ground[0].upper()}{ground[1:]}. Told by: {'、'.join(form.title_words)}.\n"
    rows = ((f"`{f.name}`", f.header, _type(f), f.need, "、".join(f.words()[1:])) for f in form.fields)
    yield from _table(("field", "header", "type", "need", "other headers"), rows)
    yield ""


def _type(field: Field) -> str:
    if field.codes:
        table = CODE_LISTS[field.codes]
        return f"code {table.name}: {table.zh}, {table.standard}"
    if field.not_before:
        return f"{field.type}, not before `{field.not_before}`"
    return field.type


def _reasons() -> list[type[UnreadableFile]]:
    kinds = [kind for kind in vars(unreadable).values() if isinstance(kind, type) and issubclass(kind, UnreadableFile)]
    return [kind for kind in kinds if kind is not UnreadableFile]


def _limits() -> Iterator[tuple[str, str]]:
    yield "a file", f"{limits.FILE_BYTES >> 20} MiB"
    yield "a workbook", f"{limits.WORKBOOK_BYTES >> 20} MiB, unpacked {limits.UNPACKED_BYTES >> 20} MiB"
    yield "a page in HTML or XML", f"{limits.MARKUP_BYTES >> 20} MiB"
    yield "rows", f"{limits.ROWS:,}"
    yield "columns", f"{limits.COLUMNS:,}"
    yield "cells of a worksheet", f"{limits.CELLS:,}"
    yield "characters of a cell", f"{limits.CELL_CHARACTERS:,}"
    yield "rows searched for the header", f"{limits.HEADER_SEARCH_ROWS}"
    yield "opening a workbook", f"{limits.WORKBOOK_SECONDS} s, {limits.WORKBOOK_MEMORY >> 20} MiB"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield _row(head)
    yield _row(("---",) * len(head))
    yield from map(_row, rows)


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    sys.stdout.write(markdown())
