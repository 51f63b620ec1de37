# ruff: noqa: PLR0912, PLR0915, PLR0917, PLR1714, SIM110, SIM102  (loops for numba: plain comparisons, arrays as positional arguments)
"""From division names in a text to the divisions they mean.

A county is chosen by what agrees with it: the city and province named before it, the default division of the list. A
town or village is looked up below what is already known. An abolished division is found under its own name and said to
be abolished; a name with one wrong character is mended when only one division can be meant.
"""

from __future__ import annotations

import numpy as np

from huangce.addressing.compiled import inner
from huangce.addressing.gazetteer import ABSENT, AMBIGUOUS, Gazetteer, child, extend, find

# Bits of what was noticed, in the order of `problems.CODES`.
DIVISION_UNKNOWN = 1 << 4
DIVISION_AMBIGUOUS = 1 << 5
DIVISION_CONFLICT = 1 << 6
DIVISION_ABOLISHED = 1 << 7
DIVISION_MENDED = 1 << 8
TOWN_UNKNOWN = 1 << 9
VILLAGE_UNKNOWN = 1 << 10
RECAST = 1 << 14


@inner
def name_key(codes: np.ndarray, start: int, end: int) -> int:
    """Return the hash of a name, spaces left out."""
    key = 1
    for i in range(start, end):
        if codes[i] != 32:
            key = extend(key, codes[i])
    return key


@inner
def is_below(parents: np.ndarray, row: int, above: int) -> bool:
    """Return whether `above` is an ancestor of `row`, or `row` itself."""
    while row >= 0:
        if row == above:
            return True
        row = int(parents[row])
    return False


@inner
def ancestor_at(parents: np.ndarray, levels: np.ndarray, row: int, level: int) -> int:
    """Return the ancestor of `row` at `level` (or itself), -1 if there is none."""
    while row >= 0 and levels[row] > level:
        row = int(parents[row])
    if row >= 0 and levels[row] == level:
        return row
    return -1


@inner
def same_name(places: np.ndarray, a: int, b: int) -> bool:
    """Return whether two rows are one place at different times."""
    return bool(places[a] == places[b])


@inner
def agreement(gazetteer: Gazetteer, row: int, keys: np.ndarray, level: int, default: int) -> int:
    """Return how well a candidate agrees with the names above it and with the default division."""
    score = 0
    above = int(gazetteer.parent[row])
    while above >= 0:
        upper = int(gazetteer.level[above])
        if keys[upper] != 0 and upper < level:
            score += (
                40
                if carries(gazetteer.names, gazetteer.first, gazetteer.uses, gazetteer.rows, above, keys[upper])
                else -20
            )
        above = int(gazetteer.parent[above])
    if default >= 0:
        for upper in range(3):
            wanted = ancestor_at(gazetteer.parent, gazetteer.level, default, upper)
            if wanted >= 0 and ancestor_at(gazetteer.parent, gazetteer.level, row, upper) == wanted:
                score += 4
    return score + int(gazetteer.recency[row])


@inner
def carries(names: np.ndarray, first: np.ndarray, uses: np.ndarray, rows: np.ndarray, row: int, key: int) -> bool:
    """Return whether a division can be written with the name of this hash."""
    slot = find(names, key)
    if slot < 0:
        return False
    start = int(first[slot])
    for k in range(start, start + int(uses[slot])):
        if rows[k] == row:
            return True
    return False


@inner
def best_of_name(gazetteer: Gazetteer, keys: np.ndarray, level: int, default: int) -> tuple[int, int]:
    """Return the division that a name most likely means at a level, and the margin to the runner-up."""
    slot = find(gazetteer.names, keys[level])
    if slot < 0:
        return ABSENT, 0
    best, top, second = ABSENT, -1000, -1000
    first = int(gazetteer.first[slot])
    for k in range(first, first + int(gazetteer.uses[slot])):
        row = int(gazetteer.rows[k])
        if gazetteer.level[row] != level:
            continue
        score = agreement(gazetteer, row, keys, level, default)
        if score > top:
            if best < 0 or not same_name(gazetteer.place, row, best):
                second = top
            best, top = row, score
        elif score > second and not same_name(gazetteer.place, row, best):
            second = score
    return best, top - second


@inner
def municipality(gazetteer: Gazetteer, key: int) -> int:
    """Return the province-level city of this name, or -1: it is often written a second time as its own city."""
    slot = find(gazetteer.names, key)
    if slot < 0:
        return -1
    first = int(gazetteer.first[slot])
    for k in range(first, first + int(gazetteer.uses[slot])):
        if gazetteer.level[gazetteer.rows[k]] == 0:
            return int(gazetteer.rows[k])
    return -1


