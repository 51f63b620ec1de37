"""The sender gets the own file back, every row answered, nothing else changed."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter

from huangce.exchange.answers import COLUMNS, RowsUnanswered, answer_suffix, answers_to, write_answers
from huangce.exchange.check import Checked, check
from huangce.exchange.mapping import recognise_with
from huangce.exchange.reading import Table, read_table, sources_of
from tests.exchange.files import write_csv, write_xls, write_xlsx

ROWS: list[list[Any]] = [
    ["清河县火化名单"],
    ["死者姓名", "身份证号码", "火化日期", "生前住址", "备注"],
    ["林国强", "990101195003071239", "2024-01-05", "东街1号", None],
    [],
    ["陈秀英", "990101194802154268", "2024-02-30", "西街 2号 ", "-5"],
    ["合计", "2人"],
]


def read_and_check(path: Path) -> tuple[Table, Checked]:
    table = read_table(path)
    named = recognise_with(None, table)
    return table, check(table, named.format, named.mapping, today=date(2025, 6, 30))


def answered(path: Path) -> tuple[Path, Table]:
    table, checked = read_and_check(path)
    out = path.with_name("答复" + answer_suffix(table))
    write_answers(path, table, answers_to(checked), out)
    return out, table


def all_cells(path: Path) -> list[tuple[str | None, ...]]:
    return next(sources_of(path)[0].read(None)).cells.rows()


@pytest.mark.parametrize(
    ("name", "encoding", "separator"),
    [
        ("a.csv", "gb18030", ","),
        ("a.csv", "utf-8-sig", ";"),
        ("a.txt", "utf-16", "\t"),
        ("a.xlsx", "", ""),
        ("a.xls", "", ""),
    ],
)
def test_it_works(tmp_path: Path, name: str, encoding: str, separator: str) -> None:
    path = tmp_path / name
    if encoding:
        write_csv(path, ROWS, encoding=encoding, separator=separator)
    else:
        (write_xlsx if name.endswith("x") else write_xls)(path, ROWS)
    out, table = answered(path)
    before, after = all_cells(path), all_cells(out)
    width = len(before[0])
    assert [row[:width] for row in after] == before
    assert after[1][width:] == tuple(COLUMNS.values())
    assert after[2][width] == "已接收"
    assert "date-impossible" in (after[4][width + 1] or "")
    assert "火化日期：日期不存在" in (after[4][width + 2] or "")
    assert after[0][width:] == after[5][width:] == (None, None, None)
    assert out.suffix == (".csv" if encoding else path.suffix)
    if encoding:
        assert next(sources_of(out)[0].read(None)).style == table.style


def test_kinds_of_cells_come_back(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        page = book.add_worksheet("名单")
        page.merge_range("A1:D1", "火化名单")
        page.write_row("A2", ["死者姓名", "火化日期", "序号", "备注"])
        page.write("A3", "林国强")
        page.write_datetime("B3", datetime(2024, 1, 5), book.add_format({"num_format": "yyyy-mm-dd"}))  # noqa: DTZ001
        page.write_number("C3", 1.5)
        page.write_formula("D3", "=1=1", None, True)
        book.add_worksheet("说明").write("A1", "一行说明")
    out, table = answered(tmp_path / "a.xlsx")
    grids = [next(one.read(None)) for one in sources_of(out)]
    assert [grid.sheet for grid in grids] == ["名单", "说明"]
    assert grids[0].kinds is not None
    assert grids[0].kinds.row(2)[:4] == ("text", "date", "number", "boolean")
    assert (0, 0, 0, 3) in grids[0].merges
    assert read_table(out).frame.select(table.frame.columns).rows() == table.frame.rows()


def test_what_a_spreadsheet_would_execute_is_escaped_and_read_back(tmp_path: Path) -> None:
    harm = ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "=HYPERLINK(1)"]
    plain = ["-5", "+8613900000000", "-", '="0017"', "a=b"]
    rows = [["死者姓名", "火化日期", "生前住址"], *[["林国强", "2024-01-05", text] for text in harm + plain]]
    path = write_csv(tmp_path / "a.csv", rows)
    out, _ = answered(path)
    addresses = [row[2] for row in all_cells(out)[1:]]
    assert addresses == ["'" + text for text in harm] + plain
    _, first = read_and_check(path)
    _, second = read_and_check(out)
    assert second.frame["address"].to_list() == first.frame["address"].to_list()


def test_formulas_never_reach_a_workbook(tmp_path: Path) -> None:
    rows = [
        ["死者姓名", "火化日期", "生前住址"],
        ["林国强", "2024-01-05", "=1+1"],
        ["陈秀英", "2024-01-05", "http://x"],
    ]
    out, _ = answered(write_xlsx(tmp_path / "a.xlsx", rows))
    assert [row[2] for row in all_cells(out)] == ["生前住址", "=1+1", "http://x"]
    assert next(sources_of(out)[0].read(None)).formulas == 0


def test_every_row_must_be_answered_once(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", ROWS)
    table, checked = read_and_check(path)
    answers = answers_to(checked)
    for wrong in (answers.head(1), pl.concat([answers, answers.head(1)]), answers.with_columns(row=pl.col("row") + 1)):
        with pytest.raises(RowsUnanswered):
            write_answers(path, table, wrong, tmp_path / "out.csv")
    assert not (tmp_path / "out.csv").exists()


def test_results_of_the_office_may_replace_the_usual_ones(tmp_path: Path) -> None:
    _, checked = read_and_check(write_csv(tmp_path / "a.csv", ROWS))
    assert answers_to(checked)["result"].to_list() == ["已接收", "退回"]
    assert answers_to(checked, pl.Series(["已匹配", "待核实"]))["result"].to_list() == ["已匹配", "待核实"]
