# ruff: noqa: PLR0912, PLR0915, PLR0917  (loops for numba: plain comparisons, arrays as positional arguments)
"""What the model sees of each token: the words around it, their roles, and the division names that cover it.

Every feature is hashed into one table of weights. The division features carry whether the name lies below a division
that was named earlier in the text: 鼓楼区 after 南京市 is a district, 朝阳 after 余杭区 hardly one.
"""

from __future__ import annotations

import numpy as np

from huangce.addressing.compiled import compiled
from huangce.addressing.gazetteer import ABSENT, AMBIGUOUS, LONGEST, Gazetteer, child, extend, slot_of

TABLE_BITS = 18
TABLE = 1 << TABLE_BITS
WIDTH = 32  # features a token
LEVELS = 5
MAX_ACTIVE = 24
MAX_ECHO = 80  # tokens up to which a repeated pair of tokens is looked for


@compiled
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


@compiled
def role_of(word: int, roles: np.ndarray) -> int:
    """Return the role of a token."""
    if word >= 200000:
        if word < 200100:
            return 60 + min(word - 200000, 5)
        return 70 + (word >= 200110) + (word >= 200200) * 2
    if word < 0x10000:
        role = int(roles[word])
        if role:
            return role
        if word >= 0x3400:
            return 0
    if word == 32:
        return 80
    return 81


@compiled
def mark_divisions(
    codes: np.ndarray, starts: np.ndarray, n: int, gazetteer: Gazetteer, at: np.ndarray, active: np.ndarray
) -> None:
    """Write for each token and level how a division name covers it: 0, or 1 + position + 4·short + 8·consistent."""
    for i in range(n):
        for level in range(LEVELS):
            at[i, level] = 0
    end_codes = int(starts[n])
    actives = 0
    for i in range(n):
        begin = int(starts[i])
        if codes[begin] < 0x3400:
            continue
        key = 1
        # Longest full and short form of each level that start here.
        full_end = np.zeros(LEVELS, np.int64)
        short_end = np.zeros(LEVELS, np.int64)
        full_slot = np.zeros(LEVELS, np.int64)
        short_slot = np.zeros(LEVELS, np.int64)
        found = False
        stop = min(end_codes, begin + LONGEST)
        for j in range(begin, stop):
            key = extend(key, codes[j])
            slot = slot_of(gazetteer.keys, key)
            if gazetteer.keys[slot] == 0:
                break
            kinds = int(gazetteer.kinds[slot])
            if kinds:
                found = True
                for level in range(LEVELS):
                    pair = (kinds >> (2 * level)) & 3
                    if pair & 1:
                        full_end[level] = j + 1
                        full_slot[level] = slot
                    if pair & 2:
                        short_end[level] = j + 1
                        short_slot[level] = slot
        if not found:
            continue
        for level in range(LEVELS):
            end = full_end[level]
            slot = full_slot[level]
            short = 0
            if end == 0:
                end = short_end[level]
                slot = short_slot[level]
                short = 1
            if end == 0 or at[i, level] != 0:
                continue
            name = int(gazetteer.keys[slot])
            consistent = 0
            row = ABSENT
            for k in range(actives):
                above = int(active[k])
                if gazetteer.level[above] >= level:
                    continue
                below = child(gazetteer, name, above)
                if below != ABSENT:
                    consistent = 1
                    if below != AMBIGUOUS:
                        row = below
                        if gazetteer.parent[below] == above:
                            consistent = 2
                            break
            if row >= 0 and level < 4 and actives < MAX_ACTIVE:
                active[actives] = row
                actives += 1
            elif consistent == 0 and level < 3 and (short == 0 or level < 2):
                first = int(gazetteer.first[slot])
                for k in range(first, first + min(int(gazetteer.uses[slot]), 8)):
                    candidate = int(gazetteer.rows[k])
                    if gazetteer.level[candidate] == level and actives < MAX_ACTIVE:
                        active[actives] = candidate
                        actives += 1
            j = i
            while j < n and starts[j] < end:
                position = 2
                if j == i:
                    position = 1
                elif starts[j + 1] >= end:
                    position = 3
                at[j, level] = 1 + (position - 1) + 4 * short + 8 * consistent
                j += 1


@compiled
def mix(template: int, a: int, b: int, c: int) -> int:
    """Return the place of a feature in the table."""
    h = template * 1000003 + 12345
    h = ((h * 65599) + a + 1) & 0x3FFFFFFFFFF
    h = ((h ^ (h >> 17)) * 65599 + b + 1) & 0x3FFFFFFFFFF
    h = ((h ^ (h >> 17)) * 65599 + c + 1) & 0x3FFFFFFFFFF
    h = (h ^ (h >> 21)) * 40503
    return ((h & 0x3FFFFFFFFFF) >> 11) & (TABLE - 1)


