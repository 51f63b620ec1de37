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
        english = catalog.catalogue(room)
        for text in catalog.wanted(room):
            found = english.get(text)
            if found is not None:
                said.setdefault(str(text), set()).add(str(found.string))
    assert {text: english for text, english in said.items() if len(english) > 1} == {}


@pytest.mark.parametrize("room", ROOMS)
def test_english_reads_right_for_a_count_of_one(room: str) -> None:
    """No plural forms are kept, so a number follows what it counts: "Acts: 1", never "1 acts"."""
    english = [str(one.string) for one in catalog.catalogue(room) if one.id]
    assert [text for text in english if COUNTED.search(text)] == []


PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}|%%|%s")
# What a copy editor strikes out of English: Chinese signs, apostrophes of another hand, two spaces, and a sentence that
# begins in the middle of a word because a text was pasted twice.
STRUCK_OUT = re.compile(r"[，。：；！？（）　’]|\S {2,}\S|[a-z][.?!][A-Z]| [,.;:](?:\s|$)|\((?:\s)|\s\)")
# And out of Chinese: half-width signs beside a character, and space between a character and a number.
HALF_WIDTH = re.compile(r"[一-鿿][,;:!?()]|[,;:!?()][一-鿿]|[一-鿿] (?:%\(|\d)|(?:\)s|\d) [一-鿿]")
# A value that is set off: the words of a source as it wrote them, a version.
SET_OFF = frozenset(["登记时写作 %(text)s", "安装 Python 3.11 或更新的版本"])


@pytest.mark.parametrize("room", ROOMS)
def test_english_says_every_value_that_the_chinese_says(room: str) -> None:
    both = [(str(one.id), str(one.string)) for one in catalog.catalogue(room) if one.id]
    assert [zh for zh, en in both if sorted(PLACEHOLDER.findall(zh)) != sorted(PLACEHOLDER.findall(en))] == []


@pytest.mark.parametrize("room", ROOMS)
def test_english_is_written_with_english_signs(room: str) -> None:
    english = [str(one.string) for one in catalog.catalogue(room) if one.id]
    assert [text for text in english if STRUCK_OUT.search(text)] == []


@pytest.mark.parametrize("room", ROOMS)
def test_chinese_is_written_with_chinese_signs_and_numbers_stand_close(room: str) -> None:
    assert [text for text in catalog.wanted(room) if HALF_WIDTH.search(text) and text not in SET_OFF] == []
