"""Three lists of deaths: cremations, deaths in medical institutions, funeral benefits (notice 002 三(三)4)."""

from __future__ import annotations

import polars as pl

from huangce.simulate import wording
from huangce.simulate.lists.draft import Draft, draft
from huangce.simulate.streams import Ints, gather
from huangce.simulate.traces import Deaths
from huangce.simulate.world import World
from huangce.simulate.written import Habits, blanked, dates, identities, serials, sexes

CREMATIONS = Habits(dates="cell", spreadsheet=True, missing="number_missing_careless")
MEDICAL = Habits(dates="slash", missing="number_missing_careless")
BENEFITS = Habits(dates="dotted", spreadsheet=True, missing="")  # nothing is paid without a number
INSTITUTIONS = ("模拟人民医院", "模拟中医院", "模拟第二医院", "模拟康复医院", "模拟中心卫生院")


def _addresses(world: World, part: str, place: Ints) -> pl.Series:
    rng = world.rng(f"{part}/addresses")
    written = wording.write(rng, world.county, world.places, place, wording.CASUAL)
    return wording.blur(rng, written, world.rates["address_noise"])


def cremations(world: World, dead: Deaths) -> Draft:
    """Write the list of the crematory."""
    rng = world.rng("cremations")
    who = identities(world, rng, dead.person, CREMATIONS, has_birth=False)
    place = world.home[dead.person]
    after = (dead.day + rng.integers(1, 4, len(dead.day))).clip(None, world.as_of)
    table = {
        "name": who.name,
        "sex": sexes(world.people[dead.person]),
        "citizen_id": who.number,
        "died_on": dates(world, rng, dead.day, CREMATIONS.dates, spreadsheet=True),
        "cremated_on": dates(world, rng, after, CREMATIONS.dates, spreadsheet=True),
        "address": _addresses(world, "cremations", place),
    }
    return draft("cremations", table, dead.person, place)


def medical_deaths(world: World, dead: Deaths) -> Draft:
    """Write the list of deaths certified by medical institutions."""
    rng = world.rng("medical deaths")
    size = len(dead.person)
    who = identities(world, rng, dead.person, MEDICAL, has_birth=True)
    place = world.home[dead.person]
    table = {
        "certificate_no": serials(rng, "99", 7, size),
        "name": who.name,
        "sex": sexes(world.people[dead.person]),
        "citizen_id": who.number,
        "birth_date": dates(world, rng, who.birth, MEDICAL.dates),
        "died_on": dates(world, rng, dead.day, MEDICAL.dates),
        "institution": gather(INSTITUTIONS, rng.integers(0, len(INSTITUTIONS), size)),
        "address": _addresses(world, "medical deaths", place),
    }
    return draft("medical_deaths", table, dead.person, place)


def funeral_benefits(world: World, dead: Deaths) -> Draft:
    """Write the list of funeral benefits: no sex, no birth date, no address, only the town."""
    rng = world.rng("funeral benefits")
    who = identities(world, rng, dead.person, BENEFITS, has_birth=False)
    place = world.home[dead.person]
    paid = (dead.day + rng.integers(10, 90, len(dead.day))).clip(None, world.as_of)
    town = world.county.villages["town"].gather(world.village_of(place))
    table = {
        "name": who.name,
        "citizen_id": who.number,
        "died_on": dates(world, rng, dead.day, BENEFITS.dates, spreadsheet=True),
        "paid_on": dates(world, rng, paid, BENEFITS.dates, spreadsheet=True),
        "division_name": blanked(rng, town, world.rates["address_missing"]),
    }
    return draft("funeral_benefits", table, dead.person, place)
