"""Who should have been cancelled and was not (应销未销): the dead, the enlisted, those settled abroad.

户口登记条例 articles 8 (death) and 11 (service), 10 (abroad). A list never cancels anybody: it gives a lead that an
officer checks (notice 002 三(三)4), and signs that the person lives weigh against it. That somebody was met after the
reported day of death proposes no cancellation: the list contradicts what was seen, and its sender is asked.
"""

from __future__ import annotations

import polars as pl

from huangce.matching.evidence import SOURCES
from huangce.matching.reconcile_case import Case
from huangce.matching.reconcile_links import DEATHS
from huangce.matching.results import AUTOMATIC

DIES, CONTRADICTED = "deceased_not_cancelled", "death_contradicted"
# Class → lists, the column with the day, and the sentence.
GONE = {
    DIES: (DEATHS, "died_on", "名单载明已去世，户籍未注销"),
    "enlisted_not_cancelled": (("enlisted",), "enlisted_on", "名单载明已入伍，户籍未注销"),
    "abroad_not_cancelled": (("settled_abroad",), "settled_on", "名单载明已在境外定居，户籍未注销"),
}
# A row is dated on the day of the visit or some days after: not every later date contradicts.
DAYS_OF_GRACE = 3
# What is left of the probability by what is seen: the person met after the day, an undated entry as resident.
# Who serves or lives abroad may come home for a while. The dead are not met again: what is left is that the list errs.
MET_AFTER = {DIES: 0.9, "enlisted_not_cancelled": 0.7, "abroad_not_cancelled": 0.7}
UNDATED = 0.9
# Nobody is asked after a death, or a move abroad, of somebody who is not rather the person of the row than another; and
# nobody is proposed as dead of whom that is the less likely.
WORTH = 0.5


def gone(case: Case) -> pl.DataFrame:
    """Return claims of the classes of `GONE` and of `CONTRADICTED`, of the likeliest row of each person.

    A death list that nothing contradicts goes before another that is contradicted.
    """
    return pl.concat([_class(case, name, *spec) for name, spec in GONE.items()])


def _class(case: Case, name: str, kinds: tuple[str, ...], day: str, words: str) -> pl.DataFrame:
    is_worth = pl.col("list").is_in(kinds) & (pl.col("role") == "") & (pl.col("probability") >= WORTH)
    found = case.links.to_register.filter(is_worth)
    days = [
        case.lists[kind].select(
            pl.lit(kind).alias("list"), pl.col("row").cast(pl.Int64), pl.col(f"{day}_earliest").alias("on")
        )
        for kind in kinds
        if kind in case.lists
    ]
    empty = pl.DataFrame(schema={"list": pl.String, "row": pl.Int64, "on": pl.Date})
    found = found.join(pl.concat([empty, *days]), on=["list", "row"], how="left")
    found = found.join(_signs(case), on="record", how="left")
    after = (pl.col("seen_on") > pl.col("on") + pl.duration(days=DAYS_OF_GRACE)).fill_null(value=False)
    dies = name == DIES
    undated = ~after & pl.col("undated").fill_null(value=False) & pl.lit(dies)
    weight = pl.when(after).then(MET_AFTER[name]).when(undated).then(UNDATED).otherwise(1.0)
    contradicted = pl.when(after | undated)
    seen = pl.concat_str(pl.lit("；但此后仍有在世或在本地的线索（"), "seen_in", pl.lit("），须先核实"))
    doubt = pl.when(pl.col("probability") < AUTOMATIC).then(pl.lit("；是否同一人尚有疑问")).otherwise(pl.lit(""))
    source = pl.col("list").replace(SOURCES)
    found = found.with_columns(
        reason=pl.concat_str(
            source,
            pl.lit(words.removeprefix("名单")),
            contradicted.then(seen).otherwise(pl.lit("")),
            doubt,
            pl.lit("。"),
        ),
        probability=pl.col("probability") * weight,
        contradicted=after & pl.lit(dies),
    )
    if dies:
        found = found.filter(pl.col("contradicted") | (pl.col("probability") >= WORTH))
    order = ("record", "contradicted", "probability", "list", "row")
    best = found.sort(order, descending=[False, False, True, False, False])
    best = best.unique("record", keep="first", maintain_order=True)
    best = best.rename({"list": "other_list", "row": "other_row"})
    is_so = pl.col("contradicted")
    return pl.concat(
        [case.about_registered(best.filter(~is_so), name), case.about_registered(best.filter(is_so), CONTRADICTED)]
    )


def _signs(case: Case) -> pl.DataFrame:
    """Return record, the last day on which the person is seen, where, and whether an undated residence stands open."""
    sure = pl.col("probability") >= AUTOMATIC
    met = case.homes.filter(sure).select(
        "record", pl.col("collected_on").alias("seen_on"), pl.lit("实有人口采集").alias("seen_in")
    )
    parts = [met]
    dates = (("permits", "", "issued_on", "居住证签发"), ("newborns", "mother", "birth_date", "新生儿母亲"))
    for kind, role, day, words in dates:
        if kind in case.lists and day in case.lists[kind].columns:
            rows = case.lists[kind].select(pl.col("row").cast(pl.Int64), pl.col(day).alias("seen_on"))
            linked = case.links.to_register.filter(sure & (pl.col("list") == kind) & (pl.col("role") == role))
            parts.append(linked.join(rows, on="row").select("record", "seen_on", pl.lit(words).alias("seen_in")))
    signs = pl.concat(parts).sort("record", "seen_on", nulls_last=True, descending=[False, True])
    return signs.group_by("record", maintain_order=True).agg(
        pl.first("seen_on"), pl.first("seen_in"), undated=pl.col("seen_on").is_null().any()
    )
