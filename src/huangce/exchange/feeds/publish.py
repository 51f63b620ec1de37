"""Number what the sealed log tells each feed: gapless numbers in the order of the log, which never change afterwards.

Only acts below the newest signed head are looked at. Each entry is a difference: the record as it was known at the
position of the act, against what the feed said of it last. So a reversal retracts, a reversal of the reversal says it
again, and a correction of what was said is told as one.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import psycopg
from django.db import transaction

from huangce.exchange.feeds.table import FEEDS, Feed, Seen
from huangce.register.history import Histories
from huangce.register.locks import raw_cursor
from huangce.register.seal import newest_head

LOCK: Final = 0x46656564 << 32  # with the checksum of the feed's name: "Feed"
NEWS: Final = """
    select l.position, a.id, a.kind, a.happened_on, a.recorded_at, a.voids
    from seal_leaf l join act a on a.id = l.act
    where l.position > %s and l.position <= %s and a.kind = any(%s) order by l.position
"""
ROOT: Final = """
    with recursive chain as (
        select id, voids from act where id = %s
        union all select a.id, a.voids from act a join chain on a.id = chain.voids
    )
    select id from chain where voids is null
"""
TOUCHED: Final = "select distinct record, grp from fact where act = %s order by record, grp"
LAST: Final = """
    select sequence, position, event, begun_by from feed_entry where feed = %s and record = %s
    order by sequence desc limit 1
"""
ADD: Final = """
    insert into feed_entry (feed, sequence, position, act, event, record, begun_by, follows)
    values (%s, %s, %s, %s, %s, %s, %s, %s)
"""


@dataclass(frozen=True, slots=True)
class _News:
    """A sealed act that a feed has to look at."""

    position: int
    act: int
    kind: str
    happened_on: date
    recorded_at: datetime
    voids: int | None


def publish(feed: Feed) -> int:
    """Number what was sealed since the last time; return how many entries were added. Safe to call at any time."""
    with transaction.atomic(), raw_cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", (LOCK + zlib.crc32(feed.name.encode()),))
        head = newest_head(cursor)
        row = cursor.execute("select position from feed_scan where feed = %s", (feed.name,)).fetchone()
        since, until = (row[0] if row else 0), (head.size if head else 0)
        if until <= since:
            return 0
        news = [_News(*one) for one in cursor.execute(NEWS, (since, until, list(feed.kinds))).fetchall()]
        before = _count(cursor, feed)
        number = before
        for one in news:
            number = _tell(cursor, feed, one, number)
        cursor.execute(
            "insert into feed_scan (feed, position) values (%s, %s) "
            "on conflict (feed) do update set position = excluded.position",
            (feed.name, until),
        )
    return number - before


def publish_all() -> dict[str, int]:
    """Number what was sealed, for every feed."""
    return {name: publish(feed) for name, feed in FEEDS.items()}


def state(cursor: psycopg.Cursor[Any], feed: Feed, record: int, position: int) -> dict[str, str | None]:
    """Return every field of a feed of a record as it was known at a position of the log."""
    known = Histories(cursor, known=position).record(record)
    return {name: said.of(known) for name, said in feed.fields.items()}


def _count(cursor: psycopg.Cursor[Any], feed: Feed) -> int:
    row = cursor.execute("select coalesce(max(sequence), 0) from feed_entry where feed = %s", (feed.name,)).fetchone()
    return int(row[0]) if row else 0


def _tell(cursor: psycopg.Cursor[Any], feed: Feed, news: _News, number: int) -> int:
    """Add the entries that an act makes; return the number of the last entry."""
    asserted = news.act
    if news.voids is not None:
        root = cursor.execute(ROOT, (news.voids,)).fetchone()
        asserted = int(root[0]) if root else news.voids
    begins = feed.begins.get(news.kind)
    may_begin = begins is not None and begins(Seen(news.kind, news.happened_on, news.recorded_at))
    groups: dict[int, set[str]] = {}
    for record, group in cursor.execute(TOUCHED, (asserted,)).fetchall():
        groups.setdefault(record, set()).add(group)
    for record, touched in groups.items():
        last = cursor.execute(LAST, (feed.name, record)).fetchone()
        if last is None and not (may_begin and feed.group in touched):
            continue
        begun_by = news.act if may_begin else int(last[3]) if last is not None else news.act
        event = _event(cursor, feed, _About(record, news.position, begun_by), last)
        if event:
            number += 1
            follows = last[0] if last is not None else None
            row = (feed.name, number, news.position, news.act, event, record, begun_by, follows)
            cursor.execute(ADD, row)
    return number


@dataclass(frozen=True, slots=True)
class _About:
    """A record at a position of the log, and the act that began what is said of it."""

    record: int
    position: int
    begun_by: int


def _event(cursor: psycopg.Cursor[Any], feed: Feed, about: _About, last: tuple[Any, ...] | None) -> str:
    """Return what is new about a record: one of `EVENTS`, or "" for nothing. last: the entry about it before."""
    histories = Histories(cursor, known=about.position)
    known = histories.record(about.record)
    holds = known.exists and feed.holds(known, about.begun_by not in histories.void)
    said = last is not None and last[2] != "retracted"
    if holds and not said:
        return "registered"
    if said and not holds:
        return "retracted"
    if last is None or not holds:
        return ""
    now: Mapping[str, str | None] = {name: one.of(known) for name, one in feed.fields.items()}
    return "corrected" if now != state(cursor, feed, about.record, int(last[1])) else ""
