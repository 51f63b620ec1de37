"""Workbooks in one XML file (Microsoft "XML Spreadsheet 2003"): what report programs write and call `.xls`."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import polars as pl

from huangce.exchange.reading import limits
from huangce.exchange.reading.grid import Area, Grid, letter
from huangce.exchange.reading.table import CELL_KIND
from huangce.exchange.reading.unreadable import CellTooLong, FileDamaged, TooManyCells, TooManyColumns, TooManyRows

NS = "{urn:schemas-microsoft-com:office:spreadsheet}"
KINDS = {"Number": "number", "DateTime": "date", "Boolean": "boolean", "Error": "error"}
MIDNIGHT = "T00:00:00.000"


def read_xml_workbook(path: Path, data: bytes) -> list[Grid]:
    """Return one grid per worksheet that holds anything. Raises a subclass of `UnreadableFile`."""
    try:
        sheets = [
            _grid(path.name, sheet.get(f"{NS}Name", ""), sheet)
            for _, sheet in ElementTree.iterparse(io.BytesIO(data))
            if sheet.tag == f"{NS}Worksheet"
        ]
    except (ElementTree.ParseError, ValueError) as error:
        raise FileDamaged(file=path.name) from error
    return [grid for grid in sheets if grid is not None]


def _grid(file: str, name: str, sheet: ElementTree.Element) -> Grid | None:
    cells: dict[tuple[int, int], tuple[str, str]] = {}
    merges: list[Area] = []
    height = width = 0
    for row, column, cell in _cells(sheet):
        if column >= limits.COLUMNS:
            raise TooManyColumns(file=file, sheet=name, found=column + 1, limit=limits.COLUMNS)
        if row >= limits.ROWS:
            raise TooManyRows(file=file, sheet=name, limit=limits.ROWS)
        down, across = int(cell.get(f"{NS}MergeDown", 0)), int(cell.get(f"{NS}MergeAcross", 0))
        if down or across:
            merges.append((row, column, row + down, column + across))
        content = cell.find(f"{NS}Data")
        text = "".join(content.itertext()) if content is not None else ""
        if len(text) > limits.CELL_CHARACTERS:
            raise CellTooLong(
                file=file, sheet=name, row=row + 1, cell=f"{letter(column)}{row + 1}", limit=limits.CELL_CHARACTERS
            )
        if content is not None and text:
            kind = KINDS.get(content.get(f"{NS}Type", ""), "text")
            cells[row, column] = (text.removesuffix(MIDNIGHT) if kind == "date" else text, kind)
            height, width = max(height, row + 1), max(width, column + 1)
    if not cells:
        return None
    if height * width > limits.CELLS:
        raise TooManyCells(file=file, sheet=name, found=height * width, limit=limits.CELLS)
    nothing = (None, "text")
    names = [f"c{i}" for i in range(width)]
    texts = {names[i]: [cells.get((row, i), nothing)[0] for row in range(height)] for i in range(width)}
    kinds = {names[i]: [cells.get((row, i), nothing)[1] for row in range(height)] for i in range(width)}
    return Grid(
        sheet=name,
        family="html",
        cells=pl.DataFrame(texts, schema=dict.fromkeys(names, pl.String)),
        kinds=pl.DataFrame(kinds, schema=dict.fromkeys(names, CELL_KIND)),
        merges=tuple(merges),
    )


def _cells(sheet: ElementTree.Element) -> Iterator[tuple[int, int, ElementTree.Element]]:
    """Yield the cells with their row and column from 0; both may be given or follow from the one before."""
    row = -1
    for line in sheet.iter(f"{NS}Row"):
        row = int(line.get(f"{NS}Index", row + 2)) - 1
        column = -1
        for cell in line.iter(f"{NS}Cell"):
            column = int(cell.get(f"{NS}Index", column + 2)) - 1
            yield row, column, cell
            column += int(cell.get(f"{NS}MergeAcross", 0))
