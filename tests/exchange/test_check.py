"""All rows are checked at once: every finding has its row, and no value is repeated in a message."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from huangce.exchange.check import Checked, check
from huangce.exchange.findings import USUAL_ROWS
from huangce.exchange.formats import FORMATS
from huangce.exchange.mapping import recognise_with
from huangce.exchange.messages import MESSAGES
from huangce.exchange.reading import read_table
from huangce.rules.problems import PROBLEMS
from tests.exchange.files import write_csv, write_xlsx

TODAY = date(2025, 6, 30)
REGISTER = [
    "户号",
    "与户主关系",
    "姓名",
    "性别",
    "民族",
    "出生日期",
    "公民身份号码",
    "村居代码",
    "户籍地址",
    "迁入日期",
]
LIN = ["1", "户主", "林国强", "男", "汉", "1950-03-07", "990101195003071239", "511703001001", "东街1号", "1998-05-01"]
CHEN = ["1", "妻", "陈秀英", "女", "汉族", "1948-02-15", "990101194802154263", "511703001001", "东街1号", ""]


def checked_rows(path: Path, rows: list[list[Any]], header: list[str] = REGISTER) -> Checked:
    table = read_table(write_csv(path / "户籍.csv", [header, *rows]))
    found = recognise_with(None, table)
    return check(table, found.format, found.mapping, today=TODAY)


def changed(row: list[Any], **values: str) -> list[Any]:
    columns = {"sex": 3, "born": 5, "number": 6, "division": 7, "address": 8, "moved": 9, "relation": 1, "name": 2}
    return [next((new for name, new in values.items() if columns[name] == i), old) for i, old in enumerate(row)]


def found(checked: Checked) -> set[tuple[str, int | None, str]]:
    """Return code, row and column of all findings but that of the division 99, which every fixture has."""
    rows = checked.problems.select("code", "row", "column").rows()
    return {row for row in rows if row[0] != "citizen-id-unknown-division"}


def test_it_works(tmp_path: Path) -> None:
    checked = checked_rows(tmp_path, [LIN, CHEN])
    assert found(checked) == set()
    lin = checked.frame.row(0, named=True)
    assert lin["row"] == 2
    assert lin["sex"] == "1"
    assert lin["ethnicity"] == "01"
    assert lin["relation"] == "02"
    assert lin["birth_date"] == date(1950, 3, 7)
    assert lin["citizen_id"] == "990101195003071239"
    assert lin["marital_status"] is None
    assert checked.usable.all()
    assert checked.counts == {"rows": 2, "usable": 2, "with_error": 0, "with_warning": 2}


@pytest.mark.parametrize(
    ("change", "code", "column"),
    [
        ({"name": ""}, "required-missing", "姓名"),
        ({"number": "无"}, "expected-missing", "公民身份号码"),
        ({"address": " "}, "expected-missing", "户籍地址"),
        ({"number": "990101195003071234"}, "citizen-id-check", "公民身份号码"),
        ({"number": "9.90101E+17"}, "number-eaten", "公民身份号码"),
        ({"number": "99010119500307"}, "citizen-id-length", "公民身份号码"),
        ({"sex": "女"}, "sex-contradicts-number", "性别"),
        ({"sex": "公"}, "code-unknown", "性别"),
        ({"relation": "邻居家的"}, "code-unknown", "与户主关系"),
        ({"born": "1950-03-08"}, "birth-date-contradicts-number", "出生日期"),
        ({"moved": "1998-02-30"}, "date-impossible", "迁入日期"),
        ({"moved": "前年"}, "date-unreadable", "迁入日期"),
        ({"moved": "2025-07-01"}, "date-future", "迁入日期"),
        ({"division": "5117"}, "division-format", "村居代码"),
        ({"division": "999999999999"}, "division-unknown", "村居代码"),
        ({"name": "林国强2"}, "name-characters", "姓名"),
        ({"name": "990101195003071239"}, "name-is-number", "姓名"),
        ({"name": "林\u200b国强"}, "invisible-characters", "姓名"),
        ({"name": "林国\ue000"}, "private-use-character", "姓名"),
    ],
)
def test_a_fault_is_found_in_its_row_and_column(tmp_path: Path, change: dict[str, str], code: str, column: str) -> None:
    checked = checked_rows(tmp_path, [CHEN, changed(LIN, **change)])
    assert (code, 3, column) in found(checked)
    assert len(found(checked)) == 1
    assert found(checked_rows(tmp_path, [CHEN, LIN])) == set()


def test_what_can_be_read_is_no_fault(tmp_path: Path) -> None:
    rows = [
        changed(LIN, number=" ９９０１０１１９５００３０７１２３９ ", name="林　国强", moved="1998年5月1日", sex="1"),
        changed(CHEN, number='="990101194802154263"', born="19480215", name="'陈秀英"),
    ]
    checked = checked_rows(tmp_path, rows)
    assert found(checked) == set()
    assert checked.frame["name"].to_list() == ["林国强", "陈秀英"]
    assert checked.frame["citizen_id"].to_list() == ["990101195003071239", "990101194802154263"]


def test_repeated_rows_and_numbers_name_the_first(tmp_path: Path) -> None:
    checked = checked_rows(tmp_path, [LIN, CHEN, LIN, changed(LIN, address="西街2号")])
    assert found(checked) == {("row-duplicated", 4, ""), ("number-repeated", 5, "公民身份号码")}
    messages = checked.problems.filter(pl.col("row") > 3)["message"].to_list()
    assert all("第 2 行" in message for message in messages if "相同" in message)


def test_a_repeated_key_is_named_where_the_list_has_one(tmp_path: Path) -> None:
    header = ["地址编码", "村居代码", "地址全称", "经度", "纬度"]
    rows = [["1", "511703001001", "东街1号", "107.5", "31.2"], ["1", "511703001001", "东街2号", "31.2", "107.5"]]
    checked = checked_rows(tmp_path, rows, header)
    assert found(checked) == {
        ("key-repeated", 3, "地址编码"),
        ("coordinates-outside", 3, "经度"),
        ("coordinates-outside", 3, "纬度"),
    }
    assert checked.frame["longitude"].dtype == pl.Float64


def test_dates_out_of_order_are_found(tmp_path: Path) -> None:
    header = ["死者姓名", "死亡日期", "火化日期"]
    checked = checked_rows(tmp_path, [["林国强", "2024-01-05", "2024-01-04"]], header)
    assert ("dates-out-of-order", 2, "火化日期") in found(checked)


def test_swapped_columns_are_named(tmp_path: Path) -> None:
    rows = [[*row[:2], row[6], *row[3:6], row[2], *row[7:]] for row in (LIN, CHEN)]
    checked = checked_rows(tmp_path, rows)
    assert ("columns-swapped", None, "姓名") in found(checked)
    assert not checked.usable.any()


def test_a_row_with_shifted_cells_is_not_used(tmp_path: Path) -> None:
    shifted = [*LIN[:8], "东街", *LIN[8:]]
    checked = checked_rows(tmp_path, [CHEN, shifted])
    assert ("cells-beyond-header", 3, "") in found(checked)
    assert checked.usable.to_list() == [True, False]


def test_a_warning_on_most_rows_is_told_once(tmp_path: Path) -> None:
    rows = [changed(CHEN, address="") for _ in range(USUAL_ROWS + 1)]
    rows = [[str(i), *row[1:]] for i, row in enumerate(rows)]
    checked = checked_rows(tmp_path, rows)
    missing = checked.problems.filter(pl.col("code") == "expected-missing")
    assert missing["row"].to_list() == [None]
    assert str(USUAL_ROWS + 1) in missing["message"][0]


def test_a_number_eaten_in_a_workbook_is_lost_in_every_row(tmp_path: Path) -> None:
    rows = [["姓名", "身份证号码", "火化日期"], *[["林国强", 990101195003071239, "2024-01-05"]] * 1500]
    table = read_table(write_xlsx(tmp_path / "火化.xlsx", rows))
    named = recognise_with(None, table)
    checked = check(table, named.format, named.mapping, today=TODAY)
    eaten = checked.problems.filter(pl.col("code") == "number-eaten")
    assert eaten["row"].to_list() == list(range(2, 1502))
    assert checked.frame["citizen_id"].null_count() == 1500
    assert "expected-missing" not in checked.problems["code"].cast(pl.String).to_list()


def test_only_the_mapped_columns_are_read(tmp_path: Path) -> None:
    table = read_table(write_csv(tmp_path / "a.csv", [[*REGISTER, "备注"], [*LIN, "9.90101E+17"]]))
    checked = check(table, FORMATS["register"], {"name": "姓名", "household_no": "户号"}, today=TODAY)
    assert found(checked) == set()
    assert checked.frame["birth_date"].to_list() == [None]


def test_an_empty_list_says_so(tmp_path: Path) -> None:
    checked = checked_rows(tmp_path, [])
    assert found(checked) == {("nothing-to-read", None, "")}
    assert checked.frame.columns == checked_rows(tmp_path, [LIN]).frame.columns
    assert checked.frame.schema == checked_rows(tmp_path, [LIN]).frame.schema


def test_every_problem_of_a_value_has_its_chinese_sentence() -> None:
    spoken = {code for code in PROBLEMS if code.startswith(("citizen-id", "date", "code"))}
    assert spoken <= set(MESSAGES)


def test_no_message_repeats_a_value(tmp_path: Path) -> None:
    rows = [changed(LIN, number="990101195003071234", name="990101195003071239"), changed(LIN, number="9901")]
    checked = checked_rows(tmp_path, rows)
    assert not checked.problems["message"].str.contains(r"\d{4}").any()
