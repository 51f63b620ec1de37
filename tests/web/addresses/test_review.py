"""Doubtful addresses are decided one by one; what was decided goes into the file and nowhere else."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.test import Client

from huangce.accounts import officers
from tests import people
from tests.places import town
from tests.web.test_routes import session_of

HEAP = "四川省达州市达川区石桥镇人民路1号\n石桥镇人民路3号 张三\n老供销社对面\n石桥镇人民路"


@pytest.fixture
def houses(committed_db: None) -> list[int]:
    return town.load()


@pytest.fixture
def deng(houses: list[int]) -> Client:
    clerk = officers.add("du", "杜", on=people.OPENED)
    officers.grant(clerk, "address_clerk", "511703000000", by=None, on=people.OPENED)
    return session_of(clerk)


def step(client: Client, page: str = "", do: str = "") -> str:
    """The page after a step, with what the form of the page before carried."""
    fields = dict(re.findall(r'name="(order|decided)" value="([^"]*)"', page))
    answer = client.post("/addresses/review/", {"text": HEAP, "do": do, **fields}, headers={"HX-Request": "true"})
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def decided(page: str) -> str:
    found = re.search(r'name="decided" value="([^"]*)"', page)
    assert found
    return found[1]


def test_it_works(deng: Client, houses: list[int]) -> None:
    first = step(deng)
    assert "第2行" in first
    assert f'value="{houses[1]}" data-key="1"' in first
    second = step(deng, first, str(houses[1]))
    assert decided(second) == f"2={houses[1]}"
    third = step(deng, second, "none")
    again = step(deng, third, "undo")
    assert decided(again) == f"2={houses[1]}"
    last = step(deng, step(deng, again, "skip"), "none")
    assert "都核定完了" in last
    answer = deng.post("/addresses/", {"text": HEAP, "decided": decided(last), "download": "csv"})
    rows = {row["行"]: row for row in csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))}
    assert (rows["2"]["核定地址编号"], rows["2"]["核定"]) == (str(houses[1]), "人工核定")
    assert rows["2"]["核定地址"].endswith("人民路3号")
    assert sorted(one["核定"] for one in rows.values()) == ["", "人工核定", "先跳过", "册里没有"]


def test_a_file_without_decisions_has_no_columns_for_them(deng: Client) -> None:
    answer = deng.post("/addresses/", {"text": HEAP, "download": "csv"})
    assert "核定" not in answer.content.decode("utf-8-sig").splitlines()[0]


@pytest.mark.parametrize("wrong", ["2=x", "9999999=1", "2=1;drop", "3=none", "2=1,2=1,2=1"])
def test_what_this_form_did_not_write_is_no_decision(deng: Client, wrong: str) -> None:
    page = deng.post("/addresses/review/", {"text": HEAP, "order": "2,3,4", "decided": wrong})
    assert page.status_code == 200
    assert decided(page.content.decode()) in ("", "2=1")


def test_an_empty_or_too_long_heap_is_answered(deng: Client) -> None:
    assert "没有要核定的" in deng.post("/addresses/review/", {"text": ""}).content.decode()
    assert deng.post("/addresses/review/", {"text": "x\n" * 10_001}).status_code == 422
    assert deng.get("/addresses/review/").status_code == 302


def test_a_match_that_looks_good_is_decided_as_well_when_somebody_doubts_it(deng: Client, houses: list[int]) -> None:
    page = deng.post("/addresses/", {"text": HEAP, "show": "good", "decided": "3=none"}).content.decode()
    assert 'name="one" value="1"' in page
    assert 'name="decided" value="3=none"' in page
    step = deng.post("/addresses/review/", {"text": HEAP, "decided": "3=none", "one": "1"}).content.decode()
    assert "第1行" in step
    assert f'value="{houses[0]}" data-key="1"' in step
    assert step.count('class="button" name="do" value="109') >= 2  # others that it may mean, too
    order = re.findall(r'name="order" value="([^"]*)"', step)[0]
    fields = {"text": HEAP, "order": order, "decided": "3=none", "do": str(houses[1])}
    last = deng.post("/addresses/review/", fields).content.decode()
    assert decided(last) == f"3=none,1={houses[1]}"


def test_what_was_decided_about_one_list_says_nothing_of_another(deng: Client, houses: list[int]) -> None:
    page = deng.post("/addresses/", {"text": HEAP, "decided": f"2={houses[1]}"}).content.decode()
    carried = dict(re.findall(r'name="(decided|of)" value="([^"]*)"', page))
    assert carried["decided"] == f"2={houses[1]}"
    same = deng.post("/addresses/", {"text": HEAP, **carried, "download": "csv"}).content.decode("utf-8-sig")
    assert "人工核定" in same
    other = deng.post("/addresses/", {"text": f"{HEAP}5号", **carried, "download": "csv"}).content.decode("utf-8-sig")
    assert "人工核定" not in other
