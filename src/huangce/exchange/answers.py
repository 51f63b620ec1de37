"""The sender's own file back, every row answered in added columns: result, codes of problems, problems in words,
and what else the agreement lets go back.

The family of the file stays what it was: xlsx, xls, or text in its own encoding and separator. Every sheet and
every row comes back as it was written, titles and feet included. A cell that a spreadsheet would execute (formula
injection: a leading = + - @ in a text file) is escaped with an apostrophe, which our own reader takes off again; in
workbooks texts are written as texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from huangce.errors import Refused
from huangce.exchange.answer_files import WRITERS
from huangce.exchange.check import Checked
from huangce.exchange.reading import Table, sources_of
from huangce.exchange.reading.grid import Grid, Source

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
RESULTS = pl.Enum([RECEIVED, SENT_BACK])


class RowsUnanswered(Refused):
    """The answers do not fit the rows of {file}: {missing} rows have no answer, {surplus} answers have no row."""

    code = "rows-unanswered"


def answers_to(checked: Checked, results: pl.Series | None = None) -> pl.DataFrame:
    """Return `row, result, codes, message` for every row of a checked list.

    results: what became of each row, in the order of the frame; 已接收 for usable rows and 退回 for others if not
    given.
    """
    if results is None:
        said_of = pl.when(checked.usable).then(pl.lit(RECEIVED, RESULTS)).otherwise(pl.lit(SENT_BACK, RESULTS))
        results = pl.select(said_of).to_series()
    said = pl.when(pl.col("column") != "").then(pl.format("{}：{}", "column", "message")).otherwise("message")
    problems = (
        checked.problems.filter(pl.col("row").is_not_null())
        .group_by("row", maintain_order=True)
        .agg(
            codes=pl.col("code").cast(pl.String).unique(maintain_order=True).str.join(";"), message=said.str.join("；")
        )
    )
    rows = pl.DataFrame({"row": checked.rows.numbers, "result": results})
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
    pages = (
        (grid, _beside(grid, *by_sheet[grid.sheet]) if grid.sheet in by_sheet else None)
        for source in sources_of(path_in)
        for grid in _of_one_width(source)
    )
    _, write = WRITERS[answered[0][0].family]
    draft = path_out.with_name(f".{path_out.name}.tmp")
    write(draft, pages)
    draft.replace(path_out)


def answer_suffix(table: Table) -> str:
    """Return the ending that the name of the answered file should have: `.csv`, `.xlsx` or `.xls`."""
    return WRITERS[table.family][0]


def _of_one_width(source: Source) -> Iterator[Grid]:
    """Yield the grids of a sheet, all as wide as the widest, so that the answers stand in the same columns."""
    grids = source.read(None)
    first = next(grids)
    if first.is_last:
        yield first
        return
    width = max(first.cells.width, *(grid.cells.width for grid in grids))
    for grid in source.read(None):
        nothing = (pl.lit(None, pl.String).alias(f"c{i}") for i in range(grid.cells.width, width))
        yield replace(grid, cells=grid.cells.with_columns(nothing))


def _refuse_gaps(table: Table, answers: pl.DataFrame) -> None:
    rows, given = table.rows.cast(pl.Int64), answers["row"].cast(pl.Int64)
    if rows.equals(given):
        return
    missing = rows.filter(~rows.is_in(given.implode())).n_unique()
    surplus = len(given) - given.filter(given.is_in(rows.implode())).n_unique()
    if missing or surplus:
        raise RowsUnanswered(file=table.file, missing=missing, surplus=surplus)


def _beside(grid: Grid, table: Table, answers: pl.DataFrame) -> pl.DataFrame:
    """Return the columns that stand beside all rows of a grid."""
    first, end = grid.first_row + 1, grid.first_row + grid.cells.height + 1
    if grid.is_last and len(table.rows) and int(table.rows[-1]) >= end:
        raise RowsUnanswered(file=table.file, missing=0, surplus=int(table.rows[-1]) + 1 - end)
    columns = {name: title for name, title in (COLUMNS | RETURNED).items() if name in answers.columns}
    header = pl.DataFrame({"row": [table.header_row], **{name: [text] for name, text in columns.items()}})
    told = answers.filter(pl.col("row").is_between(first, end - 1))
    texts = pl.concat([header, told.select(pl.col("row").cast(pl.Int64), pl.col(*columns).cast(pl.String))])
    rows = pl.DataFrame({"row": pl.int_range(first, end, eager=True)})
    return rows.join(texts, on="row", how="left", maintain_order="left").drop("row")
