"""The menu as a table: what stands in it, under which head, and who sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Final

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_noop as _

from huangce.rules.authority import Granted
from huangce.web.frame.signed_in import Needs


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: its words and the name of its page, whose own `needs` decides who sees it."""

    zh: str
    page: str


@dataclass(frozen=True, slots=True)
class Section:
    """Some lines under a head; no head for the first."""

    zh: str
    entries: tuple[Entry, ...]


MENU: tuple[Section, ...] = (
    Section("", (Entry(_("我的工作"), "work"),)),
    Section(
        _("登记"),
        (
            Entry(_("出生"), "act-birth"),
            Entry(_("死亡"), "act-death"),
            Entry(_("迁移"), "act-moves"),
            Entry(_("分户并户"), "act-households"),
            Entry(_("变更更正"), "act-correction"),
            Entry(_("居住登记"), "act-residence"),
        ),
    ),
    Section(
        _("核对"),
        (
            Entry(_("疑点"), "findings"),
            Entry(_("入户核查"), "visits"),
            Entry(_("居住地推送"), "referrals"),
            Entry(_("抽查核对"), "samples"),
            Entry(_("重复记录"), "act-duplicates"),
        ),
    ),
    Section(
        _("地址"),
        (
            Entry(_("地名与地址"), "places"),
            Entry(_("地址地图"), "map"),
            Entry(_("地名地址登记"), "act-places"),
            Entry(_("地名审批"), "naming"),
            Entry(_("变更告知"), "notices"),
            Entry(_("旧地址对照"), "address-resolve"),
            Entry(_("地址规范化"), "addresses"),
        ),
    ),
    Section(
        _("门牌与房屋"),
        (
            Entry(_("门牌管理"), "plates"),
            Entry(_("缺牌与补号"), "plates-missing"),
            Entry(_("房屋与住房"), "buildings"),
            Entry(_("重、错、漏"), "address-doubts"),
            Entry(_("不漏楼、户、人"), "completeness"),
            Entry(_("地址不在的户"), "address-gone"),
            Entry(_("待挂标准地址的户"), "address-backlog"),
        ),
    ),
    Section(
        _("查看"),
        (
            Entry(_("查人查户"), "find"),
            Entry(_("比率与目标"), "rates"),
            Entry(_("区划一览"), "division"),
        ),
    ),
    Section(
        _("交换"),
        (
            Entry(_("来件与装载"), "lists"),
            Entry(_("共享协议"), "agreements"),
            Entry(_("告知别的单位"), "feeds"),
            Entry(_("配套政策"), "policies"),
        ),
    ),
    Section(
        _("监督"),
        (
            Entry(_("登记留痕"), "audit-acts"),
            Entry(_("查阅记录"), "audit-looks"),
            Entry(_("存证"), "audit-seal"),
            Entry(_("账号与授权"), "officers"),
            Entry(_("系统运行"), "system"),
        ),
    ),
)

# Pages without a line of their own, and in whose line the reader is there. A view may say so too: `request.under`.
UNDER: Final = {
    "person": "find",
    "person-number": "find",
    "household": "find",
    "booklet": "find",
    "address": "places",
    "agreement-choose": "agreements",
    "agreement-enter": "agreements",
    "delivery": "lists",
    "address-search": "places",
}


def line_of(request: HttpRequest) -> str:
    """Return the address in whose line of the menu the reader of a page is."""
    match = request.resolver_match
    under = getattr(request, "under", "") or UNDER.get(match.url_name or "" if match else "", "")
    return reverse(under) if under else request.path


def menu_for(grants: list[Granted], on: date, path: str) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """Return (head, [(words, address, whether the reader is there)]) of what an officer may open."""
    found = _opened_by(tuple(grants), on)
    urls = (url for _head, lines in found for _zh, url in lines)
    here = max((url for url in urls if path == url or path.startswith(url.rstrip("/") + "/")), key=len, default="")
    return [(head, [(zh, url, url == here) for zh, url in lines]) for head, lines in found]


def nav_for(grants: list[Granted], on: date, path: str) -> SafeString:
    """Return the menu as every page of one language shows it to an officer with these grants."""
    menu = tuple((head, tuple(lines)) for head, lines in menu_for(grants, on, path))
    return _drawn(menu, get_language() or "")


# Neither can grow stale: all that they depend on is asked for by, and the grants were read for this very request.
@lru_cache(maxsize=256)
def _opened_by(grants: tuple[Granted, ...], on: date) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    found = (
        (section.zh, tuple((zh, url) for zh, url, asked in _lines(section) if asked.met(list(grants), on)))
        for section in MENU
    )
    return tuple((head, lines) for head, lines in found if lines)


@lru_cache(maxsize=256)
def _drawn(menu: tuple[tuple[str, tuple[tuple[str, str, bool], ...]], ...], language: str) -> SafeString:
    return render_to_string("frame/nav.html", {"menu": menu})


@cache
def _lines(section: Section) -> tuple[tuple[str, str, Needs], ...]:
    """The lines of a section whose pages exist: words, address, and what the page needs."""
    found = []
    for entry in section.entries:
        try:
            url = reverse(entry.page)
        except NoReverseMatch:
            continue
        asked: Needs | None = getattr(resolve(url).func, "needs", None)
        if asked is not None:
            found.append((entry.zh, url, asked))
    return tuple(found)
