"""Who is registered at an address: its households with their reference persons, and nobody else.

Nobody lists a building's people (requirements part 5): one address is opened for one case, and who is shown is noted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from huangce.accounts import lookups
from huangce.accounts.models import Officer
from huangce.register.locks import raw_cursor

MOST = 20
HOUSEHOLDS = """
    select h.id, h.household_kind, h.reference_person, p.name, count(*) over ()
    from household h left join person p on p.id = h.reference_person
    where h.address_id = %s and h.household_status = 'open' order by h.id limit %s
"""


COUNTED = """
    select a.id,
        (select count(*) from household h where h.address_id = a.id and h.household_status = 'open'),
        (select count(distinct r.person) from residence r where r.address_id = a.id and r.departed_on is null)
    from unnest(%s::bigint[]) as a (id)
"""


@dataclass(frozen=True, slots=True)
class Dwelling:
    """A household registered at an address: its reference person and no other member."""

    household: int
    kind: str
    reference_person: int | None
    name: str


def registered_at(
    address: int, *, division: str, officer: Officer, purpose: str, case: str
) -> tuple[list[Dwelling], int]:
    """Return the open households at an address, the first twenty, and how many there are, after noting who is shown.

    `division` is that of the address, where the officer must be allowed to look up. Raises what `lookups.note` raises.
    """
    lookups.require_look(officer, divisions=(division,))
    with raw_cursor() as cursor:
        rows = cursor.execute(HOUSEHOLDS, (address, MOST)).fetchall()
    subjects = [row[2] for row in rows if row[2] is not None]
    lookups.note(officer, purpose=purpose, case=case, subjects=subjects, asked=("address",), divisions=(division,))
    return [Dwelling(row[0], row[1], row[2], row[3] or "") for row in rows], rows[0][4] if rows else 0


def counted_at(
    addresses: Sequence[int], *, division: str, officer: Officer, purpose: str, case: str
) -> dict[int, tuple[int, int]]:
    """Return how many households are registered and how many persons reside at each of some doors, after noting the
    look; nobody is shown. Raises what `lookups.note` raises."""
    lookups.note(officer, purpose=purpose, case=case, subjects=(), asked=("address",), divisions=(division,))
    with raw_cursor() as cursor:
        rows = cursor.execute(COUNTED, (list(addresses),)).fetchall()
    return {one: (households, residents) for one, households, residents in rows}
