"""Unified social credit codes by GB 32100."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huangce.rules import uscc
from huangce.rules.problems import InvalidValue

CODE = "91350100M000100Y43"  # the example of the standard


def codes(text: str) -> list[str]:
    return [found.code for found in uscc.check(text)]


def test_it_works():
    assert uscc.validate(" 91350100-m000100y43 ") == CODE
    assert uscc.validate("９１３５０１００Ｍ０００１００Ｙ４３") == CODE
    assert codes(CODE) == []


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "uscc-missing"),
        ("91350100M000100Y4", "uscc-length"),
        ("9135010OM000100Y43", "uscc-characters"),
        ("91350100I000100Y43", "uscc-characters"),
        ("无", "uscc-characters"),
        ("91350100M000100Y44", "uscc-check"),
    ],
)
def test_what_is_wrong_is_said_and_the_code_not_repeated(written, code):
    assert codes(written)[0] == code
    with pytest.raises(InvalidValue) as refusal:
        uscc.validate(written)
    assert not written or written not in str(refusal.value)


def test_an_unknown_division_or_organisation_code_is_a_finding_only():
    body = "91990101M000100Y3"
    code = body + uscc.check_character(body)
    assert codes(code) == ["uscc-organisation", "uscc-unknown-division"]
    assert uscc.is_valid(code)


@given(st.text(uscc.ALPHABET, min_size=15, max_size=15), st.integers(0, 17), st.sampled_from(uscc.ALPHABET))
def test_one_wrong_character_is_always_noticed(tail, place, character):
    body = ("91990101" + tail)[:17]
    code = body + uscc.check_character(body)
    wrong = code[:place] + character + code[place + 1 :]
    assert uscc.is_valid(wrong) == (wrong == code)


@given(st.text(max_size=20))
def test_no_text_breaks_the_reader(text):
    uscc.check(text)
