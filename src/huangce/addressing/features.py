# ruff: noqa: PLR0912, PLR0915, PLR0917  (loops for numba: plain comparisons, arrays as positional arguments)
"""What the model sees of each token: the words around it, their roles, and the division names that cover it.

Every feature is hashed into one table of weights. The division features carry whether the name lies below a division
that was named earlier in the text: 鼓楼区 after 南京市 is a district, 朝阳 after 余杭区 hardly one.
"""

from __future__ import annotations

import numpy as np

from huangce.addressing.compiled import inner
from huangce.addressing.gazetteer import (
    ABSENT,
    AMBIGUOUS,
    KINDS,
    LONGEST,
    NAME,
    Gazetteer,
    child,
    extend,
    find,
    may_begin,
    may_hold,
)

HASH_BITS = 24  # a model keeps as many of them as its table has rows
LEAN, RICH = 20, 31
WIDTH = 48  # features a token at most, with those that a model takes from another one's answer
# What tells the features from each other where they are hashed.
TEMPLATES = np.array(
    [1, 2, 4, 6, 7, 10, 11, 12, 13, 14, 16, 18, 19, 20, 21, 22, 25, 27, 29, 26,
     3, 5, 8, 9, 15, 17, 23, 24, 28, 30, 31], np.int64
)  # fmt: skip
PAD = 3
LEVELS = 5
MAX_ACTIVE = 24
SCRATCH = 4 * LEVELS
# The lowest bit that is set in a number of KINDS bits.
LOWEST = np.array([(number & -number).bit_length() - 1 for number in range(1 << KINDS)], np.int64)
MAX_ECHO = 80  # tokens up to which a repeated pair of tokens is looked for


@inner
def word_of(codes: np.ndarray, start: int, end: int) -> int:
    """Return what stands for a token: a Han character itself; a run of letters and digits as its pattern and length."""
    code = int(codes[start])
    if not ((48 <= code <= 57) or (97 <= code <= 122)):
        return code
    length = end - start
    digits = 0
    for i in range(start, end):
        if codes[i] <= 57:
            digits += 1
    if digits == length:
        return 200000 + min(length, 12)
    if digits == 0:
        if length == 1:
            return 200100 + (1 if code <= 104 else 2)
        return 200110 + min(length, 5)
    first = 0 if code <= 57 else 1
    last = 0 if codes[end - 1] <= 57 else 1 if codes[end - 1] != 102 else 2
    return 200200 + first * 3 + last + 10 * min(length, 6)


@inner
def role_of(word: int, roles: np.ndarray) -> int:
    """Return the role of a token."""
    if word >= 200000:
        if word < 200100:
            return 60 + min(word - 200000, 5)
        floor = word >= 200200 and (word - 200200) % 10 % 3 == 2  # 12F is a floor, 3A702 a door
        return 70 + (word >= 200110) + (word >= 200200) * 2 + floor
    if word < 0x10000:
        role = int(roles[word])
        if role:
            return role
        if word >= 0x3400:
            return 0
    if word == 32:
        return 80
    return 81


@inner
def names_from(
    codes: np.ndarray,
    begin: int,
    stop: int,
    pairs: np.ndarray,
    maybe: np.ndarray,
    names: np.ndarray,
    ends: np.ndarray,
    slots: np.ndarray,
) -> int:
    """Write the end and table slot of the longest full (2·level) and short (2·level + 1) name of each level.

    A name has two characters at least, so the first alone is not looked up. Returns a bit for each that was written.
    """
    found = 0
    if begin + 1 >= stop:
        return found
    key = extend(extend(1, int(codes[begin])), int(codes[begin + 1]))
    if not may_hold(pairs, key):
        return found
    j = begin + 1
    while True:
        may = may_begin(maybe, key)
        if may == 0:
            break
        j += 1
        if may >= NAME:
            slot = find(names, key)
            kinds = int(names[slot]) & ((1 << KINDS) - 1) if slot >= 0 else 0
            found |= kinds
            while kinds:
                form = LOWEST[kinds]
                ends[form] = j
                slots[form] = slot
                kinds &= kinds - 1
        if j == stop:
            break
        key = extend(key, int(codes[j]))
    return found


