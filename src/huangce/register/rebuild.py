"""Fold the whole register again and compare: current rows must equal the facts.

The same pure fold that `record` uses, over every record, in several processes; it never calls `decide` and shares no
code with the bulk load's columns. `check` reports rows that differ, `repair` writes them anew. Rooms above check the
rows of their own books (`register.books`). That a list of addresses was undone has no fact either, but follows from
the acts.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from itertools import repeat
from operator import itemgetter
from typing import Any, TypeAlias

import orjson
import psycopg
import psycopg.sql

from huangce.register import addresses, books, rows
from huangce.register.append import update_rows
from huangce.register.batches import undone_by
from huangce.register.history import Histories
from huangce.rules.facts import Fact, RecordedFact
from huangce.rules.fold import fold, fold_in_order, voided
from huangce.rules.state import Record

RECORDS_A_CHUNK = 20_000
# Acts so far apart are looked up apart; those between nearer ones are read along. Looking one up costs as much.
APART = 16

# Facts of a range of records with their values, in the order of the world but for the order within a day. What a load
# wrote stands together in both tables, so values are read in spans of acts and not one by one.
FACTS = f"""
    with mine as materialized (
        select record, act, ordinal, grp, valid_from from fact where record between %s and %s
    ),
    acts as (
        select act, act - lag(act) over (order by act) > {APART} as is_apart from (select distinct act from mine) m
    ),
    spans as (
        select min(act) as first, max(act) as last
        from (select act, count(*) filter (where is_apart) over (order by act) as span from acts) a group by span
    ),
    near as (
        select v.act, v.ordinal, v.value
        from spans s
        cross join lateral (
            select act, ordinal, value from fact_value where act between s.first and s.last offset 0
        ) v
    )
    select f.record, f.act, f.ordinal, f.grp, f.valid_from, v.value
    from mine f join near v on v.act = f.act and v.ordinal = f.ordinal
    order by f.record, f.valid_from, f.act, f.ordinal
"""
# Both cores are busy with folding; and a span is read from the index, however many acts the planner expects in it.
SETTINGS = """
    set max_parallel_workers_per_gather = 0; set jit = off; set work_mem = '64MB';
    set enable_seqscan = off; set enable_bitmapscan = off
"""
DAY_ORDERS = "select id, day_order from act where day_order <> 0"
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
        asides = asides_of(cursor)
        found.differing += [("address", one) for one in addresses.marked_wrongly(cursor, undone_by(cursor))]
        for book in books.registered():
            found.differing += book.differing(cursor)
        snapshot = cursor.execute("select pg_export_snapshot()").fetchone()
        assert snapshot is not None
        ranges = list(zip([FIRST, *starts[1:]], [*(start - 1 for start in starts[1:]), LAST], strict=True))
        if progress:
            progress(0, len(ranges))
        for done, (records, differing) in enumerate(_run(_Look(url, snapshot[0], asides), ranges, processes), start=1):
            found.records += records
            found.differing += differing
            if progress:
                progress(done, len(ranges))
    return found


Outcome: TypeAlias = tuple[int, list[tuple[str, int]]]


@dataclass(slots=True)
class _Look:
    """One process's look at the register: a connection of its own on the snapshot of all."""

    url: str
    snapshot: str
    asides: Asides
    _connection: psycopg.Connection[Any] | None = None

    def check(self, bounds: tuple[int, int]) -> Outcome:
        """Compare the records of a range of ids."""
        if self._connection is None:
            self._connection = psycopg.connect(self.url)
            self._connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            taken = psycopg.sql.SQL("set transaction snapshot {}").format(psycopg.sql.Literal(self.snapshot))
            self._connection.execute(taken)
            self._connection.execute(SETTINGS)
        with self._connection.cursor(binary=True) as cursor:
            return compare(cursor, self.asides, first=bounds[0], last=bounds[1])

    def close(self) -> None:
        """Leave the snapshot."""
        if self._connection is not None:
            self._connection.close()


def _run(look: _Look, ranges: list[tuple[int, int]], processes: int | None) -> Iterator[Outcome]:
    workers = min(processes or os.cpu_count() or 1, len(ranges))
    if workers < 2:
        with closing(look):
            yield from map(look.check, ranges)
        return
    # Not forked: this process may have threads of other libraries that hold locks.
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=spawn, initializer=_begin, initargs=(look,)) as pool:
        yield from pool.map(_check, ranges)


LOOKS: list[_Look] = []  # what a process of the pool keeps from one range to the next


