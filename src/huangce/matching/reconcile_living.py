"""Who lives elsewhere than registered (人户分离), and who lives here and was never collected (应采未采).

Only the registered place and the contact address of a list are read, and only of persons whom no row of the residents
settles (requirements part 6, decision 8). An address in another county says nothing about one who was met here.
"""

from __future__ import annotations

import polars as pl

from huangce.matching.reconcile_case import CLAIM, Case, claims
from huangce.matching.reconcile_gone import CONTRADICTED
from huangce.matching.results import AUTOMATIC

ELSEWHERE, NOT_COLLECTED = "registered_here_living_elsewhere", "living_here_not_collected"
# What an address in a list is worth as a claim that the person lives there: a contact grows old.
CONTACT = 0.995
# A person at two doors, of which no date tells the later.
UNDECIDED = 0.7
WORTH = 0.3


def living(case: Case, gone: pl.DataFrame, twice: pl.DataFrame, children: pl.DataFrame) -> pl.DataFrame:
    """Return claims of both classes about everybody who is not `gone` and about no second entry of `twice`.

    `children`: links of newborns and pupils to the register (list, row, record, probability).
    """
    leaving = gone.filter((pl.col("class") != CONTRADICTED) & (pl.col("probability") >= 0.5)).select("record")
    second = _second_entries(case, twice)
    here = case.homes.join(leaving, on="record", how="anti")
    apart = _other_village(case, here)
    traces = case.traces.join(leaving, on="record", how="anti").join(second, on="record", how="anti")
    out = traces.filter((pl.col("place_county") != case.county) & pl.col("place_county").is_not_null())
    young = case.with_place(_unmet(case, children)).join(leaving, on="record", how="anti")
    local = pl.concat([traces, young.select(traces.columns)]).filter(pl.col("place_county") == case.county)
    local = local.join(out.filter(pl.col("probability") >= 0.5).select("record"), on="record", how="anti")
    return pl.concat([apart, _outside(case, out), _not_collected(case, local), _strangers(case)])


def _unmet(case: Case, children: pl.DataFrame) -> pl.DataFrame:
    surely = case.met.filter(pl.col("met") >= AUTOMATIC)
    return children.join(surely, on="record", how="anti").with_columns(
        role=pl.lit(""), explanation=pl.lit(None, pl.String)
    )


def _second_entries(case: Case, twice: pl.DataFrame) -> pl.DataFrame:
    """Return the records of likely second entries whose person is met under the other record or under either."""
    sure = twice.filter(pl.col("probability") >= 0.5)
    both = pl.concat([sure.select("record"), sure.select(pl.col("other_record").alias("record"))])
    return both.unique()


def _other_village(case: Case, homes: pl.DataFrame) -> pl.DataFrame:
    """Return claims about persons whose latest residence is in another village than their registration."""
    at = homes.join(case.people.select("record", "division"), on="record").with_columns(
        apart=pl.col("home_division") != pl.col("division")
    )
    order = ["record", "probability", "collected_on", "home_row"]
    last = at.sort(order, descending=[False, True, True, False], nulls_last=True)
    dated = last.group_by("record", maintain_order=True).agg(
        pl.first("apart"),
        pl.first("home_row"),
        pl.first("home_division"),
        pl.first("probability"),
        pl.first("explanation"),
        undecided=pl.col("collected_on").is_null().any() & (pl.col("apart").n_unique() > 1),
        any_apart=pl.col("apart").any(),
        apart_row=pl.col("home_row").filter(pl.col("apart")).first(),
    )
    undecided = pl.col("undecided")
    found = dated.filter(pl.col("apart") | (undecided & pl.col("any_apart"))).with_columns(
        other_list=pl.lit("residents"),
        other_row=pl.when(undecided).then("apart_row").otherwise("home_row"),
        probability=pl.col("probability").clip(0, CONTACT) * pl.when(undecided).then(UNDECIDED).otherwise(1.0),
        reason=pl.when(undecided)
        .then(pl.lit("实有人口中登记在两处，其一不在户籍所在村（社区），以何处为准须核实。"))
        .otherwise(pl.lit("实有人口登记在户籍所在村（社区）以外居住，人户分离。")),
    )
    return case.about_registered(found.filter(pl.col("probability") >= WORTH), ELSEWHERE)


def _outside(case: Case, traces: pl.DataFrame) -> pl.DataFrame:
    """Return claims about persons met nowhere here whose contact lies in another county."""
    found = _best(_with_met(case, traces)).with_columns(
        reason=pl.lit("联系地址在外县，本县实有人口中无此人，可能在外地居住。")
    )
    return case.about_registered(found.rename({"list": "other_list", "row": "other_row"}), ELSEWHERE)


def _not_collected(case: Case, traces: pl.DataFrame) -> pl.DataFrame:
    found = _best(_with_met(case, traces)).with_columns(
        reason=pl.lit("部门名单载有本县住址，实有人口中无此人，应采未采。")
    )
    return case.about_registered(found.rename({"list": "other_list", "row": "other_row"}), NOT_COLLECTED)


def _with_met(case: Case, traces: pl.DataFrame) -> pl.DataFrame:
    """Weigh a trace by the chance that it is this person's and that the person is met nowhere."""
    met = pl.col("met").fill_null(0.0)
    return traces.join(case.met, on="record", how="left").with_columns(
        probability=pl.col("probability").clip(0, CONTACT) * (1 - met)
    )


def _best(traces: pl.DataFrame) -> pl.DataFrame:
    order = ["record", "probability", "list", "row"]
    found = traces.filter(pl.col("probability") >= WORTH).sort(order, descending=[False, True, False, False])
    return found.unique("record", keep="first", maintain_order=True)


def _strangers(case: Case) -> pl.DataFrame:
    """Return claims about rows of permits and insured that neither the register nor the residents know.

    Who is insured as registered in this county, and is not in the register, was let go: it is not asked where.
    """
    kinds = [kind for kind in ("permits", "insured") if kind in case.lists]
    if not kinds:
        return pl.DataFrame(schema=CLAIM)
    rows = pl.concat(
        [
            case.lists[kind].select(
                pl.lit(kind).alias("list"),
                pl.col("row").cast(pl.Int64),
                pl.coalesce("citizen_id", "citizen_id_written").alias("number"),
                "registered_place",
            )
            for kind in kinds
        ]
    )
    linked = pl.concat([case.links.to_register, case.links.to_residents]).filter(pl.col("role") == "")
    best = linked.group_by("list", "row").agg(known=pl.col("probability").sum().clip(0, 1))
    rows = rows.join(best, on=["list", "row"], how="left").with_columns(pl.col("known").fill_null(0.0))
    rows = rows.filter(pl.col("known") < 1 - WORTH)
    rows = case.read_places(case.with_place(rows), "registered_place", "origin")
    foreign = (pl.col("origin_county") != case.county).fill_null(value=False)
    found = rows.filter((pl.col("place_county") == case.county) & foreign).with_columns(
        probability=CONTACT * (1 - pl.col("known")),
        division=pl.col("place_division"),
        reason=pl.lit("名单载有本县住址，户籍在外县，实有人口中无此人，应采未采。"),
    )
    return claims(found, NOT_COLLECTED)
