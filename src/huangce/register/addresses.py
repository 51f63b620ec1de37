"""Addresses that records cite: an act names only addresses that stand, and a list of them is undone while nobody does.

The table belongs to `places`, which stands above the register; the register only asks whether a row of it stands. An
address is never removed: the act that undoes its list is noted on it, and what was said of it once can still be read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import psycopg

from huangce.errors import Refused
from huangce.rules.facts import Fact

# The address that a fact cites. Values are canonical JSON, so this is no part of a text.
CITED = """(substring(v.value from '"address_id":([0-9]{1,18})'))::bigint"""
CITING = "f.grp in ('household', 'residence')"

STANDING = """
    select a.id from unnest(%s::bigint[], %s::date[]) as c (id, day) join address a on a.id = c.id
    where a.retired_by is null and (a.ended_on is null or a.ended_on > c.day)
"""
RETIRED = f"""
    select min(d.id) from fact f join fact_value v using (act, ordinal) join act a on a.id = f.act
    join address d on d.id = {CITED}
    where {CITING} and d.retired_by is not null and (a.id = any(%(acts)s::bigint[]) or a.batch = %(batch)s)
"""
MARK = [
    f"update {table} set retired_by = %(by)s where batch = %(batch)s and retired_by is distinct from %(by)s"
    for table in ("address", "named_place")
]
MARKED_WRONGLY = """
    select d.id from address d left join unnest(%s::bigint[], %s::bigint[]) as u (batch, act) on u.batch = d.batch
    where d.batch is not null and d.retired_by is distinct from u.act order by 1
"""


class UnknownAddress(Refused):
    """Address {address} is not in the address register, or does not stand on that day. Search for it again."""

    code = "unknown-address"


def need_standing(cursor: psycopg.Cursor[Any], facts: Iterable[Fact]) -> None:
    """Refuse facts that cite an address which the address register does not hold, or holds no more."""
    cited = {one.items["address_id"]: one.valid_from for one in facts if one.items.get("address_id") is not None}
    if cited:
        rows = cursor.execute(STANDING, (list(cited), list(cited.values()))).fetchall()
        missing = cited.keys() - {row[0] for row in rows}
        if missing:
            raise UnknownAddress(address=min(missing, key=str))


def need_standing_again(cursor: psycopg.Cursor[Any], *, acts: Collection[int] = (), batch: int | None = None) -> None:
    """Refuse to bring back acts, or a load, that cite an address which stands no more."""
    row = cursor.execute(RETIRED, {"acts": list(acts), "batch": batch}).fetchone()
    if row is not None and row[0] is not None:
        raise UnknownAddress(address=row[0])


def mark(cursor: psycopg.Cursor[Any], batch: int, by: int | None) -> None:
    """Note on the addresses of a load the act that undid it, None when it stands again."""
    for statement in MARK:
        cursor.execute(statement, {"batch": batch, "by": by})


def marked_wrongly(cursor: psycopg.Cursor[Any], undone: dict[int, int]) -> list[int]:
    """The addresses whose mark is not what the acts say; `undone` maps load → the act that undid it."""
    return [row[0] for row in cursor.execute(MARKED_WRONGLY, (list(undone), list(undone.values()))).fetchall()]


def batches_of(cursor: psycopg.Cursor[Any], ids: Collection[int]) -> list[int]:
    """The loads that these addresses came with."""
    rows = cursor.execute("select distinct batch from address where id = any(%s::bigint[]) order by 1", (list(ids),))
    return [row[0] for row in rows.fetchall()]


CITED_BY = f"""
    select f.act, {CITED} from fact f join fact_value v using (act, ordinal)
    where f.act > %s and {CITING} and {CITED} = any(%s::bigint[]) order by 1
"""


def citing(cursor: psycopg.Cursor[Any], ids: Collection[int], *, after: int) -> list[tuple[int, int]]:
    """The (act, address) of facts recorded after an act that cite one of these addresses, effective or not."""
    return cursor.execute(CITED_BY, (after, list(ids))).fetchall() if ids else []
