# ruff: noqa: PLR0911, PLR1714, SIM109  (loops for numba: plain comparisons, arrays as positional arguments)
"""Text as the engine sees it: code points folded to one form, and tokens with their place in the original.

A token is a run of ASCII letters and digits or one other character: "12-1-302" is five tokens, "三单元" three. A word
of three letters and more ends where digits begin: "soho6" is two tokens, "b12" and "3a702" one.
Full-width forms (U+FF01–FF5E) fold to ASCII, letters to lower case, any space to U+0020; control characters fold to
spaces. Most spaces say nothing and are left out: "石 桥镇 列宁街 12 号".
What copies from other programs bring is read as what it looks like: the radicals ⽣ and ⼀ of PDF files as 生 and
一, the dashes of input methods (ー, ─) as strokes and several strokes as one, 三o四 as 三〇四 and 6o6 as 606, Ⅱ as 2,
an emoji as a space.
Positions are code points of the original text, as Python counts them.
"""

from __future__ import annotations

import unicodedata

import numpy as np

from huangce.addressing.compiled import inner

MAX_CHARACTERS = 400  # longer text is no address: it is answered with a problem, not read

WORD = 3  # letters from which a run is a word of its own

# Classes of tokens.
DIGITS, LETTERS, MIXED, NUMERAL, HAN, SPACE, MARK, OTHER = 0, 1, 2, 3, 4, 5, 6, 7

# Kinds of characters at a space: what counts a number, the hundred commonest surnames, and the digits of Chinese.
COUNTS, SURNAME, FIGURE = 1, 2, 4
ZERO = 0x3007  # 〇
STROKE, WAVE, LINE = 45, 126, 95  # -, ~, _
LOST = 0xFFFD  # a character that no name holds: emoji, private use, marks without a letter, what was lost before


def _kinds() -> np.ndarray:
    table = np.zeros(0x10000, np.uint8)
    counting = "号楼栋幢座单元层室户房院组队社弄"
    for kind, characters in ((COUNTS, counting), (SURNAME, SURNAMES), (FIGURE, "零〇一二三四五六七八九")):
        for character in characters:
            table[ord(character)] |= kind
    return table


SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆"
    "范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤"
)
KINDS = _kinds()
RADICALS = range(0x2F00, 0x2FD6)
CHARACTER_OF = np.array([ord(unicodedata.normalize("NFKC", chr(code))) for code in RADICALS], np.int32)
NUMERALS = "零〇一二三四五六七八九十百千两壹贰叁肆伍陆柒捌玖拾甲乙丙丁戊"


@inner
def fold(code: int) -> int:
    """Return the folded code point."""
    if 0x3400 <= code < 0xA000 or 45 <= code <= 57 or 97 <= code <= 122:
        return code
    if 0xFF01 <= code <= 0xFF5E:
        code -= 0xFEE0
    if 65 <= code <= 90:
        return code + 32
    if code < 32 or code == 0x3000 or 0x7F <= code <= 0xA0 or code == 0xAD or 0x2000 <= code <= 0x200F:
        return 32
    if 0x2028 <= code <= 0x202F or 0x205F <= code <= 0x206F or code == 0xFEFF:
        return 32
    if 0x2010 <= code <= 0x2015 or code == 0x2212 or 0x2500 <= code <= 0x2501 or code == 0x30FC:
        return STROKE
    if code == 0x2E3A or code == 0x2E3B or code == 0xFE58 or code == 0xFE63:
        return STROKE
    if code == 0x301C or code == 0x223C:
        return WAVE
    if 0x2F00 <= code < 0x2FD6:
        return int(CHARACTER_OF[code - 0x2F00])
    if 0x2460 <= code <= 0x2468:
        return code - 0x2460 + 49
    if 0x2160 <= code <= 0x2168 or 0x2170 <= code <= 0x2178:
        return (code & 15) + 49
    marks = 0x300 <= code < 0x370 or 0x2190 <= code < 0x2460 or 0x2500 <= code < 0x2C00
    pictures = 0xE000 <= code < 0xF900 or 0xFE00 <= code < 0xFE10 or 0xFFF0 <= code < 0x20000
    return LOST if marks or pictures else code


@inner
def is_word(code: int) -> bool:
    """Return whether a folded code point is an ASCII letter or digit."""
    return (48 <= code <= 57) or (97 <= code <= 122)


@inner
def trimmed(data: np.ndarray, start: int, end: int) -> tuple[int, int, int]:
    """Return where text begins and ends without the spaces around it, and how many of them stand before it.

    A column of fixed width pads what it holds with hundreds of them.
    """
    skipped = 0
    while start < end:
        if data[start] <= 32:
            start += 1
        elif start + 2 < end and data[start] == 0xE3 and data[start + 1] == 0x80 and data[start + 2] == 0x80:
            start += 3
        else:
            break
        skipped += 1
    while start < end:
        if data[end - 1] <= 32:
            end -= 1
        elif end - 2 > start and data[end - 3] == 0xE3 and data[end - 2] == 0x80 and data[end - 1] == 0x80:
            end -= 3
        else:
            break
    return start, end, skipped


