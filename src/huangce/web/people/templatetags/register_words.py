"""Words of the register in the page's language: kinds of acts, purposes, classes of findings, legal basis.

`{% load register_words %}`.
"""

from __future__ import annotations

from django import template
from django.utils.translation import get_language

from huangce.web.frame.said import finding_said, label, word

register = template.Library()


def _language() -> str:
    return get_language() or "zh-hans"


@register.filter
def act_word(kind: str) -> str:
    """The name of a kind of act."""
    return label(word(kind, "acts"), _language(), of="acts")


@register.filter
def purpose_word(purpose: str) -> str:
    """The name of a purpose."""
    return label(word(purpose, "purposes"), _language(), of="purposes")


@register.filter
def class_word(finding_class: str) -> str:
    """The name of a class of findings."""
    return label(word(finding_class, "classes"), _language())


@register.filter
def finding_words(reason: str) -> str:
    """Why something was found."""
    return finding_said(reason, _language())


@register.filter
def item_word(name: str) -> str:
    """The name of an item that a question may be asked by."""
    return label(word(name, "items", "fields"), _language())
