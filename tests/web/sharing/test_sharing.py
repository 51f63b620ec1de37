"""Agreements are entered, amended and ended; lists are looked at and withdrawn; feeds say who owes an answer."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from huangce.accounts.models import Officer
from huangce.exchange import agreement_store, liaisons, tokens
from huangce.exchange.feeds import pages
from huangce.exchange.feeds.table import FEEDS, Feed
from huangce.exchange.models import ReceivedList
from huangce.web.frame.said import label
from tests import lins, people
from tests.county.test_delivered import delivered, officer, written
from tests.exchange.feeds.conftest import death
from tests.register.conftest import do, open_house
from tests.web.test_routes import client_of, session_of

ENTERED = {
    "supplier": "民政局",
    "purpose": "核对应销未销户口",
    "legal_ground": "户口登记条例第八条",
    "frequency": "每月",
    "retention_months": "6",
    "contact": "社会事务股",
    "fields": ["name", "cremated_on", "died_on"],
    "returns": ["format"],
}
FEED = {
    "code": "deaths-hr",
    "recipient": "人力资源和社会保障局",
    "purpose": "停发养老金",
    "legal_ground": "资府办发〔2017〕14号",
    "frequency": "每日",
    "retention_months": "6",
    "answer_days": "10",
    "contact": "养老待遇科",
    "fields": ["citizen_id", "died_on"],
}


@pytest.fixture
def lin(committed_db: None) -> Client:
    return client_of("lin")


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def test_it_works(lin: Client) -> None:
    assert "火化名单" in text(lin, "/sharing/new/")
    assert 'value="cremated_on" checked' in text(lin, "/sharing/new/cremations/")
    answer = lin.post("/sharing/new/cremations/", ENTERED)
    assert answer.headers["Location"] == "/sharing/agreements/cremations/"
    page = text(lin, "/sharing/agreements/cremations/")
    assert "第1版" in page
    assert "死者姓名、死亡日期、火化日期" in page
    amended = ENTERED | {"frequency": "每周"}
    refused = lin.post("/sharing/agreements/cremations/amend/", amended)
    assert refused.status_code == 422
    assert 'value="每周"' in refused.content.decode()
    assert lin.post("/sharing/agreements/cremations/amend/", amended | {"reason": "改为每周"}).status_code == 302
    assert "第2版" in text(lin, "/sharing/agreements/cremations/")
    assert lin.post("/sharing/agreements/cremations/end/", {"reason": ""}).status_code == 422
    assert lin.post("/sharing/agreements/cremations/end/", {"reason": "项目结束"}).status_code == 302
    page = text(lin, "/sharing/agreements/cremations/")
    assert "已终止" in page
    assert "终止这份协议" not in page
    assert [one.version for one in agreement_store.history("cremations")] == [3, 2, 1]
    assert "cremations" in text(lin, "/sharing/agreements/")


def test_what_cannot_be_agreed_is_said_with_what_was_typed(lin: Client) -> None:
    answer = lin.post("/sharing/new/cremations/", ENTERED | {"fields": ["died_on"], "retention_months": "半年"})
    assert answer.status_code == 400
    assert "民政局" in answer.content.decode()
    assert lin.get("/sharing/new/register/").status_code == 404
    assert lin.get("/sharing/agreements/nothing/").status_code == 404


def test_only_who_keeps_agreements_enters_one(lin: Client) -> None:
    client = client_of("he")
    assert client.post("/sharing/new/cremations/", ENTERED).status_code == 403
    lin.post("/sharing/new/cremations/", ENTERED)
    page = text(client, "/sharing/agreements/cremations/")
    assert "修订协议" not in page
    assert client.post("/sharing/agreements/cremations/end/", {"reason": "x"}).status_code == 403


def test_a_list_shows_its_retention_and_receipt_and_is_withdrawn(committed_db: None, tmp_path: Path) -> None:
    fang, yu = officer("fang", "registrar"), officer("yu", "registrar")
    client = session_of(fang)
    one = delivered(written(tmp_path), fang)
    page = text(client, f"/sharing/lists/{one.pk}/")
    assert "保留到2026-12-01" in page
    assert json.loads(text(client, f"/sharing/lists/{one.pk}/receipt.json"))["sha256"] == one.sha256
    assert text(client, f"/sharing/lists/{one.pk}/rows.csv").count("\n") == 4
    assert client_of("chen").get(f"/sharing/lists/{one.pk}/").status_code == 200
    assert client_of("he").get(f"/sharing/lists/{one.pk}/").status_code == 404
    form = {"asked_by": "民政局来函", "reason": "误报", "second": "fang"}
    assert client.post(f"/sharing/lists/{one.pk}/withdraw/", form).status_code == 422
    assert client.post(f"/sharing/lists/{one.pk}/withdraw/", form | {"second": yu.username}).status_code == 302
    page = text(client, f"/sharing/lists/{one.pk}/")
    assert "密钥已销毁" in page
    assert json.loads(text(client, f"/sharing/lists/{one.pk}/receipt.json"))["about"] == "withdrawal"
    assert client.get(f"/sharing/lists/{one.pk}/rows.csv").status_code == 404
    assert ReceivedList.objects.get().withdrawn_at


def test_the_page_of_feeds_says_who_owes_an_answer_and_nothing_of_the_dead(lin: Client) -> None:
    assert "还没有单位订阅" in text(lin, "/sharing/feeds/")
    assert lin.post("/sharing/new/death_registered/", FEED).status_code == 302
    house = open_house()
    assert "还没有告知过" in text(lin, "/sharing/feeds/")
    do(death(house.mother))
    long_ago = lins.NOW - timedelta(days=30)
    pages.page("deaths-hr", by=people.officer("he"), now=long_ago)
    page = text(lin, "/sharing/feeds/")
    assert "逾期1件" in page
    assert "王秀英" not in page
    assert "人力资源和社会保障局" in text(lin, "/sharing/agreements/")


def test_every_page_is_there_in_english(lin: Client) -> None:
    lin.post("/sharing/new/cremations/", ENTERED)
    lin.cookies["language"] = "en"
    for path in ("/sharing/agreements/", "/sharing/new/", "/sharing/new/death_registered/", "/sharing/feeds/"):
        assert "greement" in text(lin, path) or "ffice" in text(lin, path)
    assert "list of cremations" in text(lin, "/sharing/agreements/cremations/").lower()


def test_a_token_is_issued_shown_once_and_revoked(lin: Client) -> None:
    people.officer("he")
    lin.post("/sharing/new/cremations/", ENTERED)
    form = {"office": "民政局", "liaison": "he", "months": "6"}
    where = "/sharing/agreements/cremations/tokens/"
    assert lin.post(where, form | {"months": "x"}).status_code == 422
    page = lin.post(where, form).content.decode()
    shown = page.split('<code class="id digest">')[1].split("<")[0]
    bearer = tokens.bearer(shown)
    assert (bearer.office, bearer.codes) == ("民政局", ("cremations",))
    again = text(lin, "/sharing/agreements/cremations/")
    assert shown not in again
    assert "作废令牌" in again
    assert client_of("he").post(where, form).status_code == 403
    assert lin.post(f"{where}{bearer.token}/revoke/").status_code == 302
    with pytest.raises(tokens.BadToken):
        tokens.bearer(shown)


def test_a_second_office_gets_an_agreement_of_its_own_on_the_same_kind(lin: Client) -> None:
    lin.post("/sharing/new/cremations/", ENTERED)
    assert "已有：民政局" in text(lin, "/sharing/new/")
    again = lin.post("/sharing/new/cremations/", ENTERED)
    assert again.status_code == 422  # the same office amends what it has
    assert "修订" in again.content.decode()
    second = ENTERED | {"supplier": "东城殡仪馆", "retention_months": "3", "fields": ["name", "cremated_on"]}
    answer = lin.post("/sharing/new/cremations/", second)
    assert answer.headers["Location"] == "/sharing/agreements/cremations-2/"
    page = text(lin, "/sharing/agreements/cremations-2/")
    assert "东城殡仪馆" in page
    assert "死亡日期" not in page
    shown = text(lin, "/sharing/agreements/")
    assert "民政局" in shown
    assert "东城殡仪馆" in shown


def test_a_liaison_officer_is_named_and_ended_on_the_page_of_an_agreement(lin: Client) -> None:
    lin.post("/sharing/new/cremations/", ENTERED | {"supplier": "邻县民政局"})
    page, he = "/sharing/agreements/cremations/", client_of("he")
    assert "还没有指定联络员" in text(lin, page)
    people.officer("deng")
    assert lin.post(f"{page}liaisons/", {"officer": "deng"}).status_code == 422
    assert he.post(f"{page}liaisons/", {"officer": "he"}).status_code == 403
    assert lin.post(f"{page}liaisons/", {"officer": "he"}).headers["Location"] == page
    (naming,) = liaisons.standing("邻县民政局")
    assert "不再是联络员" in text(lin, page)
    assert "不再是联络员" not in text(he, page)
    assert lin.post(f"{page}liaisons/{naming.pk}/end/").headers["Location"] == page
    assert liaisons.standing("邻县民政局") == []


def test_an_account_that_cannot_sign_in_is_not_offered_as_a_liaison_and_is_shown_where_it_is_one(lin: Client) -> None:
    lin.post("/sharing/new/cremations/", ENTERED | {"supplier": "邻县民政局"})
    page, he = "/sharing/agreements/cremations/", people.officer("he")
    offered = '<option value="he">'
    assert offered in text(lin, page)
    Officer.objects.filter(pk=he.pk).update(password="")
    assert offered not in text(lin, page)
    liaisons.name(he, "邻县民政局", by=people.officer("lin"))
    assert "不再是联络员" in text(lin, page)


def test_a_list_of_another_office_is_refused_by_name_before_anything_is_kept(lin: Client, tmp_path: Path) -> None:
    other = officer("fu", "department_officer")
    with pytest.raises(liaisons.NotOfOffice, match="民政局"):
        delivered(written(tmp_path), other)
    assert not ReceivedList.objects.exists()


@pytest.mark.parametrize("feed", FEEDS.values(), ids=FEEDS.keys())
def test_a_feed_and_what_it_tells_are_named_in_english(feed: Feed) -> None:
    named = [label(words, "en") for words in (feed.zh, *(one.zh for one in feed.fields.values()))]
    assert [words for words in named if not words.isascii()] == []
