"""People who moved by the book: relocated persons (notice 004 二(一)2) and holders of a residence permit (令663)."""

from __future__ import annotations

import numpy as np
import polars as pl

from huangce.simulate import relations, wording
from huangce.simulate.characters import ETHNICITIES
from huangce.simulate.lists.draft import Draft, draft
from huangce.simulate.places import street_names
from huangce.simulate.streams import Ints, gather
from huangce.simulate.traces import Rows
from huangce.simulate.world import World
from huangce.simulate.written import Habits, dates, identities, serials, sexes

RELOCATED = Habits(dates="dotted", spreadsheet=True, missing="number_missing_careless")
PERMITS = Habits(dates="cell", spreadsheet=True)


def relocated(world: World, listed: Rows) -> Draft:
    """Write the relocated, household by household, with the place they came from and the one they were given."""
    rng = world.rng("relocated")
    person = listed.person
    people = world.people[person]
    who = identities(world, rng, person, RELOCATED, has_birth=False)
    household = people["household"].to_numpy()
    _, number = np.unique(household, return_inverse=True)
    rural = np.flatnonzero((world.places["group"] > 0).to_numpy())
    # Those whose registration moved with them came from some village; the others are still registered there.
    came_from = (
        rural[rng.integers(0, len(rural), int(number.max(initial=-1)) + 1)][number] if len(rural) else listed.place
    )
    origin = np.where(world.home[person] == world.lives_at[person], came_from, world.home[person])
    moved = (world.as_of - rng.integers(300, 2500, int(number.max(initial=-1)) + 1))[number]
    table = {
        "household_no": "BQ" + pl.Series(number + 1).cast(pl.String).str.zfill(6),
        "name": who.name,
        "citizen_id": who.number,
        "relation": pl.Series(people["relation"]).replace_strict(relations.WORDS, return_dtype=pl.String),
        "origin_address": wording.write(rng, world.county, world.places, origin, wording.CLERICAL),
        "address": wording.write(rng, world.county, world.places, listed.place, wording.CLERICAL),
        "moved_in_on": dates(world, rng, moved, RELOCATED.dates, spreadsheet=True),
    }
    return draft("relocated", table, person, listed.place, listed.evidence)


def permits(world: World, listed: Rows) -> Draft:
    """Write the residence permits of newcomers; each runs a year from its issue or last endorsement."""
    rng = world.rng("permits")
    person, size = listed.person, len(listed)
    people = world.people[person]
    who = identities(world, rng, person, PERMITS, has_birth=True)
    issued = world.as_of - rng.integers(10, 1500, size)
    until = _anniversary(issued, world.as_of - 60)
    counties = world.counties
    registered = (counties["province"] + counties["city"] + counties["name"]).gather(world.origin[person])
    streets = pl.Series(street_names())
    numbers = pl.Series(rng.integers(1, 300, size)).cast(pl.String)
    table = {
        "permit_no": serials(rng, "JZ", 8, size),
        "name": who.name,
        "sex": sexes(people),
        "ethnicity": gather([word for _, word, _ in ETHNICITIES], people["ethnicity"].to_numpy()),
        "birth_date": dates(world, rng, who.birth, PERMITS.dates, spreadsheet=True),
        "citizen_id": who.number,
        "registered_place": registered + streets.gather(rng.integers(0, len(streets), size)) + numbers + "号",
        "address": wording.write(rng, world.county, world.places, listed.place, wording.CLERICAL),
        "issued_on": dates(world, rng, issued, PERMITS.dates, spreadsheet=True),
        "valid_until": dates(world, rng, until, PERMITS.dates, spreadsheet=True),
    }
    return draft("permits", table, person, listed.place, listed.evidence)


def _anniversary(day: Ints, after: int) -> Ints:
    """Return the last day of the year of validity that ends after a day (居住证暂行条例, article 10)."""
    years = np.maximum(1, np.ceil((after - day) / 365.2425)).astype(np.int64)
    date = day.astype("datetime64[D]")
    month = date.astype("datetime64[M]")
    end = (month + 12 * years).astype("datetime64[D]") + (date - month)
    result: Ints = end.astype(np.int64) - 1
    return result
