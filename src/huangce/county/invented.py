"""People who do not exist, and rows about them whose truth is known: what control pairs are made of, see `controls`.

They live in whole families, made as those of the simulated county are, at one address each. Their numbers begin with
division codes that no number of a person has; shown masked they begin like those of the village.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import Any, Final

import numpy as np
import polars as pl

from huangce.county.doors import Doors, beside, without_number
from huangce.errors import NotFound
from huangce.exchange.formats import FORMATS
from huangce.rules import divisions
from huangce.rules.citizen_id import check_character
from huangce.simulate import families, names
from huangce.simulate import people as citizens
from huangce.simulate.streams import stream
from huangce.simulate.variants import vary

CROWD: Final = 400  # a register needs some bulk, for a name weighs what its rarity says
UNREAL: Final = ("9901", "9902", "9903", "9904")  # beginnings of numbers that no person has
COMMON: Final = (0.85, 0.08, 0.04, 0.03)  # how often each: most were born here, some married in
GIVEN: Final = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文淑珍国建华"
EPOCH: Final = date(1970, 1, 1)
# What is known of the invented beside: since when they are registered, and how their name is misheard.
NOT_READ: Final = ("since", "misheard")
NUMBERED: Final = 0.8  # how many rows have a number
NO_TEXT: Final = pl.lit(None, pl.String)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of an invented list: whom it is made from, and whether it is the same person."""

    record: int
    is_so: bool
    name: str
    sex: str
    birth_date: str
    address: str
    citizen_id: str | None


def people(rng: Random, village: str, doors: Doors, *, on: date) -> pl.DataFrame:
    """Return the register of an invented village on a day: the columns that reconciliation reads, and `NOT_READ`."""
    seed = rng.randrange(1 << 31)
    as_of = (on - EPOCH).days
    members = families.draw(stream(seed, "controls/families"), CROWD, as_of)
    count = int(members.household.max()) + 1
    crowd = citizens.make(
        seed,
        "controls",
        members,
        as_of=as_of,
        village=np.zeros(count, dtype=np.int64),
        clan=names.surnames(stream(seed, "controls/clans"), 1),
        prefixes=(np.array([int(f"{code}01") for code in UNREAL]), np.array(COMMON)),
        rare=0.0,
    )
    crowd = citizens.number(seed, crowd).with_row_index("record", offset=1)
    homes = [doors.draw(rng) for _ in range(count)]
    settled = [on - timedelta(days=rng.randrange(365, 365 * 25)) for _ in range(count)]
    born = pl.col("birth").cast(pl.Int32).cast(pl.Date)
    moved_in = pl.Series(settled, dtype=pl.Date).gather(crowd["household"])
    return crowd.with_columns(moved_in.alias("moved_in")).select(
        pl.col("record").cast(pl.Int64),
        pl.col("household") + 1,
        pl.col("relation").cast(pl.String).str.zfill(2),
        "name",
        NO_TEXT.alias("former_name"),
        pl.col("sex").cast(pl.String),
        born.cast(pl.String).alias("birth_date"),
        "citizen_id",
        pl.lit(False).alias("number_contested"),
        pl.lit("registered").alias("status"),
        pl.lit(village).alias("division"),
        pl.Series("address", homes).gather(crowd["household"]),
        (pl.col("record").cast(pl.Int64) + 1).alias("source_row"),
        pl.max_horizontal("moved_in", born).cast(pl.String).alias("since"),
        vary(stream(seed, "controls/slips"), crowd["name"], (1.0, 0.0, 0.0)).alias("misheard"),
    )


def name_of(village: str) -> str:
    """Return the short name of a village, 圣学村."""
    try:
        return divisions.get(village).short_name
    except NotFound:
        return "东村"


def varied(rng: Random, register: pl.DataFrame, index: int) -> Row:
    """Return the row of a list: the person with slips of the pen, or somebody else who looks alike."""
    one = register.row(index, named=True)
    name, born, address = one["name"], one["birth_date"], one["address"]
    is_numbered = rng.random() < NUMBERED
    own = partial(_number, rng, one["sex"])
    if rng.random() < 0.5:
        slips = rng.sample(("name", "day", "address"), k=rng.choice((1, 2)))
        if "name" in slips:
            name = one["misheard"]
        if "day" in slips:
            born = (date.fromisoformat(born) + timedelta(days=rng.choice((-1, 1, 10)))).isoformat()
        if "address" in slips:
            address = without_number(address)
        return Row(one["record"], True, name, one["sex"], born, address, one["citizen_id"] if is_numbered else None)
    if rng.random() < 0.5:  # a twin: another given name at the same door, born on the same day
        twin = name[:-1] + rng.choice([sign for sign in GIVEN if sign != name[-1]])
        return Row(one["record"], False, twin, one["sex"], born, address, own(born) if is_numbered else None)
    # A namesake of the village, born in another year on about the same day.
    other = date.fromisoformat(born) + timedelta(days=rng.choice((-1, 1)) * rng.choice((365, 366, 730, 20, 40)))
    return Row(
        one["record"],
        False,
        name,
        one["sex"],
        other.isoformat(),
        beside(rng, address),
        own(other.isoformat()) if is_numbered else None,
    )


