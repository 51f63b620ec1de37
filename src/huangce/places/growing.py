"""Find the thoroughfares, compounds and village places of loaded addresses, and grow the tree: set-wise, for a county.

A list writes names, and the register wants places. Two addresses of one township that write one name mean one place;
the same name in two townships is taken for two places. Taken together wrongly they could not be told apart again,
taken apart wrongly they are seen by the check of names and can be renamed or renumbered by an act.
"""

from __future__ import annotations

from typing import Any, Final

import polars as pl
import psycopg

from huangce.places import tree
from huangce.register.bulk import copy_frame, new_ids
from huangce.register.locks import LOCK_PLACES
from huangce.rules.place_names import generic_of, pinyin_key, sound_key

TOWNSHIP: Final = 9  # digits
WRITTEN: Final = ("street", "place", "village_group", "plate", "building", "unit", "floor", "room")
# Numbers of village committees among the villages of a township (statistical division codes): what is named there is a
# village place. Elsewhere it is a compound.
VILLAGE_COMMITTEES: Final = ("200", "399")
KNOWN: Final = "select id, left(division, 9), place_kind, name from named_place where retired_by is null order by id"
KNOWN_SCHEMA: Final = {"named": pl.Int64, "township": pl.String, "place_kind": pl.String, "name": pl.String}
WRITTEN_OF_A_PLACE: Final = ("id", "place_kind", "name", "generic", "sound_key", "pinyin_key", "division", "batch")
KEY: Final = ("township", "place_kind", "name")
# Standing addresses on the same places that may stand above new ones.
ABOVE: Final = f"""
    select {", ".join(tree.SCHEMA)} from address
    where level <> 'room' and retired_by is null and status = 'standing' and left(division, 9) = any(%s)
"""


def grown(cursor: psycopg.Cursor[Any], addresses: pl.DataFrame, *, batch: int | None) -> pl.DataFrame:
    """Return addresses with `thoroughfare`, `compound`, `level`, `parent` and `geometry_kind`; write the places that
    are new. Columns `id`, `division`, `street`, `place`, the numbers (`village_group` among them), `longitude`.

    Nobody else names a place until the transaction ends.
    """
    cursor.execute("select pg_advisory_xact_lock(%s)", (LOCK_PLACES,))
    village = pl.col("division").str.slice(TOWNSHIP, 3)
    in_village = village.is_between(pl.lit(VILLAGE_COMMITTEES[0]), pl.lit(VILLAGE_COMMITTEES[1]))
    # An empty cell is no segment: a parent would not be found by it.
    bare = addresses.with_columns(pl.col(*WRITTEN).replace("", None))
    written = bare.with_columns(
        pl.col("division").str.slice(0, TOWNSHIP).alias("township"),
        pl.when(in_village).then(pl.lit("village_place")).otherwise(pl.lit("compound")).alias("_kind"),
        tree.levels(),
        pl.when(pl.col("longitude").is_null())
        .then(pl.lit("none"))
        .otherwise(pl.lit("interpolated"))
        .alias("geometry_kind"),
    )
    streets = _named(written, "street", pl.lit("thoroughfare"))
    compounds = _named(written, "place", pl.col("_kind"))
    rows = cursor.execute(KNOWN).fetchall()
    known = pl.DataFrame(rows, schema=KNOWN_SCHEMA, orient="row").unique([*KEY], keep="first", maintain_order=True)
    known = pl.concat([known, _entered(cursor, pl.concat([streets, compounds]), known, batch=batch)])
    for column, place, kind in (
        ("thoroughfare", "street", pl.lit("thoroughfare")),
        ("compound", "place", pl.col("_kind")),
    ):
        asked = written.select("township", kind.alias("place_kind"), pl.col(place).alias("name"))
        found = asked.join(known, on=[*KEY], how="left", maintain_order="left")["named"]
        written = written.with_columns(found.alias(column))
    return written.with_columns(_parents(cursor, written)).drop("township", "_kind")


