"""Check sheets go out with what the register said on the day, and come back: nothing lost, nothing guessed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from huangce.accounts.models import LookUp
from huangce.errors import NotAllowed
from huangce.exchange.reading import read_tables
from huangce.exchange.sheets import UnknownFormat
from huangce.register.models import Person
from huangce.register.record import record
from huangce.rules.acts.corrections import Correction
from huangce.rules.indicators import Rate
from huangce.statistics.samples.models import Sample, SampleAnswer, SampleLine
from huangce.statistics.samples.progress import SampleElsewhere
from huangce.statistics.samples.sheets import COLUMNS, ID, ITEMS, NotASampleSheet, export, read_returned
from tests import lins, people
from tests.statistics.samples import HERE, NOW, THERE, drawn, figure, settle

pytestmark = pytest.mark.usefixtures("committed_db")


def out(sample: Sample, file: Path, by: str = "shi") -> list[dict[str, str]]:
    export(sample.pk, file, by=people.officer(by), now=NOW)
    (table,) = read_tables(file)
    assert tuple(table.frame.columns) == COLUMNS
    return [{name: text or "" for name, text in row.items()} for row in table.frame.iter_rows(named=True)]


def back(path: Path, rows: list[Mapping[str, Any]]) -> Path:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([columns, *([row.get(name, "") for name in columns] for row in rows)]):
            sheet.write_row(number, 0, row)
    return path


def read(path: Path, by: str = "shi") -> tuple[int, int, list[str]]:
    found = read_returned(path, by=people.officer(by), now=NOW)
    return found.taken, found.empty, [one.code for one in found.problems]


def test_it_works(tmp_path: Path) -> None:
    settle()
    sample = drawn(size=8)
    rows = out(sample, tmp_path / "sheet.xlsx")
    assert [row["序号"] for row in rows] == [str(one) for one in range(1, 9)]
    first = rows[0]
    who = Person.objects.get(pk=SampleLine.objects.get(sample=sample.pk, ordinal=1).record)
    assert (first["姓名"], first["出生日期"], first["民族"]) == (who.name, who.birth_date, "汉")
    assert first["证件号码"][4:14] == "*" * 10
    assert who.citizen_id not in (tmp_path / "sheet.xlsx").read_bytes().decode("latin-1")
    # It comes back as it went out: nothing is concluded from empty cells.
    assert read(tmp_path / "sheet.xlsx") == (0, 8, [])
    for row in rows[:6]:
        row["核查结果"] = "已核对"
    rows[1] |= {"错误项目": "出生日期、文化程度", "核查日期": "2026/6/1"}
    rows[6]["核查结果"] = "查无此人或不在此住"
    file = back(tmp_path / "returned.xlsx", rows)
    assert read(file) == (7, 1, [])
    assert read(file) == (0, 8, [])
    assert figure("J7a").rate == Rate(5, 8, 1)
    assert sorted(SampleAnswer.objects.get(wrong__len=2).wrong) == ["birth_date", "education"]
    again = out(sample, tmp_path / "again.xlsx")
    assert (again[1]["核查结果"], again[1]["错误项目"]) == ("已核对", "出生日期、文化程度")


def test_what_cannot_be_read_is_told_by_its_row(tmp_path: Path) -> None:
    settle()
    sample = drawn(size=24)
    lines = {one.village: one.ordinal for one in SampleLine.objects.filter(sample=sample.pk)}
    mine = f"C{sample.pk}-{lines[HERE]}"
    rows = [
        {ID: mine, "核查结果": "对", "错误项目": "", "核查日期": ""},
        {ID: "张三", "核查结果": "已核对"},
        {ID: f"C{sample.pk}-99", "核查结果": "已核对"},
        {ID: "C99-1", "核查结果": "已核对"},
        {ID: mine, "核查结果": "已核对", "错误项目": "宗教"},
        {ID: mine, "核查结果": "未能核对", "错误项目": "姓名"},
        {ID: mine, "核查结果": "", "错误项目": "姓名"},
        {ID: mine, "核查结果": "已核对", "核查日期": "2026-07-01"},
        {ID: mine, "核查结果": "已核对", "核查日期": "去年"},
        {ID: f"C{sample.pk}-{lines[THERE]}", "核查结果": "已核对"},
        {ID: mine, "核查结果": "已核对", "错误项目": "公民身份号码，住址;居住地址 姓名"},
    ]
    taken, empty, codes = read(back(tmp_path / "a.xlsx", rows), by="tang")
    assert (taken, empty) == (1, 1)
    assert codes == [
        "unknown-result",
        "no-such-sample-line",
        "no-such-sample-line",
        "no-such-sample-line",
        "unknown-items",
        "wrong-without-check",
        "wrong-without-result",
        "bad-day",
        "bad-day",
        "not-your-division",
    ]
    assert SampleAnswer.objects.get().wrong == ["name", "citizen_id", "address"]


def test_the_sheet_says_what_the_register_said_on_the_day(tmp_path: Path) -> None:
    settle()
    sample = drawn(size=24)
    line = SampleLine.objects.get(sample=sample.pk, ordinal=3)
    before = Person.objects.get(pk=line.record).name
    record(
        Correction(
            happened_on=NOW.date(),
            record=line.record or 0,
            group="identity",
            items={"name": "何改名"},
            reason="archive",
            approved_by=lins.CHEN.id,
            evidence=lins.shown("archive"),
        ),
        by=lins.LIN,
        now=NOW + timedelta(hours=1),
    )
    assert out(sample, tmp_path / "a.xlsx")[2]["姓名"] == before != "何改名"


def test_each_look_at_a_sheet_is_noted_and_everybody_sees_the_own_division(tmp_path: Path) -> None:
    settle()
    sample = drawn(size=24)
    for name, count in (("shi", 24), ("lin", 12), ("tang", 12)):
        assert len(out(sample, tmp_path / f"{name}.xlsx", by=name)) == count
        look = LookUp.objects.latest("id")
        assert (look.officer_id, look.case, look.purpose) == (
            people.officer(name).pk,
            f"sample {sample.pk}",
            "verification",
        )
        assert len(look.subjects) == count
    looks = LookUp.objects.count()
    for name, error in (("gao", SampleElsewhere), ("he", SampleElsewhere), ("deng", NotAllowed)):
        with pytest.raises(error):
            export(sample.pk, tmp_path / "no.xlsx", by=people.officer(name), now=NOW)
    town = drawn(division=people.NEXT_TOWN, size=2, by="chen", now=NOW + timedelta(hours=1))
    with pytest.raises(SampleElsewhere):
        export(town.pk, tmp_path / "no.xlsx", by=people.officer("lin"), now=NOW)
    assert LookUp.objects.count() == looks
    assert not (tmp_path / "no.xlsx").exists()


def test_other_files_are_refused_and_the_other_forms_are_written(tmp_path: Path) -> None:
    settle(1)
    sample = drawn(size=4)
    with pytest.raises(UnknownFormat):
        export(sample.pk, tmp_path / "a.doc", by=people.officer("shi"), now=NOW)
    with pytest.raises(NotASampleSheet):
        read_returned(back(tmp_path / "b.xlsx", [{"姓名": "a", "年龄": "3"}]), by=people.officer("shi"), now=NOW)
    for name in ("a.html", "a.txt"):
        assert export(sample.pk, tmp_path / name, by=people.officer("shi"), now=NOW) == 4
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert all(word in text for word in (*ITEMS.values(), "校验位", "王秀英"))


def test_the_commands(run: Any, tmp_path: Path) -> None:
    settle()
    sample, shi = drawn(size=3), people.officer("shi").username
    file = tmp_path / "a.xlsx"
    assert run("samples", "sheet", sample.pk, file, "--as", shi)[1].startswith("3 lines")
    assert "0 taken, 3 without" in run("samples", "read", file, "--as", shi)[1]
    wrong = back(tmp_path / "b.xlsx", [{ID: "x", "核查结果": "已核对"}])
    code, told, _ = run("samples", "read", wrong, "--as", shi)
    assert (code, "row 2" in told) == (1, True)
    assert run("samples", "sheet", sample.pk, tmp_path / "no" / "a.xlsx", "--as", shi)[0] == 2