def _begin(look: _Look) -> None:
    """Set this process up: its look, and no collector of cycles, for a range makes half a million objects and none."""
    gc.disable()
    LOOKS.append(look)


def _check(bounds: tuple[int, int]) -> Outcome:
    return LOOKS[-1].check(bounds)


@dataclass(frozen=True, slots=True)
class Asides:
    """What is known of acts beside their facts: those without effect, and those with an order within their day."""

    void: Void
    day_orders: dict[int, int]
    # All of them.
    acts: frozenset[int]


def asides_of(cursor: psycopg.Cursor[Any]) -> Asides:
    """Read what is known of acts beside their facts. Few acts have any of it."""
    void, day_orders = void_acts(cursor), dict(cursor.execute(DAY_ORDERS).fetchall())
    return Asides(void, day_orders, void.acts | void.touched.keys() | day_orders.keys())


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


def compare(cursor: psycopg.Cursor[Any], asides: Asides, *, first: int = FIRST, last: int = LAST) -> Outcome:
    """Fold the records of a range of ids; return how many there are, and (table, record) of those that differ."""
    bounds = (first, last)
    current: dict[str, dict[int, Any]] = {"former": {}}
    folded: dict[str, dict[int, Any]] = {"former": {}}
    for table, columns in rows.COLUMNS.items():
        found = cursor.execute(f"select {', '.join(columns)} from {table} where id between %s and %s", bounds)
        current[table] = {row[0]: row for row in found.fetchall()}
        folded[table] = {}
    for row in cursor.execute(FORMER, bounds).fetchall():
        current["former"].setdefault(row[0], []).append(row)
    count = 0
    for record in fold_all(cursor.execute(FACTS, bounds).fetchall(), asides):
        count += 1
        made = rows.row_of(record)
        if made is not None:
            folded[made[0]][record.id] = made[1]
        if before := rows.former_rows(record):
            folded["former"][record.id] = before
    differing = [key for table in folded for key in _differing(table, folded[table], current[table])]
    return count, sorted(differing, key=itemgetter(1, 0))


def _differing(table: str, folded: dict[int, Any], current: dict[int, Any]) -> list[tuple[str, int]]:
    if folded == current:
        return []
    return [(table, one) for one in folded.keys() | current.keys() if folded.get(one) != current.get(one)]


def fold_all(found: Sequence[tuple[Any, ...]], asides: Asides) -> Iterator[Record]:
    """Fold rows of FACTS into one state a record."""
    if not found:
        return
    records, acts, ordinals, groups, days, values = zip(*found, strict=True)
    items = [orjson.loads(value) if value is not None else {} for value in values]
    asserted = map(tuple.__new__, repeat(Fact), zip(records, groups, items, days, strict=True))
    orders: Iterable[int] = repeat(0)
    if asides.day_orders:
        orders = (asides.day_orders.get(act, 0) for act in acts)
    facts: list[RecordedFact] = list(
        map(tuple.__new__, repeat(RecordedFact), zip(acts, ordinals, orders, asserted, strict=False))
    )
    # Records whose acts have anything aside are few; the others need no more than their facts as they come.
    aside = asides.acts
    begin, current = 0, records[0]
    for end, record in enumerate((*records[1:], None), start=1):
        if record == current:
            continue
        mine = acts[begin:end]
        if aside and not aside.isdisjoint(mine):
            yield _fold_aside(current, facts[begin:end], asides)
        else:
            yield fold_in_order(current, facts[begin:end], version=max(mine))
        begin, current = end, record


def _fold_aside(record: int, facts: list[RecordedFact], asides: Asides) -> Record:
    """Fold the facts of a record of which some are void or have an order within their day."""
    touched = asides.void.touched
    version = max(max(one.act, touched.get(one.act, 0)) for one in facts)
    return fold(record, facts, without=asides.void.acts, version=version)


def repair(cursor: psycopg.Cursor[Any], differing: list[tuple[str, int]]) -> int:
    """Write the current rows of these records anew from their facts, and note that; return how many."""
    histories = Histories(cursor)
    ids = sorted({record for table, record in differing if table in (*rows.COLUMNS, "former")})
    histories.load(ids)
    with cursor.connection.pipeline():
        update_rows(cursor, [histories.record(one) for one in ids])
    doors = [one for table, one in differing if table == "address"]
    undone = undone_by(cursor) if doors else {}
    for batch in addresses.batches_of(cursor, doors):
        addresses.mark(cursor, batch, undone.get(batch))
    for book in books.registered():
        book.repair(cursor, differing)
    mended = len({one for _table, one in differing})
    cursor.execute("insert into row_repair (records) values (%s)", (mended,))
    return mended
