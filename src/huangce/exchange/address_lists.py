"""Take the addresses out of whatever an office sends: lines of text, or the column of addresses of a list.

A text file without a header is taken line by line; in a table the column is found by its header, or else by what its
cells look like, and the other columns stay with their rows. Nothing is kept: a heap goes back and forth as text.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from huangce.addressing import parse_many
from huangce.errors import Refused
from huangce.exchange.reading import sources_of
from huangce.exchange.reading.grid import Grid

MOST = 10_000
HEADER = re.compile(r"^(?:.*(?:住|地)址.*|address.*|房屋坐落)$", re.IGNORECASE)
HEADER_ROWS = 10
TRIED = 50
BYTES = 32 << 20
CARRIED = 7 << 20  # bytes of a table that a page carries, beside its addresses


class TooManyAddresses(Refused):
    """There are {count} addresses, and a page takes {most} at a time. Use `huangce addresses parse` for whole lists."""

    code = "too-many-addresses"


class FileTooLargeHere(Refused):
    """A page takes files of {limit} MB at the most. Use `huangce addresses parse` for larger ones."""

    code = "file-too-large-here"


@dataclass(frozen=True, slots=True)
class Heap:
    """Addresses as written, in their order.

    `head` and `rows` are the columns of the table that they came in, of which they are the one at `at`; of lines there
    are none.
    """

    texts: list[str]
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    at: int = 0

    @property
    def column(self) -> str:
        """The header that the addresses stood under, "" for lines."""
        return self.head[self.at] if self.head else ""

    @property
    def digest(self) -> str:
        """What tells these addresses from others, so that a decision is not taken for one about another row."""
        return hashlib.sha256("\n".join(self.texts).encode("utf-8", "replace")).hexdigest()[:16]

    @property
    def carried(self) -> str:
        """The table as a page carries it, "" for lines: a row of names and a row for each address."""
        buffer = io.StringIO()
        if self.head:
            csv.writer(buffer).writerows([self.head, *self.rows])
        return buffer.getvalue()


def from_text(text: str) -> Heap:
    """Return the lines that hold something. Raises `TooManyAddresses`."""
    return _limited(Heap([line.strip() for line in text.splitlines() if line.strip()]))


def from_carried(text: str, table: str, at: str) -> Heap:
    """Return a heap from what a page carries: its lines, and the table that they came in if they are still the same.

    Raises `TooManyAddresses`.
    """
    heap = from_text(text)
    try:
        (head, *rows), column = list(csv.reader(io.StringIO(table, newline=""))), int(at)
        texts = [_one_line(row[column]) for row in rows]
    except (csv.Error, ValueError, IndexError):
        return heap
    if [one for one in texts if one] != heap.texts or column < 0:
        return heap
    return Heap(texts, tuple(head), tuple(map(tuple, rows)), column)


def from_file(name: str, data: bytes) -> Heap:
    """Return the addresses of a txt, csv, xls or xlsx file. Raises `UnreadableFile`, `TooManyAddresses`,
    `FileTooLargeHere`."""
    if len(data) > BYTES:
        raise FileTooLargeHere(limit=BYTES >> 20)
    with tempfile.TemporaryDirectory(prefix="huangce-") as folder:
        file = Path(folder) / (Path(name).name[-80:] or "list")
        file.write_bytes(data)
        grid = next(sources_of(file)[0].read(None))
    return _limited(_from_grid(grid))


def _from_grid(grid: Grid) -> Heap:
    cells = grid.cells
    for number, row in enumerate(cells.head(HEADER_ROWS).iter_rows()):
        for column, cell in enumerate(row):
            if cell and len(cell) <= 20 and HEADER.match(cell.strip()) and not any(sign.isdigit() for sign in cell):
                return _from_table(cells.slice(number + 1), [(one or "").strip() for one in row], column)
    if cells.width == 1:
        return Heap([_one_line(text) for text in cells[:, 0].to_list() if text and text.strip()])
    return _from_table(cells, [""] * cells.width, _likeliest(grid))


def _from_table(cells: pl.DataFrame, head: list[str], at: int) -> Heap:
    filled = cells.fill_null("")
    heap = Heap([_one_line(text) for text in filled[:, at].to_list()], tuple(head), tuple(filled.rows()), at)
    if len(heap.texts) <= MOST and len(heap.carried.encode("utf-8", "replace")) > CARRIED:
        raise FileTooLargeHere(limit=CARRIED >> 20)
    return heap


def _likeliest(grid: Grid) -> int:
    """The column of whose first cells most parts are understood as parts of addresses."""

    def parts(column: int) -> int:
        texts = grid.cells[:, column].head(TRIED).fill_null("").to_list()
        return sum(len(one.spans) for one in parse_many(texts) if "not-an-address" not in one.problems)

    return max(range(grid.cells.width), key=parts)


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())


def _limited(heap: Heap) -> Heap:
    if len(heap.texts) > MOST:
        raise TooManyAddresses(count=len(heap.texts), most=MOST)
    return heap
