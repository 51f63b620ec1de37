"""Those who left the register by law: enlisted (户口登记条例, article 11) and settled abroad."""

from __future__ import annotations

from huangce.simulate import wording
from huangce.simulate.lists.draft import Draft, draft
from huangce.simulate.streams import Ints
from huangce.simulate.world import World
from huangce.simulate.written import Habits, dates, identities, sexes

ENLISTED = Habits(dates="dotted", spreadsheet=True)
ABROAD = Habits(dates="chinese", spreadsheet=True)


def enlisted(world: World, person: Ints) -> Draft:
    """Write the list of those who joined the forces in the last year."""
    rng = world.rng("enlisted")
    who = identities(world, rng, person, ENLISTED, has_birth=True)
    day = world.as_of - rng.integers(40, 400, len(person))
    place = world.home[person]
    table = {
        "name": who.name,
        "citizen_id": who.number,
        "sex": sexes(world.people[person]),
        "birth_date": dates(world, rng, who.birth, ENLISTED.dates, spreadsheet=True),
        "enlisted_on": dates(world, rng, day, ENLISTED.dates, spreadsheet=True),
        "address": wording.write(rng, world.county, world.places, place, wording.CASUAL),
    }
    return draft("enlisted", table, person, place)


def settled_abroad(world: World, person: Ints) -> Draft:
    """Write the list of those who settled abroad."""
    rng = world.rng("settled abroad")
    who = identities(world, rng, person, ABROAD, has_birth=True)
    day = world.as_of - rng.integers(40, 1800, len(person))
    place = world.home[person]
    table = {
        "name": who.name,
        "citizen_id": who.number,
        "birth_date": dates(world, rng, who.birth, ABROAD.dates, spreadsheet=True),
        "settled_on": dates(world, rng, day, ABROAD.dates, spreadsheet=True),
        "address": wording.write(rng, world.county, world.places, place, wording.CLERICAL),
    }
    return draft("settled_abroad", table, person, place)
