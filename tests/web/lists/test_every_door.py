"""What no honest clerk sends, through every door: page, API whole and in pieces, watched folder, `deliver`, `load`."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from typer.testing import CliRunner

from huangce.accounts.models import Officer
from huangce.cli import app
from huangce.county.loading import load_folder
from huangce.county.watching import Watch
from huangce.errors import HuangceError
from huangce.exchange import agreement_store, store, tokens
from huangce.exchange.models import ReceivedList
from huangce.home import paths
from huangce.register.bulk import quiet
from huangce.web.lists.models import Job, Upload
from tests import people
from tests.county.test_delivered import CREMATIONS, HEADER, officer
from tests.web.lists.conftest import give, work_off
from tests.web.service.test_service import Program
from tests.web.service.test_uploads import send
from tests.web.test_routes import session_of

GOOD = "王秀英,,2026-03-01,2026-03-03,石桥村3组12号,"
AGREED = {CREMATIONS.code: CREMATIONS}


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/workbook.xml", "<workbook/>")
        book.writestr("xl/_rels/workbook.xml.rels", "<Relationships/>")
        book.writestr("xl/worksheets/sheet1.xml", bytes(70 << 20))
    return buffer.getvalue()


def many_files() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for i in range(5000):
            archive.writestr(f"{i}.csv", lines(GOOD))
    return buffer.getvalue()


def book(*rows: list[str]) -> bytes:
    """A workbook with a header in two rows, of which cells are merged, and a hidden sheet of notes."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as made:
        sheet, notes = made.add_worksheet("名单"), made.add_worksheet("说明")
        for i, name in enumerate(("死者姓名", "身份证号码")):
            sheet.merge_range(0, i, 1, i, name)
        sheet.merge_range(0, 2, 0, 3, "日期")
        sheet.write_row(1, 2, ["死亡日期", "火化日期"])
        for i, row in enumerate(rows, start=2):
            sheet.write_row(i, 0, row)
        notes.write(0, 0, "填表说明")
        notes.hide()
    return buffer.getvalue()


def lines(*rows: str, header: str = HEADER) -> str:
    return "\n".join([header, *rows]) + "\n"


# Name → content, and how many rows can be used; None: the file is refused as a whole.
FILES: dict[str, tuple[bytes, int | None]] = {
    "empty.csv": (b"", None),
    "many files.xlsx": (many_files(), None),
    "two encodings.csv": (lines(GOOD, GOOD).encode() + GOOD.encode("gb18030") * 20, None),
    "renamed.et": (book(["王秀英", "", "2026-03-01", "2026-03-03"], ["赵一", "", "46082", "农历2026年正月十三"]), 2),
    "bomb.xlsx": (bomb(), None),
    "cut.xlsx": (b"PK\x03\x04 cut off", None),
    "nul.csv": (lines(GOOD, "王\0,,2026-03-01,2026-03-03,x,").encode(), None),
    "wrong columns.csv": (lines("1,2,3", header="甲,乙,丙").encode(), None),
    "million columns.csv": (lines(GOOD, header=HEADER + ",x" * 1_000_000).encode(), None),
    "page.xls": (b"<html><body>nothing</body></html>", None),
    "header only.csv": (lines().encode(), 0),
    "swapped.csv": (lines("990101194802154264,王秀英,2026-03-01,2026-03-03,x,").encode(), 0),
    "duplicated rows.csv": (lines(GOOD, GOOD, GOOD).encode(), 3),
    "duplicate headers.csv": (lines(GOOD, header=HEADER.replace("备注", "死者姓名")).encode(), 1),
    "gb.csv": (lines(GOOD, "赵一,,2026-03-01,2026-03-03,𠮷庄,").encode("gb18030"), 2),
    "wide.csv": (lines(GOOD).encode("utf-16"), 1),
    "formulas.csv": (lines(GOOD, '=HYPERLINK("x"),,2026-03-01,2026-03-03,+1,@x').encode(), 2),
    "odd.csv": (lines("\u202e王\u200b秀\u0301英\ufeff,,2026-03-01,2026-03-03,😀,").encode(), 1),
}


@pytest.fixture
def he(committed_db: None) -> Officer:
    agreement_store.enter(CREMATIONS, by=people.officer("lin"))
    return people.officer("he")


def by_page(he: Officer, folder: Path) -> Callable[[str, bytes], str]:
    client = session_of(he)

    def door(name: str, content: bytes) -> str:
        answer = give(client, name, content)
        if answer.status_code != 302:
            return "refused"
        work_off()
        upload = Upload.objects.latest("id")
        page = client.get(f"/lists/{upload.pk}/").content.decode()
        assert "Traceback" not in page
        client.post(f"/lists/{upload.pk}/load/")
        if upload.jobs.filter(state="waiting").exists():
            work_off()
        return "taken"

    return door


