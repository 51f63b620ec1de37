"""The segments of a standard address below its division, as acts and the address register speak of them.

Seven segments (notice 002 三(五)1): division, thoroughfare, plate, building, unit, floor, room; a village group may
stand before, a compound after the plate. The thoroughfare and the compound are places with a name of their own; the
other segments are numbers, with one suffix for each as the standard form writes them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from huangce.errors import Refused

# The numbers of an address, by their names in facts, in the order in which the standard form writes them, and what is
# written behind a bare number. A compound stands between the plate and the building.
SUFFIXES: Final[dict[str, str]] = {
    "village_group": "组",
    "plate": "号",
    "building": "栋",
    "unit": "单元",
    "floor": "层",
    "room": "室",
}
NUMBERS: Final = tuple(SUFFIXES)
# The levels of the tree, from the top; the level of an address is that of the last segment that it has.
LEVELS: Final = ("thoroughfare", "plate", "building", "unit", "floor", "room")

_BARE: Final = re.compile(r"[0-9A-Z]+(-[0-9A-Z]+)*")


class SegmentsMissing(Refused):
    """An address has at least a plate or a building, and stands on a thoroughfare, in a compound or in a village."""

    code = "segments-missing"


def written(name: str, value: str | None) -> str | None:
    """Return a number as the standard form writes it, None for nothing.

    >>> written("plate", " １2 "), written("room", "501"), written("plate", "12号附3号"), written("unit", "")
    ('12号', '501室', '12号附3号', None)
    """
    text = "".join((value or "").split()).translate(_NARROW).upper()
    if not text:
        return None
    return text + SUFFIXES[name] if _BARE.fullmatch(text) else text


def level_of(segments: Mapping[str, object]) -> str:
    """Return the level of an address: that of the last of its segments.

    >>> level_of({"plate": "12号", "room": "501室"}), level_of({})
    ('room', 'thoroughfare')
    """
    return next((one for one in reversed(LEVELS[1:]) if segments.get(one)), LEVELS[0])


_NARROW: Final = {point: point - 0xFEE0 for point in range(0xFF01, 0xFF5F)}
