"""Doors as somebody who walks along a street finds them: the rule that numbers them, and those that have no number.

Every township ships the rule of its door numbers (门楼牌编号规则, notice 001 一(四)), and some streets and village
groups were walked door by door (requirements 3.14). A few doors have no number; what a number of theirs may be is told
by the doors on both sides of them, and stands in the truth. The survey has its own mistakes: a door that was
overlooked, a side that was not noted, a plate that was not seen, a tape that was not tight.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import zip_longest
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from huangce.rules.numbering import Number
from huangce.simulate.agreements import quoted
from huangce.simulate.lists.draft import Draft
from huangce.simulate.streams import Ints, gather, pick
from huangce.simulate.tree import County
from huangce.simulate.world import World

FOLDER: Final = "plates"
SCHEMES, ENTRANCES = "门楼牌编号规则.toml", "出入口调查.csv"
TRUTH: Final = "unnumbered"
HEADERS: Final = ("村居代码", "街路巷", "村民小组", "侧", "里程", "门牌号", "状态", "拆除日期")
STANDING, GONE = "在用", "拆除"
SIDES: Final = {"left": "左", "right": "右"}
# What became of a door: a doubled one stands twice in the address list.
LISTED, DOUBLED, UNNUMBERED, DEMOLISHED = "listed", "doubled", "unnumbered", "demolished"
# What an empty house may be → the rate of it.
FATES: Final = {UNNUMBERED: "door_unnumbered", DEMOLISHED: "door_gone", DOUBLED: "door_doubled"}
STANDS: Final = (LISTED, DOUBLED)
WALKED: Final = 2  # streets and groups of a township that were walked, of each
FEWEST, MOST = 4, 45  # doors of what was walked
STEP: Final = 6.0  # metres for one number; the doors of a side differ by two
RESTING: Final = 10  # years in which the number of a door that is gone is not given again
_RULES_SINCE: Final = date(2010, 5, 1)
_EPOCH: Final = date(1970, 1, 1)
_LINE: Final = ("village", "street", "group")
_TEXT, _SOME = pl.String(), pl.List(pl.String())
_SCHEMA: Final = pl.Schema({"division": _TEXT, "street": _TEXT, "chainage": pl.Float64(), "numbers": _SOME})


@dataclass(frozen=True)
class Survey:
    """What lies in `plates/`: the rules as TOML, the entrances in the columns of `HEADERS`; and the truth of the doors
    without a number: `division`, `street` (or group), `chainage` as noted (null where overlooked), and the `numbers`
    that may be theirs."""

    schemes: str
    entrances: pl.DataFrame
    unnumbered: pl.DataFrame

    def write(self, folder: Path, truth: Path) -> None:
        """Write the rules and the survey into `folder`/plates and what is true of them into `truth`."""
        below = folder / FOLDER
        below.mkdir(exist_ok=True)
        (below / SCHEMES).write_text(self.schemes, encoding="utf-8")
        self.entrances.write_csv(below / ENTRANCES)
        self.unnumbered.write_parquet(truth / f"{TRUTH}.parquet")


@dataclass(frozen=True)
class _Door:
    """An entrance on the ground: the number that it has or ought to have, its way in metres, and what became of it."""

    number: Number
    way: float
    state: str


def leave_out(world: World, drafts: Mapping[str, Draft]) -> World:
    """Return the world with `door` at its places: which houses never got a number, are gone, or are listed twice.

    Only houses on what was walked that no list names are such, so that nobody's address is.
    """
    named = np.zeros(len(world.places), dtype=bool)
    for one in drafts.values():
        named[one.place[one.place >= 0]] = True
    named[world.home[world.home >= 0]] = True
    named[world.lives_at[world.lives_at >= 0]] = True
    rng = world.rng("doors/empty")
    door = np.full(len(world.places), LISTED, dtype=object)
    for _, rows in _walked(world):
        empty = rows[~named[rows]]
        door[empty] = gather((*FATES, LISTED), pick(rng, _shares(world), len(empty))).to_list()
    return replace(world, places=world.places.with_columns(door=pl.Series(door.tolist(), dtype=pl.String)))


def _shares(world: World) -> tuple[float, ...]:
    shares = [world.rates[name] for name in FATES.values()]
    return *shares, max(1 - sum(shares), 0.0)


def survey(world: World) -> Survey:
    """Return the rules of all townships, and the doors of what was walked, with the mistakes of who walked it."""
    rng = world.rng("doors/survey")
    odd = _odd_sides(world)
    rows: list[tuple[str, ...]] = []
    true: list[tuple[str, str, float | None, list[str]]] = []
    for (code, street, group), places in _walked(world):
        noted = set[float]()
        for side, doors in _sides(world, places, odd[code[:9]] if street else ""):
            for door in _on_the_ground(rng, world, doors, stride=2 if street else 1):
                row = _as_noted(rng, world, door, side, noted)
                if door.state == UNNUMBERED:
                    true.append((code, street or group, float(row[1]) if row else None, [door.number.written()]))
                if row is not None:
                    rows.append((code, street, group, *row))
    return Survey(
        _schemes(world.county, odd),
        pl.DataFrame(rows, schema=dict.fromkeys(HEADERS, pl.String), orient="row").with_columns(
            pl.all().replace("", None)
        ),
        pl.DataFrame(true, schema=_SCHEMA, orient="row"),
    )


def _odd_sides(world: World) -> dict[str, str]:
    """The side of the odd numbers in each township (9 digits): townships have rules of their own."""
    towns = sorted(set(world.county.villages["code"].str.slice(0, 9)))
    right = world.rng("doors/rules").random(len(towns)) < 0.4
    return {town: "right" if is_right else "left" for town, is_right in zip(towns, right, strict=True)}


def _schemes(county: County, odd: dict[str, str]) -> str:
    """The rules as a file of numbering schemes: the streets of a township have sides, the groups of a village none."""
    told = ["# 模拟县的门楼牌编号规则：街路巷按乡镇分单双侧，村民小组顺编不分侧。"]
    for town, name, code, short, urban in (
        county.villages.select(pl.col("code").str.slice(0, 9).alias("of"), "town", "code", "short", "urban")
        .sort("of", "code")
        .iter_rows()
    ):
        if town in odd:
            told += _scheme(town, f"{name}门楼牌编制管理办法（模拟）", odd.pop(town))
        if not urban:
            told += _scheme(code, f"{name}{short}门牌编号规则（模拟）", "none")
    return "\n".join(told) + "\n"


def _scheme(division: str, document: str, odd_side: str) -> list[str]:
    return [
        "",
        "[[schemes]]",
        f"division = {quoted(division)}",
        f"from = {_RULES_SINCE.isoformat()}",
        f"document = {quoted(document)}",
        f"odd_side = {quoted(odd_side)}",
        f"rest_years = {RESTING}",
    ]


def _walked(world: World) -> Iterator[tuple[tuple[str, str, str], Ints]]:
    """Some streets and groups of houses in every township: village, street, group; and their doors, rows of places."""
    codes = world.county.villages["code"]
    lines = (
        world.places.select(*_LINE, "plate", "building")
        .with_row_index("place")
        .filter(pl.col("building") == 0)
        .sort(*_LINE, "plate")
        .group_by(_LINE, maintain_order=True)
        .agg("place")
        .filter(pl.col("place").list.len().is_between(FEWEST, MOST))
    )
    walked: Counter[tuple[str, bool]] = Counter()
    for at in world.rng("doors/walked").permutation(len(lines)):
        village, street, group, places = lines.row(int(at))
        kind = codes[village][:9], bool(street)
        if walked[kind] < WALKED:
            walked[kind] += 1
            yield (codes[village], street, f"{group}组" if group else ""), np.array(places, dtype=np.int64)


def _sides(world: World, places: Ints, odd: str) -> Iterator[tuple[str, list[tuple[Number, str]]]]:
    """The doors of a street side by side, or those of a group: the number of each and what became of it."""
    rows = world.places[places].select("plate", "branch", "door").iter_rows()
    doors = [(Number(plate, branch), state) for plate, branch, state in rows]
    if not odd:
        yield "", doors
        return
    even = "right" if odd == "left" else "left"
    for side, is_odd in ((odd, True), (even, False)):
        yield side, [one for one in doors if one[0].is_odd is is_odd]


def _on_the_ground(
    rng: np.random.Generator, world: World, doors: list[tuple[Number, str]], *, stride: int
) -> Iterator[_Door]:
    """The doors of one side in order, and between two that are numbered now and then one that came later."""
    metres = 2 * STEP / stride
    for (number, state), after in zip_longest(doors, doors[1:]):
        way = metres * number.main + float(rng.uniform(-0.2, 0.2)) * metres
        yield _Door(number if state in STANDS else Number(number.main), way, state)
        is_full = state in STANDS and after is not None and after[1] in STANDS and not after[0].suffix
        if rng.random() < world.rates["door_between"] and is_full:
            share = float(rng.uniform(0.4, 0.6))
            yield _Door(Number(number.main, number.suffix + 1), way + share * metres * stride, UNNUMBERED)


def _as_noted(
    rng: np.random.Generator, world: World, door: _Door, side: str, noted: set[float]
) -> tuple[str, ...] | None:
    """How a door stands in the survey: side, way, number, state, day of demolition; None where it was overlooked."""
    rates, is_bare = world.rates, door.state == UNNUMBERED
    tape, days = float(rng.normal(0, 1)), int(rng.integers(30, 1000))
    overlooked, unseen, sideless = (float(one) for one in rng.random(3))
    if is_bare and overlooked < rates["door_overlooked"]:
        return None
    is_bare |= door.state in STANDS and unseen < rates["plate_unseen"]
    side = "" if is_bare and sideless < rates["door_side_unknown"] else side
    way = round(max(door.way + tape, 0.0), 1)
    while way in noted:  # by its metres a door is known again, whatever side was noted
        way = round(way + 0.1, 1)
    noted.add(way)
    words = SIDES.get(side, ""), f"{way:.1f}", "" if is_bare else door.number.written("attached")
    if door.state == DEMOLISHED:
        return *words, GONE, (_EPOCH + timedelta(days=world.as_of - days)).isoformat()
    return *words, STANDING, ""
