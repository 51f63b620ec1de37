"""Families and who stands where in them: births, marriages, up to five children, three and four generations.

A household is a row of slots around one couple; every slot is filled or empty. Drawing slot by slot for all
households at once is what makes a million persons a matter of seconds. Relations are those of GB/T 4761-2008.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from huangce.simulate.relations import RANKS, relations
from huangce.simulate.slots import CHILD, FATHER, GRANDMOTHER, HUSBAND, MOTHER, NOBODY, SIBLING, SLOTS, WIFE
from huangce.simulate.streams import Bools, Floats, Ints, chance, pick

YEAR = 365.2425

# Age of the wife in the core couple (from, to, weight): tuned so that the whole pyramid looks like a western county's.
_WIFE_AGES = (
    (20, 25, 0.45), (25, 30, 1.05), (30, 35, 1.6), (35, 40, 1.7), (40, 45, 1.3), (45, 50, 1.1), (50, 55, 1.25),
    (55, 60, 1.15), (60, 65, 0.7), (65, 70, 0.75), (70, 75, 0.6), (75, 80, 0.4), (80, 85, 0.25), (85, 90, 0.12),
    (90, 95, 0.035), (95, 104, 0.006),
)  # fmt: skip
# Mother born from … on: mean age at the first birth, and the shares of 0 to 5 children.
_FERTILITY = (
    (1800, 22.0, (0.03, 0.07, 0.20, 0.30, 0.25, 0.15)),
    (1945, 22.5, (0.03, 0.12, 0.35, 0.30, 0.14, 0.06)),
    (1955, 23.5, (0.04, 0.25, 0.48, 0.17, 0.05, 0.01)),
    (1965, 23.5, (0.05, 0.42, 0.43, 0.08, 0.02, 0.00)),
    (1980, 24.5, (0.07, 0.40, 0.45, 0.07, 0.01, 0.00)),
    (1990, 26.0, (0.12, 0.45, 0.37, 0.05, 0.01, 0.00)),
)
# A child of this age (below …) is still in the parents' household register: son, daughter.
_STAYS = ((18, 0.98, 0.98), (25, 0.92, 0.88), (30, 0.55, 0.35), (40, 0.14, 0.06), (200, 0.04, 0.01))
# The husband's parents are in the household register when he is below this age.
_ELDERS = ((30, 0.55), (40, 0.48), (50, 0.36), (60, 0.18), (200, 0.08))
TWINS = 0.011
SAME_CALENDAR_DAY = 0.003


@dataclass(frozen=True, slots=True)
class Members:
    """Persons as parallel arrays by household, the reference person first; parents and spouse are rows or -1."""

    household: Ints
    slot: Ints
    sex: Ints
    birth: Ints
    relation: Ints
    marital: Ints
    father: Ints
    mother: Ints
    spouse: Ints

    def __len__(self) -> int:
        return len(self.sex)


def below(table: tuple[tuple[float, ...], ...], values: Floats, column: int) -> Floats:
    """Look `values` up in a table of (below, value, …) rows."""
    limits = np.array([row[0] for row in table])
    rows = np.searchsorted(limits, values, side="right").clip(0, len(table) - 1)
    found: Floats = np.array([row[column] for row in table])[rows]
    return found


def survival(age: Floats, *, male: bool) -> Floats:
    """Return the share still alive at `age` (Gompertz; roughly a Chinese life table of the 2010s)."""
    hazard = 1.0 if male else 0.55
    alive: Floats = np.exp(-hazard * 0.0013 * (np.exp(0.09 * (age - 20).clip(0)) - 1))
    return alive


def draw(rng: np.random.Generator, persons: int, as_of: int) -> Members:
    """Return exactly `persons` members of family households on the day `as_of` (days since 1970-01-01)."""
    count = persons // 2 + 20
    birth = np.zeros((count, SLOTS), dtype=np.int64)
    there = np.zeros((count, SLOTS), dtype=bool)
    sex = np.ones((count, SLOTS), dtype=np.int64)
    sex[:, [WIFE, MOTHER, GRANDMOTHER]] = 2
    married = _couples(rng, birth, there, as_of)
    _children(rng, birth, there, sex, fertile=married != NEVER, as_of=as_of)
    _elders(rng, birth, there, sex, as_of)
    kept = np.searchsorted(np.cumsum(there.sum(axis=1)), persons, side="right")
    birth, there, sex, married = birth[: kept + 1], there[: kept + 1], sex[: kept + 1], married[: kept + 1]
    excess = int(there.sum()) - persons
    while excess > 0:  # the last household is cut down to what is asked for, its couple last of all
        slots = np.flatnonzero(there[-1])
        there[-1, slots[-1]] = False
        excess -= 1
    if not there[-1].any():
        birth, there, sex, married = birth[:-1], there[:-1], sex[:-1], married[:-1]
    return _flatten(rng, birth, there, sex, married)


MARRIED, NEVER, DIVORCED = 0, 1, 2


def _couples(rng: np.random.Generator, birth: Ints, there: Bools, as_of: int) -> Ints:
    """Fill the core couple; return how it stands (`MARRIED`, which includes the widowed, `NEVER`, `DIVORCED`)."""
    count = len(birth)
    band = pick(rng, [weight for *_, weight in _WIFE_AGES], count)
    low, high = (np.array([row[k] for row in _WIFE_AGES], dtype=float)[band] for k in (0, 1))
    age = low + rng.random(count) * (high - low)
    birth[:, WIFE] = as_of - (age * YEAR).astype(np.int64)
    gap = rng.normal(2.2, 3.0, count).clip(-8, 18) * YEAR
    birth[:, HUSBAND] = np.minimum(birth[:, WIFE] - gap.astype(np.int64), as_of - int(20.5 * YEAR))
    husband_age = (as_of - birth[:, HUSBAND]) / YEAR
    kind = pick(rng, (0.86, 0.065, 0.03, 0.025, 0.02), count)
    alone_man, alone_woman = np.isin(kind, (1, 3)), np.isin(kind, (2, 4))
    dead_husband = ~chance(rng, survival(husband_age, male=True), count)
    dead_wife = ~chance(rng, survival(age, male=False), count)
    there[:, HUSBAND] = ~alone_woman & (~dead_husband | alone_man)
    there[:, WIFE] = ~alone_man & (~dead_wife | alone_woman | ~there[:, HUSBAND])
    return np.select([np.isin(kind, (1, 2)), np.isin(kind, (3, 4))], [NEVER, DIVORCED], MARRIED).astype(np.int64)


def _children(rng: np.random.Generator, birth: Ints, there: Bools, sex: Ints, *, fertile: Bools, as_of: int) -> None:
    """Fill the children: number and first birth by the mother's cohort, then the spacing; grown children leave."""
    count = len(birth)
    mother = birth[:, WIFE]
    cohort = np.searchsorted([row[0] for row in _FERTILITY], 1970 + mother / YEAR, side="right") - 1
    number = np.zeros(count, dtype=np.int64)
    for which, (_, _, shares) in enumerate(_FERTILITY):
        rows = np.flatnonzero(cohort == which)
        number[rows] = pick(rng, shares, len(rows))
    first_age = rng.normal(np.array([row[1] for row in _FERTILITY])[cohort], 3.0).clip(18, 40)
    # A father is not to be younger than sixteen: rare large gaps push the first birth back.
    day = np.maximum(mother + (first_age * YEAR).astype(np.int64), birth[:, HUSBAND] + int(16.5 * YEAR))
    for child in range(5):
        slot = CHILD + child
        sex[:, slot] = np.where(chance(rng, 0.522, count), 1, 2)
        birth[:, slot] = day
        age = (as_of - day) / YEAR
        stays = np.where(sex[:, slot] == 1, below(_STAYS, age, 1), below(_STAYS, age, 2))
        born = fertile & (child < number) & (day <= as_of) & (day - mother < 47 * YEAR)
        there[:, slot] = born & chance(rng, stays, count)
        spacing = ((1.0 + rng.gamma(2.0, 1.1, count)).clip(0.85, 12) * YEAR).astype(np.int64)
        later = day + spacing
        anniversary = chance(rng, SAME_CALENDAR_DAY, count)
        later[anniversary] = _same_day_of_a_later_year(day[anniversary], spacing[anniversary])
        day = np.where(chance(rng, TWINS, count), day, later)


