"""Lists are read as they were written, whatever program wrote them."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from huangce.exchange.reading import Table, read_table, read_tables
from huangce.exchange.reading.encoding import decode
from huangce.exchange.reading.unreadable import SeveralSheets, SheetMissing
from tests.exchange.files import CREMATION_HEADER, CREMATION_ROWS, write_csv, write_xls, write_xlsx

LIST = [CREMATION_HEADER, *CREMATION_ROWS]
AS_TEXT = [tuple(map(str, row)) for row in CREMATION_ROWS]


def codes(table: Table) -> list[tuple[str, int | None]]:
    return [(problem.code, problem.where.row) for problem in table.problems]


def test_it_works(tmp_path: Path) -> None:
    table = read_table(write_csv(tmp_path / "火化.csv", LIST))
    assert table.frame.columns == CREMATION_HEADER
    assert table.frame.rows() == AS_TEXT
    assert table.header_row == 1
    assert table.rows.to_list() == [2, 3]
    assert table.problems == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
def test_every_encoding_and_separator_gives_the_same_table(tmp_path: Path, encoding: str, separator: str) -> None:
    table = read_table(write_csv(tmp_path / "火化.txt", LIST, encoding=encoding, separator=separator))
    assert table.frame.rows() == AS_TEXT
    assert table.style.separator == separator


@given(
    cells=st.lists(
        st.lists(
            st.text(st.characters(codec="gb18030", exclude_characters='\0\r\n"'), min_size=1), min_size=3, max_size=3
        ),
        min_size=1,
        max_size=5,
    ),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
)
def test_text_comes_back_from_every_encoding(cells: list[list[str]], encoding: str) -> None:
    text = "姓名,证件号码,住址\n" + "".join(",".join(row) + "\n" for row in cells)
    assert decode("", text.encode(encoding)) == text


def test_titles_stand_above_the_header_and_row_numbers_stay_those_of_the_sheet(tmp_path: Path) -> None:
    rows = [["清河县2024年火化名单"], [], ["填报单位：殡仪馆", None, None, "单位：人"], *LIST]
    for path in (
        write_csv(tmp_path / "a.csv", rows),
        write_xls(tmp_path / "a.xls", rows),
        write_xlsx(tmp_path / "a.xlsx", rows),
    ):
        table = read_table(path)
        assert table.header_row == 4
        assert table.rows.to_list() == [5, 6]
        assert table.titles[0] == "清河县2024年火化名单"
        assert table.frame.rows() == AS_TEXT


def test_a_list_may_begin_anywhere_on_the_sheet(tmp_path: Path) -> None:
    table = read_table(write_xlsx(tmp_path / "a.xlsx", [[], [], *[[None, None, *row] for row in LIST]]))
    assert table.frame.columns == CREMATION_HEADER
    assert table.rows.to_list() == [4, 5]


def test_two_header_rows_are_joined(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        page = book.add_worksheet()
        page.merge_range("A1:H1", "新生儿名单")
        for column, word in {"A": "序号", "B": "新生儿姓名", "C": "出生日期", "H": "住址"}.items():
            page.merge_range(f"{column}2:{column}3", word)
        page.merge_range("D2:E2", "母亲")
        page.merge_range("F2:G2", "父亲")
        page.write_row("D3", ["姓名", "证件号码", "姓名", "证件号码"])
        page.write_row("A4", [1, "林小雨", "2024-03-01", "陈秀英", "990101199003071230", "林国强", "", "东街1号"])
    table = read_table(tmp_path / "a.xlsx")
    assert table.headers == (
        "序号",
        "新生儿姓名",
        "出生日期",
        "母亲姓名",
        "母亲证件号码",
        "父亲姓名",
        "父亲证件号码",
        "住址",
    )
    assert table.header_row == 3
    assert table.frame.row(0)[3] == "陈秀英"


def test_empty_rows_and_columns_are_left_out(tmp_path: Path) -> None:
    rows = [["姓名", None, "性别"], ["林国强", None, "男"], [None, " ", "  "], [], ["陈秀英", None, "女"], []]
    for path in (write_csv(tmp_path / "a.csv", rows), write_xlsx(tmp_path / "a.xlsx", rows)):
        table = read_table(path)
        assert table.frame.columns == ["姓名", "性别"]
        assert table.rows.to_list() == [2, 5]


def test_a_foot_is_no_data_and_is_named(tmp_path: Path) -> None:
    rows = [*LIST, ["合计", None, "2人"], [], ["制表人：王芳", None, None, "填表日期：2024年3月1日"]]
    table = read_table(write_csv(tmp_path / "a.csv", rows))
    assert table.frame.rows() == AS_TEXT
    assert [row for row, _ in table.footers] == [4, 6]
    assert codes(table) == [("footer-row", 4), ("footer-row", 6)]


def test_a_person_on_the_last_row_is_no_foot(tmp_path: Path) -> None:
    rows = [["姓名", "证件号码"], ["负责人", "990101195003071238"]]
    assert read_table(write_csv(tmp_path / "a.csv", rows)).frame.height == 1


def test_a_header_repeated_on_each_page_is_no_data(tmp_path: Path) -> None:
    table = read_table(write_csv(tmp_path / "a.csv", [*LIST, *LIST]))
    assert table.frame.height == 4
    assert codes(table) == [("header-repeated", 4)]


def test_duplicated_headers_are_told_apart_and_reported(tmp_path: Path) -> None:
    table = read_table(write_csv(tmp_path / "a.csv", [["姓名", "性别", "姓名"], ["林国强", "男", "陈秀英"]]))
    assert table.frame.columns == ["姓名", "性别", "姓名（第C列）"]
    assert codes(table) == [("header-duplicate", None)]


def test_a_cell_beyond_the_header_is_reported_with_its_row(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "a.csv", [["姓名", "住址"], ["林国强", "东街1号"], ["陈秀英", "东街", "2号", "3室", "x", "y"]]
    )
    table = read_table(path)
    assert {problem.code for problem in table.problems} == {"cells-beyond-header"}
    assert {problem.where.row for problem in table.problems} == {3}
    assert "y" in table.frame.row(1)


def test_merged_cells_hold_their_value_in_each_row(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["户号", "姓名"])
        page.merge_range("A2:A3", "0017")
        page.write_column("B2", ["林国强", "陈秀英"])
    assert read_table(tmp_path / "a.xlsx").frame["户号"].to_list() == ["0017", "0017"]


def test_dates_and_numbers_of_a_workbook_keep_their_kind(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        page = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy/m/d"})
        page.write_row(0, 0, ["姓名", "死亡日期", "备注", "经度"])
        page.write(1, 0, "林国强")
        page.write_datetime(1, 1, datetime.datetime(2024, 1, 5), day)  # noqa: DTZ001
        page.write_boolean(1, 2, True)
        page.write_number(1, 3, 106.123456789012)
        page.write_row(2, 0, ["陈秀英", "2024.2.11"])
        page.write_datetime(3, 1, datetime.datetime(2024, 1, 5, 13, 20), day)  # noqa: DTZ001
        page.write_number(3, 3, 20240105)
    table = read_table(tmp_path / "a.xlsx")
    assert table.frame.rows() == [
        ("林国强", "2024-01-05", "true", "106.123456789012"),
        ("陈秀英", "2024.2.11", None, None),
        (None, "2024-01-05 13:20:00", None, "20240105"),
    ]
    assert table.kinds is not None
    assert table.kinds["死亡日期"].to_list() == ["date", "text", "date"]
    assert table.kinds["经度"].to_list() == ["number", "text", "number"]


@pytest.mark.parametrize("write", [write_xlsx, write_xls])
def test_a_number_eaten_by_a_spreadsheet_is_named_and_not_guessed(tmp_path: Path, write) -> None:  # type: ignore[no-untyped-def]
    rows = [
        ["姓名", "证件号码"],
        ["甲", 990101195003071238],
        ["乙", "9.90101E+17"],
        ["丙", 990101500307123],
        ["丁", "990101195003071000"],
    ]
    table = read_table(write(tmp_path / "a.any", rows))
    assert codes(table) == [("number-eaten", 2), ("number-eaten", 3)]
    assert table.frame["证件号码"].to_list() == [
        "990101195003071000",
        "9.90101E+17",
        "990101500307123",
        "990101195003071000",
    ]


def test_a_computed_cell_is_read_as_saved_and_named_when_nothing_was_saved(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["姓名", "性别", "备注"])
        page.write(1, 0, "林国强")
        page.write_formula(1, 1, '=IF(1=1,"男","女")', None, "男")
        page.write_formula(1, 2, "=A2", None, "")
        page.write_formula(2, 0, "=1/0", None, "#DIV/0!")
        page.write_formula(3, 0, "=A2")
    table = read_table(tmp_path / "a.xlsx")
    assert table.frame["性别"][0] == "男"
    assert codes(table) == [
        ("formulas-read-as-saved", None),
        ("cell-error", 3),
        ("formula-without-value", 4),
        ("formula-without-value", 2),
    ]


def test_an_html_page_that_calls_itself_xls_is_read(tmp_path: Path) -> None:
    page = """<html><head><meta charset="gb2312"></head><body><table>
    <tr><td colspan=3>火化名单</td></tr><tr><th>户号</th><th>姓名</th><th>性别</th></tr>
    <tr><td rowspan=2>0017</td><td>林&nbsp;国强</td><td>男<tr><td>陈秀英</td><td>女</td></tr></table></body></html>"""
    path = tmp_path / "火化.xls"
    path.write_bytes(page.encode("gbk"))
    table = read_table(path)
    assert table.frame.rows() == [("0017", "林 国强", "男"), ("0017", "陈秀英", "女")]


def test_a_table_within_a_layout_table_is_read(tmp_path: Path) -> None:
    rows = "".join("<tr>" + "".join(f"<td><b>{cell}</b></td>" for cell in row) + "</tr>" for row in LIST)
    path = tmp_path / "火化.xls"
    path.write_text(
        f"<html><table><tr><td>导出<table>{rows}</table></td></tr></table><!-- <td> --></html>", encoding="utf-8"
    )
    assert read_table(path).frame.rows() == AS_TEXT


def test_an_xml_workbook_that_calls_itself_xls_is_read(tmp_path: Path) -> None:
    def row(cells: list[Any]) -> str:
        return "<Row>" + "".join(f'<Cell><Data ss:Type="String">{cell}</Data></Cell>' for cell in cells) + "</Row>"

    space = "urn:schemas-microsoft-com:office:spreadsheet"
    last = '<Row ss:Index="9"><Cell ss:Index="2"><Data ss:Type="String">李四</Data></Cell></Row>'
    text = (
        f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}"><Worksheet ss:Name="名单"><Table>'
        f"{''.join(map(row, LIST))}{last}</Table></Worksheet></Workbook>"
    )
    path = tmp_path / "火化.xls"
    path.write_text(text, encoding="utf-8")
    table = read_table(path)
    assert table.frame.head(2).rows() == AS_TEXT
    assert table.rows.to_list() == [2, 3, 9]


def test_csv_that_calls_itself_xls_is_read(tmp_path: Path) -> None:
    assert read_table(write_csv(tmp_path / "火化.xls", LIST, encoding="gbk", separator="\t")).frame.rows() == AS_TEXT


def test_a_file_with_several_lists_asks_which(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        for village in ("东村", "西村"):
            page = book.add_worksheet(village)
            page.write_row(0, 0, ["姓名", "性别"])
            page.write_row(1, 0, [f"{village}人", "男"])
        book.add_worksheet("空")
        book.add_worksheet("填表说明").write(0, 0, "请逐户填写")
    with pytest.raises(SeveralSheets, match="东村、西村"):
        read_table(tmp_path / "a.xlsx")
    with pytest.raises(SheetMissing):
        read_table(tmp_path / "a.xlsx", sheet="南村")
    assert read_table(tmp_path / "a.xlsx", sheet="西村").frame["姓名"][0] == "西村人"
    tables = read_tables(tmp_path / "a.xlsx")
    assert [table.sheet for table in tables] == ["东村", "西村"]
    assert [problem.where.sheet for problem in tables[0].problems] == ["填表说明"]


def test_a_list_without_rows_is_a_list(tmp_path: Path) -> None:
    assert read_table(write_csv(tmp_path / "a.csv", [CREMATION_HEADER])).frame.height == 0


def test_full_width_headers_and_remarks_in_brackets_are_known(tmp_path: Path) -> None:
    rows = [
        ["说明", None, None],
        ["＊姓　名：", "证件号码（18位）", "性别"],
        ["林国强", "９９０１０１１９５００３０７１２３８", "男"],
    ]
    table = read_table(write_csv(tmp_path / "a.csv", rows))
    assert table.header_row == 2
    assert table.frame.row(0)[1] == "９９０１０１１９５００３０７１２３８"


def test_a_cell_cut_within_a_character_is_reported(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [*LIST, *[["9", "李四", "男", "", "", "", "清河镇"]] * 300], encoding="gbk")
    data = path.read_bytes()
    path.write_bytes(data[:-2] + b"\n")
    table = read_table(path)
    assert codes(table) == [("broken-character", 303)]
    assert table.frame.height == 302


def test_stray_quotation_marks_lose_no_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('姓名,住址\n林国强,东街"1号\n"陈"秀英,东街2号\n"王,五",西街\n', encoding="utf-8")
    table = read_table(path)
    assert table.frame.height == 3
    assert table.frame.row(2) == ("王,五", "西街")
    assert ("stray-quote", 2) in codes(table)


def test_a_million_rows_go_through_columns_and_not_through_loops(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(("姓名,证件号码,住址\n" + "林国强,990101195003071238,清河镇东街12号\n" * 100_000).encode("gbk"))
    table = read_table(path)
    assert table.frame.height == 100_000
    assert table.rows[-1] == 100_001
    assert isinstance(table.rows, pl.Series)
