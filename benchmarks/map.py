"""Measure tiles of the map at a million addresses: how long each zoom takes, and what keeping the squares costs a load.

    python -m benchmarks.map [--addresses 1000000] [--tiles 60] [--keep DIR]

Works in a home of its own in a temporary folder. Tiles are drawn from where addresses are, so dense ones come often.
The peer is the same question asked of the table without cells and squares: points between four borders, grouped.
"""

from __future__ import annotations

import argparse
import math
import statistics
import time
from datetime import date
from pathlib import Path

from benchmarks.register import home, table, timed

ON = date(2026, 11, 22)
ZOOMS = range(5, 19)
VILLAGES, STREETS = 400, 12
PLAIN = """
    select floor((longitude - %(west)s) / %(wide)s), floor((latitude - %(south)s) / %(high)s), count(*),
        count(*) filter (where coalesce(plate_seen, plate_state, 'unknown') = 'missing'), avg(longitude), avg(latitude)
    from address where longitude between %(west)s and %(east)s and latitude between %(south)s and %(north)s
        and retired_by is null and (ended_on is null or ended_on > %(on)s) group by 1, 2
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--addresses", type=int, default=1_000_000)
    parser.add_argument("--tiles", type=int, default=60)
    parser.add_argument("--keep", type=Path, help="a home to make, or to go on with")
    given = parser.parse_args()
    with home(given.keep):
        measure(given.addresses, given.tiles)


def measure(count: int, tiles: int) -> None:
    """Load points, then ask for tiles of each zoom."""
    import psycopg

    from huangce.home import database
    from huangce.places.map_points import clusters
    from huangce.register.bulk import copy_frame
    from huangce.rules.map_cells import box_of, on_map, tile_cell
    from huangce.web.places.maps import tile_of

    points = spread(count)
    with psycopg.connect(database.url(owner=True), autocommit=True) as connection, connection.cursor() as cursor:
        there = cursor.execute("select count(*) from address").fetchone()[0]
        if not there:
            cursor.execute("create temporary table bare (like address including defaults)")
            copying, _none = timed(lambda: copy_frame(cursor, "bare", points))
            cursor.execute("drop table bare")
            loading, _none = timed(lambda: copy_frame(cursor, "address", points))
            cursor.execute("vacuum analyze address")
            cursor.execute("vacuum analyze address_square")
            sizes = cursor.execute(
                "select count(*), pg_relation_size('address_square'), pg_relation_size('address_map_cell') "
                "from address_square"
            ).fetchone()
            table(
                f"{count:,} addresses written",
                ("what", "figure"),
                [
                    ("COPY with all indexes, cells and squares, s", f"{loading:.1f}"),
                    ("COPY of the same rows into a bare table, s", f"{copying:.1f}"),
                    ("squares, rows", f"{sizes[0]:,}"),
                    ("squares, MiB", f"{sizes[1] / 2**20:.1f}"),
                    ("index of cells, MiB", f"{sizes[2] / 2**20:.1f}"),
                ],
            )
        rows = []
        for z in ZOOMS:
            seen = points.sample(tiles, seed=z).select("longitude", "latitude").rows()
            asked = [tuple(math.floor(one * 2**z) for one in on_map(*point)) for point in seen]
            tile_of(z, *asked[0], scopes={""}, on=ON, state="")
            times, drawn, size = [], [], []
            for x, y in asked:
                start = time.perf_counter()
                found = tile_of(z, x, y, scopes={""}, on=ON, state="")
                times.append(time.perf_counter() - start)
                drawn.append(len(clusters(z, x, y, scopes={""}, on=ON)))
                size.append(len(found))
            boxes = [borders(box_of(tile_cell(*at), z)) for at in asked[:5]]
            plain = [timed(lambda box=box: cursor.execute(PLAIN, box).fetchall())[0] for box in boxes]
            rows.append(
                (
                    z,
                    f"{statistics.median(times) * 1000:.1f}",
                    f"{sorted(times)[int(len(times) * 0.95)] * 1000:.1f}",
                    f"{statistics.median(plain) * 1000:.0f}",
                    f"{statistics.mean(drawn):.0f}",
                    f"{max(size) / 1024:.1f}",
                )
            )
    table("Tiles", ("zoom", "p50, ms", "p95, ms", "without cells, ms", "drawn in a tile", "largest, KiB"), rows)


def borders(box):
    west, south, east, north = box
    return {
        "west": west,
        "south": south,
        "east": east,
        "north": north,
        "wide": (east - west) / 8,
        "high": (north - south) / 8,
        "on": ON,
    }


def spread(count: int):
    """Addresses of a county: villages about 80 km around, streets in them, doors along these; some share a point."""
    import numpy as np
    import polars as pl

    rng = np.random.default_rng(4)
    centre = rng.uniform(-0.35, 0.35, (2, VILLAGES))
    weights = rng.lognormal(0, 1.0, VILLAGES)
    village = np.sort(rng.choice(VILLAGES, count, p=weights / weights.sum()))
    street = village * STREETS + rng.integers(0, STREETS, count)
    begins, angle = rng.normal(0, 0.004, (2, VILLAGES * STREETS)), rng.uniform(0, 2 * math.pi, VILLAGES * STREETS)
    door = rng.integers(1, 200, count)
    way, beside = door * 0.00006, np.where(door % 2, 0.0001, -0.0001)
    east = 107.4 + centre[0][village] + begins[0][street] + way * np.cos(angle[street]) - beside * np.sin(angle[street])
    north = 31.2 + centre[1][village] + begins[1][street] + way * np.sin(angle[street]) + beside * np.cos(angle[street])
    codes = np.array([f"5117031{at // 20:02}{at % 20 + 1:03}" for at in range(VILLAGES)])
    states = np.array(["installed", "missing", "ordered"])[rng.choice(3, count, p=(0.91, 0.06, 0.03))]
    names = pl.Series(street).cast(pl.String)
    return pl.DataFrame(
        {
            "id": np.arange(1, count + 1) + 2**40,
            "division": codes[village],
            "standard": "四川省达州市达川区第" + names + "街" + pl.Series(door).cast(pl.String) + "号",
            "key": names + "/" + pl.Series(door).cast(pl.String),
            "street": "第" + names + "街",
            "plate": pl.Series(door).cast(pl.String) + "号",
            "plate_state": states,
            "longitude": east.round(6),
            "latitude": north.round(6),
            "batch": np.ones(count, dtype=np.int64),
            "row": np.arange(1, count + 1),
            "thoroughfare": street + 1,
            "level": np.full(count, "plate"),
        }
    )


if __name__ == "__main__":
    main()
