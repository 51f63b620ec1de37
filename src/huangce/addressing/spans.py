# ruff: noqa: PLR0917, PLR1714  (loops for numba: plain comparisons, arrays as positional arguments)
"""What is put right in the spans of a text after the model has read them: what no weights express."""

from __future__ import annotations

import numpy as np

from huangce.addressing.compiled import inner
from huangce.addressing.gazetteer import Gazetteer
from huangce.addressing.labels import LABELS
from huangce.addressing.render import PLATE
from huangce.addressing.resolve import key_with_city, name_key, names_county

DIVISIONS = 5  # levels of a division; the parts below them follow
REDUNDANT, UNIT, FLOOR, ROOM, ZONE = (
    LABELS.index(label) for label in ("redundant", "cellno", "floorno", "roomno", "devzone")
)


@inner
def is_joint(codes: np.ndarray, begin: int, end: int) -> bool:
    """Return whether the text between two thoroughfares says that they cross: 与, 和, 、, & or a stroke."""
    if end - begin != 1:
        return False
    code = int(codes[begin])
    return code == 0x4E0E or code == 0x548C or code == 0x3001 or code == 38 or code == 45 or code == 47


@inner
def says_something(codes: np.ndarray, begin: int, end: int) -> bool:
    """Return whether a stretch holds more than punctuation."""
    for i in range(begin, end):
        code = codes[i]
        if (48 <= code <= 57) or (97 <= code <= 122) or code >= 0x3400:
            return True
    return False


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
def part_units(
    codes: np.ndarray, first: int, spans: int, label: np.ndarray, begin: np.ndarray, end: np.ndarray
) -> None:
    """Of two units parted by a stroke the second is a floor, or a room if it is the last: 3-2-5-10."""
    for s in range(first, spans - 2):
        parted = label[s + 1] == REDUNDANT and end[s + 1] - begin[s + 1] == 1 and codes[begin[s + 1]] == 45
        if parted and label[s] == UNIT and label[s + 2] == UNIT:
            label[s + 2] = FLOOR if s + 4 < spans and label[s + 4] == ROOM else ROOM


@inner
def is_telephone(codes: np.ndarray, begin: int, end: int) -> bool:
    """Return whether a stretch is a telephone or citizen number: more digits than any door has."""
    digits = 0
    strokes = 0
    for i in range(begin, end):
        code = codes[i]
        if 48 <= code <= 57:
            digits += 1
        elif code == 45:
            strokes += 1
        elif not (code == 32 or (code == 120 and i == end - 1)):
            return False
    return (strokes == 0 and digits >= 7) or (strokes <= 2 and digits >= 10)


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
