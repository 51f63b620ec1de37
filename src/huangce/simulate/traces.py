"""Who stands in which list: the traces that people leave, true, stale and false ones.

Decided for all lists together, so that what is planted can be found: one whom the resident list misses stands in
another list with a local address, one who died uncancelled in a death list, and a living person who is reported dead
was seen after the reported day.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from huangce.simulate import lives
from huangce.simulate.families import YEAR
from huangce.simulate.newcomers import (
    ABROAD_CANCELLED,
    ENLISTED_CANCELLED,
    NEWCOMER,
    REGISTERED,
    UNREGISTERED,
)
from huangce.simulate.slots import CHILDREN, NOBODY
from huangce.simulate.streams import Bools, Ints, chance, some
from huangce.simulate.world import World

# What the address in a row says about a person: nothing to rely on, living here, living in another county.
NO_EVIDENCE, HERE, OUTSIDE = 0, 1, 2
BIRTHS_UNTIL = 35  # days before the baseline: births are to be registered within a month (户口登记条例, article 7)
BIRTH_YEARS = 2
_SEEN_WITHIN = 540  # days


@dataclass(frozen=True)
class Rows:
    """Rows of a list: the person of each, the place of its address (-1 for none), and what that shows."""

    person: Ints
    place: Ints
    evidence: Ints

    def __len__(self) -> int:
        return len(self.person)


@dataclass(frozen=True)
class Collected:
    """Rows of the resident list: person, place, day of collection; `now` is false where the person has left since."""

    person: Ints
    place: Ints
    day: Ints
    now: Bools


@dataclass(frozen=True)
class Deaths:
    """Rows of the death lists: person and reported day of death."""

    person: Ints
    day: Ints


@dataclass(frozen=True)
class Traces:
    """Who stands in which list. `consent` goes with `pupils`; `deaths` are by list kind."""

    residents: Collected
    insured: Rows
    relocated: Rows
    permits: Rows
    newborns: Rows
    pupils: Rows
    consent: Bools
    deaths: dict[str, Deaths]
    enlisted: Ints
    settled_abroad: Ints


def leave(world: World) -> Traces:
    """Draw who stands in which list."""
    rng = world.rng("traces")
    permits = _permits(rng, world)
    insured_newcomers = chance(rng, world.rates["newcomer_insured"], len(world.people)) & (world.group == NEWCOMER)
    traced = insured_newcomers.copy()
    traced[permits.person] = True
    missed = traced & chance(rng, world.rates["newcomer_not_collected"], len(traced))
    births = _births(rng, world)
    pupils, consent = _pupils(rng, world)
    deaths = _deaths(rng, world)
    return Traces(
        residents=_residents(rng, world, missed),
        insured=_insured(rng, world, insured_newcomers, deaths),
        relocated=_here(world, world.rows(_padded(world, world.lives.relocated) & _settled(world))),
        permits=permits,
        newborns=births,
        pupils=pupils,
        consent=consent,
        deaths=deaths,
        enlisted=world.rows((world.state == lives.ENLISTED) | (world.group == ENLISTED_CANCELLED)),
        settled_abroad=world.rows((world.state == lives.ABROAD) | (world.group == ABROAD_CANCELLED)),
    )


def _padded(world: World, registered: Bools) -> Bools:
    padded: Bools = np.r_[registered, np.zeros(len(world.people) - len(registered), dtype=bool)]
    return padded


def _settled(world: World) -> Bools:
    """Say who is registered and lives in the county."""
    settled: Bools = (world.group == REGISTERED) & np.isin(world.state, lives.IN_COUNTY)
    return settled


def _here(world: World, person: Ints) -> Rows:
    return Rows(person, world.lives_at[person], np.full(len(person), HERE))


def _permits(rng: np.random.Generator, world: World) -> Rows:
    grown = (world.group == NEWCOMER) & (world.age >= 16)
    return _here(world, world.rows(grown & chance(rng, world.rates["permit"], len(grown))))


def _births(rng: np.random.Generator, world: World) -> Rows:
    """Choose the births of the last years in the county's institutions whose mother is known to us."""
    age = (world.as_of - world.people["birth"].to_numpy()).astype(np.int64)
    slot = world.people["slot"].to_numpy()
    child = (slot >= CHILDREN.start) & (slot < CHILDREN.stop) & (world.people["mother"].to_numpy() != NOBODY)
    recent = child & (age >= BIRTHS_UNTIL) & (age < BIRTH_YEARS * YEAR)
    listed = chance(rng, world.rates["born_here"], len(recent)) | (world.group == UNREGISTERED)
    rows = world.rows(recent & listed & (world.died_on == NOBODY))
    place = world.lives_at[rows]
    # Parents who live outside give the address where they are registered; it shows nothing.
    return Rows(rows, np.where(place < 0, world.home[rows], place), np.where(place < 0, NO_EVIDENCE, HERE))


def _pupils(rng: np.random.Generator, world: World) -> tuple[Rows, Bools]:
    school_age = (world.group == UNREGISTERED) & (world.age >= 6) & (world.age < 16)
    rows = world.rows(school_age)
    consent = ~chance(rng, world.rates["no_consent"], len(rows))
    return Rows(rows, world.lives_at[rows], np.where(consent, HERE, NO_EVIDENCE)), consent


