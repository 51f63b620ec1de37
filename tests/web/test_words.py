"""Every text of the pages is there in both languages."""

from __future__ import annotations

import re

import pytest

from huangce.web import ROOMS
from tests.web import catalog

# "%(n)s rows", "%(n)s new rows", "%(n)s more are"; verbs that follow a name ("%(name)s lives") are not meant.
COUNTED = re.compile(
    r"%\([a-z_]+\)s (?:(?:more|new|open|full|shown) )?(?!(?:becomes|ends|has|is|lives|was|this|days or)\b)[a-z]+s\b"
    r"|%\((?:a|b|count|n|persons_count|rows|total)\)s (?:more )?(?:are|have|hold|wait|were)\b"
)


@pytest.mark.parametrize("room", ROOMS)
def test_every_text_of_a_room_has_its_english(room: str) -> None:
    known = catalog.catalogue(room)
    missing = [text for text in catalog.wanted(room) if known.get(text) is None or not known.get(text).string]
    assert missing == [], "run `python -m tests.web.catalog` and translate"


@pytest.mark.parametrize("room", ROOMS)
def test_every_chinese_text_of_a_template_can_be_translated(room: str) -> None:
    assert catalog.unmarked(room) == []


@pytest.mark.parametrize("room", ROOMS)
def test_what_is_compiled_is_what_is_written(room: str) -> None:
    file = catalog.WEB / room / "locale" / "en" / "LC_MESSAGES" / "django.mo"
    if not catalog.wanted(room):
        return
    assert file.read_bytes() == catalog.compiled(catalog.catalogue(room)), "run `python -m tests.web.catalog`"


def test_a_text_has_one_english_wherever_it_stands() -> None:
    """Django reads all rooms into one catalogue: of two translations the reader would see either, by chance."""
    said: dict[str, set[str]] = {}
    for room in ROOMS:
        for text in catalog.wanted(room):
            found = catalog.catalogue(room).get(text)
            if found is not None:
                said.setdefault(str(text), set()).add(str(found.string))
    assert {text: english for text, english in said.items() if len(english) > 1} == {}


@pytest.mark.parametrize("room", ROOMS)
def test_english_reads_right_for_a_count_of_one(room: str) -> None:
    """No plural forms are kept, so a number follows what it counts: "Acts: 1", never "1 acts"."""
    english = [str(one.string) for one in catalog.catalogue(room) if one.id]
    assert [text for text in english if COUNTED.search(text)] == []
