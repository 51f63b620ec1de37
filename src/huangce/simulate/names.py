"""Draw personal names: surname by frequency, given name by cohort and sex, siblings with a shared character."""

from __future__ import annotations

import numpy as np
import polars as pl

from huangce.simulate.characters import (
    COHORTS,
    COMMON_SURNAMES,
    COMPOUND_SURNAMES,
    DOTTED,
    ETHNICITIES,
    GIVEN,
    RARE,
    SINGLE_CHARACTER,
)
from huangce.simulate.streams import Bools, Ints, chance, gather, pick

SURNAMES: tuple[str, ...] = tuple(name for name, _ in (*COMMON_SURNAMES, *COMPOUND_SURNAMES))
SURNAME_SHARES: tuple[float, ...] = tuple(share for _, share in (*COMMON_SURNAMES, *COMPOUND_SURNAMES))
ALPHABET: str = "".join(dict.fromkeys("".join("".join(lists) for lists in GIVEN) + RARE))
_PLACE = {character: place for place, character in enumerate(ALPHABET)}
_EMPTY = len(ALPHABET)  # the missing second character of a 单名
MALE = 1


def surnames(rng: np.random.Generator, size: int) -> Ints:
    """Draw `size` indexes into `SURNAMES`."""
    return pick(rng, SURNAME_SHARES, size)


def given_names(rng: np.random.Generator, birth_year: Ints, sex: Ints, *, rare: float) -> tuple[Ints, Ints]:
    """Draw first and second given-name characters as indexes into `ALPHABET`; the second may be none.

    `rare` is the share of names with a character outside GBK.
    """
    cohort = np.searchsorted(np.array(COHORTS), birth_year, side="right").clip(1) - 1
    first, last = np.zeros(len(sex), dtype=np.int64), np.zeros(len(sex), dtype=np.int64)
    for which, lists in enumerate(GIVEN):
        for male in (True, False):
            rows = np.flatnonzero((cohort == which) & ((sex == MALE) == male))
            fronts, backs = lists[:2] if male else lists[2:]
            for target, characters in ((first, fronts), (last, backs)):
                places = np.array([_PLACE[character] for character in characters])
                target[rows] = places[pick(rng, 1.0 / np.arange(3, 3 + len(places)) ** 0.7, len(rows))]
    single = chance(rng, np.array(SINGLE_CHARACTER)[cohort], len(sex)) | (first == last)
    first[single] = last[single]
    last[single] = _EMPTY
    odd = np.flatnonzero(chance(rng, rare, len(sex)))
    first[odd] = _PLACE[RARE[0]] + rng.integers(0, len(RARE), len(odd))
    return first, last


def full_names(surname: Ints, first: Ints, last: Ints) -> pl.Series:
    """Write the names out."""
    characters = [*ALPHABET, ""]
    return gather(SURNAMES, surname) + gather(characters, first) + gather(characters, last)


def shared_first(first: Ints, last: Ints, *, group: Ints, shares: Bools) -> Ints:
    """Return `first` where those of a sibling `group` (ids from 0, -1 for none) that it `shares` carry one character.

    Generation names (字辈) are why siblings are so easily taken for each other.
    """
    leader = np.full(group.max(initial=-1) + 1, -1, dtype=np.int64)
    followers = np.flatnonzero((group >= 0) & shares & (last != _EMPTY))
    leader[group[followers[::-1]]] = followers[::-1]
    result = first.copy()
    result[followers] = first[leader[group[followers]]]
    clash = result == last
    result[clash] = first[clash]
    return result


def dotted_names(rng: np.random.Generator, names: pl.Series, ethnicity: Ints) -> pl.Series:
    """Replace the names of ethnicities that write a 「·」 by such names: two or three parts, up to 20 characters."""
    codes = [code for code, _, _ in ETHNICITIES]
    result = names
    for code, (heads, tails) in DOTTED.items():
        mine = ethnicity == codes.index(code)
        size = len(mine)
        two = gather(heads, rng.integers(0, len(heads), size)) + "·" + gather(tails, rng.integers(0, len(tails), size))
        three = two + "·" + gather(tails, rng.integers(0, len(tails), size))
        long = pl.Series(chance(rng, 0.3, size)) & (three.str.len_chars() <= 20)
        result = three.zip_with(long, two).zip_with(pl.Series(mine), result)
    return result


def ethnicities(rng: np.random.Generator, size: int) -> Ints:
    """Draw `size` indexes into `ETHNICITIES`."""
    return pick(rng, [share for _, _, share in ETHNICITIES], size)
