"""Figures that somebody brings get their points by a plan, and nothing of them is kept."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from huangce.statistics.assessment_plans import shipped
from tests.web.test_routes import client_of

pytestmark = pytest.mark.django_db
HEADER = "county,rate_2017,rate_2018,settled_migrants,other_settled,town_increase,relocated_settled,relocated_total"
GOOD = f"{HEADER}\n都匀市,60.00,62.50,4000,200,6000,1900,2000"


def asked(client, **given: object) -> str:
    answer = client.post("/rates/assessment/", {"plan": "qiannan-2018", **given})
    return f"{answer.status_code} {answer.content.decode()}"


def test_it_works():
    page = asked(client_of("gao"), text=GOOD)
    assert page.startswith("200")
    assert "都匀市" in page
    assert "28.50" in page  # 1,900 of 2,000 relocated persons, of 30 points


def test_a_gap_is_no_zero_and_is_named_by_its_column():
    page = asked(client_of("gao"), text=GOOD.replace("62.50", "—").replace("1900", "2100"))
    assert "rate_2018：没有数字" in page
    assert "有的项不知道，所以没有总分" in page
    assert "落户的搬迁人员比搬来的还多" in page


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "没有数字。"),
        ({"text": "甲,乙\n1,2"}, "缺少"),
        ({"file": SimpleUploadedFile("x.exe", b"MZ")}, "没有数字。"),
        ({"text": GOOD, "own_plan": SimpleUploadedFile("mine.toml", b"name = 1")}, "mine.toml"),
    ],
)
def test_what_cannot_be_used_is_said_with_what_was_typed(given, words):
    page = asked(client_of("gao"), **given)
    assert page[:3] in ("400", "422"), page
    assert "error-summary" in page
    assert words in page
    assert "/tmp" not in page


def test_a_plan_of_ones_own_is_taken():
    own = shipped()["qiannan-2018"].read_bytes().replace("黔南州2018年".encode(), "测试州2019年".encode())
    file = SimpleUploadedFile("figures.csv", GOOD.encode("gb18030"))
    page = asked(client_of("gao"), own_plan=SimpleUploadedFile("own.toml", own), file=file)
    assert "测试州2019年" in page
    assert "28.50" in page


def test_who_sees_no_figures_has_no_such_page():
    assert client_of("tang").get("/rates/assessment/").status_code == 403
    assert client_of("gao").get("/rates/assessment/").status_code == 200


def test_a_plan_is_read_in_english_as_far_as_it_says_so():
    client = client_of("gao")
    client.cookies["language"] = "en"
    page = asked(client, text=GOOD)
    assert "Qiannan 2018: assessment of the hukou reform" in page
    assert "Relocated persons registered" in page
    assert "农业转移人口落户城镇数：" not in page
    own = shipped()["qiannan-2018"].read_bytes().split(b"[english]")[0]
    assert "黔南州2018年" in asked(client, text=GOOD, own_plan=SimpleUploadedFile("own.toml", own))
