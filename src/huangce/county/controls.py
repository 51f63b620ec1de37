"""Control pairs: cases whose answer is known, made of invented people, seeded among the real ones on the review desk.

How well a reviewer tells one person from two is measured on them alone, and shown to the reviewer and to nobody else.
They are never made from a real doubtful pair. The people are invented here and go through the same reconciliation as
real ones, so that a control looks like a case; their masked numbers begin like those of the county.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, Final

import polars as pl

from huangce.accounts import authority
from huangce.accounts.models import Officer
from huangce.errors import NotFound, Refused
from huangce.matching import findings_store
from huangce.matching.findings import DECIDE, OFFICE_TIME
from huangce.matching.models import Control
from huangce.matching.reconcile import reconcile
from huangce.rules import divisions
from huangce.rules.citizen_id import check_character

CLASS: Final = "deceased_not_cancelled"
MOST: Final = 200
CROWD: Final = 400  # a register needs some bulk, for a name weighs what its rarity says
UNREAL: Final = "9901"  # the division code that no number of a person has
SURNAMES: Final = "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗"
GIVEN: Final = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文淑珍国建华"
HOMOPHONES: Final = dict(zip("伟芳英敏静丽杰明文珍", "玮方瑛闽净莉洁铭雯真", strict=True))


class BadControls(Refused):
    """Ask for 1 to 200 control pairs."""

    code = "bad-controls"


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the invented list: whom it is made from, and whether it is the same person."""

    record: int
    is_so: bool
    name: str
    birth_date: str
    address: str


def make(count: int, *, seed: int, by: Officer, now: datetime | None = None) -> int:
    """Make up to `count` control pairs and return how many; the same seed makes the same. Raises `BadControls`."""
    moment = now or datetime.now(UTC)
    authority.require_duty(by, duty=DECIDE, on=moment.astimezone(OFFICE_TIME).date())
    if not 1 <= count <= MOST:
        raise BadControls()
    rng = Random(seed)
    village = _village(rng)
    people = _people(rng, village)
    rows = [_varied(rng, people, i) for i in rng.sample(range(people.height), min(5 * count, CROWD))]
    found = reconcile(
        people,
        _nobody(people),
        {"cremations": _list(rng, rows)},
        county=village[:6],
        as_of=moment.astimezone(OFFICE_TIME).date(),
        key=f"control {seed}".encode(),
    ).findings.filter((pl.col("class") == CLASS) & (pl.col("probability") < 1))
    # Of a row that was made from one person and met another the answer is not known.
    made_from = pl.DataFrame({"other_row": range(2, len(rows) + 2), "made_from": [one.record for one in rows]})
    known = found.join(made_from.cast({"other_row": pl.Int64}), on="other_row").filter(
        pl.col("record") == pl.col("made_from")
    )
    chosen = known.sort("id").head(count)
    Control.objects.bulk_create(
        (_control(one, rows[one["other_row"] - 2], village, moment) for one in chosen.iter_rows(named=True)),
        ignore_conflicts=True,
    )
    return chosen.height


def _control(one: dict[str, Any], row: _Row, village: str, moment: datetime) -> Control:
    return Control(
        id=one["id"],
        finding_class=one["class"],
        division=village,
        probability=one["probability"],
        reason=one["reason"],
        evidence=one["evidence"].replace(UNREAL, village[:4]),
        is_so=row.is_so,
        made_at=moment,
    )


def _village(rng: Random) -> str:
    """Return a village of the county that most are counted in, so that a control looks like the cases around it."""
    codes = findings_store.read_inputs().people["division"].drop_nulls().unique().sort().to_list()
    villages = [code for code in codes if len(code) == 12 and not code.endswith("000")]
    return rng.choice(villages) if villages else f"{UNREAL}01001001"


def _people(rng: Random, village: str) -> pl.DataFrame:
    rows = []
    place = _name(village)
    for i in range(CROWD):
        born = date(1930, 1, 1) + timedelta(days=rng.randrange(365 * 45))
        sex = rng.choice("12")
        body = f"{UNREAL}01{born:%Y%m%d}{rng.randrange(50):02d}{2 * rng.randrange(5) + (sex == '1')}"
        rows.append(
            {
                "record": i + 1,
                "household": i // 2 + 1,
                "relation": "02",
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


def _name(village: str) -> str:
    try:
        return divisions.get(village).name.removesuffix("居民委员会").removesuffix("民委员会")  # 圣学村
    except NotFound:
        return "东村"


def _varied(rng: Random, people: pl.DataFrame, index: int) -> _Row:
    """Return the row of a list: the person with slips of the pen, or somebody else who looks alike."""
    one = people.row(index, named=True)
    name, born, address = one["name"], one["birth_date"], one["address"]
    if rng.random() < 0.5:
        slips = rng.sample(("name", "day", "address"), k=rng.choice((1, 2)))
        if "name" in slips:
            name = "".join(HOMOPHONES.get(sign, sign) for sign in name)
        if "day" in slips:
            born = (date.fromisoformat(born) + timedelta(days=rng.choice((-1, 1, 10)))).isoformat()
        if "address" in slips:
            address = address.split("组")[0] + "组"
        return _Row(one["record"], True, name, born, address)
    if rng.random() < 0.5:  # a twin: another given name at the same door, born on the same day
        twin = name[:-1] + rng.choice([sign for sign in GIVEN if sign != name[-1]])
        return _Row(one["record"], False, twin, born, address)
    # A namesake of the village, born in another year on about the same day.
    other = date.fromisoformat(born) + timedelta(days=rng.choice((-1, 1)) * rng.choice((365, 366, 730, 20, 40)))
    address = f"{address.split('组')[0]}组{rng.randrange(100, 190)}号"
    return _Row(one["record"], False, name, other.isoformat(), address)


def _list(rng: Random, rows: list[_Row]) -> pl.DataFrame:
    died = [date(2024, 1, 1) + timedelta(days=rng.randrange(500)) for _ in rows]
    return pl.DataFrame(
        {
            "row": range(2, len(rows) + 2),
            "name": [one.name for one in rows],
            "sex": [None] * len(rows),
            "citizen_id": [None] * len(rows),
            "citizen_id_written": [None] * len(rows),
            "birth_date_text": [one.birth_date for one in rows],
            "died_on_text": [day.isoformat() for day in died],
            "died_on_earliest": died,
            "address": [one.address for one in rows],
        },
        schema_overrides=dict.fromkeys(("sex", "citizen_id", "citizen_id_written"), pl.String),
    )


def _nobody(people: pl.DataFrame) -> pl.DataFrame:
    """Residents without anybody, in the columns that reconciliation reads."""
    columns = ("record", "name", "sex", "birth_date", "citizen_id", "status", "division", "address", "source_row")
    return people.clear().select(
        pl.col("record").alias("residence"),
        *columns,
        pl.lit("usual").alias("residence_kind"),
        pl.lit("").alias("registered_place"),
    )
