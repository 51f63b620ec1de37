"""What an auditor asks of the register: which acts were recorded by whom, where each stands in the seal, and its heads.

No personal value is read here: kinds, days, officers, offices and digests
(GB/T 22239-2019 8.1.4.3; 个人信息保护法 art. 54).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from huangce.errors import NotFound
from huangce.register.counts import counted_once
from huangce.register.locks import raw_cursor
from huangce.register.queries import end_of
from huangce.register.record import OFFICE_TIME
from huangce.register.seal import Head, heads

PAGE = 50


class NoSuchRecordedAct(NotFound):
    """There is no act {act}."""

    code = "no-such-recorded-act"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which acts: recorded from the first to the last day, of a kind, by an officer (id), by an office; "" for all."""

    first: date
    last: date
    kind: str = ""
    officer: int | None = None
    office: str = ""


@dataclass(frozen=True, slots=True)
class ActLine:
    """One act without anything personal. `position` is its place in the log, None while it is not sealed."""

    id: int
    kind: str
    happened_on: date
    recorded_at: datetime
    entered_by: str
    approved_by: str
    office: str
    batch: int | None
    voids: int | None
    facts: int
    digest: str
    position: int | None


# A page is chosen first, so that only its acts are looked up elsewhere.
LINES = """
    with wanted as materialized (select a.* from act a where {wanted})
    select a.id, a.kind, a.happened_on, a.recorded_at, coalesce(e.display_name, ''), coalesce(o.display_name, ''),
           a.office, a.batch, a.voids, a.facts, encode(a.digest, 'hex'), l.position
    from wanted a left join officer e on e.id = a.entered_by left join officer o on o.id = a.approved_by
    left join seal_leaf l on l.act = a.id order by a.recorded_at desc, a.id desc
"""


def latest_day() -> date | None:
    """Return the day on which the newest act was recorded, None for an empty register."""
    with raw_cursor() as cursor:
        row = cursor.execute("select max(recorded_at) from act").fetchone()
    return row[0].astimezone(OFFICE_TIME).date() if row and row[0] else None


def acts_by(asked: Asked, *, page: int = 1) -> tuple[list[ActLine], bool]:
    """Return a page of acts, the newest first, and whether there are more."""
    wanted, given = _condition(asked)
    query = LINES.format(wanted=f"{wanted} order by a.recorded_at desc, a.id desc limit %(limit)s offset %(skipped)s")
    with raw_cursor() as cursor:
        rows = cursor.execute(query, given | {"limit": PAGE + 1, "skipped": (page - 1) * PAGE}).fetchall()
    return [ActLine(*row) for row in rows[:PAGE]], len(rows) > PAGE


def kinds_of(asked: Asked) -> list[tuple[str, int]]:
    """Return how many acts of each kind there are, most first."""
    wanted, given = _condition(asked)
    query = f"select a.kind, count(*) from act a where {wanted} group by 1 order by 2 desc, 1"
    return [(str(kind), int(count)) for kind, count in counted_once(query, tuple(given.items()))]


def act_in_seal(act: int) -> tuple[ActLine, Head | None]:
    """Return an act and the first head that covers it, None while it is not sealed. Raises `NoSuchRecordedAct`."""
    with raw_cursor() as cursor:
        row = cursor.execute(LINES.format(wanted="a.id = %s"), (act,)).fetchone()
        if row is None:
            raise NoSuchRecordedAct(act=act)
        line = ActLine(*row)
        if line.position is None:
            return line, None
        found = heads(cursor, f"where size >= {int(line.position)} order by size limit 1")
    return line, found[0] if found else None


def heads_of_seal(*, page: int = 1) -> tuple[list[Head], int]:
    """Return a page of signed heads, the newest first, and how many there are."""
    with raw_cursor() as cursor:
        row = cursor.execute("select count(*) from seal_head").fetchone()
        found = heads(cursor, f"order by size desc limit {PAGE} offset {(int(page) - 1) * PAGE}")
    return found, int(row[0]) if row else 0


def head_of(size: int) -> Head | None:
    """Return the head over so many acts."""
    with raw_cursor() as cursor:
        found = heads(cursor, f"where size = {int(size)}")
    return found[0] if found else None


def unsealed() -> int:
    """Return how many acts are not in the log yet; positions in it have no gaps."""
    ((acts,),) = counted_once("select count(*) from act", ())
    with raw_cursor() as cursor:
        row = cursor.execute("select coalesce(max(position), 0) from seal_leaf").fetchone()
    return max(int(acts) - (int(row[0]) if row else 0), 0)


def _condition(asked: Asked) -> tuple[str, dict[str, Any]]:
    wanted = ["a.recorded_at > %(after)s and a.recorded_at <= %(until)s"]
    given: dict[str, Any] = {"after": end_of(asked.first - timedelta(days=1)), "until": end_of(asked.last)}
    for column, value in (("kind", asked.kind), ("entered_by", asked.officer), ("office", asked.office)):
        if value:
            wanted.append(f"a.{column} = %({column})s")
            given[column] = value
    return " and ".join(wanted), given
