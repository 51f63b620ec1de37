"""Entries behind which there may be nobody (虚假户口; notice 000 二(一), requirements C4): a question, never sure.

Silence alone is no evidence: who works elsewhere leaves no trace either. What is asked about has no trace in any list
or among the residents, was touched by no act since the register was opened, met by no officer, is no second entry of
somebody, has no near kin in its household, and besides a number that cannot be its own; or a visit was told that nobody
knows such a person. How likely it is comes from the register itself: of those who are silent and do have kin, some have
such a number by mistake, and as large a share of those without kin is expected to.

A family is asked about where nobody of it left a trace and two or more have such numbers: one may be a mistake. As many
are expected by mistake as chance makes of single ones, or as families have that are heard of, whichever is more.
"""

from __future__ import annotations

import math

import polars as pl

from huangce.matching.reconcile_case import CLAIM, Case, chance, odds, signed
from huangce.matching.reconcile_register import number_faults
from huangce.matching.reconcile_silent import silent
from huangce.matching.results import AUTOMATIC

FICTITIOUS = "fictitious"
WORTH = 0.2
# Relations of GB/T 4761 by their first digit: spouse, son, daughter, grandchild, parent, grandparent, sibling.
KIN = ("1", "2", "3", "4", "5", "6", "7")
HEADS = ("01", "02")
# What one visit is worth at which nobody knows the person; not measured, as no simulated county has visits.
AT_THE_DOOR = 0.8
CONTESTED = "号码与他人相同"


def fictitious(case: Case, twice: pl.DataFrame) -> pl.DataFrame:
    """Return claims about entries of which everything says that nobody stands behind them.

    twice: claims of second entries, about which the other question is asked.
    """
    quiet, faults = _quiet(case, twice), _faults(case)
    families = _families(case, quiet, faults)
    kin = quiet.join(_with_kin(case), on="record", how="semi")
    lone = quiet.join(kin, on="record", how="anti")
    kin = kin.join(families, on="record", how="anti")
    asked = lone.join(faults, on="record")
    # Who is silent and has kin tells how often such a number is a mere mistake; where they are few, who is heard of.
    heard = (faults.join(quiet, on="record", how="anti").height + 1) / (case.people.height - quiet.height + 1)
    mistaken = (kin.join(faults, on="record").height + 1) / (kin.height + 1 / heard)
    expected = lone.height * mistaken
    share = max(1 - expected / asked.height, 0.0) if asked.height else 0.0
    alone = asked.with_columns(probability=pl.lit(share), faulty=pl.lit(None, pl.UInt32))
    by_number = pl.concat([alone, families.select(alone.columns)]).filter(pl.col("probability") >= WORTH)
    unknown = case.people.filter("nobody_knows").select("record", "nobody_knows").join(quiet, on="record", how="semi")
    found = by_number.join(unknown, on="record", how="full", coalesce=True)
    if found.is_empty():
        return pl.DataFrame(schema=CLAIM)
    told, number = pl.col("nobody_knows").fill_null(value=False), pl.col("probability").is_not_null()
    at_door = math.log(AT_THE_DOOR / (1 - AT_THE_DOOR))
    by_fault = odds(pl.col("probability").clip(0, AUTOMATIC))
    of_family = pl.format("同户无一人有踪迹，其中{}人号码不可能是本人的", "faulty")
    alone_words = pl.format("户内无近亲属，{}", "fault")
    said = pl.coalesce("fault", pl.format("住址同户{}人号码有误", "faulty"))
    total = pl.when(told & number).then(by_fault + at_door).when(told).then(at_door).otherwise(by_fault)
    return case.about_registered(
        found.with_columns(
            probability=chance(total).clip(0, AUTOMATIC - 0.001),
            explanation=pl.concat_str(
                pl.when(number).then(pl.format("{} {}；", said, signed(by_fault))).otherwise(pl.lit("")),
                pl.when(told).then(pl.format("住址无人认识此人 {}；", signed(pl.lit(at_door)))).otherwise(pl.lit("")),
            ),
            reason=pl.concat_str(
                pl.lit("各名单和实有人口中均无踪迹"),
                pl.when(number).then(pl.format("，{}", pl.coalesce(of_family, alone_words))).otherwise(pl.lit("")),
                pl.when(told).then(pl.lit("，走访时无人认识此人")).otherwise(pl.lit("")),
                pl.lit("；是否确有其人须核实，没有踪迹不等于没有此人。"),
            ),
        ),
        FICTITIOUS,
    )