def _same_day_of_a_later_year(day: Ints, spacing: Ints) -> Ints:
    date = day.astype("datetime64[D]")
    month = date.astype("datetime64[M]")
    months = 12 * np.maximum(1, np.rint(spacing / YEAR)).astype(np.int64)
    later: Ints = ((month + months).astype("datetime64[D]") + (date - month)).astype(np.int64)
    return later


def _elders(rng: np.random.Generator, birth: Ints, there: Bools, sex: Ints, as_of: int) -> None:
    """Fill the husband's parents, an unmarried brother or sister of his, and his father's mother."""
    count = len(birth)
    husband = birth[:, HUSBAND]
    together = there[:, HUSBAND] & chance(rng, below(_ELDERS, (as_of - husband) / YEAR, 1), count)
    father = husband - (rng.uniform(20, 36, count) * YEAR).astype(np.int64)
    gap = (rng.normal(2, 2.5, count) * YEAR).astype(np.int64)
    mother = np.clip(father + gap, husband - int(40 * YEAR), husband - int(17.5 * YEAR))
    grandmother = father - (rng.uniform(18, 32, count) * YEAR).astype(np.int64)
    birth[:, FATHER], birth[:, MOTHER], birth[:, GRANDMOTHER] = father, mother, grandmother
    for slot, extra in ((FATHER, 1.0), (MOTHER, 1.0), (GRANDMOTHER, 0.12)):
        age = (as_of - birth[:, slot]) / YEAR
        alive = chance(rng, survival(age, male=slot == FATHER), count) & (age < 108)
        there[:, slot] = together & alive & chance(rng, extra, count)
    there[:, GRANDMOTHER] &= there[:, FATHER]
    sibling = husband + (rng.uniform(1.2, 9, count) * rng.choice((-1, 1), count) * YEAR).astype(np.int64)
    birth[:, SIBLING] = sibling
    sex[:, SIBLING] = np.where(chance(rng, 0.7, count), 1, 2)
    possible = (sibling - mother > 17 * YEAR) & (sibling - mother < 46 * YEAR) & (sibling - father > 17 * YEAR)
    grown = (as_of - sibling) / YEAR > 1
    there[:, SIBLING] = (there[:, FATHER] | there[:, MOTHER]) & possible & grown & chance(rng, 0.06, count)


