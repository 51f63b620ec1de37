"""What the address engine says of a text, in the page's words, and what the seven segments are called."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from huangce.web.frame.templatetags.huangce import mark

REASONS: Final = {
    "empty": _("没有写地址"),
    "too-long": _("太长，不像一个地址，没有读"),
    "control-characters": _("夹有看不见的控制符，已当空格读"),
    "not-an-address": _("认不出任何一段"),
    "division-unknown": _("所写的省、市、县，今天和从前的区划表里都没有"),
    "division-ambiguous": _("有几个区划都叫这个名字，没有写明是哪一个"),
    "division-conflict": _("所写的区划不在同一处"),
    "division-abolished": _("所写的区划已撤销，按原名标出"),
    "division-mended": _("区划名少字或错字，已改正"),
    "town-unknown": _("本县没有这个乡镇、街道"),
    "village-unknown": _("本乡镇没有这个村、社区"),
    "left-out": _("有一部分不是地址，没有写进标准地址"),
    "repeated": _("有一段写了两次，取了前一个"),
    "no-division": _("没有写区划"),
    "recast": _("乡镇或村居已改制，按今名写"),
    "no-door": _("没有门牌、楼栋或户号，只到路或村"),
}
# Words of `addressing.steps` and `addressing.index`: how the register's address was found.
MATCHES: Final = {
    "same-address": _("与册里的写法相同"),
    "group-called-otherwise": _("村民小组叫法不同"),
    "village-left-out": _("没有写村、社区"),
    "floor-left-out": _("没有写楼层"),
    "place-unknown": _("多写了一个册里没有的小地名"),
    "middle-left-out": _("中间少写了几段"),
    "street-left-out": _("没有写路名"),
    "unit-left-out": _("没有写单元"),
    "town-left-out": _("没有写乡镇"),
    "county-left-out": _("没有写县"),
    "town-differs": _("乡镇与册里的不同"),
    "room-unknown": _("册里没有这个室号，只到上一级"),
    "floor-unknown": _("册里没有这一层，只到上一级"),
    "unit-unknown": _("册里没有这个单元，只到上一级"),
    "building-unknown": _("册里没有这一栋，只到上一级"),
    "corrected": _("名称有错字，按相近的读"),
    "former-name": _("写的是旧名"),
    "several-fit": _("册里有几个都合适"),
    "not-found": _("册里没有找到"),
}
SEGMENTS: Final = (_("区划"), _("街路巷"), _("门楼牌"), _("楼栋"), _("单元"), _("楼层"), _("室号"))
VERDICTS: Final = {"doubtful": _("存疑"), "lost": _("认不出"), "good": _("合格")}


def reason(code: str) -> str:
    """Return what a code of a problem says."""
    return gettext(REASONS.get(code, code))


def match_reason(words: str) -> str:
    """Return how the register's address was found, from the words of the engine."""
    return mark("，").join(gettext(MATCHES.get(one, one)) for one in words.split())


DECIDED: Final = (_("核定地址编号"), _("核定地址"), _("核定"))
HEADS: Final = (_("行"), _("原文"), _("标准地址"), _("结论"), _("原因"), _("地址编号"))
