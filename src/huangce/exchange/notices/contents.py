"""What a notice says: every address that an act changed, as it was and as it is, and the households' addresses.

Nothing of persons: a notice to a household is addressed to whoever is registered at an address.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection, transaction

from huangce.accounts.authority import codes_over_time
from huangce.exchange.notices.ledger import HOUSEHOLDS
from huangce.places.on_day import office_day
from huangce.register.locks import raw_cursor
from huangce.rules.authority import scope

ROWS_A_TIME: Final = 10_000
ROWS: Final = """
    select e.record, e.event, coalesce(b.said ->> 'standard', e.said ->> 'former', ''), e.said ->> 'standard',
        coalesce(e.said ->> 'valid_from', ''), coalesce(e.said ->> 'status', ''),
        coalesce(e.said ->> 'ended_on', ''), coalesce(e.said ->> 'came_from', '')
    from feed_entry e left join feed_entry b on b.feed = e.feed and b.sequence = e.follows
    where e.feed = 'address_changed' and e.act = %(act)s
      and exists (select 1 from unnest(%(digits)s::text[]) d where starts_with(e.said ->> 'division', d))
      and (not %(homes)s or exists (
          select 1 from household h where h.address_id = e.record and h.household_status = 'open'))
    order by e.sequence {part}
"""
COUNT: Final = "select count(*) from ({rows}) counted"


@dataclass(frozen=True, slots=True)
class Told:
    """An address of a notice. `before` is "" for a new one, `after` is "" where it stands no more or was taken back;
    `came_from` names the addresses before it."""

    address: int
    event: str
    before: str
    after: str
    valid_from: str
    status: str
    came_from: str


def rows(act: int, party: str, division: str = "", *, limit: int | None = None, after: int = 0) -> list[Told]:
    """Return the addresses of the notice of an act to somebody, those from `after` on; `division` narrows them."""
    part = "" if limit is None else "limit %(limit)s offset %(after)s"
    asked = _asked(act, party, division) | {"limit": limit, "after": after}
    with raw_cursor() as cursor:
        return [_told(row) for row in cursor.execute(ROWS.format(part=part), asked).fetchall()]


def all_rows(act: int, party: str, division: str = "") -> Iterator[Told]:
    """Yield all of them, a part at a time: a division may have as many as a county."""
    with transaction.atomic():
        connection.ensure_connection()
        with connection.connection.cursor(name="notice") as cursor:
            cursor.execute(ROWS.format(part=""), _asked(act, party, division))
            while some := cursor.fetchmany(ROWS_A_TIME):
                yield from (_told(row) for row in some)


def count(act: int, party: str, division: str = "") -> int:
    """Return how many there are."""
    with raw_cursor() as cursor:
        row = cursor.execute(COUNT.format(rows=ROWS.format(part="")), _asked(act, party, division)).fetchone()
    return int(row[0]) if row else 0


def _asked(act: int, party: str, division: str) -> dict[str, Any]:
    codes = codes_over_time(division, office_day()) if division else []
    return {"act": act, "digits": [scope(code) for code in codes] or [""], "homes": party == HOUSEHOLDS}


def _told(row: tuple[Any, ...]) -> Told:
    record, event, before, standard, valid_from, status, ended_on, came_from = row
    if event == "retracted":
        return Told(record, event, standard, "", "", "taken_back", came_from)
    if status != "standing":
        return Told(record, event, standard, "", ended_on, status, came_from)
    return Told(record, event, before, standard, valid_from, status, came_from)
