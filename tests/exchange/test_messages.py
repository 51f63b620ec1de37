"""Every finding about a delivered row can be read in Chinese and in English."""

from __future__ import annotations

import re
from string import Formatter

from huangce.exchange.messages import ENGLISH, MESSAGES, message
from huangce.rules.problems import PROBLEMS

HAN = re.compile("[\u3400-\u9fff]")


def names(sentence: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in Formatter().parse(sentence) if name}


def test_it_works() -> None:
    assert message("row-duplicated").format(other=7) == "与第 7 行完全相同"
    assert message("row-duplicated", "en").format(other=7) == "The row is the same as row 7."


def test_every_finding_has_both_languages_and_no_other() -> None:
    assert ENGLISH.keys() == MESSAGES.keys()
    assert all(HAN.search(sentence) for _level, sentence in MESSAGES.values())
    assert not [code for code, sentence in ENGLISH.items() if HAN.search(sentence)]


def test_both_languages_name_the_same_things() -> None:
    assert {code: names(sentence) for code, sentence in ENGLISH.items()} == {
        code: names(sentence) for code, (_level, sentence) in MESSAGES.items()
    }


def test_the_levels_are_those_of_the_rules() -> None:
    """A date of two readings is an error to one and a warning to the other only where a list is judged otherwise."""
    shared = PROBLEMS.keys() & MESSAGES.keys()
    assert {code: PROBLEMS[code][0] for code in shared} == {code: MESSAGES[code][0] for code in shared}
