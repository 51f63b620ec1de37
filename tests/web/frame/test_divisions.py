"""A division is chosen by its name, pinyin or initials; which one is meant is asked where several are."""

from __future__ import annotations

import html
import re
from datetime import date

import pytest
from django.test import Client

from huangce.accounts import officers
from huangce.rules.authority import Granted
from huangce.web.frame.divisions import DivisionUnclear, NoSuchName, chosen, near
from tests import people
from tests.web.test_routes import client_of, session_of

COUNTY, TOWN = "511703000000", "511703116000"
OWN = [Granted("address_clerk", COUNTY, people.OPENED)]


def offered(page: str) -> list[tuple[str, str]]:
    """Code and words of what stands in the list."""
    listed = page.partition('<span class="note"')[0].split('<span role="option" data-value="')[1:]
    return [(one[:12], re.sub("<[^>]*>", "", one.partition(">")[2]).strip()) for one in listed]


@pytest.fixture
def clerk(db: None) -> Client:
    officer = officers.add("wang", "王", on=people.OPENED)
    officers.grant(officer, "address_clerk", COUNTY, by=None, on=people.OPENED)
    return session_of(officer)


def test_it_works(clerk: Client) -> None:
    page = clerk.get("/which-division/?of=division&division=sqz").content.decode()
    assert offered(page) == [(TOWN, f"石桥镇 {TOWN}四川省达州市达川区")]
    assert "四川省达州市达川区石桥镇 " in page


def test_a_whole_code_is_said_with_its_full_name(clerk: Client) -> None:
    page = clerk.get(f"/which-division/?of=village&village={TOWN}").content.decode()
    assert 'id="meant-village"' in page
    assert 'role="status" hx-swap-oob="true">四川省达州市达川区石桥镇</span>' in page


def test_before_anything_is_typed_the_own_divisions_are_offered(clerk: Client) -> None:
    page = clerk.get("/which-division/?of=division").content.decode()
    assert {(COUNTY, f"达川区 {COUNTY}四川省达州市"), (TOWN, f"石桥镇 {TOWN}四川省达州市达川区")} <= set(offered(page))


def test_what_lies_right_below_a_province_or_in_no_name_of_its_own_is_written_whole(clerk: Client) -> None:
    page = clerk.get("/which-division/?of=division&country=1&division=beijing").content.decode()
    assert ("110000000000", "北京市 110000000000") in offered(page)
    page = clerk.get("/which-division/?of=division&country=1&division=110101").content.decode()
    assert ("110101000000", "东城区 110101000000北京市") in offered(page)


def test_a_name_that_several_divisions_have_is_asked_about_with_a_page_for_each(clerk: Client) -> None:
    assert clerk.get("/plates/?division=石桥镇").status_code == 200
    answer = clerk.get("/plates/?division=金银村&state=planned")
    page = answer.content.decode()
    assert answer.status_code == 422
    links = re.findall(r'href="(\?[^"]*)"', page)
    opened = [clerk.get(f"/plates/{html.unescape(one)}").content.decode() for one in links if "division=" in one]
    assert len(opened) == 2
    assert all("金银村" in one for one in opened)


def test_a_name_that_nothing_has_is_told(clerk: Client) -> None:
    answer = clerk.get("/plates/?division=没有这个地方")
    assert answer.status_code == 422
    assert "没有叫“没有这个地方”的区划" in answer.content.decode()


@pytest.mark.parametrize("typed", ["", COUNTY, "511703", "990101001001"])
def test_digits_of_a_whole_code_stay_as_they_are(typed: str) -> None:
    assert chosen(typed, OWN) == typed


def test_what_is_typed_becomes_the_code_that_it_means() -> None:
    assert chosen("  石桥镇 ", OWN) == chosen("sqz", OWN) == TOWN
    with pytest.raises(DivisionUnclear) as unclear:
        chosen("社区", OWN)
    assert "四川省达州市达川区" in str(unclear.value)
    with pytest.raises(NoSuchName):
        chosen("凯里市", OWN)
    assert chosen("凯里市", OWN, country=True) == "522601000000"


def test_an_administrator_is_offered_the_divisions_of_the_office_first(db: None) -> None:
    people.officer("lin")
    found = near([Granted("security_admin", "000000000000", date(2020, 1, 1))])
    assert found[-1] == ""
    assert "990101001" in found[:-1]


def test_a_role_is_granted_where_the_name_says(db: None) -> None:
    he, client = people.officer("he"), client_of("an")
    answer = client.post(
        "/officers/he/grant/", {"role": "campaign_office", "division": "达川区 石桥镇", "begins": "2026-01-01"}
    )
    assert answer.status_code == 302, answer.content.decode()
    assert he.grants.filter(role="campaign_office").get().division == TOWN
    answer = client.post(
        "/officers/he/grant/", {"role": "campaign_office", "division": "城关镇", "begins": "2026-01-01"}
    )
    assert answer.status_code == 422
    assert "可以指几个区划" in answer.content.decode()
    assert 'value="城关镇"' in answer.content.decode()
