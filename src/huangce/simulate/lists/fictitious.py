"""Entries of the register behind which there is nobody (虚假户口): invented persons and families.

They come after all other entries, from random streams of their own, so that a county without them is the same county.
One in four carries a number that fits: nothing written tells it from somebody who is away.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl

from huangce.simulate import community, mistakes, names, numbers
from huangce.simulate.families import YEAR
from huangce.simulate.lists.draft import Draft
from huangce.simulate.newcomers import REGISTERED
from huangce.simulate.relations import HEAD, NOT_RELATED, WORDS
from huangce.simulate.streams import Ints, chance, gather, pick, rounded
from huangce.simulate.traces import NO_EVIDENCE
from huangce.simulate.world import World

# Nobody is -1; those who never were are numbered from here downwards, so that each counts as one.
FIRST = -2
# What the row of one shows, beside those of `traces`: a number that cannot be its own.
IMPOSSIBLE = 3
_WIFE, _SON, _DAUGHTER, _OTHER_RELATIVE = 12, 20, 30, 97
_HUNG_ON = 0.5  # share of them that hang on a household; the others are a household of their own at its address
_MISTYPED, _OTHER_BIRTH, _FITS = 0.5, 0.25, 0.25
_FIRST_HOUSEHOLD = 200_000_001
_SIZES = (0.3, 0.5, 0.2)  # of families of two, three and four


def with_invented(world: World, listed: Draft) -> Draft:
    """Return the register list with the invented entries at its end; each takes a household of it, or its address."""
    homes = np.flatnonzero((listed.table["household_kind"] == "家庭户").to_numpy())
    if not len(homes):
        return listed
    persons, first = int((world.group == REGISTERED).sum()), _FIRST_HOUSEHOLD + len(world.collective)
    rng = world.rng("register/fictitious")
    lone = rounded(rng, world.rates["fictitious"] * persons)
    listed = _added(listed, _alone(world, listed, homes[rng.integers(0, len(homes), lone)], first, rng))
    rng = world.rng("register/fictitious_families")
    families = rounded(rng, world.rates["fictitious_families"] * persons)
    hosts = homes[rng.integers(0, len(homes), families)]
    return _added(listed, _families(world, listed, hosts, first + lone, rng))


def _alone(world: World, listed: Draft, host: Ints, first: int, rng: np.random.Generator) -> Invented:
    """Return entries that hang on a household of others, or are one by themselves at its address."""
    size = len(host)
    hung = chance(rng, _HUNG_ON, size)
    birth = world.as_of - (rng.uniform(18, 80, size) * YEAR).astype(np.int64)
    sex = rng.integers(1, 3, size)
    given = names.given_names(rng, numbers.years_of(birth), sex, rare=0.0)
    name = names.full_names(names.surnames(rng, size), *given)
    kind, number = _numbers(world, listed, birth, sex, rng)
    said = np.where(hung, np.where(chance(rng, 0.5, size), _OTHER_RELATIVE, NOT_RELATED), HEAD)
    own = pl.Series(first + np.arange(size)).cast(pl.String)
    household = listed.table["household_no"][host].zip_with(pl.Series(hung), own)
    return Invented(host, household, said, name, sex, birth, kind, number)


def _families(world: World, listed: Draft, host: Ints, first: int, rng: np.random.Generator) -> Invented:
    """Return families of two to four, husband and wife and their children, each at the address of another household."""
    size = len(host)
    members = pick(rng, _SIZES, size) + 2
    of = np.repeat(np.arange(size), members)
    place = np.arange(len(of)) - np.repeat(np.cumsum(members) - members, members)
    eldest = world.as_of - (rng.uniform(32, 60, size) * YEAR).astype(np.int64)
    later = np.where(place == 0, 0.0, np.where(place == 1, rng.uniform(-3, 5, len(of)), rng.uniform(22, 31, len(of))))
    birth = eldest[of] + (later * YEAR).astype(np.int64)
    sex = np.where(place == 0, 1, np.where(place == 1, 2, rng.integers(1, 3, len(of))))
    surname = np.where(place == 1, names.surnames(rng, len(of)), names.surnames(rng, size)[of])
    name = names.full_names(surname, *names.given_names(rng, numbers.years_of(birth), sex, rare=0.0))
    kind, number = _numbers(world, listed, birth, sex, rng)
    said = np.where(place == 0, HEAD, np.where(place == 1, _WIFE, np.where(sex == 1, _SON, _DAUGHTER)))
    household = pl.Series(first + of).cast(pl.String)
    return Invented(host[of], household, said, name, sex, birth, kind, number)


class Invented(NamedTuple):
    """Invented entries by column; `host` is the row of the list whose address each takes."""

    host: Ints
    household: pl.Series
    said: Ints
    name: pl.Series
    sex: Ints
    birth: Ints
    kind: Ints
    number: pl.Series


def _numbers(world: World, listed: Draft, birth: Ints, sex: Ints, rng: np.random.Generator) -> tuple[Ints, pl.Series]:
    """Return for each entry what is wrong with its number, and the number."""
    size = len(birth)
    kind = pick(rng, (_MISTYPED, _OTHER_BIRTH, _FITS), size)
    choices, weights = community.prefixes(world.county)
    number = numbers.mint_more(
        rng,
        prefix=choices[pick(rng, weights, size)],
        birth=np.where(kind == 1, mistakes.wrong_dates(rng, birth), birth),
        sex=sex,
        taken=listed.table["citizen_id"],
    )
    return kind, mistakes.mistyped(rng, number).zip_with(pl.Series(kind == 0), number)


def _added(listed: Draft, new: Invented) -> Draft:
    rows, size = listed.table[new.host], len(new.host)
    words = pl.Series(new.said).replace_strict(WORDS, return_dtype=pl.String)
    codes = pl.Series(new.said).cast(pl.String).str.zfill(2)
    coded = pl.Series(rows["relation"].str.contains(r"^\d+$"), dtype=pl.Boolean)
    nothing = pl.lit(None, dtype=pl.String)
    table = rows.with_columns(
        household_no=new.household,
        relation=codes.zip_with(coded, words),
        name=new.name,
        former_name=nothing,
        sex=gather(("男", "女"), new.sex - 1),
        birth_date=pl.Series(numbers.yyyymmdd(new.birth)).cast(pl.String),
        citizen_id=new.number,
        education=nothing,
        marital_status=nothing,
        moved_in_on=nothing,
    )
    before = min(int(listed.person.min(initial=0)), FIRST + 1)
    return Draft(
        listed.kind,
        pl.concat([listed.table, table]),
        np.r_[listed.person, before - 1 - np.arange(size)],
        np.r_[listed.place, listed.place[new.host]],
        np.r_[listed.evidence, np.where(new.kind < 2, IMPOSSIBLE, NO_EVIDENCE)],
    )
