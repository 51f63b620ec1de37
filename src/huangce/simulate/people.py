"""Turn family members into people: name, ethnicity, schooling, citizen number."""

from __future__ import annotations

import numpy as np
import polars as pl

from huangce.simulate import names, numbers
from huangce.simulate.families import YEAR, Members
from huangce.simulate.slots import CHILD, CHILDREN, FATHER, GRANDMOTHER, HUSBAND, MOTHER, NOBODY, SIBLING, WIFE
from huangce.simulate.streams import Ints, chance, pick, stream

# Highest schooling by age: (below this age, shares of the words in `EDUCATION`).
EDUCATION: tuple[str, ...] = (
    "",
    "小学",
    "初中",
    "普通高中",
    "中等职业教育",
    "大学专科",
    "大学本科",
    "硕士研究生",
    "文盲或半文盲",
)
_SCHOOLING = (
    (6.5, (1, 0, 0, 0, 0, 0, 0, 0, 0)),
    (13, (0, 1, 0, 0, 0, 0, 0, 0, 0)),
    (16, (0, 0.1, 0.9, 0, 0, 0, 0, 0, 0)),
    (19, (0, 0, 0.25, 0.5, 0.25, 0, 0, 0, 0)),
    (35, (0, 0.02, 0.33, 0.17, 0.13, 0.19, 0.145, 0.015, 0)),
    (50, (0, 0.16, 0.52, 0.13, 0.07, 0.07, 0.045, 0.003, 0.002)),
    (65, (0, 0.38, 0.42, 0.12, 0.03, 0.02, 0.01, 0, 0.02)),
    (200, (0, 0.60, 0.14, 0.04, 0.01, 0.01, 0, 0, 0.20)),
)
TWIN_NAMES_ALIKE = 0.7
_CLAN = 0.22  # share of men's families that carry the surname of their village


def make(
    seed: int,
    part: str,
    members: Members,
    *,
    as_of: int,
    village: Ints,
    clan: Ints,
    prefixes: tuple[Ints, np.ndarray],
    rare: float,
) -> pl.DataFrame:
    """Return the people of `members`, one a row, in the same order.

    `part` names the random streams. `village` is the village of each household, `clan` the common surname of each
    village, `prefixes` the number prefixes (990000–998999) with their weights. Columns: household, slot, sex (1, 2),
    birth (days since 1970-01-01), relation, marital, father, mother, spouse (rows or -1), surname, name, ethnicity,
    education, prefix. Numbers are given to everybody at once by `number`, so that they stay unique.
    """
    rng = stream(seed, f"{part}/names")
    count = len(members)
    household, slot = members.household, members.slot
    ethnicity = _ethnicities(rng, members)
    surname = _surnames(rng, members, np.where(chance(rng, _CLAN, len(village)), clan[village], NOBODY))
    year = numbers.years_of(members.birth)
    first, last = names.given_names(rng, year, members.sex, rare=rare)
    group, alike = _siblings(rng, members)
    first = names.shared_first(first, last, group=group, shares=alike)
    written = names.full_names(surname, first, last)
    for _ in range(6):  # no two of one household share a name
        double = pl.DataFrame({"h": household, "n": written}).is_duplicated().to_numpy()
        if not double.any():
            break
        again_first, again_last = names.given_names(rng, year, members.sex, rare=0)
        first, last = np.where(double, again_first, first), np.where(double, again_last, last)
        written = names.full_names(surname, first, last)
    written = names.dotted_names(rng, written, ethnicity)
    choices, weights = prefixes
    # Brides come from elsewhere more often than the others, and their numbers show it.
    home = np.where(np.isin(slot, (WIFE, MOTHER, GRANDMOTHER)), 0.75, 0.93)
    moved = ~chance(rng, home, count)
    return pl.DataFrame(
        {
            "household": household,
            "slot": slot,
            "sex": members.sex,
            "birth": members.birth,
            "relation": members.relation,
            "marital": members.marital,
            "father": members.father,
            "mother": members.mother,
            "spouse": members.spouse,
            "surname": surname,
            "name": written,
            "ethnicity": ethnicity,
            "education": _education(rng, (as_of - members.birth) / YEAR),
            "prefix": np.where(moved, choices[pick(rng, weights, count)], choices[0]),
        }
    )


def number(seed: int, people: pl.DataFrame) -> pl.DataFrame:
    """Return `people` with a unique `citizen_id` each."""
    first17, _ = numbers.mint(
        stream(seed, "numbers"),
        prefix=people["prefix"].to_numpy(),
        birth=people["birth"].to_numpy(),
        sex=people["sex"].to_numpy(),
    )
    return people.with_columns(citizen_id=numbers.written(first17))


def _ethnicities(rng: np.random.Generator, members: Members) -> Ints:
    """Draw by line: one for the husband's family, children included; wives and mothers sometimes have their own."""
    households = int(members.household.max(initial=-1)) + 1
    line = names.ethnicities(rng, households)[members.household]
    own = names.ethnicities(rng, len(members))
    outside = np.isin(members.slot, (WIFE, MOTHER, GRANDMOTHER)) & chance(rng, 0.15, len(members))
    return np.where(outside, own, line)


def _surnames(rng: np.random.Generator, members: Members, clan: Ints) -> Ints:
    """Give the male line its surname, the women who married in theirs, and three children in a hundred the mother's."""
    households = len(clan)
    line = np.where(clan >= 0, clan, names.surnames(rng, households))
    wife, mother, grandmother = (names.surnames(rng, households) for _ in range(3))
    slot, household = members.slot, members.household
    of_mother = (slot >= CHILD) & (slot < FATHER) & chance(rng, 0.03, households)[household]
    return np.select(
        [(slot == WIFE) | of_mother, slot == MOTHER, slot == GRANDMOTHER],
        [wife[household], mother[household], grandmother[household]],
        line[household],
    )


def _siblings(rng: np.random.Generator, members: Members) -> tuple[Ints, np.ndarray]:
    """Return the sibling group of each member and whether its members share the first given character."""
    slot, household = members.slot, members.household
    child = (slot >= CHILDREN.start) & (slot < CHILDREN.stop)
    brothers = np.isin(slot, (HUSBAND, SIBLING))
    group = np.select([child, brothers], [household * 2, household * 2 + 1], NOBODY)
    households = int(household.max(initial=-1)) + 1
    year = numbers.years_of(members.birth)
    shares = chance(rng, np.where(year < 1990, 0.4, 0.12), len(members)) & chance(rng, 0.9, households)[household]
    twins = pl.DataFrame({"g": group, "b": members.birth}).is_duplicated().to_numpy() & (group >= 0)
    alike = twins & chance(rng, TWIN_NAMES_ALIKE, households)[household]
    return group, shares | alike


def _education(rng: np.random.Generator, age: np.ndarray) -> Ints:
    band = np.searchsorted([limit for limit, _ in _SCHOOLING], age, side="right").clip(0, len(_SCHOOLING) - 1)
    result = np.zeros(len(age), dtype=np.int64)
    for which, (_, shares) in enumerate(_SCHOOLING):
        rows = np.flatnonzero(band == which)
        result[rows] = pick(rng, shares, len(rows))
    return result
