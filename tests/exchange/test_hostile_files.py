"""A file that is broken or meant to do harm gets one clear error, soon, and costs little memory."""

from __future__ import annotations

import io
import os
import zipfile
import zlib
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huangce.exchange.reading import limits, read_table, unreadable
from huangce.exchange.reading.unreadable import UnreadableFile
from tests.exchange.files import CREMATION_HEADER, CREMATION_ROWS, write_csv, write_xls, write_xlsx

LIST = [CREMATION_HEADER, *CREMATION_ROWS]
SHEET_START = (
    b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
)


def refusal(path: Path) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        read_table(path)
    assert caught.value.message
    assert "{" not in caught.value.message + caught.value.problem().message
    return caught.value


def with_sheet(path: Path, sheet: bytes) -> Path:
    """Write a workbook of which the one sheet is the given XML."""
    book = write_xlsx(path.with_suffix(".good.xlsx"), LIST)
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, sheet if "sheet1.xml" in entry.filename else old.read(entry))
    return path


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-empty"),
        (b"\n \r\n", "file-empty"),
        (b"\xef\xbb\xbf", "file-empty"),
        (b"%PDF-1.7 ...", "file-wrong-type"),
        (b"\x89PNG\r\n\x1a\n....", "file-wrong-type"),
        (b"Rar!\x1a\x07\x00", "file-wrong-type"),
        (b"PK\x03\x04 cut off here", "file-damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "file-damaged"),
        (b"<html><body>no table</body></html>", "file-wrong-type"),
        (b"<?xml version='1.0'?><a/>", "file-wrong-type"),
        ("姓名,性别\n林国强,男\0\n".encode(), "nul-bytes"),
        (b"\x80\x81\xff\xfe\n" * 50, "unknown-encoding"),
        ("2024年,100\n2023年,99\n".encode(), "header-missing"),
        ("姓名,性别\n林国强,".encode() + b"x" * 200_000 + b"\n", "cell-too-long"),
        (b"," * 1000 + b"\n", "header-missing"),
        ("姓名,性别\n".encode() * 200 + b"x," * 1000 + b"\n", "too-many-columns"),
        ('姓名,性别\n"林国强,男\n'.encode() + "陈秀英,女\n".encode() * 20_000, "cell-too-long"),
    ],
)
def test_what_is_no_list_gets_one_clear_error(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "名单.xls"
    path.write_bytes(content)
    assert refusal(path).code == code


def test_two_encodings_in_one_file_are_said_with_the_row_where_the_second_begins(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("姓名,性别\n林国强,男\n".encode() * 2 + "陈秀英,女\n".encode("gb18030") * 20)
    error = refusal(path)
    assert (error.code, error.details["row"]) == ("unknown-encoding", 5)


def test_a_missing_file_is_one_clear_error(tmp_path: Path) -> None:
    assert refusal(tmp_path / "没有.csv").code == "file-missing"
    assert refusal(tmp_path).code == "file-missing"


def test_every_reason_has_a_code_and_words_of_its_own() -> None:
    kinds = [kind for kind in vars(unreadable).values() if isinstance(kind, type) and issubclass(kind, UnreadableFile)]
    assert len({kind.code for kind in kinds}) == len({kind.said for kind in kinds}) == len(kinds)


@pytest.mark.parametrize("write", [write_xlsx, write_xls])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.95])
def test_a_truncated_workbook_is_damaged(tmp_path: Path, write, share: float) -> None:  # type: ignore[no-untyped-def]
    path = write(tmp_path / "a.any", [CREMATION_HEADER, *CREMATION_ROWS * 200])
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    assert refusal(path).code in ("file-damaged", "file-too-heavy")


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 1, exclude_max=True), byte=st.integers(0, 255))
def test_a_workbook_with_a_wrong_byte_is_read_or_refused(tmp_path: Path, place: float, byte: int) -> None:
    path = write_xls(tmp_path / "a.xls", LIST)
    data = bytearray(path.read_bytes())
    data[int(len(data) * place)] = byte
    path.write_bytes(bytes(data))
    with suppress(UnreadableFile):
        read_table(path)


def test_a_zip_bomb_is_not_opened(tmp_path: Path) -> None:
    assert refusal(with_sheet(tmp_path / "a.xlsx", SHEET_START + b" " * (80 << 20))).code == "file-bomb"


def test_a_zip_that_lies_about_its_sizes_is_not_believed(tmp_path: Path) -> None:
    path = with_sheet(tmp_path / "a.xlsx", SHEET_START + b" " * (80 << 20))
    data = bytearray(path.read_bytes())
    real = (len(SHEET_START) + (80 << 20)).to_bytes(4, "little")
    while (at := data.find(real)) >= 0:
        data[at : at + 4] = (1000).to_bytes(4, "little")
    path.write_bytes(bytes(data))
    assert refusal(path).code in ("file-bomb", "file-damaged")


