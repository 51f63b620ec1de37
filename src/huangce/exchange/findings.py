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
    """Collects what is wrong with the rows of one list, part by part.

    rows: the row numbers, as the sender sees them, of the part that is looked at. Kept are numbers of rows, by code and
    column: words are put to them at the end, and none to what holds for most rows.
    """

    def __init__(self) -> None:
        self.rows = pl.Series("row", [], dtype=pl.UInt32)
        self._height = 0
        self._found: dict[tuple[str, str], list[pl.DataFrame]] = {}

    def begin(self, rows: pl.Series) -> None:
        """Look at the next part."""
        self.rows = rows
        self._height += len(rows)

    def add(self, code: str, where: pl.Series, column: str = "") -> None:
        """Note a finding for each row of the part where a mask holds."""
        where = where.fill_null(value=False)
        if where.any():
            self._append(code, column, self.rows.filter(where))

    def add_rows(self, code: str, rows: pl.DataFrame, column: str = "") -> None:
        """Note a finding for each row, whatever its part: `row` and `other`, the number of the row that it names."""
        if rows.height:
            self._append(code, column, rows["row"], rows["other"])

    def add_codes(self, codes: pl.Series, column: str, *, but: tuple[str, ...] = ()) -> None:
        """Note the finding that stands beside each row, null for none, except those that are said otherwise (`but`)."""
        for code in sorted(codes.drop_nulls().cast(pl.String).unique().to_list()):
            if code not in but:
                self._append(code, column, self.rows.filter((codes == code).fill_null(value=False)))

    def add_for_list(self, code: str, column: str = "") -> None:
        """Note a finding about a column or the list as a whole."""
        self._append(code, column, pl.Series([None], dtype=pl.UInt32))

    def add_problems(self, problems: Iterable[Problem]) -> None:
        """Note problems that the reader found; one about the list once, in however many parts it was found."""
        for problem in problems:
            if problem.where.row is None and (problem.code, problem.where.column) in self._found:
                continue
            self._append(problem.code, problem.where.column, pl.Series([problem.where.row], dtype=pl.UInt32))

    def _append(self, code: str, column: str, rows: pl.Series, other: pl.Series | None = None) -> None:
        others = pl.repeat(None, len(rows), dtype=pl.UInt32, eager=True) if other is None else other.cast(pl.UInt32)
        frame = pl.DataFrame({"row": rows.cast(pl.UInt32), "other": others})
        self._found.setdefault((code, column), []).append(frame)

    def frame(self) -> pl.DataFrame:
        """Return `code, level, row, column, message` by row, findings about the whole list (row null) first.

        A warning that holds for most rows of a column says something of the column: it is noted once, with its count.
        """
        parts = [self._said(code, column, pl.concat(frames)) for (code, column), frames in self._found.items()]
        if not parts:
            return pl.DataFrame(schema=SCHEMA)
        return pl.concat(parts).sort("row", nulls_last=False, maintain_order=True)

    def _said(self, code: str, column: str, found: pl.DataFrame) -> pl.DataFrame:
        """Return one finding in words, for each row or, where it is usual, once."""
        words: pl.Expr = pl.lit(message(code))
        times = found.height
        is_usual = times > max(USUAL_ROWS, self._height * USUAL_SHARE) and level(code) != "error"
        if is_usual and found["row"].null_count() == 0 and found["other"].null_count() == times:
            found = pl.DataFrame({"row": [None], "other": [None]}, schema=dict.fromkeys(found.columns, pl.UInt32))
            words = pl.lit(f"{message(code)}（共 {times} 行如此，不逐行列出）")
        elif found["other"].null_count() < times:
            words = pl.format(message(code).replace("{other}", "{}"), "other")
        return found.select(
            code=pl.lit(code, CODES),
            level=pl.lit(level(code), LEVELS),
            row="row",
            column=pl.lit(column),
            message=words,
        )
