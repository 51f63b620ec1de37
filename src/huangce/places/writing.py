"""Write current rows of places: a few statements, however many addresses a renaming touches."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final

import psycopg

from huangce.places import tree
from huangce.places.folding import COLUMNS, Folded

_NUMBERS: Final = frozenset(
    ["id", "thoroughfare", "compound", "certified_by", "retired_by", "version", "address", "act", "old", "new"]
)
_DAYS: Final = frozenset(["begun_on", "ended_on", "certified_on", "valid_from", "valid_to", "happened_on"])
_OTHERS: Final = {"longitude": "float8", "latitude": "float8", "taken_back": "boolean"}


def _type(column: str) -> str:
    if column in _NUMBERS:
        return "bigint"
    return "date" if column in _DAYS else _OTHERS.get(column, "text")


def _insert(table: str) -> str:
    columns = COLUMNS[table]
    values = ", ".join(f"%s::{_type(one)}[]" for one in columns)
    return f"insert into {table} ({', '.join(columns)}) select * from unnest({values})"


def _upsert(table: str) -> str:
    changed = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS[table][1:])
    return f"{_insert(table)} on conflict (id) do update set {changed}"


KEEP: Final = {
    table: f"insert into loaded_place (id, row) select id, to_jsonb(t) from {table} t "
    "where id = any(%s::bigint[]) and batch is not null on conflict do nothing"
    for table in ("named_place", "address")
}


def write(cursor: psycopg.Cursor[Any], folded: Folded) -> None:
    """Bring the rows of these places in line with what was folded. A row as loaded is kept before it is changed."""
    single = (
        ("division_change", folded.division_change),
        ("named_place", folded.named_place),
        ("address", folded.address),
    )
    for table, rows in single:
        if rows:
            if table in KEEP:
                cursor.execute(KEEP[table], (list(rows),))
            cursor.execute(_upsert(table), _columns(rows.values()))
    several = (("address_name", "address", folded.address_name), ("address_lineage", "new", folded.address_lineage))
    for table, key, rows_of in several:
        if folded.address:
            cursor.execute(f"delete from {table} where {key} = any(%s::bigint[])", (list(folded.address),))
        if rows_of:
            cursor.execute(_insert(table), _columns([row for rows in rows_of.values() for row in rows]))
    tree.regrow(cursor, folded.address)


def _columns(rows: Collection[Sequence[Any]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]
