"""What is wrong within the register: one person held twice (一人多户), numbers that are not the person's (错号).

GB 11643-1999: the number carries birth date, sex and a check character, so that it testifies against itself. Whoever is
met at two doors under two numbers is two persons, however alike they are called; an entry of which nothing is ever
heard is the likelier to be a second one.
"""

from __future__ import annotations

import math

import polars as pl

from huangce.matching.reconcile_case import Case, chance, odds
from huangce.matching.reconcile_silent import OTHER_RELATIVE, silent, silent_pairs
from huangce.matching.results import AUTOMATIC
from huangce.rules.columns import citizen_id

HELD_TWICE, WRONG_NUMBER = "held_twice", "wrong_number"
WORTH = 0.2
SURE_NUMBER = 0.998
# Logarithmic odds for one person: both entries are met (each under its own number), one or none is.
BOTH_MET, ONE_MET = -7.0, 2.0
# At most this where one of them leaves no trace at all; more where it hangs on a household as some other relative.
SILENT, LODGING = 4.0, 4.0
INVALID, OTHER_BIRTH, OTHER_SEX = "号码校验不通过", "号码与出生日期不符", "号码与性别不符"
# What is wrong with a number, and the sentence of the finding.
FAULTS = {
    INVALID: "公民身份号码校验不通过，号码有误。",
    OTHER_BIRTH: "公民身份号码所含出生日期与登记不一致，二者必有一误。",
    OTHER_SEX: "公民身份号码所含性别与登记不一致，二者必有一误。",
}
SAME_DOOR_TWINS = "姓名差一字|同姓不同名|姓名不同|性别不同"


def held_twice(case: Case) -> pl.DataFrame:
    """Return claims about pairs of entries; the entry of whom something is heard is the subject."""
    quiet = silent(case)
    pairs = _paired(case.links.within, silent_pairs(case, quiet))
    households = case.people.select("record", "household", "relation", pl.col("source_row").cast(pl.Int64))
    pairs = pairs.join(households, on="record").join(
        households.rename(
            {
                "record": "other",
                "household": "other_household",
                "relation": "other_relation",
                "source_row": "other_row",
            }
        ),
        on="other",
    )
    # Siblings of one birth share house, day and surname: within a household only the name can tell.
    twins = (pl.col("household") == pl.col("other_household")) | pl.col("explanation").str.contains("住址一致")
    pairs = pairs.filter(~(twins & pl.col("explanation").str.contains(SAME_DOOR_TWINS)))
    sure = case.homes.filter(pl.col("probability") >= AUTOMATIC).select("record").unique()
    for column in ("record", "other"):
        pairs = pairs.with_columns(
            pl.col(column).is_in(sure["record"].implode()).alias(f"{column}_met"),
            pl.col(column).is_in(quiet["record"].implode()).alias(f"{column}_silent"),
        )
    silence = min(math.log(max(case.people.height, 1) / max(quiet.height, 1)), SILENT)
    is_silent = pl.col("record_silent") != pl.col("other_silent")
    lodging = (pl.col("record_silent") & (pl.col("relation") == OTHER_RELATIVE)) | (
        pl.col("other_silent") & (pl.col("other_relation") == OTHER_RELATIVE)
    )
    weight = (
        pl.when(pl.col("record_met") & pl.col("other_met"))
        .then(BOTH_MET)
        .otherwise(
            pl.when(is_silent).then(silence).otherwise(ONE_MET)
            + pl.when(is_silent & lodging.fill_null(value=False)).then(LODGING).otherwise(0.0)
        )
    )
    # A silent entry is at most one other person's: those who might be it exclude each other.
    pairs = pairs.with_columns(
        log_odds=odds(pl.col("probability")) + weight,
        entry=pl.when(is_silent).then(pl.when("record_silent").then("record").otherwise("other")),
        pair=pl.int_range(pl.len()),
    )
    others = pl.col("log_odds").exp().sum().over(pl.coalesce("entry", -1 - pl.col("pair"))) - pl.col("log_odds").exp()
    found = pairs.with_columns(
        probability=chance(pl.col("log_odds") - others.clip(0).log1p()).clip(0, AUTOMATIC - 0.001),
        other_list=pl.lit("register"),
        other_record=pl.col("other"),
        reason=pl.when(is_silent)
        .then(pl.lit("两条户籍登记疑为同一人，其中一条在各名单中均无踪迹。"))
        .otherwise(pl.lit("两条户籍登记疑为同一人，须核实。")),
    )
    return case.about_registered(found.filter(pl.col("probability") >= WORTH), HELD_TWICE)


def _paired(within: pl.DataFrame, quiet: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs of both, each once, the smaller record first; the engine's word stands before ours."""
    ordered = quiet.with_columns(
        record=pl.min_horizontal("record", "other"), other=pl.max_horizontal("record", "other")
    ).unique(["record", "other"])
    engine = within.with_columns(
        record=pl.min_horizontal("record", "other"), other=pl.max_horizontal("record", "other")
    )
    return pl.concat([engine, ordered.join(engine, on=["record", "other"], how="anti").select(engine.columns)])


def number_faults(case: Case) -> pl.DataFrame:
    """Return record and `fault` (of `FAULTS`) of the numbers that are not valid, or contradict birth date or sex."""
    people = case.people.filter(pl.col("citizen_id").is_not_null()).select("record", "citizen_id", "birth_date", "sex")
    read = citizen_id.columns(people["citizen_id"], case.as_of)
    people = people.with_columns(
        read["number"],
        read["birth_date"].dt.to_string("%Y-%m-%d").alias("number_birth"),
        read["sex"].alias("number_sex"),
    )
    written = pl.col("birth_date")
    contradicts = (written.is_not_null() & ~pl.col("number_birth").str.starts_with(written)).fill_null(value=False)
    other_sex = (pl.col("sex").is_in(["1", "2"]) & (pl.col("sex") != pl.col("number_sex"))).fill_null(value=False)
    invalid = pl.col("number").is_null()
    fault = pl.when(invalid).then(pl.lit(INVALID)).when(contradicts).then(pl.lit(OTHER_BIRTH))
    found = people.filter(invalid | contradicts | other_sex)
    return found.select("record", fault.otherwise(pl.lit(OTHER_SEX)).alias("fault"))


def wrong_number(case: Case) -> pl.DataFrame:
    """Return claims about numbers that are not valid, or contradict birth date or sex."""
    found = number_faults(case).with_columns(
        probability=pl.lit(SURE_NUMBER), reason=pl.col("fault").replace_strict(FAULTS, return_dtype=pl.String)
    )
    met = case.homes.sort("record", "probability", "home_row", descending=[False, True, False]).unique(
        "record", keep="first", maintain_order=True
    )
    found = found.join(met.select("record", "home_row", "explanation"), on="record", how="left").with_columns(
        other_row=pl.col("home_row"), other_list=pl.when(pl.col("home_row").is_not_null()).then(pl.lit("residents"))
    )
    return case.about_registered(found, WRONG_NUMBER)
