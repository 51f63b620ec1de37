"""Every act on persons and households, from the search to what the register says then: mouse, keys, no scripts.

A table of acts; `hands` does what it tells. Acts that build on one another stand in one chain, on families of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pytest
from playwright.sync_api import expect

from huangce.rules.acts import KINDS
from huangce.web.acts.table import FORMS, OF_PLACES
from tests.web.e2e.conftest import Family, PageAs, Town, asked
from tests.web.e2e.hands import FIRST, HANDS, Mouse, receipt
from tests.web.e2e.test_acts import with_purpose

# Words of an answer begin with the one; what is typed into a field of its own, with the other; else a person is found.
ANSWER: Final = "→"
ASK: Final = "#"
DAYS: Final = ("20260214", "20260301", "20260315", "20260401")
STANDARD: Final = "select id, standard from address where status = 'standing' order by id limit 1"
ABSENT: Final = ""
OTHER: Final = "≠"  # before words that are not there
PARTS: Final = {
    "members": "tbody[data-rows]",
    "lives": ".two-places div:nth-child(2)",
    "page": "main",
    "doors": "#ticked tbody",
}


@pytest.fixture(scope="module")
def town(own_town: Town) -> Town:
    return own_town


@dataclass(frozen=True, slots=True)
class Walk:
    """One act. `about`: what fills the slots of its form. `typed`: name of a field → value, as they stand on the page.

    `says`: (page, part of it or item, words; none: it is not there). `learns`: the name under which the record that it
    opened, or the act itself, is known to the acts that follow. `by`: who records it.
    """

    form: str
    about: tuple[str, ...]
    typed: dict[str, str]
    says: tuple[tuple[str, str, str], ...]
    learns: str = ""
    by: str = "lin"


CORRECTIONS = (
    Walk(
        "correction",
        ("{head}", "→出生地"),
        {
            "item-birthplace": "凯里",
            "as_change": "",
            "happened_on": DAYS[0],
            "reason": "clerical",
            "evidence": "declaration",
        },
        (("persons/{head}", "出生地", "凯里"),),
        learns="act",
    ),
    Walk(
        "reversal",
        ("#{act}",),
        {"reason": "看错了档案", "approved_by": FIRST},
        (("acts/{act}", "page", "这一项已撤销"), ("persons/{head}", "出生地", "≠凯里")),
    ),
    Walk(
        "change_of_reference_person",
        ("{one}",),
        {"new_reference_person": "{one}", "happened_on": DAYS[0]},
        (("households/{household}", "{one}", "户主"), ("persons/{one}", "与户主关系", "户主")),
    ),
    Walk(
        "household_split",
        ("{two}",),
        {"persons": "{two}", "relation-{two}": "02", "happened_on": DAYS[1]},
        (("households/{household}", "{two}", ABSENT), ("households/{households}", "{two}", "户主")),
        learns="households",
    ),
    Walk(
        "household_merge",
        ("{two}", "{one}"),
        {"relation-{two}": "97", "happened_on": DAYS[2]},
        (("households/{household}", "{two}", "其他"), ("households/{households}", "page", "已销户")),
    ),
    Walk(
        "correction_household",
        ("{one}",),
        {
            "item-address": "测试路{number}号",
            "as_change": "yes",
            "happened_on": DAYS[3],
            "reason": "change",
            "evidence": "archive",
            "approved_by": FIRST,
        },
        (
            ("households/{household}", "户籍地址", "测试路{number}号"),
            ("households/{household}", "户籍地址", "≠登记时写作"),
            ("households/{household}", "标准地址", "还没有挂上"),
            ("persons/{one}", "page", "还没有挂上标准地址"),
        ),
    ),
    Walk(
        "address_normalised",
        ("{one}",),
        {"matched-other": "{standard}", "happened_on": DAYS[3], "evidence": "declaration"},
        (("households/{household}", "标准地址", "{address}"),),
    ),
)
STANDING = (
    Walk(
        "cancellation",
        ("{one}", "→出国"),
        {"happened_on": DAYS[0], "evidence": FIRST},
        (("persons/{one}", "户口状态", "出国（境）定居"), ("households/{household}", "{one}", ABSENT)),
    ),
    Walk(
        "restoration",
        ("{one}", "→回国"),
        {"happened_on": DAYS[1], "relation": "97", "evidence": FIRST, "approved_by": FIRST},
        (("households/{household}", "{one}", "其他"), ("persons/{one}", "户口状态", "在册")),
    ),
    Walk(
        "cancellation",
        ("{two}", "→虚假"),
        {"happened_on": DAYS[0], "heard": "yes", "evidence": FIRST, "approved_by": FIRST},
        (("persons/{two}", "户口状态", "虚假"), ("households/{household}", "{two}", ABSENT)),
    ),
    Walk(
        "death",
        ("{one}",),
        {"happened_on": DAYS[2], "evidence": "cremation_certificate"},
        (("persons/{one}", "死亡日期", "2026"), ("households/{household}", "{one}", ABSENT)),
    ),
    Walk(
        "death_ex_officio",
        ("{three}",),
        {
            "happened_on": "20260101",
            "informant_notified_on": "20260110",
            "committee_notified_on": "20260112",
            "decided_on": "20260401",
            "evidence": "committee_or_work_unit_certificate+officer_investigation_record",
            "approved_by": FIRST,
        },
        (("persons/{three}", "死亡日期", "2026"), ("households/{another}", "{three}", ABSENT)),
    ),
)
MOVES = (
    Walk(
        "birth",
        ("{head}",),
        {
            "name": "{child}",
            "sex": "2",
            "happened_on": DAYS[0],
            "relation": "97",
            "carer": "{head}",
            "evidence": "birth_certificate",
        },
        (("households/{household}", "page", "{child}"),),
    ),
    Walk(
        "move_in",
        ("{head}", "→没有登记过"),
        {
            "name": "{guest}",
            "sex": "1",
            "birth_date": "1990-05",
            "relation": "97",
            "happened_on": DAYS[0],
            "from_division": "凯里市",
            "reason": "work",
            "evidence": "migration_certificate",
        },
        (("households/{household}", "{persons}", "{guest}"), ("persons/{persons}", "与户主关系", "其他")),
        learns="persons",
    ),
    Walk(
        "move_out",
        ("{persons}",),
        {"happened_on": DAYS[1], "to_division": "510104", "reason": "study", "evidence": "admission_notice"},
        (("persons/{persons}", "户口状态", "迁移中"), ("households/{household}", "{persons}", "迁移中")),
    ),
    Walk(
        "arrival_confirmed",
        ("{persons}",),
        {"happened_on": DAYS[2], "evidence": "destination_receipt"},
        (("persons/{persons}", "户口状态", "迁出"), ("households/{household}", "{persons}", ABSENT)),
    ),
    Walk(
        "move_within",
        ("{two}", "→在新地址立新户"),
        {
            "relation-{two}": "02",
            "division": FIRST,
            "address": "测试路{number}号",
            "happened_on": DAYS[2],
            "reason": "housing",
        },
        (("persons/{two}", "page", "测试路{number}号"), ("households/{household}", "{two}", ABSENT)),
    ),
)
RESIDENCES = (
    Walk(
        "residence_declared",
        ("→没有这个人",),
        {
            "name": "{guest}",
            "sex": "1",
            "residence_kind": FIRST,
            "division": FIRST,
            "address": "来人路{number}号",
            "happened_on": DAYS[0],
        },
        (("persons/{persons}", "lives", "来人路{number}号"),),
        learns="persons",
    ),
    Walk(
        "correction_residence",
        ("{persons}", "→来人路"),
        {
            "item-address": "来人路1{number}号",
            "as_change": "",
            "happened_on": DAYS[1],
            "reason": "clerical",
            "evidence": "declaration",
            "approved_by": FIRST,
        },
        (("persons/{persons}", "lives", "来人路1{number}号"),),
    ),
    Walk(
        "residence_departed",
        ("{persons}", "→来人路"),
        {"happened_on": DAYS[2]},
        (("persons/{persons}", "lives", "没问到"),),
    ),
)
DUPLICATES = (
    Walk(
        "link",
        ("{two}", "{three}"),
        {"happened_on": DAYS[0], "heard": "yes", "evidence": FIRST, "approved_by": FIRST},
        (
            ("persons/{two}", "户口状态", "重复"),
            ("persons/{two}", "page", "与另一条记录是同一人"),
            ("persons/{three}", "page", "与另一条记录是同一人"),
            ("households/{household}", "{two}", ABSENT),
        ),
        by="shi",
    ),
    Walk(
        "correction",
        ("{three}", "→出生地"),
        {
            "item-birthplace": "凯里",
            "as_change": "",
            "happened_on": DAYS[1],
            "reason": "clerical",
            "evidence": "declaration",
        },
        (("persons/{three}", "出生地", "凯里"),),
        learns="act",
    ),
    Walk(
        "unlink",
        ("{two}",),
        {"happened_on": DAYS[2], "allocation-{act}": "{two}", "evidence": FIRST, "approved_by": FIRST},
        (
            ("persons/{two}", "出生地", "凯里"),
            ("persons/{three}", "出生地", "≠凯里"),
            ("households/{household}", "{two}", "{two_name}"),
            ("households/{another}", "{three}", "{three_name}"),
        ),
        by="shi",
    ),
)
CHAINS: Final = {
    "corrections": CORRECTIONS,
    "standing": STANDING,
    "moves": MOVES,
    "residences": RESIDENCES,
    "duplicates": DUPLICATES,
}


def test_no_form_is_left_out() -> None:
    walked = {walk.form for chain in CHAINS.values() for walk in chain}
    assert set(FORMS) - {form.name for form in OF_PLACES} == walked


@pytest.fixture(scope="module")
def standard(town: Town) -> tuple[int, str]:
    """A standard address of the county."""
    return asked(town, STANDARD)[0]  # type: ignore[no-any-return]


@pytest.mark.parametrize("hand", HANDS)
@pytest.mark.parametrize("chain", CHAINS)
def test_an_act_reaches_the_register(
    chain: str, hand: str, page_as: PageAs, families: Iterator[Family], standard: tuple[int, str]
) -> None:
    cast = cast_of(next(families), next(families), list(HANDS).index(hand), standard)
    hands: dict[str, Mouse] = {}
    for walk in CHAINS[chain]:
        if walk.by not in hands:
            hands[walk.by] = HANDS[hand](with_purpose(page_as(walk.by, js=HANDS[hand].js)))
        act = walked(hands[walk.by], walk, cast)
        if walk.learns == "act":
            cast["act"] = act
        elif walk.learns:
            cast[walk.learns] = opened(hands[walk.by].page, walk.learns, cast)
        for said in walk.says:
            says(hands[walk.by].page, *(one.format(**cast) for one in said))


def cast_of(family: Family, another: Family, number: int, standard: tuple[int, str]) -> dict[str, str]:
    """Who and what the acts of a chain name."""
    return {
        "household": str(family.household),
        "another": str(another.household),
        "head": str(family.head),
        "one": str(family.others[0]),
        "two": str(family.others[1]),
        "three": str(another.others[0]),
        "two_name": family.names[1],
        "three_name": another.names[0],
        "number": str(number + 1),
        "child": "欧阳" + "春夏秋"[number],
        "guest": "司徒" + "春夏秋"[number],
        "address": str(standard[0]),
        "standard": standard[1],
    }


def walked(hand: Mouse, walk: Walk, cast: dict[str, str]) -> str:
    """Go through a form from its search to its receipt, and return the act's number."""
    reached(hand, walk, cast)
    filled(hand, walk, cast)
    return recorded(hand, walk)


