"""What acts make new to the feed of addresses: whose rendering, standing or descent they change (requirements A10).

One act on the name of a street changes every address on it, and each is told. Addresses are nobody's personal values,
so what was said stands with the entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

import orjson
import psycopg

from huangce.exchange.feeds.news import Entry, News, lasts, touched
from huangce.exchange.feeds.table import AddressAsKnown, Feed
from huangce.places.folding import (
    ADDRESS,
    ADDRESS_LINEAGE,
    ADDRESS_NAME,
    AS_RECORDED,
    bearing,
    fold_places,
    lying_in,
)
from huangce.places.history import PlaceHistories
from huangce.places.rewriting import Pen, Rewritten
from huangce.register.history import Histories
from huangce.rules.items import STANDING

OF_ADDRESSES: Final = frozenset({"address", "lineage"})
OF_PLACES: Final = frozenset({"named_place"})
OF_DIVISIONS: Final = frozenset({"division_change"})
# A division that changes may have as many addresses as a county.
ADDRESSES_A_TIME: Final = 20_000


def entries(cursor: psycopg.Cursor[Any], feed: Feed, news: News) -> Iterator[Entry]:
    """Yield what an act makes new."""
    groups = touched(cursor, news)
    records = {record for record, names in groups.items() if names & OF_ADDRESSES}
    records |= set(bearing(cursor, (record for record, names in groups.items() if names & OF_PLACES)))
    records |= _ancestors(cursor, records)
    changes = [record for record, names in groups.items() if names & OF_DIVISIONS]
    if changes:
        records |= set(lying_in(PlaceHistories(cursor), changes, world=AS_RECORDED))
    ordered = sorted(records)
    for start in range(0, len(ordered), ADDRESSES_A_TIME):
        yield from _entries(cursor, feed, news, ordered[start : start + ADDRESSES_A_TIME])


def _entries(cursor: psycopg.Cursor[Any], feed: Feed, news: News, records: list[int]) -> Iterator[Entry]:
    said = lasts(cursor, feed.name, records)
    now = _states(cursor, feed, records, news.position)
    before = _states(cursor, feed, (one for one in records if one not in said), news.position - 1)
    before |= {
        one: orjson.loads(last.said) if last.event != "retracted" else None for one, last in said.items() if last.said
    }
    for record in records:
        was, is_ = before.get(record), now.get(record)
        if was == is_:
            continue
        event = "registered" if was is None else "retracted" if is_ is None else "changed"
        last = said.get(record)
        values = is_ if is_ is not None else was
        yield Entry(record, event, news.act, last.sequence if last is not None else None, values)


def _ancestors(cursor: psycopg.Cursor[Any], records: Iterable[int]) -> set[int]:
    """The addresses that these came from: they are told what became of them."""
    query = "select distinct object from fact where record = any(%s) and grp = 'lineage' and object is not null"
    return {row[0] for row in cursor.execute(query, (sorted(records),)).fetchall()}


def _states(
    cursor: psycopg.Cursor[Any], feed: Feed, records: Iterable[int], position: int
) -> dict[int, dict[str, str | None] | None]:
    """Return every field of the feed, as it was known at a position of the log; None for what was not there."""
    wanted = sorted(records)
    histories = PlaceHistories(cursor)
    histories.facts = Histories(cursor, known=position)
    plain, others = Pen(cursor, AS_RECORDED, histories).rewritten(wanted)
    folded = fold_places(histories, others)
    known: dict[int, dict[str, str | None] | None] = {thing.id: _told(feed, thing) for thing in _in_columns(plain)}
    for record in others:
        row = folded.address.get(record)
        if row is None:
            known[record] = None
            continue
        address = dict(zip(ADDRESS, row, strict=True))
        if address["retired_by"] is not None:
            known[record] = None
            continue
        names = [dict(zip(ADDRESS_NAME, one, strict=True)) for one in folded.address_name.get(record, ())]
        edges = [dict(zip(ADDRESS_LINEAGE, one, strict=True)) for one in folded.address_lineage.get(record, ())]
        known[record] = _told(feed, AddressAsKnown(record, address, names, edges))
    return known


def _told(feed: Feed, thing: AddressAsKnown) -> dict[str, str | None] | None:
    return {name: one.of(thing) for name, one in feed.fields.items()}


def _in_columns(found: Rewritten) -> Iterator[AddressAsKnown]:
    """The addresses of lists of which no act ever said anything: they stand, and came from nowhere."""
    names: dict[int, list[dict[str, Any]]] = {}
    for one in found.names.iter_rows(named=True):
        names.setdefault(one["address"], []).append(one)
    standing = {**dict.fromkeys(ADDRESS), "status": STANDING}
    for row in found.rows.iter_rows(named=True):
        yield AddressAsKnown(row["id"], {**standing, **row}, names.get(row["id"], []), [])
