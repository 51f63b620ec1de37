# ruff: noqa: PLR1714  (loops for numba: plain comparisons, arrays as positional arguments)
"""Text as the engine sees it: code points folded to one form, and tokens with their place in the original.

A token is a run of ASCII letters and digits or one other character: "12-1-302" is five tokens, "三单元" three. A word
of three letters and more ends where digits begin: "soho6" is two tokens, "b12" and "3a702" one.
Full-width forms (U+FF01–FF5E) fold to ASCII, letters to lower case, any space to U+0020; control characters fold to
spaces.
Positions are code points of the original text, as Python counts them.
"""

from __future__ import annotations

import numpy as np

from huangce.addressing.compiled import inner

MAX_CHARACTERS = 400  # longer text is no address: it is answered with a problem, not read

WORD = 3  # letters from which a run is a word of its own

# Classes of tokens.
DIGITS, LETTERS, MIXED, NUMERAL, HAN, SPACE, MARK, OTHER = 0, 1, 2, 3, 4, 5, 6, 7

NUMERALS = "零〇一二三四五六七八九十百千两壹贰叁肆伍陆柒捌玖拾甲乙丙丁戊"


@inner
def fold(code: int) -> int:
    """Return the folded code point."""
    if 0xFF01 <= code <= 0xFF5E:
        code -= 0xFEE0
    if 65 <= code <= 90:
        return code + 32
    if code < 32 or code == 0x3000 or code == 0xA0 or 0x7F <= code < 0xA0 or 0x2000 <= code <= 0x200F or code == 0xFEFF:
        return 32
    if code == 0x2010 or code == 0x2011 or code == 0x2012 or code == 0x2013 or code == 0x2014 or code == 0x2212:
        return 45
    return code


@inner
def decode(data: np.ndarray, start: int, end: int, codes: np.ndarray) -> int:
    """Decode UTF-8 `data[start:end]` into folded code points; return how many, or -1 when `codes` is too short."""
    n = 0
    i = start
    while i < end:
        if n == codes.shape[0]:
            return -1
        byte = int(data[i])
        if byte < 0x80:
            code = byte
            i += 1
        elif byte < 0xE0:
            code = ((byte & 0x1F) << 6) | (int(data[i + 1]) & 0x3F)
            i += 2
        elif byte < 0xF0:
            code = ((byte & 0x0F) << 12) | ((int(data[i + 1]) & 0x3F) << 6) | (int(data[i + 2]) & 0x3F)
            i += 3
        else:
            code = (
                ((byte & 0x07) << 18)
                | ((int(data[i + 1]) & 0x3F) << 12)
                | ((int(data[i + 2]) & 0x3F) << 6)
                | (int(data[i + 3]) & 0x3F)
            )
            i += 4
        codes[n] = fold(code)
        n += 1
    return n


@inner
def tokenise(codes: np.ndarray, n: int, starts: np.ndarray) -> int:
    """Write the first code point of each token and, after the last, `n`; return how many tokens."""
    count = 0
    inside = False
    letters = 0  # how many in a row
    for i in range(n):
        code = codes[i]
        digit = 48 <= code <= 57
        letter = 97 <= code <= 122
        if not ((digit or letter) and inside) or (digit and letters >= WORD):
            starts[count] = i
            count += 1
        inside = digit or letter
        letters = letters + 1 if letter else 0
    starts[count] = n
    return count
