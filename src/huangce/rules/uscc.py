"""Unified social credit codes of organisations (统一社会信用代码), GB 32100-2015.

18 characters out of 31 (digits and letters without I, O, S, V, Z): the registering authority, the kind of
organisation, six digits of the division, nine characters of the organisation code (GB 11714-1997, with a check of
its own), and a check character: weights 3^(i-1) mod 31, value 31 minus the sum modulo 31. Two traps of public
samples: the check is not indexed by the sum itself, and letters count by their place in the alphabet of 31, not by
ASCII.

>>> validate("91350100m000100y43"), is_valid("91350100M000100Y44")
('91350100M000100Y43', False)
>>> authority("91350100M000100Y43"), organisation("91350100M000100Y43"), format("91350100M000100Y43", " ")
('市场监督管理', 'M000100Y4', '91 350100 M000100Y4 3')
"""

from __future__ import annotations

from huangce.errors import Problem
from huangce.rules import citizen_id, divisions
from huangce.rules.problems import InvalidValue, problem

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)

# First character: who registered the organisation.
AUTHORITIES = {
    "1": "机构编制",
    "2": "外交",
    "3": "司法行政",
    "4": "文化",
    "5": "民政",
    "6": "旅游",
    "7": "宗教",
    "8": "工会",
    "9": "市场监督管理",
    "A": "军队",
    "N": "农业农村",
    "Y": "其他",
}


def compact(text: str) -> str:
    """Return the bare characters: half-width capitals without spaces and marks."""
    half = "".join(chr(ord(one) - 0xFEE0) if 0xFF01 <= ord(one) <= 0xFF5E else one for one in text)
    return "".join(one for one in half.upper() if one not in citizen_id.SPACES + citizen_id.MARKS)


def check(text: str) -> tuple[Problem, ...]:
    """Return everything that is wrong or remarkable, the gravest first."""
    return tuple(problem(code) for code in _problems(compact(text)))


def _problems(bare: str) -> list[str]:
    if not bare:
        return ["uscc-missing"]
    if not set(bare) <= set(ALPHABET) or not bare[2:8].isdigit():
        return ["uscc-characters"]
    if len(bare) != 18:
        return ["uscc-length"]
    found = []
    if check_character(bare) != bare[17]:
        found.append("uscc-check")
    if bare[0] not in AUTHORITIES:
        found.append("uscc-authority")
    if _organisation_check(bare[8:16]) != bare[16]:
        found.append("uscc-organisation")
    if not divisions.county_known(bare[2:8]) and bare[2:8] != "100000":
        found.append("uscc-unknown-division")
    return found


def validate(text: str) -> str:
    """Return the bare code, or raise InvalidValue with the gravest problem."""
    for found in check(text):
        if found.level == "error" or found.code == "uscc-missing":
            raise InvalidValue(found)
    return compact(text)


def is_valid(text: str) -> bool:
    """Say whether `validate` accepts it."""
    try:
        validate(text)
    except InvalidValue:
        return False
    return True


def format(text: str, separator: str = "") -> str:
    """Return a valid code, in its groups when a separator is given."""
    code = validate(text)
    return separator.join((code[:2], code[2:8], code[8:17], code[17]))


def check_character(code: str) -> str:
    """Return the check character of the first 17 characters."""
    total = sum(weight * ALPHABET.index(character) for weight, character in zip(WEIGHTS, code, strict=False))
    return ALPHABET[-total % 31]


def authority(text: str) -> str:
    """Return the name of the authority that registered the organisation."""
    return AUTHORITIES.get(validate(text)[0], "")


def organisation(text: str) -> str:
    """Return the organisation code of nine characters (GB 11714)."""
    return validate(text)[8:17]


def _organisation_check(body: str) -> str:
    """Return the check character of GB 11714: letters count from A = 10 by the full alphabet."""
    total = sum(weight * int(character, 36) for weight, character in zip(ORGANISATION_WEIGHTS, body, strict=True))
    return "0123456789X0"[11 - total % 11]