@inner
def mark_divisions(
    codes: np.ndarray,
    starts: np.ndarray,
    n: int,
    gazetteer: Gazetteer,
    at: np.ndarray,
    active: np.ndarray,
    scratch: np.ndarray,
) -> None:
    """Write for each token and level how a division name covers it: 0, or 1 + position + 4·short + 8·consistent.

    `scratch` is room for SCRATCH numbers.
    """
    pairs, maybe, names = gazetteer.pairs, gazetteer.maybe, gazetteer.names
    levels, parents = gazetteer.level, gazetteer.parent
    maybe_child, children = gazetteer.maybe_child, gazetteer.children
    ends = scratch[: 2 * LEVELS]
    slots = scratch[2 * LEVELS :]
    for i in range(n):
        for level in range(LEVELS):
            at[i, level] = 0
    end_codes = int(starts[n])
    actives = 0
    inside = 0  # end of the last full name of a province, city or county: no other name begins inside it
    for i in range(n):
        begin = int(starts[i])
        if codes[begin] < 0x3400 or begin < inside:
            continue
        found = names_from(codes, begin, min(end_codes, begin + LONGEST), pairs, maybe, names, ends, slots)
        if found == 0:
            continue
        for level in range(LEVELS):
            forms = (found >> (2 * level)) & 3
            if forms == 0 or at[i, level] != 0:
                continue
            short = 1 - (forms & 1)
            end = ends[2 * level + short]
            slot = slots[2 * level + short]
            name = int(names[slot]) >> KINDS
            consistent = 0
            row = ABSENT
            for k in range(actives):
                above = int(active[k])
                gap = level - levels[above]
                if gap <= 0 or gap > 2:
                    continue
                below = child(maybe_child, children, name, above)
                if below != ABSENT:
                    consistent = 1
                    if below != AMBIGUOUS:
                        row = below
                        if parents[below] == above:
                            consistent = 2
                            break
            if row >= 0 and level < 4 and actives < MAX_ACTIVE:
                active[actives] = row
                actives += 1
            elif consistent == 0 and level < 3 and (short == 0 or level < 2):
                first = int(gazetteer.first[slot])
                for k in range(first, first + min(int(gazetteer.uses[slot]), 8)):
                    candidate = int(gazetteer.rows[k])
                    if levels[candidate] == level and actives < MAX_ACTIVE:
                        active[actives] = candidate
                        actives += 1
            if short == 0 and level < 3 and (consistent or level < 2):
                inside = max(inside, int(end))
            j = i
            while j < n and starts[j] < end:
                position = 2
                if j == i:
                    position = 1
                elif starts[j + 1] >= end:
                    position = 3
                at[j, level] = 1 + (position - 1) + 4 * short + 8 * consistent
                j += 1


@inner
def mix(template: int, a: int, b: int, c: int) -> int:
    """Return the place of a feature in the table."""
    a, b, c = int(a), int(b), int(c)
    h = template * 1000003 + 12345
    h = ((h * 65599) + a + 1) & 0x3FFFFFFFFFF
    h = ((h ^ (h >> 17)) * 65599 + b + 1) & 0x3FFFFFFFFFF
    h = ((h ^ (h >> 17)) * 65599 + c + 1) & 0x3FFFFFFFFFF
    h = (h ^ (h >> 21)) * 40503
    return ((h & 0x3FFFFFFFFFF) >> 11) & ((1 << HASH_BITS) - 1)


@inner
def names_again(mark: int, level: int) -> bool:
    """Return whether a name of a level begins here; a short one only where it agrees: 宁波市中山东路 names no city."""
    return mark & 7 == 1 or (mark & 7 == 5 and (level == 0 or mark >= 8))


@inner
def ask(row: np.ndarray, feature: int, a: int, b: int, c: int) -> None:
    """Write what a feature is made of."""
    row[0, feature] = a
    row[1, feature] = b
    row[2, feature] = c


