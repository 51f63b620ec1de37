"""Put a list of standard addresses into the address register, and find addresses in it by their key.

The list is one batch. The act `batch_undone` retires it (`register.addresses`), as long as no record cites one of it.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import polars as pl
import psycopg

from huangce.addressing import parse_columns
from huangce.places.growing import grown
from huangce.places.on_day import office_day
from huangce.register.bulk import Progress, copy_frame, hold_loads, new_batch, new_ids, quiet
from huangce.register.opening import NothingToLoad

SEGMENTS = ("group", "street", "place", "plate", "building", "unit", "floor", "room")
ADDRESSES_A_CHUNK = 32_768
# Addresses that stand, by how they are written now; then by what they were called before, for lists go on citing it.
STANDING = """
    select id, key from (
        select id, key, 0 as since from address
        where retired_by is null and key <> '' and (ended_on is null or ended_on > %(on)s)
        union all
        select a.id, n.key, 1 from address_name n join address a on a.id = n.address
        where a.retired_by is null and (a.ended_on is null or a.ended_on > %(on)s) and n.key <> '' and n.key <> a.key
    ) known order by since, id
"""


def standardise(texts: pl.Series, *, county: str, progress: Progress = quiet) -> pl.DataFrame:
    """Give texts their standard form: the columns of `addressing.parse_columns`, in the same order.

    Each distinct text is read once. `county` (6 digits) completes texts that leave province and city out.
    """
    distinct = texts.unique(maintain_order=True).drop_nulls()
    if distinct.is_empty():
        return parse_columns(texts.fill_null(""), default_division=county)
    read = read_distinct(distinct, county=county, progress=progress).with_columns(distinct.alias("_text"))
    return texts.to_frame("_text").join(read, on="_text", how="left", maintain_order="left").drop("_text")


def read_distinct(texts: pl.Series, *, county: str, progress: Progress = quiet) -> pl.DataFrame:
    """The columns of `addressing.parse_columns` for texts none of which is null, on all cores: the engine lets go of
    the interpreter while it reads."""
    progress("standard addresses", 0, texts.len())
    parts = [parse_columns(texts.head(1), default_division=county).clear()]  # the tables are loaded once, before
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        chunks = (texts.slice(start, ADDRESSES_A_CHUNK) for start in range(0, texts.len(), ADDRESSES_A_CHUNK))
        for part in pool.map(lambda some: parse_columns(some, default_division=county), chunks):
            parts.append(part)
            progress("standard addresses", sum(one.height for one in parts), texts.len())
    return pl.concat(parts, how="vertical_relaxed")


def load_addresses(
    cursor: psycopg.Cursor[Any],
    addresses: pl.DataFrame,
    *,
    county: str,
    by: int,
    source: str,
    sha256: str,
    moment: datetime,
    office: str = "",
    progress: Progress = quiet,
) -> pl.DataFrame:
    """Write a checked list of addresses (columns of the format `addresses` and `row`) and return what was written.

    What the list gives as segments stands before what its text is read as. Returns the rows with `id`, `standard`,
    `key`. Raises `NothingToLoad`.
    """
    if addresses.is_empty():
        raise NothingToLoad(file=source)
    batch = new_batch(
        cursor, "addresses", addresses.height, source=source, sha256=sha256, by=by, moment=moment, office=office
    )
    read = standardise(addresses["full_address"], county=county, progress=progress)
    given = {"place": "compound"}
    written = addresses.select(
        pl.Series("id", new_ids(cursor, "record", addresses.height)),
        pl.coalesce("division", read["division_code"]).fill_null("").alias("division"),
        pl.coalesce(read["standard"], "full_address").alias("standard"),
        read["key"].fill_null("").alias("key"),
        *(pl.coalesce(read[name], given.get(name, name)).alias(name) for name in SEGMENTS),
        "use",
        "plate_state",
        "longitude",
        "latitude",
        pl.col("address_code").alias("source_code"),
        pl.lit(batch).alias("batch"),
        "row",
    ).rename({"group": "village_group"})
    written = grown(cursor, written, batch=batch)
    copy_frame(cursor, "address", written)
    return written


def standing(cursor: psycopg.Cursor[Any]) -> pl.DataFrame:
    """The `id` and `key` of every address that stands, and its former keys after them all. None of them is undone until
    the transaction ends."""
    hold_loads(cursor)
    rows = cursor.execute(STANDING, {"on": office_day()}).fetchall()
    return pl.DataFrame(rows, schema={"id": pl.Int64, "key": pl.String}, orient="row")


def address_ids(known: pl.DataFrame, read: pl.DataFrame) -> pl.Series:
    """The id of the known address with the same key, for each row that was read; null where there is none."""
    unique = known.filter(pl.col("key") != "").unique("key", keep="first", maintain_order=True).select("key", "id")
    return read.select("key").join(unique, on="key", how="left", maintain_order="left")["id"].alias("address_id")
