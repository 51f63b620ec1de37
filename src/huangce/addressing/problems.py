"""What the engine has to say about a text: stable codes, one bit each, in the order of the bits."""

from __future__ import annotations

import functools

CODES: dict[str, str] = {
    "empty": "The text is empty.",
    "too-long": "The text is longer than an address can be and was not read.",
    "control-characters": "The text holds control characters; they were read as spaces.",
    "not-an-address": "No part of an address was recognised.",
    "division-unknown": "A province, city or county is named that is in no table, today's or earlier.",
    "division-ambiguous": "Several divisions carry this name; the text does not say which.",
    "division-conflict": "The divisions that are named do not lie in each other.",
    "division-abolished": "A division is named that no longer exists; it was resolved under its own name.",
    "division-mended": "A division's name had a wrong or missing character and was put right.",
    "town-unknown": "The township is not in the tables of this county.",
    "village-unknown": "The village is not in the tables of this township.",
    "left-out": "Part of the text is no address (notes, telephone, names) and is not in the standard form.",
    "repeated": "A segment is given more than once; the first was taken.",
    "no-division": "The text names no division.",
    "recast": "The township or village is known with another suffix (镇, 乡, 街道; 村, 社区), as after a reform.",
}

EMPTY, TOO_LONG, CONTROL, NOT_AN_ADDRESS = 1, 2, 4, 8
LEFT_OUT, REPEATED, NO_DIVISION = 1 << 11, 1 << 12, 1 << 13


@functools.lru_cache(maxsize=4096)
def named(bits: int) -> tuple[str, ...]:
    """Return the codes of the bits."""
    return tuple(code for i, code in enumerate(CODES) if bits >> i & 1)
