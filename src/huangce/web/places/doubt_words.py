"""The words of doubtful addresses: what is doubted, and what may be done about it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from huangce.places.address_doubts import DUPLICATE, OMITTED, WRONG
from huangce.rules.buildings import Doubt as InGrid
from huangce.web.frame.templatetags.huangce import mark
from huangce.web.frame.words import ENGLISH

# List → its name, and what it holds.
LISTS: Final[Mapping[str, tuple[str, str]]] = {
    DUPLICATE: (gettext_noop("重"), gettext_noop("几条地址、几块门牌像是同一个门")),
    WRONG: (gettext_noop("错"), gettext_noop("写法、号码、位置像是不对")),
    OMITTED: (gettext_noop("漏"), gettext_noop("有门没有号，有号没有地址，楼里像是少了几户")),
}
# Code of a row → what is doubted.
KINDS: Final[Mapping[str, str]] = {
    "same-key": gettext_noop("几条地址写的是同一个门"),
    "same-point": gettext_noop("几条地址同一个位置、同一个号码"),
    "same-number": gettext_noop("一条街上两个门挂同一个号码"),
    "door-twice": gettext_noop("楼里同一处编了几户"),
    "grammar": gettext_noop("地址不合书写规则"),
    "unknown-street": gettext_noop("只有这一户写这个街名，与本乡镇另一条街只差一个字"),
    "parity": gettext_noop("号码的单双与街的这一侧不合"),
    "order": gettext_noop("号码不按次序，或不该用这个号码"),
    "out-of-bounds": gettext_noop("位置离本村社区太远"),
    "floor-against-room": gettext_noop("楼层与户号对不上"),
    "entrance-without-number": gettext_noop("有门没有号码"),
    "entrance-without-address": gettext_noop("挂着号码，没有标准地址"),
    "door-left-out": gettext_noop("别的楼层有这一户，这一层没有"),
    "floor-left-out": gettext_noop("上下都有，中间少一层"),
    "unit-left-out": gettext_noop("单元编号中间少一个"),
}
# Decision → the words of its button.
DECISIONS: Final[Mapping[str, str]] = {
    "same_door": gettext_noop("是同一个门"),
    "different_doors": gettext_noop("是不同的门"),
    "right_as_it_is": gettext_noop("没有错"),
    "to_be_corrected": gettext_noop("确实要改"),
    "nothing_there": gettext_noop("没有漏"),
    "to_be_entered": gettext_noop("确实要补"),
}


def grid_words(doubts: Iterable[InGrid]) -> list[str]:
    """What does not add up in the grid of a building, one sentence each."""
    return [f"{_where(one.unit, one.floor, one.column)}{mark('：')}{_(KINDS[one.reason])}" for one in doubts]


def _where(unit: str, floor: int | None, column: str | None) -> str:
    parts = (
        unit,
        _("%(n)s层") % {"n": floor} if floor is not None else "",
        _("第%(n)s户") % {"n": column} if column else "",
    )
    between = ", " if get_language() == ENGLISH else ""
    return between.join(part.strip() for part in parts if part) or _("整栋")


# What a reason says besides its code: its English as a pattern → the words, in which the parts stand.
DETAILS: Final[Mapping[str, str]] = {
    r"(\d+) addresses .*": gettext_noop("%s条"),
    r"only this door is on (.+); the town has (.+)": gettext_noop("写作“%s”，本乡镇有“%s”"),
    r"(.+) km from the middle of its village, whose doors are within (.+)": gettext_noop(
        "离村社区中心%s公里，别的门都在%s公里以内"
    ),
    r"(.+) hangs at (.+)": gettext_noop("%s挂在距起点%s处"),
    r"(.+) hangs on the left side, where numbers are odd": gettext_noop("%s在左侧，左侧应是单号"),
    r"(.+) hangs on the left side, where numbers are even": gettext_noop("%s在左侧，左侧应是双号"),
    r"(.+) hangs on the right side, where numbers are odd": gettext_noop("%s在右侧，右侧应是单号"),
    r"(.+) hangs on the right side, where numbers are even": gettext_noop("%s在右侧，右侧应是双号"),
    r"the entrance at (\d+) m stands between (.+) and (.+) and has no number; .*": gettext_noop(
        "距起点%s米，在%s与%s之间"
    ),
    r"the entrance at (\d+) m stands after (.+) and has no number; .*": gettext_noop("距起点%s米，在%s之后"),
    r"the entrance at (\d+) m stands before (.+) and has no number; .*": gettext_noop("距起点%s米，在%s之前"),
    r"(.+) stands at (\d+) m and the register has no address for it": gettext_noop("%s，距起点%s米"),
    r"(.+) stands between (.+) and (.+)": gettext_noop("%s在%s与%s之间"),
    r"(.+) stands before (.+): check the origin of the street": gettext_noop("%s在%s之前：看看起点对不对"),
    r"(.+) stands after (.+)": gettext_noop("%s在%s之后"),
    r"(.+) stands before (.+)": gettext_noop("%s在%s之前"),
    r"at (\d+) m the distance asks for (.+), not (.+)": gettext_noop("距起点%s米，按距离应是%s，不是%s"),
    r"the scheme leaves out (\d+): .*": gettext_noop("编号规则不用%s"),
    r"(.+) was retired less than (\d+) years ago": gettext_noop("%s停用不到%s年"),
    r"(.*) in (.+)": gettext_noop("%s，%s"),
    r"the side of the entrance is not known": gettext_noop("不知道在哪一侧"),
}

# Where in a building: these parts of a reason stand in any order.
PLACES: Final[Mapping[str, str]] = {
    r"floor (-?\d+)(?:, )?": gettext_noop("%s层"),
    r"door (\d+|[^\x00-\x7f]+)": gettext_noop("第%s户"),
}


def detail(reason: str, language: str) -> str:
    """What a reason says besides its code, in the language of the page; "" where Chinese has no words for it."""
    if language == ENGLISH:
        return reason
    for pattern, words in PLACES.items():
        reason = re.sub(pattern, _(words) % r"\1", reason)
    found = ((re.fullmatch(pattern, reason), words) for pattern, words in DETAILS.items())
    return next((_(words) % match.groups() for match, words in found if match), "")
