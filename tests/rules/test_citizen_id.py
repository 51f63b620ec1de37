"""Citizen numbers by GB 11643: what is accepted, what is said about the rest, and what a mistyped one may have been."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huangce.rules import citizen_id, citizen_id_repair
from huangce.rules.problems import PROBLEMS, InvalidValue
from tests.rules.strategies import numbers

TODAY = date(2024, 6, 1)
NUMBER = "990101198005031234"


def codes(text: str, today: date | None = TODAY) -> list[str]:
    return [found.code for found in citizen_id.check(text, today)]


def test_it_works():
    assert citizen_id.validate(NUMBER, TODAY) == NUMBER
    assert citizen_id.birth_date(NUMBER) == date(1980, 5, 3)
    assert citizen_id.sex(NUMBER) == "1"
    assert citizen_id.division(NUMBER) == "990101"
    assert citizen_id.mask(NUMBER) == "9901**********1234"


@pytest.mark.parametrize(
    "written",
    [
        "990101 19800503 1234",
        "990101-19800503-1234",
        "'990101198005031234",
        "\ufeff990101198005031234\t",
        "９９０１０１１９８００５０３１２３４",
        "\u3000990101\u00a0198005031234\u200b",
        "990101800503123",
        "990101800503123.0",
    ],
)
def test_the_same_number_is_read_in_many_writings(written):
    assert citizen_id.validate(written, TODAY) == NUMBER


@pytest.mark.parametrize("letter", ["x", "X", "ｘ", "Ｘ", "×", "Х"])
def test_the_check_letter_is_read_in_all_its_forms(letter):
    assert citizen_id.validate(f"99010119880229001{letter}") == "99010119880229001X"


def test_a_15_digit_number_of_a_centenarian_is_of_the_century_before():
    assert citizen_id.birth_date("990101880229997") == date(1888, 2, 29)
    assert citizen_id.birth_date("990101880229995") == date(1988, 2, 29)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "citizen-id-missing"),
        (" \u3000", "citizen-id-missing"),
        ("9.90101E+17", "citizen-id-number-format"),
        ("990101198005031000.0", "citizen-id-number-format"),
        ("无", "citizen-id-characters"),
        ("9901011980050312O9", "citizen-id-characters"),
        ("9901011980X5031234", "citizen-id-characters"),
        ("99010180050312X", "citizen-id-characters"),
        ("99010119800503123", "citizen-id-length"),
        ("990101198002301234", "citizen-id-date"),
        ("990101190002291234", "citizen-id-date"),
        ("990101170005031234", "citizen-id-date"),
        ("990101198005031231", "citizen-id-check"),
        ("990101198005031000", "citizen-id-digits-lost"),
        (NUMBER, "citizen-id-unknown-division"),
    ],
)
def test_the_gravest_problem_comes_first(written, code):
    assert codes(written)[0] == code


def test_a_birth_date_ahead_of_today_is_an_error_and_without_today_it_is_not():
    born = "99010120990101001"
    number = born + citizen_id.check_character(born)
    assert codes(number)[0] == "citizen-id-future"
    assert citizen_id.is_valid(number)
    assert not citizen_id.is_valid(number, TODAY)


def test_an_unknown_division_is_a_finding_and_never_a_refusal():
    assert codes(NUMBER) == ["citizen-id-unknown-division"]
    assert PROBLEMS["citizen-id-unknown-division"][0] == "warning"
    assert citizen_id.is_valid(NUMBER)


@pytest.mark.parametrize("written", ["", "99010119800503123", "990101198005031231", "无"])
def test_a_refusal_never_repeats_the_number(written):
    with pytest.raises(InvalidValue) as refusal:
        citizen_id.validate(written)
    assert not written or written not in str(refusal.value)
    assert refusal.value.message == PROBLEMS[refusal.value.problem.code][1]


def test_short_texts_are_masked_wholly():
    assert citizen_id.mask("12345678") == "********"
    assert citizen_id.mask("990101800503123") == "9901*******3123"


@given(numbers())
def test_every_generated_number_is_valid_and_keeps_its_form(number):
    assert citizen_id.validate(number) == number
    assert citizen_id.format(citizen_id.format(number, " ")) == number


@given(st.text(max_size=25))
def test_no_text_breaks_the_reader(text):
    citizen_id.check(text, TODAY)
    citizen_id.mask(text)
    assert citizen_id.compact(citizen_id.compact(text)) == citizen_id.compact(text)


def every_slip(text: str) -> set[str]:
    """All valid numbers one slip away, by trying everything."""
    digits = "0123456789X"
    tried = {text[:place] + digit + text[place + 1 :] for place in range(len(text)) for digit in digits}
    tried |= {text[:place] + text[place + 1] + text[place] + text[place + 2 :] for place in range(len(text) - 1)}
    tried |= {text[:place] + digit + text[place:] for place in range(len(text) + 1) for digit in digits}
    tried |= {text[:place] + text[place + 1 :] for place in range(len(text))}
    return {number for number in tried if len(number) == 18 and citizen_id.is_valid(number, TODAY)}


@given(numbers(), st.integers(0, 17), st.integers(0, 9), st.sampled_from(["change", "swap", "drop", "add"]))
@settings(max_examples=60)
def test_repair_finds_exactly_the_numbers_one_slip_away(number, place, digit, slip):
    mistyped = {
        "change": number[:place] + str(digit) + number[place + 1 :],
        "swap": number[: place - 1] + number[place] + number[place - 1] + number[place + 1 :] if place else number,
        "drop": number[:place] + number[place + 1 :],
        "add": number[:place] + str(digit) + number[place:],
    }[slip]
    if citizen_id.is_valid(mistyped, TODAY):
        assert citizen_id_repair.candidates(mistyped, today=TODAY) == ()
    else:
        found = citizen_id_repair.candidates(mistyped, 1000, today=TODAY)
        assert len(set(found)) == len(found)
        assert set(found) == every_slip(mistyped)
        assert number in found


def test_repair_puts_the_likeliest_first_and_can_be_narrowed():
    assert citizen_id_repair.candidates("9901011980O5031234", today=TODAY)[0] == NUMBER
    assert citizen_id_repair.candidates("990101198005301234", today=TODAY)[0] == NUMBER
    narrowed = citizen_id_repair.candidates("990101198005131234", birth_date=date(1980, 5, 3), sex="1")
    assert narrowed == (NUMBER,)
    assert citizen_id_repair.candidates("990101198005131234", sex="2", birth_date=date(1980, 5, 3)) == ()


@pytest.mark.parametrize("written", ["", "无", "123", "9901011980OO031234", "990101800503125", "X" * 18, "9" * 40])
def test_what_is_further_than_one_slip_has_no_candidates(written):
    assert citizen_id_repair.candidates(written, today=TODAY) == ()
