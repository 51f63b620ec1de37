"""What is kept by division beside addresses goes along when a division changes, and back when that is taken back.

Plates, entrances and streets with numbers lie where their address or their place does, proposals where their entrance
does. What stands beside nothing goes on with its division by the code that was entered; that code stays (`entered_in`),
so that taking back an act gives it back. Done twice it changes nothing the second time. Like the rows of addresses
these say what has been decided. Schemes of numbering are never changed: they are read by the code that theirs is now
(`numbering_schemes`). A street with numbers stays where the other town has one of its name.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import psycopg

from huangce.rules.division_changes import DivisionChange, division_on

LIES: Final = """
    update {table} t set division = {lies} from {other} o
    where o.id = t.{column} and t.division <> {lies} {unless}
"""
# Two streets of one name cannot stand in one town.
UNLESS_NAMED: Final = """and length(t.division) = 9 and not exists (
    select 1 from numbered_street s where s.division = left(o.division, 9) and s.name = t.name)"""
# What lies where something else does: its table, the other one and the column that names it, and where that lies.
BESIDE: Final = (
    ("plate", "address", "address", "o.division", ""),
    ("plate", "named_place", "named_place", "o.division", ""),
    ("entrance", "address", "address", "o.division", ""),
    ("numbered_street", "named_place", "thoroughfare", "left(o.division, 9)", UNLESS_NAMED),
)
PROPOSALS: Final = ("plate_proposal", "entrance", "entrance", "o.division", "")
# What lies beside nothing.
ALONE: Final = {
    "plate": "t.address is null and t.named_place is null",
    "entrance": "t.address is null",
    "numbered_street": "t.thoroughfare is null",
}
ENTERED: Final = "select distinct coalesce(t.entered_in, t.division) from {table} t where {alone}"
GOES_ON: Final = """
    update {table} t set division = n.becomes, entered_in = n.entered
    from unnest(%s::text[], %s::text[]) as n (entered, becomes)
    where {alone} and coalesce(t.entered_in, t.division) = n.entered and t.division <> n.becomes {unless}
"""
UNLESS_THERE: Final = "and not exists (select 1 from {table} s where s.division = n.becomes and s.name = t.name)"


def follow(cursor: psycopg.Cursor[Any], changes: Sequence[DivisionChange]) -> int:
    """Let everything lie where it belongs by the changes of divisions that stand; return how many rows were written."""
    moved = sum(_beside(cursor, one) for one in BESIDE)
    for table, alone in ALONE.items():
        rows = cursor.execute(ENTERED.format(table=table, alone=alone)).fetchall()
        becomes = {entered: division_on(entered, changes, date.max) for (entered,) in rows}
        unless = UNLESS_THERE.format(table=table) if table == "numbered_street" else ""
        query = GOES_ON.format(table=table, alone=alone, unless=unless)
        moved += cursor.execute(query, (list(becomes), list(becomes.values()))).rowcount
    return moved + _beside(cursor, PROPOSALS)


def _beside(cursor: psycopg.Cursor[Any], one: tuple[str, str, str, str, str]) -> int:
    table, other, column, lies, unless = one
    return cursor.execute(LIES.format(table=table, other=other, column=column, lies=lies, unless=unless)).rowcount
