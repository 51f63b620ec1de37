"""Newborns as institutions certify them, and pupils whom no register holds (notice 003 四(四), 四(十))."""

from __future__ import annotations

import numpy as np
import polars as pl

from huangce.simulate import names, wording
from huangce.simulate.lists.deaths import INSTITUTIONS
from huangce.simulate.lists.draft import Draft, draft
from huangce.simulate.numbers import years_of
from huangce.simulate.slots import NOBODY
from huangce.simulate.streams import Ints, chance, gather
from huangce.simulate.traces import Rows
from huangce.simulate.world import World
from huangce.simulate.written import Habits, blanked, dates, identities, serials, sexes

NEWBORNS = Habits(dates="iso", spreadsheet=True)
FATHERS = Habits(spreadsheet=True, missing="number_missing_careless")
PUPILS = Habits(dates="chinese", spreadsheet=True)
GUARDIANS = Habits(spreadsheet=True, missing="number_missing_careless")
_SCHOOLS = ("模拟第一小学", "模拟第二小学", "模拟中心校", "模拟初级中学", "模拟九年制学校")


def _parents(world: World, part: str, parent: Ints, habits: Habits) -> tuple[pl.Series, pl.Series]:
    """Write names and numbers of parents; both null where there is none."""
    there = np.flatnonzero(parent != NOBODY)
    name = pl.Series([None], dtype=pl.String).new_from_index(0, len(parent))
    number = name.clone()
    if len(there):
        who = identities(world, world.rng(part), parent[there], habits, has_birth=False)
        name.scatter(there, who.name)
        number.scatter(there, who.number)
    return name, number


def newborns(world: World, born: Rows) -> Draft:
    """Write the births; many a child has no name yet, and some are registered under another one."""
    rng = world.rng("newborns")
    people, size = world.people[born.person], len(born)
    who = identities(world, rng, born.person, NEWBORNS, has_birth=True)
    mother_name, mother_number = _parents(world, "newborns/mothers", people["mother"].to_numpy(), NEWBORNS)
    father_name, father_number = _parents(world, "newborns/fathers", people["father"].to_numpy(), FATHERS)
    named = who.name.zip_with(~pl.Series(chance(rng, world.rates["newborn_renamed"], size)), _other_names(rng, people))
    unnamed = pl.Series(chance(rng, world.rates["newborn_unnamed"], size))
    child = gather(("之子", "之女"), people["sex"].to_numpy() - 1)
    address = wording.blur(
        rng, wording.write(rng, world.county, world.places, born.place, wording.CASUAL), world.rates["address_noise"]
    )
    table = {
        "certificate_no": serials(rng, "X99", 7, size),
        "name": (mother_name + child).zip_with(unnamed, named),
        "sex": sexes(people),
        "birth_date": dates(world, rng, people["birth"].to_numpy(), NEWBORNS.dates, spreadsheet=True),
        "mother_name": mother_name,
        "mother_citizen_id": mother_number,
        "father_name": father_name,
        "father_citizen_id": father_number,
        "address": address,
        "institution": gather(INSTITUTIONS, rng.integers(0, len(INSTITUTIONS), size)),
    }
    return draft("newborns", table, born.person, born.place, born.evidence)


def _other_names(rng: np.random.Generator, people: pl.DataFrame) -> pl.Series:
    """Return what the parents meant to call their child before they registered it under another name."""
    surname, sex = people["surname"].to_numpy(), people["sex"].to_numpy()
    return names.full_names(surname, *names.given_names(rng, years_of(people["birth"].to_numpy()), sex, rare=0))


def pupils(world: World, listed: Rows, consent: np.ndarray) -> Draft:
    """Write the pupils without registration, with the guardian's consent or its refusal."""
    rng = world.rng("pupils")
    people, size = world.people[listed.person], len(listed)
    who = identities(world, rng, listed.person, PUPILS, has_birth=True)
    father, mother = people["father"].to_numpy(), people["mother"].to_numpy()
    guardian = np.where((father != NOBODY) & chance(rng, 0.6, size), father, mother)
    guardian_name, guardian_number = _parents(world, "pupils/guardians", guardian, GUARDIANS)
    address = wording.write(rng, world.county, world.places, listed.place, wording.CASUAL)
    table = {
        "name": who.name,
        "sex": sexes(people),
        "birth_date": dates(world, rng, who.birth, PUPILS.dates, spreadsheet=True),
        "guardian_name": guardian_name,
        "guardian_citizen_id": guardian_number,
        "consent": gather(("否", "是"), consent.astype(np.int64)),
        "address": blanked(rng, address, world.rates["address_missing"], protected=consent),
        "school": gather(_SCHOOLS, rng.integers(0, len(_SCHOOLS), size)),
    }
    return draft("pupils", table, listed.person, listed.place, listed.evidence)
