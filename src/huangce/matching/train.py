"""Learn a model from two lists of the user's own: `huangce match train`.

Nobody has to label anything: rows whose valid number is the same are, but for the few that carry a relative's, one
person, and rows put together at random are two. From the first comes m (each item among pairs that the other items bear
out), from the second u. What the data say too little of stays as shipped: every chance is the shipped one with the
weight of `TRUST` pairs, moved by the pairs counted.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

import polars as pl

from huangce.errors import Refused
from huangce.matching.cascade import load
from huangce.matching.comparisons import (
    BIRTH,
    CLOSE_NAMES,
    COMPARED,
    DIVISION,
    DOORS_TELL,
    NAME,
    PHONE,
    PLACE,
    SEX,
    Comparison,
    levels_sql,
)
from huangce.matching.engines import Engine, EngineName, Laid, engine_named
from huangce.matching.model import Chance, Model, shipped
from huangce.matching.pairs import settle_by_number
from huangce.matching.reading import Table, opened
from huangce.matching.scoring import overlapping, read_doors

TRUST = 500
FEWEST = 1000
MOST = 300_000  # pairs looked at; more tell nothing new
LEARNT = (NAME, BIRTH, SEX, PLACE, PHONE)
CLOSE = pl.col("name_level").is_in(CLOSE_NAMES)
SAME_BIRTH = pl.col("birth_level") == BIRTH.code("same")
# Which pairs with one number are taken for one person when an item is learnt: those that other items bear out.
BORNE_OUT = {
    "name": SAME_BIRTH & (pl.col("sex_level") != SEX.code("different")),
    "birth": CLOSE,
    "sex": CLOSE & SAME_BIRTH,
    "place": CLOSE & SAME_BIRTH,
    "phone": CLOSE & SAME_BIRTH,
}


class TooFewPairs(Refused):
    """The two lists have {count} valid numbers in common: to learn from them takes {fewest}."""

    code = "too-few-pairs"


def train(register: Table, rows: Table, *, engine: EngineName = "duckdb") -> Model:
    """Return the shipped model with the chances that the two lists show. Raises TooFewPairs, and as `match` does."""
    held, listed = opened(register, "the register"), opened(rows, "the list")
    with closing(engine_named(engine)) as runner:
        load(runner, "register", held)
        load(runner, "list", listed)
        settle_by_number(runner)
        ((count,),) = runner.fetch("SELECT count(*) AS n FROM number_pairs").rows()
        if count < FEWEST:
            raise TooFewPairs(count=count, fewest=FEWEST)
        every = -(-count // MOST)
        one = _levels(runner, "one", f"SELECT list_row, register_row FROM number_pairs WHERE list_row % {every} = 0")
        two = _levels(runner, "two", _at_random(len(held), every))
        model = overlapping(runner, shipped())
    levels = dict(model.levels)
    for item in LEARNT:
        m = _counts(one.filter(BORNE_OUT[item.name]), item)
        u = _counts(two, item)
        levels[item.name] = {
            level.name: _learnt(model.levels[item.name][level.name], m, u, level.name) for level in item.levels
        }
    relatives = one.filter(~CLOSE & (pl.col("birth_level") == BIRTH.code("different"))).height
    share = (relatives + TRUST * model.number_holder_is_other) / (one.height + TRUST)
    return replace(model, levels=levels, number_holder_is_other=round(share, 6))


def _at_random(persons: int, every: int) -> str:
    """Return pairs that have nothing to do with each other."""
    return f"""
        SELECT b.row AS list_row, a.row AS register_row FROM list_rows b
        JOIN register_rows a ON a.row = (b.row * 7919 + 104729) % {persons}
        WHERE b.row % {every} = 0 AND (a.num <> b.num OR a.num IS NULL OR b.num IS NULL)
    """


def _levels(engine: Engine, name: str, pairs: str) -> pl.DataFrame:
    """Return the levels of all items but the number for `pairs`."""
    levels = levels_sql((NAME, BIRTH, SEX, PHONE, DIVISION))
    sql = f"SELECT p.list_row, p.register_row, {levels}, {DOORS_TELL} FROM beside p"
    engine.lay(Laid(f"promising_{name}", pairs, COMPARED, sql))
    read_doors(engine, pairs=f"promising_{name}", suffix=f"_{name}")
    return engine.fetch(f"""
        SELECT p.name_level, p.birth_level, p.sex_level, p.phone_level, {PLACE.sql()} AS place_level
        FROM promising_{name} p
        LEFT JOIN doors_{name} d ON d.list_row = p.list_row AND d.register_row = p.register_row
    """)


def _counts(levels: pl.DataFrame, item: Comparison) -> dict[str, float]:
    """Return the share of each level among pairs in which the item is not missing, and under "" how many they are."""
    codes = levels[f"{item.name}_level"]
    known = codes.filter(codes != item.code("missing"))
    share = {each.name: float((known == item.code(each.name)).sum()) / max(len(known), 1) for each in item.levels}
    return share | {"": float(len(known))}


def _learnt(shipped_chance: Chance, m: dict[str, float], u: dict[str, float], level: str) -> Chance:
    if level == "missing":
        return shipped_chance
    new_m = _moved(shipped_chance.m, m[level], m[""])
    new_u = None if shipped_chance.u is None else _moved(shipped_chance.u, u[level], u[""])
    return replace(shipped_chance, m=new_m, u=new_u)


def _moved(before: float, share: float, pairs: float) -> float:
    return round((before * TRUST + share * pairs) / (TRUST + pairs), 6)
