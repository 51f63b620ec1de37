"""Write current rows of places: a few statements, however many addresses a renaming touches."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final

import polars as pl
import psycopg

from huangce.places import tree
from huangce.places.folding import ADDRESS_NAME, COLUMNS, Folded
from huangce.places.rewriting import Rewritten
from huangce.register.bulk import array_of, copy_frame

_NUMBERS: Final = frozenset(
    [
        "id",
        "thoroughfare",
        "compound",
        "certified_by",
        "retired_by",
        "version",
        "address",
        "act",
        "old",
        "new",
        "at_address",
        "floors_above",
        "floors_below",
        "year_built",
    ]
)
_DAYS: Final = frozenset(
    [
        "begun_on",
        "ended_on",
        "certified_on",
        "valid_from",
        "valid_to",
        "happened_on",
        "found_on",
        "permitted_on",
        "completed_on",
        "demolished_on",
    ]
)
_OTHERS: Final = {"longitude": "float8", "latitude": "float8", "taken_back": "boolean"}


def _type(column: str) -> str:
    if column in _NUMBERS:
        return "bigint"
    return "date" if column in _DAYS else _OTHERS.get(column, "text")


def _insert(table: str) -> str:
    columns = COLUMNS[table]
    values = ", ".join(f"%s::{_type(one)}[]" for one in columns)
    return f"insert into {table} ({', '.join(columns)}) select * from unnest({values})"


# Where a row came from is written once; the application has no right to rewrite it.
_FOR_EVER: Final = ("id", "source_code")


def _upsert(table: str) -> str:
    changed = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS[table] if name not in _FOR_EVER)
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
    several = (
        ("address_name", "address", folded.address_name),
        ("address_lineage", "new", folded.address_lineage),
        ("address_went", "address", folded.address_went),
    )
    for table, key, rows_of in several:
        if folded.address:
            cursor.execute(f"delete from {table} where {key} = any(%s::bigint[])", (list(folded.address),))
        if rows_of:
            cursor.execute(_insert(table), _columns([row for rows in rows_of.values() for row in rows]))
    if folded.building:
        cursor.execute(_upsert("building"), _columns(folded.building.values()))
    if folded.address:
        cursor.execute("delete from dwelling where id = any(%s::bigint[])", (list(folded.address),))
    if folded.dwelling:
        cursor.execute(_insert("dwelling"), _columns(folded.dwelling.values()))
    tree.regrow(cursor, folded.address)


REWRITTEN: Final = ("id", "division", "standard", "key")
REWRITE: Final = """
    update address a set division = r.division, standard = r.standard, key = r.key
    from unnest(%s::bigint[], %s::text[], %s::text[], %s::text[]) as r (id, division, standard, key) where a.id = r.id
"""


def write_rewritten(cursor: psycopg.Cursor[Any], found: Rewritten) -> None:
    """Bring the rows of addresses in line with what was worked out in columns; their places in the tree are not found.

    It copies, so it may not be called within a pipeline.
    """
    differs = pl.any_horizontal(
        pl.col(now) != pl.col(before)
        for now, before in (("division", "lies"), ("standard", "written"), ("key", "known"))
    )
    called = pl.col("id").is_in(found.names["address"].unique().implode())
    changed = found.rows.filter(differs | called | pl.col("has_names"))
    if changed.is_empty():
        return
    told = {name: array_of(changed[name]) for name in REWRITTEN}
    cursor.execute(KEEP["address"], (told["id"],))
    cursor.execute(REWRITE, [told[name] for name in REWRITTEN])
    named = array_of(changed.filter("has_names")["id"])
    cursor.execute("delete from address_name where address = any(%s::bigint[])", (named,))
    copy_frame(cursor, "address_name", found.names.select(ADDRESS_NAME))


def _columns(rows: Collection[Sequence[Any]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]
