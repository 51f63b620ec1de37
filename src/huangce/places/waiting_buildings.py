"""Buildings that were registered and wait for their address: listed with how long they wait (requirements A2, A3, A19).

A building that stands is registered when it is found, and its number may come later; until then it is no gap that
nobody sees. It waits from its completion, else its permit, else from the act that entered it, until a change of the
building names its address, or the day on which it was pulled down. Nobody's name is here.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from huangce.places.listing import PAGE
from huangce.register.locks import raw_cursor

OFFICE_ZONE: Final = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A building without an address: where it stands, what it is, and since when it waits."""

    building: int
    division: str
    whereabouts: str
    building_use: str
    title_status: str
    is_drawn: bool
    since: date


WAITS: Final = """
    b.at_address is null and b.retired_by is null and (b.demolished_on is null or b.demolished_on > %(on)s)
    and b.division like any(%(inside)s) and strpos(coalesce(b.whereabouts, ''), %(text)s) > 0
"""
FOUND: Final = f"""
    select b.id, b.division, coalesce(b.whereabouts, ''), b.building_use, b.title_status, b.footprint is not null,
        coalesce(b.completed_on, b.permitted_on, (
            select min((a.recorded_at at time zone '{OFFICE_ZONE}')::date)
            from fact f join act a on a.id = f.act where f.record = b.id
        )) as since
    from building b where {WAITS} order by since, b.id limit %(limit)s offset %(offset)s
"""
COUNTED: Final = f"select count(*) from building b where {WAITS}"


def waiting(
    scopes: Collection[str], *, on: date, text: str = "", page: int = 1, size: int = PAGE
) -> tuple[Sequence[Waiting], int]:
    """Return a page of the buildings that wait in divisions whose codes begin with one of `scopes`, who waits longest
    first, and how many there are in all; `text`: those where it is said so of where they stand."""
    asked: dict[str, Any] = {"inside": [f"{one}%" for one in scopes], "on": on, "text": text}
    asked |= {"limit": size, "offset": (max(page, 1) - 1) * size}
    with raw_cursor() as cursor:
        rows = cursor.execute(FOUND, asked).fetchall()
        total = cursor.execute(COUNTED, asked).fetchone()
    return [Waiting(*row) for row in rows], int(total[0]) if total else 0
