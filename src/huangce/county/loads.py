"""What was loaded so far: each batch with its file, its officer, and whether it stands. Never a row of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from huangce.errors import NotFound
from huangce.register.batches import void
from huangce.register.locks import raw_cursor
from huangce.rules.authority import scope

# A load belongs to the offices of its acts; addresses have none, and belong where they are.
LOADS = """
    select b.id, b.list_kind, b.source, b.rows, b.recorded_at, o.display_name,
        exists (select 1 from act a where a.batch = b.id)
    from batch b left join officer o on o.id = b.entered_by
    where (%(batch)s::bigint is null or b.id = %(batch)s) and (b.entered_by = %(officer)s
        or exists (select 1 from act a where a.batch = b.id and a.office like any(%(below)s))
        or (b.list_kind = 'addresses'
            and exists (select 1 from address d where d.batch = b.id and d.division like any(%(below)s))))
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


class NoSuchLoad(NotFound):
    """There is no load {batch}, or it is of another office."""

    code = "no-such-load"


def loads(
    officer: int, divisions: Iterable[str], *, batch: int | None = None, limit: int = 50, offset: int = 0
) -> list[Load]:
    """Return the loads that an officer entered or that touch one of `divisions` (12-digit codes), the latest first."""
    below = [f"{scope(one)}%" for one in divisions]
    values = {"officer": officer, "below": below, "batch": batch, "limit": limit, "offset": offset}
    with raw_cursor() as cursor:
        found = cursor.execute(LOADS, values).fetchall()
        undone = void(cursor)[1]
    return [Load(*row, undone=row[0] in undone) for row in found]


def load_of(batch: int, officer: int, divisions: Iterable[str]) -> Load:
    """Return one load, if this officer may see it. Raises `NoSuchLoad`."""
    found = loads(officer, divisions, batch=batch)
    if not found:
        raise NoSuchLoad(batch=batch)
    return found[0]
