"""Measure the address register as a file: written, held against the register, and its buildings counted.

    python -m benchmarks.address_files [--addresses 394000] [--rows 100000] [--keep DIR]

Works in a home of its own in a temporary folder. The least work that could be done stands beside: COPY of the table to
a file. The most memory that the process ever had is printed at the end.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
from pathlib import Path

from benchmarks.places import COUNTY, NOW, Clerk, listed
from benchmarks.register import home, table, timed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--addresses", type=int, default=394_000)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--keep", type=Path, help="a home to make, or to go on with")
    given = parser.parse_args()
    with home(given.keep), tempfile.TemporaryDirectory() as folder:
        measure(given.addresses, given.rows, Path(folder))


def measure(count: int, some: int, folder: Path) -> None:  # noqa: PLR0915  (one step after another)
    """Load, export, compare, certify by a file, count what is missing."""
    import polars as pl
    import psycopg
    from django.db import transaction

    from huangce.exchange.address_tables import read_addresses
    from huangce.home import database
    from huangce.places import bal
    from huangce.places.bal_acts import record_delta
    from huangce.places.bal_delta import delta
    from huangce.places.buildings import building_of
    from huangce.places.citing import citing
    from huangce.places.completeness import completeness
    from huangce.places.store import load_addresses
    from huangce.register.locks import raw_cursor

    today = NOW.date()
    given = {"county": COUNTY, "by": 1, "source": "x", "sha256": "0" * 64, "moment": NOW}
    with transaction.atomic(), raw_cursor() as cursor:
        written = load_addresses(cursor, listed(count, some), **given)
    took: list[tuple[str, str]] = []

    def step(name, work):
        seconds, answer = timed(work)
        took.append((name, f"{seconds:.2f}"))
        return answer

    def copied():
        text = "copy (select * from address order by division, id) to stdout csv"
        with psycopg.connect(database.url()) as connection, connection.cursor() as cursor, cursor.copy(text) as copy:
            return sum(len(block) for block in copy)

    def exported(name):
        path = folder / name
        with path.open("w", encoding="utf-8", newline="") as file:
            assert bal.WRITERS[path.suffix](file, bal.rows((COUNTY,), on=today)) == count
        return path

    def compared(path, rows=None):
        read = read_addresses(path)
        frame = read.frame.slice(0, rows)
        numbers = read.numbers.slice(0, rows).to_list()
        with raw_cursor() as cursor:
            return delta(cursor, frame.rows(named=True), numbers, read.named, on=today)

    step("bare COPY of the table", copied)
    path = step("written as CSV", lambda: exported("x.csv"))
    step("written as GeoJSON", lambda: exported("x.geojson"))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    assert step("the whole CSV held against the register", lambda: compared(path)).same == count
    assert step(f"{some:,} rows of it", lambda: compared(path, some)).same == some
    changed = pl.read_csv(path, separator=";", infer_schema=False).head(10_000)
    changed = changed.with_columns(pl.lit("1").alias("certified")).rows(named=True)

    def certified():
        return record_delta(
            lambda cursor: delta(cursor, changed, range(len(changed)), bal.COLUMNS, on=today),
            by=Clerk(),
            on=today,
            now=NOW,
        )

    step("10,000 certificates recorded", certified)
    found = step("what is missing in the county counted", lambda: completeness((COUNTY,), on=today))
    room = written.filter(pl.col("level") == "room")["id"][0]
    assert step("one building with its grid", lambda: building_of(room, on=today)).grid.doors
    cited = written["id"].head(some).cast(pl.String)
    with raw_cursor() as cursor:
        step(f"{some:,} ids of a partner answered", lambda: citing(cursor, cited, None, on=today, county=COUNTY))
        texts = written["standard"].head(some)
        step(f"{some:,} texts of a partner answered", lambda: citing(cursor, None, texts, on=today, county=COUNTY))
    table(f"{count:,} addresses", ("step", "seconds"), took)
    print({name: (one.n, one.total, one.unknown) for name, one in found.items()})
    print(f"memory after both exports: {memory} MB (the load of the list is in it)")


if __name__ == "__main__":
    main()