def program_of(he: Officer) -> Program:
    lin = people.officer("lin")
    return Program(tokens.issue(office="民政局", liaison=he, codes=("cremations",), months=1, by=lin)[1])


def in_pieces(program: Program, name: str, content: bytes) -> Any:
    digest = hashlib.sha256(content).hexdigest()
    where = program.post(f"/api/uploads?name={name}&size={len(content)}&sha256={digest}", b"").headers["Location"]
    half = len(content) // 2
    send(program, where, content[:half], 0)
    return send(program, where, content[half:], half)


def by_program(he: Officer, folder: Path, *, is_cut: bool = False) -> Callable[[str, bytes], str]:
    program = program_of(he)

    def door(name: str, content: bytes) -> str:
        answer = in_pieces(program, name, content) if is_cut else program.post(f"/api/deliveries?name={name}", content)
        if answer.status_code != 202:
            assert answer.json()["detail"]
            return "refused"
        work_off()
        told = program.get(answer.json()["status"]).json()
        assert ("error" in told) == (told["state"] == "refused")
        assert "Traceback" not in json.dumps(told)
        return str(told["state"])

    return door


def by_pieces(he: Officer, folder: Path) -> Callable[[str, bytes], str]:
    return by_program(he, folder, is_cut=True)


def by_folder(he: Officer, folder: Path) -> Callable[[str, bytes], str]:
    watched = Watch(folder, he, AGREED, paths.make_home() / "mappings")

    def door(name: str, content: bytes) -> str:
        (folder / name).write_bytes(content)
        watched.look()
        (taken,) = watched.look()
        if taken.outcome == "set aside":
            assert (folder / "quarantine" / name).read_bytes() == content  # nothing is lost
            said = json.loads((folder / "quarantine" / f"{name}.reason.json").read_text())
            assert said["reason"]
        else:
            assert (folder / "answered").is_dir()
        assert not (folder / name).exists()
        return taken.outcome

    return door


def by_command(he: Officer, folder: Path) -> Callable[[str, bytes], str]:
    def door(name: str, content: bytes) -> str:
        (folder / name).write_bytes(content)
        arguments = ["deliver", str(folder / name), "--as", "he", "--answers", str(folder / "answers")]
        result = CliRunner().invoke(app, arguments)
        assert (folder / name).read_bytes() == content
        if result.exit_code:
            assert isinstance(result.exception, HuangceError), result.exception
            return "refused"
        return "taken"

    return door


def by_load(he: Officer, folder: Path) -> Callable[[str, bytes], str]:
    fang = officer("fang", "registrar")

    def door(name: str, content: bytes) -> str:
        one = folder / name.replace(".", "-")
        one.mkdir()
        (one / name).write_bytes(content)
        try:
            load_folder(one, by=fang, county="511703", answers=one / "answers", progress=quiet)
        except HuangceError:
            return "refused"
        return "taken"

    return door


@pytest.mark.parametrize("way", [by_page, by_program, by_pieces, by_folder, by_command, by_load])
def test_a_hostile_file_is_refused_in_words_or_taken_whole(he: Officer, tmp_path: Path, way: Any) -> None:
    door = way(he, tmp_path)
    for name, (content, usable) in FILES.items():
        before = set(ReceivedList.objects.values_list("pk", flat=True))
        outcome = door(name, content)
        new = list(ReceivedList.objects.exclude(pk__in=before))
        if usable is None:
            assert new == [], name
            assert outcome in ("refused", "set aside", "taken"), name
        elif usable or new:  # of a list without a usable row the page keeps nothing
            assert [one.usable for one in new] == [usable], name
            assert store.frame_of(new[0].pk).height == usable
            assert store.rows_of(new[0].pk).height == new[0].rows
    sealed = {one.name for one in (paths.make_home() / "deliveries").glob("*.tmp")}
    assert not sealed


@pytest.mark.parametrize("way", [by_page, by_program, by_pieces, by_folder, by_command])
def test_the_number_of_a_person_in_the_name_of_a_file_is_not_kept(he: Officer, tmp_path: Path, way: Any) -> None:
    number = "990101194802154264"
    way(he, tmp_path)(f"王秀英{number}.csv", lines(GOOD).encode())
    kept = ReceivedList.objects.get()
    assert kept.source == "王秀英号码.csv"
    told = [kept.receipt, *Upload.objects.values_list("name", flat=True), *Job.objects.values_list("report", flat=True)]
    assert number not in json.dumps(told, ensure_ascii=False, default=str)
