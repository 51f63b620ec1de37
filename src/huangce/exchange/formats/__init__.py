"""The list formats: one table of fields per kind of list, all of the same shape.

Adding a kind is a file of the office (see `described`), or one module with a `FORMAT` here and a word in `KINDS`: see
docs/how-to/add-a-list-format.md.
"""

from __future__ import annotations

from importlib import import_module

from huangce.exchange.formats import common
from huangce.exchange.formats.field import Field, Format
from huangce.exchange.formats.headwords import plain

KINDS = (
    "register",
    "residents",
    "addresses",
    "cremations",
    "medical_deaths",
    "funeral_benefits",
    "newborns",
    "insured",
    "relocated",
    "permits",
    "pupils",
    "adoptions",
    "enlisted",
    "settled_abroad",
    "transferred_labour",
)

FORMATS: dict[str, Format] = {kind: import_module(f"{__name__}.{kind}").FORMAT for kind in KINDS}


def vocabulary() -> frozenset[str]:
    """Return every word by which some list names a column: by these a header row is told from titles and data."""
    words = {word for form in FORMATS.values() for word in form.by_word}
    return frozenset(words | {plain(word) for word in common.ROW_NUMBERS})


__all__ = ["FORMATS", "KINDS", "Field", "Format", "vocabulary"]
