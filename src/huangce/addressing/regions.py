# ruff: noqa: PLR0911, PLR0912, PLR0915, PLR0917, PLR1714, SIM109  (loops for numba: plain comparisons, arrays as positional arguments)
"""How doors are numbered where the custom of a province differs: the same digits mean another door.

In Chongqing and Guizhou a door is its floor and its place on it, 15-7, and lists lose the stroke: 2栋157 is floor 15,
door 7, where 2栋157 elsewhere is room 157. In Sichuan and Guangxi this is so inside units. In Liaoning doors are unit,
floor and place, 1-13-1: 5号楼1131 and 5号楼231 are such doors, since no floor has 31. In Guangdong and Guangxi 20F is
door F of floor 20. A lane (弄) has houses in Shanghai and plates elsewhere. Where strokes are lost throughout (the
southwest, Henan) 花园3272 is 3-2-7-2; a number that no room can have is a building and a room everywhere: 花园121004.
"""

from __future__ import annotations

import numpy as np

from huangce.addressing.compiled import inner
from huangce.addressing.gazetteer import Gazetteer
from huangce.addressing.spans import (
    BUILDING,
    FLOOR,
    PLATE_NUMBER,
    REDUNDANT,
    ROAD,
    ROOM,
    UNIT,
    make_room,
)
from huangce.addressing.stretches import (
    NUMBER,
    STROKE,
    all_digits,
    is_stroke,
    value_of,
)

# Customs, one bit each.
FLOOR_FIRST, IN_UNITS, UNIT_FIRST, LETTERED, LOST_STROKES, UNIT_AND_ROOM, HOUSES_IN_LANES = 1, 2, 4, 8, 16, 32, 64
# The first character of a province's name tells these from all others; 广 is two, and so is 河.
CHONGQING, GUIZHOU, SICHUAN, LIAONING, SHANGHAI = 0x91CD, 0x8D35, 0x56DB, 0x8FBD, 0x4E0A
GUANG, EAST, WEST, RIVER, SOUTH = 0x5E7F, 0x4E1C, 0x897F, 0x6CB3, 0x5357
DOORS, FLOORS = 20, 34  # of a floor and of a house, hardly more
STAIRCASE = 2  # doors on a floor of a staircase; a tower has more
ZERO = 48  # no floor and no door
LANE = 0x5F04  # 弄


@inner
def custom_of(gazetteer: Gazetteer, province: int) -> int:
    """Return how doors are numbered in a province by its row, 0 where nothing is known."""
    for k in range(int(gazetteer.level_first[0]), int(gazetteer.level_first[1])):
        if gazetteer.by_level[k] == province:
            at = gazetteer.name_first[k]
            name, second = gazetteer.name_codes[at], gazetteer.name_codes[at + 1]
            if name == CHONGQING or name == GUIZHOU:
                return FLOOR_FIRST | LOST_STROKES
            if name == SICHUAN:
                return IN_UNITS | LOST_STROKES
            if name == GUANG:
                return LETTERED | (IN_UNITS | LOST_STROKES if second == WEST else 0)
            if name == RIVER:
                return UNIT_AND_ROOM if second == SOUTH else 0
            if name == SHANGHAI:
                return HOUSES_IN_LANES
            return UNIT_FIRST if name == LIAONING else 0
    return 0


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
def is_tower(codes: np.ndarray, end: int) -> bool:
    """Return whether the last three digits are the floor and door of a tower, 153, and not of a staircase: 152."""
    return value_of(codes, end - 3, end - 1) <= FLOORS and codes[end - 1] - 48 > STAIRCASE


@inner
def parted_at(codes: np.ndarray, begin: int, end: int, custom: int, before: int) -> tuple[int, int, int]:
    """Return where the floor of a room's number begins and ends and where the door begins, which is -1 if it is one.

    What precedes the floor is a unit, what stands between floor and door a stroke. A floor may be empty: 3号楼12502 is
    unit 1, room 2502, since no house has 125 floors.
    """
    size = end - begin
    if custom & FLOOR_FIRST and size > 2:
        stroke = stroke_in(codes, begin, end)
        if stroke > 0:
            return begin, stroke, stroke + 1
        if codes[end - 1] == NUMBER:  # 2幢34号
            end -= 1
            size -= 1
    if size < 2 or size > 5 or not all_digits(codes, begin, end) or codes[begin] == ZERO or codes[end - 1] == ZERO:
        return begin, end, -1
    if size == 5:
        roomed = before == BUILDING and codes[end - 2] == ZERO and 10 <= value_of(codes, begin + 1, begin + 3) <= FLOORS
        return begin + 1, begin + 1, begin + 1 if roomed else -1
    tail = value_of(codes, end - 2, end)
    if custom & FLOOR_FIRST and (size == 2 or (size == 3 and tail >= 10)):
        return begin, end - 1, end - 1
    if size < 3 or tail <= DOORS:
        return begin, end, -1
    if custom & UNIT_FIRST and before == BUILDING:
        return begin + 1, end - 1, end - 1
    if custom & IN_UNITS and before == BUILDING and size == 3:
        return begin if is_tower(codes, end) else begin + 1, end - 1, end - 1
    low = value_of(codes, begin, begin + 2) <= FLOORS
    if before == UNIT and size == 3 and (custom & IN_UNITS or (custom & UNIT_FIRST and low)):
        return begin, end - 1, end - 1
    return begin, end, -1


