"""How long a building waits for its numbers: from its completion, else its permit, to their entry (requirements A2).

The dates are those of the registered building (`permitted_on`, `completed_on`); its numbers were given on the day on
which the first address of it was entered. Of an address that came with a list it is not known when it was given its
number, but that it had one when the list came. A building without an address, and an entrance that was seen in the
field without a number, since it was seen, wait still. Nobody's name is here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from huangce.places.buildings import EXTENT
from huangce.register.locks import raw_cursor

CODED: Final = "numbered-in-time"
# Days from the completion to the numbers that are in time; an office's own may differ.
WITHIN: Final = 30
OFFICE_ZONE: Final = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class Coding:
    """A building or an entrance: since when its numbers are due, and when they were entered. `building` waits.

    `due` is None where no date is recorded; `coded` is None while it has none, or where `is_told`: a list brought them
    after they were due, and nobody knows when they were given.
    """

    division: str
    address: int | None
    standard: str
    due: date | None
    coded: date | None
    is_told: bool = False
    building: int | None = None


# The first address of a building that was entered by an act, and the first list that brought one.
BUILDINGS: Final = f"""
    select a.division, a.id, a.standard, coalesce(b.completed_on, b.permitted_on),
        (select min((c.recorded_at at time zone '{OFFICE_ZONE}')::date)
            from address d join fact f on f.record = d.id and f.grp = 'address' join act c on c.id = f.act
            where d.batch is null and d.retired_by is null and {{same}}),
        (select min((t.recorded_at at time zone '{OFFICE_ZONE}')::date)
            from address d join batch t on t.id = d.batch where d.retired_by is null and {{same}})
    from building b join address a on a.id = b.at_address
    where b.retired_by is null and coalesce(b.completed_on, b.permitted_on, '-infinity') <= %(on)s and ({{inside}})
    order by a.division, a.id
"""
WAITING: Final = """
    select a.division, coalesce(a.whereabouts, ''), coalesce(a.completed_on, a.permitted_on), a.id from building a
    where a.at_address is null and a.retired_by is null and (a.demolished_on is null or a.demolished_on > %(on)s)
        and coalesce(a.completed_on, a.permitted_on, '-infinity') <= %(on)s and ({inside})
    order by a.division, a.id
"""
ENTRANCES: Final = f"""
    select a.division, s.name, (a.recorded_at at time zone '{OFFICE_ZONE}')::date
    from entrance a join numbered_street s on s.id = a.street
    where a.main is null and a.address is null and a.state = 'standing'
        and (a.recorded_at at time zone '{OFFICE_ZONE}')::date <= %(on)s and ({{inside}})
    order by a.division, a.id
"""


def codings(scopes: Collection[str], *, on: date) -> Iterator[Coding]:
    """Yield the registered buildings and the entrances without a number in divisions that begin with `scopes`."""
    if not scopes:
        return
    inside = " or ".join(f"a.division like %(scope{at})s" for at, _scope in enumerate(scopes))
    asked: dict[str, Any] = {"on": on} | {f"scope{at}": f"{scope}%" for at, scope in enumerate(scopes)}
    same = " and ".join(f"d.{name} is not distinct from a.{name}" for name in EXTENT[1:])
    with raw_cursor() as cursor:
        query = BUILDINGS.format(inside=inside, same=f"d.division = a.division and {same}")
        for division, address, standard, due, entered, listed in cursor.execute(query, asked).fetchall():
            yield _building(Coding(division, address, standard, due, entered), listed)
        for division, words, due, building in cursor.execute(WAITING.format(inside=inside), asked).fetchall():
            yield Coding(division, None, words, due, None, building=building)
        for division, street, seen in cursor.execute(ENTRANCES.format(inside=inside), asked).fetchall():
            yield Coding(division, None, street, seen, None)


def _building(one: Coding, listed: date | None) -> Coding:
    """A building whose first number a list brought before it was due had it in time."""
    if listed is None or (one.coded is not None and one.coded < listed):
        return one
    in_time = one.due is not None and listed <= one.due
    return replace(one, coded=listed if in_time else None, is_told=not in_time)
