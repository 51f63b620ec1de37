"""Every act on names, addresses, buildings and divisions, to what the register says afterwards.

One street from its naming on. Each form is filled in and read back in all three ways: mouse, keys, no scripts
(`hands`); the way that also finds what the act is about, and records it, is the next one each time.
"""

from __future__ import annotations

import re
from collections import deque
from typing import Any, Final

import pytest
from playwright.sync_api import expect

from huangce.web.acts.table import OF_PLACES
from tests.web.e2e.conftest import PageAs, Town, asked
from tests.web.e2e.hands import FIRST, HANDS
from tests.web.e2e.test_every_act import DAYS, Walk, filled, opened, reached, recorded, says

VILLAGE: Final = """
    select division from address where division not like '%000' and division not like '%999___'
    group by 1 order by count(*) desc limit 1
"""
GIVEN: Final = re.compile(r"(\d+)[号室]$")
BOTH: Final = {"evidence": FIRST, "approved_by": FIRST}
STREET: Final = ("#{street}", "→{street}")


@pytest.fixture(scope="module")
def town(own_town: Town) -> Town:
    return own_town


def at(*numbers: int) -> tuple[str, ...]:
    """How addresses of the street are found."""
    return tuple(one for number in numbers for one in ("#{street}", f"→{{street}}{number}号"))


WALKS: Final = (
    Walk(
        "place_named",
        ("#{village}",),
        {"name": "{street}", "happened_on": DAYS[0], **BOTH},
        (("places/{places}", "page", "{street}"),),
        learns="places",
    ),
    Walk(
        "addresses_new",
        STREET,
        {"entries-plate": "1", "entries": "3\n5\n7\n9\n11", "happened_on": DAYS[0], **BOTH},
        (("addresses/{no11}", "page", "{street}11号"),),
        learns="addresses",
    ),
    Walk(
        "address_renumbered",
        at(11),
        {"lines-plate": "13", "happened_on": DAYS[1], **BOTH},
        (("addresses/{no11}", "page", "{street}13号"),),
    ),
    Walk(
        "addresses_renumbered",
        STREET,
        {"lines": "地址编号,门牌\n{no9},15", "happened_on": DAYS[1], **BOTH},
        (("addresses/{no9}", "page", "{street}15号"),),
    ),
    Walk(
        "address_located",
        at(1),
        {"points-longitude": "107.501", "points-latitude": "31.201", "happened_on": DAYS[1], "evidence": FIRST},
        (("addresses/{no1}", "page", "107.501"),),
    ),
    Walk(
        "addresses_located",
        STREET,
        {"points": "地址编号,经度,纬度\n{no3},107.502,31.202", "happened_on": DAYS[1], "evidence": FIRST},
        (("addresses/{no3}", "page", "107.502"),),
    ),
    Walk("addresses_certified", at(1), {"happened_on": DAYS[1]}, (("addresses/{no1}", "page", "认证"),)),
    Walk(
        "building_registered",
        at(1),
        {"building_use": FIRST, "floors_above": "6", "happened_on": DAYS[1], **BOTH},
        (("addresses/{no1}", "page", "{street}1号"),),
    ),
    Walk(
        "building_changed",
        at(1),
        {"floors_above": "7", "happened_on": DAYS[2], **BOTH},
        (("acts/{act}", "page", "7"),),
        learns="act",
    ),
    Walk(
        "building_waiting",
        ("#{village}",),
        {"whereabouts": "村口的三层楼", "happened_on": DAYS[1], **BOTH},
        (("acts/{act}", "page", "村口的三层楼"),),
        learns="act",
    ),
    Walk(
        "building_addressed",
        ("#村口的三层楼", "→村口的三层楼", *at(5)),
        {"happened_on": DAYS[2], **BOTH},
        (("acts/{act}", "page", "房屋编上地址"),),
        learns="act",
    ),
    Walk(
        "building_rooms",
        at(1),
        {
            "entries-0-unit": "1",
            "entries-0-lowest": "1",
            "entries-0-highest": "2",
            "entries-0-doors": "2",
            "happened_on": DAYS[2],
            **BOTH,
        },
        (("addresses/{no101}", "page", "101室"),),
        learns="addresses",
    ),
    Walk(
        "dwellings_stated",
        ("#{street}1号1单元1层101室", "→101室"),
        {"occupancy-{no101}": "vacant", "happened_on": DAYS[2]},
        (("acts/{act}", "page", "空置"),),
        learns="act",
    ),
    Walk(
        "address_split",
        at(3),
        {"into-plate": "31", "into": "33", "happened_on": DAYS[2], **BOTH},
        (("places/{places}", "doors", "33号"), ("addresses/{no3}", "page", "已拆分")),
    ),
    Walk(
        "addresses_merged",
        at(31, 33),
        {"into-plate": "35", "happened_on": DAYS[2], **BOTH},
        (("places/{places}", "doors", "35号"), ("places/{places}", "doors", "≠33号")),
    ),
    Walk(
        "duplicates_retired",
        at(5, 7),
        {"kept": "{no5}", "happened_on": DAYS[2], **BOTH},
        (("places/{places}", "doors", "5号"), ("places/{places}", "doors", "≠7号")),
    ),
    Walk(
        "addresses_demolished",
        at(13),
        {"reason": "危房拆除", "happened_on": DAYS[2], **BOTH},
        (("places/{places}", "doors", "≠13号"),),
    ),
    Walk(
        "addresses_new_village",
        ("#{village}",),
        {"entries-plate": "888", "entries-village_group": "3", "happened_on": DAYS[2], **BOTH},
        (("addresses/{no888}", "page", "888号"),),
        learns="addresses",
    ),
    Walk(
        "division_part_of_addresses",
        at(15),
        {"becomes": "511703999002", "name": "望江村", "happened_on": DAYS[2], **BOTH},
        (("addresses/{no9}", "page", "望江村"),),
    ),
    Walk(
        "division_part_of_place",
        STREET,
        {"becomes": "511703999002", "name": "望江村", "happened_on": DAYS[3], **BOTH},
        (("addresses/{no5}", "page", "望江村"),),
    ),
    Walk(
        "division_changed",
        ("#511703999002",),
        {"from_name": "望江村", "name": "观江村", "happened_on": DAYS[3], **BOTH},
        (("addresses/{no5}", "page", "观江村"),),
    ),
    Walk(
        "place_renamed",
        STREET,
        {"name": "听涛路", "happened_on": DAYS[3], **BOTH},
        (("addresses/{no5}", "page", "听涛路5号"),),
    ),
    Walk("place_named", ("#{village}",), {"name": "听雨巷", "happened_on": DAYS[0], **BOTH}, ()),
    Walk(
        "place_retired",
        ("#听雨巷", "→听雨巷"),
        {"reason": "没有建成", "happened_on": DAYS[2], **BOTH},
        (("acts/{act}", "page", "听雨巷"),),
        learns="act",
    ),
)


