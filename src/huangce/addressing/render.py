# ruff: noqa: PLR0912, PLR0917, PLR1714  (loops for numba: plain comparisons, arrays as positional arguments)
"""From spans to the parts of a standard address: numerals in Arabic digits, one suffix for each kind of number.

三单元 and 3单 are 3单元, 二楼 is 2层 (a 楼 after a number may be a building), 302, 302号 and 302房 are 302室, 3#, 3幢
and 3号楼 are 3栋. A number whose body is no number (东户, 底层) stays as written. Names stay as written but for
width, case and spaces.
"""

from __future__ import annotations

import numpy as np

from huangce.addressing.compiled import inner

GROUP, STREET, PLACE, PLATE, BUILDING, UNIT, FLOOR, ROOM = range(8)

# Suffix that each kind of number gets, and the characters that may stand in its place at the end of what was written.
SUFFIXES: tuple[str, ...] = ("", "", "", "号", "栋", "单元", "层", "室")
REPLACED: tuple[str, ...] = ("", "", "", "号#", "号楼栋幢座#搂", "单元门梯洞", "楼层f搂号#", "室户房间号")


def _codes(texts: tuple[str, ...]) -> np.ndarray:
    out = np.zeros((len(texts), 8), np.int32)
    for i, text in enumerate(texts):
        for j, character in enumerate(text):
            out[i, j] = ord(character)
    return out


SUFFIX_CODES = _codes(SUFFIXES)
REPLACED_CODES = _codes(REPLACED)
_VALUES = {
    **{character: value for value, character in enumerate("零一二三四五六七八九")},
    **{character: value for value, character in enumerate("壹贰叁肆伍陆柒捌玖", 1)},
    **{"〇": 0, "两": 2, "十": 10, "拾": 10, "百": 100},
}


def _values() -> np.ndarray:
    table = np.full(0x10000, -1, np.int16)
    for character, value in _VALUES.items():
        table[ord(character)] = value
    return table


NUMERAL_VALUE = _values()


@inner
def put(out: np.ndarray, at: int, code: int) -> int:
    """Write one code point at `at`; return the place after it."""
    out[at] = code
    return at + 1


@inner
def put_number(out: np.ndarray, at: int, number: int) -> int:
    """Write a number in Arabic digits."""
    size = 1
    while number >= 10**size:
        size += 1
    for i in range(size):
        out[at + size - 1 - i] = 48 + number % 10
        number //= 10
    return at + size


@inner
def plain(codes: np.ndarray, start: int, end: int, out: np.ndarray, at: int) -> int:
    """Copy a name: no spaces, no marks at the ends, Latin letters in upper case."""
    while start < end and is_mark(codes[start]):
        start += 1
    while start < end and is_mark(codes[end - 1]):
        end -= 1
    for i in range(start, end):
        code = codes[i]
        if code != 32:
            at = put(out, at, code - 32 if 97 <= code <= 122 else code)
    return at


@inner
def is_mark(code: int) -> bool:
    """Return whether a character is punctuation that never belongs to a part: brackets are kept when inside."""
    return (
        code == 32
        or (33 <= code <= 47 and code != 35 and code != 40 and code != 41)
        or (58 <= code <= 64)
        or code == 95
        or (0x3001 <= code <= 0x3002)
    )


@inner
def is_counter(code: int) -> bool:
    """Return whether a character counts: a digit, a Latin letter, 甲乙丙丁."""
    return (
        (48 <= code <= 57) or (65 <= code <= 90) or code == 0x7532 or code == 0x4E59 or code == 0x4E19 or code == 0x4E01
    )


@inner
def arabic(codes: np.ndarray, start: int, end: int, values: np.ndarray, out: np.ndarray, at: int) -> int:
    """Copy a number with Chinese numerals turned into Arabic digits."""
    i = start
    while i < end:
        code = int(codes[i])
        value = int(values[code]) if code < 0x10000 else -1
        if value < 0:
            at = (
                plain(codes, i, i + 1, out, at)
                if code == 32
                else put(out, at, code - 32 if 97 <= code <= 122 else code)
            )
            i += 1
            continue
        stop = i
        scaled = False
        while stop < end and codes[stop] < 0x10000 and values[codes[stop]] >= 0:
            scaled = scaled or values[codes[stop]] >= 10
            stop += 1
        if not scaled:
            for k in range(i, stop):
                at = put(out, at, 48 + int(values[codes[k]]))
        else:
            total = 0
            digit = 0
            pending = False
            for k in range(i, stop):
                value = int(values[codes[k]])
                if value >= 10:
                    total += (digit if pending else 1) * value
                    digit = 0
                    pending = False
                else:
                    digit = value
                    pending = True
            at = put_number(out, at, total + digit)
        i = stop
    return at


@inner
def number(
    codes: np.ndarray,
    start: int,
    end: int,
    kind: int,
    values: np.ndarray,
    suffixes: np.ndarray,
    replaced: np.ndarray,
    out: np.ndarray,
    at: int,
) -> tuple[int, int]:
    """Write a plate, building, unit, floor or room; return the place after it and the place after its bare number."""
    first = start
    while start < end and (is_mark(codes[start]) or codes[start] == 0x7B2C):  # 第
        start += 1
    while start < end and is_mark(codes[end - 1]):
        end -= 1
    stop = end
    plate_word = False
    negative = kind == FLOOR and start > first and codes[start - 1] == 45
    while stop > start:
        matched = False
        for k in range(8):
            if replaced[kind, k] != 0 and replaced[kind, k] == codes[stop - 1]:
                matched = True
        if not matched or (kind == FLOOR and codes[stop - 1] == 102 and stop - 1 == start):
            break
        plate_word = codes[stop - 1] == 0x53F7
        stop -= 1
    if stop == start:
        return at, at  # a word that counts nothing
    begin = at
    if negative:
        at = put(out, at, 0x8D1F)  # 负: a stroke would be lost when it is read again
    at = arabic(codes, start, stop, values, out, at)
    extended = False
    inner_plate = False
    attached = False
    counted = False
    for i in range(begin, at):
        counted = counted or is_counter(out[i])
        # 12号之1, 12号甲 and 12号-3 end as they are; 12号附3 gets its 号.
        inner_plate = inner_plate or (out[i] == 0x53F7 and stop == end)
        attached = attached or out[i] == 0x9644
        extended = extended or out[i] == 0x4E4B
    if at == begin or not counted or not is_counter(out[at - 1]):
        at = arabic(codes, start, end, values, out, begin)
        return at, at
    bare = at
    if extended or (inner_plate and not attached):
        return at, at
    if kind == BUILDING and plate_word and stop == end - 1:
        return put(out, at, 0x53F7), bare
    for k in range(8):
        if suffixes[kind, k] != 0:
            at = put(out, at, suffixes[kind, k])
    return at, bare
