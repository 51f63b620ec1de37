"""What single characters of names stand for: their reading, their simplified form, the shape they are taken for.

Readings are the first ones of pypinyin's dictionary (MIT), simplified forms those of OpenCC (Apache-2.0), both below
the tables of `name_tables.py`. Everything here goes character by character, so that a name says the same alone and
in a column of millions (`columns/names.py`), and rare characters of the extensions are characters like any other.
"""

from __future__ import annotations

import os
import unicodedata
from functools import cache

from huangce.rules.name_tables import GIVEN_READINGS, KEPT_FORMS, LOOK_ALIKE, VARIANTS

# Unified ideographs and their extensions A to I, with 〇 and the compatibility ideographs that Unicode has beside them.
HAN_RANGES = (
    (0x3007, 0x3007),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2EE5D),
    (0x2F800, 0x2FA1F),
    (0x30000, 0x323AF),
)
# Han characters that cleaning leaves alone, as a class of regular expressions. Compatibility ideographs are not among
# them: composing (NFC) replaces them.
_COMPATIBILITY = (0xF900, 0x2F800)
CLEAN_HAN = "".join(f"{chr(first)}-{chr(last)}" for first, last in HAN_RANGES if first not in _COMPATIBILITY)
# GB 18030 characters that old fonts and input methods still write in the private use area (GB 18030-2005, annex E).
PRIVATE_USE = {
    0xE816: 0x20087,
    0xE817: 0x20089,
    0xE818: 0x200CC,
    0xE81E: 0x9FB4,
    0xE826: 0x9FB5,
    0xE82B: 0x9FB6,
    0xE82C: 0x9FB7,
    0xE831: 0x215D7,
    0xE832: 0x9FB8,
    0xE83B: 0x2298F,
    0xE843: 0x9FB9,
    0xE854: 0x9FBA,
    0xE855: 0x241FE,
    0xE863: 0x4DAE,
    0xE864: 0x9FBB,
}


@cache
def is_han(character: str) -> bool:
    """Say whether it is a Chinese character, those of the extensions included."""
    point = ord(character)
    return any(first <= point <= last for first, last in HAN_RANGES)


@cache
def simplified_forms() -> dict[str, str]:
    """Return character -> simplified form, for those that have another one."""
    import opencc

    characters = "".join(chr(point) for first, last in HAN_RANGES for point in range(first, last + 1))
    simple = opencc.OpenCC("t2s").convert(characters)
    forms = {old: new for old, new in zip(characters, simple, strict=True) if old != new and old not in KEPT_FORMS}
    return forms | {old: forms.get(new, new) for old, new in VARIANTS.items()}


@cache
def simplified_points() -> dict[int, str]:
    """Return the simplified forms as `str.translate` takes them, for a whole name at once."""
    return {ord(old): new for old, new in simplified_forms().items()}


@cache
def readings() -> dict[str, str]:
    """Return character -> reading without tones, ü as v, as in given names."""
    # Its readings of whole words are of no use here, and 40 MiB in every process.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin.constants import PINYIN_DICT

    dictionary = {chr(point): _toneless(text.split(",")[0]) for point, text in PINYIN_DICT.items()}
    simple = simplified_forms()
    borrowed = {old: dictionary[new] for old, new in simple.items() if old not in dictionary and new in dictionary}
    return dictionary | borrowed | GIVEN_READINGS


def _toneless(reading: str) -> str:
    """Return a reading without its tone mark: lǜ is lv, ér is er."""
    letters = unicodedata.normalize("NFD", reading.replace("ɡ", "g").replace("ê", "e"))
    plain = letters.replace("u\u0308", "v")
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).lower()


def simplify(character: str) -> str:
    """Return the simplified form of a character."""
    return simplified_forms().get(character, character)


def look_alike(character: str) -> str:
    """Return the character that stands for all that look like this one, of the simplified form."""
    simple = simplify(character)
    return LOOK_ALIKE.get(simple, simple)


@cache
def reading(character: str) -> str:
    """Return the reading of a character in a given name; of anything without one, itself in small letters."""
    found = readings()
    return found.get(simplify(character)) or found.get(character) or character.lower()