def test_no_form_is_left_out() -> None:
    assert {form.name for form in OF_PLACES} == {walk.form for walk in WALKS}


@pytest.mark.slow
def test_every_act_on_places_reaches_the_register(page_as: PageAs, town: Town) -> None:
    cast = {"village": str(asked(town, VILLAGE)[0][0]), "street": "听松路"}
    hands = deque(hand(page_as("deng", js=hand.js)) for hand in HANDS.values())
    for walk in WALKS:
        hand, *others = hands
        hands.rotate(-1)
        reached(hand, walk, cast)
        for other in others:
            other.page.goto(hand.page.url)
            filled(other, walk, cast)
        filled(hand, walk, cast)
        for other in others:  # what the first ones typed is read back while the last one types
            other.check()
        act = recorded(hand, walk)
        if walk.learns == "act":
            cast["act"] = act
        elif walk.learns == "addresses":
            cast |= given(hand.page)
        elif walk.learns:
            cast[walk.learns] = opened(hand.page, walk.learns, cast)
        for said in walk.says:
            says(hand.page, *(one.format(**cast) for one in said))


def given(page: Any) -> dict[str, str]:
    """The addresses that an act gave, by the last of their numbers."""
    links = page.locator(".act-answers a[href^='/addresses/']")
    expect(links.first).to_be_visible()
    told = links.evaluate_all("all => all.map(one => [one.innerText.trim(), one.pathname.split('/')[2]])")
    return {f"no{found[1]}": record for words, record in told if (found := GIVEN.search(words))}
