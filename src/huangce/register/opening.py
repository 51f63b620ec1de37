"""Open the register from a list: every household of it one opening entry, set-wise.

The rows are those of `rules.acts.opening.decide`, built over columns; `tests/register/test_opening.py` proves on
generated people that both paths give the same. Mistakes of the source list are kept as they are and become findings.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import psycopg

from huangce.errors import Refused
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
from huangce.rules import items
from huangce.rules.acts.opening import DETAILS, IDENTITY
from huangce.rules.columns import names as name_columns

REGISTER_COLUMNS = (
    "household_no",
    "household_kind",
    "relation",
    "name",
    "former_name",
    "sex",
    "ethnicity",
    "birth_date",
    "citizen_id",
    "birthplace",
    "native_place",
    "education",
    "marital_status",
    "division",
    "address",
    "address_id",
    "moved_in_on",
)
FACTS_A_MEMBER = 4


class NothingToLoad(Refused):
    """{file} has no usable row: nothing was loaded."""

    code = "nothing-to-load"


@dataclass(frozen=True, slots=True)
class Opened:
    """What a load made: its batch, and a frame of the list's `row` with the `person` and `household` it became."""

    batch: int
    households: int
    persons: int
    contested: int
    links: pl.DataFrame


def open_register(
    cursor: psycopg.Cursor[Any],
    people: pl.DataFrame,
    *,
    opened_on: date,
    by: int,
    source: str,
    sha256: str,
    office: str = "",
    now: datetime | None = None,
    progress: Progress = quiet,
) -> Opened:
    """Write one opening entry a household of `people` (columns `row` and REGISTER_COLUMNS, one row a person).

    `cursor` is in a transaction of the caller's. Raises `NothingToLoad`.
    """
    if people.is_empty():
        raise NothingToLoad(file=source)
    moment = now or datetime.now(UTC)
    batch = new_batch(
        cursor, "register", people.height, source=source, sha256=sha256, by=by, moment=moment, office=office
    )
    people = _arranged(cursor, people)
    households = people.group_by("household_index", maintain_order=True).agg(
        pl.len().alias("members"),
        pl.first("household_kind", "division", "address", "address_id", "act", "household"),
        pl.first("household_no").alias("foreign_no"),
        pl.col("person").filter(pl.col("relation").is_in(["01", "02"])).first().alias("reference_person"),
    )
    acts = _acts(households, batch=batch, opened_on=opened_on, by=by, moment=moment)
    _write(cursor, acts, households, people, opened_on=opened_on, progress=progress)
    origins = people.select(pl.col("person").alias("record"), pl.lit(batch).alias("batch"), "row")
    copy_frame(cursor, "origin", origins)
    return Opened(
        batch,
        households.height,
        people.height,
        int(people["number_contested"].sum()),
        people.select("row", "person", "household"),
    )


def _arranged(cursor: psycopg.Cursor[Any], people: pl.DataFrame) -> pl.DataFrame:
    """Give every person and household its ids and place: households in the order of the list, members together."""
    own = pl.concat_str(pl.lit("row "), pl.col("row").cast(pl.String))
    people = people.with_columns(
        pl.concat_str("division", pl.coalesce("household_no", own), separator="|", ignore_nulls=True).alias("_key")
    )
    firsts = people.select("_key").unique(maintain_order=True).with_row_index("household_index")
    people = people.join(firsts, on="_key", how="left", maintain_order="left").sort(
        "household_index", maintain_order=True
    )
    count = firsts.height
    act_ids = pl.Series("act", new_ids(cursor, "act", count))
    record_ids = new_ids(cursor, "record", count + people.height)
    # The household's id comes before those of its members, as `OpeningEntry.with_ids` draws them.
    index = people["household_index"].cast(pl.Int64)
    position = pl.int_range(people.height, eager=True)
    first = pl.DataFrame({"index": index, "position": position}).group_by("index", maintain_order=True).first()
    household_ids = pl.Series(record_ids[(first["position"] + first["index"]).to_numpy()])
    return people.with_columns(
        act_ids.gather(index).alias("act"),
        household_ids.gather(index).alias("household"),
        pl.Series("person", record_ids[(position + index + 1).to_numpy()]),
        pl.int_range(pl.len()).over("household_index").alias("place"),
        _contested(cursor, people["citizen_id"]).alias("number_contested"),
    ).drop("_key")


def _contested(cursor: psycopg.Cursor[Any], numbers: pl.Series) -> pl.Series:
    """Numbers that more than one row of the list holds, or that the register knows already."""
    twice = numbers.is_duplicated() & numbers.is_not_null()
    known = cursor.execute(
        "select citizen_id from person where citizen_id is not null and status in ('registered', 'in_transit') limit 1"
    ).fetchone()
    if known is None:
        return twice
    held = cursor.execute(
        "select citizen_id from person where citizen_id = any(%s) and status in ('registered', 'in_transit')",
        (numbers.drop_nulls().unique().to_list(),),
    ).fetchall()
    return twice | numbers.is_in([row[0] for row in held]).fill_null(value=False)