def _insured(rng: np.random.Generator, world: World, newcomers: Bools, deaths: dict[str, Deaths]) -> Rows:
    """Choose the insured; everybody who can be found in no other way is among them.

    Some of the dead still are, but only if a death list names them: else they would look like living here unmet.
    """
    rates, size = world.rates, len(world.people)
    known_dead = np.isin(np.arange(size), np.concatenate([one.person for one in deaths.values()]))
    known_dead &= world.died_on != NOBODY
    state, registered = world.state, world.group == REGISTERED
    drawn = rng.random(size)
    at_home = _settled(world) & (state != lives.NOT_COLLECTED)
    elsewhere_shown = _padded(world, world.lives.relocated) & (drawn < 0.5)
    alone = np.isin(np.arange(size), world.lives.namesakes)  # two insured persons are not one
    listed = np.select(
        [
            newcomers | (registered & (state == lives.ELSEWHERE_OUT)) | alone,
            registered & (state == lives.NOT_COLLECTED) & ~elsewhere_shown,
            at_home,
            registered & (state == lives.AWAY),
            known_dead,
        ],
        [True, True, drawn < rates["insured"], drawn < 0.4, drawn < 0.2],
        False,
    )
    rows = world.rows(listed)
    place, evidence = world.lives_at[rows].copy(), np.full(len(rows), HERE)
    mine = state[rows]
    kept = (mine == lives.ELSEWHERE_HERE) & (rng.random(len(rows)) < 0.3)  # gave the address of registration
    place[kept] = world.home[rows][kept]
    dead = known_dead[rows]
    place[dead] = world.home[rows][dead]
    stale = at_home[rows] & (mine == lives.HOME) & ~alone[rows] & chance(rng, rates["stale_contact"], len(rows))
    place[stale] = NOBODY
    evidence[kept | dead | stale | (mine == lives.AWAY)] = NO_EVIDENCE
    evidence[mine == lives.ELSEWHERE_OUT] = OUTSIDE
    return Rows(rows, place, evidence)


def outside_contact(world: World, insured: Rows) -> Bools:
    """Say which rows of the insured carry an address in another county: those who live there, and stale ones."""
    state = world.state[insured.person]
    outside: Bools = (insured.place == NOBODY) & (state != lives.AWAY)
    return outside


def _deaths(rng: np.random.Generator, world: World) -> dict[str, Deaths]:
    """Choose the rows of the death lists; the dead who are still registered stand in at least one."""
    dead = world.rows(world.died_on != NOBODY)
    kinds = {"cremations": "cremated", "medical_deaths": "certified_death", "funeral_benefits": "funeral_benefit"}
    listed = np.column_stack([chance(rng, world.rates[rate], len(dead)) for rate in kinds.values()])
    silent = (world.group[dead] == REGISTERED) & ~listed.any(axis=1)
    listed[np.flatnonzero(silent), rng.integers(0, len(kinds), int(silent.sum()))] = True
    reported = world.lives.reported_dead
    which = rng.integers(0, len(kinds), len(reported))
    reported_on = reported_day(world)
    result = {}
    for place, kind in enumerate(kinds):
        mine = dead[listed[:, place]]
        # Offices date the same death now and then a day apart.
        shift = chance(rng, 0.02, len(mine)).astype(np.int64)
        person = np.r_[mine, reported[which == place]]
        day = np.r_[np.minimum(world.died_on[mine] + shift, world.as_of), reported_on[which == place]]
        result[kind] = Deaths(person, day)
    return result


def reported_day(world: World) -> Ints:
    """Return the day of death that a list reports for each of the living reported dead."""
    days: Ints = world.as_of - 200 - world.rng("traces/reported").integers(0, 400, len(world.lives.reported_dead))
    return days


def _residents(rng: np.random.Generator, world: World, missed: Bools) -> Collected:
    """Choose the rows of the resident list: who lives here and was met, stale rows of the dead, repeated rows."""
    rates = world.rates
    met = _settled(world) & (world.state != lives.NOT_COLLECTED)
    newcomer = (world.group == NEWCOMER) & ~missed
    unregistered = world.group == UNREGISTERED
    # Infants are rarely met without papers, pupils often; of the others nothing else is known.
    seen = unregistered & chance(rng, np.where(world.age < 3, 0.4, np.where(world.age < 16, 0.5, 1.0)), len(met))
    now = world.rows(met | newcomer | seen)
    day = world.as_of - rng.integers(0, _SEEN_WITHIN, len(now))
    # Whom a list wrongly reports dead was seen some time after that day.
    place = np.searchsorted(now, world.lives.reported_dead)
    seen = reported_day(world) + 20 + rng.integers(0, 150, len(place))
    day[place] = np.minimum(seen, world.as_of)
    dead = world.rows((world.state == lives.DEAD) & chance(rng, rates["stale_dead_row"], len(met)))
    last_seen = np.maximum(
        world.died_on[dead] - rng.integers(10, 600, len(dead)), world.people["birth"].to_numpy()[dead]
    )
    again = some(rng, np.flatnonzero(met[now]), int(rates["collected_twice"] * len(now)))
    before = day[again] - rng.integers(100, 600, len(again))
    # The earlier door: the registered one of those who moved, some other door of the same village for the rest.
    door = np.where(
        world.state[now[again]] == lives.ELSEWHERE_HERE,
        world.home[now[again]],
        _neighbour(world, world.lives_at[now[again]]),
    )
    person = np.r_[now, dead, now[again]]
    return Collected(
        person=person,
        place=np.r_[world.lives_at[now], world.home[dead], door],
        day=np.r_[day, last_seen, before],
        now=np.r_[np.ones(len(now), dtype=bool), np.zeros(len(dead) + len(again), dtype=bool)],
    )


def _neighbour(world: World, place: Ints) -> Ints:
    """Return the next place in the same village (places are sorted by village), or the one before."""
    village = world.places["village"].to_numpy()
    after = np.minimum(place + 1, len(village) - 1)
    return np.where(village[after] == village[place], after, np.maximum(place - 1, 0))
