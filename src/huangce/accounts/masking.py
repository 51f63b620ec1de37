"""Citizen numbers as they are shown: masked until an officer reveals one for a purpose, which is logged."""

from __future__ import annotations

from huangce.rules import citizen_id


def masked(number: str | None) -> str:
    """Return `number` as it may be shown to any officer who may see the record; "" for none.

    >>> masked("99010119900101001X"), masked(None)
    ('9901**********001X', '')
    """
    return citizen_id.mask(number) if number else ""
