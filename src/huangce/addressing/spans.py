# ruff: noqa: PLR0912, PLR0917, PLR1714, SIM102, SIM109  (loops for numba: plain comparisons, arrays as positional arguments)
"""What is put right in the spans of a text after the model has read them: what no weights express."""

from __future__ import annotations

import numpy as np

from huangce.addressing.compiled import inner
from huangce.addressing.gazetteer import Gazetteer
from huangce.addressing.labels import LABELS
from huangce.addressing.render import PLATE
from huangce.addressing.resolve import key_with_city, name_key, names_county
from huangce.addressing.stretches import (
    COURT,
    DOOR,
    HASH,
    LEVEL,
    NUMBER,
    STOREY,
    STROKE,
    all_digits,
    is_door,
    is_numbered,
    is_one_of,
    is_stroke,
    longest_run,
    parting_stroke,
    says_which,
    value_of,
)

DIVISIONS = 5  # levels of a division; the parts below them follow
REDUNDANT, BESIDE, VILLAGE, ROAD, PLATE_NUMBER, PLACE, BUILDING, UNIT, FLOOR, ROOM, ZONE = (
    LABELS.index(label)
    for label in (
        "redundant", "assist", "community", "road", "roadno", "poi",
        "houseno", "cellno", "floorno", "roomno", "devzone",
    )
)  # fmt: skip
LONG = 4  # digits of a number that is no building; with more it is no floor
BASE, SHOP = 0x5E95, 0x5546  # 底商: the shops at the foot of a house
LONGEST_VILLAGE = 6  # characters; in what is longer the name of something else stands as well
# What ends a village's name, and what before it ends another one: 新村, 二村 and 山庄 are compounds, 酒庄 is a shop.
VILLAGES = np.array([ord(character) for character in "村庄屯"], np.int32)
OTHERS = np.array([ord(character) for character in "新一二三四五六七八九十山农酒渔钱度假"], np.int32)
# Characters that say which floor: beside digits, letters and numerals 首, 底, 顶, 负, 夹, 中 and 地.
WHICH_FLOOR = np.array([ord(character) for character in "零〇一二三四五六七八九十百两首底顶负夹中地甲乙丙丁"], np.int32)


@inner
def joined(
    codes: np.ndarray,
    first: int,
    spans: int,
    part_of: np.ndarray,
    replaced: np.ndarray,
    label: np.ndarray,
    begin: np.ndarray,
    end: np.ndarray,
) -> int:
    """Join a word that counts nothing (单元, 层, 室) to the number before it; return how many spans are left."""
    kept = first
    for s in range(first, spans):
        kind = int(part_of[label[s]]) - DIVISIONS
        counts = kept > first and kind > PLATE and end[kept - 1] == begin[s]
        if counts:
            before = int(part_of[label[kept - 1]]) - DIVISIONS
            last = int(codes[begin[s] - 1])
            counts = before >= PLATE and ((48 <= last <= 57) or (97 <= last <= 122))
        if counts:
            for i in range(begin[s], end[s]):
                found = False
                for k in range(8):
                    found = found or replaced[kind, k] == codes[i]
                counts = counts and found
        if counts:
            label[kept - 1] = label[s]
            end[kept - 1] = end[s]
        else:
            label[kept], begin[kept], end[kept] = label[s], begin[s], end[s]
            kept += 1
    return kept


@inner
def make_room(s: int, added: int, spans: int, label: np.ndarray, begin: np.ndarray, end: np.ndarray) -> int:
    """Move what stands at and after a span by some places, which then hold copies; return how many spans there are."""
    for k in range(spans - 1, s - 1, -1):
        label[k + added], begin[k + added], end[k + added] = label[k], begin[k], end[k]
    return spans + added


@inner
def take_out(s: int, taken: int, spans: int, label: np.ndarray, begin: np.ndarray, end: np.ndarray) -> int:
    """Take some spans out from `s` on; return how many are left."""
    for k in range(s, spans - taken):
        label[k], begin[k], end[k] = label[k + taken], begin[k + taken], end[k + taken]
    return spans - taken


