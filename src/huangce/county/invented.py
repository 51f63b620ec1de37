"""People who do not exist, and rows about them whose truth is known: what control pairs are made of, see `controls`.

Their numbers begin with a division code that no number of a person has; shown masked they begin like those of the
county.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, Final

import polars as pl

from huangce.errors import NotFound
from huangce.rules import divisions
from huangce.rules.citizen_id import check_character

CROWD: Final = 400  # a register needs some bulk, for a name weighs what its rarity says
UNREAL: Final = "9901"  # the division code that no number of a person has
SURNAMES: Final = "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗"
GIVEN: Final = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文淑珍国建华"
HOMOPHONES: Final = dict(zip("伟芳英敏静丽杰明文珍", "玮方瑛闽净莉洁铭雯真", strict=True))
NO_TEXT: Final = pl.lit(None, pl.String)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of an invented list: whom it is made from, and whether it is the same person."""

    record: int
    is_so: bool
    name: str
    birth_date: str
    address: str


def people(rng: Random, village: str) -> pl.DataFrame:
    """Return the register of an invented village, in the columns that reconciliation reads; two to a household."""
    place = name_of(village)
    rows = []
    for i in range(CROWD):
        born = date(1930, 1, 1) + timedelta(days=rng.randrange(365 * 45))
        sex = rng.choice("12")
        body = f"{UNREAL}01{born:%Y%m%d}{rng.randrange(50):02d}{2 * rng.randrange(5) + (sex == '1')}"
        rows.append(
            {
                "record": i + 1,
                "household": i // 2 + 1,
                "relation": "10" if i % 2 else "02",
                "name": rng.choice(SURNAMES) + "".join(rng.choices(GIVEN, k=rng.choice((1, 2, 2, 2)))),
                "former_name": None,
                "sex": sex,
                "birth_date": born.isoformat(),
                "citizen_id": body + check_character(body + "0"),
                "number_contested": False,
                "status": "registered",
                "division": village,
                "address": f"{place}{rng.randrange(1, 9)}组{rng.randrange(1, 90)}号",
                "source_row": i + 2,
            }
        )
    return pl.DataFrame(rows, schema_overrides={"former_name": pl.String})


def name_of(village: str) -> str:
    """Return the short name of a village, 圣学村."""
    try:
        return divisions.get(village).name.removesuffix("居民委员会").removesuffix("民委员会")
    except NotFound:
        return "东村"


def varied(rng: Random, register: pl.DataFrame, index: int) -> Row:
    """Return the row of a list: the person with slips of the pen, or somebody else who looks alike."""
    one = register.row(index, named=True)
    name, born, address = one["name"], one["birth_date"], one["address"]
    if rng.random() < 0.5:
        slips = rng.sample(("name", "day", "address"), k=rng.choice((1, 2)))
        if "name" in slips:
            name = "".join(HOMOPHONES.get(sign, sign) for sign in name)
        if "day" in slips:
            born = (date.fromisoformat(born) + timedelta(days=rng.choice((-1, 1, 10)))).isoformat()
        if "address" in slips:
            address = address.split("组")[0] + "组"
        return Row(one["record"], True, name, born, address)
    if rng.random() < 0.5:  # a twin: another given name at the same door, born on the same day
        twin = name[:-1] + rng.choice([sign for sign in GIVEN if sign != name[-1]])
        return Row(one["record"], False, twin, born, address)
    # A namesake of the village, born in another year on about the same day.
    other = date.fromisoformat(born) + timedelta(days=rng.choice((-1, 1)) * rng.choice((365, 366, 730, 20, 40)))
    address = f"{address.split('组')[0]}组{rng.randrange(100, 190)}号"
    return Row(one["record"], False, name, other.isoformat(), address)


def listed(rng: Random, rows: list[Row], *, day: str) -> pl.DataFrame:
    """Return the list of these rows, as it is checked. day: the date that it tells, such as `died_on`."""
    days = [date(2024, 1, 1) + timedelta(days=rng.randrange(500)) for _ in rows]
    return _list(rows).with_columns(
        pl.Series(f"{day}_text", [one.isoformat() for one in days], dtype=pl.String),
        pl.Series(f"{day}_earliest", days, dtype=pl.Date),
    )


def permits(rng: Random, rows: list[Row]) -> pl.DataFrame:
    """Return the list of residence permits of these people, who live where they are registered."""
    return listed(rng, rows, day="issued_on").with_columns(pl.col("address").alias("registered_place"))


def residents(rng: Random, register: pl.DataFrame, rows: list[Row], village: str) -> pl.DataFrame:
    """Return who was met in another village and has no number, in the columns that reconciliation reads."""
    place = name_of(village)
    met = [
        {
            "residence": 2 * register.height + i,
            "record": 2 * register.height + i,
            "name": row.name,
            "sex": register.row(row.record - 1, named=True)["sex"],
            "birth_date": row.birth_date,
            "citizen_id": None,
            "status": "registered",
            "division": village,
            "address": f"{place}{rng.randrange(1, 9)}组{rng.randrange(1, 90)}号",
            "source_row": i + 2,
            "residence_kind": "usual",
            "registered_place": row.address,
        }
        for i, row in enumerate(rows)
    ]
    return pl.DataFrame(met, schema_overrides={"citizen_id": pl.String})


def _list(rows: list[Row]) -> pl.DataFrame:
    frame = pl.DataFrame(
        {
            "row": range(2, len(rows) + 2),
            "name": [one.name for one in rows],
            "birth_date_text": [one.birth_date for one in rows],
            "address": [one.address for one in rows],
        },
        schema={"row": pl.Int64, "name": pl.String, "birth_date_text": pl.String, "address": pl.String},
    )
    return frame.with_columns(NO_TEXT.alias(name) for name in ("sex", "citizen_id", "citizen_id_written"))


def entered_again(rng: Random, register: pl.DataFrame, rows: list[Row]) -> pl.DataFrame:
    """Return the register with an entry more for each row: the person entered twice, or somebody who looks alike."""
    first = register.height
    more = []
    for i, row in enumerate(rows, start=1):
        one = register.row(row.record - 1, named=True)
        body = f"{UNREAL}01{row.birth_date.replace('-', '')}{50 + rng.randrange(49):02d}"
        body += f"{2 * rng.randrange(5) + (one['sex'] == '1')}"
        more.append(
            one
            | {
                "record": first + i,
                "household": first + i,
                "relation": "02",
                "name": row.name,
                "birth_date": row.birth_date,
                "citizen_id": body + check_character(body + "0"),
                "address": row.address,
                "source_row": first + i + 1,
            }
        )
    return pl.concat([register, pl.DataFrame(more, schema=register.schema)])


def household_of(register: pl.DataFrame, record: int) -> list[dict[str, Any]]:
    """Return who is in the household of somebody, the head first."""
    home = register.row(record - 1, named=True)["household"]
    return register.filter(pl.col("household") == home).sort("record").to_dicts()
