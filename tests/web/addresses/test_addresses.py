"""A heap of addresses comes back standardised, whole, doubts first; the register of addresses shows no people."""

from __future__ import annotations

import csv
import html
import io
import re
from pathlib import Path

import polars as pl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from huangce.accounts.models import LookUp
from huangce.addressing import parse_columns
from huangce.exchange.address_answers import as_workbook
from huangce.exchange.address_lists import MOST
from huangce.exchange.reading import sources_of
from huangce.places.models import Address
from tests import lins
from tests.register.conftest import House, open_house
from tests.web.people.conftest import (
    TOWN,
    client,
    registrar,
    stranger,
    the_cast_stays_as_it_is,
)

__all__ = ["client", "stranger", "the_cast_stays_as_it_is"]

GOOD = "四川省达州市达川区石桥镇石桥村3组12号"
HEAP = f"{GOOD}\n\n石桥镇列宁街１２号三单元二楼 张三13800000000\n老供销社对面\n达川区石桥镇"


def text_of(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def door(db: None) -> Address:
    return Address.objects.create(
        id=77,
        division=lins.VILLAGE,
        standard=GOOD,
        key="k77",
        group="3组",
        plate="12号",
        source_code="DZ-77",
        use="dwelling",
        plate_state="installed",
        batch=1,
        row=1,
    )


@pytest.fixture
def house(door: Address) -> House:
    return open_house(address_id=door.id)


def test_it_works(client: Client) -> None:
    answer = client.post("/addresses/", {"text": HEAP})
    page = text_of(answer)
    assert answer.status_code == 200
    assert "读了4行" in page
    assert page.index("张三") < page.index("老供销社对面") or "张三" in page
    assert "seg-3" in page


def test_nothing_is_lost_whatever_is_pasted(client: Client) -> None:
    odd = ["'", "<b>x</b>", "=1+1", "𠮷" * 300, "\u202e倒", "a" * 2000, "１２３", "\t石桥镇"]
    answer = client.post("/addresses/", {"text": "\r\n".join(odd), "download": "csv"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == len(odd) + 1
    assert sorted(int(row[0]) for row in rows[1:]) == list(range(1, len(odd) + 1))
    assert all(not cell.startswith("=") for row in rows for cell in row)
    page = text_of(client.post("/addresses/", {"text": "\n".join(odd)}))
    assert "<b>x</b>" not in page


def test_an_empty_heap_and_one_too_many_are_refused_with_what_was_typed(client: Client) -> None:
    assert client.post("/addresses/", {"text": " \n "}).status_code == 422
    answer = client.post("/addresses/", {"text": "石桥镇\n" * (MOST + 1)})
    assert answer.status_code == 422
    assert str(MOST) in text_of(answer)
    assert "石桥镇" in text_of(answer)


def test_ten_thousand_addresses_are_taken_and_paged(client: Client) -> None:
    heap = "\n".join(f"达川区石桥镇列宁街{i}号{i % 9 + 1}栋" for i in range(1, MOST + 1))
    page = text_of(client.post("/addresses/", {"text": heap}))
    assert f"读了{MOST}行" in page
    assert page.count("data-row>") <= 50


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_the_column_of_addresses_is_found_by_its_header(client: Client, encoding: str) -> None:
    text = f"姓名,家庭住址,备注\n甲,{GOOD},x\n乙,石桥镇列宁街1号,y\n"
    file = SimpleUploadedFile("名单.csv", text.encode(encoding))
    page = text_of(client.post("/addresses/", {"file": file}))
    assert "读了2行" in page
    assert "家庭住址" in page
    assert "甲" not in page.split("heap__said")[1]


def test_a_file_that_is_none_is_refused_in_words(client: Client) -> None:
    answer = client.post("/addresses/", {"file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04broken")})
    assert answer.status_code == 400
    assert "error-summary" in text_of(answer)


def test_a_workbook_comes_back(client: Client, tmp_path) -> None:
    answer = client.post("/addresses/", {"text": HEAP, "download": "xlsx"})
    file = tmp_path / "back.xlsx"
    file.write_bytes(answer.content)
    cells = next(sources_of(file)[0].read(None)).cells
    assert cells.height == 5
    again = client.post("/addresses/", {"file": SimpleUploadedFile("back.xlsx", answer.content)})
    assert "读了4行" in text_of(again)


def test_nothing_of_a_heap_is_stored(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from address")
        assert cursor.fetchone() == (0,)
        client.post("/addresses/", {"text": HEAP})
        cursor.execute("select count(*) from address")
        assert cursor.fetchone() == (0,)


def test_a_field_is_offered_the_addresses_of_the_own_divisions(client: Client, stranger: Client, door: Address) -> None:
    typed = {"of": "item-address", "item-address": door.standard[:8]}
    assert f'value="{door.standard}"' in text_of(client.get("/addresses/options/", typed))
    assert text_of(client.get("/addresses/options/", {"of": "address", "address": "达"})).strip() == ""
    assert text_of(client.get("/addresses/options/")).strip() == ""
    assert door.standard not in text_of(stranger.get("/addresses/options/", typed))


def test_addresses_are_found_by_their_beginning_and_by_their_code(client: Client, door: Address) -> None:
    for text in ("四川省达州市达川区石桥镇", "达川区石桥镇石桥村", "DZ-77"):
        assert "/addresses/77/" in text_of(client.get("/addresses/search/", {"q": text})), text
    assert "地址库里没有" in text_of(client.get("/addresses/search/", {"q": "没有的路"}))
    assert "再写一点" in text_of(client.get("/addresses/search/", {"q": "石"}))


def test_an_officer_of_the_next_town_finds_and_opens_no_address(stranger: Client, door: Address) -> None:
    assert "/addresses/77/" not in text_of(stranger.get("/addresses/search/", {"q": GOOD}))
    assert stranger.get("/addresses/77/").status_code == 403


def test_who_is_registered_at_an_address_is_shown_for_a_purpose_and_noted(client: Client, house: House) -> None:
    page = text_of(client.get("/addresses/77/"))
    assert "林建国" not in page
    assert "住宅" in page
    assert "已安装" in page
    assert LookUp.objects.count() == 0
    page = text_of(client.get("/addresses/77/?households=1"))
    assert "林建国" in page
    assert "王秀英" not in page  # the reference person only
    assert list(LookUp.objects.values_list("asked", "subjects")) == [(["address"], [house.father])]


def test_an_address_clerk_sees_addresses_and_no_person(house: House) -> None:
    clerk = registrar("dai", TOWN, "address_clerk")
    page = text_of(clerk.get("/addresses/77/?households=1"))
    assert "12号" in page
    assert "林建国" not in page
    assert "登记在此的户" not in page
    assert LookUp.objects.count() == 0


def test_an_address_that_is_none_is_not_found(client: Client) -> None:
    assert client.get("/addresses/5/").status_code == 404


@pytest.mark.parametrize("kind", ["csv", "gb18030.csv", "xlsx"])
def test_a_file_comes_back_with_its_own_columns_and_every_row(client: Client, tmp_path: Path, kind: str) -> None:
    head = ["序号", "姓名", "家庭住址", "余额", "备注"]
    rows = [
        ["1", "甲", GOOD, "-12.50", "=1+1"],
        ["2", "乙·丙", "", "3", 'a,"b"'],
        ["003", "丁", "老供销社对面", "", "𠮷"],
    ]
    if kind == "xlsx":
        data = as_workbook(head, rows)
    else:
        text = io.StringIO()
        csv.writer(text).writerows([head, *rows])
        data = text.getvalue().encode("gb18030" if kind.startswith("gb") else "utf-8")
    page = text_of(client.post("/addresses/", {"file": SimpleUploadedFile(f"名单.{kind}", data)}))
    assert "读了3行" in page
    carried = {
        "text": "\n".join(row[2] for row in rows if row[2]),
        "own": html.unescape(re.findall(r'<textarea name="own" hidden>(.*?)</textarea>', page, re.DOTALL)[0]),
        "own_at": re.findall(r'name="own_at" value="(\d+)"', page)[0],
    }
    answer = client.post("/addresses/", carried | {"download": "csv", "decided": "3=none"})
    found = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    back = {row["行"]: [row[name].removeprefix("'") for name in head] for row in found}
    assert back == {str(at): row for at, row in enumerate(rows, start=1)}
    assert found[0]["原文"] == GOOD  # what is doubtful comes first
    assert [row["核定"] for row in found if row["行"] == "3"] == ["册里没有"]
    edited = client.post("/addresses/", carried | {"text": "石桥镇列宁街1号", "download": "csv"})
    assert "姓名" not in edited.content.decode("utf-8-sig")


@pytest.mark.parametrize("own", ["", "a,b", '"', "x\n1\n2", "地址\n" + "x" * 200_000])
def test_a_table_that_is_not_that_of_the_lines_is_left_out(client: Client, own: str) -> None:
    answer = client.post("/addresses/", {"text": GOOD, "own": own, "own_at": "7", "download": "csv"})
    assert answer.status_code == 200
    assert len(answer.content.decode("utf-8-sig").splitlines()) == 2


def test_the_file_names_the_one_address_of_the_own_divisions_that_is_written_so(
    client: Client, stranger: Client
) -> None:
    key = parse_columns(pl.Series([GOOD]))["key"].item(0)
    Address.objects.create(id=78, division=lins.VILLAGE, standard=GOOD, key=key, batch=1, row=1)
    for asks, number in ((client, "78"), (stranger, "")):
        answer = asks.post("/addresses/", {"text": f"{GOOD}\n老供销社对面", "download": "csv"})
        rows = {row["行"]: row for row in csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))}
        assert (rows["1"]["地址编号"], rows["2"]["地址编号"]) == (number, "")


def test_a_text_longer_than_a_cell_of_a_workbook_is_cut_where_it_is_seen_to_be(client: Client, tmp_path: Path) -> None:
    file = tmp_path / "long.xlsx"
    file.write_bytes(as_workbook(["原文"], [["石" * 40_000]]))
    (cell,) = next(sources_of(file)[0].read(None)).cells["c0"].to_list()[1:]
    assert cell is not None
    assert cell.endswith("石…")
