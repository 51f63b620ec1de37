"""The household register (户籍人口): one row a person, a second one for those held twice, some wrong numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from huangce.simulate import community, lives, mistakes, numbers, relations, variants, wording
from huangce.simulate.characters import ETHNICITIES
from huangce.simulate.lists.draft import Draft, draft
from huangce.simulate.newcomers import REGISTERED
from huangce.simulate.people import EDUCATION
from huangce.simulate.streams import Ints, chance, gather, pick
from huangce.simulate.world import World
from huangce.simulate.written import sexes

_MARITAL = {10: "未婚", 21: "初婚", 22: "再婚", 30: "丧偶", 40: "离婚"}
_SAME_VILLAGE = 0.6  # second entries that stand in a household of the same village
_SAME_NUMBER = 0.3  # second entries under the same number; the others have a second, valid one
_CODED_TOWNS = 6  # every sixth town writes relations in GB/T 4761 codes


@dataclass(frozen=True)
class Entries:
    """The entries of the register in its order: person, household, and which differ from what is true.

    `second` marks the second entry of one held twice. `wrong` marks numbers that are not the person's.
    """

    person: Ints
    household: Ints
    second: np.ndarray
    wrong: np.ndarray
    name: pl.Series
    number: pl.Series
    birth: Ints


def entries(world: World) -> Entries:
    """Draw the entries of the register."""
    rng = world.rng("register/entries")
    size = int((world.group == REGISTERED).sum())
    household = world.people["household"].to_numpy()[:size]
    twice = np.flatnonzero(world.state[:size] == lives.HELD_TWICE)
    host = _hosts(rng, world, household, twice)
    person = np.r_[np.arange(size), twice]
    where = np.r_[household, host]
    order = np.argsort(where, kind="stable")  # second entries come last in their household
    name, number, birth = (world.people[c][person] for c in ("name", "citizen_id", "birth"))
    days = birth.to_numpy().copy()
    second = np.arange(len(person)) >= size
    name, number = name.clone(), number.clone()
    if len(twice):
        rows = np.flatnonzero(second)
        other_name, other_number, other_birth = _second(rng, world, twice)
        name.scatter(rows, other_name)
        number.scatter(rows, other_number)
        days[rows] = other_birth
    wrong = (world.state[person] == lives.WRONG_NUMBER) & ~second
    away = world.rng("register/away")
    also = (world.state[person] == lives.AWAY) & chance(away, world.rates["away_wrong_number"], len(person))
    for stream, rows in ((rng, np.flatnonzero(wrong)), (away, np.flatnonzero(also))):
        if len(rows):
            number.scatter(rows, _wrong(stream, world, person[rows]))
    wrong |= also
    return Entries(
        person=person[order],
        household=where[order],
        second=second[order],
        wrong=wrong[order],
        name=name[order],
        number=number[order],
        birth=days[order],
    )


def _hosts(rng: np.random.Generator, world: World, household: Ints, twice: Ints) -> Ints:
    """Choose the household of each second entry: a neighbouring one of the same village, or any other."""
    count = int(household[-1]) + 1
    first = np.searchsorted(household, np.arange(count))
    village = world.village_of(world.home[first])
    own = household[twice]
    near = np.where(own + 1 < count, own + 1, own - 1)
    near = np.where(village[near.clip(0)] == village[own], near, own - 1)
    ok = (near >= 0) & (village[near.clip(0)] == village[own]) & ~world.collective[near.clip(0)]
    far = rng.integers(0, count, len(twice))
    far = np.where(far == own, (far + 1) % count, far)
    far = np.where(world.collective[far], (own + count // 2) % count, far)
    return np.where(ok & chance(rng, _SAME_VILLAGE, len(twice)), near, far)


def _second(rng: np.random.Generator, world: World, person: Ints) -> tuple[pl.Series, pl.Series, Ints]:
    """Return name, number and birth date of second entries: never all three different."""
    people, size = world.people[person], len(person)
    same = chance(rng, _SAME_NUMBER, size)
    differs = np.where(same, pick(rng, (0.8, 0.2, 0.0), size), pick(rng, (0.35, 0.35, 0.30), size))
    birth = people["birth"].to_numpy()
    other_birth = np.where(differs == 2, np.minimum(mistakes.wrong_dates(rng, birth), world.as_of), birth)
    renamed = variants.vary(rng, people["name"], (0.6, 0.2, 0.2))
    choices, weights = community.prefixes(world.county)
    own = numbers.mint_more(
        rng,
        prefix=choices[pick(rng, weights, size)],
        birth=other_birth,
        sex=people["sex"].to_numpy(),
        taken=world.people["citizen_id"],
    )
    name = renamed.zip_with(pl.Series(differs == 1), people["name"])
    return name, people["citizen_id"].zip_with(pl.Series(same), own), other_birth


def _wrong(rng: np.random.Generator, world: World, person: Ints) -> pl.Series:
    """Return numbers that are not the persons': mistyped, valid for another birth date, or another person's."""
    people, size = world.people[person], len(person)
    kind = pick(rng, (0.75, 0.15, 0.10), size)
    birth = people["birth"].to_numpy()
    valid = numbers.mint_more(
        rng,
        prefix=people["prefix"].to_numpy(),
        birth=np.minimum(mistakes.wrong_dates(rng, birth), world.as_of),
        sex=people["sex"].to_numpy(),
        taken=world.people["citizen_id"],
    )
    at_home = np.flatnonzero((world.state == lives.HOME) & (world.group == REGISTERED))
    at_home = at_home if len(at_home) else person
    owner = at_home[rng.integers(0, len(at_home), size)]
    another = world.people["citizen_id"][owner]
    mistyped = mistakes.mistyped(rng, people["citizen_id"])
    # A number that fits the birth date would leave no trace: then take the mistyped one.
    usable = pl.Series((kind == 2) & (world.people["birth"].to_numpy()[owner] != birth))
    result = another.zip_with(usable, mistyped)
    return valid.zip_with(pl.Series(kind == 1), result)


def write(world: World, listed: Entries) -> Draft:
    """Write the register: the office's own list, in good order; old addresses are not yet in the standard form."""
    rng = world.rng("register/written")
    person, household = listed.person, listed.household
    people = world.people[person]
    size = len(person)
    first = np.searchsorted(household, np.arange(int(household[-1]) + 1))
    place = world.home[person[first]][household]
    villages = world.county.villages
    village = world.village_of(place)
    address = wording.write(rng, world.county, world.places, place, wording.OFFICIAL)
    address = _former_county(rng, world, address)
    marital = people["marital"].to_numpy()
    moved = np.where(chance(rng, 0.2, size), world.as_of - rng.integers(30, 12_000, size), -1)
    moved = np.where(moved > listed.birth, moved, -1)
    names = people["name"]
    table = {
        "household_no": pl.Series(200_000_001 + household).cast(pl.String),
        "household_kind": gather(("家庭户", "集体户"), world.collective[household].astype(np.int64)),
        "relation": _relations(world, people["relation"].to_numpy(), listed.second, village),
        "name": listed.name,
        "former_name": variants.vary(rng, names, (0.8, 0.2, 0)).set(pl.Series(~chance(rng, 0.01, size)), None),
        "sex": sexes(people),
        "ethnicity": gather([f"{word}族" for _, word, _ in ETHNICITIES], people["ethnicity"].to_numpy()),
        "birth_date": pl.Series(numbers.yyyymmdd(listed.birth)).cast(pl.String),
        "citizen_id": listed.number,
        "birthplace": _origin(rng, world, size, 0.85),
        "native_place": _origin(rng, world, size, 0.93),
        "education": gather(EDUCATION, people["education"].to_numpy()).replace("", None),
        "marital_status": gather(list(_MARITAL.values()), np.searchsorted(list(_MARITAL), marital)),
        "division": villages["code"].gather(village),
        "division_name": villages["name"].gather(village),
        "address": address,
        "moved_in_on": pl.Series(numbers.yyyymmdd(moved)).cast(pl.String).set(pl.Series(moved < 0), None),
    }
    return draft("register", table, person, place)