def test_a_bomb_of_texts_is_not_opened(tmp_path: Path) -> None:
    cell = b'<c r="A%d" t="inlineStr"><is><t>' + b"x" * 200_000 + b"</t></is></c>"
    sheet = SHEET_START + b"".join(b'<row r="%d">' % r + cell % r + b"</row>" for r in range(1, 20))
    assert refusal(with_sheet(tmp_path / "a.xlsx", sheet + b"</sheetData></worksheet>")).code == "cell-too-long"


@pytest.mark.parametrize("mark", [b' r="A1"', b"<c ", b"<f", b"<c x><f", b"<mergeCell ", b"<t ", b"<x:c r='A1'>"])
def test_a_part_of_unclosed_tags_takes_no_time(tmp_path: Path, mark: bytes) -> None:
    path = with_sheet(tmp_path / "a.xlsx", SHEET_START + b"<row><c><f>1</f></c><c " + mark * 300_000)
    assert refusal(path).code in ("file-damaged", "too-many-columns")


def test_a_stray_cell_far_away_is_not_opened(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "right.xlsx") as book:
        book.add_worksheet().write(1, 16_000, "x")
    assert refusal(tmp_path / "right.xlsx").code == "too-many-columns"
    with xlsxwriter.Workbook(tmp_path / "corner.xlsx") as book:
        page = book.add_worksheet()
        page.write(0, 0, "姓名")
        page.write(1_048_575, 500, "x")
    assert refusal(tmp_path / "corner.xlsx").code == "too-many-cells"


def test_a_million_empty_rows_are_empty(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", LIST)
    path.write_bytes(path.read_bytes() + b",,,,,,\n" * 1_000_000)
    assert read_table(path).frame.height == 2
    rows = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (r, r) for r in range(3, 200_000))
    texts = (("A1", "姓名"), ("A2", "林国强"))
    cells = "".join(
        f'<row r="{at[1]}"><c r="{at}" t="inlineStr"><is><t>{text}</t></is></c></row>' for at, text in texts
    )
    path = with_sheet(tmp_path / "b.xlsx", SHEET_START + cells.encode() + rows + b"</sheetData></worksheet>")
    assert read_table(path).frame.height == 1


def test_a_password_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le"))
    assert refusal(path).code == "file-password"
    data = bytearray(write_xlsx(path, LIST).read_bytes())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        data[at + flags] |= 1
    path.write_bytes(bytes(data))
    assert refusal(path).code == "file-password"


def test_other_office_files_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    for part, kind in (("word/document.xml", "Word"), ("content.xml", "OpenDocument"), ("readme.txt", "压缩包")):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(part, "x")
        assert kind in refusal(path).message


def test_entities_do_not_explode(tmp_path: Path) -> None:
    names = [chr(ord("a") + i) for i in range(12)]
    entities = '<!ENTITY a "名名名名名名名名名名">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in pairwise(names)
    )
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    text = f'<?xml version="1.0"?><!DOCTYPE x [{entities}]><Workbook xmlns="{space}">&l;</Workbook>'
    path = tmp_path / "a.xls"
    path.write_text(text, encoding="utf-8")
    assert refusal(path).code == "file-damaged"


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.one_of(
        st.binary(max_size=300),
        st.text(max_size=200).map(str.encode),
        st.text(max_size=99).map(lambda x: ("姓名,性别\n" + x).encode()),
    )
)
def test_any_bytes_are_read_or_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with suppress(UnreadableFile):
        table = read_table(path)
        assert table.frame.height == len(table.rows)


def test_adversarial_unicode_is_kept_as_written(tmp_path: Path) -> None:
    words = [
        "\u202e强国林",
        "林\u200b国强",
        "𠮷野",
        "e\u0301",
        "林\u00a0国强",
        "👨‍👩‍👧",
        "\ue000",
        "林·阿依古丽",
        "=cmd|'/c calc'!A1",
    ]
    path = write_csv(tmp_path / "a.csv", [["姓名", "性别"], *[[word, "男"] for word in words]])
    assert read_table(path).frame["姓名"].to_list() == words


@pytest.mark.parametrize(
    "mark", ["<!--", "<table", "<td ", "<td>", "<a b='", "<![CDATA[", "</", "<style>", "&#", "<td rowspan=9"]
)
def test_a_page_of_unclosed_marks_takes_no_time(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "a.xls"
    path.write_text("<table><tr><td>姓名</td><td>性别</td></tr><tr><td>林国强" + mark * 200_000, encoding="utf-8")
    with suppress(UnreadableFile):
        read_table(path)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.csv")
    assert refusal(tmp_path / "a.csv").code == "file-missing"


def test_limits_are_wide_enough_for_a_county() -> None:
    assert limits.ROWS >= 10_000_000
    assert limits.CELLS >= 1_000_000 * 30


def test_a_deflate_stream_alone_is_no_list(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(zlib.compress(io.BytesIO(b"x" * 1000).getvalue()))
    assert refusal(path).code in ("nul-bytes", "unknown-encoding", "header-missing")
