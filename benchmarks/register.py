"""Measure the register against bare PostgreSQL and bare Python in the same run, and print Markdown tables.

    python -m benchmarks.register [load|record|search|rebuild|latest|all] [--persons 100000] [--keep DIR]

Works in a home of its own in a temporary folder, with the settings an office would have (fsync on). Every table gives
what the register takes, what the least work takes that could do it, and the ratio of both.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import multiprocessing
import os
import resource
import shutil
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

TABLES = ("act", "fact", "fact_value", "household", "person", "former")
OPENED = date(2018, 6, 1)
ACTS = 400


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", default="all", choices=[*PARTS, "all"])
    parser.add_argument("--persons", type=int, default=100_000)
    parser.add_argument("--keep", type=Path, help="a home to make, or to go on with")
    given = parser.parse_args()
    with home(given.keep):
        load(given.persons)
        for name, part in PARTS.items():
            if name != "load" and given.what in (name, "all"):
                part(given.persons)


@contextlib.contextmanager
def home(keep: Path | None) -> Iterator[None]:
    """A home for this run, and Django set up on it."""
    folder = keep or Path(tempfile.mkdtemp(prefix="huangce-bench-"))
    folder.mkdir(exist_ok=True)
    folder.chmod(0o711)
    os.environ["HUANGCE_HOME"] = str(folder)
    os.environ.pop("DATABASE_URL", None)
    from huangce.home import database, django

    django.setup(keep=True)
    try:
        yield
    finally:
        from django.db import connections

        connections.close_all()
        database.stop()
        if keep is None:
            shutil.rmtree(folder.joinpath("database").resolve(), ignore_errors=True)
            shutil.rmtree(folder, ignore_errors=True)


def table(title: str, header: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    """Print a Markdown table."""
    print(f"\n### {title}\n\n| {' | '.join(header)} |\n|{'---|' * len(header)}", flush=True)
    for row in rows:
        print(f"| {' | '.join(str(cell) for cell in row)} |", flush=True)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.perf_counter()
    result = work()
    return time.perf_counter() - begun, result


def query(statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
    from huangce.register.locks import raw_cursor

    with raw_cursor() as cursor:
        return cursor.execute(statement, parameters).fetchall()


def load(persons: int) -> None:
    """Open a register of so many persons, and copy the same bytes into bare tables. Does nothing if it is there."""
    if query("select 1 from person limit 1"):
        return
    from benchmarks.people import county

    made, people = timed(lambda: county(persons))
    process = multiprocessing.get_context("spawn").Process(target=_open, args=(people,))
    spent, _none = timed(lambda: (process.start(), process.join()))
    took, memory = (float(one) for one in Path(os.environ["HUANGCE_HOME"], "load.txt").read_text().split())
    import psycopg

    from benchmarks.bare import bare_tables, rows_of
    from huangce.home import database

    with (
        tempfile.TemporaryDirectory(dir=os.environ["HUANGCE_HOME"]) as folder,
        psycopg.connect(database.url(owner=True)) as connection,
        connection.cursor() as cursor,
    ):
        files = rows_of(cursor, TABLES, Path(folder))
        size = sum(file.stat().st_size for file in files.values())
        copied, indexed = bare_tables(cursor, files)
    with psycopg.connect(database.url(owner=True), autocommit=True) as connection:
        connection.execute("vacuum analyze")
    bare = copied + indexed
    table(
        f"Load {persons:,} persons ({size / 2**20:,.0f} MiB as CSV)",
        ("what", "seconds", "persons/s"),
        [
            ("opening entries, facts, digests, current rows, all indexes", f"{took:.1f}", f"{persons / took:,.0f}"),
            ("bare COPY of the same bytes, then the same indexes", f"{bare:.1f}", f"{persons / bare:,.0f}"),
            ("… COPY alone", f"{copied:.1f}", ""),
            ("ratio", f"{took / bare:.2f}", ""),
            (
                "memory of the loading process",
                f"{memory:.2f} GiB",
                f"(frame made in {made:.1f} s, start {spent - took:.1f})",
            ),
        ],
    )


def _open(people: Any) -> None:
    import psycopg

    from huangce.home import database, django

    django.setup()
    from huangce.register.bulk import indexes_after
    from huangce.register.opening import open_register

    begun = time.perf_counter()
    with (
        psycopg.connect(database.url(owner=True)) as connection,
        connection.cursor() as cursor,
        indexes_after(cursor, (*TABLES, "origin")),
    ):
        open_register(cursor, people, opened_on=OPENED, by=1, source="benchmark", sha256="0")
    took = time.perf_counter() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    Path(os.environ["HUANGCE_HOME"], "load.txt").write_text(f"{took} {memory}")


def registrar() -> Any:
    """An officer with every right, as in the table of officers."""
    from huangce.accounts import officers
    from huangce.accounts.models import Officer

    found = Officer.objects.filter(username="bench").first()
    if found is None:
        found = officers.add("bench", "Bench", on=OPENED)
        officers.grant(found, "registrar", "000000000000", by=None, on=OPENED)
    return found


def record(persons: int) -> None:
    """Acts a second from one and from eight writers, beside the bare inserts of the same rows."""
    registrar()
    households = query(
        "select household, min(id) from person where sex = '2' and birth_latest < '1990-01-01' and relation = '10' "
        "group by household order by household limit %s", 2 * 9 * ACTS
    )  # fmt: skip
    rows = []
    for number, writers in enumerate((1, 8)):
        mine = households[number * 9 * ACTS :][: writers * ACTS]
        shares = [mine[place::writers] for place in range(writers)]
        before = query("select coalesce(max(id), 0) from act")[0][0]
        seconds = _together(_births, shares)
        acts = [row[0] for row in query("select id from act where id > %s order by id", before)]
        bare = _together(_inserts, [acts[place::writers] for place in range(writers)])
        done = len(acts)
        rows.append((writers, f"{done / seconds:,.0f}", f"{done / bare:,.0f}", f"{bare / seconds:.2f}"))
    table(
        f"Record births, acts/s, in a register of {persons:,} persons",
        ("writers", "record()", "bare inserts", "share of bare"),
        rows,
    )


def _together(work: Callable[..., None], shares: list[Any]) -> float:
    """Run `work` on each share in a process of its own; return the seconds from the first begin to the last end."""
    context = multiprocessing.get_context("spawn")
    ready, times = context.Barrier(len(shares)), context.Queue()
    running = [context.Process(target=work, args=(share, ready, times)) for share in shares]
    for process in running:
        process.start()
    spans = [times.get() for _process in running]
    for process in running:
        process.join()
    return max(end for _begin, end in spans) - min(begin for begin, _end in spans)


# No two newborns share name and day, or they would have to be looked at.
GIVEN = "安白晨大恩芳刚浩吉凯兰敏宁平琴若思涛文心"


def _births(share: list[tuple[int, int]], ready: Any, times: Any) -> None:
    from huangce.home import django

    django.setup()
    from huangce.register.record import record
    from huangce.rules.acts.base import Evidence
    from huangce.rules.acts.birth import Birth

    by = registrar()
    acts = [
        Birth(
            happened_on=date(2018, 6, 2) - timedelta(days=household // len(GIVEN) ** 2 % 2000),
            household=household,
            mother=mother,
            name="亓" + GIVEN[household % len(GIVEN)] + GIVEN[household // len(GIVEN) % len(GIVEN)],
            sex="2",
            ethnicity="01",
            relation="30",
            evidence=(Evidence(kind="birth_certificate", number="Q000000001"),),
        )
        for household, mother in share
    ]
    record(acts.pop(), by=by, transaction_id=uuid.uuid4())
    ready.wait()
    begun = time.time()
    for act in acts:
        record(act, by=by, transaction_id=uuid.uuid4())
    times.put((begun, time.time()))


def _inserts(share: list[int], ready: Any, times: Any) -> None:
    from benchmarks.bare import insert_again
    from huangce.home import database

    inserting = insert_again(database.url(owner=True), share, 1 << 45)
    next(inserting)
    ready.wait()
    begun = time.time()
    for _act in inserting:
        pass
    times.put((begun, time.time()))


def search(persons: int) -> None:
    """Look-ups by every shape of text, by an officer of the county and by one of a village."""
    from huangce.accounts import officers
    from huangce.register.search import search as look

    county, village = registrar(), officers.add(f"v{uuid.uuid4().hex[:8]}", "Village", on=OPENED)
    officers.grant(village, "registrar", "990101005005", by=None, on=OPENED)
    sample = query(
        "select name, citizen_id, initials, replace(name_key, ' ', ''), address, p.id from person p "
        "join household h on h.id = p.household where citizen_id is not null order by md5(p.id::text) limit 60"
    )
    shapes: dict[str, list[str]] = {
        "exact name": [row[0] for row in sample],
        "prefix, two characters": [row[0][:2] for row in sample],
        "surname alone": [row[0][0] for row in sample],
        "pinyin initials": [row[2] for row in sample],
        "full pinyin": [row[3] for row in sample],
        "citizen number": [row[1] for row in sample],
        "last four digits": [row[1][-4:] for row in sample],
        "last six digits": [row[1][-6:] for row in sample],
        "beginning of an address": [row[4][:-3] for row in sample],
        "record": [str(row[5]) for row in sample],
    }
    rows = []
    for name, texts in shapes.items():
        cells: list[object] = [name]
        for officer in (county, village):
            given: dict[str, Any] = {"officer": officer, "purpose": "registration", "case": "benchmark"}
            look(texts[0], **given)
            spent = sorted(timed(lambda: look(text, **given))[0] * 1000 for text in texts)  # noqa: B023
            cells += [f"{statistics.median(spent):.1f}", f"{spent[int(len(spent) * 0.95)]:.1f}", f"{spent[-1]:.1f}"]
        rows.append(tuple(cells))
    table(
        f"Search {persons:,} persons, milliseconds with the note in the read log",
        ("by", "county p50", "p95", "worst", "village p50", "p95", "worst"),
        rows,
    )


def rebuild(persons: int) -> None:
    """Fold everything and compare; verify everything; each beside the bare loop in memory."""
    from huangce.home import database
    from huangce.register.evidence import Database
    from huangce.register.rebuild import check
    from huangce.register.seal import seal
    from huangce.register.verify import verify

    sealing, head = timed(seal)
    spent, found = timed(lambda: check(database.url()))
    assert found.holds, found.differing[:3]
    folding, records = timed_fold()
    proving, report = timed(lambda: verify(Database(database.url())))
    assert report.holds, report.found[:3]
    hashing, values = timed_hash()
    table(
        f"Prove {persons:,} persons ({head.size:,} acts)",
        ("what", "seconds", "a second"),
        [
            ("seal all acts", f"{sealing:.1f}", f"{head.size / sealing:,.0f} acts"),
            (
                "rebuild --check, 2 processes",
                f"{spent:.1f}",
                f"{persons / spent:,.0f} persons, {found.records / spent:,.0f} records",
            ),
            ("bare fold of facts in memory, 1 core", "", f"{records / folding:,.0f} records"),
            ("… share of it", "", f"{found.records / spent / (records / folding):.2f}"),
            ("verify", f"{proving:.1f}", f"{report.acts / proving:,.0f} acts, {report.values / proving:,.0f} values"),
            ("bare canonical JSON and SHA-256, 1 core", "", f"{values / hashing:,.0f} values"),
            ("… share of it", "", f"{report.values / proving / (values / hashing):.2f}"),
        ],
    )


def timed_fold() -> tuple[float, int]:
    """The least that folding can take: facts of some records in memory, as objects, folded and nothing compared."""
    import orjson

    from huangce.rules.facts import Fact, RecordedFact
    from huangce.rules.fold import fold

    rows = query(
        "select f.record, f.act, f.ordinal, f.grp, f.valid_from, v.value "
        "from fact f join fact_value v using (act, ordinal) where f.record <= "
        "(select max(id) from (select id from person order by id limit 50000) first) order by f.record"
    )
    begun = time.perf_counter()
    facts: dict[int, list[RecordedFact]] = {}
    for record, act, ordinal, group, valid_from, value in rows:
        facts.setdefault(record, []).append(
            RecordedFact(act, ordinal, 0, Fact(record, group, orjson.loads(value), valid_from))
        )
    for record, mine in facts.items():
        fold(record, mine)
    return time.perf_counter() - begun, len(facts)


def timed_hash() -> tuple[float, int]:
    import orjson

    values = [row[0] for row in query("select value from fact_value where value is not null limit 200000")]
    begun = time.perf_counter()
    for value in values:
        hashlib.sha256(orjson.dumps(orjson.loads(value), option=orjson.OPT_SORT_KEYS)).hexdigest()
    return time.perf_counter() - begun, len(values)


LATEST = """
    select count(*) from (
        select distinct on (f.record, f.grp) f.record, f.grp, v.value
        from fact f join fact_value v using (act, ordinal)
        where f.valid_from <= %s order by f.record, f.grp, f.valid_from desc, f.act desc, f.ordinal desc
    ) latest
"""


def latest(persons: int) -> None:
    """The latest value of every group of every record, by SQL over all facts."""
    facts = query("select count(*) from fact")[0][0]
    spent, _rows = timed(lambda: query(LATEST, datetime.now(UTC).date()))
    keys, _rows = timed(
        lambda: query(LATEST.replace(", v.value", "").replace("join fact_value v using (act, ordinal)", ""), OPENED)
    )
    table(
        f"The latest fact of every subject over {facts:,} facts ({persons:,} persons)",
        ("what", "seconds"),
        [("with values", f"{spent:.2f}"), ("which fact, without values", f"{keys:.2f}")],
    )


PARTS: dict[str, Callable[[int], None]] = {
    "load": load,
    "record": record,
    "search": search,
    "rebuild": rebuild,
    "latest": latest,
}

if __name__ == "__main__":
    main()
