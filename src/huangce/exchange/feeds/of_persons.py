"""What acts make new to a feed about persons: differences of the record as it was known at the position of the act.

A reversal retracts, a reversal of the reversal says it again, and a correction of what was said is told as one. Values
of persons are never stored with the entry, so that an erasure reaches them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg

from huangce.exchange.feeds.news import Entry, Last, News, lasts, linked_to, touched
from huangce.exchange.feeds.table import Feed, Said, Seen
from huangce.register.history import Histories
from huangce.rules.state import Record


def entries(cursor: psycopg.Cursor[Any], feed: Feed, news: News) -> Iterator[Entry]:
    """Yield what an act makes new."""
    begins = feed.begins.get(news.kind)
    may_begin = begins is not None and begins(Seen(news.kind, news.happened_on, news.recorded_at))
    groups = touched(cursor, news)
    if feed.is_linked:
        groups = {one: set[str]() for one in linked_to(cursor, feed.name, groups)} | groups
    said = lasts(cursor, feed.name, groups)
    histories = Histories(cursor, known=news.position)
    for record, of_record in groups.items():
        last = said.get(record)
        if last is None and not (may_begin and feed.group in of_record):
            continue
        begun_by = news.act if may_begin or last is None else last.begun_by
        event = _event(cursor, feed, Entry(record, "", begun_by), histories, last)
        if event:
            yield Entry(record, event, begun_by, last.sequence if last is not None else None)


def state(cursor: psycopg.Cursor[Any], feed: Feed, record: int, position: int) -> dict[str, str | None]:
    """Return every field of a feed of a person as the record was known at a position of the log."""
    return _fields(feed, record, Histories(cursor, known=position))


def _fields(feed: Feed, record: int, histories: Histories) -> dict[str, str | None]:
    known = histories.record(record)
    link = known.number("link", "same_as") if feed.is_linked else None
    kept = histories.record(link) if link is not None else None
    return {name: _read(said, kept if said.by_link else known) for name, said in feed.fields.items()}


def _read(said: Said, record: Record | None) -> str | None:
    return None if record is None else said.of(record)


def _event(cursor: psycopg.Cursor[Any], feed: Feed, about: Entry, histories: Histories, last: Last | None) -> str:
    """Return what is new about a person, "" for nothing."""
    known = histories.record(about.record)
    holds = known.exists and feed.holds(known, about.begun_by not in histories.void)
    was_said = last is not None and last.event != "retracted"
    if holds and not was_said:
        return "registered"
    if was_said and not holds:
        return "retracted"
    if last is None or not holds:
        return ""
    now = _fields(feed, about.record, histories)
    return "corrected" if now != state(cursor, feed, about.record, last.position) else ""
