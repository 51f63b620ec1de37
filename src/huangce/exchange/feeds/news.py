"""What a feed reads of a sealed act, and what it makes of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import psycopg

# The act at the root of a chain of reversals: what it asserts is what the chain takes back and brings again.
ROOT: Final = """
    with recursive chain as (
        select id, voids from act where id = %s
        union all select a.id, a.voids from act a join chain on a.id = chain.voids
    )
    select id from chain where voids is null
"""
TOUCHED: Final = "select distinct record, grp from fact where act = %s order by record, grp"
LAST: Final = """
    select distinct on (record) record, sequence, position, event, begun_by, said from feed_entry
    where feed = %s and record = any(%s) order by record, sequence desc
"""
# Records of which a feed spoke and that were linked to some others at any time.
LINKED: Final = """
    select distinct record from fact
    where grp = 'link' and object = any(%s) and record in (select record from feed_entry where feed = %s)
"""


@dataclass(frozen=True, slots=True)
class News:
    """A sealed act that a feed has to look at."""

    position: int
    act: int
    kind: str
    happened_on: date
    recorded_at: datetime
    voids: int | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to say: what happened to a record, since which act it is spoken of, behind which number.

    said: the values themselves, where they are of no person; else they are read from the log each time.
    """

    record: int
    event: str
    begun_by: int
    follows: int | None = None
    said: Mapping[str, str | None] | None = None


@dataclass(frozen=True, slots=True)
class Last:
    """What a feed said of a record last."""

    sequence: int
    position: int
    event: str
    begun_by: int
    said: str | None


def touched(cursor: psycopg.Cursor[Any], news: News) -> dict[int, set[str]]:
    """Return record → groups of items that an act asserts, or that the act asserts which it takes back or restores."""
    asserted = news.act
    if news.voids is not None:
        root = cursor.execute(ROOT, (news.voids,)).fetchone()
        asserted = int(root[0]) if root else news.voids
    groups: dict[int, set[str]] = {}
    for record, group in cursor.execute(TOUCHED, (asserted,)).fetchall():
        groups.setdefault(record, set()).add(group)
    return groups


def lasts(cursor: psycopg.Cursor[Any], feed: str, records: Iterable[int]) -> dict[int, Last]:
    """Return what a feed said last of each record of which it spoke."""
    return {row[0]: Last(*row[1:]) for row in cursor.execute(LAST, (feed, sorted(records))).fetchall()}


def linked_to(cursor: psycopg.Cursor[Any], feed: str, records: Iterable[int]) -> list[int]:
    """Return the records of which a feed spoke and that are, or were, linked to some others."""
    return [row[0] for row in cursor.execute(LINKED, (sorted(records), feed)).fetchall()]
