"""What was loaded so far: each batch with its file, its officer, and whether it stands. Never a row of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from huangce.accounts.models import Officer
from huangce.errors import NotFound
from huangce.register.batches import undone_by, void
from huangce.register.locks import raw_cursor
from huangce.register.recorded import recorded
from huangce.rules.authority import scope

DIGITS = 12
# A load belongs to the offices of its acts; addresses have none, and belong where they are. Each question is answered
# by the first row of an index: a plan that counts on many rows would read a county.
LOADS = """
    select b.id, b.list_kind, b.source, b.rows, b.recorded_at, o.display_name,
        (select a.office from act a where a.batch = b.id order by a.office limit 1) is not null
    from batch b left join officer o on o.id = b.entered_by
    where (%(batch)s::bigint is null or b.id = %(batch)s) and (b.entered_by = %(officer)s
        or exists (select 1 from unnest(%(first)s::text[], %(last)s::text[]) t (first, last), lateral (
            select 1 from act a where a.batch = b.id and a.office between t.first and t.last
            order by a.office limit 1) one)
        or (b.list_kind = 'addresses'
            and exists (select 1 from unnest(%(first)s::text[], %(last)s::text[]) t (first, last), lateral (
                select 1 from address d where d.batch = b.id and d.division between t.first and t.last
                order by d.division limit 1) one)))
    order by b.recorded_at desc, b.id desc limit %(limit)s offset %(offset)s
"""


@dataclass(frozen=True, slots=True)
class Load:
    """One batch. has_acts: it entered the register by acts, and can be undone by one. undone: it was."""

    id: int
    kind: str
    source: str
    rows: int
    recorded_at: datetime
    by: str
    has_acts: bool
    undone: bool


@dataclass(frozen=True, slots=True)
class Undoing:
    """The act that undid a load: when it was recorded, by whom, why."""

    act: int
    at: datetime
    by: str
    reason: str


class NoSuchLoad(NotFound):
    """There is no load {batch}, or it is of another office."""

    code = "no-such-load"


def loads(
    officer: int, divisions: Iterable[str], *, batch: int | None = None, limit: int = 50, offset: int = 0
) -> list[Load]:
    """Return the loads that an officer entered or that touch one of `divisions` (12-digit codes), the latest first."""
    first = [scope(one) for one in divisions]
    last = [one.ljust(DIGITS, "9") for one in first]
    values = {"officer": officer, "first": first, "last": last, "batch": batch, "limit": limit, "offset": offset}
    with raw_cursor() as cursor:
        found = cursor.execute(LOADS, values).fetchall()
        undone = void(cursor)[1]
    return [
        Load(batch_id, kind, source, rows, at, by or "", has_acts, undone=batch_id in undone)
        for batch_id, kind, source, rows, at, by, has_acts in found
    ]


def undoings_of(batches: Iterable[int]) -> dict[int, Undoing]:
    """Return by whom loads were undone; those that stand are not in it."""
    with raw_cursor() as cursor:
        acts = undone_by(cursor)
    found = {batch: recorded(acts[batch]) for batch in batches if batch in acts}
    officers = Officer.objects.in_bulk({one.entered_by for one in found.values()})
    return {
        batch: Undoing(one.act, one.recorded_at, officers[one.entered_by].display_name, one.submitted.get("reason", ""))
        for batch, one in found.items()
    }


def load_of(batch: int, officer: int, divisions: Iterable[str]) -> Load:
    """Return one load, if this officer may see it. Raises `NoSuchLoad`."""
    found = loads(officer, divisions, batch=batch)
    if not found:
        raise NoSuchLoad(batch=batch)
    return found[0]
