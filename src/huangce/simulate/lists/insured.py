"""The list of insured persons: registered place and contact only (requirements, part 6, decision 8)."""

from __future__ import annotations

import numpy as np
import polars as pl

from huangce.simulate import wording
from huangce.simulate.lists.draft import Draft, draft
from huangce.simulate.lists.residents import registered_places
from huangce.simulate.traces import NO_EVIDENCE, Rows, outside_contact
from huangce.simulate.world import World
from huangce.simulate.written import Habits, blanked, identities, phones

HABITS = Habits()


def write(world: World, listed: Rows) -> Draft:
    """Write the insured; who lives outside has a contact address there."""
    rng = world.rng("insured")
    person = listed.person
    who = identities(world, rng, person, HABITS, has_birth=False)
    outside = np.flatnonzero(outside_contact(world, listed))
    address = wording.blur(
        rng, wording.write(rng, world.county, world.places, listed.place, wording.CASUAL), world.rates["address_noise"]
    )
    if len(outside):
        address = address.scatter(outside, wording.away(rng, world.counties, len(outside))[0])
    needed = listed.evidence != NO_EVIDENCE
    place = registered_places(world, rng, person)
    table = {
        "name": who.name,
        "citizen_id": who.number,
        "registered_place": blanked(rng, place, world.rates["address_missing"], protected=needed),
        "address": blanked(rng, address, world.rates["address_missing"], protected=needed),
        "phone": phones(rng, len(listed)),
    }
    return draft(
        "insured",
        {name: column.cast(pl.String) for name, column in table.items()},
        person,
        listed.place,
        listed.evidence,
    )
