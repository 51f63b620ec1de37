"""The tree of addresses: thoroughfare → plate → building → unit → floor → room.

The parent of an address is the nearest address above it that the register has. Levels that nobody entered as an address
of their own (a unit between a building and its rooms) are not invented: they would be counted, certified and given
plates. A page that shows them groups by the segment instead (`places.queries.children`).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

import polars as pl
import psycopg

from huangce.register.bulk import copied
from huangce.rules.segments import LEVELS

# Where an address stands before its numbers: two addresses of one scope differ in their numbers only.
SCOPE: Final = ("division", "thoroughfare", "village_group")
NUMBERS: Final = ("compound", "plate", "building", "unit", "floor", "room")
SCHEMA: Final = {
    "id": pl.Int64,
    "division": pl.String,
    "thoroughfare": pl.Int64,
    "village_group": pl.String,
    "compound": pl.Int64,
    **dict.fromkeys(("plate", "building", "unit", "floor", "room", "level"), pl.String),
}
# What a parent may lack, the nearest first; the last is the plate at the gate of a compound.
LACKING: Final = (
    ("room",),
    ("room", "floor"),
    ("room", "floor", "unit"),
    ("room", "floor", "unit", "building"),
    ("room", "floor", "unit", "building", "compound"),
)


def levels() -> pl.Expr:
    """The level of each address: that of its last segment."""
    deepest = pl.lit(LEVELS[0])
    for name in LEVELS[1:]:
        deepest = pl.when(pl.col(name).is_not_null() & (pl.col(name) != "")).then(pl.lit(name)).otherwise(deepest)
    return deepest.alias("level")


def parents(addresses: pl.DataFrame) -> pl.Series:
    """The parent of each address among them, null at the top. Columns of `SCHEMA`; all of them stand.

    Of two addresses with the same segments the one with the lower id is the parent.
    """
    columns = [*SCOPE, *NUMBERS]
    above = addresses.filter(pl.col("level") != LEVELS[-1]).unique(columns, keep="first", maintain_order=True)
    found = addresses.select("id").with_columns(pl.lit(None, pl.Int64).alias("parent"))
    if above.is_empty():
        return found["parent"]
    known = above.select(*columns, pl.col("id").alias("above"))
    for lacking in LACKING:
        bare = addresses.with_columns(pl.lit(None, addresses.schema[name]).alias(name) for name in lacking)
        met = bare.join(known, on=columns, how="left", nulls_equal=True, maintain_order="left")["above"]
        lost = pl.any_horizontal(addresses[name].is_not_null() for name in lacking)
        nearest = addresses.select(pl.when(lost & (met != pl.col("id"))).then(met))[:, 0]
        found = found.with_columns(pl.coalesce("parent", nearest.alias("nearest")).alias("parent"))
    return found["parent"]


# Everything that may stand above or below some addresses, whether they stand themselves or do not any more.
AROUND = f"""
    with named as (select thoroughfare, compound, division from address where id = any(%s::bigint[])),
    near as (
        select id from address where thoroughfare in (select thoroughfare from named)
        union select id from address where compound in (select compound from named)
        union select id from address where thoroughfare is null and compound is null and division in
            (select division from named where thoroughfare is null and compound is null)
    )
    select {", ".join(SCHEMA)}, parent from address
    where id in (select id from near) and retired_by is null and status = 'standing' order by id
"""
GRAFT = """
    update address a set parent = n.parent from unnest(%s::bigint[], %s::bigint[]) as n (id, parent)
    where a.id = n.id and a.parent is distinct from n.parent
"""
UPROOT = """
    update address set parent = null
    where id = any(%s::bigint[]) and parent is not null and (retired_by is not null or status <> 'standing')
"""


def regrow(cursor: psycopg.Cursor[Any], addresses: Collection[int]) -> None:
    """Find the parents anew of all that may stand above or below these addresses."""
    if not addresses:
        return
    rows = cursor.execute(AROUND, (list(addresses),)).fetchall()
    _graft(cursor, pl.DataFrame(rows, schema={**SCHEMA, "parent": pl.Int64}, orient="row"))
    cursor.execute(UPROOT, (list(addresses),))


def _graft(cursor: psycopg.Cursor[Any], around: pl.DataFrame) -> None:
    found = around.select("id", pl.col("parent").alias("was")).with_columns(parents(around).alias("parent"))
    moved = found.filter(pl.col("parent").ne_missing(pl.col("was")))
    if moved.height:
        cursor.execute(GRAFT, (moved["id"].to_list(), moved["parent"].to_list()))


STANDING_IN: Final = f"""
    select {", ".join(SCHEMA)}, parent from address a join unnest(%(scopes)s::text[]) d on starts_with(a.division, d)
    where retired_by is null and status = 'standing' order by id
"""


def regrow_in(cursor: psycopg.Cursor[Any], scopes: Collection[str]) -> None:
    """Find the parents anew of all that stands in divisions, by the digits that their codes begin with."""
    around = copied(cursor, STANDING_IN, {"scopes": list(scopes)}, {**SCHEMA, "parent": pl.Int64}).unique("id")
    _graft(cursor, around.sort("id"))


BELOW = """
    with recursive below as (
        select id, parent, parent as top from address
        where parent = any(%s::bigint[]) and retired_by is null and status = 'standing'
        union all
        select a.id, a.parent, b.top from address a join below b on a.parent = b.id
        where a.retired_by is null and a.status = 'standing'
    )
    select top, id from below order by top, id
"""


def below(cursor: psycopg.Cursor[Any], addresses: Collection[int]) -> dict[int, tuple[int, ...]]:
    """The standing addresses below each of these in the tree, however deep."""
    found: dict[int, list[int]] = {}
    for top, one in cursor.execute(BELOW, (list(addresses),)).fetchall() if addresses else ():
        found.setdefault(top, []).append(one)
    return {top: tuple(ids) for top, ids in found.items()}