@inner
def mended(gazetteer: Gazetteer, codes: np.ndarray, start: int, end: int, level: int, above: int, inside: int) -> int:
    """Return the division of a level whose name differs from the text in one character, or ABSENT.

    Of several the one counts that has a division of the hash `inside` (0: none is named) below it, or else the one that
    sounds the same: 抗州市 is 杭州市 if 西湖区 follows, 达洲市 is 达州市. `above`: where it must lie, or -1.
    """
    found = ABSENT
    top = 0
    length = end - start
    if length < 2:
        return ABSENT
    head = (int(codes[start]) << 32) | int(codes[start + 1])
    for k in range(gazetteer.level_first[level], gazetteer.level_first[level + 1]):
        differ = int(gazetteer.heads[k]) ^ head
        if differ >> 32 != 0 and differ & 0xFFFFFFFF != 0:
            continue
        row = int(gazetteer.by_level[k])
        begin = int(gazetteer.name_first[k])
        size = int(gazetteer.name_first[k + 1]) - begin
        if size != length and size != length + 1:
            continue
        wrong = size - length  # a missing suffix counts as the one mistake
        alike = 0
        for i in range(length):
            meant, came = gazetteer.name_codes[begin + i], codes[start + i]
            if meant != came:
                wrong += 1
                if wrong > 1:
                    break
                if meant < 0x10000 and came < 0x10000 and gazetteer.sound[meant] != 0:
                    alike = 2 if gazetteer.sound[meant] == gazetteer.sound[came] else 0
        if wrong != 1 or (length == 2 and level > 0):
            continue
        if above >= 0 and not is_below(gazetteer.parent, row, above):
            continue
        rank = 1 + alike
        if inside != 0 and child(gazetteer.maybe_child, gazetteer.children, inside, row) != ABSENT:
            rank += 4
        if rank > top:
            found, top = row, rank
        elif rank == top and (found < 0 or not same_name(gazetteer.place, row, found)):
            found = AMBIGUOUS
    return found if found >= 0 else ABSENT


@inner
def key_with_city(codes: np.ndarray, begins: np.ndarray, stops: np.ndarray, start: int, end: int) -> int:
    """Return the hash of a zone's name with the name of its city before it: 郑州市 + 高新技术产业开发区."""
    stop = int(stops[1])
    if stop - 1 > begins[1] and codes[stop - 1] == 0x5E02:
        stop -= 1
    key = name_key(codes, int(begins[1]), stop)
    for i in range(start, end):
        if codes[i] != 32:
            key = extend(key, codes[i])
    return key


@inner
def names_county(names: np.ndarray, key: int) -> bool:
    """Return whether this is the full name of a county: the tables have some development zones as counties."""
    slot = find(names, key)
    return slot >= 0 and (int(names[slot]) >> 4) & 1 == 1


@inner
def key_of_stem(codes: np.ndarray, start: int, end: int) -> int:
    """Return the hash of a township's or village's name without its suffix, 0 where too little remains."""
    last = codes[end - 1]
    if last == 0x9053 or last == 0x533A:  # 街道, 社区
        end -= 2
    elif last == 0x9547 or last == 0x4E61 or last == 0x6751:  # 镇, 乡, 村
        end -= 1
    if end - start < 2:
        return 0
    return name_key(codes, start, end)


@inner
def below(gazetteer: Gazetteer, key: int, anchor: int, level: int) -> int:
    """Return the division of a level with this name below `anchor` or, failing that, in the same city."""
    above = anchor
    row = ABSENT
    while above >= 0 and row == ABSENT:
        row = child(gazetteer.maybe_child, gazetteer.children, key, above)
        above = int(gazetteer.parent[above]) if gazetteer.level[above] >= 2 else -1
    if row >= 0 and gazetteer.level[row] != level:
        return ABSENT
    return row


