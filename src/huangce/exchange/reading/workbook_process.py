"""Open one workbook in a process of its own, with a memory limit, and hand its sheets to standard output.

Run as a script by `workbook`, never imported: a damaged xls can make the reader allocate without bound or stop its
whole process, which must not be the office's server. Only fastexcel, numpy and pyarrow are imported, so that it
starts in 0.2 s.

What is wanted is a JSON object: of the first `rows` of all sheets those up to the row number `written` that is not
empty; or `sheet` with `columns`, by index, null for all. Cells of other columns are left where they are, but for rows
that hold nothing in the columns that are wanted.

Output, for each sheet that holds anything: one JSON line {"sheet", "hidden", "columns", "others", "whole", "bytes"},
with the texts of such rows (`others`, by index, those not empty) and whether the top is all of it (`whole`), then
`bytes` bytes of an Arrow stream with one row per sheet row from row 1 on, and for the i-th column: `text_i` string,
`numeric_i` bool (a number or a truth value), `value_i` double (numbers; null elsewhere), `date_i` bool, `error_i` bool.
A last line {"end": true} tells that all is there. A workbook that cannot be read ends the process with code 3, 4 with a
password.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import fastexcel
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

UNREADABLE = 3
PROTECTED = 4
NAMED = 20  # cells of a row beside the wanted ones that are told, for a foot stands in the first


def limit_memory(size: int) -> None:
    """Bound what this process may allocate; systems without `resource` (Windows) rely on the checks before."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (size, size))


class Sheet:
    """One sheet, and what is wanted of it."""

    def __init__(self, reader: fastexcel.ExcelReader, index: int, wanted: dict[str, Any]) -> None:
        self.reader, self.index, self.rows = reader, index, wanted.get("rows")
        self.columns: list[int] | None = None
        if wanted.get("columns") is not None:
            known = reader.load_sheet(index, header_row=None, skip_rows=0, n_rows=0).available_columns()
            there = {info.absolute_index for info in known}
            self.columns = [column for column in wanted["columns"] if column in there]

    def load(self, dtype: fastexcel.DType, *, whole: bool = False) -> fastexcel.ExcelSheet:
        """Load it with every cell read as `dtype`, from row 1 on even where the first rows are empty."""
        columns = None if whole else self.columns
        return self.reader.load_sheet(
            self.index, header_row=None, skip_rows=0, n_rows=self.rows, use_columns=columns, dtypes=dtype
        )

    def others(self, texts: pa.RecordBatch) -> dict[int, list[str | None]]:
        """Return the rows in which nothing stands in the wanted columns, though something does in others."""
        if self.columns is None:
            return {}
        bare = np.ones(texts.num_rows, dtype=bool)
        for column in texts.columns:
            bare &= ~np.asarray(pc.fill_null(pc.not_equal(pc.utf8_trim_whitespace(column), ""), False))
        if not bare.any():
            return {}
        rows = self.load("string", whole=True).to_arrow().filter(pa.array(bare)).to_pylist()
        found = {int(i): list(row.values()) for i, row in zip(np.flatnonzero(bare), rows, strict=True)}
        return {i: row[:NAMED] for i, row in found.items() if any(cell and cell.strip() for cell in row)}


def cells(sheet: Sheet, texts: fastexcel.ExcelSheet) -> pa.RecordBatch:
    """Return the cells of a sheet with what their kinds follow from.

    The reader tells no cell types, but a column asked for as boolean is null exactly where the cell holds text, and one
    asked for as duration is filled exactly where it holds a date.
    """
    words, errors = texts.to_arrow_with_errors()
    numeric = sheet.load("boolean").to_arrow()
    has_numbers = any(column.null_count < len(column) for column in numeric.columns)
    has_times = any(pc.any(pc.match_substring(column, ":")).as_py() for column in words.columns)
    height, width = words.num_rows, words.num_columns
    nothing = pa.nulls(height, pa.float64())
    values = sheet.load("float").to_arrow().columns if has_numbers else [nothing] * width
    dates = sheet.load("duration").to_arrow().columns if has_times else [nothing] * width
    wrong = [bytearray(height) for _ in range(width)]
    place = {info.index: i for i, info in enumerate(texts.selected_columns)}
    for error in errors.errors if errors else ():
        row, column = error.offset_position
        wrong[place[column]][row] = 1
    columns: dict[str, pa.Array] = {}
    for i in range(width):
        columns[f"text_{i}"] = words.column(i)
        columns[f"numeric_{i}"] = numeric.column(i).is_valid()
        columns[f"value_{i}"] = values[i]
        columns[f"date_{i}"] = dates[i].is_valid()
        columns[f"error_{i}"] = pc.cast(pa.array(np.frombuffer(wrong[i], dtype=np.uint8)), pa.bool_())
    return pa.RecordBatch.from_pydict(columns)


def top(batch: pa.RecordBatch, written: int) -> int:
    """Return how many rows there are up to so many that are not empty."""
    filled = np.zeros(batch.num_rows, dtype=bool)
    for name in batch.schema.names:
        if name.startswith("text_"):
            filled |= np.asarray(batch.column(name).is_valid())
    return int(np.flatnonzero(filled)[:written][-1]) + 1 if filled.any() else batch.num_rows


def main(path: str, memory: int, wanted: dict[str, Any]) -> int:
    """Write what is wanted of the workbook at `path` to standard output."""
    limit_memory(memory)
    out = sys.stdout.buffer
    try:
        reader = fastexcel.read_excel(path)
        for index, name in enumerate(reader.sheet_names):
            if wanted.get("sheet", name) != name:
                continue
            sheet = Sheet(reader, index, wanted)
            texts = sheet.load("string")
            if texts.height == 0 or texts.width == 0:
                continue
            batch = cells(sheet, texts)
            if "written" in wanted:
                batch = batch.slice(0, top(batch, wanted["written"]))
            sink = pa.BufferOutputStream()
            with pa.ipc.new_stream(sink, batch.schema) as stream:
                stream.write_batch(batch)
            data = sink.getvalue()
            head = {
                "sheet": name,
                "hidden": texts.visible != "visible",
                "columns": [info.absolute_index for info in texts.selected_columns],
                "others": sheet.others(texts.to_arrow()),
                "whole": batch.num_rows == texts.height < wanted.get("rows", 0),
                "bytes": data.size,
            }
            out.write(json.dumps(head).encode() + b"\n")
            out.write(data)
    except fastexcel.FastExcelError as error:
        return PROTECTED if "assword" in str(error) else UNREADABLE
    out.write(b'{"end": true}\n')
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3])))
