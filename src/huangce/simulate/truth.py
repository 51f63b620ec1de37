"""What is really so: which person stands behind every row, which place behind every address, and what is wrong.

The classes are planted in the world; which rows they are seen in is read off the finished lists, so that the truth
table and the files can never disagree. Only `score` and the tests may read it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import polars as pl

from huangce.simulate import lives
from huangce.simulate.lists.draft import Draft
from huangce.simulate.lists.fictitious import FIRST, IMPOSSIBLE
from huangce.simulate.lists.register import Entries
from huangce.simulate.newcomers import REGISTERED, UNREGISTERED
from huangce.simulate.slots import NOBODY
from huangce.simulate.streams import Bools, Ints
from huangce.simulate.traces import HERE, OUTSIDE
from huangce.simulate.world import World

CLASSES = (
    "held_twice",
    "deceased_not_cancelled",
    "death_contradicted",
    "enlisted_not_cancelled",
    "abroad_not_cancelled",
    "living_here_not_collected",
    "registered_here_living_elsewhere",
    "wrong_number",
    "no_registration",
    "fictitious",
)
DEATH_LISTS = ("cremations", "medical_deaths", "funeral_benefits")
_GONE = {
    "deceased_not_cancelled": lives.DEAD,
    "enlisted_not_cancelled": lives.ENLISTED,
    "abroad_not_cancelled": lives.ABROAD,
}
_NAMED_BY = {
    "deceased_not_cancelled": DEATH_LISTS,
    "enlisted_not_cancelled": ("enlisted",),
    "abroad_not_cancelled": ("settled_abroad",),
}
# Lists other than the resident list that show a local address, the weightiest first.
TRACE_LISTS = ("insured", "permits", "relocated", "newborns", "pupils")
SCHEMA = pl.Schema(
    {
        "class": pl.String,
        "list": pl.String,
        "row": pl.Int64,
        "other_list": pl.String,
        "other_row": pl.Int64,
        "truth_person": pl.Int64,
    }
)


def persons(drafts: Mapping[str, Draft]) -> pl.DataFrame:
    """Return `truth_person`, `list` and `row` (from 1) of every row that is about a person.

    Behind an invented entry of the register is a person below zero, who never was.
    """
    parts = [
        pl.DataFrame(
            {
                "truth_person": one.person,
                "list": pl.repeat(kind, len(one), eager=True),
                "row": np.arange(1, len(one) + 1),
            }
        ).filter(pl.col("truth_person") != NOBODY)
        for kind, one in drafts.items()
    ]
    return pl.concat(parts)


def addresses(world: World, drafts: Mapping[str, Draft]) -> pl.DataFrame:
    """Return the `address_code` that the address in every row means, null where it is none of the county's."""
    codes = world.places["address_code"]
    parts = []
    for kind, one in drafts.items():
        place = pl.Series(one.place)
        parts.append(
            pl.DataFrame(
                {
                    "list": pl.repeat(kind, len(one), eager=True),
                    "row": np.arange(1, len(one) + 1),
                    "address_code": codes.gather(place.set(place < 0, None)),
                }
            )
        )
    return pl.concat(parts)


def discrepancies(world: World, drafts: Mapping[str, Draft], listed: Entries) -> pl.DataFrame:
    """Return the planted discrepancies, one a row, in the columns of `SCHEMA`."""
    first_row = _first_rows(world, drafts["register"])
    parts = [
        _held_twice(listed),
        *(_gone(name, kinds, world, drafts, first_row) for name, kinds in _NAMED_BY.items()),
        _named("death_contradicted", DEATH_LISTS, world.lives.reported_dead, world, drafts, first_row=first_row),
        _not_collected(world, drafts, first_row),
        _elsewhere(world, drafts),
        _wrong_number(world, drafts, listed),
        _no_registration(world, drafts),
        _fictitious(drafts["register"]),
    ]
    return pl.concat(parts)


def write(folder: Path, world: World, drafts: Mapping[str, Draft], listed: Entries) -> pl.DataFrame:
    """Write the three truth tables into `folder`; return the discrepancies."""
    folder.mkdir(parents=True, exist_ok=True)
    planted = discrepancies(world, drafts, listed)
    planted.write_parquet(folder / "discrepancies.parquet")
    persons(drafts).write_parquet(folder / "persons.parquet")
    addresses(world, drafts).write_parquet(folder / "addresses.parquet")
    return planted


def _first_rows(world: World, one: Draft, where: Bools | None = None) -> Ints:
    """Return for every person the first row (from 1) of a list that is about them, 0 for none."""
    first = np.zeros(len(world.people), dtype=np.int64)
    rows = np.flatnonzero(one.person >= 0 if where is None else where & (one.person >= 0))[::-1]
    first[one.person[rows]] = rows + 1
    return first


def _table(
    name: str, kind: str, row: Ints, person: Ints, *, other: str | pl.Series = "", other_row: Ints | None = None
) -> pl.DataFrame:
    """Return discrepancies of one class in one list; an `other_row` of 0 means that there is none."""
    rows = np.zeros(len(row), dtype=np.int64) if other_row is None else other_row
    known = pl.col("other_row") > 0
    return (
        pl.DataFrame({"row": row, "truth_person": person, "other_row": rows})
        .select(
            pl.lit(name).alias("class"),
            pl.lit(kind).alias("list"),
            "row",
            pl.when(known).then(pl.lit(other) if isinstance(other, str) else other).alias("other_list"),
            pl.when(known).then("other_row").alias("other_row"),
            "truth_person",
        )
        .cast(SCHEMA)
    )


