"""How addresses are written on a day, read by date: a row holds what has been decided, also for a day to come."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from huangce.register.locks import raw_cursor
from huangce.register.record import OFFICE_TIME

# Of an address without spells the row itself holds its one rendering.
ON_DAY = """
    coalesce((
        select n.standard from address_name n
        where n.address = a.id and not n.taken_back and n.valid_from <= %(on)s order by n.valid_from desc limit 1
    ), a.standard)
"""
RENDERED = f"select a.id, {ON_DAY} from address a where a.id = any(%(ids)s::bigint[])"


def rendering_of(ids: Iterable[int], *, on: date) -> dict[int, str]:
    """Return how each address is written on a day, by id; of one that ended before, how it was written last."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    with raw_cursor() as cursor:
        return dict(cursor.execute(RENDERED, {"ids": wanted, "on": on}).fetchall())


def office_day() -> date:
    """Today, in the time of the office."""
    return datetime.now(OFFICE_TIME).date()