def listed(rng: Random, rows: list[Row], doors: Doors, *, kind: str, day: str) -> pl.DataFrame:
    """Return the list of these rows, as it is checked. day: the date that it tells, such as `died_on`."""
    days = [date(2024, 1, 1) + timedelta(days=rng.randrange(500)) for _ in rows]
    return _list(rng, rows, doors, kind).with_columns(
        pl.Series(f"{day}_text", [one.isoformat() for one in days], dtype=pl.String),
        pl.Series(f"{day}_earliest", days, dtype=pl.Date),
    )


def permits(rng: Random, rows: list[Row], doors: Doors) -> pl.DataFrame:
    """Return the list of residence permits of these people, who live where they are registered."""
    given = listed(rng, rows, doors, kind="permits", day="issued_on")
    return given.with_columns(pl.col("address").alias("registered_place"))


def residents(rng: Random, register: pl.DataFrame, rows: list[Row], village: str, doors: Doors) -> pl.DataFrame:
    """Return who was met in another village and has no number, in the columns that reconciliation reads."""
    met = [
        {
            "residence": 2 * register.height + i,
            "record": 2 * register.height + i,
            "name": row.name,
            "sex": register.row(row.record - 1, named=True)["sex"],
            "birth_date": row.birth_date,
            "citizen_id": row.citizen_id,
            "status": "registered",
            "division": village,
            "address": doors.draw(rng),
            "source_row": i + 2,
            "residence_kind": "usual",
            "registered_place": row.address,
        }
        for i, row in enumerate(rows)
    ]
    return pl.DataFrame(met, schema_overrides={"citizen_id": pl.String})


def _list(rng: Random, rows: list[Row], doors: Doors, kind: str) -> pl.DataFrame:
    has_sex = any(field.name == "sex" for field in FORMATS[kind].fields)
    told: dict[str, list[Any]] = {
        "row": list(range(2, len(rows) + 2)),
        "name": [one.name for one in rows],
        "birth_date_text": [one.birth_date for one in rows],
        "address": [doors.rewritten(rng, one.address) for one in rows],
        "sex": [one.sex if has_sex else None for one in rows],
        "citizen_id": [one.citizen_id for one in rows],
        "citizen_id_written": [one.citizen_id for one in rows],
    }
    return pl.DataFrame(told, schema={name: pl.Int64 if name == "row" else pl.String for name in told})


def entered_again(rng: Random, register: pl.DataFrame, rows: list[Row]) -> pl.DataFrame:
    """Return the register with an entry more for each row: the person entered twice, or somebody who looks alike.

    One with the same address stands in the same household as another relative, one with another address alone.
    """
    first = register.height
    more = []
    for i, row in enumerate(rows, start=1):
        one = register.row(row.record - 1, named=True)
        more.append(
            one
            | {"relation": "97"}
            | ({} if row.address == one["address"] else {"household": first + i, "relation": "02"})
            | {
                "record": first + i,
                "name": row.name,
                "birth_date": row.birth_date,
                "citizen_id": _number(rng, one["sex"], row.birth_date) if row.citizen_id else None,
                "address": row.address,
                "source_row": first + i + 1,
            }
        )
    return pl.concat([register, pl.DataFrame(more, schema=register.schema)])


def _number(rng: Random, sex: str, birth_date: str) -> str:
    """Return a number that no person has."""
    body = (
        f"{UNREAL[0]}01{birth_date.replace('-', '')}{50 + rng.randrange(49):02d}{2 * rng.randrange(5) + (sex == '1')}"
    )
    return body + check_character(body + "0")


def household_of(register: pl.DataFrame, record: int) -> list[dict[str, Any]]:
    """Return who is in the household of somebody, as a case orders them."""
    home = register.row(record - 1, named=True)["household"]
    return register.filter(pl.col("household") == home).sort("relation", "record").to_dicts()
