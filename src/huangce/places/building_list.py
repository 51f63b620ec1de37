"""The buildings of a division, a page at a time, with how many of their doors are lived in, vacant, or not known.

A building is what lies behind one plate and one building number (`places.buildings`); a house without rooms is its own
dwelling. Whether a door is lived in is told as in its building, and nobody is named or counted below a door.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from huangce.places.buildings import EXTENT
from huangce.places.listing import PAGE
from huangce.places.mark import MARK
from huangce.register.counts import counted_once
from huangce.register.locks import raw_cursor
from huangce.rules.authority import scope


@dataclass(frozen=True, slots=True)
class Listed:
    """A building in a list: the first of its addresses, its division, how it is called there, and its doors."""

    address: int
    division: str
    called: str
    doors: int
    lived_in: int
    vacant: int

    @property
    def not_known(self) -> int:
        """Doors of which nobody knows whether they are lived in."""
        return self.doors - self.lived_in - self.vacant


THERE: Final = """
    a.retired_by is null and (a.begun_on is null or a.begun_on <= %(on)s)
    and (a.status = 'standing' or a.ended_on > %(on)s) and (a.plate is not null or a.building is not null)
"""
# No building lies in two villages: those of a county are counted by village, and only the villages of a page are read.
COUNTED: Final = f"""
    select division, count(*) from (
        select distinct {", ".join(f"a.{name}" for name in EXTENT)} from address a
        where {THERE} and a.division like %(below)s
    ) b group by 1 order by 1
"""
LISTED: Final = f"""
    with listed as (
        select array_agg(a.id order by a.id) as ids, min(a.division) as division,
            concat_ws('', min(a.village_group), min(a.street), min(a.plate), min(a.place), min(a.building)) as called,
            bool_or(a.room is not null) as has_rooms,
            row_number() over (order by min(a.division), min(a.street), min(a.place), min(a.village_group),
                coalesce(substring(min(coalesce(a.plate, a.building)) from '[0-9]+')::numeric, 0),
                coalesce(substring(min(a.building) from '[0-9]+')::numeric, 0), min(a.id)) as place
        from address a where {THERE} and a.division = any(%(villages)s)
        group by {", ".join(f"a.{name}" for name in EXTENT)}
        order by place limit %(limit)s offset %(offset)s
    ), door as (
        select l.place, a.id, w.occupancy,
            exists (select from household h where h.address_id = a.id and h.household_status = 'open')
                or exists (select from residence r where r.address_id = a.id and r.departed_on is null) as lived_in
        from listed l join address a on a.id = any(l.ids) and (a.room is not null or not l.has_rooms)
        left join dwelling w on w.id = a.id and w.found_on <= %(on)s
    )
    select l.ids[1], l.division, l.called, count(d.id), count(*) filter (where d.lived_in or d.occupancy = 'occupied'),
        count(*) filter (where not d.lived_in and d.occupancy = 'vacant')
    from listed l join door d using (place) group by l.place, l.ids, l.division, l.called order by l.place
"""


def list_buildings(division: str, *, on: date, page: int = 1) -> tuple[Sequence[Listed], int]:
    """Return a page of the buildings of a division (12 digits), in the order of its streets, and how many there are."""
    counted = counted_once(COUNTED, (("below", f"{scope(division)}%"), ("on", on)), mark=MARK)
    first, before, villages = (page - 1) * PAGE, 0, []
    for village, count in counted:
        if before < first + PAGE and before + count > first:
            villages.append((before, village))
        before += count
    if not villages:
        return [], before
    asked: dict[str, Any] = {"villages": [village for _at, village in villages], "on": on}
    asked |= {"limit": PAGE, "offset": first - villages[0][0]}
    with raw_cursor() as cursor:
        return [Listed(*row) for row in cursor.execute(LISTED, asked).fetchall()], before
