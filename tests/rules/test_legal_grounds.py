"""A refusal that rests on a law names it, in a form that pages can cite."""

from __future__ import annotations

import re

from huangce.errors import Refused
from huangce.rules.acts import KINDS
from huangce.rules.acts.base import EvidenceMissing, NumberTaken
from huangce.rules.acts.death import MonthNotOver
from huangce.rules.naming import STEPS

FORM = re.compile(
    r"(户口登记条例|居民身份证法|个人信息保护法|地名管理条例) arts?\.? \d+(-\d+)?|notice 00\d .+|GB \d+-\d{4}"
)


def grounded() -> list[type[Refused]]:
    assert KINDS  # all acts are imported
    return [one for one in Refused.__subclasses__() if one.legal_ground]


# Articles that nobody could compare with the text (docs/reference/places.md).
UNVERIFIED = re.compile(r"地名管理条例 arts? [^;]*\b(9|1[0-4])\b|行政区划管理条例 arts? [^;]*\b([6-9]|10)\b")


def test_nothing_cites_an_article_that_was_not_compared_with_the_text() -> None:
    cited = [one.basis for one in KINDS.values()] + [one.legal_ground for one in grounded()]
    cited += [one.basis for one in STEPS.values()]
    assert "行政区划管理条例 arts 2-3" in cited
    assert [one for one in cited if UNVERIFIED.search(one)] == []


def test_what_rests_on_a_law_names_its_clause() -> None:
    assert {EvidenceMissing, NumberTaken, MonthNotOver} <= set(grounded())
    assert [one.code for one in grounded() if not FORM.fullmatch(one.legal_ground)] == []
