"""Sheets of an xlsx or xls workbook as grids of written cells.

The workbook is opened by `workbook_process` in a process of its own, so that time and memory are bounded whatever the
file holds. Macros are never run: nothing here executes anything of a workbook.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from huangce.exchange.reading import limits, workbook_process, xlsx_parts
from huangce.exchange.reading.grid import Grid, Source, at_once
from huangce.exchange.reading.table import CELL_KIND, Family
from huangce.exchange.reading.unreadable import FileDamaged, PasswordProtected, WorkbookTooHeavy

# Excel keeps 15 significant digits; from here on a whole number has lost its last ones
EXACT_BELOW = 1e15

Wanted = dict[str, Any]  # see `workbook_process`
# of the sheet, empty rows included; and of these no more than the header is looked for in
TOP: Wanted = {"rows": 20 * limits.HEADER_SEARCH_ROWS, "written": limits.HEADER_SEARCH_ROWS + 1}


def read_workbook(path: Path, family: Family) -> list[Source]:
    """Return one source per sheet that holds anything. Raises a subclass of `UnreadableFile`."""
    notes = xlsx_parts.inspect(path) if family == "xlsx" else {}

    def grid(head: dict[str, Any], data: bytes, *, whole: bool) -> Grid:
        of_sheet = notes.get(head["sheet"], xlsx_parts.NOTHING)
        found = _grid(head, pl.read_ipc_stream(io.BytesIO(data)), family, of_sheet)
        rows = {int(row): tuple(texts) for row, texts in head["others"].items()}
        return found if whole else replace(found, others=rows)

    def source(top: Grid) -> Source:
        def read(columns: Collection[int] | None) -> Iterator[Grid]:
            wanted: Wanted = {"sheet": top.sheet, "columns": None if columns is None else sorted(columns)}
            found = [grid(head, data, whole=columns is None) for head, data in _sheets(path, wanted)]
            if not found:  # the sheet was there a moment ago
                raise FileDamaged(file=path.name)
            yield from found

        return Source(top, read)

    found = [(head, grid(head, data, whole=True)) for head, data in _sheets(path, TOP)]
    return [at_once(top) if head["whole"] else source(top) for head, top in found]


def _sheets(path: Path, wanted: Wanted) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Run the reading process and yield what it says of each sheet with its cells as an Arrow stream."""
    command = [sys.executable, "-P", workbook_process.__file__, str(path), str(limits.WORKBOOK_MEMORY)]
    command.append(json.dumps(wanted))
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=limits.WORKBOOK_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise WorkbookTooHeavy(file=path.name) from None
    if done.returncode == workbook_process.PROTECTED:
        raise PasswordProtected(file=path.name)
    if done.returncode < 0 or b"MemoryError" in done.stderr:  # stopped by a signal: the memory limit
        raise WorkbookTooHeavy(file=path.name)
    if done.returncode:  # its own word, or a panic of the reader
        raise FileDamaged(file=path.name)
    out = io.BytesIO(done.stdout)
    for line in iter(out.readline, b""):
        head = json.loads(line)
        if "end" not in head:
            yield head, out.read(head["bytes"])


def _grid(head: dict[str, Any], raw: pl.DataFrame, family: Family, notes: xlsx_parts.SheetNotes) -> Grid:
    width = max(head["columns"]) + 1
    position = {column: i for i, column in enumerate(head["columns"])}
    texts, kinds = [], []
    for column in range(width):
        i = position.get(column)
        if i is None:  # an empty column to the left of the list
            texts.append(pl.lit(None, pl.String).alias(f"c{column}"))
            kinds.append(pl.lit("text", CELL_KIND).alias(f"c{column}"))
            continue
        texts.append(_text(i).alias(f"c{column}"))
        kinds.append(_kind(i).alias(f"c{column}"))
    cells, kind_frame = raw.select(texts), raw.select(kinds)
    uncomputed: dict[int, list[int]] = {}
    for row, column in notes.without_value:
        if row < kind_frame.height and column < width:
            uncomputed.setdefault(column, []).append(row)
    kind_frame = kind_frame.with_columns(
        kind_frame.to_series(column).scatter(rows, "formula") for column, rows in uncomputed.items()
    )
    return Grid(
        sheet=head["sheet"],
        family=family,
        cells=cells,
        kinds=kind_frame,
        merges=notes.merges,
        hidden=head["hidden"],
        formulas=notes.formulas,
    )


def _kind(i: int) -> pl.Expr:
    is_logic = pl.col(f"numeric_{i}") & pl.col(f"text_{i}").is_in(["true", "false"])
    return (
        pl.when(pl.col(f"error_{i}"))
        .then(pl.lit("error"))
        .when(pl.col(f"date_{i}"))
        .then(pl.lit("date"))
        .when(is_logic)
        .then(pl.lit("boolean"))
        .when(pl.col(f"numeric_{i}"))
        .then(pl.lit("number"))
        .otherwise(pl.lit("text"))
        .cast(CELL_KIND)
    )


def _text(i: int) -> pl.Expr:
    """Return what the cell shows: a whole number without point, a date without its midnight, an error by its sign."""
    text, value = pl.col(f"text_{i}"), pl.col(f"value_{i}")
    is_whole = (value == value.floor()) & (value.abs() < EXACT_BELOW)
    # beyond 15 digits the workbook's program shows zeros: what stands there is an artefact of binary fractions
    scale = pl.lit(10.0) ** (value.abs().log10().floor() - 14)
    eaten = (value / scale).round().cast(pl.Int64, strict=False) * scale.cast(pl.Int64, strict=False)
    number = (
        pl.when(is_whole)
        .then(value.cast(pl.Int64, strict=False).cast(pl.String))
        .when((value.abs() >= EXACT_BELOW) & (value.abs() < 1e18))
        .then(eaten.cast(pl.String))
        .otherwise(value.cast(pl.String))
    )
    is_number = pl.col(f"numeric_{i}") & ~text.is_in(["true", "false"])
    return (
        pl.when(pl.col(f"error_{i}"))
        .then(pl.lit("#ERROR"))
        .when(pl.col(f"date_{i}"))
        .then(text.str.strip_suffix(" 00:00:00"))
        .when(is_number)
        .then(number)
        .otherwise(text)
    )
