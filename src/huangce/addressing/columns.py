"""A column of addresses in, columns of standard addresses out: the form in which whole registers are read."""

from __future__ import annotations

import numpy as np
import polars as pl
import pyarrow as pa

from huangce.addressing.gazetteer import Divisions, shipped
from huangce.addressing.problems import named
from huangce.addressing.reading import PARTS, TAIL, Reading, read
from huangce.addressing.spans import DIVISIONS

CHUNK = 16384
FEW = 64  # rows for which a join costs more than it saves
LEVELS = PARTS[:DIVISIONS]
BELOW = PARTS[DIVISIONS:TAIL]
JOINT = "\x1f"  # between parts while they are put together
MEETING = "([0-9A-Za-z])\x1f([0-9A-Za-z])"
# The order in which the standard form writes the parts: a compound stands after the plate of its street.
ORDER = (*LEVELS, "group", "street", "plate", "place", "building", "unit", "floor", "room")


def division_row(code: str, divisions: Divisions) -> int:
    """Return the row of a division code (6 to 12 digits), or -1."""
    if not (code.isascii() and code.isdigit()):
        return -1
    found = np.flatnonzero(divisions.codes == int(code.ljust(12, "0")))
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


def part_column(reading: Reading, part: int) -> pl.Series:
    """Return one text part of a reading; empty where the text does not give it."""
    ends = reading.part_ends[part]
    data = reading.part_bytes[part][: int(ends[-1])]
    array = pa.LargeStringArray.from_buffers(len(ends) - 1, pa.py_buffer(ends), pa.py_buffer(data))
    return pl.Series(PARTS[part], array, dtype=pl.String)


def columns_of(reading: Reading, divisions: Divisions) -> pl.DataFrame:
    """Turn a reading into columns; a part that is not known is null."""
    written, codes = divisions.written, divisions.codes
    out: dict[str, pl.Series] = {}
    specific = np.full(len(reading.noticed), -1, np.int32)
    for level, name in enumerate(LEVELS):
        rows = reading.rows[:, level]
        specific = np.where(rows >= 0, rows, specific)
        known = written.gather(_or_null(rows))
        text = part_column(reading, level)
        out[name] = known.zip_with(known.is_not_null(), text.set(text == "", None))
    code = pl.Series(codes[np.maximum(specific, 0)])
    out["division_code"] = code.set(pl.Series(specific < 0), None).cast(pl.String)
    for part, name in enumerate(BELOW, DIVISIONS):
        text = part_column(reading, part)
        out[name] = text.set(text == "", None)
    # A name that is in no table keeps its place in the key: two villages unknown to the tables are two villages.
    unknown = [
        pl.when(pl.Series(reading.rows[:, level] < 0) & (pl.lit(level > 2) | pl.col("division_code").is_null())).then(
            name
        )
        for level, name in enumerate(LEVELS)
    ]
    bits = pl.Series("bits", reading.noticed)
    frame = pl.DataFrame(out).with_columns(
        standard=standard_text(),
        key=pl.concat_str(
            [
                pl.col("division_code").fill_null(""),
                pl.concat_str(unknown, ignore_nulls=True),
                part_column(reading, TAIL),
            ],
            separator="|",
        ),
        problems=_problem_lists(bits),
    )
    return frame.select(*LEVELS, "division_code", *BELOW, "standard", "key", "problems")


def standard_text() -> pl.Expr:
    """Return the standard form of a row; a municipality is not written a second time as its own city.

    Two parts that meet in digits or letters are kept apart by a space: 40号之1 17栋 is not 40号之117栋.
    """
    city = pl.when(pl.col("city") != pl.col("province")).then(pl.col("city"))
    parts = [city if name == "city" else pl.col(name) for name in ORDER]
    joined = pl.concat_str(parts, separator=JOINT, ignore_nulls=True)
    return joined.str.replace_all(MEETING, "$1 $2").str.replace_all(JOINT, "", literal=True)


def _or_null(rows: np.ndarray) -> pl.Series:
    series = pl.Series("row", rows).cast(pl.Int64)
    return series.set(series < 0, None)


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
        columns_of(read_column(texts.slice(start, CHUNK).rechunk(), divisions, default), divisions)
        for start in range(0, max(len(texts), 1), CHUNK)
    ]
    return pl.concat(chunks, rechunk=True)
