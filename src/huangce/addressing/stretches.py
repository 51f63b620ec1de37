# ruff: noqa: PLR1714, SIM110  (loops for numba: plain comparisons)
"""What a stretch of characters is by itself, whatever the model took it for: digits, a stroke, a telephone, a joint."""

from __future__ import annotations

import numpy as np

from huangce.addressing.compiled import inner

DOOR = 3  # digits of a door's number at least, where letters stand before it
STROKE, HASH, NUMBER, STOREY, COURT, LEVEL = 45, 35, 0x53F7, 0x697C, 0x9662, 0x5C42  # -, #, 号, 楼, 院, 层


@inner
def is_joint(codes: np.ndarray, begin: int, end: int) -> bool:
    """Return whether the text between two thoroughfares says that they cross: 与, 和, 、, & or a stroke."""
    if end - begin != 1:
        return False
    code = int(codes[begin])
    return code == 0x4E0E or code == 0x548C or code == 0x3001 or code == 38 or code == 45 or code == 47


@inner
def says_something(codes: np.ndarray, begin: int, end: int) -> bool:
    """Return whether a stretch holds more than punctuation."""
    for i in range(begin, end):
        code = codes[i]
        if (48 <= code <= 57) or (97 <= code <= 122) or code >= 0x3400:
            return True
    return False


@inner
def is_stroke(codes: np.ndarray, begin: int, end: int) -> bool:
    """Return whether a stretch is a stroke and nothing else."""
    return bool(end - begin == 1 and codes[begin] == STROKE)


@inner
def all_digits(codes: np.ndarray, begin: int, end: int) -> bool:
    """Return whether a stretch is digits and nothing else."""
    for i in range(begin, end):
        if not 48 <= codes[i] <= 57:
            return False
    return end > begin


@inner
def value_of(codes: np.ndarray, begin: int, end: int) -> int:
    """Return the number that some digits make."""
    value = 0
    for i in range(begin, end):
        value = 10 * value + int(codes[i]) - 48
    return value


@inner
def is_one_of(code: int, several: np.ndarray) -> bool:
    """Return whether a character is among several."""
    for k in range(several.shape[0]):
        if several[k] == code:
            return True
    return False


@inner
def says_which(codes: np.ndarray, begin: int, end: int, which: np.ndarray) -> bool:
    """Return whether a floor says which one it is: 二楼 and b1层 do, 高层 and 公寓楼 do not."""
    for i in range(begin, end):
        code = codes[i]
        if (48 <= code <= 57) or (97 <= code <= 122 and i < end - 1) or is_one_of(code, which):
            return True
    return False


@inner
def is_door(codes: np.ndarray, begin: int, end: int) -> bool:
    """Return whether a floor is a door: letters with a number of a door at its end, 3b2803."""
    digits, letters = 0, False
    for i in range(begin, end):
        code = codes[i]
        digits = digits + 1 if 48 <= code <= 57 else 0
        letters = letters or 97 <= code <= 122
    return letters and digits >= DOOR


@inner
def longest_run(codes: np.ndarray, begin: int, end: int) -> int:
    """Return how many digits stand together at most."""
    longest = run = 0
    for i in range(begin, end):
        run = run + 1 if 48 <= codes[i] <= 57 else 0
        longest = max(longest, run)
    return longest


@inner
def same_text(codes: np.ndarray, begin: np.ndarray, end: np.ndarray, one: int, other: int) -> bool:
    """Return whether two spans hold the same characters."""
    if end[one] - begin[one] != end[other] - begin[other]:
        return False
    for i in range(end[one] - begin[one]):
        if codes[begin[one] + i] != codes[begin[other] + i]:
            return False
    return True


@inner
def is_numbered(codes: np.ndarray, at: int) -> bool:
    """Return whether a digit or a word that counts buildings or units stands at a place."""
    code = codes[at]
    return bool(48 <= code <= 57 or code == NUMBER or code == 0x680B or code == 0x5E62 or code == 0x5143)  # 栋, 幢, 元


@inner
def downwards(codes: np.ndarray, begin: int, end: int) -> int:
    """Return the stroke between two numbers of which the second is the smaller, or -1."""
    before, after, stroke = 0, 0, -1
    for i in range(begin, end - 1):
        code = int(codes[i])
        if 48 <= code <= 57 and i - begin < 8:
            if stroke < 0:
                before = 10 * before + code - 48
            else:
                after = 10 * after + code - 48
        elif code == STROKE and stroke < 0 and i > begin:
            stroke = i
        else:
            return -1
    return stroke if 0 < after < before else -1


@inner
def parting_stroke(codes: np.ndarray, begin: int, end: int, numbered: bool) -> int:
    """Return the stroke in a floor that parts it from a number or a name before it, or -1.

    -1楼 and -2楼 after a name are floors below ground; more than two of these nothing has where people live or shop.
    """
    if codes[begin] != STROKE:
        return downwards(codes, begin, end)
    below = end - begin > 2 and (codes[begin + 1] == 49 or codes[begin + 1] == 50) and not 48 <= codes[begin + 2] <= 57
    return begin if numbered or (not below and 48 <= codes[begin + 1] <= 57) else -1


@inner
def is_telephone(codes: np.ndarray, begin: int, end: int) -> bool:
    """Return whether a stretch is a telephone or citizen number: more digits than any door has."""
    digits = 0
    strokes = 0
    for i in range(begin, end):
        code = codes[i]
        if 48 <= code <= 57:
            digits += 1
        elif code == 45:
            strokes += 1
        elif not (code == 32 or (code == 120 and i == end - 1)):
            return False
    return (strokes == 0 and digits >= 7) or (strokes <= 2 and digits >= 10)
