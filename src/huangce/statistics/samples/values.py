"""What the register said of some persons on a day, as known: the items that a check compares, from their facts.

A later correction does not change what a sample is about, so values come from facts and never from today's rows. They
are read for a sheet or a page and stored nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

import psycopg

from huangce.rules.sampling import CHECKED, REGISTERED
from huangce.statistics.as_known import Known

Said = dict[int, dict[str, str]]

LATEST: Final = """
    select distinct on (f.record, item) f.record, item, v.value::jsonb ->> item
    from fact f join act a on a.id = f.act
    join fact_value v on v.act = f.act and v.ordinal = f.ordinal and v.value is not null
    cross join unnest(%(items)s::text[]) item
    where f.record = any(%(records)s) and f.grp = any(%(groups)s) and f.valid_from <= %(as_of)s
        and v.value::jsonb ? item and {effective}
    order by f.record, item, f.valid_from desc, a.day_order desc, f.act desc, f.ordinal desc
"""
SPELLS: Final = "select id from residence where person = any(%(persons)s)"
GROUPS: Final = ("identity", "details", "membership", "registration")
OF_PERSON: Final = ("household", "status", *(item.name for item in CHECKED if item.name != "address"))
OF_SPELL: Final = ("person", "residence_kind", "address", "departed_on")


def said_of(cursor: psycopg.Cursor[Any], persons: Sequence[int], frame: str, as_of: date, known: Known) -> Said:
    """Return person → item → what the register said of it at the end of `as_of`; what was empty is not there.

    The address is that of the household for `registered`, that of the residence for `usual`.
    """
    found = _latest(cursor, persons, GROUPS, OF_PERSON, as_of=as_of, known=known)
    addresses = _registered if frame == REGISTERED else _living
    for person, address in addresses(cursor, persons, found, as_of, known).items():
        found.setdefault(person, {})["address"] = address
    return found


def _registered(
    cursor: psycopg.Cursor[Any], _persons: Sequence[int], found: Said, as_of: date, known: Known
) -> Mapping[int, str]:
    homes = {person: int(said["household"]) for person, said in found.items() if said.get("household")}
    lies = _latest(cursor, sorted(set(homes.values())), ("household",), ("address",), as_of=as_of, known=known)
    return {person: lies[home]["address"] for person, home in homes.items() if lies.get(home, {}).get("address")}


def _living(
    cursor: psycopg.Cursor[Any], persons: Sequence[int], _found: Said, as_of: date, known: Known
) -> Mapping[int, str]:
    rows = cursor.execute(SPELLS, {"persons": list(persons)})
    spells = _latest(cursor, [record for (record,) in rows], ("residence",), OF_SPELL, as_of=as_of, known=known)
    return {
        int(said["person"]): said.get("address", "")
        for _, said in sorted(spells.items())
        if said.get("residence_kind") == "usual" and not said.get("departed_on") and said.get("person")
    }


def _latest(
    cursor: psycopg.Cursor[Any],
    records: Sequence[int],
    groups: Iterable[str],
    items: Iterable[str],
    *,
    as_of: date,
    known: Known,
) -> Said:
    asked = {"records": list(records), "groups": list(groups), "items": list(items), "as_of": as_of}
    found: Said = {}
    for record, item, value in cursor.execute(LATEST.format(effective=known.effective), {**known.parameters, **asked}):
        if value:
            found.setdefault(record, {})[item] = value
    return found
