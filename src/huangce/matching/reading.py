"""What a list to be matched must look like, and one clear answer when it does not.

The contract is in `docs/reference/matching.md`: `row_id` must be there, unique and never empty, and comes back
unchanged whatever its type; the other columns may be missing or empty. They are text, or dates and whole numbers
where a spreadsheet made them so; whole numbers that a program holds as fractions, for want of another way to leave some
empty, are read as what they are, but for citizen numbers, whose last digits are then lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import polars as pl

from huangce.errors import Unreadable

Table: TypeAlias = "pl.DataFrame | pl.LazyFrame | str | Path"

TEXT = (pl.String, pl.Categorical, pl.Enum)
INTEGERS = (pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.UInt8, pl.UInt16, pl.UInt32, pl.UInt64)
TEXT_OR_INTEGER = (*TEXT, *INTEGERS, pl.Decimal)
FRACTIONS = (pl.Float32, pl.Float64, pl.Decimal)
TEXT_OR_NUMBER = (*TEXT_OR_INTEGER, *FRACTIONS)
DATES = (pl.Date, pl.Datetime)
# Column → the types that can be read as it.
COLUMNS: dict[str, tuple[type[pl.DataType], ...]] = {
    "citizen_id": TEXT_OR_INTEGER,
    "name": TEXT,
    "sex": TEXT_OR_NUMBER,
    "birth_date": (*TEXT_OR_NUMBER, *DATES),
    "address": TEXT,
    "division": TEXT_OR_NUMBER,
    "phone": TEXT_OR_NUMBER,
}


class NotParquet(Unreadable):
    """{file} cannot be read as Parquet: {reason}."""

    code = "not-parquet"


class NoRowId(Unreadable):
    """{table} has no column row_id: add one that numbers its rows."""

    code = "no-row-id"


class RowIdNotUnique(Unreadable):
    """{table} has {count} row_id values that are empty or occur more than once: number the rows anew."""

    code = "row-id-not-unique"


class WrongType(Unreadable):
    """{table} has column {column} of type {type}: it must be {wanted}."""

    code = "wrong-type"


@dataclass(frozen=True, slots=True)
class Source:
    """A checked table: its rows as text and dates, what comes back of them, and the file they stand in, if any."""

    rows: pl.LazyFrame
    row_id: pl.Series
    name: pl.Series
    path: Path | None

    def __len__(self) -> int:
        return len(self.row_id)


def opened(table: Table, label: str) -> Source:
    """Return `table` with the columns that matching reads, checked; a missing column is a column of nulls.

    Raises NotParquet, NoRowId, RowIdNotUnique or WrongType. `label` names the table in their messages.
    """
    frame = scanned(table, label)
    schema = frame.collect_schema()
    if "row_id" not in schema:
        raise NoRowId(table=label)
    if schema["row_id"].is_nested():
        raise WrongType(table=label, column="row_id", type=str(schema["row_id"]), wanted="a single value")
    for column, types in COLUMNS.items():
        kind = schema.get(column, pl.Null())
        if kind != pl.Null() and not isinstance(kind, types):
            wanted = "text or whole numbers" if pl.Int64 in types else "text"
            raise WrongType(table=label, column=column, type=str(kind), wanted=wanted)
    rows = frame.select(_column(name, schema) for name in COLUMNS)
    try:
        known = frame.select("row_id", _column("name", schema)).collect()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise NotParquet(file=label, reason=_first_line(error)) from error
    row_id = known["row_id"]
    repeated = len(row_id) - row_id.n_unique() + int(row_id.null_count() > 0)
    if repeated:
        raise RowIdNotUnique(table=label, count=repeated)
    path = None if isinstance(table, (pl.DataFrame, pl.LazyFrame)) else Path(table)
    return Source(rows, row_id, known["name"], path)


def _column(name: str, schema: pl.Schema) -> pl.Expr:
    kind = schema.get(name, pl.Null())
    if kind == pl.Null():
        return pl.lit(None, dtype=pl.String).alias(name)
    value = pl.col(name)
    if isinstance(kind, FRACTIONS):
        whole = value.cast(pl.Int64, strict=False)
        return pl.when(whole == value).then(whole).cast(pl.String).alias(name)
    return value.cast(pl.Date if isinstance(kind, DATES) else pl.String)


def scanned(table: Table, label: str) -> pl.LazyFrame:
    """Return `table` as a lazy frame, whatever it was handed in as."""
    if isinstance(table, pl.DataFrame):
        return table.lazy()
    if isinstance(table, pl.LazyFrame):
        return table
    path = Path(table)
    if not path.exists():
        raise NotParquet(file=label, reason="there is no such file")
    if path.is_dir() and next(path.rglob("*.parquet"), None) is None:
        raise NotParquet(file=label, reason="there is no Parquet file in the folder")
    try:
        frame = pl.scan_parquet(path)
        frame.collect_schema()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise NotParquet(file=label, reason=_first_line(error)) from error
    return frame


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0].rstrip(".")
