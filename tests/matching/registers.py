"""Inputs of reconciliation: from a simulated county's files, or a few people made by hand."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from huangce.exchange.agreements import read_agreements
from huangce.exchange.deliveries import read_folder
from huangce.matching import match
from tests.matching.people import crowd, person

COUNTY, AS_OF = "990102", date(2025, 6, 30)
MATCHED = ("citizen_id", "name", "sex", "birth_date", "address", "division")


@dataclass(frozen=True)
class Inputs:
    people: pl.DataFrame
    residents: pl.DataFrame
    lists: dict[str, pl.DataFrame]
    rows: dict[str, dict[int, int]]
    county: str
    as_of: date


def inputs_of(folder: Path) -> Inputs:
    """Read a county's files as loading does, without a register; `rows` are row numbers → data rows from 1."""
    described = tomllib.loads((folder / "county.toml").read_text(encoding="utf-8"))
    as_of = described["as_of"]
    lists, rows = {}, {}
    for one in read_folder(folder, read_agreements(folder / "agreements.toml"), today=as_of):
        assert one.checked is not None
        rows[one.kind] = {row: i for i, row in enumerate(one.checked.frame["row"], start=1)}
        lists[one.kind] = one.checked.frame.filter(one.checked.usable)
    register, residents = lists.pop("register"), lists.pop("residents")
    lists.pop("addresses")
    numbered = pl.coalesce("citizen_id", pl.col("citizen_id_written").str.replace_all(r"\s", "")).alias("citizen_id")
    people = register.select(
        pl.col("row").cast(pl.Int64).alias("record"),
        pl.col("household_no").rank("dense").cast(pl.Int64).alias("household"),
        "relation",
        "name",
        "former_name",
        "sex",
        pl.col("birth_date_text").alias("birth_date"),
        numbered,
        pl.lit(value=False).alias("number_contested"),
        pl.lit("registered").alias("status"),
        "division",
        "address",
        pl.col("row").cast(pl.Int64).alias("source_row"),
    )
    spells = residents.select(
        (pl.col("row").cast(pl.Int64) + 10_000_000).alias("residence"),
        "name",
        "sex",
        pl.col("birth_date_text").alias("birth_date"),
        numbered,
        pl.col("kind").alias("residence_kind"),
        "division",
        "address",
        "registered_place",
        "collected_on",
        pl.col("row").cast(pl.Int64).alias("source_row"),
    )
    links = match(
        people.select(pl.col("record").alias("row_id"), *MATCHED),
        spells.select(pl.col("residence").alias("row_id"), *MATCHED),
    ).filter(pl.col("probability") >= 0.99)
    known = links.select(pl.col("list_row_id").alias("residence"), pl.col("register_row_id").alias("record"))
    spells = spells.join(known, on="residence", how="left", maintain_order="left").with_columns(
        pl.coalesce("record", pl.col("residence") + 10_000_000).alias("record"), status=pl.lit("registered")
    )
    return Inputs(people, spells, lists, rows, described["code"], as_of)


def scorable(findings: pl.DataFrame, rows: dict[str, dict[int, int]]) -> pl.DataFrame:
    """Return findings with data rows from 1 in place of the row numbers of the files."""

    def counted(lists: pl.Series, numbers: pl.Series) -> pl.Series:
        pairs = zip(lists, numbers, strict=True)
        return pl.Series([None if kind is None else rows[kind][row] for kind, row in pairs], dtype=pl.Int64)

    return findings.with_columns(
        counted(findings["list"], findings["row"]).alias("row"),
        counted(findings["other_list"], findings["other_row"]).alias("other_row"),
    )


def people_table() -> pl.DataFrame:
    """Return a register of Ouyang Qingshan and a crowd."""
    rows = [person(1, sex="1"), *crowd(600)]
    frame = pl.DataFrame(rows).drop("phone")
    return frame.select(
        pl.col("row_id").alias("record"),
        pl.col("row_id").alias("household"),
        pl.lit("02").alias("relation"),
        "name",
        pl.lit(None, pl.String).alias("former_name"),
        pl.col("sex").replace({"男": "1", "女": "2"}),
        pl.when(pl.col("birth_date").str.len_chars() == 8)
        .then(pl.col("birth_date").str.replace(r"(\d{4})(\d\d)(\d\d)", "$1-$2-$3"))
        .otherwise("birth_date")
        .alias("birth_date"),
        "citizen_id",
        pl.lit(value=False).alias("number_contested"),
        pl.lit("registered").alias("status"),
        "division",
        "address",
        pl.col("row_id").alias("source_row"),
    )


def residents_table(collected_on: date | None = date(2024, 1, 1)) -> pl.DataFrame:
    """Return residences of everybody at home; Ouyang Qingshan was collected on that day."""
    return people_table().select(
        (pl.col("record") + 1_000_000).alias("residence"),
        "record",
        "name",
        "sex",
        "birth_date",
        "citizen_id",
        "status",
        pl.lit("usual").alias("residence_kind"),
        "division",
        "address",
        pl.lit("").alias("registered_place"),
        pl.lit(collected_on, pl.Date).alias("collected_on"),
        "source_row",
    )