@inner
def extract(
    codes: np.ndarray,
    starts: np.ndarray,
    n: int,
    at: np.ndarray,
    roles: np.ndarray,
    ends: np.ndarray,
    words: np.ndarray,
    role: np.ndarray,
    ahead: np.ndarray,
    asked: np.ndarray,
    out: np.ndarray,
    rich: bool,
) -> int:
    """Write the features of `n` tokens into `out[n, WIDTH]`; return how many a token has.

    The shipped model reads the first LEAN; a model that is trained on a file of one's own reads all (`rich`). What they
    are made of is written into `asked[n, 3, WIDTH]` before: so all are hashed in one loop over numbers side by side.
    """
    for i in range(PAD):
        words[i] = 1
        words[n + PAD + i] = 2
        role[i] = 90
        role[n + PAD + i] = 91
    for i in range(n):
        words[i + PAD] = word_of(codes, int(starts[i]), int(starts[i + 1]))
        role[i + PAD] = role_of(int(words[i + PAD]), roles)
    # The nearest end on the right: its role and how far it is.
    ahead[n, 0] = 99
    ahead[n, 1] = 0
    for k in range(n):
        i = n - 1 - k
        r = role[i + PAD]
        if r >= 60 or ends[r]:
            ahead[i, 0] = r
            ahead[i, 1] = 0
        else:
            ahead[i, 0] = ahead[i + 1, 0]
            ahead[i, 1] = min(int(ahead[i + 1, 1]) + 1, 7)
    # Whether province, city or county is named once more before (1) or after (2): repeated prefixes.
    again0, again1, again2 = 0, 0, 0
    for i in range(n):
        again0 += names_again(int(at[i, 0]), 0)
        again1 += names_again(int(at[i, 1]), 1)
        again2 += names_again(int(at[i, 2]), 2)
    seen0, seen1, seen2 = 0, 0, 0
    earlier0, earlier1, earlier2 = 0, 0, 0
    behind_role = 98
    for i in range(n):
        p = i + PAD
        w1, w0, v1 = int(words[p - 1]), int(words[p]), int(words[p + 1])
        r1, r0, s1 = int(role[p - 1]), int(role[p]), int(role[p + 1])
        s2, s3 = int(role[p + 2]), int(role[p + 3])
        g0 = int(at[i, 0]) + 32 * int(at[i, 1]) + 1024 * int(at[i, 2])
        g1 = int(at[i, 3]) + 32 * int(at[i, 4])
        if names_again(int(at[i, 0]), 0):
            earlier0, seen0, again0 = seen0, 1, again0 - 1
        if names_again(int(at[i, 1]), 1):
            earlier1, seen1, again1 = seen1, 1, again1 - 1
        if names_again(int(at[i, 2]), 2):
            earlier2, seen2, again2 = seen2, 1, again2 - 1
        repeats = 64 * (seen0 + (2 if again0 > 0 else 0))
        if at[i, 0]:
            repeats += earlier0 + (2 if again0 > 0 else 0)
        if at[i, 1]:
            repeats += 4 * (earlier1 + (2 if again1 > 0 else 0))
        if at[i, 2]:
            repeats += 16 * (earlier2 + (2 if again2 > 0 else 0))
        far, near = int(ahead[i, 1]), int(ahead[i, 0])
        after = i
        while after < n and (role[after + PAD] >= 60 or role[after + PAD] == 22) and after < i + 6:
            after += 1
        unit = int(role[after + PAD]) if after < n else 97
        row = asked[i]
        ask(row, 0, w0, 0, 0)
        ask(row, 1, w1, 0, 0)
        ask(row, 2, v1, 0, 0)
        ask(row, 3, w1, w0, 0)
        ask(row, 4, w0, v1, 0)
        ask(row, 5, w1, w0, v1)
        ask(row, 6, w0, v1, int(words[p + 2]))
        ask(row, 7, int(words[p - 2]), w1, w0)
        ask(row, 8, r1, r0, s1)
        ask(row, 9, r0, s1 * 100 + s2, s3)
        ask(row, 10, w0, near, far)
        ask(row, 11, behind_role, min(i, 4), r0)
        ask(row, 12, behind_role, near, r1)
        ask(row, 13, g0, 0, 0)
        ask(row, 14, g1, 0, 0)
        ask(row, 15, g0, g1, r0)
        nxt = 0
        if i + 1 < n:
            nxt = int(at[i + 1, 2]) + 32 * int(at[i + 1, 3]) + 1024 * int(at[i + 1, 4])
        ask(row, 16, nxt, r0, 0)
        ask(row, 17, behind_role, unit, r0)
        ask(row, 18, repeats, g0, 0)
        ask(row, 19, min(i, 4), min(n - 1 - i, 4), r0)
        if rich:
            w2, v2, r2 = int(words[p - 2]), int(words[p + 2]), int(role[p - 2])
            ask(row, 20, w2, 0, 0)
            ask(row, 21, v2, 0, 0)
            ask(row, 22, w2, w1, 0)
            ask(row, 23, v1, v2, 0)
            ask(row, 24, r2 * 100 + r1, r0, s1 * 100 + s2)
            ask(row, 25, r1, near, far)
            ask(row, 26, g1, r1, s1)
            ask(row, 27, int(at[i, 3]), near, r0)
            ask(row, 28, w1, unit, r0)
            ask(row, 29, repeats, w0, 0)
            ask(row, 30, echo(words, n, i), r0, s1)
        if r0 >= 60 or ends[r0]:
            behind_role = r0
    for i in range(n):
        read, row = asked[i], out[i]
        for f in range(LEAN):
            row[f] = mix(int(TEMPLATES[f]), read[0, f], read[1, f], read[2, f])
        if rich:
            for f in range(LEAN, RICH):
                row[f] = mix(int(TEMPLATES[f]), read[0, f], read[1, f], read[2, f])
    return RICH if rich else LEAN


@inner
def echo(words: np.ndarray, n: int, i: int) -> int:
    """Return whether this pair of tokens stands in the text before (1) or after (2) as well."""
    found = 0
    first, second = words[i + PAD], words[i + PAD + 1]
    if n <= MAX_ECHO and first >= 0x3400:
        for k in range(n - 1):
            if k != i and words[k + PAD] == first and words[k + PAD + 1] == second:
                found |= 1 if k < i else 2
    return found
