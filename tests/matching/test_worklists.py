"""Work lists go out and come back: nothing lost, nothing guessed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import orjson
import pytest
import xlsxwriter

from huangce.accounts import officers
from huangce.accounts.models import Officer
from huangce.exchange.reading import read_tables
from huangce.exchange.sheets import Returned, UnknownFormat
from huangce.matching import findings, worklists
from huangce.matching.models import Finding, FindingEvent

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 7, 1, 8, tzinfo=UTC)
VILLAGE = "511703001004"


def finding(name: str, **given: object) -> Finding:
    evidence = [
        {"item": "姓名", "register_value": "张三", "list_value": "张叁"},
        {"item": "公民身份号码", "register_value": "9901**********001X", "list_value": None},
        {"item": "住址", "register_value": "=1+1", "list_value": None},
    ]
    usual = {
        "finding_class": "deceased_not_cancelled",
        "record": 7,
        "list_kind": "register",
        "list_row": 9,
        "other_list": "cremations",
        "other_row": 4,
        "probability": 0.99,
        "division": VILLAGE,
        "reason": "火化名单载明已去世，户籍未注销。",
        "evidence": orjson.dumps(evidence).decode(),
        "digest": "d",
        "run": 1,
    }
    return Finding.objects.create(id=name, **(usual | given))


@pytest.fixture
def visitor() -> Officer:
    wang = officers.add("wang", "王", on=date(2025, 1, 1))
    officers.grant(wang, "enumerator", VILLAGE, by=None, on=date(2025, 1, 1))
    return wang


@pytest.fixture
def registrar() -> Officer:
    lin = officers.add("lin", "林", on=date(2025, 1, 1))
    officers.grant(lin, "registrar", "511703000000", by=None, on=date(2025, 1, 1))
    return lin


def returned(path: Path, *rows: tuple[str, ...]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([("编号", "姓名", "核查结果", "备注"), *rows]):
            sheet.write_row(number, 0, row)
    return path


def test_it_works(tmp_path: Path, visitor: Officer, registrar: Officer):
    finding("a1"), finding("a2"), finding("elsewhere", division="511703001005")
    file = tmp_path / "list.xlsx"
    assert worklists.export(VILLAGE, file, on=date(2025, 7, 1), by=registrar) == 2
    (table,) = read_tables(file)
    assert tuple(table.frame.columns) == worklists.COLUMNS
    first = table.frame.row(0, named=True)
    assert first["姓名"] == "张三"
    assert first["户籍地址"] == "'=1+1"  # no spreadsheet takes it for a formula
    assert first["线索来源"] == "火化名单第4行"
    # It comes back as it went out: nothing is concluded from empty cells.
    assert worklists.read_returned(file, by=visitor, now=NOW) == Returned(taken=0, empty=2)


def test_results_become_events_and_the_rest_is_reported_by_row(tmp_path: Path, visitor: Officer):
    for name in ("a1", "a2", "a3"):
        finding(name)
    file = returned(
        tmp_path / "back.xlsx",
        ("a1", "张三", "本人健在，已见到", "在家"),
        ("a2", "张三", "不知道", ""),
        ("a3", "张三", "", "家中无人"),
        ("zz", "李四", "线索有误", ""),
    )
    result = worklists.read_returned(file, by=visitor, now=NOW)
    assert (result.taken, result.empty) == (1, 1)
    assert [(one.code, one.where.row) for one in result.problems] == [
        ("unknown-result", 3),
        ("words-without-result", 4),
        ("no-such-finding", 5),
    ]
    event = FindingEvent.objects.get()
    assert (event.finding, event.kind, event.reason, event.words) == ("a1", "decided", "alive_seen", "在家")
    # The same file once more changes nothing.
    assert worklists.read_returned(file, by=visitor, now=NOW).taken == 0
    assert FindingEvent.objects.count() == 1


def test_what_a_visit_confirms_waits_for_an_act(tmp_path: Path, visitor: Officer):
    finding("a1")
    worklists.read_returned(returned(tmp_path / "b.xlsx", ("a1", "", "属实，待办理", "")), by=visitor, now=NOW)
    assert findings.show("a1")["state"] == "confirmed"
    assert len(worklists.rows_of(VILLAGE)) == 1


def test_paper_and_text_show_every_finding_and_run_nothing(tmp_path: Path, registrar: Officer):
    finding("a1", reason="<script>alert(1)</script>")
    for suffix in (".html", ".txt"):
        worklists.export(VILLAGE, tmp_path / f"list{suffix}", on=date(2025, 7, 1), by=registrar)
    page = (tmp_path / "list.html").read_text(encoding="utf-8")
    assert "a1" in page
    assert "<script" not in page
    assert "http" not in page
    assert "编号：a1" in (tmp_path / "list.txt").read_text(encoding="utf-8")


def test_other_files_are_refused(tmp_path: Path, visitor: Officer, registrar: Officer):
    with pytest.raises(UnknownFormat):
        worklists.export(VILLAGE, tmp_path / "list.pdf", on=date(2025, 7, 1), by=registrar)
    with xlsxwriter.Workbook(str(tmp_path / "other.xlsx")) as book:
        book.add_worksheet().write_row(0, 0, ("姓名", "电话"))
    with pytest.raises(worklists.NotAWorkList):
        worklists.read_returned(tmp_path / "other.xlsx", by=visitor, now=NOW)