@inner
def lost_strokes(codes: np.ndarray, begin: int, end: int, custom: int) -> tuple[int, int, int]:
    """Return where building, unit and floor end in a number after a name, begin where it is none; a part may be empty.

    What is left is the room. 3272 is 3-2-7-2; 7153 in the southwest 7-15-3: a staircase has two doors on a floor.
    """
    size = end - begin
    none = begin, begin, begin
    if size < 3 or size > 6 or not all_digits(codes, begin, end) or codes[begin] == ZERO or codes[end - 1] == ZERO:
        return none
    if codes[end - 2] == ZERO:
        roomy = size == 5 and (codes[begin + 1] == ZERO or value_of(codes, begin + 1, begin + 3) > FLOORS)
        if roomy or (size == 6 and 1 <= value_of(codes, begin + 2, begin + 4) <= FLOORS):
            return begin + 2, begin + 2, begin + 2
        return none
    tail = value_of(codes, end - 2, end)
    if size == 6 or (size == 3 and tail <= DOORS):
        return none
    if custom & UNIT_AND_ROOM and size < 5:
        return end - 2, end - 1, end - 1
    if not custom & LOST_STROKES:
        return none
    if size == 3 or (size == 4 and codes[begin + 1] == ZERO):
        return end - 2, end - 1, end - 1
    return end - 3, end - 1 if is_tower(codes, end) else end - 2, end - 1


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
    inside = False  # whether a building, unit or floor stands before
    s = first - 1
    while s + 1 < spans:
        s += 1
        kind = int(label[s])
        inside = inside or BUILDING <= kind < ROOM
        if kind < PLATE_NUMBER or s == first:
            continue
        before = s - 1
        parted = before > first and label[before] == REDUNDANT and is_stroke(codes, begin[before], end[before])
        if parted:
            before -= 1
        above = int(label[before])
        last = codes[end[s] - 1]
        in_lane = kind == BUILDING and above == PLATE_NUMBER and not parted and last == NUMBER
        in_lane = in_lane and codes[end[before] - 1] == LANE
        lettered = kind == FLOOR and above == BUILDING and last == 102 and (s + 1 == spans or label[s + 1] == REDUNDANT)
        if not (kind == ROOM or in_lane or lettered):
            continue
        if custom < 0:
            custom = custom_of(gazetteer, province)
        if in_lane:
            if not custom & HOUSES_IN_LANES:
                label[before], label[s] = ROAD, PLATE_NUMBER
                inside = False
            continue
        if lettered:
            if custom & LETTERED:
                label[s] = ROOM
            continue
        stop = int(end[s])
        if not inside:
            building, unit, floor = lost_strokes(codes, begin[s], stop, custom)
            for part in range(3):
                edge = building if part == 0 else unit if part == 1 else floor
                if edge > begin[s]:
                    spans = make_room(s, 1, spans, label, begin, end)
                    label[s], end[s] = BUILDING + part, edge
                    s += 1
                    begin[s] = edge
            continue
        if not (above == BUILDING or above == UNIT):
            continue
        if custom & FLOOR_FIRST and parted and above == UNIT and before > first and label[before - 1] == BUILDING:
            # 2栋15-7
            bare = all_digits(codes, begin[s], stop) and all_digits(codes, begin[before], end[before])
            if bare and stop - begin[s] <= 2:
                label[before] = FLOOR
            continue
        floor, end_of_floor, door = parted_at(codes, begin[s], stop, custom, above)
        if door < 0:
            continue
        if floor > begin[s]:
            spans = make_room(s, 1, spans, label, begin, end)
            label[s], end[s] = UNIT, floor
            s += 1
        if end_of_floor > floor:
            spans = make_room(s, 1, spans, label, begin, end)
            label[s], begin[s], end[s] = FLOOR, floor, end_of_floor
            s += 1
        if door > end_of_floor:
            spans = make_room(s, 1, spans, label, begin, end)
            label[s], begin[s], end[s] = REDUNDANT, end_of_floor, door
            s += 1
        label[s], begin[s], end[s] = ROOM, door, stop
    return spans
