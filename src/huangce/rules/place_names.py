"""Names of thoroughfares, compounds and village places: what they are made of, and when two are too like each other.

A name is a specific part and a generic one: 人民 + 路 (GB/T 18521, 地名管理条例 2022). Names of one area shall neither
be the same nor sound the same; 人民路 and 人民街 differ in the generic part only and are asked about too. Tones are
left out, because nobody hears them in a name that is called out on the telephone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from huangce.rules.name_characters import reading
from huangce.rules.names import simplified

PlaceKind = Literal["thoroughfare", "compound", "village_place"]
Likeness = Literal["same", "sounds_alike", "same_stem"]

PLACE_KINDS: Final[dict[str, str]] = {
    "thoroughfare": "街路巷",
    "compound": "小区院落",
    "village_place": "自然村和居民点",
}

# Generic parts by kind, longest first. What ends in none of them has no generic part.
GENERICS: Final[dict[str, tuple[str, ...]]] = {
    "thoroughfare": (
        "高速公路", "快速路", "大马路", "步行街", "商业街", "大道", "大街", "公路", "马路", "胡同", "弄堂",
        "横街", "横路", "支路", "环路", "里弄", "路", "街", "巷", "弄", "道", "桥", "堤", "线", "里",
    ),
    "compound": (
        "家属院", "住宅区", "工业园", "产业园", "小区", "花园", "公寓", "新村", "家园", "佳苑", "雅居", "华庭", "豪庭",
        "名都", "广场", "大厦", "大楼", "公馆", "山庄", "别墅", "宿舍", "大院", "苑", "园", "城", "府",
        "里", "湾", "院", "楼", "居", "庭", "坊", "邸",
    ),
    "village_place": (
        "自然村", "院子", "堰塘", "村", "屯", "湾", "坝", "沟", "坪", "岩", "坡", "塝", "梁", "庄", "寨", "岭",
        "冲", "垭", "塘", "营", "店", "堡", "铺", "场", "台", "滩", "洼", "峪", "岗", "台子",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Namesake:
    """A named place that a proposed name is like, and in what way."""

    place: int
    name: str
    division: str
    likeness: Likeness


def generic_of(name: str, kind: str) -> str:
    """Return the generic part of a name, "" where it has none or is nothing else.

    >>> generic_of("人民路", "thoroughfare"), generic_of("人民东路", "thoroughfare"), generic_of("阳光花园", "compound")
    ('路', '路', '花园')
    """
    found = (one for one in GENERICS[kind] if name.endswith(one) and len(name) > len(one))
    return max(found, key=len, default="")


def stem_of(name: str, generic: str) -> str:
    """Return the specific part of a name, in simplified characters."""
    return simplified(name.removesuffix(generic) or name)


def sound_key(name: str, generic: str) -> str:
    """Return what names share whose specific parts sound alike: syllables without tones.

    No character is read as a surname here, as names of persons are.

    >>> sound_key("人民路", "路") == sound_key("仁民街", "街"), sound_key("单街", "街")
    (True, 'dan')
    """
    return " ".join(reading(character) for character in stem_of(name, generic))


def pinyin_key(name: str) -> str:
    """Return what a list of names is sorted by: the syllables of the whole name, one a character, without tones.

    >>> sorted(["中山路", "解放路", "解放大道", "安居巷"], key=pinyin_key)
    ['安居巷', '解放大道', '解放路', '中山路']
    """
    return " ".join(reading(character) for character in simplified(name))


def likeness(name: str, generic: str, other: str, other_generic: str) -> Likeness | None:
    """Say in what way two names are alike, None if they are not.

    >>> likeness("人民路", "路", "人民路", "路"), likeness("人民路", "路", "人民街", "街")
    ('same', 'same_stem')
    >>> likeness("人民路", "路", "仁民路", "路"), likeness("人民路", "路", "解放路", "路")
    ('sounds_alike', None)
    """
    if simplified(name) == simplified(other):
        return "same"
    if stem_of(name, generic) == stem_of(other, other_generic):
        return "same_stem"
    return "sounds_alike" if sound_key(name, generic) == sound_key(other, other_generic) else None


def worst(namesakes: Iterable[Namesake]) -> Namesake | None:
    """Return the namesake that weighs most: the same name, then the same sound, then the same specific part."""
    order: tuple[Likeness, ...] = ("same", "sounds_alike", "same_stem")
    return min(namesakes, key=lambda one: (order.index(one.likeness), one.place), default=None)
