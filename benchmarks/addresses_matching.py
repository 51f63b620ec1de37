"""Match simulated addresses to a simulated register: speed in batch and one by one, precision and recall, by kind.

`python -m benchmarks.addresses_matching [ADDRESSES] [TEXTS]`. The texts are written as casually as the simulation
knows, one in fifty with a slip of the pen or a remark; the truth is the door for which each was written.
"""

from __future__ import annotations

import sys
import time

import numpy as np
import polars as pl

from huangce.addressing.index import AUTOMATIC, AddressIndex
from huangce.simulate import places, tree, wording

COUNTY, SEED, SLIPS, ONE_BY_ONE = "511703", 7, 0.02, 300


def simulated(count: int) -> tuple[tree.County, pl.DataFrame]:
    """Return a county and `count` of its doors, with the pieces of their addresses written out."""
    county = tree.county(COUNTY)
    weights = places.village_weights(SEED, county)
    doors = places.build(SEED, county, np.maximum(1, np.round(count * weights / weights.sum())).astype(np.int64))
    return county, wording.parts(county, doors.head(count))


def main(count: int = 1_000_000, texts: int = 200_000) -> None:
    """Print the tables."""
    county, written = simulated(count)
    codes = county.villages["code"].gather(written["village"])
    register = written.select(standard=wording.standard(county)).with_columns(division_code=codes)
    register = register.with_row_index("address_id")
    rng = np.random.default_rng(SEED)
    meant = rng.integers(0, len(register), texts)
    asked = wording.blur(rng, wording.write(rng, county, written, meant, wording.CASUAL), SLIPS)
    began = time.perf_counter()
    index = AddressIndex.build(register, default_division=county.code)
    built = time.perf_counter() - began
    began = time.perf_counter()
    found = index.match(asked)
    seconds = time.perf_counter() - began
    alone = []
    for text in asked.head(ONE_BY_ONE):
        began = time.perf_counter()
        index.match(pl.Series([text]))
        alone.append(1000 * (time.perf_counter() - began))
    # Doors that are written alike are one door to everybody who reads.
    doors = register.select("address_id", door="standard")
    truth = register["standard"].gather(meant)
    result = pl.DataFrame({"asked": asked, "truth": truth}).with_columns(found).join(
        doors, on="address_id", how="left", maintain_order="left"
    )  # fmt: skip
    right = (pl.col("door") == pl.col("truth")).fill_null(value=False)
    automatic = result.filter(pl.col("score") >= AUTOMATIC)
    hits = automatic.filter(right)
    print(f"{len(register):,} addresses arranged in {built:.1f} s; {texts:,} texts, {asked.n_unique():,} different")
    middle, late = np.percentile(alone, 50), np.percentile(alone, 95)
    print(f"{texts / seconds:,.0f} texts/s; one by one p50 {middle:.1f} ms, p95 {late:.1f} ms")
    print(
        f"automatic precision {100 * len(hits) / max(1, len(automatic)):.3f} %, recall {100 * len(hits) / texts:.2f} %"
    )
    print(
        result.group_by("reason")
        .agg(pl.len(), right=right.mean(), score=pl.col("score").mean())
        .sort("len", descending=True)
    )
    wrong = result.filter(~right)
    with pl.Config(fmt_str_lengths=60, tbl_rows=30):
        print(
            wrong.group_by("reason")
            .agg(pl.len(), pl.col("asked").first(), pl.col("truth").first())
            .sort("len", descending=True)
        )


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