def _acts(households: pl.DataFrame, *, batch: int, opened_on: date, by: int, moment: datetime) -> pl.DataFrame:
    return acts_of_load(
        households.select("act", "division", facts=1 + FACTS_A_MEMBER * pl.col("members")),
        kind="opening_entry",
        batch=batch,
        happened_on=opened_on,
        by=by,
        moment=moment,
    )


def _write(
    cursor: psycopg.Cursor[Any],
    acts: pl.DataFrame,
    households: pl.DataFrame,
    people: pl.DataFrame,
    *,
    opened_on: date,
    progress: Progress,
) -> None:
    progress("acts and facts", 0, acts.height)

    def facts_of(first: int, last: int) -> pl.DataFrame:
        return _facts(between(households, first, last), between(people, first, last), opened_on)

    append_acts(cursor, acts, facts_of, progress=progress)
    progress("current rows", 0, 3)
    copy_rows(
        cursor,
        "household",
        households.with_columns(
            pl.col("household").alias("id"),
            pl.lit(items.OPEN).alias("household_status"),
            pl.col("act").alias("version"),
        ),
    )
    progress("current rows", 1, 3)
    copy_rows(cursor, "person", _person_rows(people))
    progress("current rows", 2, 3)
    copy_rows(cursor, "former", _former_rows(people))
    progress("current rows", 3, 3)


def _facts(households: pl.DataFrame, people: pl.DataFrame, opened_on: date) -> pl.DataFrame:
    of_household = households.with_columns(pl.lit(items.OPEN).alias("household_status"))
    household_items = tuple(item.name for item in items.GROUPS["household"].items)
    registered = people.with_columns(
        pl.lit(items.REGISTERED).alias("status"),
        pl.col("division").alias("counted_in"),
        pl.col("moved_in_on").alias("since"),
        pl.lit(None, pl.String).alias("ended_by"),
        pl.lit(None, pl.String).alias("elsewhere"),
    )
    parts = [
        of_household.select(
            "act",
            pl.lit(1).alias("ordinal"),
            pl.col("household").alias("record"),
            pl.lit("household").alias("grp"),
            pl.lit(None, pl.Int64).alias("object"),
            json_column(of_household, household_items).alias("value"),
        )
    ]
    for offset, (group, names) in enumerate(
        (
            ("identity", IDENTITY),
            ("details", DETAILS),
            ("membership", ("household", "relation")),
            ("registration", ("status", "counted_in", "since", "ended_by", "elsewhere")),
        )
    ):
        target = pl.col("household") if group == "membership" else pl.lit(None, pl.Int64)
        parts.append(
            registered.select(
                "act",
                (2 + FACTS_A_MEMBER * pl.col("place") + offset).cast(pl.Int32).alias("ordinal"),
                pl.col("person").alias("record"),
                pl.lit(group).alias("grp"),
                target.alias("object"),
                json_column(registered, names).alias("value"),
            )
        )
    facts = pl.concat(parts, how="vertical_relaxed").sort("act", "ordinal")
    return facts.with_columns(pl.lit(opened_on).alias("valid_from"))


def _person_rows(people: pl.DataFrame) -> pl.DataFrame:
    keys = name_columns.keys(people["name"])
    bounds = birth_bounds(people["birth_date"])
    frame = people.with_columns(
        pl.col("person").alias("id"),
        keys["homophone"].alias("name_key"),
        keys["initials"].alias("initials"),
        bounds["earliest"].alias("birth_earliest"),
        bounds["latest"].alias("birth_latest"),
        pl.lit(items.REGISTERED).alias("status"),
        pl.col("division").alias("counted_in"),
        pl.col("moved_in_on").alias("since"),
        pl.lit(None, pl.String).alias("ended_by"),
        pl.lit(None, pl.String).alias("elsewhere"),
        pl.lit(None, pl.Date).alias("died_on"),
        pl.lit(None, pl.Int64).alias("same_as"),
        pl.col("act").alias("version"),
    )
    return frame.select(rows.PERSON)


def _former_rows(people: pl.DataFrame) -> pl.DataFrame:
    former = people.filter((pl.col("former_name") != "") & pl.col("former_name").ne_missing(pl.col("name")))
    keys = name_columns.keys(former["former_name"])
    return former.select(
        pl.col("person").alias("record"),
        pl.lit("name").alias("item"),
        pl.col("former_name").alias("value"),
        keys["homophone"].alias("name_key"),
        keys["initials"].alias("initials"),
    )


def birth_bounds(texts: pl.Series) -> pl.DataFrame:
    """Earliest and latest day of partial dates written 1980, 1980-05 or 1980-05-03."""
    frame = pl.DataFrame({"text": texts})
    length = pl.col("text").str.len_bytes()
    first = (
        pl.when(length == 10)
        .then("text")
        .when(length == 7)
        .then(pl.col("text") + "-01")
        .otherwise(pl.col("text") + "-01-01")
    ).str.to_date("%Y-%m-%d", strict=False)
    return frame.select(
        first.alias("earliest"),
        pl.when(length == 10)
        .then(first)
        .when(length == 7)
        .then(first.dt.month_end())
        .otherwise(first.dt.offset_by("1y").dt.offset_by("-1d"))
        .alias("latest"),
    )
