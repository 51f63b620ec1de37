"""The lists of duplicates, errors and omissions: counted by kind and place, each row with its words and its form."""

from __future__ import annotations

import io
import re

import fastexcel
import pytest
from django.test import Client

from huangce.places.address_doubts import CODES, LISTS
from huangce.places.models import Address, LoadedPlace
from huangce.places.numbering_survey import survey_addresses, take_survey
from huangce.places.plate_models import AddressDecision
from huangce.rules.naming import STEPS
from huangce.web.frame.words import CHINESE, ENGLISH
from huangce.web.places.doubt_words import DECISIONS, KINDS, detail
from huangce.web.places.naming import BUTTONS
from tests import people
from tests.places.doors import NOW, clerk, door, load, schemes
from tests.places.test_numbering import point, seen
from tests.web.people.conftest import registrar, the_cast_stays_as_it_is
from tests.web.places.test_places import said, text_of
from tests.web.test_routes import client_of

__all__ = ["the_cast_stays_as_it_is"]

DOUBTS = "/address-doubts/"


@pytest.fixture
def deng(db: None) -> Client:
    """The address clerk, on a street where one door is there twice, one on the wrong side and one without a number."""
    schemes()
    load(*(door(f"{n}号", **point(10.0 * n)) for n in (1, 3, 7, 9)), door("2号", **point(20, north=False)))
    load(door("7号", **point(70.0)), door("1号", street="新街", building="1栋", unit="1单元", room="101室"))
    survey_addresses(people.TOWN, by=clerk(), now=NOW)
    take_survey([seen(2, **point(50))], source="现场.xlsx", by=clerk(), now=NOW)
    return client_of("deng")


def test_it_works(deng: Client) -> None:
    page = text_of(deng.get(DOUBTS))
    assert "几条地址写的是同一个门" in page
    assert "2条" in said(page)
    assert re.search(r'href="/acts/new/duplicates_retired/\?address=\d+&amp;address=\d+"', page)
    omitted = text_of(deng.get(DOUBTS, {"list": "omitted"}))
    assert "有门没有号码" in omitted
    assert "距起点40米，在3号与7号之间" in said(omitted)
    assert re.search(r'href="/plates/missing/\?division=\d{12}"', omitted)


def test_a_form_that_mends_a_row_is_opened_with_its_addresses(deng: Client) -> None:
    (link,) = set(re.findall(r'href="(/acts/new/duplicates_retired/[^"]*)"', text_of(deng.get(DOUBTS))))
    form = deng.get(link.replace("&amp;", "&"))
    assert form.status_code == 200
    assert text_of(form).count("老街7号") >= 2


def test_a_decided_row_is_not_asked_again_until_its_evidence_changes(deng: Client) -> None:
    (row,) = set(re.findall(r'name="doubt" value="(same-key[^"]*)"', text_of(deng.get(DOUBTS, {"kind": "same-key"}))))
    answer = deng.post(DOUBTS, {"doubt": row, "decision": "different_doors"}, follow=True)
    assert "记下了：是不同的门" in said(text_of(answer))
    assert row not in text_of(deng.get(DOUBTS))
    assert AddressDecision.objects.get().decision == "different_doors"
    assert deng.post(DOUBTS, {"doubt": row, "decision": "nothing_there"}).status_code == 422
    assert deng.post(DOUBTS, {"doubt": "same-key:1", "decision": "same_door"}).status_code == 422


def test_a_row_whose_address_changed_is_gone_at_once(deng: Client) -> None:
    (row,) = set(re.findall(r'name="doubt" value="(same-key[^"]*)"', text_of(deng.get(DOUBTS, {"kind": "same-key"}))))
    address = int(row.removeprefix("same-key:").partition(",")[0])
    LoadedPlace.objects.create(id=address, row={})
    Address.objects.filter(pk=address).update(plate="77号", key="another", version=1 << 40)
    assert row not in text_of(deng.get(DOUBTS))


def test_who_only_reads_decides_nothing(deng: Client) -> None:
    (row,) = set(re.findall(r'name="doubt" value="(same-key[^"]*)"', text_of(deng.get(DOUBTS))))
    tang = registrar("tang-e", people.TOWN, "enumerator")
    assert 'name="decision"' not in text_of(tang.get(DOUBTS))
    assert tang.post(DOUBTS, {"doubt": row, "decision": "same_door"}).status_code == 403
    stranger = registrar("yan-e", people.NEXT_TOWN, "address_clerk")
    assert "老街" not in text_of(stranger.get(DOUBTS))
    assert stranger.get(DOUBTS, {"division": people.TOWN}).status_code == 403
    assert stranger.get("/address-doubts/file/", {"division": people.TOWN}).status_code == 403


def test_a_list_is_given_as_a_workbook_as_it_is_filtered(deng: Client) -> None:
    answer = deng.get("/address-doubts/file/", {"list": "duplicate", "kind": "same-key"})
    assert answer.headers["Content-Disposition"].startswith("attachment")
    sheet = fastexcel.read_excel(io.BytesIO(answer.content).getvalue()).load_sheet(0).to_polars()
    assert sheet["缘由"].to_list() == ["几条地址写的是同一个门"]
    assert sheet["编号"][0].startswith("same-key:")


def test_strange_addresses_of_the_page_are_answered(deng: Client) -> None:
    for asked in (
        {"list": "x"},
        {"kind": "x"},
        {"page": "0"},
        {"list": "wrong", "kind": "same-key"},
    ):
        assert deng.get(DOUBTS, asked).status_code == 200
    assert deng.get(DOUBTS, {"division": "²"}).status_code == 422


def test_every_code_and_decision_has_words() -> None:
    assert KINDS.keys() == CODES.keys()
    assert {one for _zh, decisions in LISTS.values() for one in decisions} == DECISIONS.keys()
    assert BUTTONS.keys() == STEPS.keys()


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("3 addresses mean the same door", "3条"),
        ("only this door is on 老待; the town has 老街", "写作“老待”，本乡镇有“老街”"),
        ("12号 hangs on the left side, where numbers are odd", "12号在左侧，左侧应是单号"),
        ("12号 hangs at 30 m, 90 m", "12号挂在距起点30 m, 90 m处"),
        ("floor 3, door 2 in 老街1号1栋", "3层第2户，老街1号1栋"),
        ("2单元 in 老街1号1栋", "2单元，老街1号1栋"),
        ("grammar nobody foresaw", ""),
    ],
)
def test_reasons_are_said_in_chinese(reason: str, words: str) -> None:
    assert detail(reason, CHINESE) == words
    assert detail(reason, ENGLISH) == reason
