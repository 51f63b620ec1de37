"""The streets and places that a register knows, and which of them a text with a slip of the pen probably meant."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import polars as pl
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from huangce.rules.name_characters import look_alike, reading

NAMES: Final = ("street", "place")
CLOSE = 74.0  # similarity (0–100) from which one wrong character is certainly a slip
NEAREST = 8  # names that are looked at
SHORTEST = 3
# 文一路 and 文二路, 东区 and 西区 differ in one telling character: never is one taken for the other.
TELLING = frozenset("东西南北中上下前后左右大小新老一二三四五六七八九十甲乙丙丁0123456789ABCDEFGH")


class Meant(NamedTuple):
    """The known name that each text means, null where none clearly is; and whether that is certain."""

    name: pl.Series
    certain: np.ndarray


class KnownNames:
    """Street and place names of each county of a register."""

    def __init__(self, parts: pl.DataFrame) -> None:
        """Collect the names of `parts` (columns county, street, place)."""
        self._by_county: dict[str, dict[str | None, dict[str, None]]] = {}
        for name in NAMES:
            different = parts.select("county", name).drop_nulls(name).unique(maintain_order=True)
            grouped = different.group_by("county", maintain_order=True).agg(name)
            self._by_county[name] = {county: dict.fromkeys(names) for county, names in grouped.iter_rows()}

    def meant(self, asked: pl.DataFrame) -> dict[str, Meant]:
        """Return for each kind of name the known name that an unknown one of the texts means."""
        out = {}
        for name in NAMES:
            found: dict[tuple[str | None, str], tuple[str | None, bool]] = {}
            answers = []
            for county, text in asked.select("county", name).iter_rows():
                known = self._by_county[name].get(county, {})
                if text is not None and text not in known and (county, text) not in found:
                    found[county, text] = nearest_name(text, list(known))
                answers.append(found.get((county, text), (None, False)))
            meant = pl.Series(name, [meant for meant, _ in answers], dtype=pl.String)
            out[name] = Meant(meant, np.array([certain for _, certain in answers], np.bool_))
        return out


def nearest_name(text: str, names: list[str]) -> tuple[str | None, bool]:
    """Return the only known name within a slip of the text, and whether it is certain that it is meant.

    It is where it sounds or looks the same, or where one character of many differs: 列柠街 is 列宁街, 翠屏花圆
    翠屏花园; 列车街 is perhaps 列宁街.
    """
    if len(text) < SHORTEST:
        return None, False
    most = max(1, len(text) // 4)
    near = process.extract(text, names, scorer=OSA.distance, score_cutoff=most, limit=NEAREST)
    alike = [name for name, _, _ in near if _sounds_or_looks_alike(text, name)]
    if len(alike) == 1:
        return alike[0], True
    if not near or (len(near) > 1 and near[0][1] == near[1][1]) or is_telling(text, near[0][0]):
        return None, False
    return near[0][0], fuzz.ratio(text, near[0][0]) >= CLOSE


def _sounds_or_looks_alike(one: str, other: str) -> bool:
    """Return whether two names of one length are written with characters that are read or look the same."""
    return len(one) == len(other) and all(
        a == b or reading(a) == reading(b) or look_alike(a) == look_alike(b) for a, b in zip(one, other, strict=True)
    )


def is_telling(one: str, other: str) -> bool:
    """Return whether two names differ in a character that tells streets or buildings apart."""
    return bool((set(one) ^ set(other)) & TELLING)
