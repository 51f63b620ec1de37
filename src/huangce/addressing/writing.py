# ruff: noqa: PLR0917, SIM110  (loops for numba: arrays as positional arguments)
"""The columns of a reading as Arrow keeps text: UTF-8 bytes one after another, and where each text ends."""

from __future__ import annotations

import numpy as np

from huangce.addressing.compiled import inner

# Columns of text that a reading gives: names of divisions in full, the parts below, and what is made of them.
PARTS: tuple[str, ...] = (
    "province", "city", "county", "town", "village",
    "group", "street", "place", "plate", "building", "unit", "floor", "room",
)  # fmt: skip
CODE, STANDARD, KEY = (len(PARTS) + i for i in range(3))
TEXTS: tuple[str, ...] = (*PARTS, "division_code", "standard", "key")
PROVINCE, CITY, COUNTY = range(3)
DIGITS = 12  # of a division's code
# The order in which the standard form writes the parts: a compound stands after the plate of its street.
ORDER: tuple[str, ...] = (
    "province", "city", "county", "town", "village",
    "group", "street", "plate", "place", "building", "unit", "floor", "room",
)  # fmt: skip
IN_ORDER = np.array([PARTS.index(name) for name in ORDER], np.int64)


@inner
def encode(codes: np.ndarray, n: int, out: np.ndarray, at: int) -> int:
    """Write code points as UTF-8 at `at`; return the place after them."""
    for i in range(n):
        code = int(codes[i])
        if code < 0x80:
            out[at] = code
            at += 1
        elif code < 0x800:
            out[at] = 0xC0 | (code >> 6)
            out[at + 1] = 0x80 | (code & 0x3F)
            at += 2
        elif code < 0x10000:
            out[at] = 0xE0 | (code >> 12)
            out[at + 1] = 0x80 | ((code >> 6) & 0x3F)
            out[at + 2] = 0x80 | (code & 0x3F)
            at += 3
        else:
            out[at] = 0xF0 | (code >> 18)
            out[at + 1] = 0x80 | ((code >> 12) & 0x3F)
            out[at + 2] = 0x80 | ((code >> 6) & 0x3F)
            out[at + 3] = 0x80 | (code & 0x3F)
            at += 4
    return at


@inner
def copied(source: np.ndarray, start: int, stop: int, out: np.ndarray, at: int) -> int:
    """Copy bytes; return the place after them."""
    for i in range(stop - start):
        out[at + i] = source[start + i]
    return at + stop - start


@inner
def is_figure_or_letter(byte: int) -> bool:
    """Return whether a byte is an ASCII digit or letter."""
    return 48 <= byte <= 57 or 65 <= byte <= 90 or 97 <= byte <= 122


@inner
def is_its_own_city(ends: np.ndarray, written: np.ndarray, text: int) -> bool:
    """Return whether province and city have one name, as a municipality has."""
    start, other = int(ends[PROVINCE, text]), int(ends[CITY, text])
    size = int(ends[CITY, text + 1]) - other
    if int(ends[PROVINCE, text + 1]) - start != size:
        return False
    for i in range(size):
        if written[PROVINCE, start + i] != written[CITY, other + i]:
            return False
    return True


@inner
def put_standard(order: np.ndarray, ends: np.ndarray, written: np.ndarray, text: int, out: np.ndarray, at: int) -> int:
    """Write the standard form from the parts of a text; return the place after it.

    A municipality is not written a second time as its own city. Two parts that meet in digits or letters are kept apart
    by a space: 40号之1 17栋 is not 40号之117栋.
    """
    first = at
    twice = is_its_own_city(ends, written, text)
    for k in range(order.shape[0]):
        part = int(order[k])
        start, stop = int(ends[part, text]), int(ends[part, text + 1])
        if stop == start or (twice and part == CITY):
            continue
        if at > first and is_figure_or_letter(out[at - 1]) and is_figure_or_letter(written[part, start]):
            out[at] = 32
            at += 1
        at = copied(written[part], start, stop, out, at)
    return at


@inner
def put_code(code: int, out: np.ndarray, at: int) -> int:
    """Write the code of a division; return the place after it."""
    for i in range(DIGITS):
        out[at + DIGITS - 1 - i] = 48 + code % 10
        code //= 10
    return at + DIGITS


@inner
def put_key(
    code: int,
    rows: np.ndarray,
    ends: np.ndarray,
    written: np.ndarray,
    text: int,
    tail: np.ndarray,
    size: int,
    out: np.ndarray,
    at: int,
) -> int:
    """Write the key: the code of the division (-1: none), names that are in no table, the parts below.

    A name that is in no table keeps its place in the key: two villages unknown to the tables are two villages.
    """
    if code >= 0:
        at = put_code(code, out, at)
    out[at] = 124
    at += 1
    for level in range(rows.shape[0]):
        if rows[level] < 0 and (level > COUNTY or code < 0):
            at = copied(written[level], int(ends[level, text]), int(ends[level, text + 1]), out, at)
    out[at] = 124
    return encode(tail, size, out, at + 1)
