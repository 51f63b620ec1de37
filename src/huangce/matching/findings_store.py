"""Where reconciliation reads from and writes to: current rows by Arrow, findings by COPY, events by one statement."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

import polars as pl
import psycopg

from huangce.home import database
from huangce.matching.models import NOBODY_KNOWS, OPEN, SEEN_ALIVE, STATES, UNDECIDED
from huangce.matching.reconcile import Reconciled
from huangce.register.bulk import copy_frame
from huangce.register.locks import LOCK_RUNS
from huangce.rules.fold import voided

COLUMNS = {
    "id": "id",
    "class": "finding_class",
    "record": "record",
    "list": "list_kind",
    "row": "list_row",
    "other_list": "other_list",
    "other_row": "other_row",
    "other_record": "other_record",
    "probability": "probability",
    "division": "division",
    "reason": "reason",
    "evidence": "evidence",
    "digest": "digest",
    "sources": "sources",
}
# The row of a list that a record came from, of its latest load.
CAME_FROM = """
    left join (
        select distinct on (o.record) o.record, o.row from origin o join batch b on b.id = o.batch
        where b.list_kind = '{kind}' order by o.record, o.batch desc
    ) o on o.record = {key}
"""
# Whom an act by hand touched, or an officer met, and whom nobody knew at the door: what stands decided, not taken back.
TOLD = """
    select f.record from finding f join lateral (
        select reason from finding_event where finding = f.id and reason is not null order by id desc limit 1
    ) e on true
    where f.record is not null and f.state in ('decided', 'confirmed', 'closed', 'gone') and e.reason = '{reason}'
"""
PEOPLE = f"""
    with dealt_with as (
        select f.record from act a join fact f on f.act = a.id where a.batch is null
        union select f.object from act a join fact f on f.act = a.id where a.batch is null and f.object is not null
        union {TOLD.format(reason=SEEN_ALIVE)}
    ),
    unknown as ({TOLD.format(reason=NOBODY_KNOWS)} group by 1)
    select p.id as record, p.household, p.relation, p.name, p.former_name, p.sex, p.birth_date, p.citizen_id,
           p.number_contested, p.status, p.counted_in as division, h.address, o.row as source_row,
           d.record is not null as heard_of, u.record is not null as nobody_knows
    from person p left join household h on h.id = p.household
    left join dealt_with d on d.record = p.id left join unknown u on u.record = p.id
    {CAME_FROM.format(kind="register", key="p.id")}
    where p.status in ('registered', 'in_transit')
"""
RESIDENTS = f"""
    select r.id as residence, r.person as record, p.name, p.sex, p.birth_date, p.citizen_id, p.status,
           r.residence_kind, r.division, r.address, p.elsewhere as registered_place, r.arrived_on,
           r.verified_on as collected_on, o.row as source_row
    from residence r join person p on p.id = r.person
    {CAME_FROM.format(kind="residents", key="r.id")}
    where r.departed_on is null and p.status in ('registered', 'in_transit', 'elsewhere')
"""
CHANGING = ("finding_class", "digest", "probability", "other_list", "other_row", "list_row", "division", "sources")
PORTION = 5_000
INTEGERS = ("record", "household", "residence", "source_row")
# The counts beside the findings grow by a row or two with every answer; a run makes one row of each kind again.
ADD_UP = """
    with gone as (delete from finding_count returning *)
    insert into finding_count (division, finding_class, state, deadline, holder, findings, expected_false)
        select division, finding_class, state, deadline, holder, sum(findings), sum(expected_false) from gone
        group by 1, 2, 3, 4, 5 having sum(findings) <> 0
"""
# The state of every finding that has one; a finding without events is open.
STATE = f"""
    select distinct on (finding) finding, digest, act,
           case kind {" ".join(f"when '{kind}' then '{state}'" for kind, state in STATES.items())} end as state
    from finding_event order by finding, id desc
"""
# What takes some acts back, and what takes that back in turn.
REVERSALS = """
    with recursive v as (
        select id, voids from act where voids = any(%s) union select a.id, a.voids from act a join v on a.voids = v.id
    )
    select id, voids from v
"""


@dataclass(frozen=True)
class Inputs:
    """What a run reads from the register."""

    people: pl.DataFrame
    residents: pl.DataFrame
    county: str


def read_inputs() -> Inputs:
    """Return the current rows of the register; the county is the one most persons are counted in ("" for none)."""
    people, residents = table(PEOPLE), table(RESIDENTS)
    codes = people["division"].drop_nulls().str.slice(0, 6)
    return Inputs(people, residents, str(codes.mode().sort()[0]) if codes.len() else "")


def table(query: str) -> pl.DataFrame:
    """Return the rows of a query by Arrow; ids are 64-bit integers."""
    import adbc_driver_postgresql.dbapi as adbc

    with adbc.connect(database.url()) as connection, connection.cursor() as cursor:
        cursor.execute(query)
        frame = pl.DataFrame(cursor.fetch_arrow_table())
    return frame.with_columns(pl.col(name).cast(pl.Int64) for name in INTEGERS if name in frame.columns)


def frame_hash(frame: pl.DataFrame) -> str:
    """Return the SHA-256 of a frame's rows, in the order of their first column."""
    buffer = BytesIO()
    frame.sort(frame.columns[0]).write_csv(buffer)
    return hashlib.sha256(buffer.getbuffer()).hexdigest()


