"""Open the resident register from a list: one opening entry an address, set-wise (see `rules.acts.opening`).

Who of the list is a person of this register was matched before; everybody else becomes a person known only as a
resident, registered elsewhere or nowhere.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import psycopg

from huangce.register import rows
from huangce.register.bulk import (
    Progress,
    acts_of_load,
    append_acts,
    between,
    copy_frame,
    copy_rows,
    json_column,
    new_batch,
    new_ids,
    quiet,
)
from huangce.register.opening import NothingToLoad, birth_bounds
from huangce.rules import items
from huangce.rules.acts.opening import IDENTITY
from huangce.rules.columns import names as name_columns

RESIDENT_COLUMNS = (
    "person",
    "name",
    "sex",
    "birth_date",
    "citizen_id",
    "registered_place",
    "residence_kind",
    "division",
    "address",
    "address_id",
    "arrived_on",
    "source",
    "verified_on",
)
RESIDENCE = tuple(item.name for item in items.GROUPS["residence"].items)
REGISTRATION = tuple(item.name for item in items.GROUPS["registration"].items)
FACTS_OF_A_NEWCOMER = 3


def open_residences(
    cursor: psycopg.Cursor[Any],
    residents: pl.DataFrame,
    *,
    opened_on: date,
    by: int,
    source: str,
    sha256: str,
    office: str = "",
    now: datetime | None = None,
    progress: Progress = quiet,
) -> tuple[int, int]:
    """Write one opening entry an address of `residents` (columns `row` and RESIDENT_COLUMNS, one row a spell).

    `person` is the record id of a person of this register or null; a person may have one usual spell at most. Returns
    the batch and how many residents were not known. Raises `NothingToLoad`.
    """
    if residents.is_empty():
        raise NothingToLoad(file=source)
    moment = now or datetime.now(UTC)
    batch = new_batch(
        cursor, "residents", residents.height, source=source, sha256=sha256, by=by, moment=moment, office=office
    )
    residents = _arranged(cursor, residents)
    acts = residents.group_by("act", maintain_order=True).agg(
        pl.first("division"), pl.col("facts_of_one").sum().alias("facts")
    )
    acts = acts_of_load(acts, kind="residence_opening", batch=batch, happened_on=opened_on, by=by, moment=moment)
    progress("residences", 0, acts.height)
    newcomers = residents.filter(pl.col("is_newcomer"))

    def facts_of(first: int, last: int) -> pl.DataFrame:
        return _facts(between(residents, first, last), between(newcomers, first, last), opened_on)

    append_acts(cursor, acts, facts_of, progress=progress, step="residences")
    copy_rows(
        cursor,
        "residence",
        residents.with_columns(
            pl.col("residence").alias("id"),
            pl.col("lives").alias("person"),
            pl.lit(None, pl.Date).alias("departed_on"),
            pl.col("act").alias("version"),
        ),
    )
    if newcomers.height:
        copy_rows(cursor, "person", _newcomer_rows(newcomers, opened_on))
    origins = residents.select(pl.col("residence").alias("record"), pl.lit(batch).alias("batch"), "row")
    copy_frame(cursor, "origin", origins)
    return batch, newcomers.height


def _arranged(cursor: psycopg.Cursor[Any], residents: pl.DataFrame) -> pl.DataFrame:
    """Give every act, spell and newcomer its id: addresses in the order of the list, ids as `with_ids` draws them."""
    key = pl.concat_str(pl.col("division").fill_null(""), pl.lit("|"), pl.col("address"))
    residents = residents.with_columns(key.alias("_key"), pl.col("person").is_null().alias("is_newcomer"))
    firsts = residents.select("_key").unique(maintain_order=True).with_row_index("_index")
    residents = residents.join(firsts, on="_key", how="left", maintain_order="left").sort("_index", maintain_order=True)
    act_ids = pl.Series(new_ids(cursor, "act", firsts.height))
    drawn = 1 + residents["is_newcomer"].cast(pl.Int64)
    last = drawn.cum_sum()
    record_ids = pl.Series(new_ids(cursor, "record", int(last[-1])))
    residence = record_ids.gather(last - drawn)
    facts_of_one = pl.when("is_newcomer").then(FACTS_OF_A_NEWCOMER).otherwise(1).cast(pl.Int64)
    return residents.with_columns(
        act_ids.gather(residents["_index"]).alias("act"),
        residence.alias("residence"),
        pl.when("is_newcomer").then(record_ids.gather(last - 1)).otherwise("person").alias("lives"),
        facts_of_one.alias("facts_of_one"),
    ).with_columns(
        (pl.col("facts_of_one").cum_sum().over("_index") - pl.col("facts_of_one") + 1).alias("first_ordinal")
    )


def _facts(residents: pl.DataFrame, newcomers: pl.DataFrame, opened_on: date) -> pl.DataFrame:
    nothing, text = pl.lit(None, pl.Int64), pl.lit(None, pl.String)
    spells = residents.with_columns(pl.col("lives").alias("person"), pl.lit(None, pl.String).alias("departed_on"))
    parts = [
        spells.select(
            "act",
            (pl.col("first_ordinal") + pl.col("facts_of_one") - 1).alias("ordinal"),
            pl.col("residence").alias("record"),
            pl.lit("residence").alias("grp"),
            pl.col("lives").alias("object"),
            json_column(spells, RESIDENCE).alias("value"),
        )
    ]
    if newcomers.height:
        known = newcomers.with_columns(
            text.alias("former_name"),
            text.alias("ethnicity"),
            pl.lit(value=False).alias("number_contested"),
            pl.lit(items.ELSEWHERE).alias("status"),
            text.alias("counted_in"),
            pl.lit(opened_on.isoformat()).alias("since"),
            text.alias("ended_by"),
            pl.when(pl.col("registered_place") != "").then("registered_place").alias("elsewhere"),
        )
        for offset, (group, names) in enumerate((("identity", IDENTITY), ("registration", REGISTRATION))):
            parts.append(
                known.select(
                    "act",
                    (pl.col("first_ordinal") + offset).alias("ordinal"),
                    pl.col("lives").alias("record"),
                    pl.lit(group).alias("grp"),
                    nothing.alias("object"),
                    json_column(known, names).alias("value"),
                )
            )
    facts = pl.concat(parts, how="vertical_relaxed").sort("act", "ordinal")
    return facts.with_columns(pl.lit(opened_on).alias("valid_from"), pl.col("ordinal").cast(pl.Int32))


def _newcomer_rows(newcomers: pl.DataFrame, opened_on: date) -> pl.DataFrame:
    keys = name_columns.keys(newcomers["name"])
    bounds = birth_bounds(newcomers["birth_date"])
    given: dict[str, pl.Expr] = {
        "id": pl.col("lives"),
        "name_key": pl.lit(keys["homophone"].fill_null("")),
        "initials": pl.lit(keys["initials"].fill_null("")),
        "birth_earliest": pl.lit(bounds["earliest"]),
        "birth_latest": pl.lit(bounds["latest"]),
        "number_contested": pl.lit(value=False),
        "status": pl.lit(items.ELSEWHERE),
        "since": pl.lit(opened_on.isoformat()),
        "elsewhere": pl.when(pl.col("registered_place") != "").then("registered_place"),
        "version": pl.col("act"),
    }
    known = {"name", "sex", "birth_date", "citizen_id"}
    return newcomers.select(
        given[name].alias(name) if name in given else pl.col(name) if name in known else pl.lit(None).alias(name)
        for name in rows.PERSON
    )
