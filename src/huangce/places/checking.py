"""Prove the rows of places: fold what lists brought and what acts say of it again, and compare.

A row that no act ever touched is what its list brought: there is nothing to compare it with. The database refuses to
change such a row before it was copied, and whatever was copied is compared here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import psycopg

from huangce.places.folding import COLUMNS, fold_places
from huangce.places.history import PlaceHistories

PLACES_A_TIME: Final = 20_000
TOUCHED: Final = """
    select id from loaded_place
    union select id from address where batch is null
    union select id from named_place where batch is null
    union select id from division_change
    union select address from address_name
    union select new from address_lineage
    union select address from address_went
    union select id from building
    union select id from dwelling
    union select record from fact where grp in ('named_place', 'address', 'position', 'certification', 'lineage',
        'dwelling', 'occupancy', 'building', 'division_change')
    order by 1
"""


def differing(cursor: psycopg.Cursor[Any]) -> list[tuple[str, int]]:
    """The (table, record) of every row of a place that is not what the facts and its list say; `address` for those of
    its renderings and of its lineage too."""
    ids = [row[0] for row in cursor.execute(TOUCHED).fetchall()]
    found: list[tuple[str, int]] = []
    for start in range(0, len(ids), PLACES_A_TIME):
        some = ids[start : start + PLACES_A_TIME]
        folded = fold_places(PlaceHistories(cursor), some)
        for table, rows in (
            ("division_change", folded.division_change),
            ("named_place", folded.named_place),
            ("address", folded.address),
        ):
            found += _differing(rows, _current(cursor, table, some), table)
        found += _differing(folded.building, _stated(cursor, "building", some), "building")
        found += _differing(folded.dwelling, _stated(cursor, "dwelling", some), "address")
        for table, key, several in (
            ("address_name", "address", folded.address_name),
            ("address_lineage", "new", folded.address_lineage),
            ("address_went", "address", folded.address_went),
        ):
            asserted = {one: sorted(rows, key=repr) for one, rows in several.items()}
            found += _differing(asserted, _several(cursor, table, key, some), "address")
    return sorted(set(found), key=lambda one: (one[1], one[0]))


def _differing(folded: Mapping[int, Any], current: Mapping[int, Any], named: str) -> list[tuple[str, int]]:
    return [(named, one) for one in folded.keys() | current.keys() if folded.get(one) != current.get(one)]


# Of a list that was undone nothing is known any more; its rows are marked, which `register.addresses` proves.
_LISTED: Final = " and (batch is null or retired_by is null)"
_UNDONE: Final = {"address": _LISTED, "named_place": _LISTED, "division_change": ""}


def _current(cursor: psycopg.Cursor[Any], table: str, ids: list[int]) -> dict[int, tuple[Any, ...]]:
    rows = cursor.execute(
        f"select {', '.join(COLUMNS[table])} from {table} where id = any(%s::bigint[]){_UNDONE[table]}",
        (ids,),
    ).fetchall()
    return {row[0]: row for row in rows}


# What was stated of an address whose list was undone is kept with it.
_OF_WHAT_STANDS: Final = {"dwelling": "and id in (select id from address where retired_by is null)"}


def _stated(cursor: psycopg.Cursor[Any], table: str, ids: list[int]) -> dict[int, tuple[Any, ...]]:
    rows = cursor.execute(
        f"select {', '.join(COLUMNS[table])} from {table} where id = any(%s::bigint[]) "
        f"{_OF_WHAT_STANDS.get(table, '')}",
        (ids,),
    )
    return {row[0]: row for row in rows.fetchall()}


def _several(cursor: psycopg.Cursor[Any], table: str, key: str, ids: list[int]) -> dict[int, list[tuple[Any, ...]]]:
    found: dict[int, list[tuple[Any, ...]]] = {}
    rows = cursor.execute(
        f"select {key}, {', '.join(COLUMNS[table])} from {table} where {key} = any(%s::bigint[])", (ids,)
    )
    for one, *row in rows.fetchall():
        found.setdefault(one, []).append(tuple(row))
    return {one: sorted(each, key=repr) for one, each in found.items()}