def _quiet(case: Case, twice: pl.DataFrame) -> pl.DataFrame:
    """Return the records of which nothing is heard: no row, no act by hand, nobody met, and no second entry."""
    second = pl.concat([twice.select("record"), twice.select(pl.col("other_record").alias("record"))])
    dealt_with = case.people.filter("heard_of").select("record")
    return silent(case).join(pl.concat([second, dealt_with]).unique(), on="record", how="anti")


def _families(case: Case, quiet: pl.DataFrame, faults: pl.DataFrame) -> pl.DataFrame:
    """Return record, fault, faulty (members with such a number) and probability of everybody in families of nobody."""
    kin = _with_kin(case)["record"]
    people = (
        case.people.filter(pl.col("household").is_not_null())
        .select("record", "household")
        .with_columns(
            is_quiet=pl.col("record").is_in(quiet["record"].implode()), is_kin=pl.col("record").is_in(kin.implode())
        )
        .join(faults, on="record", how="left")
    )
    homes = people.group_by("household").agg(
        members=pl.len(),
        silent=pl.col("is_quiet").all(),
        of_kin=pl.col("is_kin").all(),
        faulty=pl.col("fault").count(),
    )
    homes = homes.filter(pl.col("of_kin") & (pl.col("members") > 1))
    silent, heard = homes.filter("silent"), homes.filter(~pl.col("silent"))
    found, single = silent.filter(pl.col("faulty") >= 2), silent.filter(pl.col("faulty") < 2)
    of_heard = (int(heard["faulty"].sum()) + 1) / (int(heard["members"].sum()) + 2)
    rate = (int(single["faulty"].sum()) + 1) / (int(single["members"].sum()) + 1 / of_heard)
    by_chance = silent.select(_two_or_more(pl.col("members"), rate).sum()).item() or 0.0
    by_others = (heard.filter(pl.col("faulty") >= 2).height + 1) / (heard.height + 2)
    expected = max(by_chance, silent.height * by_others)
    share = max(1 - expected / found.height, 0.0) if found.height else 0.0
    return (
        people.join(found.select("household", "faulty"), on="household")
        .select("record", "fault", "faulty", probability=pl.lit(share))
        .sort("record")
    )


def _two_or_more(size: pl.Expr, rate: float) -> pl.Expr:
    """Return how likely two or more of so many have what each has at this rate."""
    none = (size * math.log1p(-rate)).exp()
    return 1 - none * (1 + size * rate / (1 - rate))


def _with_kin(case: Case) -> pl.DataFrame:
    """Return the records that are near kin of the reference person of their household, and those who have such kin."""
    relation = pl.col("relation").fill_null("")
    kin = case.people.filter(relation.str.slice(0, 1).is_in(KIN)).select("record", "household")
    heads = case.people.filter(relation.is_in(HEADS)).select("record", "household")
    return pl.concat([kin.select("record"), heads.join(kin, on="household", how="semi").select("record")])


def _faults(case: Case) -> pl.DataFrame:
    """Return record and `fault`, in words, of the entries whose number cannot be their own."""
    contested = case.people.filter("number_contested").select("record", fault=pl.lit(CONTESTED))
    return pl.concat([number_faults(case).select("record", "fault"), contested]).unique(
        "record", keep="first", maintain_order=True
    )