@inner
def part_units(
    codes: np.ndarray, first: int, spans: int, label: np.ndarray, begin: np.ndarray, end: np.ndarray
) -> None:
    """Of two units parted by a stroke the second is a floor, or a room if it is the last: 3-2-5-10."""
    for s in range(first, spans - 2):
        parted = label[s + 1] == REDUNDANT and is_stroke(codes, begin[s + 1], end[s + 1])
        if parted and label[s] == UNIT and label[s + 2] == UNIT:
            label[s + 2] = FLOOR if s + 4 < spans and label[s + 4] == ROOM else ROOM


@inner
def put_doors_right(
    codes: np.ndarray, first: int, spans: int, label: np.ndarray, begin: np.ndarray, end: np.ndarray
) -> int:
    """Read a number before a door inside a unit by the door: 2单元3-301 is floor 3, room 301.

    Where the door is on another floor (2单元3-501) the number is a part of it: nothing else is counted inside a unit.
    Returns how many spans are left.
    """
    for s in range(first, spans - 2):
        if label[s] != UNIT or 48 <= codes[end[s] - 1] <= 57:
            continue
        floored = label[s + 1] == FLOOR
        at = s + 2 if floored else s + 1
        if at + 1 >= spans or not (BUILDING <= label[at] <= ROOM) or begin[at] != end[at - 1]:
            continue
        stop = int(end[at]) - (codes[end[at] - 1] == HASH)
        parted = stop == end[at] and label[at + 1] == REDUNDANT and end[at + 1] - begin[at + 1] == 1
        door = at + 2 if parted else at + 1
        if door >= spans or label[door] != ROOM or not all_digits(codes, int(begin[at]), stop):
            continue
        size = longest_run(codes, begin[door], end[door])
        if not (parted or stop < end[at]) or not DOOR <= size <= LONG or stop - begin[at] >= DOOR:
            continue
        if not all_digits(codes, int(begin[door]), int(begin[door]) + size):
            continue
        if value_of(codes, int(begin[door]), int(begin[door]) + size) // 100 == value_of(codes, int(begin[at]), stop):
            label[at] = REDUNDANT if floored else FLOOR
        elif parted and not floored and is_stroke(codes, begin[at + 1], end[at + 1]):
            begin[door] = begin[at]
            return take_out(at, 2, spans, label, begin, end)
    return spans


@inner
def is_first_of_floors(
    codes: np.ndarray, first: int, s: int, spans: int, label: np.ndarray, begin: np.ndarray, end: np.ndarray
) -> bool:
    """Return whether a number and a stroke before a floor belong to it: 1-4楼 after a name are floors one to four.

    Only from the ground floor on, after no other number and before no door, which would be on one floor.
    """
    if s - first < 2 or not is_stroke(codes, begin[s - 1], end[s - 1]) or label[s - 1] != REDUNDANT:
        return False
    if end[s - 2] - begin[s - 2] != 1 or codes[begin[s - 2]] != 49:
        return False
    if s - 3 >= first:
        numbered = label[s - 3] >= PLATE_NUMBER and label[s - 3] != PLACE and label[s - 3] != BESIDE
        if numbered or is_stroke(codes, begin[s - 3], end[s - 3]):  # 4幢-1-3楼 is a unit and its floor
            return False
    if s + 1 < spans and UNIT <= label[s + 1] <= ROOM:
        return False
    number, counted = int(codes[begin[s]]), codes[end[s] - 1]
    return bool(end[s] - begin[s] == 2 and 50 <= number <= 54 and (counted == STOREY or counted == LEVEL))


@inner
def joins_room(
    codes: np.ndarray, first: int, s: int, spans: int, label: np.ndarray, begin: np.ndarray, end: np.ndarray
) -> bool:
    """Return whether a bare number and a stroke belong to the 室 that follows: 1栋1-1室."""
    if s == first or s + 1 == spans or label[s + 1] != ROOM or codes[end[s] - 1] != STROKE:
        return False
    for i in range(begin[s], end[s] - 1):
        if not 48 <= codes[i] <= 57:
            return False
    return bool(label[s - 1] == BUILDING or label[s - 1] == UNIT) and end[s - 1] == begin[s]