def reached(hand: Mouse, walk: Walk, cast: dict[str, str]) -> None:
    """Say what an act is about, until its form is there."""
    hand.page.goto(f"/acts/new/{walk.form}/")
    for slot in walk.about:
        told = slot.format(**cast)
        if told.startswith(ANSWER):
            hand.answer(told[1:])
        elif told.startswith(ASK):
            hand.ask(told[1:])
        else:
            hand.find(told)


def filled(hand: Mouse, walk: Walk, cast: dict[str, str]) -> None:
    """Fill the form in."""
    for name, value in walk.typed.items():
        for one in value.format(**cast).split("+"):
            hand.fill(name.format(**cast), one)


def recorded(hand: Mouse, walk: Walk) -> str:
    """Record the act, and return its number."""
    hand.record()
    return receipt(hand.page, KINDS[FORMS[walk.form].act].zh)


def opened(page: Any, what: str, cast: dict[str, str]) -> str:
    """The number of the record that the act of this receipt opened."""
    links = page.locator(f".act-answers a[href^='/{what}/']").evaluate_all("all => all.map(one => one.pathname)")
    fresh = {link.strip("/").split("/")[1] for link in links} - set(cast.values())
    return str(fresh.pop())


def says(page: Any, path: str, part: str, words: str) -> None:
    """Expect words in a part of a page, or in the row of a person; none: that there is no such row."""
    if not page.url.endswith(f"/{path}/"):
        page.goto(f"/{path}/")
    if part.isdigit():
        row = page.locator("tbody[data-rows] tr").filter(has=page.locator(f"a[href^='/persons/{part}/']"))
        expect(page.locator("h1")).to_be_visible()
        expect(row).to_have_count(0 if words == ABSENT else 1)
        words, found = words or "", row
    elif part in PARTS:
        found = page.locator(PARTS[part]).first
    else:
        item = page.locator("dt", has_text=re.compile(f"^{part}"))
        found = page.locator("dl.leaf div").filter(has=item).locator("dd")
    if words.startswith(OTHER):
        expect(found).not_to_contain_text(words[1:])
    elif words:
        expect(found).to_contain_text(words)


def test_two_records_that_were_found_to_be_one_are_linked(page_as: PageAs) -> None:
    hand = HANDS["keys"](page_as("shi", js=HANDS["keys"].js))  # the county holds few twice: one of them is enough
    page = hand.page
    page.goto("/findings/?class=held_twice&state=open")
    hand.follow(page.locator("a[data-open]").first)
    finding = page.url
    hand.press(page.get_by_role("button", name="属实"))
    hand.follow(page.locator("#act .actions a").first)
    expect(page.locator("#in-happened_on")).to_be_visible()
    leads = page.locator("[name=new_reference_person]").count() > 0
    for name, value in {"happened_on": DAYS[0], "heard": "yes", "evidence": FIRST, "approved_by": FIRST}.items():
        hand.fill(name, value)
    if leads:
        hand.fill("new_reference_person", FIRST)
    hand.record()
    receipt(page, "重户合并")
    expect(page.locator("body")).to_contain_text("疑点已随这一项登记办结")
    page.goto(page.locator(".act-answers a[href^='/persons/']").first.evaluate("one => one.pathname"))
    expect(page.locator("main")).to_contain_text("与另一条记录是同一人")
    page.goto(finding)
    expect(page.locator(".facts")).to_contain_text("办结")
