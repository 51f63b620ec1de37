"""Findings of all rows of a list at once, as a frame: a million rows with a problem each cost no million objects."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from huangce.errors import Problem
from huangce.exchange.messages import MESSAGES, level, message

CODES = pl.Enum(list(MESSAGES))
LEVELS = pl.Enum(["error", "warning", "info"])
SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "code": CODES,
    "level": LEVELS,
    "row": pl.UInt32,
    "column": pl.String,
    "message": pl.String,
}
# A warning is told once for the column when it holds for more rows than both of these.
USUAL_ROWS = 100
USUAL_SHARE = 0.5


class Findings:
    """Collects what is wrong with the rows of one list. `rows` are the row numbers that the sender sees."""

    def __init__(self, rows: pl.Series) -> None:
        self.rows = rows
        self._parts: list[pl.DataFrame] = []

    def add(self, code: str, where: pl.Series, column: str = "", *, other: pl.Series | None = None) -> None:
        """Note a finding for each row where a mask holds; `other` is, for every row, the number of the row it names."""
        where = where.fill_null(value=False)
        if where.any():
            rows = self.rows.filter(where)
            others = pl.lit(None, pl.UInt32) if other is None else other.filter(where)
            self._append(pl.lit(code, CODES), rows, column, others)

    def add_codes(self, codes: pl.Series, column: str, *, but: tuple[str, ...] = ()) -> None:
        """Note the finding that stands beside each row, null for none, except those that are said otherwise (`but`)."""
        where = codes.is_not_null() & ~codes.is_in(pl.Series(but, dtype=pl.String).implode())
        if where.any():
            self._append(codes.filter(where).cast(CODES), self.rows.filter(where), column, pl.lit(None, pl.UInt32))

    def add_for_list(self, code: str, column: str = "") -> None:
        """Note a finding about a column or the list as a whole."""
        self._append(pl.lit(code, CODES), pl.Series([None], dtype=pl.UInt32), column, pl.lit(None, pl.UInt32))

    def add_problems(self, problems: Iterable[Problem]) -> None:
        """Note problems that the reader found."""
        for problem in problems:
            self._append(
                pl.lit(problem.code, CODES),
                pl.Series([problem.where.row], dtype=pl.UInt32),
                problem.where.column,
                pl.lit(None, pl.UInt32),
            )

    def _append(self, code: pl.Expr | pl.Series, rows: pl.Series, column: str, other: pl.Expr | pl.Series) -> None:
        frame = pl.DataFrame({"row": rows})
        self._parts.append(frame.select(code=code, row="row", column=pl.lit(column), other=other))

    def frame(self) -> pl.DataFrame:
        """Return `code, level, row, column, message` by row, findings about the whole list (row null) first.

        A warning that holds for most rows of a column says something of the column: it is noted once, with its count.
        """
        if not self._parts:
            return pl.DataFrame(schema=SCHEMA)
        collected = pl.concat(self._parts).with_columns(text=pl.col("code").cast(pl.String))
        collected = collected.with_columns(
            level=pl.col("text").replace_strict({code: level(code) for code in MESSAGES}, return_dtype=LEVELS),
            message=pl.col("text").replace_strict({code: message(code) for code in MESSAGES}, return_dtype=pl.String),
            times=pl.len().over("code", "column"),
        )
        usual = (pl.col("times") > max(USUAL_ROWS, len(self.rows) * USUAL_SHARE)) & pl.col("row").is_not_null()
        usual = usual & (pl.col("level") != "error") & pl.col("other").is_null()
        once = collected.filter(usual).unique(["code", "column"], maintain_order=True)
        once = once.with_columns(
            row=pl.lit(None, pl.UInt32), message=pl.format("{}（共 {} 行如此，不逐行列出）", "message", "times")
        )
        sentence = pl.col("message").str.replace("{other}", pl.col("other").cast(pl.String), literal=True)
        rest = collected.filter(~usual).with_columns(
            message=pl.when(pl.col("other").is_not_null()).then(sentence).otherwise("message")
        )
        found = pl.concat([once, rest]).select(list(SCHEMA))
        return found.sort("row", nulls_last=False, maintain_order=True)
