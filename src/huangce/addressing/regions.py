# ruff: noqa: PLR0911, PLR0917, PLR1714, SIM109  (loops for numba: plain comparisons, arrays as positional arguments)
"""How doors are numbered where the custom of a province differs: the same digits mean another door.

In Chongqing and Guizhou a door is its floor and its place on it, 15-7, and lists lose the stroke: 2栋157 is floor 15,
door 7, where 2栋157 elsewhere is room 157. In Sichuan this is so inside units. In Liaoning doors are unit, floor and
place, 1-13-1, and 5号楼1131 is such a door: no floor has 31. (5号楼231 may be one too; as many are called a room.)
"""

from __future__ import annotations

import numpy as np

from huangce.addressing.compiled import inner
from huangce.addressing.gazetteer import Gazetteer
from huangce.addressing.spans import BUILDING, FLOOR, NUMBER, REDUNDANT, ROOM, STROKE, UNIT, is_stroke

FLOOR_FIRST, IN_UNITS, UNIT_FIRST = 1, 2, 3
# The first character of a province's name tells these from all others.
CHONGQING, GUIZHOU, SICHUAN, LIAONING = 0x91CD, 0x8D35, 0x56DB, 0x8FBD
DOORS, FLOORS = 20, 34  # of a floor and of a house, hardly more
ZERO = 48  # no floor and no door


@inner
def custom_of(gazetteer: Gazetteer, province: int) -> int:
    """Return how doors are numbered in a province by its row, 0 where nothing is known."""
    for k in range(int(gazetteer.level_first[0]), int(gazetteer.level_first[1])):
        if gazetteer.by_level[k] == province:
            name = gazetteer.name_codes[gazetteer.name_first[k]]
            if name == CHONGQING or name == GUIZHOU:
                return FLOOR_FIRST
            if name == SICHUAN:
                return IN_UNITS
            return UNIT_FIRST if name == LIAONING else 0
    return 0


@inner
def all_digits(codes: np.ndarray, begin: int, end: int) -> bool:
    """Return whether a stretch is digits and nothing else."""
    for i in range(begin, end):
        if not 48 <= codes[i] <= 57:
            return False
    return end > begin


@inner
def stroke_in(codes: np.ndarray, begin: int, end: int) -> int:
    """Return the stroke between two numbers of at most two digits, 15-7 or 15-7号, or -1."""
    if codes[end - 1] == NUMBER:
        end -= 1
    for i in range(begin + 1, min(begin + 3, end - 1)):
        if codes[i] == STROKE and end - i <= 3 and all_digits(codes, begin, i) and all_digits(codes, i + 1, end):
            return i
    return -1


@inner
def parted_at(codes: np.ndarray, begin: int, end: int, custom: int, before: int) -> tuple[int, int, int]:
    """Return where the floor of a room's number begins and ends and where the door begins, which is -1 if it is one.

    What precedes the floor is a unit, what stands between floor and door a stroke.
    """
    size = end - begin
    if custom == FLOOR_FIRST and size > 2:
        stroke = stroke_in(codes, begin, end)
        if stroke > 0:
            return begin, stroke, stroke + 1
    if size < 2 or size > 4 or not all_digits(codes, begin, end) or codes[begin] == ZERO or codes[end - 1] == ZERO:
        return begin, end, -1
    tail = 10 * int(codes[end - 2] - 48) + int(codes[end - 1] - 48)
    if custom == FLOOR_FIRST and (size == 2 or (size == 3 and tail >= 10)):
        return begin, end - 1, end - 1
    if size < 3 or tail <= DOORS:
        return begin, end, -1
    if custom == UNIT_FIRST and before == BUILDING and size == 4:
        return begin + 1, end - 1, end - 1
    low = 10 * int(codes[begin] - 48) + int(codes[begin + 1] - 48) <= FLOORS
    if before == UNIT and size == 3 and (custom == IN_UNITS or (custom == UNIT_FIRST and low)):
        return begin, end - 1, end - 1
    return begin, end, -1


@inner
def part_doors(
    gazetteer: Gazetteer,
    province: int,
    codes: np.ndarray,
    first: int,
    spans: int,
    label: np.ndarray,
    begin: np.ndarray,
    end: np.ndarray,
) -> int:
    """Part the numbers that hold a floor and a door by the custom of the province; return how many spans there are.

    Only what has no 室: the standard form is read as it stands.
    """
    custom = -1
    s = first
    while s + 1 < spans:
        s += 1
        if label[s] != ROOM:
            continue
        before = s - 1
        parted = before > first and label[before] == REDUNDANT and is_stroke(codes, begin[before], end[before])
        if parted:
            before -= 1
        kind = int(label[before])
        if not (kind == BUILDING or kind == UNIT):
            continue
        if custom < 0:
            custom = custom_of(gazetteer, province)
        if custom == 0:
            return spans
        if custom == FLOOR_FIRST and parted and kind == UNIT and before > first and label[before - 1] == BUILDING:
            # 2栋15-7
            if (
                end[s] - begin[s] <= 2
                and all_digits(codes, begin[s], end[s])
                and all_digits(codes, begin[before], end[before])
            ):
                label[before] = FLOOR
            continue
        floor, end_of_floor, door = parted_at(codes, begin[s], end[s], custom, kind)
        if door < 0:
            continue
        stop = int(end[s])
        added = 1 + (floor > begin[s]) + (door > end_of_floor)
        for k in range(spans - 1, s, -1):
            label[k + added], begin[k + added], end[k + added] = label[k], begin[k], end[k]
        spans += added
        if floor > begin[s]:
            label[s], end[s] = UNIT, floor
            s += 1
        label[s], begin[s], end[s] = FLOOR, floor, end_of_floor
        s += 1
        if door > end_of_floor:
            label[s], begin[s], end[s] = REDUNDANT, end_of_floor, door
            s += 1
        label[s], begin[s], end[s] = ROOM, door, stop
    return spans
