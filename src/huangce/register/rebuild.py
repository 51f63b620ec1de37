"""Fold the whole register again and compare: current rows must equal the facts.

The same pure fold that `record` uses, over every record, in several processes; it never calls `decide` and shares no
code with the bulk load's columns. `check` reports rows that differ, `repair` writes them anew. Addresses have no facts,
but whether they stand follows from the acts, and is checked too.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

import orjson
import psycopg
import psycopg.sql

from huangce.register import addresses, rows
from huangce.register.append import update_rows
from huangce.register.batches import undone_by
from huangce.register.history import Histories
from huangce.rules.facts import Fact, RecordedFact
from huangce.rules.fold import fold, voided
from huangce.rules.state import Record

RECORDS_A_CHUNK = 20_000

FACTS = """
    select f.record, f.act, f.ordinal, a.day_order, f.grp, f.valid_from, v.value
    from fact f join fact_value v on v.act = f.act and v.ordinal = f.ordinal join act a on a.id = f.act
    where f.record between %s and %s order by f.record
"""
FORMER = f'select {", ".join(rows.FORMER)} from former where record between %s and %s order by item, value collate "C"'
# Where chunks of records begin. The first and the last reach to the ends, so that facts without a row are seen too.
STARTS = f"""
    select id from (
        select id, row_number() over (order by id) - 1 as n
        from (select id from person union all select id from household union all select id from residence) r
    ) numbered where n % {RECORDS_A_CHUNK} = 0 order by id
