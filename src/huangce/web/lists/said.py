"""Words of this room that stand in tables: the steps of a job, its states, outcomes, and what may go back."""

from __future__ import annotations

import inspect
import re
from typing import Any, Final

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from huangce.exchange import messages
from huangce.exchange.reading.unreadable import UnreadableFile
from huangce.web.frame.said import problem_said

PLACEHOLDER = re.compile(r"\{\w+\}")

STEPS: Final = {
    "reading lists": _("读文件，逐行核对"),
    "standard addresses": _("规范地址"),
    "world": _("写入登记册"),
    "acts and facts": _("写入登记册"),
    "acts": _("写入登记册"),
    "indexes": _("写入登记册：编排索引"),
    "current rows": _("写入登记册：现状"),
    "residences": _("写入居住登记"),
    "folded": _("写入登记册：现状"),
    "who lives here": _("比对居住人与登记人"),
    "department lists": _("加密保存来件"),
    "sealing": _("存证"),
    "answers": _("逐行写答复"),
    "undoing": _("撤销装载"),
    "addresses": _("改写地址"),
    "plates": _("门牌和出入口跟着走"),
    "entries": _("给变更的地址编号"),
    "reading the register": _("读登记册"),
    "matching lists": _("比对清单"),
    "findings": _("找不一致"),
    "writing findings": _("写下疑点"),
}
KINDS: Final = {
    "check": _("核对文件"),
    "load": _("装载文件"),
    "deliver": _("收下来件"),
    "undo": _("撤销装载"),
    "reconcile": _("全面核对"),
    "seal": _("每日存证"),
    "record": _("登记"),
    "tell": _("整理通知"),
}
STATES: Final = {
    "waiting": (_("排队等候"), "wait"),
    "running": (_("正在办"), "wait"),
    "done": (_("办完"), "done"),
    "refused": (_("没有办成"), "doubt"),
    "interrupted": (_("中断"), "doubt"),
}
OUTCOMES: Final = {
    "loaded": _("已装载"),
    "kept": _("已加密保存"),
    "already loaded": _("以前已装载，未重复"),
    "already received": _("以前已收到，未重复"),
}
RETURNS: Final = {
    "format": _("格式问题"),
    "matched": _("是否对得上人"),
    "registered": _("是否在本地登记"),
    "registered_place": _("登记在哪里"),
    "cancelled": _("是否已注销"),
    "decision": _("核实结论"),
}
LEVELS: Final = {
    "error": (_("不能用"), "doubt"),
    "warning": (_("可用，要看一看"), ""),
    "info": (_("说明"), ""),
}
# Where it is not said which row is the other one: it stands before, for a repetition is told of the later row.
EARLIER: Final = {"第 {other} 行": "前面某一行", "row {other}": "an earlier row", "Row {other}": "An earlier row"}
LEFT_OUT: Final = _("这一格不采用，这一行照收")
AS_WRITTEN: Final = _("照写的收下，不算有效号码")
SENT_BACK: Final = _("整行退回")


def fate(code: str, level: str, *, count: int = 1, back: int = 0) -> tuple[str, str]:
    """Return what was done with cells that have a problem, and the tone of it; `back` of `count` are in rows sent back.

    A wrong citizen number is kept as written until it is corrected (`county.frames`); another wrong value is left out.
    """
    words, tone = LEVELS[level]
    if level == "error":
        words = AS_WRITTEN if code.startswith("citizen-id-") else LEFT_OUT
    if not back or level == "info":
        return gettext(words), tone
    if back == count:
        return gettext(SENT_BACK), "doubt"
    some = gettext("%(words)s；其中%(back)s处整行退回") % {"words": gettext(words), "back": back}
    return some, tone


def problem(code: str) -> str:
    """Return what a problem says, in the language of the page, without the values that are not kept beside it."""
    sentence = (_english(code) if get_language() == "en" else problem_said(code)) or code
    for row, words in EARLIER.items():
        sentence = sentence.replace(row, words)
    return PLACEHOLDER.sub("…", sentence)


def refusal(kept: dict[str, Any]) -> str:
    """Return what a refusal in a report says, in the language of the page."""
    return str(kept["en" if get_language() == "en" else "zh"])


def _english(code: str) -> str:
    if code in messages.ENGLISH:
        return messages.ENGLISH[code]
    kinds = (kind for kind in UnreadableFile.__subclasses__() if kind.code == code)
    return next((inspect.cleandoc(kind.__doc__ or "") for kind in kinds), "").replace(" {file}", "")
