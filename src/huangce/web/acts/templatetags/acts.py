"""How the pages of acts write codes, labels, legal bases and what an act changed. `{% load acts %}`."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language, gettext

from huangce.accounts.masking import masked as masked_number
from huangce.exchange.formats.codes import PLATE_STATES
from huangce.register.recorded import Recorded
from huangce.rules import codes
from huangce.rules.acts import KINDS
from huangce.rules.state import Record
from huangce.web.acts import recital
from huangce.web.acts.parts import Desk
from huangce.web.acts.pasted import WORDS
from huangce.web.acts.place_recital import value_words
from huangce.web.acts.table import FORMS
from huangce.web.frame.said import finding_said, label

register = template.Library()


@register.filter
def coded(code: str | None, table: str) -> str:
    """The word of a code of a list, or of a kind of act."""
    if table == "acts":
        return label(KINDS[code].zh, _language(), "acts") if code in KINDS else ""
    known = codes.TABLES[table].get(code or "")
    return label(known.zh, _language(), table) if known is not None else gettext("不知道")


@register.filter
def masked(number: str | None) -> str:
    """A citizen number as any officer may see it."""
    return masked_number(number)


@register.filter
def item_value(value: str | None, item: str) -> str:
    """A value of an item of a named place or an address."""
    return value_words(item, value)


@register.filter
def item_name(name: str) -> str:
    """What an item is called."""
    return recital.shown(recital.item_words(name))


@register.filter
def form_name(name: str) -> str:
    """What the form of an act is called: what one does, where the table of acts says what was done."""
    zh = FORMS[name].zh
    called = gettext(zh)
    return recital.shown(zh) if called == zh else called


@register.filter
def level_name(level: str) -> str:
    """A level of the tree of addresses."""
    return gettext(WORDS.get(level, level))


@register.filter
def plate_words(state: str | None) -> str:
    """The state of a plate as its list says it, "" where it says nothing."""
    known = PLATE_STATES.get(state or "")
    return label(known.zh, _language()) if known is not None else state or ""


@register.filter
def said_label(text: str) -> str:
    """A label of a table, or a text of this room, in the language of the page."""
    return recital.shown(text)


@register.filter
def found(text: str) -> str:
    """The words of a finding."""
    return finding_said(text, _language())


@register.filter
def head_of(desk: Desk, household: Record) -> str:
    """The name of a household's reference person."""
    found = next((one for one in desk.members if one.id == household.reference_person), None)
    return found.text("identity", "name") if found is not None else ""


register.filter(recital.home_of)


@register.filter
def changes_of(act: Recorded) -> list[str]:
    """What an act changed, one sentence each."""
    return recital.changes(act.facts)


def _language() -> str:
    return get_language() or "zh-hans"
