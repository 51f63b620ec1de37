"""Lists that no honest clerk would send: each ends in a clear answer to every row, and the answer is bounded."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from huangce.accounts.models import Officer
from huangce.county import answering
from huangce.county.delivering import NothingToDeliver, deliver
from huangce.exchange.models import ReceivedList
from huangce.matching import findings
from huangce.register.bulk import quiet
from tests.county.test_delivered import HEADER, NOW, TODAY, answered, delivered, officer, read, stands, written
from tests.lins import MOTHER
from tests.register.conftest import open_house

ODD = "\u202e王\u200b秀\u0300英\ufeff", "=HYPERLINK(1)", "😀" * 200, "\ue000某", "ＷＡＮＧ　秀英", "王;'--", "'"


@pytest.fixture
def fang(committed_db: None) -> Officer:
    open_house()
    return officer("fang", "registrar")


def rows_of(folder: Path, rows: list[str], name: str = "火化.csv") -> Path:
    return written(folder, "\n".join([HEADER, *rows]) + "\n", name)


def test_numbers_that_are_all_missing_leave_every_row_to_the_name_and_the_door(fang: Officer, tmp_path: Path) -> None:
    path = rows_of(tmp_path, [f"王秀英,,2026-03-01,2026-03-0{i},石桥村3组12号," for i in range(1, 6)])
    one = delivered(path, fang, returns=("matched",))
    assert one.usable == 5
    stands(returns=("matched",))
    told = answering.later(one.id, by=fang)["matched"].unique().to_list()
    assert len(told) == 1
    assert told[0] in ("对得上", "不能确定", "对不上")


def test_rows_that_stand_twenty_thousand_times_are_answered_each(fang: Officer, tmp_path: Path) -> None:
    line = f"王秀英,{MOTHER.citizen_id},2026-03-01,2026-03-03,石桥村3组12号,"
    path = rows_of(tmp_path, [line] * 20_000)
    one = delivered(path, fang)
    assert (one.rows, one.usable) == (20_000, 20_000)
    found = pl.read_csv(answered(path, tmp_path / "a"), infer_schema=False)
    assert found.height == 20_000
    report = findings.reconcile_register(by=fang, as_of=TODAY, now=NOW)
    dead = next(row for row in report.classes if row["class"] == "deceased_not_cancelled")
    assert dead["found"] == 1


def test_identical_names_without_numbers_are_bounded(fang: Officer, tmp_path: Path) -> None:
    path = rows_of(tmp_path, [f"王秀英,,2026-03-01,2026-03-03,第{i}村{i}组{i}号," for i in range(20_000)])
    one = delivered(path, fang, returns=("registered",))
    assert answering.later(one.id, by=fang).height == 20_000


def test_swapped_columns_are_said_and_nothing_of_them_is_used(fang: Officer, tmp_path: Path) -> None:
    path = rows_of(tmp_path, [f"{MOTHER.citizen_id},王秀英,2026-03-01,2026-03-03,,"] * 3)
    (one,) = read(path)
    assert one.checked is not None
    assert "columns-swapped" in one.checked.problems["code"].cast(pl.String).to_list()
    assert delivered(path, fang).problems > 0


def test_adversarial_characters_come_back_as_they_were_written(fang: Officer, tmp_path: Path) -> None:
    path = rows_of(tmp_path, [f'"{name}",,2026-03-01,2026-03-03,,' for name in ODD])
    one = delivered(path, fang)
    assert one.rows == len(ODD)
    found = pl.read_csv(answered(path, tmp_path / "a"), infer_schema=False)
    kept = [name.removeprefix("'") if name != "'" else name for name in found["死者姓名"].fill_null("")]
    assert [one for one in kept if one] != []
    assert found.height == len(ODD)
    assert answering.for_the_office(one.id, by=fang).height == len(ODD)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig", "gbk"])
def test_an_encoding_that_departments_use_is_read(fang: Officer, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "火化.csv"
    path.write_bytes(f"{HEADER}\n王秀英,{MOTHER.citizen_id},2026-03-01,2026-03-03,,\n".encode(encoding))
    one = delivered(path, fang)
    assert answering.for_the_office(one.id, by=fang)["outcome"].to_list() == ["matched"]


@pytest.mark.parametrize(
    "content",
    [
        f"{HEADER}\n王秀英,,2026-03-01,2026-03-03,,\n".encode("big5", "replace"),
        f"{HEADER}\n王秀英,,2026-03-01,2026-03-03,,\n".encode()[:-31],
        b"\xff\xfe\x00\x00" * 100,
        bytes(range(256)) * 40,
        b"",
    ],
)
def test_a_wrong_encoding_is_read_or_refused_in_words(fang: Officer, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "火化.csv"
    path.write_bytes(content)
    lists = read(path)
    if any(one.checked is not None for one in lists):
        assert deliver(lists, by=fang, on=TODAY, now=NOW, progress=quiet)
        return
    with pytest.raises(NothingToDeliver):
        deliver(lists, by=fang, on=TODAY, now=NOW, progress=quiet)
    assert all(problem.message for one in lists for problem in one.problems)
    assert not ReceivedList.objects.exists()
