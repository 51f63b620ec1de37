"""Pages of a feed under an agreement: numbered entries with the agreed fields, signed, resumable by `after`.

An entry reads the record as it was known at the entry's position of the log, so the same number says the same at any
time. Only an erasure on legal ground takes a value away (个人信息保护法 art. 47): it is then null for who reads later.
What was handed to whom is noted.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, Final

from huangce.accounts import authority
from huangce.accounts.models import Officer
from huangce.errors import NotFound, Refused
from huangce.exchange import liaisons
from huangce.exchange.agreement_store import DUTY, OFFICE_TIME, following
from huangce.exchange.agreements import FeedAgreement
from huangce.exchange.feeds.of_persons import state
from huangce.exchange.feeds.publish import publish
from huangce.exchange.feeds.table import FEEDS, PAGE
from huangce.exchange.models import FeedEntry, FeedRead
from huangce.register.locks import raw_cursor
from huangce.register.seal import newest_head, seal
from huangce.register.signed import signed
from huangce.rules import authority as rules

MOST: Final = 1000


class NoFeedAgreement(NotFound):
    """There is no agreement {code} under which a feed is followed."""

    code = "no-feed-agreement"


class BadCursor(Refused):
    """Ask with after from 0 and a limit from 1 to 1000."""

    code = "bad-feed-cursor"


def followed(code: str, by: Officer, moment: datetime) -> tuple[FeedAgreement, int]:
    """Return the agreement of a follower and its version, to an officer who may be told of the feed on that day.

    Raises `NoFeedAgreement`, `MayNotDo`, `NotOfOffice`.
    """
    on = moment.astimezone(OFFICE_TIME).date()
    if not rules.may_do(authority.grants_of(by, on), DUTY, on):
        authority.require_duty(by, duty=liaisons.DELIVERS, on=on)
    agreed, version = agreement(code)
    liaisons.require(by, agreed, on)
    return agreed, version


def agreement(code: str) -> tuple[FeedAgreement, int]:
    """Return the agreement of a follower and its version. Raises `NoFeedAgreement`."""
    found = following().get(code)
    if found is None or not isinstance(found.content, FeedAgreement):
        raise NoFeedAgreement(code=code)
    return found.content, found.version


def page(code: str, *, after: int = 0, limit: int = MOST, by: Officer, now: datetime | None = None) -> dict[str, Any]:
    """Return the signed entries behind number `after`, at most `limit`, and note that they were handed out.

    What was recorded until now is sealed and numbered first. `by` delivers lists for the office, or keeps agreements.
    Raises `NoFeedAgreement`, `BadCursor`, `MayNotDo`, `NotOfOffice`.
    """
    moment = now or datetime.now(UTC)
    agreed, version = followed(code, by, moment)
    if after < 0 or not 1 <= limit <= MOST:
        raise BadCursor()
    feed = FEEDS[agreed.feed]
    seal(now=now)
    publish(feed)
    rows = list(FeedEntry.objects.filter(feed=feed.name, sequence__gt=after).order_by("sequence")[: limit + 1])
    more, rows = len(rows) > limit, rows[:limit]
    through = rows[-1].sequence if rows else after
    with raw_cursor() as cursor:
        head = newest_head(cursor)
        entries = [_entry(row, row.said or state(cursor, feed, row.record, row.position), agreed) for row in rows]
    if rows:
        FeedRead.objects.create(code=code, feed=feed.name, after=after, through=through, at=moment, officer=by.pk)
    body = {
        "feed": feed.name,
        "agreement": {"code": code, "version": version},
        "after": after,
        "through": through,
        "more": more,
        "told_at": moment.astimezone(UTC).isoformat(timespec="seconds"),
        "entries": entries,
        "head": asdict(head) if head is not None else None,
    }
    return signed(PAGE, body)


def _entry(row: FeedEntry, values: dict[str, str | None], agreed: FeedAgreement) -> dict[str, Any]:
    said = {"sequence": row.sequence, "position": row.position, "event": row.event, "follows": row.follows}
    return said | {name: values[name] for name in agreed.fields}
