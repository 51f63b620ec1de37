"""What two addresses are to each other: the same door, partly the same, different."""

from __future__ import annotations

from rapidfuzz import fuzz

from huangce.addressing.known_names import is_telling
from huangce.addressing.parsed import ParsedAddress

# What two addresses are to each other, as address-matching corpora ask.
SAME, PARTLY, DIFFERENT = "same", "partly", "different"
_NUMBERS = ("building", "unit", "floor", "room")
_SUFFIXES = "号楼栋幢座单元层室"


def relation(one: ParsedAddress, other: ParsedAddress) -> str:
    """Return whether two addresses are the same door, partly agree (one says more, or another house), or differ.

    Names decide whether it is one place: a street or compound must agree and the other must not contradict. Numbers
    decide the rest: the same if none differs and none is missing on one side only.
    """
    street = _alike(one.below["street"], other.below["street"])
    place = _alike(one.below["place"], other.below["place"])
    plates = compared(one.below["plate"], other.below["plate"])
    if max(street or 0.0, place or 0.0) < 0.7 or _counties_differ(one, other):
        return DIFFERENT
    if (street or 1.0) < 0.5 and (place or 1.0) < 1.0:
        return DIFFERENT
    if street is None and place is not None and place < 0.8:
        return DIFFERENT
    if (place or 1.0) < 0.4 and plates is not True:
        return DIFFERENT if (street or 0.0) < 1.0 else PARTLY
    numbers = [compared(one.below[name], other.below[name]) for name in _NUMBERS]
    full = (
        place is not None
        and place >= 0.85
        and all(numbers_agree is True for numbers_agree in numbers if numbers_agree != "none")
        and any(numbers_agree is True for numbers_agree in numbers)
    )
    same_plate = plates is True and all(agree in (True, "none") for agree in numbers) and (place or 1.0) >= 0.7
    return SAME if full or (same_plate and street == 1.0) else PARTLY


def _alike(one: str | None, other: str | None) -> float | None:
    """Return how alike two names are (0–1), None when one is missing; a part of the other is nearly the same."""
    if not one or not other:
        return None
    if one == other:
        return 1.0
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= 2 and shorter in longer:
        return 0.9
    return fuzz.ratio(one, other) / 100 - (0.15 if is_telling(one, other) else 0.0)


def compared(one: str | None, other: str | None) -> bool | str:
    """Return whether two numbers agree, "one" when only one side gives it, "none" when neither does."""
    first, second = ((text or "").rstrip(_SUFFIXES) for text in (one, other))
    if not first and not second:
        return "none"
    if not first or not second:
        return "one"
    return first == second


def _counties_differ(one: ParsedAddress, other: ParsedAddress) -> bool:
    first, second = (address.division["county"] for address in (one, other))
    return bool(one.division_code and other.division_code and first and second and first != second)