def _held_twice(listed: Entries) -> pl.DataFrame:
    second = np.flatnonzero(listed.second)
    person = listed.person[second]
    first = np.zeros(int(listed.person.max(initial=0)) + 1, dtype=np.int64)
    own = np.flatnonzero(~listed.second)
    first[listed.person[own]] = own + 1
    rows = first[person]
    return _table("held_twice", "register", rows, person, other="register", other_row=second + 1)


def _gone(
    name: str, kinds: tuple[str, ...], world: World, drafts: Mapping[str, Draft], first_row: Ints
) -> pl.DataFrame:
    """Find the registered who are gone, with the first row of the lists that says so."""
    person = np.flatnonzero((world.state == _GONE[name]) & (world.group == REGISTERED))
    return _named(name, kinds, person, world, drafts, first_row=first_row)


def _named(
    name: str, kinds: tuple[str, ...], person: Ints, world: World, drafts: Mapping[str, Draft], *, first_row: Ints
) -> pl.DataFrame:
    """Return discrepancies of some persons, each with the first row of the lists that names them."""
    other_row = np.zeros(len(person), dtype=np.int64)
    other = np.full(len(person), len(kinds))
    for place, kind in reversed(list(enumerate(kinds))):
        found = _first_rows(world, drafts[kind])[person]
        other_row, other = np.where(found > 0, found, other_row), np.where(found > 0, place, other)
    names = pl.Series([*kinds, None], dtype=pl.String).gather(other)
    return _table(name, "register", first_row[person], person, other=names, other_row=other_row)


def _not_collected(world: World, drafts: Mapping[str, Draft], first_row: Ints) -> pl.DataFrame:
    """Find who lives here, has no row in the resident list, and left a local address elsewhere."""
    met = np.zeros(len(world.people), dtype=bool)
    met[drafts["residents"].person[drafts["residents"].person >= 0]] = True
    missing = (world.lives_at >= 0) & ~met
    parts = []
    for kind in TRACE_LISTS:
        one = drafts[kind]
        shown = _first_rows(world, one, one.evidence == HERE)
        person = np.flatnonzero(missing & (shown > 0))
        missing[person] = False
        registered = person[first_row[person] > 0]
        others = person[first_row[person] == 0]
        name = "living_here_not_collected"
        parts.append(
            _table(name, "register", first_row[registered], registered, other=kind, other_row=shown[registered])
        )
        parts.append(_table(name, kind, shown[others], others))
    return pl.concat(parts)


def _elsewhere(world: World, drafts: Mapping[str, Draft]) -> pl.DataFrame:
    """Find the register rows of the living whose resident row, or contact as an insured, is somewhere else."""
    register, residents, insured = drafts["register"], drafts["residents"], drafts["insured"]
    person = register.person[register.person >= 0]  # who never was stands at the end
    alive = np.isin(world.state[person], lives.IN_COUNTY)
    row = _first_rows(world, residents, residents.evidence == HERE)[person]
    village = world.village_of(residents.place)
    apart = alive & (row > 0) & (village[(row - 1).clip(0)] != world.village_of(register.place[: len(person)]))
    here = np.flatnonzero(apart)
    contact = _first_rows(world, insured, insured.evidence == OUTSIDE)[person]
    out = np.flatnonzero((world.state[person] == lives.ELSEWHERE_OUT) & (contact > 0))
    name = "registered_here_living_elsewhere"
    return pl.concat(
        [
            _table(name, "register", here + 1, person[here], other="residents", other_row=row[here]),
            _table(name, "register", out + 1, person[out], other="insured", other_row=contact[out]),
        ]
    )


def _wrong_number(world: World, drafts: Mapping[str, Draft], listed: Entries) -> pl.DataFrame:
    rows = np.flatnonzero(listed.wrong)
    person = listed.person[rows]
    seen = _first_rows(world, drafts["residents"])[person]
    known = _table("wrong_number", "register", rows + 1, person, other="residents", other_row=seen)
    register = drafts["register"]
    never = np.flatnonzero((register.person <= FIRST) & (register.evidence == IMPOSSIBLE))
    return pl.concat([known, _table("wrong_number", "register", never + 1, register.person[never])])


def _fictitious(register: Draft) -> pl.DataFrame:
    rows = np.flatnonzero(register.person <= FIRST)
    return _table("fictitious", "register", rows + 1, register.person[rows])


def _no_registration(world: World, drafts: Mapping[str, Draft]) -> pl.DataFrame:
    """Find every row about a person whom no register holds; pupils without consent are not to be used."""
    parts = []
    for kind in ("newborns", "pupils", "residents"):
        one = drafts[kind]
        mine = (one.person >= 0) & (world.group[one.person.clip(0)] == UNREGISTERED)
        rows = np.flatnonzero(mine & ((kind != "pupils") | (one.evidence == HERE)))
        parts.append(_table("no_registration", kind, rows + 1, one.person[rows]))
    return pl.concat(parts)
