"""Where an address and a sentence may break."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huangce.web.frame.differences import differences
from huangce.web.frame.templatetags.huangce import address, broken, unbroken


def parts(text: str) -> list[str]:
    return re.sub("</?span[^>]*>", "", address(text)).split("<wbr>")


def test_it_works() -> None:
    assert parts("达川区三里坪街道文昌巷2号锦绣华庭1栋1单元1层103室") == [
        "达川区",
        "三里坪街道",
        "文昌巷",
        "2号",
        "锦绣华庭",
        "1栋",
        "1单元",
        "1层",
        "103室",
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("石桥镇南村村3组12号", ["石桥镇", "南村村", "3组", "12号"]),
        ("上河横街1号附2号", ["上河横街", "1号", "附2号"]),
        ("梧桐梁社区12-1号", ["梧桐梁社区", "12-1号"]),
        ("", [""]),
    ],
)
def test_a_number_stays_with_its_unit(text: str, found: list[str]) -> None:
    assert parts(text) == found


@given(st.text(alphabet="达川区街道社1单元2号附<&'3栋室", max_size=30))
def test_nothing_but_breaks_is_added(text: str) -> None:
    from django.utils.html import escape

    assert "".join(parts(text)) == escape(text)


def test_a_compared_address_breaks_where_the_address_does() -> None:
    left, right = "达川区渡市镇乐家坝村1组3号", "达川区翠屏街道蔡坪村1组3号"
    for pieces, text in zip(differences(left, right), (left, right), strict=True):
        assert "".join(piece for piece, _mark in broken(pieces)).split("<wbr>") == parts(text)


def test_days_and_counts_stay_whole_in_a_sentence() -> None:
    told = unbroken("王<某>1994年10月6日生，住1组3号，共12件。")
    assert re.findall('<span class="keep">(.*?)</span>', told) == ["1994年10月6日", "1组", "3号", "12件"]
    assert "王&lt;某&gt;" in told
    assert unbroken("阿卜·艾力") == '阿<span class="keep">卜·</span>艾力'
