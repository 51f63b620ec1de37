"""A department's list of addresses: what is wrong with each row, and every row back, corrected and in order."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from huangce.addressing import parse
from huangce.addressing.checking import LEVEL_OF, OF_A_FILE, check, count
from huangce.addressing.problems import CODES
from huangce.commands.addresses import addresses as commands
from huangce.commands.tables import WhichColumn

HERE = "四川省达州市达川区石桥镇"
TEXTS = [
    "石桥镇列宁街１２号三单元二楼",
    "达川区石桥镇列宁街12号 张三13912345678",
    "",
    "鼓楼区中山路3号",
    "石桥镇列宁街12号3单元2楼",
    "石桥镇翠屏花园列宁街12号3栋501",
    "石桥镇固家村王家屯5号",
]


def test_it_works() -> None:
    rows = list(check(TEXTS, default_division="511703"))
    assert [row.row for row in rows] == list(range(1, len(TEXTS) + 1))
    assert [row.text for row in rows] == TEXTS
    assert [row.standard for row in rows[:4]] == [f"{HERE}列宁街12号3单元2层", f"{HERE}列宁街12号", "", ""]
    assert [row.confidence for row in rows] == ["certain", "look", "none", "none", "certain", "certain", "certain"]
    assert rows[3].problems == (("division-ambiguous", "error"),)
    assert rows[4].problems == (("duplicate", "warning"),)
    assert [str(change) for change in rows[0].changes[-3:]] == [
        "written plate: １２号 → 12号",
        "written unit: 三单元 → 3单元",
        "written floor: 二楼 → 2层",
    ]
    assert "moved place: 翠屏花园 → 翠屏花园" in [str(change) for change in rows[5].changes]
    assert count(rows)["empty", "error"] == 1


def test_what_is_left_out_is_counted_and_not_repeated() -> None:
    (row,) = check(["达川区石桥镇列宁街12号 张三13912345678"])
    assert [change.before for change in row.changes if change.kind == "left-out"] == ["13"]
    assert "张三" not in str(row.changes)
    assert not [change for change in next(iter(check([TEXTS[6]]))).changes if change.kind == "left-out"]


def test_a_standard_address_needs_no_change() -> None:
    rows = list(check([parse(text, default_division="511703").standard for text in (TEXTS[0], TEXTS[5], TEXTS[6])]))
    assert [row.confidence for row in rows] == ["certain"] * 3
    assert not any(row.changes for row in rows)


def test_every_problem_has_a_level_and_a_sentence() -> None:
    assert set(LEVEL_OF) <= {*CODES, *OF_A_FILE}


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet"])
def test_every_row_comes_back_in_order_with_what_was_changed(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"list{suffix}"
    table = pl.DataFrame({"序号": [str(i) for i in range(len(TEXTS))], "住址": TEXTS, "standard": ["x"] * len(TEXTS)})
    {".csv": table.write_csv, ".xlsx": table.write_excel, ".parquet": table.write_parquet}[suffix](file)
    done = CliRunner().invoke(commands, ["check", str(file), "--fix", "--division", "511703"], catch_exceptions=False)
    assert done.exit_code == 0
    assert "7 rows: 4 certain, 1 look, 2 none" in done.stdout
    fixed = tmp_path / f"list.fixed{suffix}"
    back = pl.read_excel(fixed, infer_schema_length=0) if suffix == ".xlsx" else (
        pl.read_csv(fixed, infer_schema_length=0) if suffix == ".csv" else pl.read_parquet(fixed)
    )  # fmt: skip
    assert back["序号"].to_list() == table["序号"].to_list()
    assert back["standard"].to_list() == ["x"] * len(TEXTS)
    assert back["check_standard"].fill_null("").to_list()[:3] == [f"{HERE}列宁街12号3单元2层", f"{HERE}列宁街12号", ""]


def test_without_fix_nothing_is_written_and_json_names_the_rows(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    pl.DataFrame({"a": TEXTS}).write_csv(file)
    done = CliRunner().invoke(commands, ["check", str(file), "--json", "--division", "511703"], catch_exceptions=False)
    said = json.loads(done.stdout)
    assert said["rows"] == len(TEXTS)
    assert said["written"] is None
    assert {"row": 4, "problems": ["division-ambiguous"]} in said["found"]
    assert [one.name for one in tmp_path.iterdir()] == ["list.csv"]


def test_a_list_of_several_columns_must_say_which_holds_addresses(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    pl.DataFrame({"住址": TEXTS, "户籍地址": TEXTS}).write_csv(file)
    assert isinstance(CliRunner().invoke(commands, ["check", str(file)]).exception, WhichColumn)
