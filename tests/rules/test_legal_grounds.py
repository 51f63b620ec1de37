"""A refusal that rests on a law names it, in a form that pages can cite."""

from __future__ import annotations

import re

from huangce.errors import Refused
from huangce.rules.acts import KINDS
from huangce.rules.acts.base import EvidenceMissing, NumberTaken
from huangce.rules.acts.death import MonthNotOver

FORM = re.compile(
    r"(户口登记条例|居民身份证法|个人信息保护法|地名管理条例) arts?\.? \d+(-\d+)?|notice 00\d .+|GB \d+-\d{4}"
)


def grounded() -> list[type[Refused]]:
    assert KINDS  # all acts are imported
    return [one for one in Refused.__subclasses__() if one.legal_ground]


def test_what_rests_on_a_law_names_its_clause() -> None:
    assert {EvidenceMissing, NumberTaken, MonthNotOver} <= set(grounded())
    assert [one.code for one in grounded() if not FORM.fullmatch(one.legal_ground)] == []