"""
FIRST, LAST = -(1 << 62), 1 << 62


@dataclass(slots=True)
class Rebuilt:
    """How many records were folded, and those whose current row is not what the facts say."""

    records: int = 0
    differing: list[tuple[str, int]] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not self.differing


def check(url: str, *, processes: int | None = None, progress: Callable[[int, int], None] | None = None) -> Rebuilt:
    """Fold every record of the register at `url` and compare with its current row; changes nothing.

    All processes look at one snapshot, so officers may go on recording.
    """
    found = Rebuilt()
    with psycopg.connect(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        cursor = connection.cursor()
        starts = [row[0] for row in cursor.execute(STARTS).fetchall()]
        void = void_acts(cursor)
        found.differing += [("address", one) for one in addresses.marked_wrongly(cursor, undone_by(cursor))]
        snapshot = cursor.execute("select pg_export_snapshot()").fetchone()
        assert snapshot is not None
        bounds = zip([FIRST, *starts[1:]], [*(start - 1 for start in starts[1:]), LAST], strict=True)
        jobs = [_Job(url, snapshot[0], first, last, void) for first, last in bounds]
        if progress:
            progress(0, len(jobs))
        for done, (records, differing) in enumerate(_run(jobs, processes), start=1):
            found.records += records
            found.differing += differing
            if progress:
                progress(done, len(jobs))
    return found


@dataclass(frozen=True, slots=True)
class _Job:
    url: str
    snapshot: str
    first: int
    last: int
    void: Void


def _run(jobs: list[_Job], processes: int | None) -> Iterator[tuple[int, list[tuple[str, int]]]]:
    workers = min(processes or os.cpu_count() or 1, len(jobs))
    if workers < 2:
        yield from map(_check_chunk, jobs)
        return
    # Not forked: this process may have threads of other libraries that hold locks.
    # Without the collector of cycles: a chunk makes half a million objects and no cycle.
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=spawn, initializer=gc.disable) as pool:
        yield from pool.map(_check_chunk, jobs)


@dataclass(frozen=True, slots=True)
class Void:
    """Everything that has no effect: acts, and what touched them last."""

    acts: frozenset[int]
    # act → newest act that voids it or its batch, for the version of a record
    touched: dict[int, int]


def void_acts(cursor: psycopg.Cursor[Any]) -> Void:
    """Read the acts that are not effective. There are few reversals, so this is small; batches are spelled out."""
    reversals = cursor.execute("select id, voids from act where voids is not null").fetchall()
    gone = voided(dict(reversals))
    touched: dict[int, int] = {}
    for act, target in sorted(reversals):
        touched[target] = max(touched.get(target, 0), act)
    for act, target in sorted(reversals, reverse=True):
        touched[target] = max(touched[target], touched.get(act, 0))
    batches = cursor.execute("select id, voids_batch from act where voids_batch is not null").fetchall()
    for act, batch in batches:
        newest = max(act, touched.get(act, 0))
        for (one,) in cursor.execute("select id from act where batch = %s", (batch,)).fetchall():
            touched[one] = max(touched.get(one, 0), newest)
            if act not in gone:
                gone.add(one)
    return Void(frozenset(gone), touched)


def _check_chunk(job: _Job) -> tuple[int, list[tuple[str, int]]]:
    with psycopg.connect(job.url) as connection, connection.cursor(binary=True) as cursor:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        cursor.execute(psycopg.sql.SQL("set transaction snapshot {}").format(psycopg.sql.Literal(job.snapshot)))
        return compare(cursor, job.void, first=job.first, last=job.last)


def compare(
    cursor: psycopg.Cursor[Any], void: Void, *, first: int = FIRST, last: int = LAST
) -> tuple[int, list[tuple[str, int]]]:
    """Fold the records of a range of ids; return how many there are, and (table, record) of those that differ."""
    bounds = (first, last)
    current: dict[tuple[str, int], Any] = {}
    for table, columns in rows.COLUMNS.items():
        found = cursor.execute(f"select {', '.join(columns)} from {table} where id between %s and %s", bounds)
        current |= {(table, row[0]): row for row in found.fetchall()}
    for former in cursor.execute(FORMER, bounds).fetchall():
        current.setdefault(("former", former[0]), []).append(former)
    folded: dict[tuple[str, int], Any] = {}
    count = 0
    for record in fold_all(cursor.execute(FACTS, bounds).fetchall(), void):
        count += 1
        row = rows.row_of(record)
        if row is not None:
            folded[row[0], record.id] = row[1]
        if before := rows.former_rows(record):
            folded["former", record.id] = before
    if folded == current:
        return count, []
    keys = sorted(folded.keys() | current.keys(), key=itemgetter(1, 0))
    return count, [key for key in keys if folded.get(key) != current.get(key)]


def fold_all(facts: Iterable[tuple[Any, ...]], void: Void) -> Iterator[Record]:
    """Fold rows of FACTS, in order of record, into one state a record."""
    gone, touched = void.acts, void.touched
    loads = orjson.loads
    current, version = None, 0
    kept: list[RecordedFact] = []
    for record, act, ordinal, day_order, group, valid_from, value in facts:
        if record != current:
            if current is not None:
                yield fold(current, kept, version=version)
            current, kept, version = record, [], 0
        if act > version:  # noqa: PLR1730  faster than max in the innermost loop
            version = act
        if touched and act in touched:
            version = max(version, touched[act])
        if act not in gone:
            items = loads(value) if value is not None else {}
            kept.append(RecordedFact(act, ordinal, day_order, Fact(record, group, items, valid_from)))
    if current is not None:
        yield fold(current, kept, version=version)


def repair(cursor: psycopg.Cursor[Any], differing: list[tuple[str, int]]) -> int:
    """Write the current rows of these records anew from their facts; return how many."""
    histories = Histories(cursor)
    ids = sorted({record for table, record in differing if table != "address"})
    histories.load(ids)
    with cursor.connection.pipeline():
        update_rows(cursor, [histories.record(one) for one in ids])
    doors = [one for table, one in differing if table == "address"]
    undone = undone_by(cursor) if doors else {}
    for batch in addresses.batches_of(cursor, doors):
        addresses.mark(cursor, batch, undone.get(batch))
    return len(ids) + len(doors)
