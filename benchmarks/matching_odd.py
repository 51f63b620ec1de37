"""Match lists that tell nobody apart, and see that time and memory stay bounded.

    python benchmarks/matching_odd.py [--persons 100000] [--only CASE …]

Every list is a generated one with something taken away or made the same for all. Printed are seconds of processor, the
rows of the answer, the most candidates that a row has, and the peak of memory so far.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Mapping

import polars as pl

from huangce.matching import match
from huangce.simulate import linkage

NOTHING = pl.lit(None, pl.String)
# What is done to both lists, by what it is called.
CASES: Mapping[str, Mapping[str, pl.Expr]] = {
    "as generated": {},
    "no numbers": {"citizen_id": NOTHING},
    "one name": {"name": pl.lit("王伟")},
    "one name, no numbers": {"name": pl.lit("王伟"), "citizen_id": NOTHING},
    "one birth date, no numbers": {"birth_date": pl.lit("1990-01-01"), "citizen_id": NOTHING},
    "two characters of all names, no numbers": {
        "name": pl.format("王伟{}", (pl.lit(0x4E00) + pl.col("row_id") % 20_000).map_elements(chr, pl.String)),
        "citizen_id": NOTHING,
    },
    "one telephone": {"phone": pl.lit("10000000000")},
    "one number": {"citizen_id": pl.lit("990102198003071230")},
    "nothing at all": dict.fromkeys(linkage.COLUMNS[1:], NOTHING),
    "marks in names": {"name": pl.format("\u200f{}\u0301\u200d\ue000", "name")},
    "columns swapped": {"name": pl.col("address"), "address": pl.col("name")},
    "endless names": {"name": pl.col("name") + "王" * 2000},
}


def main() -> None:
    """Match each case and print a table."""
    parser = argparse.ArgumentParser(description="Match lists that tell nobody apart.")
    parser.add_argument("--persons", type=int, default=100_000)
    parser.add_argument("--only", nargs="+", default=list(CASES), choices=list(CASES), metavar="CASE")
    given = parser.parse_args()
    register, rows, _ = linkage.make(given.persons, 1)
    print("| case | s | rows | most candidates | GiB |\n|---|---|---|---|---|")
    for name in given.only:
        change = CASES[name]
        start = time.process_time()
        links = match(register.with_columns(**change), rows.with_columns(**change))
        seconds = time.process_time() - start
        most = links.group_by("list_row_id").len()["len"].max() or 0
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        print(f"| {name} | {seconds:.1f} | {links.height:,} | {most} | {memory:.1f} |", flush=True)


if __name__ == "__main__":
    main()
