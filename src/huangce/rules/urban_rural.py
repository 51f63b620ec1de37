"""Whether a village counts as urban, by its number alone: a proxy until the yearly urban-rural codes are loaded.

The real class (111 main urban area … 220 village; 国函〔2008〕60号, 国统字〔2009〕91号) comes with the statistical
division codes and changes from year to year. The number of a village says only what kind of committee it has
(statistical division codes, NBS 2009): a residents' committee is mostly urban, a village committee mostly rural. Some
villages in town seats and development zones come out wrong, so every figure that rests on this says so.
"""

from __future__ import annotations

from typing import Final

PROXY: Final = "by village number (residents' committee: urban); urban-rural codes are not loaded"
# Numbers of villages: residents' committees, village committees, and units treated like the one or the other.
URBAN: Final = (range(1, 200), range(400, 500))
RURAL: Final = (range(200, 400), range(500, 600))
VIRTUAL: Final = frozenset({498, 598})


def is_urban(division: str | None) -> bool | None:
    """Return whether the village of a 12-digit division code counts as urban; None where the code does not say.

    >>> is_urban("511703116001"), is_urban("511703116201"), is_urban("511703116"), is_urban("511703116598")
    (True, False, None, None)
    """
    if division is None or len(division) != 12 or not (division.isascii() and division.isdigit()):
        return None
    number = int(division[9:])
    if number in VIRTUAL:
        return None
    for answer, ranges in ((True, URBAN), (False, RURAL)):
        if any(number in one for one in ranges):
            return answer
    return None
