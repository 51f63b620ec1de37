"""A list as it was written: every cell as text, with the row numbers that its author sees.

Nothing is corrected here. What a cell means is decided by `check`, against a list format.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from huangce.errors import Problem

Family = Literal["xlsx", "xls", "csv", "html"]

# What kind of value the workbook holds in a cell. Text files know only text.
CELL_KINDS = ("text", "number", "date", "boolean", "error", "formula")
CELL_KIND = pl.Enum(CELL_KINDS)


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How a text file was written, so that the answer goes back the same way."""

    encoding: str = "utf-8"
    byte_order_mark: bool = False
    separator: str = ","
    line_end: str = "\n"


@dataclass(frozen=True)
class Table:
    """One list of one file.

    frame: strings as written, one row per data row; columns are the headers, made unique; null where nothing is
    written.
    headers: the header of each column as written (two header rows are joined), in the frame's order.
    header_row: number of the (last) header row, counted from 1 as the sender's program shows it.
    rows: number of each data row, counted likewise.
    kinds: `CELL_KIND` of each cell, a frame of the same shape, for workbooks; None for text files.
    beyond: names of the columns of a text file to the right of its header, which a stray separator makes.
    header_cells: the cells of that row as they are written. titles: the texts above the header.
    footers: row number and text of each row below the data that is no data.
    """

    file: str
    sheet: str
    family: Family
    frame: pl.DataFrame
    headers: tuple[str, ...]
    header_row: int
    rows: pl.Series
    kinds: pl.DataFrame | None = None
    beyond: tuple[str, ...] = ()
    header_cells: tuple[str | None, ...] = ()
    titles: tuple[str, ...] = ()
    footers: tuple[tuple[int, str], ...] = ()
    problems: tuple[Problem, ...] = ()
    style: TextStyle = field(default_factory=TextStyle)

    def fingerprint(self) -> str:
        """Return a short name of this header row: the same columns in the same order give the same name."""
        text = "\x1f".join("".join(header.split()) for header in self.headers)
        return hashlib.sha256(text.encode()).hexdigest()[:16]
