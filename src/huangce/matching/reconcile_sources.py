"""Which rows of which deliveries a finding rests on, so that a list can be withdrawn and its rows answered.

A finding rests on the rows that it names and on every other row that says the same of the same person: who stands in
the lists of two crematoria is not forgotten when one of them takes its list back.
"""

from __future__ import annotations

import polars as pl

from huangce.matching.reconcile_case import Case
from huangce.matching.reconcile_gone import CONTRADICTED, DIES, GONE, WORTH
from huangce.matching.reconcile_links import SEEN

AS_DELIVERED = "row_as_delivered"
# Class → lists of which any row about the person says the same.
TELLING = {name: kinds for name, (kinds, _day, _words) in GONE.items()} | {
    CONTRADICTED: GONE[DIES][0],
    "registered_here_living_elsewhere": SEEN,
    "living_here_not_collected": SEEN,
}
SOURCES = pl.Schema({"id": pl.String, "sources": pl.String})


def sources_of(case: Case, found: pl.DataFrame) -> pl.DataFrame:
    """Return id and `sources`, JSON of [delivery, row] in order; ids that rest on no delivery are not there.

    found: claims with their ids, also those that give way to another claim with the same id.
    """
    delivered = [
        frame.select(pl.lit(kind).alias("list"), "row", "received", AS_DELIVERED)
        for kind, frame in case.lists.items()
        if "received" in frame.columns
    ]
    if not delivered:
        return pl.DataFrame(schema=SOURCES)
    other = found.select("id", pl.col("other_list").alias("list"), pl.col("other_row").alias("row"))
    rows = [found.select("id", "list", "row"), other]
    linked = case.links.to_register.filter(pl.col("probability") >= WORTH).select("record", "list", "row")
    for name, kinds in TELLING.items():
        claims = found.filter((pl.col("class") == name) & pl.col("record").is_not_null()).select("id", "record")
        told = linked.filter(pl.col("list").is_in(kinds))
        rows.append(claims.join(told, on="record").select("id", "list", "row"))
    pairs = pl.concat(rows).drop_nulls().join(pl.concat(delivered), on=["list", "row"])
    pairs = pairs.select("id", "received", AS_DELIVERED).unique().sort("id", "received", AS_DELIVERED)
    texts = pairs.group_by("id", maintain_order=True).agg(
        pl.format("[{}, {}]", "received", AS_DELIVERED).str.join(", ").alias("sources")
    )
    return texts.with_columns(pl.format("[{}]", "sources").alias("sources")).cast(SOURCES)
