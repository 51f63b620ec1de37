"""Cells of columns outside an agreement are not read: a canary in them that would be told of by any reading is not."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from huangce.exchange.agreements import Agreement
from huangce.exchange.deliveries import Delivery, read_file
from huangce.exchange.reading import limits, open_lists, text, workbook_process
from tests.exchange.files import write_xlsx

AGREEMENT = Agreement(
    kind="cremations",
    supplier="民政局",
    purpose="核对应销未销户口",
    legal_ground="户口登记条例第八条",
    fields=("name", "died_on", "cremated_on"),
    frequency="每年",
    retention_months=6,
    returns=("format",),
    contact="社会事务股",
)
HEADER = ["序号", "死者姓名", "身份证号码", "死亡日期", "火化日期", "生前住址", "宗教信仰"]
LONG = "秘" * (limits.CELL_CHARACTERS + 1)  # a reader that looks at it refuses the file


def rows(count: int, canary: str) -> list[list[str]]:
    return [HEADER, *([str(i), f"王{i}", canary, "2024-03-01", "2024-03-03", canary, canary] for i in range(1, count))]


def delivered(path: Path) -> Delivery:
    (found,) = read_file(path, {"cremations": AGREEMENT}, today=date(2026, 1, 1))
    return found


def test_it_works(tmp_path: Path) -> None:
    path = tmp_path / "火化.csv"
    path.write_text("\n".join(",".join(row) for row in rows(50, "密")) + "\n", encoding="utf-8")
    found = delivered(path)
    assert found.checked is not None
    assert found.counts["usable"] == 49
    held = [found.checked.frame, found.table.frame if found.table else None, found.checked.problems, found.mapping]
    assert "密" not in str(held)
    assert {one.code for one in found.problems} == {"column-unknown", "column-not-agreed"}


def test_a_cell_that_cannot_be_read_does_no_harm_in_a_column_that_is_not(tmp_path: Path) -> None:
    """Below the top, in which the header is looked for, nobody looks into such a column."""
    written = rows(100, "密")
    written[80][5] = LONG
    path = tmp_path / "火化.csv"
    path.write_text("\n".join(",".join(row) for row in written) + "\n", encoding="utf-8")
    assert delivered(path).counts["usable"] == 99
    written[80][1] = LONG
    path.write_text("\n".join(",".join(row) for row in written) + "\n", encoding="utf-8")
    assert [one.code for one in delivered(path).problems] == ["cell-too-long"]


def test_of_a_text_file_only_the_agreed_columns_are_parsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[int] | None] = []
    read_csv = pl.read_csv

    def traced(*arguments: object, **options: object) -> pl.DataFrame:
        asked.append(options.get("columns"))  # type: ignore[arg-type]
        return read_csv(*arguments, **options)  # type: ignore[arg-type]

    path = tmp_path / "火化.csv"
    path.write_text("\n".join(",".join(row) for row in rows(100, "密")) + "\n", encoding="utf-8")
    (listed,) = open_lists(path)
    monkeypatch.setattr(text.pl, "read_csv", traced)
    parts = list(listed.parts(["死者姓名", "死亡日期"]))
    assert [part.frame.columns for part in parts] == [["死者姓名", "死亡日期"]]
    assert len(asked) == 1
    assert asked[0] is not None
    assert {1, 3} <= set(asked[0])
    assert not {2, 4, 5, 6} & set(asked[0])


def test_of_a_workbook_the_cells_of_other_columns_never_leave_the_process_that_opens_it(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "火化.xlsx", rows(60, "canary"))
    wanted = {"sheet": open_lists(path)[0].head.sheet, "columns": [0, 1, 3, 4]}
    command = [sys.executable, "-P", workbook_process.__file__, str(path), str(1 << 32), json.dumps(wanted)]
    told = subprocess.run(command, capture_output=True, check=True).stdout
    assert "王59".encode() in told
    assert b"canary" not in told
    found = delivered(path)
    assert found.counts["usable"] == 59


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_row_that_says_something_only_elsewhere_is_answered_and_a_foot_is_none(tmp_path: Path, ending: str) -> None:
    written = rows(5, "x")
    written += [["", "", "", "", "", "只有住址", ""], ["", "", "", "", "", "", ""], ["", "", "制表人：张三"]]
    path = tmp_path / f"火化.{ending}"
    if ending == "csv":
        path.write_text("\n".join(",".join(row) for row in written) + "\n", encoding="utf-8")
    else:
        write_xlsx(path, written)
    found = delivered(path)
    assert found.checked is not None
    assert found.checked.frame["row"].to_list() == [2, 3, 4, 5, 6]
    assert found.checked.usable.to_list() == [True] * 4 + [False]
    assert "footer-row" in found.checked.problems["code"].cast(pl.String).to_list()
