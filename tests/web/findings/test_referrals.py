"""A referral on its pages, by two officers, each of whom sees the own side and no more."""

from __future__ import annotations

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.timezone import localdate, now

from huangce.exchange import partners
from huangce.matching.models import Finding
from huangce.matching.referral_models import Referral
from huangce.matching.referral_papers import ANSWER, ERASED, ERASURE, REFERRAL
from huangce.matching.referral_retention import forget_person
from tests import lins, people
from tests.matching.test_referrals import THERE, moved_away, sent, took
from tests.matching.test_referrals_between import (
    FAR,
    GUEST,
    NUMBER,
    Other,
    answer_to,
    enter,
    entered_before,
    sealed,
    take,
    theirs,
)
from tests.web.test_routes import client_of

__all__ = ["theirs"]
TODAY = localdate().isoformat()
pytestmark = pytest.mark.django_db


def test_it_works() -> None:
    moved_away()
    lin, chen = client_of("lin"), client_of("chen")
    told = {"on": "2026-06-02", "how": "in_person", "address": "东城镇新村2组8号", "contact": "户籍窗口"}
    answer = lin.post("/findings/a/refer/", told | {"division": THERE})
    one = Referral.objects.get()
    assert answer.headers["Location"] == reverse("referral", args=(one.pk,))
    assert f"/referrals/{one.pk}/" in chen.get("/referrals/").content.decode()
    assert f"/referrals/{one.pk}/" not in chen.get("/referrals/?side=out").content.decode()
    for step in ("received", "visited", "refuted"):
        words = {"words": "房主说从未住过"} if step == "refuted" else {}
        assert chen.post(f"/referrals/{one.pk}/step/", {"step": step, "on": TODAY, **words}).status_code == 302
    assert "房主说从未住过" in lin.get(f"/referrals/{one.pk}/").content.decode()
    lin.post(f"/referrals/{one.pk}/step/", {"step": "closed", "on": TODAY})
    assert Finding.objects.get().state == "open"


def test_the_receiver_sees_what_was_sent_and_nothing_of_the_household() -> None:
    one = sent()
    page = client_of("chen").get(f"/referrals/{one}/").content.decode()
    assert "林建国" in page
    assert "东城镇" in page
    assert "赵秀兰" not in page
    assert client_of("chen").get("/findings/a/").status_code == 403


def test_whoever_is_neither_side_sees_nothing() -> None:
    one = sent()
    assert client_of("deng").get(f"/referrals/{one}/").status_code == 403


def test_what_is_refused_keeps_what_was_typed() -> None:
    moved_away()
    typed = {
        "on": "2099-01-01",
        "how": "in_person",
        "address": "东城镇新村2组8号",
        "contact": "户籍窗口",
        "division": THERE,
    }
    answer = client_of("lin").post("/findings/a/refer/", typed)
    assert answer.status_code in {409, 422}
    assert 'value="户籍窗口"' in answer.content.decode()
    assert not Referral.objects.exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"on": "明天"}, "on"),
        ({"on": "2099-01-01"}, "on"),
        ({"how": ""}, "how"),
        ({"division": "没有这个地方"}, "division"),
        ({"division": "110101001001"}, "division"),
        ({"address": "址" * 201}, "address"),
        ({"contact": " "}, "contact"),
    ],
)
def test_what_is_refused_leads_to_the_field_to_mend(changed: dict[str, str], field: str) -> None:
    moved_away()
    typed = {"on": "2026-06-01", "how": "in_person", "address": "新村2组8号", "contact": "户籍窗口", "division": THERE}
    page = client_of("lin").post("/findings/a/refer/", typed | changed).content.decode()
    assert f'<a href="#{field}">' in page
    assert re.findall(r'data-wrong><label for="(\w+)"', page) == [field]
    assert not Referral.objects.exists()


def test_a_step_that_was_taken_is_told_and_one_that_follows_is_asked_for() -> None:
    one = sent()
    chen = client_of("chen")
    assert "已推送" in chen.get("/referrals/").content.decode()
    page = chen.get(f"/referrals/{one}/").content.decode()
    assert page.index('<button class="button">接收</button>') < page.index("<b>已推送</b>")
    took(one, "received")
    assert "<b>已接收</b>" in chen.get(f"/referrals/{one}/").content.decode()


def test_each_empty_list_says_how_it_fills() -> None:
    lin = client_of("lin")
    pages = [lin.get(f"/referrals/?{query}").content.decode() for query in ("side=in", "side=out", "waiting=1")]
    for page, words in zip(pages, ("还没有推送来的", "还没有推送出去的", "没有等您这边办的推送"), strict=True):
        assert words in page
        assert "0件" not in page


def test_the_office_of_residence_registers_whom_it_was_referred_and_nobody_else() -> None:
    one = sent()
    took(one, "received", "visited")
    chen, who = client_of("chen"), Referral.objects.get().record
    desk = f"{reverse('act-new', args=('residence_declared',))}?person={who}"
    assert chen.get(desk).status_code == 403
    assert chen.get(f"{desk}&referral={one + 1}").status_code == 403
    assert chen.get(f"{desk}&referral={one}").status_code == 200
    assert f"person={who}&amp;referral={one}" in chen.get(f"/referrals/{one}/").content.decode()


