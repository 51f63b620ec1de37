"""Citizen numbers as they are shown: masked until an officer reveals one for a purpose, which is logged.

What stays visible is the division of first issue. The date of birth stands beside it on most pages, so the last four
digits would give the whole number away, and are never shown.
"""

from __future__ import annotations

VISIBLE = 6
STAR = "*"


def masked(number: str | None) -> str:
    """Return `number` with all but its first six digits starred; "" stays "".

    >>> masked("99010119900101001X")
    '990101************'
    """
    number = number or ""
    if len(number) <= VISIBLE:
        return STAR * len(number)
    return number[:VISIBLE] + STAR * (len(number) - VISIBLE)
