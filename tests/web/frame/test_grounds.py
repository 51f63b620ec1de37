"""The legal basis of everything is cited in one language at a time."""

from __future__ import annotations

import re

import pytest

from huangce.accounts.purposes import PURPOSES
from huangce.rules.acts import KINDS
from huangce.rules.indicators import INDICATORS
from huangce.web.frame.grounds import ground, numeral

BASES = sorted(
    {kind.basis for kind in KINDS.values()}
    | {purpose.basis for purpose in PURPOSES.values()}
    | {row.source for row in INDICATORS.values()}
)


def test_it_works() -> None:
    assert ground("户口登记条例 arts 11, 18", "zh-hans") == "户口登记条例第十一条、第十八条"
    assert ground("居住证暂行条例 arts 2, 8-10", "zh-hans") == "居住证暂行条例第二条、第八条至第十条"
    assert ground("notice 004 一; annex 1 二(一)2", "zh-hans") == (
        "黔南州2018年户籍制度改革考评办法（征求意见稿）一；附件1二（一）2"
    )


@pytest.mark.parametrize("basis", BASES)
def test_no_letters_are_left_in_chinese_and_no_characters_in_english(basis: str) -> None:
    assert not re.search("[A-Za-z]", ground(basis, "zh-hans"))
    assert not re.search("[\u3400-\u9fff]", ground(basis, "en"))


def test_articles_are_numbered_as_in_laws() -> None:
    assert [numeral(one) for one in (1, 9, 10, 18, 20, 47, 50)] == ["一", "九", "十", "十八", "二十", "四十七", "五十"]
