"""Find a division while somebody types: by name, sound, initials or digits, with the names of what lies above it.

Codes have 12 digits (GB/T 2260, GB/T 10114), which nobody knows by heart; a clerk knows 石桥镇, or sqz. Divisions are
offered within an officer's own ones first. Villages are offered where these are a county or less; of a whole country
they are found by their name (`search`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from huangce.rules import authority
from huangce.rules.divisions import lookup
from huangce.rules.divisions.by_name import name_forms, search
from huangce.rules.divisions.model import LEVELS, Division, UnknownDivision
from huangce.rules.name_characters import reading

COUNTY_DIGITS: Final = 6
EXACT, NAMED, CODED, SOUNDS, INSIDE = range(5)


@dataclass(frozen=True, slots=True)
class Offered:
    """A division of today with its full name, and how its own name sounds: in syllables, and their first letters."""

    division: Division
    path: str
    sound: str
    initials: str


def offered(
    text: str, within: Sequence[str] = ("",), *, levels: Sequence[str] = LEVELS, limit: int = 12
) -> list[Offered]:
    """Return the divisions that a text may mean, the likeliest first; those of the earlier `within` before the others.

    `within` are the digits with which codes begin ("" for the whole country). Words before the last are names above.

    >>> [one.path for one in offered("达川区 石桥镇")], [one.division.code for one in offered("sqz", ["511703"])]
    (['四川省达州市达川区石桥镇'], ['511703116000'])
    """
    return [one for _likely, one in _ranked(text, within, levels)[:limit]]


def meant(text: str, within: Sequence[str] = ("",), *, levels: Sequence[str] = LEVELS) -> list[Offered]:
    """Return the divisions that are called or coded exactly so; where none is, all that may be meant."""
    found = _ranked(text, within, levels)
    return [one for likely, one in found if likely == EXACT] or [one for _likely, one in found]


def _ranked(text: str, within: Sequence[str], levels: Sequence[str]) -> list[tuple[int, Offered]]:
    words = text.lower().split()
    if not words:
        return []
    found = _likely(words, levels, (one for digits in within for one in _divisions_of(digits)))
    # A village is looked for by its name among 600,000 only where nothing else is called so.
    found = found or _likely(words, levels, (one for digits in within for one in _villages_called(words[-1], digits)))
    return sorted(found.values(), key=lambda one: one[0])


def _likely(words: Sequence[str], levels: Sequence[str], known: Iterable[Offered]) -> dict[str, tuple[int, Offered]]:
    """Those that may be meant, by their codes, each with how likely it is."""
    found: dict[str, tuple[int, Offered]] = {}
    for one in known:
        likely = _likeness(one, words)
        if likely is not None and one.division.level in levels:
            found.setdefault(one.division.code, (likely, one))
    return found


def _likeness(one: Offered, words: Sequence[str]) -> int | None:
    *above, word = words
    if not all(name in one.path for name in above):
        return None
    own = one.division
    if word.isascii() and word.isdigit():
        is_whole = len(word) in authority.LEVELS and own.code == word.ljust(12, "0")
        return EXACT if is_whole else (CODED if own.code.startswith(word) else None)
    if word in _forms(own) or (len(word) > len(own.short_name) and one.path.endswith(word)):
        return EXACT
    if own.short_name.startswith(word):
        return NAMED
    if one.sound.startswith(word) or one.initials.startswith(word):
        return SOUNDS
    return INSIDE if word in one.path else None


def _forms(one: Division) -> frozenset[str]:
    return frozenset({one.name, one.short_name}) if one.level == "village" else name_forms(one.name, one.level)


@lru_cache(maxsize=64)
def _divisions_of(digits: str) -> tuple[Offered, ...]:
    """All divisions whose codes begin so, with their villages where that is a county or less."""
    if len(digits) < COUNTY_DIGITS:
        return tuple(one for one in _country() if one.division.code.startswith(digits))
    try:
        top = lookup.get(digits)
        return tuple(_below(top, lookup.full_name(top.code), with_villages=True))
    except UnknownDivision:
        return ()


@lru_cache(maxsize=1)
def _country() -> tuple[Offered, ...]:
    provinces = (one for one in _provinces() if one.is_current)
    return tuple(each for one in provinces for each in _below(one, one.name, with_villages=False))


def _provinces() -> Iterator[Division]:
    for number in range(11, 83):
        known = lookup.spells(str(number))
        if known:
            yield known[-1]


def _below(one: Division, path: str, *, with_villages: bool) -> Iterator[Offered]:
    if not one.is_virtual:
        yield _spoken(one, path)
    if one.level == "town" and not with_villages:
        return
    for child in lookup.children(one.code):
        yield from _below(child, path if child.is_virtual else path + child.short_name, with_villages=with_villages)


def _spoken(one: Division, path: str) -> Offered:
    syllables = [reading(character) for character in one.short_name]
    return Offered(one, path, "".join(syllables), "".join(each[0] for each in syllables))


def _villages_called(word: str, digits: str) -> Iterator[Offered]:
    """Villages of that name in a division that is greater than a county."""
    if len(digits) < COUNTY_DIGITS and not word.isascii():
        for one in search(word, digits or None):
            if one.level == "village":
                yield _spoken(one, lookup.full_name(one.code))
