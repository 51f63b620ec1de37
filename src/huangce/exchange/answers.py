"""The sender's own file back, every row answered in added columns: result, codes of problems, problems in words,
and what else the agreement lets go back.

The family of the file stays what it was: xlsx, xls, or text in its own encoding and separator. Every sheet and
every row comes back as it was written, titles and feet included. A cell that a spreadsheet would execute (formula
injection: a leading = + - @ in a text file) is escaped with an apostrophe, which our own reader takes off again; in
workbooks texts are written as texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from huangce.errors import Refused
from huangce.exchange.answer_files import WRITERS
from huangce.exchange.check import Checked
from huangce.exchange.reading import Table, grids_of
from huangce.exchange.reading.grid import Grid

COLUMNS = {"result": "处理结果", "codes": "问题代码", "message": "问题说明"}
# What an agreement's `returns` may add to them, see `agreements.RETURNS`.
RETURNED = {
    "matched": "是否对得上人",
    "registered": "是否在本地登记",
    "registered_place": "登记地",
    "cancelled": "是否已注销",
    "decision": "核实结论",
}
RECEIVED, SENT_BACK = "已接收", "退回"


class RowsUnanswered(Refused):
    """The answers do not fit the rows of {file}: {missing} rows have no answer, {surplus} answers have no row."""

    code = "rows-unanswered"


def answers_to(checked: Checked, results: pl.Series | None = None) -> pl.DataFrame:
    """Return `row, result, codes, message` for every row of a checked list.

    results: what became of each row, in the order of the frame; 已接收 for usable rows and 退回 for others if not
    given.
    """
    if results is None:
        results = pl.select(pl.when(checked.usable).then(pl.lit(RECEIVED)).otherwise(pl.lit(SENT_BACK))).to_series()
    said = pl.when(pl.col("column") != "").then(pl.format("{}：{}", "column", "message")).otherwise("message")
    problems = (
        checked.problems.filter(pl.col("row").is_not_null())
        .group_by("row", maintain_order=True)
        .agg(
            codes=pl.col("code").cast(pl.String).unique(maintain_order=True).str.join(";"), message=said.str.join("；")
        )
    )
    rows = pl.DataFrame({"row": checked.frame["row"], "result": results})
    return rows.join(problems, on="row", how="left", maintain_order="left")


def write_answers(path_in: Path, table: Table, answers: pl.DataFrame, path_out: Path) -> None:
    """Write the file `path_in` with the answers to the rows of one of its lists to `path_out`.

    answers: `row, result, codes, message`, one for each row of the table. Raises `RowsUnanswered`.
    """
    write_all_answers(path_in, [(table, answers)], path_out)


def write_all_answers(path_in: Path, answered: Sequence[tuple[Table, pl.DataFrame]], path_out: Path) -> None:
    """Write a file of several lists with the answers to each, as `write_answers` does for one."""
    by_sheet = {table.sheet: (table, answers) for table, answers in answered}
    for table, answers in answered:
        _refuse_gaps(table, answers)
    pages = [
        (grid, _beside(grid, *by_sheet[grid.sheet]) if grid.sheet in by_sheet else None) for grid in grids_of(path_in)
    ]
    _, write = WRITERS[answered[0][0].family]
    write(path_out, pages)


def answer_suffix(table: Table) -> str:
    """Return the ending that the name of the answered file should have: `.csv`, `.xlsx` or `.xls`."""
    return WRITERS[table.family][0]


def _refuse_gaps(table: Table, answers: pl.DataFrame) -> None:
    rows, given = set(table.rows.to_list()), answers["row"].to_list()
    missing, surplus = len(rows - set(given)), len(given) - len(rows & set(given))
    if missing or surplus:
        raise RowsUnanswered(file=table.file, missing=missing, surplus=surplus)


def _beside(grid: Grid, table: Table, answers: pl.DataFrame) -> pl.DataFrame:
    """Return the columns that stand beside all rows of a sheet."""
    height = grid.cells.height
    if len(table.rows) and int(table.rows[-1]) > height:
        raise RowsUnanswered(file=table.file, missing=0, surplus=int(table.rows[-1]) - height)
    columns = {name: title for name, title in (COLUMNS | RETURNED).items() if name in answers.columns}
    header = pl.DataFrame({"row": [table.header_row], **{name: [text] for name, text in columns.items()}})
    texts = pl.concat([header, answers.select(pl.col("row").cast(pl.Int64), *columns)])
    rows = pl.DataFrame({"row": pl.int_range(1, height + 1, eager=True)})
    return rows.join(texts, on="row", how="left", maintain_order="left").drop("row")