@inner
def resolve(
    gazetteer: Gazetteer,
    codes: np.ndarray,
    begins: np.ndarray,
    stops: np.ndarray,
    default: int,
    keys: np.ndarray,
    rows: np.ndarray,
) -> int:
    """Write the division row of each level into `rows` (-1: unknown); return the bits of what was noticed.

    `begins` and `stops` bound the name of each level in `codes`; a level that the text does not name has equal bounds.
    `keys` is room for a number a level.
    """
    noticed = 0
    for level in range(5):
        rows[level] = -1
        keys[level] = 0
        if stops[level] > begins[level]:
            keys[level] = name_key(codes, int(begins[level]), int(stops[level]))
    anchor = -1
    for level in range(3):
        if keys[level] == 0:
            continue
        row, margin = best_of_name(gazetteer, keys, level, default)
        # 重庆市 was a city of 四川省 until 1997: that is meant only where the text names the province.
        former = level == 1 and row >= 0 and keys[0] == 0 and keys[2] == 0 and not gazetteer.current[row]
        former = former or (level == 1 and row >= 0 and keys[0] == 0 and municipality(gazetteer, keys[1]) >= 0)
        if (row == ABSENT or former) and level == 1 and municipality(gazetteer, keys[1]) >= 0:
            row = municipality(gazetteer, keys[1])
            keys[1] = 0
            if rows[0] < 0:
                anchor = row
            if keys[0] != 0 and rows[0] != row:
                noticed |= DIVISION_CONFLICT
            rows[0] = row if rows[0] < 0 else rows[0]
            keys[0] = name_key(codes, int(begins[1]), int(stops[1]))
            continue
        if (row == ABSENT or former) and level == 1:
            # A county-level city written where the city stands; 晋江 is 晋江市, not 晋江地区 of old.
            saved = keys[2]
            keys[2] = keys[1]
            keys[1] = 0
            other, _ = best_of_name(gazetteer, keys, 2, default)
            keys[1] = keys[2]
            keys[2] = saved
            if other >= 0 and (row == ABSENT or gazetteer.current[other]):
                row = ancestor_at(gazetteer.parent, gazetteer.level, other, 1)
                margin = 50
                if keys[2] == 0:
                    anchor = other
                    rows[2] = other
                keys[1] = 0
        if row == ABSENT and level == 2:
            with_city = key_with_city(codes, begins, stops, int(begins[2]), int(stops[2]))
            if names_county(gazetteer.names, with_city):
                keys[2] = with_city
                row, margin = best_of_name(gazetteer, keys, level, default)
        if row == ABSENT:
            above = anchor if anchor >= 0 else default
            inside = int(keys[level + 1]) if level < 2 else 0
            start, end = int(begins[level]), int(stops[level])
            row = mended(gazetteer, codes, start, end, level, above, inside)
            if row == ABSENT and anchor < 0 and default >= 0:
                row = mended(gazetteer, codes, start, end, level, -1, inside)
            if row >= 0:
                noticed |= DIVISION_MENDED
                margin = 50
                keys[level] = 0
            else:
                noticed |= DIVISION_UNKNOWN
                keys[level] = 0
                continue
        if anchor >= 0 and not is_below(gazetteer.parent, row, anchor):
            if gazetteer.level[anchor] < level:
                noticed |= DIVISION_CONFLICT
        if margin == 0 and level == 2:
            noticed |= DIVISION_AMBIGUOUS
            if anchor < 0 or not is_below(gazetteer.parent, row, anchor):
                keys[level] = 0
                continue
        rows[level] = row
        if anchor < 0 or gazetteer.level[anchor] <= level:
            anchor = row
    if anchor >= 0 and gazetteer.level[anchor] < 2 and default >= 0 and is_below(gazetteer.parent, default, anchor):
        anchor = default
    if anchor < 0:
        anchor = default
    if keys[3] != 0:
        stem = key_of_stem(codes, int(begins[3]), int(stops[3]))
        row = below(gazetteer, keys[3], anchor, 3)
        if row == ABSENT and stem != 0 and anchor >= 0:
            row = below(gazetteer, stem, anchor, 3)
            if row >= 0:
                noticed |= RECAST
        if row == ABSENT and anchor < 0:
            row, margin = best_of_name(gazetteer, keys, 3, default)
            if row >= 0 and margin == 0:
                row = AMBIGUOUS
        if row >= 0:
            rows[3] = row
            if rows[2] < 0 or is_below(gazetteer.parent, row, int(rows[2])) or not gazetteer.current[rows[2]]:
                anchor = row
        elif row == AMBIGUOUS:
            noticed |= DIVISION_AMBIGUOUS
        else:
            noticed |= TOWN_UNKNOWN
    if keys[4] != 0:
        stem = key_of_stem(codes, int(begins[4]), int(stops[4]))
        row = ABSENT
        if anchor >= 0 and gazetteer.level[anchor] >= 2:
            row = child(gazetteer.maybe_child, gazetteer.children, keys[4], anchor)
            if row == ABSENT and gazetteer.level[anchor] == 3:
                row = child(gazetteer.maybe_child, gazetteer.children, keys[4], int(gazetteer.parent[anchor]))
            if row == ABSENT and stem != 0:
                row = child(gazetteer.maybe_child, gazetteer.children, stem, anchor)
                if row >= 0:
                    noticed |= RECAST
        if row >= 0 and gazetteer.level[row] == 4:
            rows[4] = row
            if rows[2] < 0 or is_below(gazetteer.parent, row, int(rows[2])):
                anchor = row
        else:
            noticed |= VILLAGE_UNKNOWN
    for level in range(5):
        if rows[level] >= 0 and not gazetteer.current[rows[level]]:
            noticed |= DIVISION_ABOLISHED
    # Complete what the text leaves out from the most specific division that is known.
    if anchor >= 0:
        for level in range(5):
            if rows[level] < 0 and keys[level] == 0 and stops[level] == begins[level]:
                rows[level] = ancestor_at(gazetteer.parent, gazetteer.level, anchor, level)
    return noticed