def write_run(
    cursor: psycopg.Cursor[Any],
    *,
    manifest: dict[str, Any],
    as_of: date,
    started_at: datetime,
    finished_at: datetime,
    by: int,
) -> int:
    """Write the run and return its id."""
    row = cursor.execute(
        "insert into reconciliation (as_of, manifest, started_at, finished_at, started_by) "
        "values (%s, %s, %s, %s, %s) returning id",
        (as_of, json.dumps(manifest, ensure_ascii=False, default=str), started_at, finished_at, by),
    ).fetchone()
    assert row is not None
    return int(row[0])


def write_findings(
    cursor: psycopg.Cursor[Any],
    found: Reconciled,
    *,
    run: int,
    by: int,
    moment: datetime,
    unreadable: Collection[int] = (),
) -> dict[str, int]:
    """Renew the findings and add the events that follow: reopened, no_longer_found. Returns how many of each, and new.

    What rests on a list that could not be read (`unreadable`) was not looked for, and stays as it is. What was decided
    is asked again only if the evidence says something else now, or if the act that settled it was taken back; what was
    confirmed, if it is of another class now: a death of somebody who was seen since. Call inside a transaction.
    """
    cursor.execute("select pg_advisory_xact_lock(%s)", (LOCK_RUNS,))
    seen = found.findings.select(pl.col(name).alias(column) for name, column in COLUMNS.items())
    seen = seen.with_columns(pl.lit(run).alias("run"))
    held = _held(cursor)
    ids = pl.col("id").is_in(held["id"].implode())
    new, again = seen.filter(~ids), seen.filter(ids).join(held, on="id", suffix="_held")
    decided = pl.col("state").is_in(["decided", "closed"]) & (pl.col("digest_seen") != pl.col("digest"))
    undone = (pl.col("state") == "closed") & pl.col("act").is_in(_taken_back(cursor, again["act"]))
    turned = (pl.col("state") == "confirmed") & (pl.col("finding_class_held") != pl.col("finding_class"))
    reopened = again.filter((pl.col("state") == "gone") | decided | undone | turned)
    vanished = held.filter(~pl.col("id").is_in(seen["id"].implode()) & pl.col("state").is_in(UNDECIDED))
    if unreadable:
        lost = [f"[{received}," for received in unreadable]
        vanished = vanished.filter(~pl.col("sources").fill_null("").str.contains_any(lost))
    copy_frame(cursor, "finding", new)
    _renew(cursor, again.filter(pl.any_horizontal(pl.col(c).ne_missing(pl.col(f"{c}_held")) for c in CHANGING)), run)
    cursor.execute("update finding set run = %s where id = any(%s)", (run, again["id"].to_list()))
    for kind, rows in (("reopened", reopened), ("no_longer_found", vanished)):
        event = rows.select(
            pl.col("id").alias("finding"),
            pl.lit(kind).alias("kind"),
            pl.lit(by).alias("officer"),
            pl.lit(moment.isoformat()).alias("at"),
            pl.lit("").alias("words"),
            "digest",
            pl.lit(run).alias("run"),
        )
        copy_frame(cursor, "finding_event", event)
    cursor.execute(ADD_UP)
    return {"new": new.height, "reopened": reopened.height, "no_longer_found": vanished.height}


def settle() -> None:
    """Let the database see what a run wrote: it pages through findings by likelihood only if it knows how many there
    are, and not at all as fast where it must look whether each may be seen. Call after the transaction."""
    with psycopg.connect(database.url(owner=True), autocommit=True) as connection:
        connection.execute("vacuum (analyze) finding, finding_count")


def _held(cursor: psycopg.Cursor[Any]) -> pl.DataFrame:
    """Return the findings of earlier runs with their states; `digest_seen` is of the evidence of the latest event."""
    rows = cursor.execute(
        f"select f.id, f.finding_class, f.digest, f.probability, f.other_list, f.other_row, f.list_row, f.division, "
        f"f.sources, coalesce(s.state, '{OPEN}'), s.digest, s.act "
        f"from finding f left join ({STATE}) s on s.finding = f.id"
    ).fetchall()
    schema = {
        "id": pl.String,
        "finding_class": pl.String,
        "digest": pl.String,
        "probability": pl.Float64,
        "other_list": pl.String,
        "other_row": pl.Int64,
        "list_row": pl.Int64,
        "division": pl.String,
        "sources": pl.String,
        "state": pl.String,
        "digest_seen": pl.String,
        "act": pl.Int64,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def _taken_back(cursor: psycopg.Cursor[Any], acts: pl.Series) -> list[int]:
    """Return those of some acts that are void by a reversal."""
    known = acts.drop_nulls().unique().to_list()
    return sorted(voided(dict(cursor.execute(REVERSALS, (known,)).fetchall())) & set(known)) if known else []


def _renew(cursor: psycopg.Cursor[Any], rows: pl.DataFrame, run: int) -> None:
    """Let findings say what this run saw, in portions."""
    names = [column for column in COLUMNS.values() if column != "id"]
    query = (
        f"update finding f set {', '.join(f'{name} = n.{name}' for name in names)} "
        "from jsonb_populate_recordset(null::finding, %s::jsonb) n where n.id = f.id"
    )
    for some in rows.select("id", *names).iter_slices(PORTION):
        cursor.execute(query, (some.write_json(),))
