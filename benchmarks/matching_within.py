"""Look for persons held twice within a register, and say which pairs are found and how many a person has to look at.

    python -m benchmarks.matching_within [--persons 200000] [--seeds 1 …] [--county] [--lists] [--least 0 0.02 0.5]

Registers come from `simulate.linkage` (the second entry has another number and differs in one of name, birth date and
address) and, with --county, from a simulated county, where second entries stand in another household: there one that
also has another name or birth date differs in two, and three in ten stand under the very same number. The bar (recall
0.99 or more) is for another number and one other difference; the rest is printed beside it. Proposals are counted for
each thousand persons, for all of them have to be reviewed.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable, Mapping
from datetime import date

import numpy as np
import polars as pl

from huangce.matching import match_within
from huangce.simulate import linkage, rates, tree, world
from huangce.simulate.county import COUNTY
from huangce.simulate.lists import register as listed_register

AS_OF = (date(2025, 6, 30) - date(1970, 1, 1)).days
ITEMS = ("citizen_id", "name", "birth_date", "address")
OTHERS = ITEMS[1:]


def of_lists(persons: int, seed: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return a register of the kind that matching is measured on, and its pairs (one, other)."""
    register, pairs = linkage.make_within(persons, seed)
    return register, pairs.select(one="row_id", other="other_row_id")


def of_county(persons: int, seed: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the register of a simulated county, and its pairs (one, other)."""
    made = world.make(seed, tree.county(COUNTY), persons=persons, as_of=AS_OF, rates=rates.read(None))
    entries = listed_register.entries(made)
    written = listed_register.write(made, entries).table
    register = written.select(
        pl.int_range(1, pl.len() + 1).alias("row_id"), *set(linkage.COLUMNS) & set(written.columns)
    )
    rows = pl.DataFrame({"person": entries.person, "row": np.arange(1, len(entries.person) + 1)})
    second = pl.Series(entries.second)
    ends = rows.filter(~second).join(rows.filter(second), on="person", suffix="_second")
    return register, ends.select(
        one=pl.min_horizontal("row", "row_second"), other=pl.max_horizontal("row", "row_second")
    )


def differing(register: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs with the items in which they differ, and whether the bar speaks of them."""
    sides = [register[pairs[column] - 1].select(ITEMS) for column in ("one", "other")]
    unlike = pl.DataFrame([~sides[0][item].eq_missing(sides[1][item]) for item in ITEMS])
    words = [pl.when(item).then(pl.lit(item)) for item in ITEMS]
    return pairs.hstack(
        unlike.select(
            differs=pl.concat_str(words, separator=", ", ignore_nulls=True),
            in_bar=pl.col("citizen_id") & (pl.sum_horizontal(OTHERS) == 1),
        )
    )


def main() -> None:
    """Match each register within itself and print two tables."""
    parser = argparse.ArgumentParser(description="Persons held twice: recall and load.")
    parser.add_argument("--persons", type=int, default=200_000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    parser.add_argument("--least", type=float, nargs="+", default=[0.0, 0.02, 0.5])
    parser.add_argument("--lists", action="store_true")
    parser.add_argument("--county", action="store_true")
    given = parser.parse_args()
    makers: Mapping[str, Callable[[int, int], tuple[pl.DataFrame, pl.DataFrame]]] = {
        **({"county": of_county} if given.county else {}),
        **({"lists": of_lists} if given.lists or not given.county else {}),
    }
    for kind, make in makers.items():
        for seed in given.seeds:
            register, pairs = make(given.persons, seed)
            known = differing(register, pairs)
            start = time.process_time()
            found = match_within(register).drop_nulls("register_row_id")
            seconds = time.process_time() - start
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
            print(f"{kind}, {register.height:,} persons, seed {seed}: {seconds:.1f} s of processor, {memory:.1f} GiB")
            _say(known, found, register.height, given.least)


def _say(known: pl.DataFrame, found: pl.DataFrame, persons: int, least: list[float]) -> None:
    ends = pl.DataFrame(
        {
            "one": pl.select(pl.min_horizontal(found["register_row_id"], found["list_row_id"])).to_series(),
            "other": pl.select(pl.max_horizontal(found["register_row_id"], found["list_row_id"])).to_series(),
            "probability": found["probability"],
        }
    )
    judged = known.join(ends, on=["one", "other"], how="left")
    groups = [("the bar's", judged.filter("in_bar")), ("all", judged)]
    groups += [
        (str(differs), rows)
        for (differs,), rows in judged.sort("in_bar", "differs").group_by("differs", maintain_order=True)
    ]
    for limit in least:
        enough = ends.filter(pl.col("probability") >= limit)
        right = judged.filter(pl.col("probability") >= limit).height
        each = ends.height and enough.height / max(right, 1)
        print(
            f"  from {limit}: {enough.height / persons * 1000:.2f} proposals per 1,000 persons, {each:.2f} a true pair"
        )
        for name, rows in groups:
            hit = rows.filter(pl.col("probability") >= limit).height
            print(f"    {name}: {hit:,} of {rows.height:,}, recall {hit / max(rows.height, 1):.4f}")


if __name__ == "__main__":
    main()
