"""Number what the sealed log tells each feed: gapless numbers in the order of the log, which never change afterwards.

Only acts below the newest signed head are looked at. What an act makes new to a feed is the matter of its subject:
`of_persons`, `of_addresses`.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Any, Final

import orjson
import psycopg
from django.db import transaction

from huangce.exchange.feeds import of_addresses, of_persons
from huangce.exchange.feeds.news import Entry, News
from huangce.exchange.feeds.table import FEEDS, Feed
from huangce.register.bulk import Progress, quiet
from huangce.register.locks import raw_cursor
from huangce.register.seal import newest_head

LOCK: Final = 0x46656564 << 32  # with the checksum of the feed's name: "Feed"
NEWS: Final = """
    select l.position, a.id, a.kind, a.happened_on, a.recorded_at, a.voids
    from seal_leaf l join act a on a.id = l.act
    where l.position > %s and l.position <= %s and a.kind = any(%s) order by l.position
"""
ADD: Final = """
    insert into feed_entry (feed, position, act, sequence, event, record, begun_by, follows, said)
    select %s, %s, %s, * from unnest(
        %s::bigint[], %s::text[], %s::bigint[], %s::bigint[], %s::bigint[], %s::jsonb[])
"""
ROWS_A_TIME: Final = 10_000
SUBJECTS: Final[Mapping[str, Callable[[psycopg.Cursor[Any], Feed, News], Iterable[Entry]]]] = {
    "person": of_persons.entries,
    "address": of_addresses.entries,
}


def publish(feed: Feed, *, progress: Progress = quiet) -> int:
    """Number what was sealed since the last time; return how many entries were added. Safe to call at any time."""
    with transaction.atomic(), raw_cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", (LOCK + zlib.crc32(feed.name.encode()),))
        head = newest_head(cursor)
        row = cursor.execute("select position from feed_scan where feed = %s", (feed.name,)).fetchone()
        since, until = (row[0] if row else 0), (head.size if head else 0)
        if until <= since:
            return 0
        news = [News(*one) for one in cursor.execute(NEWS, (since, until, list(feed.kinds))).fetchall()]
        before = number = _count(cursor, feed)
        for one in news:
            number = _add(cursor, feed, one, number, progress=progress)
        cursor.execute(
            "insert into feed_scan (feed, position) values (%s, %s) "
            "on conflict (feed) do update set position = excluded.position",
            (feed.name, until),
        )
    return number - before


def _add(cursor: psycopg.Cursor[Any], feed: Feed, news: News, number: int, *, progress: Progress) -> int:
    """Add the entries that an act makes; return the number of the last entry."""
    before = number
    made = iter(SUBJECTS[feed.subject](cursor, feed, news))
    while some := list(islice(made, ROWS_A_TIME)):
        rows = [
            (at, one.event, one.record, one.begun_by, one.follows, _said(one))
            for at, one in enumerate(some, number + 1)
        ]
        cursor.execute(ADD, (feed.name, news.position, news.act, *map(list, zip(*rows, strict=True))))
        number += len(some)
        progress("entries", number - before, 0)
    return number


def _said(one: Entry) -> str | None:
    return orjson.dumps(one.said).decode() if one.said is not None else None


def publish_all() -> dict[str, int]:
    """Number what was sealed, for every feed."""
    return {name: publish(feed) for name, feed in FEEDS.items()}


def _count(cursor: psycopg.Cursor[Any], feed: Feed) -> int:
    row = cursor.execute("select coalesce(max(sequence), 0) from feed_entry where feed = %s", (feed.name,)).fetchone()
    return int(row[0]) if row else 0
