"""Measure the address register: growing the tree of a county, renaming a street with 10,000 addresses, and the county.

    python -m benchmarks.places [--addresses 394000] [--street 10000] [--county-only] [--keep DIR]

Works in a home of its own in a temporary folder. The least work that could be done stands beside each figure: COPY of
the same rows for a load, one UPDATE of the same rows for a renaming.
"""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

from benchmarks.register import home, table, timed

DIVISION, COUNTY = "511703116001", "511703"
NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
HOUSES = 60  # on each street but the long one
COLUMNS = (
    "full_address", "division", "group", "street", "compound", "plate", "building", "unit", "floor", "room", "use",
    "plate_state", "address_code",
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--addresses", type=int, default=394_000)
    parser.add_argument("--street", type=int, default=10_000)
    parser.add_argument("--keep", type=Path, help="a home to make, or to go on with")
    parser.add_argument("--county-only", action="store_true", help="load, and change the county's name and its code")
    given = parser.parse_args()
    with home(given.keep):
        if given.county_only:
            loaded(given.addresses, given.street)
            of_a_division(given.addresses)
        else:
            measure(given.addresses, given.street)


def loaded(count: int, street: int) -> None:
    """Load the list and nothing else."""
    from django.db import transaction

    from huangce.places.store import load_addresses
    from huangce.register.locks import raw_cursor

    given = {"county": COUNTY, "by": 1, "source": "x", "sha256": "0" * 64, "moment": NOW}
    with transaction.atomic(), raw_cursor() as cursor:
        load_addresses(cursor, listed(count, street), **given)


def measure(count: int, street: int) -> None:
    """Load, preview, rename, take back, resolve and check."""
    import psycopg
    from django.db import transaction

    from huangce.home import database
    from huangce.places.checking import differing
    from huangce.places.growing import grown
    from huangce.places.preview import preview
    from huangce.places.queries import rendering_of
    from huangce.places.resolving import resolve
    from huangce.places.store import load_addresses
    from huangce.register.bulk import copy_frame
    from huangce.register.locks import raw_cursor
    from huangce.register.rebuild import check
    from huangce.register.record import record
    from huangce.rules.acts.base import Evidence
    from huangce.rules.acts.place_naming import PlaceRenamed
    from huangce.rules.acts.reversals import Reversal

    rows = listed(count, street)
    given = {"county": COUNTY, "by": 1, "source": "x", "sha256": "0" * 64, "moment": NOW}
    with transaction.atomic(), raw_cursor() as cursor:
        loading, written = timed(lambda: load_addresses(cursor, rows, **given))
        bare = written.select("id", "division", "street", "place", *GIVEN, "longitude")
        growing, _again = timed(lambda: grown(cursor, bare, batch=None))
    with psycopg.connect(database.url(owner=True)) as connection, connection.cursor() as cursor:
        cursor.execute("create temporary table bare (like address including defaults) on commit drop")
        copying, _none = timed(lambda: copy_frame(cursor, "bare", written))
    table(
        f"A list of {count:,} addresses",
        ("step", "seconds"),
        [
            ("load: read, thoroughfares, tree, write with indexes", f"{loading:.1f}"),
            ("of it finding thoroughfares, compounds and parents", f"{growing:.1f}"),
            ("bare COPY of the same rows, no index", f"{copying:.1f}"),
        ],
    )
    place = int(written.filter(written["street"] == "长街")["thoroughfare"][0])
    ids = written.filter(written["street"] == "长街")["id"].to_list()
    papers = (Evidence(kind="archive"),)
    act = PlaceRenamed(happened_on=date(2026, 11, 1), place=place, name="解放大道", evidence=papers, approved_by=2)
    looking, seen = timed(lambda: preview(act, by=1, now=NOW))
    assert len(seen.changes) == street, len(seen.changes)
    renaming, receipt = timed(lambda: record(act, by=Clerk(), now=NOW))
    back = Reversal(happened_on=act.happened_on, act=receipt.act, reason="x", approved_by=2)
    reversing, _receipt = timed(lambda: record(back, by=Clerk(), now=NOW))
    reading, _texts = timed(lambda: rendering_of(ids, on=NOW.date()))
    resolving, found = timed(
        lambda: [resolve(f"四川省达州市达川区石桥镇长街{at}号", on=NOW.date()) for at in range(1, 101)]
    )
    assert all(len(one.answers) == 1 for one in found)
    with transaction.atomic(), raw_cursor() as cursor:
        checking, wrong = timed(lambda: differing(cursor))
        updating, _none = timed(
            lambda: cursor.execute("update address set begun_on = begun_on where thoroughfare = %s", (place,))
        )
        assert not wrong
    assert check(database.url()).holds
    of_a_division(count)
    table(
        f"One street with {street:,} addresses",
        ("step", "seconds"),
        [
            ("preview of a renaming (bar: 2)", f"{looking:.2f}"),
            ("the renaming recorded", f"{renaming:.2f}"),
            ("the renaming taken back", f"{reversing:.2f}"),
            ("bare UPDATE of the same rows", f"{updating:.2f}"),
            ("how they are written on a day", f"{reading:.2f}"),
            ("one old text resolved", f"{resolving / 100:.4f}"),
            ("rows of places proved", f"{checking:.2f}"),
        ],
    )


def of_a_division(count: int) -> None:
    """Give the whole county another name and take it back; give it another code; number what the feed has to say."""
    from huangce.exchange.notices import ledger
    from huangce.places.preview import preview
    from huangce.register.record import record
    from huangce.rules.acts.base import Evidence
    from huangce.rules.acts.place_divisions import DivisionChanged
    from huangce.rules.acts.reversals import Reversal

    said = {"division": COUNTY + "000000", "change_kind": "renamed", "from_name": "达川区", "name": "新川区"}
    papers = (Evidence(kind="archive"),)
    act = DivisionChanged(happened_on=date(2026, 11, 10), evidence=papers, approved_by=2, **said)  # type: ignore[arg-type]
    looking, seen = timed(lambda: preview(act, by=1, now=NOW))
    assert seen.touched.addresses == count, seen.touched
    print(f"\nA county with {count:,} addresses\n\n| step | seconds |\n|---|---|", flush=True)
    _row("preview of its new name", looking)
    recording, receipt = timed(lambda: record(act, by=Clerk(), now=NOW))
    _row("the new name recorded", recording)
    back = Reversal(happened_on=act.happened_on, act=receipt.act, reason="x", approved_by=2)
    reversing, _receipt = timed(lambda: record(back, by=Clerk(), now=NOW))
    _row("the new name taken back", reversing)
    _row("bare UPDATE of the same rows, a key changed", timed(_touch_all)[0])
    other = DivisionChanged(
        happened_on=date(2026, 11, 12), evidence=papers, approved_by=2, division=COUNTY + "000000",
        change_kind="recoded", becomes="511799000000", from_name="达川区", name="新川区",
    )  # fmt: skip
    _row("another code and name recorded", timed(lambda: record(other, by=Clerk(), now=NOW))[0])
    _row("sealed, and the entries of the feed numbered", timed(ledger.prepare)[0])
    print(f"| most memory of this process | {getrusage(RUSAGE_SELF).ru_maxrss >> 10} MiB |", flush=True)


def _row(what: str, seconds: float) -> None:
    """Print a figure at once: the whole takes minutes."""
    print(f"| {what} | {seconds:.1f} |", flush=True)


def _touch_all() -> None:
    """The least work: every row of the county is written once with another key, and that is rolled back."""
    from django.db import transaction

    from huangce.register.locks import raw_cursor

    with transaction.atomic(), raw_cursor() as cursor:
        cursor.execute("update address set key = key || 'x'")
        transaction.set_rollback(True)


GIVEN = ("village_group", "plate", "building", "unit", "floor", "room")


class Clerk:
    """An officer who may record everything everywhere."""

    id = 1

    def require(self, act_kind: str, division: str, on: date) -> None:
        """Everything is allowed."""

    def require_second(self, other: int, act_kind: str, division: str, on: date) -> None:
        """Everyone may approve."""


def listed(count: int, street: int):
    """A checked list: one long street, and others with compounds of flats on every third."""
    import polars as pl

    rows = [_door("长街", f"{at}号") for at in range(1, street + 1)]
    name = 0
    while len(rows) < count:
        name += 1
        road = f"第{name}街"
        if name % 3:
            rows += [_door(road, f"{at}号") for at in range(1, HOUSES + 1)]
            continue
        for building in range(1, 5):
            for floor in range(1, 7):
                rows += [
                    _door(road, "9号", f"第{name}花园", f"{building}栋", "1单元", f"{floor}层", f"{floor}0{door}室")
                    for door in (1, 2)
                ]
    frame = pl.DataFrame(rows[:count], schema=dict.fromkeys(COLUMNS, pl.String), orient="row")
    nothing = pl.lit(None, pl.Float64)
    return frame.with_columns(
        nothing.alias("longitude"), nothing.alias("latitude"), pl.int_range(1, pl.len() + 1).alias("row")
    )


def _door(*parts):
    """A row from its street, plate, compound, building, unit, floor and room, as many as it has."""
    road, plate, compound, *rest = (*parts, *[None] * (7 - len(parts)))
    text = "四川省达州市达川区石桥镇" + "".join(parts)
    return (text, DIVISION, None, road, compound, plate, *rest, None, None, None)


if __name__ == "__main__":
    main()
