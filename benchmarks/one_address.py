"""One text at a time against the database: how long `places.matching.match_address` takes over a million addresses.

    python -m benchmarks.one_address [--addresses 1000000] [--texts 500] [--keep DIR]

The texts are written as casually as in `benchmarks.addresses_matching`; each is asked alone, on one connection, as the
address service does. Beside the whole stands what of it reading the text alone takes, which is the limit, and what
processor time both sides take, which does not depend on who else is at work.
"""

from __future__ import annotations

import argparse
import os
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.addresses_matching import COUNTY, SEED, SLIPS, simulated
from benchmarks.register import home, table
from huangce.simulate import wording

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
WARM = 20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--addresses", type=int, default=1_000_000)
    parser.add_argument("--texts", type=int, default=500)
    parser.add_argument("--keep", type=Path, help="a home to make, or to go on with")
    given = parser.parse_args()
    county, written = simulated(given.addresses)
    rng = np.random.default_rng(SEED)
    meant = rng.integers(0, len(written), given.texts + WARM)
    texts = wording.blur(rng, wording.write(rng, county, written, meant, wording.CASUAL), SLIPS).to_list()
    with home(given.keep):
        measure(listed(county, written), texts)


def measure(rows: pl.DataFrame, texts: list[str]) -> None:
    """Load the list unless the home has it, and ask."""
    from django.db import connection, transaction

    from huangce.addressing import parse
    from huangce.places.matching import match_address
    from huangce.places.models import Address
    from huangce.places.store import load_addresses
    from huangce.register.locks import raw_cursor

    if not Address.objects.exists():
        given = {"county": COUNTY, "by": 1, "source": "x", "sha256": "0" * 64, "moment": NOW}
        with transaction.atomic(), raw_cursor() as cursor:
            load_addresses(cursor, rows, **given)
        with raw_cursor() as cursor:
            cursor.execute("analyze address")
            cursor.execute("analyze named_place")
    connection.ensure_connection()
    reading, asking, client, right = [], [], [], 0
    with raw_cursor() as cursor:
        backend = cursor.execute("select pg_backend_pid()").fetchone()
        assert backend is not None
        server = 0.0
        for at, text in enumerate(texts):
            if at == WARM:
                server = processor(backend[0])
            began = time.perf_counter()
            parse(text, default_division=COUNTY)
            read, own = time.perf_counter(), time.process_time()
            found = match_address(cursor, text, on=NOW.date(), county=COUNTY)
            ended, spent = time.perf_counter(), time.process_time()
            if at >= WARM:
                reading.append(1000 * (read - began))
                asking.append(1000 * (ended - read))
                client.append(1000 * (spent - own))
                right += found.address is not None
        server = 1000 * (processor(backend[0]) - server) / len(asking)
    table(
        f"{len(asking)} texts one by one against {Address.objects.count():,} addresses in the database, ms",
        ("", "p50", "p95", "most"),
        [
            (name, *(f"{np.percentile(of, which):.1f}" for which in (50, 95, 100)))
            for name, of in (
                ("reading the text", reading),
                ("match_address (bar: p95 20)", asking),
                ("of it processor time on this side", client),
            )
        ],
    )
    print(f"processor time of PostgreSQL, mean: {server:.1f} ms a text")
    print(f"{right} of {len(asking)} with an address")


def processor(process: int) -> float:
    """Return the seconds of processor that a process of this machine has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def listed(county: object, written: pl.DataFrame) -> pl.DataFrame:
    """A checked list of addresses, as `huangce load` hands it on."""
    codes = county.villages["code"].gather(written["village"])  # type: ignore[attr-defined]
    names = ("group", "street", "compound", "plate", "building", "unit", "floor", "room", "use", "plate_state")
    frame = written.select(full_address=wording.standard(county)).with_columns(division=codes)  # type: ignore[arg-type]
    return frame.with_columns(
        *(pl.lit(None, pl.String).alias(name) for name in (*names, "address_code")),
        pl.lit(None, pl.Float64).alias("longitude"),
        pl.lit(None, pl.Float64).alias("latitude"),
        pl.int_range(1, pl.len() + 1).alias("row"),
    )


if __name__ == "__main__":
    main()