@inner
def last_building(first: int, spans: int, label: np.ndarray) -> tuple[int, bool]:
    """Return the last building's span or -1, and whether floors have to be looked at: most texts need nothing."""
    building, looks = -1, False
    for s in range(first, spans):
        if label[s] == BUILDING:
            looks = looks or building >= 0
            building = s
        elif label[s] == FLOOR:
            looks = True
    return building, looks


@inner
def is_floor_of(
    codes: np.ndarray, first: int, s: int, spans: int, label: np.ndarray, begin: np.ndarray, end: np.ndarray
) -> bool:
    """Return whether a second 8号楼 stands in the unit or, with a room, in the building right before it."""
    roomed = s + 1 < spans and label[s + 1] == ROOM
    before = s - 1
    if before > first and label[before] == REDUNDANT and roomed and is_stroke(codes, begin[before], end[before]):
        before -= 1
    if label[before] == UNIT:
        return roomed or s + 1 == spans or label[s + 1] == REDUNDANT
    return bool(label[before] == BUILDING and roomed and codes[end[before] - 1] != COURT)


@inner
def put_floors_right(
    codes: np.ndarray,
    first: int,
    spans: int,
    which: np.ndarray,
    label: np.ndarray,
    begin: np.ndarray,
    end: np.ndarray,
) -> int:
    """Put floors right by what stands before them; return how many spans there are now.

    A floor without a number is a name, one of five digits a code. In a unit of a building 8号楼 is a floor, and so is
    a second 8号楼 with a room: there is one building. A stroke between a number and a floor parts them, and 3-2楼 is a
    unit and a floor: no floors are counted downwards. 15楼d is a floor and its door, 3b2803 a door, and 1-1室 one door:
    the standard form writes a floor as 1层.
    """
    built = False
    s = first
    while s < spans:
        start, stop = int(begin[s]), int(end[s])
        if label[s] == FLOOR and longest_run(codes, start, stop) > LONG:
            label[s] = REDUNDANT
            if s + 1 < spans and label[s + 1] == ROOM:  # 331003zmd008
                label[s + 1] = REDUNDANT
        elif label[s] == FLOOR and not says_which(codes, start, stop, which):
            label[s] = PLACE
        elif label[s] == FLOOR and is_door(codes, start, stop):
            label[s] = ROOM
        elif label[s] == FLOOR and is_first_of_floors(codes, first, s, spans, label, begin, end):
            label[s - 2], end[s - 2] = FLOOR, stop
            spans = take_out(s - 1, 2, spans, label, begin, end)
            s -= 1
            continue
        elif label[s] == FLOOR and joins_room(codes, first, s, spans, label, begin, end):
            begin[s + 1] = start
            spans = take_out(s, 1, spans, label, begin, end)
        elif label[s] == BUILDING:
            if built and stop - start > 2 and codes[stop - 1] == STOREY and codes[stop - 2] == NUMBER:
                if is_floor_of(codes, first, s, spans, label, begin, end):
                    label[s] = FLOOR
            built = True
        if label[s] == FLOOR:
            stroke = parting_stroke(codes, start, stop, s > first and is_numbered(codes, end[s - 1] - 1))
            if stroke >= 0 and stroke + 1 < stop:
                spans = make_room(s, 1 if stroke == start else 2, spans, label, begin, end)
                if stroke > start:
                    label[s], end[s] = UNIT if built else BUILDING, stroke
                    s += 1
                label[s], begin[s], end[s] = REDUNDANT, stroke, stroke + 1
                s += 1
                label[s], begin[s], end[s] = FLOOR, stroke + 1, stop
                start = stroke + 1
            lettered = stop
            while lettered > start + 1 and 97 <= codes[lettered - 1] <= 122:
                lettered -= 1
            if lettered < stop and (codes[lettered - 1] == STOREY or codes[lettered - 1] == LEVEL):
                spans = make_room(s, 1, spans, label, begin, end)
                end[s] = lettered
                s += 1
                label[s], begin[s] = ROOM, lettered
        s += 1
    return spans