def _relations(world: World, code: Ints, second: np.ndarray, village: Ints) -> pl.Series:
    """Write relations in words, in the towns that are used to them in codes; a second entry is 其他亲属."""
    code = np.where(second, 97, code)
    words = pl.Series(code).replace_strict(relations.WORDS, return_dtype=pl.String)
    digits = pl.Series(code).cast(pl.String).str.zfill(2)
    towns = world.county.villages["town_code"].rank("dense").to_numpy().astype(np.int64)
    return digits.zip_with(pl.Series(towns[village] % _CODED_TOWNS == 0), words)


def _origin(rng: np.random.Generator, world: World, size: int, own: float) -> pl.Series:
    """Return counties of birth or descent: mostly this one."""
    full = world.counties["province"] + world.counties["city"] + world.counties["name"]
    other = full.gather(pick(rng, world.counties["weight"].to_numpy(), size))
    here = pl.Series([world.county.prefix]).new_from_index(0, size)
    return here.zip_with(pl.Series(chance(rng, own, size)), other)


def _former_county(rng: np.random.Generator, world: World, address: pl.Series) -> pl.Series:
    """Let a few old entries name the county as it was called before."""
    if not world.county.former:
        return address
    old = address.str.replace(world.county.name, world.county.former[-1], literal=True)
    return old.zip_with(pl.Series(chance(rng, world.rates["address_former_county"], len(address))), address)
