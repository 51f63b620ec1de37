"""Personal names (姓名) as registers hold them: cleaned, read aloud, compared.

Basis: Civil Code articles 1015 and 1016 (surname and given name); GB/T 28039-2011 for the order and the surname's own
reading in Pinyin; 通用规范汉字表 (2013) and GB 18030-2022 for characters. A name is shown as it was written; what this
module makes of it are keys for finding and comparing. Names of minorities and foreigners keep their middle dots,
names of 20 characters and characters of the CJK extensions are names like any other.

>>> clean("  曾　小 丽 "), clean("买买提•吐尔逊"), clean("Ａnna  Wang")
('曾小丽', '买买提·吐尔逊', 'Anna Wang')
>>> split_surname("欧阳娜娜"), split_surname("欧阳"), split_surname("买买提·吐尔逊")
(('欧阳', '娜娜'), ('欧', '阳'), ('', '买买提·吐尔逊'))
>>> pinyin("单小曾"), initials("尉迟恭"), homophone_key("張偉") == homophone_key("章炜")
('shan xiao zeng', 'ycg', True)
>>> look_alike_key("候末"), simplified("劉峯龍")
('侯未', '刘峰龙')
"""

from __future__ import annotations

import re
import unicodedata

from huangce.errors import Problem
from huangce.rules.name_characters import CLEAN_HAN, PRIVATE_USE, is_han, look_alike, reading, simplified_points
from huangce.rules.name_tables import COMPOUND_READINGS, COMPOUND_SURNAMES, SURNAME_READINGS
from huangce.rules.problems import problem

DOT = "·"
DOTS = "•‧・･⋅∙﹒．●◦▪‣"
LONGEST = 50  # the longest name of 实有人口 forms; GA/T 2000.6 gives names 50 characters

_INVISIBLE = (
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u3164"
)
_SELECTORS = [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0), *range(0x20), 0x7F]
_TABLE = str.maketrans(
    {
        **{chr(point): chr(point - 0xFEE0) for point in range(0xFF01, 0xFF5F)},
        **dict.fromkeys(DOTS, DOT),
        **dict.fromkeys(_INVISIBLE),
        **{chr(point): None for point in _SELECTORS if chr(point) not in "\t\n\r\x0b\x0c\x1c\x1d\x1e\x1f"},
        **{chr(old): chr(new) for old, new in PRIVATE_USE.items()},
    }
)
_IS_CLEAN = re.compile(f"[{CLEAN_HAN}]+")  # what nearly every name is
_SPACES = re.compile(r"\s+")
_SPACE_AT_HAN = re.compile(r"(?<=[^\x00-\u024f]) | (?=[^\x00-\u024f])")
_POINT_AT_HAN = re.compile(r"(?<=[^\x00-\u024f])\.(?=[^\x00-\u024f])")
_DOT_RUN = re.compile(r"\s*·[\s·]*")
# What programs print for a character that their font or code page lacks.
_UNENCODED = "?？□■〓�＊*�"


def clean(name: str) -> str:
    """Return the name as it is compared: half-width, one kind of dot, no spaces in Han names, nothing invisible.

    The caller keeps the original. Characters are composed (NFC), never replaced by others, except those that GB 18030
    fonts put in the private use area and that Unicode has since encoded.
    """
    if _IS_CLEAN.fullmatch(name):
        return name
    text = unicodedata.normalize("NFC", name.translate(_TABLE))
    text = _SPACES.sub(" ", text).strip()
    text = _SPACE_AT_HAN.sub("", text)
    text = _POINT_AT_HAN.sub(DOT, text)
    return _DOT_RUN.sub(DOT, text).strip(DOT)


def check(name: str) -> tuple[Problem, ...]:
    """Return what is wrong or remarkable in a name, the gravest first."""
    text = clean(name)
    if not text:
        return (problem("name-missing"),)
    bare = [character for character in text if character not in f"{DOT} "]
    kinds = {_kind(character) for character in bare}
    found: list[str] = [
        code
        for code in (
            "name-unencoded",
            "name-private-use",
            "name-digit",
            "name-punctuation",
            "name-latin",
        )
        if code in kinds
    ]
    if len(text) > LONGEST:
        found.append("name-long")
    if len(bare) == 1 and is_han(bare[0]):
        found.append("name-short")
    return tuple(problem(code) for code in found)


def _kind(character: str) -> str:
    category = unicodedata.category(character)
    if is_han(character):
        return ""
    if character in _UNENCODED:
        return "name-unencoded"
    if category == "Co":
        return "name-private-use"
    if category.startswith("N"):
        return "name-digit"
    return "name-latin" if category.startswith(("L", "M")) or character in "'-." else "name-punctuation"


def split_surname(name: str) -> tuple[str, str]:
    """Return (surname, given name). Names with a dot and names in letters have no surname here: ("", name)."""
    text = clean(name)
    length = _surname_length(text, text.translate(simplified_points()))
    return text[:length], text[length:]


def _surname_length(text: str, simple: str) -> int:
    """How many characters of a cleaned name are its surname; `simple` is the name in simplified characters."""
    if DOT in text or len(text) < 2 or not is_han(text[0]):
        return 0
    return 2 if len(text) > 2 and simple[:2] in COMPOUND_SURNAMES else 1


def syllables(name: str) -> list[str]:
    """Return the readings of the characters, without tones, ü as v; the surname by its own reading; dots left out."""
    text = clean(name)
    simple = text.translate(simplified_points())
    found = [reading(character) for character in text]
    length = _surname_length(text, simple)
    if length == 2:
        found[:2] = COMPOUND_READINGS.get(simple[:2], tuple(found[:2]))
    elif length:
        found[0] = SURNAME_READINGS.get(simple[0], found[0])
    if DOT not in text and " " not in text:
        return found
    return [syllable for syllable, character in zip(found, text, strict=True) if character not in (DOT, " ")]


def pinyin(name: str) -> str:
    """Return the reading, syllables with spaces between: the key to sort by."""
    return " ".join(syllables(name))


def initials(name: str) -> str:
    """Return the first letter of each syllable."""
    return "".join(syllable[0] for syllable in syllables(name))


def homophone_key(name: str) -> str:
    """Return what names that sound alike share: the syllables without tones. No dialect is folded (n and l differ)."""
    return pinyin(name)


def simplified(name: str) -> str:
    """Return the name in simplified characters, variant forms in their standard one."""
    return clean(name).translate(simplified_points())


def look_alike_key(name: str) -> str:
    """Return what names share that differ only in characters of similar shape, 己已巳."""
    return "".join(look_alike(character) for character in clean(name))
