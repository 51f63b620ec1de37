"""How pages write names, addresses, days, shares and codes. `{% load huangce %}`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from typing import Any

from django import template
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from huangce.errors import NotFound
from huangce.rules import divisions
from huangce.web.frame import compiled
from huangce.web.frame.grounds import ground
from huangce.web.frame.said import case_said, word
from huangce.web.frame.said import label as label_of
from huangce.web.frame.signed_in import OFFICE_TIME

register = template.Library()
register.tag("trans", compiled.translated)
register.tag("blocktrans", compiled.translated_block)
register.tag("url", compiled.addressed)
_UNITS = "省市区县旗镇乡村组社屯街道路巷弄号幢栋楼座层室户"
# Where an address may break: after a unit, unless the next character is one too (南村镇, 社区), and before a number.
BREAKS = re.compile(rf"(?:(?<=单元)|(?<=[{_UNITS}]))(?![{_UNITS}]|$)|(?<=[^\d附第A-Za-z-])(?=\d)")
# A number with what it counts, a whole day, a middle dot with what is before it: what no line may part.
WHOLE = re.compile(r"[^\s·]·|\d+年\d+月\d+日|\d{4}-\d\d-\d\d|\d+(?:单元|[年月日岁号幢栋层室组户个件条次天人块项])")


def asset(path: str) -> str:
    """The address of a static file, with a mark of its content so that a browser may keep it for ever."""
    return f"{static(path)}?v={_mark(path)}"


@cache
def _mark(path: str) -> str:
    found = finders.find(path)
    if not isinstance(found, str):
        raise template.TemplateSyntaxError(f"no static file {path}")
    with open(found, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()[:10]


@register.filter
def name(text: str | None) -> SafeString:
    """A person's name, which breaks only after a middle dot: no line begins with one."""
    parts = re.findall("[^·]*·?", text or "")[:-1]
    written = "<wbr>".join(f'<span class="keep">{escape(part)}</span>' for part in parts)
    return mark_safe(f'<span class="name">{written if len(parts) > 1 else escape(text or "")}</span>')


@register.filter
def address(text: str | None) -> SafeString:
    """An address, which breaks only after a unit and before a number."""
    written = "<wbr>".join(escape(part) for part in BREAKS.split(text or ""))
    return mark_safe(f'<span class="address">{written}</span>')


@register.filter
def broken(pieces: Iterable[tuple[str, str]]) -> list[tuple[SafeString, str]]:
    """The pieces of an address that is compared with another, with the places where it may break."""
    pieces = list(pieces)
    breaks = {found.start() for found in BREAKS.finditer("".join(text for text, _mark in pieces))}
    written, at = [], 0
    for text, marked in pieces:
        signs = (("<wbr>" if at + i in breaks else "") + escape(sign) for i, sign in enumerate(text))
        written.append((mark_safe("".join(signs)), marked))
        at += len(text)
    return written


@register.filter
def unbroken(text: str | None) -> SafeString:
    """A sentence whose numbers stay with what they count, whose days stay whole, and no line of which begins with ·."""
    return mark_safe(WHOLE.sub(r'<span class="keep">\g<0></span>', escape(text or "")))


@register.filter
def inside(text: str | None, above: str) -> str:
    """An address as it is written inside a division: without the names of what stands above."""
    return (text or "").removeprefix(above) or text or ""


@register.filter
def number(text: str | None) -> SafeString:
    """A masked number, or the word for none."""
    return (
        format_html('<span class="id">{}</span>', text)
        if text
        else format_html("<span class=quiet>{}</span>", gettext("无号码"))
    )


@register.filter
def day(value: Any) -> str:
    """A day in a sentence: 2026年4月2日, or 2 April 2026. Partial dates keep what is known."""
    if isinstance(value, str):
        parts = value.split("-")
        if get_language() == "en" or not all(one.isdigit() for one in parts):
            return value
        return "".join(f"{int(one)}{unit}" for one, unit in zip(parts, "年月日", strict=False))
    if isinstance(value, datetime):
        value = value.astimezone(OFFICE_TIME).date()
    if not isinstance(value, date):
        return ""
    return f"{value.day} {value:%B %Y}" if get_language() == "en" else f"{value.year}年{value.month}月{value.day}日"


@register.filter
def iso(value: Any) -> str:
    """A day in a table: 2026-04-02."""
    if isinstance(value, datetime):
        value = value.astimezone(OFFICE_TIME).date()
    return value.isoformat() if isinstance(value, date) else str(value or "")


@register.filter
def moment(value: datetime | None) -> str:
    """A moment in a table, in the office's time: 2026-04-02 09:14."""
    return value.astimezone(OFFICE_TIME).strftime("%Y-%m-%d %H:%M") if value else ""


@register.filter
def percent(share: float | None) -> str:
    """A share in per cent, cut and never rounded up."""
    return gettext("不知道") if share is None else f"{int(share * 10_000) / 100:.2f}%"


@register.filter
def place(code: str | None) -> str:
    """The full name of a division."""
    try:
        return divisions.full_name(code) if code else ""
    except NotFound:
        return str(code)


@register.filter
def place_short(code: str | None) -> str:
    """The name of a division without what stands above it."""
    try:
        return divisions.get(code).short_name if code else ""
    except NotFound:
        return str(code)


# Signs that stand between words of a page, as its language writes them.
SIGNS = {"，": ", ", "：": ": ", "、": ", ", "。": ". ", "（": " (", "）": ")", "　": " "}


def mark(sign: str) -> str:
    """A sign between words that stand in no sentence of their own."""
    return SIGNS[sign] if get_language() == "en" else sign


@register.filter
def label(text: str | None) -> str:
    """A word of one of the project's tables, in the page's language."""
    return label_of(text or "", get_language() or "zh-hans")


@register.filter
def listed(labels: Iterable[str]) -> str:
    """Several words of the project's tables as one enumeration, in the page's language."""
    is_english = get_language() == "en"
    return (", " if is_english else "、").join(gettext(label(one)) for one in labels)


@register.filter
def lookup(mapping: Any, key: Any) -> Any:
    """`mapping[key]`, None if it is not there."""
    return mapping.get(key) if mapping is not None else None


@register.filter
def thousands(count: int) -> str:
    """A count with its thousands apart: 12,345."""
    return f"{count:,}"


@register.filter
def tenths(value: float) -> str:
    """A measure with one decimal: 12.3."""
    return f"{value:,.1f}"


@register.filter
def words_of(stored: str | None, table: str) -> str:
    """The words of a stored code, as one table of `said.word` has it, in the page's language."""
    return label_of(word(stored or "", table), get_language() or "zh-hans", table) if stored else ""


@register.filter
def case(text: str) -> str:
    """The case of a look, in the page's language."""
    return case_said(text, get_language() or "zh-hans")


@register.filter
def cited(text: str) -> str:
    """A legal basis as the law is cited in the page's language."""
    return ground(text, get_language() or "zh-hans")


@register.filter
def basis(error: Any) -> str:
    """The legal ground of an expected error, as the law is cited in the page's language; "" where there is none."""
    text = getattr(error, "legal_ground", "")
    return cited(text) if text else ""


register.tag("asset", compiled.fixed(asset))
register.tag("mark", compiled.fixed(mark))
