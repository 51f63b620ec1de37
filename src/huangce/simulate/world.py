"""Everybody there is in the simulated county, and what is true of them.

The truth is made first, the lists are written from it: a list row is never invented without a person behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from huangce.simulate import community, names, newcomers, people, places, tree, wording
from huangce.simulate.families import YEAR, Members, draw
from huangce.simulate.lives import HOME, Lives, live
from huangce.simulate.newcomers import REGISTERED
from huangce.simulate.relations import HEAD, NOT_RELATED
from huangce.simulate.slots import HUSBAND, NOBODY
from huangce.simulate.streams import Bools, Floats, Ints, pick, stream

_INSTITUTION = 400  # persons in a collective household


@dataclass(frozen=True)
class World:
    """The county's people and places.

    `people` holds everybody (see `people.make`), numbered; the row is the identity used in the truth. `group` says what
    each one is (`newcomers.REGISTERED` and so on), `state` how the registered live (`lives.HOME` and so on).
    `home` is the place of registration and `lives_at` the place of actual residence, rows of `places` or -1;
    `origin` is the county a newcomer is registered in (a row of `counties`) or -1; `died_on` days since 1970-01-01 or
    -1. `collective` says for every household of the register whether it is one.
    """

    seed: int
    county: tree.County
    as_of: int
    rates: dict[str, float]
    places: pl.DataFrame
    counties: pl.DataFrame
    people: pl.DataFrame
    group: Ints
    state: Ints
    home: Ints
    lives_at: Ints
    origin: Ints
    died_on: Ints
    collective: Bools
    lives: Lives

    def rng(self, part: str) -> np.random.Generator:
        """Return the random stream of a part."""
        return stream(self.seed, part)

    def rows(self, condition: Bools) -> Ints:
        """Return the persons for whom the condition holds."""
        return np.flatnonzero(condition)

    @cached_property
    def age(self) -> Floats:
        """Age in years on the baseline day."""
        return (self.as_of - self.people["birth"].to_numpy()) / YEAR

    @property
    def unnumbered(self) -> Bools:
        """Who has no citizen number, because nobody registered them."""
        return np.asarray(self.group == newcomers.UNREGISTERED)

    def village_of(self, place: Ints) -> Ints:
        """Return the village of places, -1 for -1."""
        return np.where(place < 0, NOBODY, self.places["village"].to_numpy()[place])


def make(seed: int, county: tree.County, *, persons: int, as_of: int, rates: dict[str, float]) -> World:
    """Return a world with exactly `persons` registered persons on the day `as_of` (days since 1970-01-01)."""
    members, collective = _registered(seed, persons, as_of, rates)
    households = len(collective)
    village = community.villages_of(seed, county, households)
    doors = places.build(seed, county, np.bincount(village, minlength=len(county.villages)))
    home = places.take(stream(seed, "community/homes"), doors, village)
    clan = names.surnames(stream(seed, "community/clans"), len(county.villages))
    crowd = people.make(
        seed,
        "community",
        members,
        as_of=as_of,
        village=village,
        clan=clan,
        prefixes=community.prefixes(county),
        rare=rates["name_rare"],
    )
    crowd, namesakes = newcomers.namesakes(stream(seed, "namesakes"), crowd, rates["namesakes"])
    taken = np.zeros(len(doors), dtype=bool)
    taken[home] = True
    settled = wording.parts(county, doors)
    vacant = np.flatnonzero(~taken)
    registered_at = home[crowd["household"].to_numpy()]
    lives = live(
        stream(seed, "lives"),
        people=crowd,
        home=registered_at,
        collective=collective[crowd["household"].to_numpy()],
        namesakes=namesakes,
        places=settled,
        vacant=vacant,
        as_of=as_of,
        rates=rates,
    )
    counties = tree.elsewhere(county.code)
    others = newcomers.others(
        seed,
        county,
        crowd=crowd,
        state=lives.state,
        home=registered_at,
        vacant=vacant,
        counties=counties,
        as_of=as_of,
        rates=rates,
    )
    everybody = pl.concat([crowd, others.people])
    size = len(crowd)
    return World(
        seed=seed,
        county=county,
        as_of=as_of,
        rates=rates,
        places=settled,
        counties=counties,
        people=people.number(seed, everybody),
        group=np.r_[np.full(size, REGISTERED), others.group],
        state=np.r_[lives.state, np.full(len(others.group), HOME)],
        home=np.r_[registered_at, others.home],
        lives_at=np.r_[lives.lives_at, others.lives_at],
        origin=np.r_[np.full(size, NOBODY), others.origin],
        died_on=np.r_[lives.died_on, others.died_on],
        collective=collective,
        lives=lives,
    )


def _registered(seed: int, persons: int, as_of: int, rates: dict[str, float]) -> tuple[Members, Bools]:
    """Draw the members of family households and of a few collective households among them."""
    inside = round(persons * rates["collective"])
    inside = inside if inside >= 5 else 0
    if inside == persons:
        inside = persons - 1
    families = draw(stream(seed, "community/families"), persons - inside, as_of)
    if not inside:
        return families, np.zeros(int(families.household[-1]) + 1, dtype=bool)
    rng = stream(seed, "community/collective")
    institutions = max(1, inside // _INSTITUTION)
    which = np.sort(rng.integers(0, institutions, inside))
    _, which = np.unique(which, return_inverse=True)  # no institution stays empty
    school = which % 2 == 0
    age = np.where(school, rng.uniform(18, 23, inside), rng.uniform(19, 50, inside))
    first = np.r_[True, which[1:] != which[:-1]]
    alone = np.full(inside, NOBODY)
    crowd = Members(
        household=which.astype(np.int64),
        slot=np.full(inside, HUSBAND),
        sex=np.where(rng.random(inside) < 0.5, 1, 2),
        birth=as_of - (age * YEAR).astype(np.int64),
        relation=np.where(first, HEAD, NOT_RELATED),
        marital=np.where(school | (age < 25), 10, pick(rng, (0.5, 0.5), inside) * 11 + 10),
        father=alone,
        mother=alone,
        spouse=alone,
    )
    return _merged(rng, families, crowd)


def _merged(rng: np.random.Generator, families: Members, crowd: Members) -> tuple[Members, Bools]:
    """Put the collective households between the others at random places."""
    count, more = int(families.household[-1]) + 1, int(crowd.household[-1]) + 1
    collective = np.zeros(count + more, dtype=bool)
    collective[rng.choice(count + more, more, replace=False)] = True
    household = np.r_[np.flatnonzero(~collective)[families.household], np.flatnonzero(collective)[crowd.household]]
    order = np.argsort(household, kind="stable")
    position = np.empty_like(order)
    position[order] = np.arange(len(order))

    def both(name: str) -> Ints:
        result: Ints = np.r_[getattr(families, name), getattr(crowd, name)][order]
        return result

    def pointer(name: str) -> Ints:
        old = both(name)
        return np.where(old >= 0, position[old], NOBODY)

    merged = Members(
        household=household[order],
        slot=both("slot"),
        sex=both("sex"),
        birth=both("birth"),
        relation=both("relation"),
        marital=both("marital"),
        father=pointer("father"),
        mother=pointer("mother"),
        spouse=pointer("spouse"),
    )
    return merged, collective
