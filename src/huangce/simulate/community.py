"""A population on its places: the part that the county and the linkage tables have in common."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from huangce.simulate import families, names, people, places, tree, wording
from huangce.simulate.streams import Ints, pick, stream

RARE_NAMES = 0.0008  # share of names with a character outside GBK


@dataclass(frozen=True)
class Community:
    """Numbered `people` (see `people.make`); `village` and `home` (a row of `places`) are given by household."""

    county: tree.County
    people: pl.DataFrame
    village: Ints
    home: Ints
    places: pl.DataFrame


def prefixes(county: tree.County) -> tuple[Ints, np.ndarray]:
    """Return number prefixes and their weights: the county's own with 99 in front, an older one, the neighbours'."""
    own = 990_000 + int(county.code[2:]) % 8_000
    neighbours = [990_000 + (own - 990_000 + 7 * step) % 8_000 for step in range(1, 25)]
    older = 990_000 + (own - 990_000 + 1_318) % 8_000
    return np.array([own, older, *neighbours]), np.array([1.0, 6.0, *[0.4] * len(neighbours)])


def villages_of(seed: int, county: tree.County, households: int) -> Ints:
    """Draw the village of each household; households come village by village, as registers are kept."""
    return np.sort(pick(stream(seed, "community/villages"), places.village_weights(seed, county), households))


def settle(seed: int, county: tree.County, *, persons: int, as_of: int) -> Community:
    """Return `persons` people in family households, each household in a dwelling of its own."""
    members = families.draw(stream(seed, "community/families"), persons, as_of)
    households = int(members.household[-1]) + 1
    village = villages_of(seed, county, households)
    clan = names.surnames(stream(seed, "community/clans"), len(county.villages))
    crowd = people.make(
        seed, "community", members, as_of=as_of, village=village, clan=clan, prefixes=prefixes(county), rare=RARE_NAMES
    )
    doors = places.build(seed, county, np.bincount(village, minlength=len(county.villages)))
    home = places.take(stream(seed, "community/homes"), doors, village)
    return Community(county, people.number(seed, crowd), village, home, wording.parts(county, doors))
