"""Second entries of which nothing is ever heard: pairs too unlike for the matching engine alone.

An entry that stands in no list and is met at no door is a person gone without trace, or nobody. Such entries are few,
so each may be held against everybody else with a weaker likeness than the engine needs: the same name born close by, or
the same birth and a name that sounds or looks alike. Weights are natural-logarithm odds as in `model_within.json`.
"""

from __future__ import annotations

import math

import polars as pl

from huangce.matching.model import shipped
from huangce.matching.reconcile_case import Case, chance, signed
from huangce.rules.columns import names

MODEL = "model_within"
DAYS = 30_000.0
RAREST = 1e-5
OTHER_RELATIVE = "97"
SAID = ("name", "sex", "birth_date", "division", "household", "relation")
# Levels of the name whose weight does not depend on how common the name is.
APART = (("one_character", None), ("one_of_two", None))
NEAR = 40  # days: the month beside it, and some


def silent(case: Case) -> pl.DataFrame:
    """Return the records that no list and no resident row may be about."""
    heard = pl.concat([case.homes.select("record"), case.links.to_register.select("record")]).unique()
    return case.people.select("record").join(heard, on="record", how="anti")


def silent_pairs(case: Case, quiet: pl.DataFrame) -> pl.DataFrame:
    """Return pairs (record, other, probability, explanation) of an entry in `quiet` and another that is not.

    The probability leaves out the silence itself.
    """
    people = case.people.select("record", *SAID).filter(
        pl.col("name").is_not_null() & pl.col("birth_date").is_not_null()
    )
    ours = people.join(quiet, on="record", how="semi")
    # One of two silent entries may be the other's: then the earlier record is the first.
    pairs = pl.concat([_together(ours, people, ["name", "sex"]), _together(ours, people, ["birth_date", "sex"])])
    pairs = pairs.filter((pl.col("record") != pl.col("other")) & (pl.col("household") != pl.col("household_other")))
    pairs = _levels(pairs.unique(["record", "other"])).filter(
        pl.col("name_level").is_not_null() & pl.col("birth_level").is_not_null()
    )
    return _weighed(case, pairs, people)


