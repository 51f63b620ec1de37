"""Citizen identification numbers (公民身份号码), GB 11643-1999.

18 characters: 6 digits of the division that issued it (it does not follow moves), 8 of the birth date, 3 of sequence
(odd male, even female), and a check character by ISO 7064 MOD 11-2. Numbers issued before 1999 have 15: no century
in the date and no check; sequences 996 to 999 were kept for people born before 1900.

Numbers are assigned by the national system. Here they are read, checked and shown, never minted. A division that the
tables do not know is a finding and never a refusal, for the tables may be older than the division.

>>> validate("990101 19800503 1234")
'990101198005031234'
>>> validate("９９０１０１１９８８０２２９００１ｘ")
'99010119880229001X'
>>> validate("990101800503123")  # the old form, completed
'990101198005031234'
>>> is_valid("990101198005031230"), is_valid("990101198002301236")
(False, False)
>>> mask("990101198005031234")
'9901**********1234'
"""

from __future__ import annotations

import re
from datetime import date

from huangce.errors import Problem
from huangce.rules import divisions
from huangce.rules.problems import InvalidValue, problem

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
EARLIEST_YEAR = 1800

# What people type between, around or instead of the characters of a number.
SPACES = (
    "".join(chr(point) for point in range(0x3001) if chr(point).isspace())
    + "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
)
MARKS = "-‐‑‒–—―－_'\"‘’“”`＇"
LETTERS = {"x": "X", "ｘ": "X", "Ｘ": "X", "×": "X", "Х": "X", "х": "X", "χ": "X"}
FULL_WIDTH = {chr(0xFF10 + digit): str(digit) for digit in range(10)} | {"．": ".", "Ｅ": "E", "ｅ": "E", "e": "E"}
_TABLE = str.maketrans({**dict.fromkeys(SPACES + MARKS, ""), **LETTERS, **FULL_WIDTH})

# A number that a spreadsheet turned into a floating-point number; 15 digits survive that.
LOST_DIGITS = r"[0-9](?:\.[0-9]+)?E\+?[0-9]+|[0-9]{16,18}\.0*"
_LOST = re.compile(LOST_DIGITS)
# Digits of a number and more, as names of files run them together: \d is half-width and full-width.
_IN_TEXT = re.compile(r"\d{15,}[Xx×Ｘｘ]?")
_OLD_AS_FLOAT = re.compile(r"([0-9]{15})\.0*")


def compact(text: str) -> str:
    """Return the bare characters: half-width, without spaces and marks, the check letter as X."""
    bare = text.translate(_TABLE)
    old = _OLD_AS_FLOAT.fullmatch(bare)
    return old[1] if old else bare


def check(text: str, today: date | None = None) -> tuple[Problem, ...]:
    """Return everything that is wrong or remarkable, the gravest first; empty for a sound number.

    A birth date after `today` is an error; without `today` it is not looked at.
    """
    bare = compact(text)
    shape = _shape_problem(bare)
    if shape:
        return (problem(shape),)
    number = expand(bare)
    found = []
    born = _date(number)
    if born is None:
        found.append("citizen-id-date")
    elif today is not None and born > today:
        found.append("citizen-id-future")
    if check_character(number) != number[17]:
        found.append("citizen-id-digits-lost" if number.endswith("000") else "citizen-id-check")
    if not divisions.county_known(number[:6]):
        found.append("citizen-id-unknown-division")
    if len(bare) == 15:
        found.append("citizen-id-15-digits")
    return tuple(problem(code) for code in found)


def validate(text: str, today: date | None = None) -> str:
    """Return the number with 18 characters, or raise InvalidValue with the gravest problem."""
    for found in check(text, today):
        if found.level == "error" or found.code == "citizen-id-missing":
            raise InvalidValue(found)
    return expand(compact(text))


def is_valid(text: str, today: date | None = None) -> bool:
    """Say whether `validate` accepts it."""
    try:
        validate(text, today)
    except InvalidValue:
        return False
    return True


def format(text: str, separator: str = "") -> str:
    """Return a valid number as written on documents, or in its groups when a separator is given.

    >>> format("99010119880229001x", " ")
    '990101 19880229 001X'
    """
    number = validate(text)
    return separator.join((number[:6], number[6:14], number[14:]))


def mask(text: str) -> str:
    """Return what may be shown to everybody: the first and last four characters; of anything short, nothing."""
    bare = compact(text)
    if len(bare) < 15:
        return "*" * len(bare)
    return bare[:4] + "*" * (len(bare) - 8) + bare[-4:]


def without_numbers(text: str) -> str:
    """Return a text, such as the name of a file, with 号码 in the place of whatever may be a number.

    >>> without_numbers("王五990101198005031234.xlsx"), without_numbers("火化20240501.csv")
    ('王五号码.xlsx', '火化20240501.csv')
    """
    return _IN_TEXT.sub("号码", text)


def expand(bare: str) -> str:
    """Return a compacted 15-digit number with century and check character; anything else unchanged.

    >>> expand("990101880229996")[6:14]
    '18880229'
    """
    if len(bare) != 15:
        return bare
    century = "18" if bare[12:] >= "996" else "19"
    body = bare[:6] + century + bare[6:]
    return body + check_character(body)


def check_character(number: str) -> str:
    """Return the check character of the first 17 digits (ISO 7064 MOD 11-2)."""
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, number, strict=False))
    return CHECK_CHARACTERS[total % 11]


def birth_date(text: str) -> date:
    """Return the birth date in a valid number."""
    return date.fromisoformat(_dashed(validate(text)))


def sex(text: str) -> str:
    """Return the sex in a valid number as in GB/T 2261.1: "1" male, "2" female."""
    return "1" if int(validate(text)[16]) % 2 else "2"


def division(text: str) -> str:
    """Return the six digits of the division that issued a valid number."""
    return validate(text)[:6]


def _shape_problem(bare: str) -> str:
    if not bare:
        return "citizen-id-missing"
    if _LOST.fullmatch(bare):
        return "citizen-id-number-format"
    if not set(bare) <= set("0123456789X"):
        return "citizen-id-characters"
    if len(bare) not in (15, 18):
        return "citizen-id-length"
    if "X" in bare[: 17 if len(bare) == 18 else 15]:
        return "citizen-id-characters"
    return ""


def _dashed(number: str) -> str:
    return f"{number[6:10]}-{number[10:12]}-{number[12:14]}"


def _date(number: str) -> date | None:
    try:
        born = date.fromisoformat(_dashed(number))
    except ValueError:
        return None
    return born if born.year >= EARLIEST_YEAR else None
