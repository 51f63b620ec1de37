"""How the registered really live: at home, elsewhere in the county, outside, dead, in service, abroad, uncollected.

Each person is planted at most one discrepancy, so that every class can be counted on its own; in reality they pile up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from huangce.simulate.families import YEAR, survival
from huangce.simulate.slots import NOBODY
from huangce.simulate.streams import Bools, Floats, Ints, rounded, some

# States. The first five are alive in the county.
HOME, ELSEWHERE_HERE, NOT_COLLECTED, HELD_TWICE, WRONG_NUMBER = range(5)
ELSEWHERE_OUT, AWAY, DEAD, ENLISTED, ABROAD = range(5, 10)
IN_COUNTY = (HOME, ELSEWHERE_HERE, NOT_COLLECTED, HELD_TWICE, WRONG_NUMBER)

DEATH_YEARS = 2  # the death lists reach back so far
_OUT = 0.4  # share of those living elsewhere who left the county
_WHOLE_HOUSEHOLD = 0.5  # share of those living elsewhere who moved with the whole household
_RELOCATED_MISSED = 0.1  # share of those whom the resident list misses
_RELOCATED_UNMOVED = 0.4  # share of relocated persons who are still registered where they came from


@dataclass(frozen=True)
class Lives:
    """For every registered person: state, place of actual residence (row of places or -1), day of death or -1.

    `relocated` marks persons of the relocation programme; `namesakes` and `reported_dead` are rows of persons who must
    not be taken for others or for dead.
    """

    state: Ints
    lives_at: Ints
    died_on: Ints
    relocated: Bools
    namesakes: Ints
    reported_dead: Ints


def hazard(age: Floats, male: Bools) -> Floats:
    """Return the relative chance to die at an age."""
    now = np.where(male, survival(age, male=True), survival(age, male=False))
    later = np.where(male, survival(age + 1, male=True), survival(age + 1, male=False))
    chance: Floats = 1 - later / np.maximum(now, 1e-9) + 0.0003
    return chance


class _Pool:
    """The persons whose life is not settled yet."""

    def __init__(self, rng: np.random.Generator, size: int) -> None:
        self.rng = rng
        self.state = np.full(size, HOME, dtype=np.int64)
        self.free = np.ones(size, dtype=bool)

    def take(self, state: int, count: int, among: Bools | None = None) -> Ints:
        """Settle `count` free persons for whom `among` holds, as far as there are so many."""
        possible = self.free if among is None else self.free & among
        rows = some(self.rng, np.flatnonzero(possible), count)
        return self.settle(state, rows)

    def settle(self, state: int, rows: Ints) -> Ints:
        """Settle these persons."""
        self.state[rows] = state
        self.free[rows] = False
        return rows


def live(
    rng: np.random.Generator,
    *,
    people: pl.DataFrame,
    home: Ints,
    collective: Bools,
    namesakes: Ints,
    places: pl.DataFrame,
    vacant: Ints,
    as_of: int,
    rates: Mapping[str, float],
) -> Lives:
    """Draw how each registered person lives; `home` is where each is registered, `vacant` the empty places."""
    size = len(people)
    age = (as_of - people["birth"].to_numpy()) / YEAR
    male = people["sex"].to_numpy() == 1
    pool = _Pool(rng, size)
    pool.settle(HOME, namesakes)
    pool.free[collective] = False

    def quota(name: str, factor: float = 1.0) -> int:
        return rounded(rng, rates[name] * size * factor)

    doors = Doors(home, places, vacant)
    household = people["household"].to_numpy()
    relocated = _households_move(pool, household, doors, quota)
    movers = pool.take(ELSEWHERE_HERE, quota("living_elsewhere", (1 - _OUT) * (1 - _WHOLE_HOUSEHOLD)), age >= 16)
    doors.house(rng, movers)
    pool.take(ELSEWHERE_OUT, quota("living_elsewhere", _OUT * (1 - _WHOLE_HOUSEHOLD)), (age >= 16) & (age < 65))
    died_on = np.full(size, NOBODY, dtype=np.int64)
    dead = pool.settle(DEAD, _dying(rng, pool.free, hazard(age, male), quota("deceased_not_cancelled")))
    died_on[dead] = day_of_death(rng, people["birth"].to_numpy()[dead], as_of)
    pool.take(ENLISTED, quota("enlisted_not_cancelled"), male & (age >= 18) & (age < 25))
    pool.take(ABROAD, quota("abroad_not_cancelled"), (age >= 18) & (age < 70))
    pool.take(HELD_TWICE, quota("held_twice"), age >= 3)
    pool.take(WRONG_NUMBER, quota("wrong_number"))
    pool.take(NOT_COLLECTED, quota("not_collected"))
    pool.take(AWAY, quota("away_without_trace"), (age >= 16) & (age < 62))
    reported = pool.take(HOME, quota("reported_dead_alive"), age >= 50)
    doors.lives_at[~np.isin(pool.state, IN_COUNTY)] = NOBODY
    return Lives(pool.state, doors.lives_at, died_on, relocated, namesakes, reported)


def day_of_death(rng: np.random.Generator, birth: Ints, as_of: int) -> Ints:
    """Draw days of death in the two years that end 35 days before the baseline day, after the birth."""
    day = as_of - 35 - rng.integers(0, DEATH_YEARS * 365, len(birth))
    return np.maximum(day, np.minimum(birth + 1, as_of - 1))


def _dying(rng: np.random.Generator, free: Bools, weight: Floats, count: int) -> Ints:
    """Choose `count` free persons, the old more often (weighted sampling without repetition, Efraimidis-Spirakis)."""
    rows = np.flatnonzero(free)
    count = min(count, len(rows))
    keys = np.log(rng.random(len(rows))) / weight[rows]
    chosen: Ints = np.sort(rows[np.argsort(-keys, kind="stable")[:count]])
    return chosen


class Doors:
    """Where everybody is registered and lives, and which dwellings stand empty."""

    def __init__(self, home: Ints, places: pl.DataFrame, vacant: Ints) -> None:
        self.home = home
        self.lives_at = home.copy()
        self.village = places["village"].to_numpy()
        self.flat = (places["building"] > 0).to_numpy()
        self.rural = (places["group"] > 0).to_numpy()
        self.vacant = vacant

    def house(self, rng: np.random.Generator, rows: Ints, *, flats: bool = False) -> None:
        """Let each of `rows` live at an empty place in another village, if there is one."""
        empty = self.vacant[self.flat[self.vacant]] if flats and self.flat[self.vacant].any() else self.vacant
        for _ in range(20):
            if not len(rows):
                return
            self.lives_at[rows] = empty[rng.integers(0, len(empty), len(rows))]
            rows = rows[self.village[self.lives_at[rows]] == self.village[self.home[rows]]]


def _households_move(pool: _Pool, household: Ints, doors: Doors, quota: Callable[..., int]) -> Bools:
    """Let whole households live elsewhere, some of them by the relocation programme; return who was relocated."""
    rng = pool.rng
    size = np.bincount(household)
    first = np.searchsorted(household, np.arange(len(size)))
    open_to = np.bincount(household, weights=~pool.free) == 0
    relocated = np.zeros(len(household), dtype=bool)

    def choose(persons: int, among: Bools) -> Ints:
        """Return the members of random households, together about `persons`."""
        order = rng.permutation(np.flatnonzero(open_to & among))
        chosen = order[: int(np.searchsorted(np.cumsum(size[order]), persons))]
        open_to[chosen] = False
        return np.flatnonzero(np.isin(household, chosen))

    everywhere = np.ones(len(size), dtype=bool)
    moved = choose(quota("relocated", _RELOCATED_UNMOVED), doors.rural[doors.home[first]])
    registered = choose(quota("relocated", 1 - _RELOCATED_UNMOVED), doors.flat[doors.home[first]])
    relocated[moved] = relocated[registered] = True
    rest = quota("living_elsewhere", (1 - _OUT) * _WHOLE_HOUSEHOLD) - len(moved)
    away = choose(max(rest, 0), everywhere)
    left = choose(quota("living_elsewhere", _OUT * _WHOLE_HOUSEHOLD), everywhere)
    for rows, flats in ((moved, True), (away, False)):
        pool.settle(ELSEWHERE_HERE, rows)
        heads = first[household[rows]]
        doors.house(rng, np.unique(heads), flats=flats)
        doors.lives_at[rows] = doors.lives_at[heads]
    pool.settle(NOT_COLLECTED, moved[rng.random(len(moved)) < _RELOCATED_MISSED])
    pool.settle(ELSEWHERE_OUT, left)
    return relocated
