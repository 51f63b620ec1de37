"""Reconcile simulated counties of several seeds, and say of each class how precise and complete its findings are.

    python -m benchmarks.reconciling [--persons 200000] [--seeds 11 12 …] [--least 0.5 0.99] [--rates FILE]

The pure reconciliation, without a register: the county's files are read as loading reads them. Printed are the sums
over all counties: findings of at least each probability of `--least`, right ones, precision with the interval of Wilson
(1927) at 95 %, recall, and beside them how many wrong ones the probabilities themselves let expect.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import polars as pl

from huangce.matching.reconcile import CLASSES, reconcile
from huangce.rules.sampling import wilson
from huangce.simulate.county import simulate
from huangce.simulate.score import score
from tests.matching.registers import inputs_of, scorable


def county(persons: int, seed: int, least: list[float], rates: Path | None) -> pl.DataFrame:
    """Return least, class, found, true, correct and expected_wrong of one county."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "county")
        simulate(folder, persons=persons, seed=seed, given_rates=rates)
        given = inputs_of(folder)
        found = reconcile(given.people, given.residents, given.lists, county=given.county, as_of=given.as_of).findings
        found = scorable(found, given.rows)
        return pl.concat(_counted(found.filter(pl.col("probability") >= each), folder, each) for each in least)


def _counted(found: pl.DataFrame, folder: Path, least: float) -> pl.DataFrame:
    expected = found.group_by("class").agg(expected_wrong=(1 - pl.col("probability")).sum())
    counts = score(found, folder / "truth").join(expected, on="class", how="left")
    return counts.select(
        pl.lit(least).alias("least"), "class", "found", "true", "correct", pl.col("expected_wrong").fill_null(0.0)
    )


def main() -> None:
    """Reconcile every county and print a table."""
    parser = argparse.ArgumentParser(description="Precision and recall of reconciliation over several counties.")
    parser.add_argument("--persons", type=int, default=200_000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[11])
    parser.add_argument("--least", type=float, nargs="+", default=[0.5])
    parser.add_argument("--rates", type=Path, help="rates of the simulated county in place of its own")
    given = parser.parse_args()
    counties = pl.concat([county(given.persons, seed, given.least, given.rates) for seed in given.seeds])
    sums = counties.group_by("least", "class").agg(pl.col("found", "true", "correct", "expected_wrong").sum())
    print("| least | class | found | planted | precision | 95 % | recall | wrong | expected wrong |")
    print("|---|---|---|---|---|---|---|---|---|")
    order = pl.col("class").replace_strict(list(CLASSES), range(len(CLASSES)))
    for row in sums.filter(pl.col("found") > 0).sort("least", order).to_dicts():
        low, high = wilson(row["correct"], row["found"])
        recall = f"{row['correct'] / row['true']:.4f}" if row["true"] else ""
        print(
            f"| {row['least']} | {row['class']} | {row['found']:,} | {row['true']:,} "
            f"| {row['correct'] / row['found']:.5f} | {low:.5f}–{high:.5f} | {recall} "
            f"| {row['found'] - row['correct']} | {row['expected_wrong']:.1f} |"
        )


if __name__ == "__main__":
    main()
