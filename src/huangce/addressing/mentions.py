"""Whether two texts speak of one place: the question of address-matching corpora, where a place is a building or firm.

`likeness.relation` asks for the same door. Here a unit or a room that only one text gives makes no difference, and a
place may be called more or less fully (都市水乡水碧苑, 都市水乡·水碧苑). What the parsed parts say is counted in
points: names that agree speak for one place, the more the longer what is proper to them; names that differ speak
against it. Points and thresholds are rounded by hand from counts over the development pairs; nothing is trained.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rapidfuzz import fuzz

from huangce.addressing.likeness import DIFFERENT, PARTLY, SAME, compared
from huangce.addressing.parsed import ParsedAddress

# Words at the end of a name that thousands of places share.
_GENERIC = re.compile(
    "(?:社区|小区|花园|家园|花苑|公寓|新村|广场|大厦|工业园区|工业区|工业园|有限公司|公司|附近|对面|旁边|内|村委会|村|路口|国际|中心"
    "|超市|酒店|宾馆|医院|学校|小学|中学|苑|城|府|园|店)+$"
)
_SIGNS = re.compile(r"[()（）·,，.\s-]")
PLACE, ROAD, AREA = "poi", "road", ("town", "village")
LONGEST = 5  # characters proper to a name beyond which it says no more

# How alike two names are, from which on, and what that counts.
_STREET = ((1.0, 1.8), (0.9, 1.2), (0.6, 0.0), (0.0, -1.2))
_PLACE = ((0.7, 0.2), (0.5, -1.0), (0.0, -1.8))
_PLACE_SAME, _PLACE_INSIDE = -1.0, -1.7  # and a point for each character that is proper to the name
_PLATE: dict[bool | str, float] = {True: 2.0, False: -0.3}  # where the streets agree
_DIVISION = {"county": (0.5, -1.0), "town": (0.5, -0.3), "village": (0.7, -0.8)}
_AREA = 0.8  # a name that one text has as a village or town and the other as a place
ONE_PLACE, SURELY = 1.0, 5.0
CLOSE = 0.9


def mention(one: ParsedAddress, other: ParsedAddress) -> str:
    """Return whether two texts speak of the same place, of places that belong together, or of different ones."""
    place, length = _likest(list(_names(one, PLACE)), list(_names(other, PLACE)))
    street, _ = _likest(list(_names(one, ROAD)), list(_names(other, ROAD)))
    points = _points(one, other, place, length, street)
    if points < ONE_PLACE:
        return DIFFERENT
    building = compared(one.below["building"], other.below["building"])
    named = place is not None and place >= CLOSE
    return SAME if named and (building is True or (building == "none" and points >= SURELY)) else PARTLY


def _points(one: ParsedAddress, other: ParsedAddress, place: float | None, length: int, street: float | None) -> float:
    points = 0.0
    if place is not None:
        proper = min(length, LONGEST) + (_PLACE_SAME if place == 1 else _PLACE_INSIDE)
        points += proper if place >= CLOSE else _of(_PLACE, place)
    if street is not None:
        points += _of(_STREET, street)
        if street >= CLOSE:
            points += _PLATE.get(compared(one.below["plate"], other.below["plate"]), 0.0)
    for level, (agree, differ) in _DIVISION.items():
        first, second = (address.resolved[level] if address.division[level] else None for address in (one, other))
        if first and second:
            points += agree if first == second else differ
    if place is None and street is None:
        areas = [[*_names(a, PLACE), *(_stem(a.division[level] or "") for level in AREA)] for a in (one, other)]
        points += _AREA if (_likest(*areas)[0] or 0.0) >= CLOSE else 0.0
    return points


def _of(table: tuple[tuple[float, float], ...], alike: float) -> float:
    return next(points for least, points in table if alike >= least)


def _names(address: ParsedAddress, label: str) -> Iterator[str]:
    return (_stem(address.text[span.start : span.end]) for span in address.spans if span.label == label)


def _stem(name: str) -> str:
    """Return what is proper to a name: 繁华里小区 is 繁华里."""
    plain = _SIGNS.sub("", name)
    stem = _GENERIC.sub("", plain)
    return stem if len(stem) >= 2 else plain


def _likest(ours: list[str], theirs: list[str]) -> tuple[float | None, int]:
    """Return how alike the likest pair of names is (0–1; None without names), and the length of the shorter."""
    pairs = [(_alike(a, b), min(len(a), len(b))) for a in ours for b in theirs if a and b]
    return max(pairs, default=(None, 0))


def _alike(one: str, other: str) -> float:
    if one == other:
        return 1.0
    shorter, longer = sorted((one, other), key=len)
    return CLOSE if len(shorter) >= 2 and shorter in longer else fuzz.ratio(one, other) / 100