def _together(ours: pl.DataFrame, people: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    theirs = people.rename({"record": "other"})
    copies = [pl.col(key).alias(f"{key}_other") for key in keys]
    joined = ours.join(theirs.with_columns(copies), on=keys, suffix="_other")
    columns = ["record", "other"]
    for name in SAID:
        columns += [name, f"{name}_other"]
    # Of a common name only those born about the same time can be meant.
    year, year_other = (pl.col(name).str.slice(0, 4).cast(pl.Int32) for name in ("birth_date", "birth_date_other"))
    return joined.filter((year - year_other).abs() <= 10).select(columns)


def _levels(pairs: pl.DataFrame) -> pl.DataFrame:
    """Add `name_level` and `birth_level`, named as in the model, null for those that prove nothing."""
    a, b = names.keys(pairs["name"]), names.keys(pairs["name_other"])
    name, other = pl.col("name"), pl.col("name_other")
    compared = pairs.with_columns(
        sounds=a["homophone"] == b["homophone"],
        looks=a["look_alike"] == b["look_alike"],
        sound=a["homophone"],
    )
    same = [name.str.slice(i, 1) == other.str.slice(i, 1) for i in range(3)]
    apart = (name.str.len_chars() == 3) & (other.str.len_chars() == 3) & (pl.sum_horizontal(same) == 2)
    # 周林 and 周森: half of a short name is little, unless the entry hangs on a household as some other relative.
    half = (name.str.len_chars() == 2) & (other.str.len_chars() == 2) & same[0] & (pl.col("relation") == OTHER_RELATIVE)
    one, two = pl.col("birth_date"), pl.col("birth_date_other")
    year, month, day = ([each.str.slice(*at) for each in (one, two)] for at in ((0, 4), (5, 2), (8, 2)))
    whole = (one.str.len_chars() == 10) & (two.str.len_chars() == 10)
    y, m, d = (each[0] == each[1] for each in (year, month, day))
    days = (one.str.to_date(strict=False) - two.str.to_date(strict=False)).dt.total_days().abs()
    return compared.with_columns(
        name_level=pl.when(name == other)
        .then(pl.lit("same"))
        .when("sounds")
        .then(pl.lit("homophone"))
        .when("looks")
        .then(pl.lit("lookalike"))
        .when(apart)
        .then(pl.lit("one_character"))
        .when(half & (one == two))
        .then(pl.lit("one_of_two")),
        birth_level=pl.when(one == two)
        .then(pl.lit("same"))
        .when(whole & y & (month[0] == day[1]) & (day[0] == month[1]))
        .then(pl.lit("swapped"))
        .when(whole & ((y & m) | (y & d) | (m & d)))
        .then(pl.lit("part"))
        .when(whole & (days <= NEAR))
        .then(pl.lit("near")),
    )


def _weighed(case: Case, pairs: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """Add up the weights; a name counts by how rare it is among those of one sex and about one age."""
    model, persons = shipped(MODEL), max(case.people.height, 1)
    decade = pl.col("birth_date").str.slice(0, 3)
    peers = people.with_columns(decade=decade)
    bearers = peers.group_by("name", "sex", "decade").agg(bearers=pl.len())
    cohort = peers.group_by("sex", "decade").agg(cohort=pl.len())
    pairs = pairs.with_columns(decade=decade)
    pairs = pairs.join(bearers, on=["name", "sex", "decade"], how="left", maintain_order="left")
    pairs = pairs.join(cohort, on=["sex", "decade"], how="left", maintain_order="left")
    share = (pl.col("bearers") / pl.col("cohort")).clip(RAREST, 1)

    def weight(item: str, level: str, u: pl.Expr | None = None) -> pl.Expr:
        given = model.levels[item][level]
        if u is None:
            return pl.lit(math.log(given.m / (given.u or 1)) + given.gain)
        return (given.m / u).log() + given.gain

    name = pl.coalesce(
        pl.when(pl.col("name_level") == level).then(weight("name", level, u))
        for level, u in (("same", share), ("homophone", share), ("lookalike", share), *APART)
    )
    born = pl.lit(1 / DAYS)
    birth = pl.coalesce(
        pl.when(pl.col("birth_level") == level).then(weight("birth", level, u))
        for level, u in (("same", born), ("swapped", None), ("part", None), ("near", None))
    )
    village = case.people.group_by("division").agg(share_of_village=pl.len() / persons)
    pairs = pairs.join(village, on="division", how="left", maintain_order="left")
    here, there = pl.col("division"), pl.col("division_other")
    place = (
        pl.when(here == there)
        .then((0.06 / pl.col("share_of_village")).log())
        .when(here.str.slice(0, 9) == there.str.slice(0, 9))
        .then(0.0)
        .otherwise(weight("place", "county", pl.lit(1.0)))
    )
    prior = math.log(model.in_register / (1 - model.in_register) / persons)
    sex = weight("sex", "same")
    number = weight("number", "unknown")
    weighed = pairs.with_columns(name_weight=name, birth_weight=birth, place_weight=place).with_columns(
        total=prior + pl.col("name_weight") + pl.col("birth_weight") + pl.col("place_weight") + sex + number
    )
    words = pl.format(
        "姓名相同或相近 {}；出生日期相同或相近 {}；住址 {}；先验 {}；合计 {}",
        *(signed(pl.col(column)) for column in ("name_weight", "birth_weight", "place_weight")),
        pl.lit(f"{prior:+.2f}"),
        signed(pl.col("total")),
    )
    return weighed.select("record", "other", chance(pl.col("total")).alias("probability"), words.alias("explanation"))
