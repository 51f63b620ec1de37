"""A column of addresses in, columns of standard addresses out: the form in which whole registers are read."""

from __future__ import annotations

import numpy as np
import polars as pl
import pyarrow as pa

from huangce.addressing.gazetteer import Divisions, shipped
from huangce.addressing.problems import named
from huangce.addressing.reading import Reading, read
from huangce.addressing.spans import DIVISIONS
from huangce.addressing.writing import CODE, PARTS, TEXTS

CHUNK = 16384
FEW = 64  # rows for which a join costs more than it saves
LEVELS = PARTS[:DIVISIONS]
BELOW = PARTS[DIVISIONS:]


def division_row(code: str, divisions: Divisions) -> int:
    """Return the row of a division code (6 to 12 digits), or -1."""
    if not (code.isascii() and code.isdigit()):
        return -1
    found = np.flatnonzero(divisions.gazetteer.codes == int(code.ljust(12, "0")))
    return int(found[0]) if len(found) else -1


def read_column(texts: pl.Series, divisions: Divisions, default: int = -1) -> Reading:
    """Read a column without nulls."""
    array = texts.cast(pl.String).to_arrow(compat_level=pl.CompatLevel.oldest())
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    _, ends, data = array.buffers()
    offsets = np.frombuffer(ends, np.int64)[array.offset : array.offset + len(array) + 1]
    # Read-only like any column's: the loops are compiled once for all.
    bytes_ = np.frombuffer(data if data is not None and data.size else b"\0", np.uint8)
    return read(bytes_, offsets, divisions.gazetteer, default)


def text_column(reading: Reading, part: int) -> pl.Series:
    """Return one column of text of a reading; null where it is empty, but for the standard form and the key."""
    ends = reading.ends[part]
    given = None
    if part <= CODE:
        given = pa.py_buffer(np.packbits(ends[1:] > ends[:-1], bitorder="little"))
    data = pa.py_buffer(reading.written[part][: int(ends[-1])])
    array = pa.LargeStringArray.from_buffers(len(ends) - 1, pa.py_buffer(ends), data, given)
    return pl.Series(TEXTS[part], array, dtype=pl.String)


def columns_of(reading: Reading) -> pl.DataFrame:
    """Turn a reading into columns; a part that is not known is null."""
    columns = {name: text_column(reading, part) for part, name in enumerate(TEXTS)}
    columns["problems"] = _problem_lists(pl.Series("bits", reading.noticed))
    return pl.DataFrame([columns[name] for name in (*LEVELS, "division_code", *BELOW, "standard", "key", "problems")])


def _problem_lists(bits: pl.Series) -> pl.Series:
    if len(bits) <= FEW:
        return pl.Series("problems", [list(named(one)) for one in bits.to_list()], dtype=pl.List(pl.String))
    different = bits.unique()
    names = pl.DataFrame(
        {"bits": different, "problems": [list(named(b)) for b in different.to_list()]},
        schema={"bits": pl.Int32, "problems": pl.List(pl.String)},
    )
    return bits.to_frame("bits").join(names, on="bits", how="left", maintain_order="left")["problems"]


def parse_columns(
    texts: pl.Series, *, default_division: str | None = None, divisions: Divisions | None = None
) -> pl.DataFrame:
    """Read a column of addresses; same order and count, a null is read as an empty text.

    Columns: province, city, county, town, village (completed from the division that was resolved), division_code (the
    most specific one, 12 digits), group, street, place, plate, building, unit, floor, room, standard, key (equal for
    texts that mean the same door), problems (codes of `problems.CODES`). `default_division` is the code of a county (or
    any division) in which addresses lie that do not say where they lie.
    """
    divisions = divisions or shipped()
    default = division_row(default_division, divisions) if default_division else -1
    texts = texts.cast(pl.String).fill_null("")
    chunks = [
        columns_of(read_column(texts.slice(start, CHUNK).rechunk(), divisions, default))
        for start in range(0, max(len(texts), 1), CHUNK)
    ]
    return pl.concat(chunks, rechunk=True)