@inner
def decode(data: np.ndarray, start: int, end: int, codes: np.ndarray) -> int:
    """Decode UTF-8 `data[start:end]` into folded code points; return how many, or -1 when `codes` is too short."""
    n = 0
    i = start
    while i < end:
        if n == codes.shape[0]:
            return -1
        byte = int(data[i])
        if byte < 0x80:
            code = byte
            i += 1
        elif byte < 0xE0:
            code = ((byte & 0x1F) << 6) | (int(data[i + 1]) & 0x3F)
            i += 2
        elif byte < 0xF0:
            code = ((byte & 0x0F) << 12) | ((int(data[i + 1]) & 0x3F) << 6) | (int(data[i + 2]) & 0x3F)
            i += 3
        else:
            code = (
                ((byte & 0x07) << 18)
                | ((int(data[i + 1]) & 0x3F) << 12)
                | ((int(data[i + 2]) & 0x3F) << 6)
                | (int(data[i + 3]) & 0x3F)
            )
            i += 4
        codes[n] = fold(code)
        n += 1
    return n


@inner
def name_follows(codes: np.ndarray, start: int, n: int, kinds: np.ndarray) -> bool:
    """Return whether a surname stands at `start` and one to three characters end what stands there: a person."""
    if codes[start] >= 0x10000 or kinds[codes[start]] & SURNAME == 0:
        return False
    end = start + 1
    while end < n and codes[end] >= 0x3400:
        end += 1
    return 2 <= end - start <= 4 and (end == n or codes[end] == 32 or codes[end] == 49)


@inner
def is_figure(code: int, kinds: np.ndarray) -> bool:
    """Return whether a code point is a digit, Arabic or Chinese."""
    return bool(code < 0x10000 and (kinds[code] & FIGURE or 48 <= code <= 57))


@inner
def set_apart(codes: np.ndarray, n: int) -> bool:
    """Return whether every character stands apart, as in "列 宁 街 1 2 号": then no space says anything."""
    characters = 0
    for i in range(n):
        if codes[i] != 32:
            if i > 0 and codes[i - 1] != 32:
                return False
            characters += 1
    return characters > WORD


@inner
def leave_spaces_out(codes: np.ndarray, n: int, kinds: np.ndarray, origin: np.ndarray) -> int:
    """Leave out the spaces that say nothing and all but the first of several strokes; return how many are left.

    Where each code point began and ended in the text is written into `origin`.
    A space says something between digits or letters, between a number and a name, and before a person's name.
    """
    for i in range(n):
        if codes[i] == LOST:
            codes[i] = 32
    apart = set_apart(codes, n)
    left = 0
    i = 0
    while i < n:
        code = codes[i]
        if code != 32:
            if left > 0 and codes[left - 1] == code and (code == STROKE or code == WAVE or code == LINE):
                i += 1
                origin[left - 1, 1] = i
                continue
            if code == 111 and 0 < i < n - 1 and is_figure(codes[i - 1], kinds) and is_figure(codes[i + 1], kinds):
                code = np.int32(48 if codes[i - 1] < 0x3000 else ZERO)
            codes[left] = code
            origin[left, 0] = i
            i += 1
            origin[left, 1] = i
            left += 1
            continue
        first = i
        while i < n and codes[i] == 32:
            i += 1
        if left == 0 or i == n or apart:
            continue
        before, after = codes[left - 1], codes[i]
        counts = after < 0x3400 or (after < 0x10000 and kinds[after] & COUNTS != 0)
        if is_word(before):
            keep = is_word(after) or not counts
        else:
            keep = before < 0x10000 and kinds[before] & COUNTS != 0 and not counts
        if keep or name_follows(codes, i, n, kinds):
            codes[left] = 32
            origin[left, 0] = first
            origin[left, 1] = first + 1
            left += 1
    return left


@inner
def tokenise(codes: np.ndarray, n: int, starts: np.ndarray) -> int:
    """Write the first code point of each token and, after the last, `n`; return how many tokens."""
    count = 0
    inside = False
    letters = 0  # how many in a row
    for i in range(n):
        code = codes[i]
        digit = 48 <= code <= 57
        letter = 97 <= code <= 122
        if not ((digit or letter) and inside) or (digit and letters >= WORD):
            starts[count] = i
            count += 1
        inside = digit or letter
        letters = letters + 1 if letter else 0
    starts[count] = n
    return count