def test_the_papers_between_installations_are_downloaded_and_taken_in(theirs: Other) -> None:
    one = sent(to=FAR)
    lin, chen = client_of("lin"), client_of("chen")
    page = lin.get(f"/referrals/{one}/").content.decode()
    assert "远县公安局" in page
    assert f"/referrals/{one}/paper/" in page
    assert chen.post(f"/referrals/{one}/paper/").status_code == 403
    paper = lin.post(f"/referrals/{one}/paper/")
    assert paper.headers["Content-Disposition"] == f'attachment; filename="referral-{one}.json"'
    assert "林建国" not in paper.content.decode()
    assert lins.FATHER.citizen_id not in paper.content.decode()
    opened = theirs.opens(paper.json())
    assert opened == theirs.given(one)
    answer = theirs(ANSWER, answer_to(opened, "refuted"))
    assert "/referrals/receive/" in lin.get("/referrals/").content.decode()
    assert lin.get("/referrals/receive/").status_code == 200
    taken = lin.post("/referrals/receive/", {"file": upload(sealed(answer))})
    assert taken.headers["Location"] == reverse("referral", args=(one,))
    page = lin.get(f"/referrals/{one}/").content.decode()
    assert "房主说从未住过" in page
    assert re.findall(r"<b>(已\w+)</b>　(?:<span class=\"name\">)?([^<]*)<", page) == [
        ("已告知本人", "林"),
        ("已推送", "林"),
        ("已接收", "远县公安局"),
        ("已上门核查", "远县公安局"),
    ]
    for wrong, status in ((sealed(answer | {"words": "另外的话"}), 400), (answer, 400), ({}, 400)):
        refused = lin.post("/referrals/receive/", {"file": upload(wrong)})
        assert refused.status_code == status
        assert "error-summary" in refused.content.decode()
    assert lin.post("/referrals/receive/").status_code == 400


def test_the_page_offers_no_paper_for_a_partner_without_a_key_to_encrypt_for(theirs: Other) -> None:
    one = sent(to=FAR)
    entered_before(theirs)
    lin = client_of("lin")
    page = lin.get(f"/referrals/{one}/").content.decode()
    assert "登记时没有加密公钥" in page
    assert f"/referrals/{one}/paper/" not in page
    assert lin.post(f"/referrals/{one}/paper/").status_code == 422
    partners.end(partners.standing()[0].pk, by=people.officer("lin"))
    enter(theirs.card(), "远县公安局", [FAR[:6]])
    assert f"/referrals/{one}/paper/" in lin.get(f"/referrals/{one}/").content.decode()


def test_an_erasure_waits_on_the_pages_until_the_partner_answered(theirs: Other) -> None:
    one = sent(to=FAR)
    forget_person(Referral.objects.get().record or 0, now=now())
    lin = client_of("lin")
    assert "删除等对方回复" in lin.get("/referrals/?side=out").content.decode()
    assert "下载删除通知" in lin.get(f"/referrals/{one}/").content.decode()
    paper = theirs.opens(lin.post(f"/referrals/{one}/paper/", {"erasure": FAR}).json())
    assert client_of("chen").post(f"/referrals/{one}/paper/", {"erasure": FAR}).status_code == 403
    assert lin.post(f"/referrals/{one}/paper/", {"erasure": THERE}).status_code == 404
    answer = {"referral": paper["referral"], "redirects": 0, "from": FAR, "to": paper["from"], "erased_on": TODAY}
    assert lin.post("/referrals/receive/", {"file": upload(sealed(theirs(ERASED, answer)))}).status_code == 302
    assert "删除等对方回复" not in lin.get("/referrals/?side=out").content.decode()
    assert "下载删除通知" not in lin.get(f"/referrals/{one}/").content.decode()


def test_what_is_erased_at_the_origin_is_answered_from_its_page(theirs: Other) -> None:
    moved_away()
    one = take(theirs(REFERRAL, GUEST)).referral
    erasure = {name: GUEST[name] for name in ("referral", "redirects", "from", "to")} | {"erased_on": "2026-05-30"}
    take(theirs(ERASURE, erasure))
    chen = client_of("chen")
    page = chen.get(f"/referrals/{one}/").content.decode()
    assert "何远" not in page
    assert "下载删除回执" in page
    assert theirs.opens(chen.post(f"/referrals/{one}/paper/", {"erasure": THERE}).json())["document"] == ERASED


def test_one_that_came_from_elsewhere_is_answered_from_its_page(theirs: Other) -> None:
    moved_away()
    one = take(theirs(REFERRAL, GUEST)).referral
    chen = client_of("chen")
    page = chen.get(f"/referrals/{one}/").content.decode()
    assert "何远" in page
    assert NUMBER not in page
    # Who took the paper in neither told the person nor sent it.
    assert re.findall(r"<b>(已告知本人|已推送)</b>　(?:<span class=\"name\">)?([^<]*)<", page) == [
        ("已告知本人", "远县公安局"),
        ("已推送", "远县公安局"),
    ]
    assert f"/referrals/{one}/paper/" not in page
    took(one, "received", "visited")
    page = chen.get(f"/referrals/{one}/").content.decode()
    assert f"?referral={one}" in page
    took(one, "refused")
    assert f"/referrals/{one}/paper/" in chen.get(f"/referrals/{one}/").content.decode()
    assert theirs.opens(chen.post(f"/referrals/{one}/paper/").json())["answer"] == "refused"
    assert Referral.objects.get().state == "closed"


def upload(document: object) -> SimpleUploadedFile:
    return SimpleUploadedFile("paper.json", json.dumps(document, ensure_ascii=False).encode())
