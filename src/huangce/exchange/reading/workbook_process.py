"""Open one workbook in a process of its own, with a memory limit, and hand its sheets to standard output.

Run as a script by `workbook`, never imported: a damaged xls can make the reader allocate without bound or stop its
whole process, which must not be the office's server. Only fastexcel, numpy and pyarrow are imported, so that it
starts in 0.2 s.

Output, for each sheet that holds anything: one JSON line {"sheet", "hidden", "columns", "bytes"}, then `bytes` bytes of
an Arrow stream with one row per sheet row from row 1 on, and for the i-th column: `text_i` string, `numeric_i` bool (a
number or a truth value), `value_i` double (numbers; null elsewhere), `date_i` bool, `error_i` bool. A last line
{"end": true} tells that all is there. A workbook that cannot be read ends the process with code 3, 4 with a password.
"""

from __future__ import annotations

import json
import sys

import fastexcel
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

UNREADABLE = 3
PROTECTED = 4


def limit_memory(size: int) -> None:
    """Bound what this process may allocate; systems without `resource` (Windows) rely on the checks before."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (size, size))


def load(reader: fastexcel.ExcelReader, index: int, dtype: fastexcel.DType) -> fastexcel.ExcelSheet:
    """Load one sheet with every cell read as `dtype`, from row 1 on even where the first rows are empty."""
    return reader.load_sheet(index, header_row=None, skip_rows=0, dtypes=dtype)


def cells(reader: fastexcel.ExcelReader, index: int, texts: fastexcel.ExcelSheet) -> pa.RecordBatch:
    """Return the cells of a sheet with what their kinds follow from.

    The reader tells no cell types, but a column asked for as boolean is null exactly where the cell holds text, and one
    asked for as duration is filled exactly where it holds a date.
    """
    words, errors = texts.to_arrow_with_errors()
    numeric = load(reader, index, "boolean").to_arrow()
    has_numbers = any(column.null_count < len(column) for column in numeric.columns)
    has_times = any(pc.any(pc.match_substring(column, ":")).as_py() for column in words.columns)
    nothing = pa.nulls(texts.height, pa.float64())
    values = load(reader, index, "float").to_arrow().columns if has_numbers else [nothing] * texts.width
    dates = load(reader, index, "duration").to_arrow().columns if has_times else [nothing] * texts.width
    wrong = [bytearray(texts.height) for _ in range(texts.width)]
    for error in errors.errors if errors else ():
        row, column = error.offset_position
        wrong[column][row] = 1
    columns: dict[str, pa.Array] = {}
    for i in range(texts.width):
        columns[f"text_{i}"] = words.column(i)
        columns[f"numeric_{i}"] = numeric.column(i).is_valid()
        columns[f"value_{i}"] = values[i]
        columns[f"date_{i}"] = dates[i].is_valid()
        columns[f"error_{i}"] = pc.cast(pa.array(np.frombuffer(wrong[i], dtype=np.uint8)), pa.bool_())
    return pa.RecordBatch.from_pydict(columns)


def main(path: str, memory: int) -> int:
    """Write all sheets of the workbook at `path` to standard output."""
    limit_memory(memory)
    out = sys.stdout.buffer
    try:
        reader = fastexcel.read_excel(path)
        for index, name in enumerate(reader.sheet_names):
            texts = load(reader, index, "string")
            if texts.height == 0 or texts.width == 0:
                continue
            batch = cells(reader, index, texts)
            sink = pa.BufferOutputStream()
            with pa.ipc.new_stream(sink, batch.schema) as stream:
                stream.write_batch(batch)
            data = sink.getvalue()
            head = {
                "sheet": name,
                "hidden": texts.visible != "visible",
                "columns": [info.absolute_index for info in texts.available_columns()],
                "bytes": data.size,
            }
            out.write(json.dumps(head).encode() + b"\n")
            out.write(data)
    except fastexcel.FastExcelError as error:
        return PROTECTED if "assword" in str(error) else UNREADABLE
    out.write(b'{"end": true}\n')
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