@inner
def put_places_right(
    codes: np.ndarray,
    first: int,
    spans: int,
    villages: np.ndarray,
    others: np.ndarray,
    label: np.ndarray,
    begin: np.ndarray,
    end: np.ndarray,
) -> int:
    """Take the shops at the foot of a house (底商) for a floor, and a place that is called a village for one.

    The number after these shops is the shop's.
    A village only where none is named before and no number or other place follows: 东村3栋 is a compound. Returns how
    many spans there are now.
    """
    named = False
    s = first - 1
    while s + 1 < spans:
        s += 1
        named = named or label[s] == VILLAGE
        if not (label[s] == PLACE or label[s] == REDUNDANT or label[s] == BESIDE):
            continue
        start, stop = int(begin[s]), int(end[s])
        if label[s] == PLACE and is_one_of(codes[stop - 1], villages):
            alone = s + 1 == spans or not (label[s + 1] == PLACE or BUILDING <= label[s + 1] <= ROOM)
            if alone and not named and 2 < stop - start <= LONGEST_VILLAGE and not is_one_of(codes[stop - 2], others):
                label[s], named = VILLAGE, True
            continue
        for i in range(start, stop - 1):
            if codes[i] == BASE and codes[i + 1] == SHOP:
                if i > start:
                    spans = make_room(s, 1, spans, label, begin, end)
                    end[s] = i
                    s += 1
                label[s], begin[s], end[s] = FLOOR, i, i + 2
                if i + 2 < stop:
                    spans = make_room(s, 1, spans, label, begin, end)
                    s += 1
                    label[s], begin[s], end[s] = PLACE, i + 2, stop
                elif s + 1 < spans and (label[s + 1] == BUILDING or label[s + 1] == PLATE_NUMBER):
                    if s + 2 == spans or label[s + 2] == PLACE:
                        label[s + 1] = ROOM
                break
    return spans


@inner
def long_numbers(
    codes: np.ndarray, first: int, spans: int, label: np.ndarray, begin: np.ndarray, end: np.ndarray
) -> None:
    """Read a bare number of four digits that nothing follows as a room: no compound has a thousand buildings."""
    for s in range(first, spans):
        size = end[s] - begin[s]
        if label[s] != BUILDING or size < LONG:
            continue
        bare = True
        for i in range(begin[s], end[s]):
            bare = bare and 48 <= codes[i] <= 57
        for k in range(s + 1, spans):
            bare = bare and not (BUILDING <= label[k] <= ROOM)
        if bare:
            label[s] = ROOM


@inner
def first_within(building: int, first: int, spans: int, label: np.ndarray, part_of: np.ndarray, part: int) -> int:
    """Return the first span of a part after the last building, where there is one, or else the first of all.

    保利公园2010揽胜组团3栋2503: the room in building 3 is the second number that could be one.
    """
    for s in range(building + 1, spans):
        if part_of[label[s]] == part:
            return s
    return first


@inner
def place_of_zone(
    gazetteer: Gazetteer,
    codes: np.ndarray,
    first: int,
    spans: int,
    label: np.ndarray,
    begin: np.ndarray,
    end: np.ndarray,
    begins: np.ndarray,
    stops: np.ndarray,
) -> int:
    """Let a development zone stand for the county (2) where the tables have it as one, or else for the town (3).

    Only where the text names none; returns the level, or -1.
    """
    for s in range(first, spans):
        if label[s] != ZONE:
            continue
        start, stop = int(begin[s]), int(end[s])
        level = 3
        if stops[2] == begins[2]:
            alone = name_key(codes, start, stop)
            with_city = key_with_city(codes, begins, stops, start, stop)
            if names_county(gazetteer.names, alone) or names_county(gazetteer.names, with_city):
                level = 2
        if stops[level] > begins[level]:
            return -1
        begins[level], stops[level] = start, stop
        return level
    return -1