@compiled
def extract(
    codes: np.ndarray,
    starts: np.ndarray,
    n: int,
    at: np.ndarray,
    roles: np.ndarray,
    ends: np.ndarray,
    words: np.ndarray,
    out: np.ndarray,
) -> int:
    """Write the features of `n` tokens into `out[n, WIDTH]`; return how many a token has."""
    pad = 3
    for i in range(pad):
        words[i] = 1
        words[n + pad + i] = 2
    role = np.zeros(n + 2 * pad, np.int64)
    for i in range(pad):
        role[i] = 90
        role[n + pad + i] = 91
    for i in range(n):
        words[i + pad] = word_of(codes, int(starts[i]), int(starts[i + 1]))
        role[i + pad] = role_of(int(words[i + pad]), roles)
    # The nearest end on the right: its role and how far it is.
    ahead_role = np.zeros(n + 1, np.int64)
    ahead_far = np.zeros(n + 1, np.int64)
    ahead_role[n] = 99
    behind_role = 98
    behind_far = 0
    for k in range(n):
        i = n - 1 - k
        r = role[i + pad]
        if (r < 60 and ends[r]) or r >= 60:
            ahead_role[i] = r
            ahead_far[i] = 0
        else:
            ahead_role[i] = ahead_role[i + 1]
            ahead_far[i] = min(ahead_far[i + 1] + 1, 7)
    # Whether province, city or county is named once more before (1) or after (2): repeated prefixes.
    seen = np.zeros(3, np.int64)
    earlier = np.zeros(3, np.int64)
    again = np.zeros(3, np.int64)
    for i in range(n):
        for level in range(3):
            if at[i, level] & 7 in (1, 5):
                again[level] += 1
    for i in range(n):
        p = i + pad
        w2, w1, w0 = int(words[p - 2]), int(words[p - 1]), int(words[p])
        v1, v2 = int(words[p + 1]), int(words[p + 2])
        r2, r1, r0 = int(role[p - 2]), int(role[p - 1]), int(role[p])
        s1, s2, s3 = int(role[p + 1]), int(role[p + 2]), int(role[p + 3])
        g0 = int(at[i, 0]) + 32 * int(at[i, 1]) + 1024 * int(at[i, 2])
        g1 = int(at[i, 3]) + 32 * int(at[i, 4])
        row = out[i]
        row[0] = mix(1, w0, 0, 0)
        row[1] = mix(2, w1, 0, 0)
        row[2] = mix(3, w2, 0, 0)
        row[3] = mix(4, v1, 0, 0)
        row[4] = mix(5, v2, 0, 0)
        row[5] = mix(6, w1, w0, 0)
        row[6] = mix(7, w0, v1, 0)
        row[7] = mix(8, w2, w1, 0)
        row[8] = mix(9, v1, v2, 0)
        row[9] = mix(10, w1, w0, v1)
        row[10] = mix(11, w0, v1, v2)
        row[11] = mix(12, w2, w1, w0)
        row[12] = mix(13, r1, r0, s1)
        row[13] = mix(14, r0, s1 * 100 + s2, s3)
        row[14] = mix(15, r2 * 100 + r1, r0, s1 * 100 + s2)
        row[15] = mix(16, w0, int(ahead_role[i]), int(ahead_far[i]))
        row[16] = mix(17, r1, int(ahead_role[i]), int(ahead_far[i]))
        row[17] = mix(18, behind_role, min(behind_far, 8), r0)
        row[18] = mix(19, behind_role, int(ahead_role[i]), r1)
        row[19] = mix(20, g0, 0, 0)
        row[20] = mix(21, g1, 0, 0)
        row[21] = mix(22, g0, g1, r0)
        row[22] = mix(23, g1, r1, s1)
        row[23] = mix(24, int(at[i, 3]), int(ahead_role[i]), r0)
        nxt = 0
        if i + 1 < n:
            nxt = int(at[i + 1, 2]) + 32 * int(at[i + 1, 3]) + 1024 * int(at[i + 1, 4])
        row[24] = mix(25, nxt, r0, 0)
        row[25] = mix(26, min(i, 4), min(n - 1 - i, 4), r0)
        after = i
        while after < n and (role[after + pad] >= 60 or role[after + pad] == 22) and after < i + 6:
            after += 1
        row[26] = mix(27, behind_role, int(role[after + pad]) if after < n else 97, r0)
        row[27] = mix(28, w1, int(role[after + pad]) if after < n else 97, r0)
        repeats = 0
        for level in range(3):
            if at[i, level] & 7 in (1, 5):
                earlier[level] = seen[level]
                seen[level] += 1
                again[level] -= 1
            if at[i, level]:
                repeats += ((1 if earlier[level] else 0) + (2 if again[level] else 0)) * 4**level
        repeats += 64 * ((1 if seen[0] else 0) + (2 if again[0] > 0 else 0))
        row[28] = mix(29, repeats, g0, 0)
        row[29] = mix(30, repeats, w0, 0)
        echo = 0
        if n <= MAX_ECHO and w0 >= 0x3400:
            for k in range(n - 1):
                if k != i and words[k + pad] == w0 and words[k + pad + 1] == v1:
                    echo |= 1 if k < i else 2
        row[30] = mix(31, echo, r0, s1)
        if (r0 < 60 and ends[r0]) or r0 >= 60:
            behind_role = r0
            behind_far = 0
        else:
            behind_far += 1
    return 31