def _flatten(rng: np.random.Generator, birth: Ints, there: Bools, sex: Ints, married: Ints) -> Members:
    """Turn slots into rows: choose the reference person, name the relations, point to parents and spouse."""
    head = _heads(rng, there)
    rank = np.where(np.arange(SLOTS) == head[:, None], -1, RANKS[head])
    order = np.argsort(np.where(there, rank, 99), axis=1, kind="stable")
    household, place = np.nonzero(np.take_along_axis(there, order, axis=1))
    slot = order[household, place]
    row = np.full(there.shape, NOBODY, dtype=np.int64)
    row[household, slot] = np.arange(len(slot))

    def at(slots: tuple[int, ...], pointed: tuple[int, ...]) -> Ints:
        result = np.full(len(slot), NOBODY, dtype=np.int64)
        for mine, other in zip(slots, pointed, strict=True):
            rows = np.flatnonzero(slot == mine)
            result[rows] = row[household[rows], other]
        return result

    children = tuple(range(CHILD, CHILD + 5))
    father = at((*children, HUSBAND, SIBLING), (HUSBAND,) * 5 + (FATHER, FATHER))
    mother = at((*children, HUSBAND, SIBLING, FATHER), (WIFE,) * 5 + (MOTHER, MOTHER, GRANDMOTHER))
    spouse = at((HUSBAND, WIFE, FATHER, MOTHER), (WIFE, HUSBAND, MOTHER, FATHER))
    core = np.isin(slot, (HUSBAND, WIFE))
    state = married[household]
    marital = np.select(
        [
            core & (state == NEVER),
            core & (state == DIVORCED),
            spouse != NOBODY,
            core | np.isin(slot, (FATHER, MOTHER, GRANDMOTHER)),
        ],
        [10, 40, np.where(chance(rng, 0.06, len(there))[household], 22, 21), 30],
        10,
    ).astype(np.int64)
    return Members(
        household=household.astype(np.int64),
        slot=slot.astype(np.int64),
        sex=sex[household, slot],
        birth=birth[household, slot],
        relation=relations(head, there, sex, birth)[household, slot],
        marital=marital,
        father=father,
        mother=mother,
        spouse=spouse,
    )


def _heads(rng: np.random.Generator, there: Bools) -> Ints:
    """Choose the reference person: mostly the husband, often his father, otherwise the first adult there."""
    count = len(there)
    head = np.select(
        [there[:, HUSBAND], there[:, WIFE], there[:, FATHER], there[:, MOTHER]], [0, 1, FATHER, MOTHER], -1
    )
    head = np.where(head < 0, there.argmax(axis=1), head)
    head = np.where(there[:, WIFE] & chance(rng, 0.08, count), WIFE, head)
    elder = there[:, FATHER] & chance(rng, 0.45, count)
    widow = ~there[:, FATHER] & there[:, MOTHER] & chance(rng, 0.25, count)
    return np.where(elder, FATHER, np.where(widow, MOTHER, head)).astype(np.int64)
