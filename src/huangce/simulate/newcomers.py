"""Everybody beside the registered: newcomers, unregistered persons, and those whom the register has duly let go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from huangce.simulate import community, families, lives, names, numbers, people
from huangce.simulate.families import YEAR, Members
from huangce.simulate.relations import HEAD
from huangce.simulate.slots import CHILD, FATHER, HUSBAND, MOTHER, NOBODY, WIFE
from huangce.simulate.streams import Ints, chance, pick, rounded, some, stream
from huangce.simulate.tree import County

# Groups of people.
REGISTERED, NEWCOMER, UNREGISTERED, DEAD_CANCELLED, ENLISTED_CANCELLED, ABROAD_CANCELLED = range(6)
# How persons without registration come to light: shares of infants, school children, others.
_UNREGISTERED = (0.5, 0.35, 0.15)


@dataclass(frozen=True)
class Others:
    """People beside the registered, in the columns of `World`; their rows follow those of the registered."""

    people: pl.DataFrame
    group: Ints
    home: Ints
    lives_at: Ints
    origin: Ints
    died_on: Ints


def namesakes(rng: np.random.Generator, crowd: pl.DataFrame, rate: float) -> tuple[pl.DataFrame, Ints]:
    """Give pairs of grown persons of one surname, sex and birth year the same name and birth date.

    Return the people and the rows of both partners. Nobody's parents or children become implausible: only married
    slots are touched, and a birth date moves by less than a year.
    """
    grown = crowd["slot"].is_in([HUSBAND, WIFE, FATHER, MOTHER]) & ~crowd["name"].str.contains("·")
    year = pl.Series(numbers.years_of(crowd["birth"].to_numpy()))
    frame = crowd.select("surname", "sex", "household", row=pl.int_range(pl.len()), year=year).filter(grown)
    frame = frame[rng.permutation(len(frame))].sort("surname", "sex", "year", maintain_order=True)
    alike = pl.all_horizontal(pl.col(c) == pl.col(c).shift(-1) for c in ("surname", "sex", "year"))
    place = pl.int_range(pl.len())
    pairs = frame.with_columns(
        other=pl.col("row").shift(-1), apart=pl.col("household") != pl.col("household").shift(-1)
    )
    pairs = pairs.filter(alike & pl.col("apart") & (place % 2 == 0))
    chosen = pairs[some(rng, np.arange(len(pairs)), rounded(rng, rate * len(crowd) / 2))]
    first, second = chosen["row"].to_numpy(), chosen["other"].to_numpy()
    result = crowd.with_columns(
        name=crowd["name"].clone().scatter(second, crowd["name"][first]),
        birth=crowd["birth"].clone().scatter(second, crowd["birth"][first]),
    )
    return result, np.sort(np.r_[first, second]).astype(np.int64)


def others(
    seed: int,
    county: County,
    *,
    crowd: pl.DataFrame,
    state: Ints,
    home: Ints,
    vacant: Ints,
    counties: pl.DataFrame,
    as_of: int,
    rates: Mapping[str, float],
) -> Others:
    """Return everybody beside the registered `crowd`, who are registered at `home` and live as `state` says."""
    size = len(crowd)

    def quota(name: str, factor: float = 1.0) -> int:
        return rounded(stream(seed, f"others/{name}"), rates[name] * size * factor)

    unregistered = _unregistered(seed, crowd, quota("no_registration"), state=state, home=home, as_of=as_of)
    parts = [
        _newcomers(
            seed, county, quota("inflow"), vacant=vacant, counties=counties, as_of=as_of, rare=rates["name_rare"]
        ),
        unregistered,
    ]
    for group, name, years in (
        (DEAD_CANCELLED, "deaths", lives.DEATH_YEARS),
        (ENLISTED_CANCELLED, "served_and_cancelled", 1),
        (ABROAD_CANCELLED, "abroad_and_cancelled", 1),
    ):
        parts.append(_let_go(seed, county, group, quota(name, years), crowd=crowd, home=home, as_of=as_of))
    start, household = size, int(crowd["household"].max()) + 1  # type: ignore[arg-type]
    frames = []
    for part in parts:
        own = pl.col("household") + household
        shift = [
            pl.when(pl.col(c) < 0).then(pl.col(c)).otherwise(pl.col(c) + start).alias(c)
            for c in ("father", "mother", "spouse")
        ]
        # Parents of the unregistered already are rows of the registered.
        frames.append(part.people.with_columns(own, *([] if part is unregistered else shift)))
        start += len(part.people)
        household += int(part.people["household"].max() or 0) + 1  # type: ignore[arg-type]
    columns = {name: np.concatenate([getattr(part, name) for part in parts]) for name in _COLUMNS}
    return Others(people=pl.concat(frames), **columns)


_COLUMNS = ("group", "home", "lives_at", "origin", "died_on")


def _others(frame: pl.DataFrame, group: int, **columns: Ints) -> Others:
    nobody = np.full(len(frame), NOBODY, dtype=np.int64)
    filled = {name: columns.get(name, nobody) for name in _COLUMNS[1:]}
    return Others(people=frame, group=np.full(len(frame), group), **filled)


def _newcomers(
    seed: int, county: County, count: int, *, vacant: Ints, counties: pl.DataFrame, as_of: int, rare: float
) -> Others:
    """Make families registered in other counties who live here; their numbers carry the prefix of their origin."""
    rng = stream(seed, "newcomers")
    members = families.draw(rng, count, as_of)
    households = int(members.household.max(initial=-1)) + 1
    frame = _named(seed, "newcomers", county, members, as_of=as_of, rare=rare)
    origin = pick(rng, counties["weight"].to_numpy(), households)
    place = vacant[rng.integers(0, len(vacant), households)]
    prefix = 990_000 + counties["code"].str.slice(2).cast(pl.Int64) % 8_000
    return _others(
        frame.with_columns(prefix=prefix.gather(origin[members.household])),
        NEWCOMER,
        lives_at=place[members.household],
        origin=origin[members.household],
    )


def _named(
    seed: int, part: str, county: County, members: Members, *, as_of: int, rare: float = community.RARE_NAMES
) -> pl.DataFrame:
    households = int(members.household.max(initial=-1)) + 1
    return people.make(
        seed,
        part,
        members,
        as_of=as_of,
        village=np.zeros(households, dtype=np.int64),
        clan=np.array([NOBODY]),
        prefixes=community.prefixes(county),
        rare=rare,
    )


def _alone(birth: Ints, sex: Ints, marital: Ints) -> Members:
    """Return persons each of whom is a household."""
    nobody = np.full(len(birth), NOBODY, dtype=np.int64)
    return Members(
        household=np.arange(len(birth)),
        slot=np.full(len(birth), HUSBAND),
        sex=sex,
        birth=birth,
        relation=np.full(len(birth), HEAD),
        marital=marital,
        father=nobody,
        mother=nobody,
        spouse=nobody,
    )


def _unregistered(seed: int, crowd: pl.DataFrame, count: int, *, state: Ints, home: Ints, as_of: int) -> Others:
    """Make persons whom no register holds: infants and school children of registered mothers, and some others."""
    rng = stream(seed, "unregistered")
    kind = np.sort(pick(rng, _UNREGISTERED, count))
    age_days = np.select(
        [kind == 0, kind == 1],
        [rng.integers(36, 730, count), rng.integers(int(6 * YEAR), int(15 * YEAR), count)],
        rng.integers(int(18 * YEAR), int(50 * YEAR), count),
    )
    birth = as_of - age_days
    slot, born = crowd["slot"].to_numpy(), crowd["birth"].to_numpy()
    mothers = np.flatnonzero((slot == WIFE) & (state == lives.HOME))
    mothers = mothers[np.argsort(born[mothers], kind="stable")]
    # A mother between 19 and 44 at the birth; where the county is too small to have one, the child stands alone.
    low = np.searchsorted(born[mothers], birth - int(44 * YEAR))
    high = np.searchsorted(born[mothers], birth - int(19 * YEAR))
    chosen = low + (rng.random(count) * (high - low)).astype(np.int64)
    has_mother = (high > low) & (kind < 2)
    mother = np.where(has_mother, np.r_[mothers, NOBODY][np.where(has_mother, chosen, -1)], NOBODY)
    host = np.where(has_mother, mother, rng.integers(0, len(crowd), count))
    spouse = crowd["spouse"].to_numpy()
    father = np.where(has_mother, spouse[host], NOBODY)
    sex = np.where(chance(rng, 0.5, count), 1, 2)
    surname = crowd["surname"].to_numpy()[np.where(father >= 0, father, host)]
    first, last = names.given_names(rng, numbers.years_of(birth), sex, rare=0)
    frame = pl.DataFrame(
        {
            "household": np.arange(count),
            "slot": np.full(count, CHILD),
            "sex": sex,
            "birth": birth,
            "relation": np.full(count, NOBODY),
            "marital": np.full(count, 10),
            "father": father,
            "mother": mother,
            "spouse": np.full(count, NOBODY),
            "surname": surname,
            "name": names.full_names(surname, first, last),
            "ethnicity": crowd["ethnicity"].to_numpy()[host],
            "education": np.zeros(count, dtype=np.int64),
            "prefix": np.full(count, 998_000),  # never written: without registration there is no number
        }
    )
    return _others(frame, UNREGISTERED, lives_at=home[host])


def _let_go(
    seed: int, county: County, group: int, count: int, *, crowd: pl.DataFrame, home: Ints, as_of: int
) -> Others:
    """Make persons whom the register has duly cancelled: dead, serving, settled abroad."""
    rng = stream(seed, f"let go/{group}")
    age = (as_of - crowd["birth"].to_numpy()) / YEAR
    male = crowd["sex"].to_numpy() == 1
    weight = {
        DEAD_CANCELLED: lives.hazard(age, male),
        ENLISTED_CANCELLED: 1e-6 + (male & (age >= 18) & (age < 25)),
        ABROAD_CANCELLED: 1e-6 + ((age >= 18) & (age < 70)),
    }[group]
    like = pick(rng, weight, count)
    birth = crowd["birth"].to_numpy()[like] + rng.integers(-300, 300, count)
    members = _alone(np.minimum(birth, as_of - 800), crowd["sex"].to_numpy()[like], crowd["marital"].to_numpy()[like])
    frame = _named(seed, f"let go/{group}", county, members, as_of=as_of)
    died = lives.day_of_death(rng, members.birth, as_of) if group == DEAD_CANCELLED else np.full(count, NOBODY)
    return _others(frame, group, home=home[rng.integers(0, len(crowd), count)], died_on=died)
