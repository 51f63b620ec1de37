"""Business receipts of a feed: what each following office did with each number, and who has not answered by when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from django.db import transaction

from huangce.accounts.models import Officer
from huangce.errors import Refused
from huangce.exchange.agreement_store import OFFICE_TIME, following
from huangce.exchange.agreements import FeedAgreement
from huangce.exchange.feeds.pages import followed
from huangce.exchange.models import OUTCOMES, FeedReceipt
from huangce.register.locks import raw_cursor

LONGEST_WHY: Final = 200
MOST: Final = 1000
NUMBERS: Final = 1 << 53
# Numbers of a feed that were sealed, without an answer under an agreement: how many, the first, since when it waits.
OPEN: Final = """
    select count(*), min(e.sequence), min(l.sealed_at), count(*) filter (where l.sealed_at < %(limit)s)
    from feed_entry e join seal_leaf l on l.position = e.position
    where e.feed = %(feed)s
      and not exists (select 1 from feed_receipt r where r.code = %(code)s and r.sequence = e.sequence)
"""
# How far an agreement was handed numbers, and how many before that never were: who begins behind some leaves a hole.
HANDED: Final = """
    with handed as materialized (
        select range_agg(int8range(after, through, '(]')) as numbers from feed_read where code = %(code)s
    )
    select coalesce(upper(numbers) - 1, 0), (
        select count(*) from feed_entry e
        where e.feed = %(feed)s and e.sequence < upper(numbers) and not e.sequence <@ numbers
    ) from handed
"""
NOT_HANDED: Final = """
    select number from unnest(%(numbers)s::bigint[]) as asked(number)
    where not exists (select 1 from feed_read r where r.code = %(code)s and number > r.after and number <= r.through)
"""
LATEST_OF: Final = """
    select distinct on (sequence) sequence, outcome, why from feed_receipt
    where code = %(code)s and sequence = any(%(numbers)s) order by sequence, id desc
"""
LATEST: Final = """
    select outcome, count(*) from (
        select distinct on (sequence) sequence, outcome from feed_receipt where code = %s order by sequence, id desc
    ) latest group by 1
"""


class BadAnswers(Refused):
    """Answer with at most 1000 objects of sequence, outcome (applied, refused, not_ours) and why; {reason}."""

    code = "bad-feed-answers"


@dataclass(frozen=True, slots=True)
class Follower:
    """How far an office has come with a feed: handed out `through`, what it did, and what it owes an answer to.

    skipped: numbers up to `through` that it never asked for.
    """

    code: str
    feed: str
    recipient: str
    published: int
    through: int
    skipped: int
    applied: int
    refused: int
    not_ours: int
    open: int
    overdue: int
    first_open: int | None
    answer_by: date | None


def answer(code: str, answers: Any, *, by: Officer, now: datetime | None = None) -> int:
    """Take what an office did with numbers that it was handed; return how many. All of them or none.

    What says the same as the latest of a number is not written again.
    Raises `NoFeedAgreement`, `BadAnswers`, `MayNotDo`, `NotOfOffice`.
    """
    moment = now or datetime.now(UTC)
    agreed, _version = followed(code, by, moment)
    rows = _checked(answers)
    given = {"code": code, "numbers": [number for number, _outcome, _why in rows]}
    with transaction.atomic():
        with raw_cursor() as cursor:
            missing = cursor.execute(NOT_HANDED, given).fetchone()
            latest = set(cursor.execute(LATEST_OF, given).fetchall())
        if missing is not None:
            raise BadAnswers(reason=f"number {missing[0]} was not handed out")
        FeedReceipt.objects.bulk_create(
            FeedReceipt(
                code=code, feed=agreed.feed, sequence=number, outcome=outcome, why=why, at=moment, officer=by.pk
            )
            for number, outcome, why in rows
            if (number, outcome, why) not in latest
        )
    return len(rows)


def _checked(answers: Any) -> list[tuple[int, str, str]]:
    if not isinstance(answers, Sequence) or isinstance(answers, str) or len(answers) > MOST:
        raise BadAnswers(reason="this is no such list")
    found = []
    for place, one in enumerate(answers, start=1):
        if not isinstance(one, dict) or not set(one) <= {"sequence", "outcome", "why"}:
            raise BadAnswers(reason=f"object {place} has other names")
        number, outcome, why = one.get("sequence"), one.get("outcome"), one.get("why")
        if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number < NUMBERS:
            raise BadAnswers(reason=f"object {place} names no number")
        if outcome not in OUTCOMES:
            raise BadAnswers(reason=f"object {place} has no outcome")
        words = " ".join(str(why or "").split())
        if len(words) > LONGEST_WHY or (outcome == "refused" and not words):
            raise BadAnswers(reason=f"object {place} says why in 1 to {LONGEST_WHY} characters when it refuses")
        found.append((number, outcome, words))
    return found


def followers(*, on: datetime) -> list[Follower]:
    """Return how far every office has come that follows a feed, by code."""
    found = []
    with raw_cursor() as cursor:
        for code, one in following().items():
            agreed = one.content
            assert isinstance(agreed, FeedAgreement)
            wait = timedelta(days=agreed.answer_days)
            given = {"feed": agreed.feed, "code": code, "limit": on - wait}
            row = cursor.execute(OPEN, given).fetchone()
            assert row is not None
            count, first, since, overdue = row
            published = cursor.execute(
                "select coalesce(max(sequence), 0) from feed_entry where feed = %s", (agreed.feed,)
            ).fetchone()
            handed = cursor.execute(HANDED, given).fetchone()
            assert handed is not None
            outcomes: dict[str, int] = dict(cursor.execute(LATEST, (code,)).fetchall())
            answer_by = (since + wait).astimezone(OFFICE_TIME).date() if since else None
            found.append(
                Follower(
                    code=code,
                    feed=agreed.feed,
                    recipient=agreed.recipient,
                    published=int(published[0]) if published else 0,
                    through=handed[0],
                    skipped=handed[1],
                    applied=outcomes.get("applied", 0),
                    refused=outcomes.get("refused", 0),
                    not_ours=outcomes.get("not_ours", 0),
                    open=count,
                    overdue=overdue,
                    first_open=first,
                    answer_by=answer_by,
                )
            )
    return found
