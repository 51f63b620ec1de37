"""The resident list (实有人口): who was met at which door, by enumerators with card readers."""

from __future__ import annotations

import numpy as np
import polars as pl

from huangce.simulate import wording
from huangce.simulate.lists.draft import Draft, draft
from huangce.simulate.newcomers import NEWCOMER, UNREGISTERED
from huangce.simulate.streams import Ints, chance, gather
from huangce.simulate.traces import HERE, NO_EVIDENCE, Collected
from huangce.simulate.world import World
from huangce.simulate.written import Habits, chosen, dates, identities, phones, sexes

HABITS = Habits(dates="iso", from_cards=True)
_SOURCES = (("入户采集", "自主申报", "窗口登记", "电话核实"), (0.72, 0.13, 0.10, 0.05))
# Foreign residents have passports; letters and digits of no country's shape.
_FOREIGN_NAMES = ("ANNA BERG", "IVAN PETROV", "MARIA SILVA", "JOHN EXAMPLE", "AMINA DIALLO", "LI NGUYEN")


def write(world: World, collected: Collected) -> Draft:
    """Write the resident list, foreign residents at its end (they belong to nobody in the truth)."""
    rng = world.rng("residents")
    person, place = collected.person, collected.place
    who = identities(world, rng, person, HABITS, has_birth=True)
    size = len(person)
    home = world.home[person]
    group = world.group[person]
    here = world.village_of(place)
    apart = (home >= 0) & (world.village_of(home) != here)
    kind = np.select([group == NEWCOMER, group == UNREGISTERED, apart], [1, 3, 2], 0)
    address = wording.blur(
        rng, wording.write(rng, world.county, world.places, place, wording.CLERICAL), world.rates["address_noise"]
    )
    code = gather(world.county.villages["code"], here)
    arrived = np.where(kind == 1, collected.day - rng.integers(20, 2500, size), -1)
    table = {
        "name": who.name,
        "citizen_id": who.number,
        "sex": sexes(world.people[person]),
        "birth_date": dates(world, rng, who.birth, HABITS.dates),
        "registered_place": registered_places(world, rng, person),
        "address": address,
        "division": code,
        "kind": gather(("常住", "暂住", "寄住", "未落户", "境外"), kind),
        "arrived_on": dates(world, rng, arrived, HABITS.dates),
        "phone": phones(rng, size),
        "collected_on": dates(world, rng, collected.day, HABITS.dates),
        "source": chosen(rng, *_SOURCES, size),
    }
    rows = draft("residents", table, person, place, np.where(collected.now, HERE, NO_EVIDENCE))
    return _with_foreigners(world, rows)


def registered_places(world: World, rng: np.random.Generator, person: Ints) -> pl.Series:
    """Write where persons are registered: this county to the village, another county by its name, nothing for some."""
    home, origin = world.home[person], world.origin[person]
    villages = world.county.villages
    village = world.village_of(home)
    near = pl.Series([world.county.name]).new_from_index(0, len(person)) + villages["town"].gather(village.clip(0))
    near = near + villages["short"].gather(village.clip(0))
    full = world.county.province + pl.Series([world.county.city]).new_from_index(0, len(person)) + near
    own = full.zip_with(pl.Series(chance(rng, 0.5, len(person))), near)
    counties = world.counties
    other = (counties["province"] + counties["city"] + counties["name"]).gather(origin.clip(0))
    return own.set(pl.Series(home < 0), None).zip_with(pl.Series(origin < 0), other)


def _with_foreigners(world: World, rows: Draft) -> Draft:
    rng = world.rng("residents/foreigners")
    size = round(world.rates["foreigners"] * len(rows))
    if not size:
        return rows
    place = rng.integers(0, len(world.places), size)
    birth = world.as_of - rng.integers(20 * 365, 60 * 365, size)
    day = world.as_of - rng.integers(0, 300, size)
    blank = pl.Series([None], dtype=pl.String).new_from_index(0, size)
    table = {
        "name": gather(_FOREIGN_NAMES, rng.integers(0, len(_FOREIGN_NAMES), size)),
        "citizen_id": "XZ" + pl.Series(rng.integers(1_000_000, 9_999_999, size)).cast(pl.String),
        "sex": gather(("男", "女"), rng.integers(0, 2, size)),
        "birth_date": dates(world, rng, birth, HABITS.dates),
        "registered_place": blank,
        "address": wording.write(rng, world.county, world.places, place, wording.CLERICAL),
        "division": gather(world.county.villages["code"], world.village_of(place)),
        "kind": blank.fill_null("境外"),
        "arrived_on": dates(world, rng, day - 100, HABITS.dates),
        "phone": phones(rng, size),
        "collected_on": dates(world, rng, day, HABITS.dates),
        "source": chosen(rng, *_SOURCES, size),
    }
    more = draft("residents", table, np.full(size, -1), place)
    return Draft(
        rows.kind,
        pl.concat([rows.table, more.table]),
        np.r_[rows.person, more.person],
        np.r_[rows.place, more.place],
        np.r_[rows.evidence, more.evidence],
    )