def _named(written: pl.DataFrame, column: str, kind: pl.Expr) -> pl.DataFrame:
    """The names that a column writes, by township and kind, each with its first division if that is the only one."""
    return (
        written.filter(pl.col(column).is_not_null() & (pl.col(column) != "") & (pl.col("township") != ""))
        .select("township", kind.alias("place_kind"), pl.col(column).alias("name"), "division")
        .group_by(*KEY, maintain_order=True)
        .agg(pl.col("division").first(), pl.col("division").n_unique().alias("divisions"))
    )


def _entered(
    cursor: psycopg.Cursor[Any], named: pl.DataFrame, known: pl.DataFrame, *, batch: int | None
) -> pl.DataFrame:
    """Write the places that are not known yet; return them as `known` has them."""
    fresh = named.join(known, on=[*KEY], how="anti", maintain_order="left")
    generics = [generic_of(name, kind) for name, kind in fresh.select("name", "place_kind").rows()]
    rows = fresh.with_columns(
        pl.Series("id", new_ids(cursor, "record", fresh.height)),
        pl.Series("generic", generics, dtype=pl.String),
        pl.Series(
            "sound_key",
            [sound_key(name, generic) for name, generic in zip(fresh["name"], generics, strict=True)],
            dtype=pl.String,
        ),
        pl.Series("pinyin_key", [pinyin_key(name) for name in fresh["name"]], dtype=pl.String),
        # A thoroughfare through several villages is the township's.
        pl.when(pl.col("divisions") == 1)
        .then("division")
        .otherwise(pl.col("township").str.pad_end(12, "0"))
        .alias("division"),
        pl.lit(batch, pl.Int64).alias("batch"),
    )
    if rows.height:
        copy_frame(cursor, "named_place", rows.select(*WRITTEN_OF_A_PLACE))
    return rows.select(pl.col("id").alias("named"), *KEY)


def _parents(cursor: psycopg.Cursor[Any], written: pl.DataFrame) -> pl.Series:
    """The parent of each address, among them and among those that stand already."""
    mine = written.select(*(pl.col(name).cast(kind) for name, kind in tree.SCHEMA.items()))
    townships = written["township"].unique().to_list()
    rows = cursor.execute(ABOVE, (townships,)).fetchall()
    there = pl.DataFrame(rows, schema=tree.SCHEMA, orient="row").join(mine, on="id", how="anti")
    return tree.parents(pl.concat([mine, there])).head(mine.height)


UNGROWN: Final = """
    select id, batch, division, street, place, village_group, plate, building, unit, floor, room, longitude
    from address where level is null order by id
"""
UNGROWN_SCHEMA: Final = {
    "id": pl.Int64,
    "batch": pl.Int64,
    **dict.fromkeys(("division", *WRITTEN), pl.String),
    "longitude": pl.Float64,
}
PLANT: Final = """
    update address a set thoroughfare = p.thoroughfare, compound = p.compound, level = p.level, parent = p.parent
    from planted p where p.id = a.id
"""


def grow_all(cursor: psycopg.Cursor[Any]) -> int:
    """Give every address that was loaded before there was a tree its places and its parent; return how many."""
    rows = cursor.execute(UNGROWN).fetchall()
    ungrown = pl.DataFrame(rows, schema=UNGROWN_SCHEMA, orient="row")
    if ungrown.is_empty():
        return 0
    # Their places came with no list in particular: they are the first list's, which must be undone with the rest.
    planted = grown(cursor, ungrown, batch=ungrown["batch"].min())  # type: ignore[arg-type]  # a column of numbers
    cursor.execute(
        "create temporary table planted (id bigint, thoroughfare bigint, compound bigint, level text, parent bigint) "
        "on commit drop"
    )
    copy_frame(cursor, "planted", planted.select("id", "thoroughfare", "compound", "level", "parent"))
    cursor.execute(PLANT)
    return planted.height
