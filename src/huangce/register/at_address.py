"""Who is registered at an address: its households with their reference persons, and nobody else.

Nobody lists a building's people (requirements part 5): one address is opened for one case, and who is shown is noted.
"""

from __future__ import annotations

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
