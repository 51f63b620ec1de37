"""Measure the renaming of a street on which everything stands: plates, signs, entrances, households, findings.

    python -m benchmarks.renaming [--street 10000] [--addresses 40000] [--profile] [--keep DIR]

Each address of the street has a plate in use, an entrance and a household; the street has signs. Looked at, recorded,
taken back, and brought back. The least work that could be done stands beside it: the same rows of plates and of their
steps inserted by one statement each, and rolled back. `--profile` prints the statements that took longest.
"""

from __future__ import annotations

import argparse
import contextlib
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.places import COUNTY, NOW, Clerk, listed
from benchmarks.register import home, table, timed

PERSONS_A_DOOR, SIGNS = 3.2, 40
DAY = date(2026, 11, 1)
# Households of the register that is opened, one to a door.
HOUSED = """
    update household h set address_id = a.id, division = a.division
    from (select id, row_number() over (order by id) as at from household) n,
        (select id, division, row_number() over (order by id) as at from address where id = any(%s)) a
    where n.id = h.id and n.at = a.at
"""
FOUND = """
    insert into finding (id, finding_class, record, list_kind, probability, division, reason, evidence, digest, run)
    select 'bench' || p.id, 'deceased_not_cancelled', p.id, 'cremations', 0.9, h.division, 'x', '{}', '', 1
    from person p join household h on h.id = p.household where h.address_id = any(%s) and p.relation = '02'
"""
ENTRANCES = """
    insert into entrance (street, division, side, chainage, chainage_from, main, suffix, state, address, source,
        recorded_by, recorded_at)
    select 1, division, 'left', 1, 'given', regexp_replace(plate, '[^0-9].*', '')::int, 0, 'standing', id, 'x', 1, now()
    from address where id = any(%s)
"""
PLATES = """
    insert into plate (plate_kind, division, address, lines, spec, place_kind, made_by, made_at)
    select 'door', division, id, json_build_array(street, plate), 'x', 'rural', 1, now() from address where id = any(%s)
"""
SIGNED = """
    insert into plate (plate_kind, division, named_place, lines, spec, place_kind, made_by, made_at)
    select 'street_sign', division, id, json_build_array(name), 'x', 'rural', 1, now()
    from named_place, generate_series(1, %s) where id = %s
"""
STEP = """
    insert into plate_event (plate, step, happened_on, officer, at, batch, spec, photo, photo_without_persons,
        installer, reason, words)
    select id, %s, date '2020-01-01', 1, now(), '', '', '', false, '', '', '' from plate
    where (address = any(%s) or named_place = %s) and id > %s
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--addresses", type=int, default=40_000)
    parser.add_argument("--street", type=int, default=10_000)
    parser.add_argument("--profile", action="store_true", help="print the statements that took longest")
    parser.add_argument("--keep", type=Path, help="a home to make, or to go on with")
    given = parser.parse_args()
    with home(given.keep):
        place, ids = furnished(given.addresses, given.street)
        measure(place, ids, profile=given.profile)


def furnished(count: int, street: int) -> tuple[int, list[int]]:
    """Load the list, and let everything stand on its long street; return the street and its addresses."""
    import psycopg
    from django.db import transaction

    from benchmarks.people import county
    from huangce.home import database
    from huangce.places.models import Address, NamedPlace
    from huangce.places.store import load_addresses
    from huangce.register.bulk import indexes_after
    from huangce.register.locks import raw_cursor
    from huangce.register.opening import open_register

    if not NamedPlace.objects.filter(name="长街").exists():
        given: dict[str, Any] = {"county": COUNTY, "by": 1, "source": "x", "sha256": "0" * 64, "moment": NOW}
        with transaction.atomic(), raw_cursor() as cursor:
            load_addresses(cursor, listed(count, street), **given)
        people = county(round(street * PERSONS_A_DOOR))
        place = NamedPlace.objects.get(name="长街").pk
        ids = list(Address.objects.filter(thoroughfare=place).order_by("id").values_list("id", flat=True))
        with psycopg.connect(database.url(owner=True)) as connection, connection.cursor() as cursor:
            with indexes_after(cursor, ("act", "fact", "fact_value", "household", "person", "former", "origin")):
                open_register(cursor, people, opened_on=date(2018, 6, 1), by=1, source="benchmark", sha256="0")
            cursor.execute(HOUSED, (ids,))
            cursor.execute(FOUND, (ids,))
            cursor.execute(ENTRANCES, (ids,))
            cursor.execute(PLATES, (ids,))
            cursor.execute(SIGNED, (SIGNS, place))
            cursor.execute(STEP, ("in_use", ids, place, 0))
        with psycopg.connect(database.url(owner=True), autocommit=True) as connection:
            connection.execute("vacuum analyze")
    place = NamedPlace.objects.get(name="长街").pk
    return place, list(Address.objects.filter(thoroughfare=place).order_by("id").values_list("id", flat=True))


def measure(place: int, ids: list[int], *, profile: bool) -> None:
    """Look at the renaming, record it, take it back, and take that back."""
    from huangce.places.preview import preview
    from huangce.register.record import record
    from huangce.rules.acts.base import Evidence
    from huangce.rules.acts.place_naming import PlaceRenamed
    from huangce.rules.acts.reversals import Reversal

    act = PlaceRenamed(
        happened_on=DAY, place=place, name="解放大道", evidence=(Evidence(kind="archive"),), approved_by=2
    )
    with told(profile, "preview"):
        looking, seen = timed(lambda: preview(act, by=1, now=NOW))
    touched = seen.touched
    assert (touched.addresses, touched.plates, touched.signs) == (len(ids), len(ids), SIGNS), touched
    with told(profile, "renaming"):
        renaming, receipt = timed(lambda: record(act, by=Clerk(), now=NOW))
    back = Reversal(happened_on=DAY, act=receipt.act, reason="x", approved_by=2)
    foreseeing, _seen = timed(lambda: preview(back, by=1, now=NOW))
    with told(profile, "reversal"):
        reversing, reversed_by = timed(lambda: record(back, by=Clerk(), now=NOW))
    again = Reversal(happened_on=DAY, act=reversed_by.act, reason="x", approved_by=2)
    repeating, last = timed(lambda: record(again, by=Clerk(), now=NOW))
    least = least_work(place, ids)
    record(Reversal(happened_on=DAY, act=last.act, reason="x", approved_by=2), by=Clerk(), now=NOW)
    table(
        f"A street with {len(ids):,} addresses, {touched.plates:,} plates, {touched.signs} signs, "
        f"{touched.households:,} households, {touched.registered:,} persons, {touched.findings:,} findings",
        ("step", "seconds"),
        [
            ("preview of the renaming (bar: 2)", f"{looking:.2f}"),
            ("the renaming recorded", f"{renaming:.2f}"),
            ("preview of taking it back (bar: 2)", f"{foreseeing:.2f}"),
            ("the renaming taken back", f"{reversing:.2f}"),
            ("and that taken back", f"{repeating:.2f}"),
            ("bare INSERT of the plates and of their four steps", f"{least:.2f}"),
        ],
    )


def least_work(place: int, ids: list[int]) -> float:
    """Seconds of the statements that insert as many plates and steps; rolled back."""
    from django.db import transaction

    from huangce.register.locks import raw_cursor

    with transaction.atomic(), raw_cursor() as cursor:
        cursor.execute("update plate set state = 'retired' where address = any(%s)", (ids,))
        last = cursor.execute("select max(id) from plate").fetchone()
        seconds, _none = timed(lambda: cursor.execute(PLATES, (ids,)))
        for step in ("applied", "numbered", "approved", "retired"):
            spent, _none = timed(lambda step=step: cursor.execute(STEP, (step, ids, place, last[0])))
            seconds += spent
        transaction.set_rollback(True)
    return seconds


@contextlib.contextmanager
def told(wanted: bool, what: str) -> Iterator[None]:
    """Print the statements of a piece of work that took longest in all, and the processor time of Python."""
    import psycopg

    spent: Counter[str] = Counter()
    plain = psycopg.Cursor.execute

    def watched(self: Any, query: Any, *rest: Any, **more: Any) -> Any:
        begun = time.perf_counter()
        try:
            return plain(self, query, *rest, **more)
        finally:
            spent[" ".join(str(query).split())[:150]] += time.perf_counter() - begun

    psycopg.Cursor.execute = watched if wanted else plain  # type: ignore[method-assign]
    begun, worked = time.perf_counter(), time.process_time()
    try:
        yield
    finally:
        psycopg.Cursor.execute = plain  # type: ignore[method-assign]
    if wanted:
        python = time.process_time() - worked
        print(f"\n{what}: {time.perf_counter() - begun:.2f} s, of it Python {python:.2f}", flush=True)
        for query, seconds in spent.most_common(12):
            print(f"  {seconds:6.2f}  {query}", flush=True)


if __name__ == "__main__":
    main()
