"""What matching compares: each list's values standardised once, as plain integers, a million rows a second and more.

Text is decoded to code points in numpy and reduced to keys that an engine can only compare for equality: no engine's
string distance ever sees a Chinese name (DuckDB counts bytes, Spark characters). The same function prepares a whole
list, a batch on a Spark worker, or a single row.
"""

from __future__ import annotations

import polars as pl

from huangce.matching.prepare.dates import births
from huangce.matching.prepare.names import mixed, name_keys
from huangce.matching.prepare.numbers import numbers
from huangce.matching.prepare.plain import divisions, phones, sexes

__all__ = ["FORM", "SCHEMA", "prepared"]

FORM = 5  # one more whenever the same row would be prepared otherwise: what was kept in another form is not used

# The columns of a prepared list. `num` is the citizen number without its check character where it is valid (15-digit
# numbers brought to 18), `raw` the same of a number that is not; `name`, `sound`, `shape` are keys of the whole name as
# written, as heard, as seen; `n1`…`n4` and `s1`…`s4` the characters and syllables by position, the 4th of all the rest;
# a value that is not `_stated` is what the number says; `peers` numbers the people of one sex and decade of birth, who
# draw their names from one fashion; `whole` is a key of name, sex and birth date where all three are there and stated.
SCHEMA = pl.Schema(
    {
        "row": pl.Int64,
        "num": pl.Int64,
        "raw": pl.Int64,
        "num_kind": pl.Int8,
        "name": pl.Int64,
        "sound": pl.Int64,
        "shape": pl.Int64,
        "name_length": pl.Int8,
        **{f"n{i}": pl.Int32 for i in range(1, 5)},
        **{f"s{i}": pl.Int32 for i in range(1, 5)},
        "sex": pl.Int8,
        "sex_stated": pl.Boolean,
        "birth": pl.Int32,
        "birth_stated": pl.Boolean,
        "birth_year": pl.Int16,
        "birth_month": pl.Int8,
        "birth_day": pl.Int8,
        "birth_count": pl.Int32,
        "birth_either_way": pl.Int32,
        "peers": pl.Int32,
        "whole": pl.Int64,
        "village": pl.Int64,
        "town": pl.Int64,
        "county": pl.Int64,
        "phone": pl.Int64,
        "addressed": pl.Boolean,
        "address": pl.String,
        "mistyped": pl.String,
    }
)


def prepared(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the columns of `SCHEMA` for `rows` of the input contract that also carry `row` (their position)."""
    number = numbers(rows["citizen_id"])
    columns = pl.concat(
        [
            rows.select(pl.col("row").cast(pl.Int64)),
            number.drop("birth", "sex"),
            name_keys(rows["name"]),
            births(rows["birth_date"], number["birth"]),
            sexes(rows["sex"], number["sex"]),
            divisions(rows["division"]),
            phones(rows["phone"]),
            rows.select("address", pl.col("address").is_not_null().alias("addressed")),
        ],
        how="horizontal",
    )
    peers = (pl.col("birth_year") // 10 * 2 + pl.col("sex")).alias("peers")
    return columns.with_columns(peers, _whole(columns)).select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())


def _whole(columns: pl.DataFrame) -> pl.Series:
    said = [columns[name].fill_null(0).to_numpy() for name in ("name", "sex", "birth")]
    known = pl.col("name", "birth_day", "sex").is_not_null()
    there = columns.select(pl.all_horizontal(known, pl.col("birth_stated", "sex_stated"))).to_series()
    return pl.Series("whole", mixed(*said)).set(~there, None)
