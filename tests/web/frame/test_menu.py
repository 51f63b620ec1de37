"""Where in the menu a reader is, and how places are called there."""

from __future__ import annotations

import re

import pytest

from huangce.web.acts.table import FORMS, PAGE_OF
from huangce.web.frame.context import county_of
from huangce.web.frame.templatetags.huangce import inside, place_short
from tests import people
from tests.web.test_routes import client_of

HERE = re.compile(r'<a href="([^"]+)" aria-current="page">')


@pytest.mark.parametrize(
    ("username", "page", "line"),
    [
        ("lin", "/find/", "/find/"),
        ("lin", "/acts/new/move_in/", "/acts/moves/"),
        ("lin", "/acts/new/restoration/", "/acts/correction/"),
        ("shi", "/acts/new/unlink/", "/acts/duplicates/"),
        ("deng", "/acts/new/place_named/", "/acts/places/"),
        ("deng", "/addresses/search/", "/places/"),
        ("deng", "/addresses/", "/addresses/"),
    ],
)
def test_a_page_without_a_line_of_its_own_stands_in_another(db: None, username: str, page: str, line: str) -> None:
    assert HERE.findall(client_of(username).get(page).content.decode())[:1] == [line]


def test_every_form_stands_in_a_line_of_the_menu() -> None:
    assert set(PAGE_OF) == set(FORMS)


def test_addresses_of_the_own_county_are_written_without_it() -> None:
    county = county_of("511703116000")
    assert inside("四川省达州市达川区石桥镇建设路1号", county) == "石桥镇建设路1号"
    assert inside("江苏省盐城市射阳县", county) == "江苏省盐城市射阳县"
    assert inside(county, county) == county
    assert county_of(people.COUNTY) == ""  # no such division


def test_a_village_is_called_as_people_call_it() -> None:
    assert place_short("511703001001") == "梧桐梁社区"
    assert place_short("none") == "none"
