"""What every detector looks at: the register, who lives where, the lists, and the links between them.

`homes` says of every registered person who is met somewhere where that is, with the chance that it is they; two entries
of one person share a home, which is what gives a second entry away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import polars as pl

from huangce.addressing import parse_columns
from huangce.matching.reconcile_links import SEEN, Links
from huangce.matching.results import AUTOMATIC

REGISTERED = ("registered", "in_transit")
# A finding of a detector, before its evidence is laid out; `explanation` is that of its link.
CLAIM = pl.Schema(
    {
        "class": pl.String,
        "record": pl.Int64,
        "list": pl.String,
        "row": pl.Int64,
        "other_list": pl.String,
        "other_row": pl.Int64,
        "other_record": pl.Int64,
        "probability": pl.Float64,
        "division": pl.String,
        "reason": pl.String,
        "explanation": pl.String,
    }
)


@dataclass(frozen=True)
class Case:
    """The inputs of a run. `people` holds only who is registered."""

    people: pl.DataFrame
    residents: pl.DataFrame
    lists: Mapping[str, pl.DataFrame]
    links: Links
    county: str
    as_of: date

    @cached_property
    def homes(self) -> pl.DataFrame:
        """Return record, residence, probability and the columns of the residence: one row a person and residence."""
        spells = self.residents.select(
            "residence",
            pl.col("division").alias("home_division"),
            pl.col("source_row").cast(pl.Int64).alias("home_row"),
            "residence_kind",
            "collected_on",
        )
        registered = self.people.select("record")
        known = self.residents.select("residence", "record").join(registered, on="record", how="semi")
        sure = known.with_columns(probability=pl.lit(1.0), explanation=pl.lit(None, pl.String))
        doubtful = self.links.strangers.select(sure.columns)
        return pl.concat([sure, doubtful]).join(spells, on="residence")

    @cached_property
    def met(self) -> pl.DataFrame:
        """Return record and the chance that a row of the residents is about the person."""
        return self.homes.group_by("record").agg(met=pl.col("probability").max())

    @cached_property
    def traces(self) -> pl.DataFrame:
        """Return links of the lists that show a contact (record, list, row, probability), with that address read.

        Only of rows whose person is not surely met at a door: of the others the address answers nothing.
        """
        return self.with_place(self.open_rows(self.links.to_register.filter(pl.col("role") == "")))

    def open_rows(self, links: pl.DataFrame) -> pl.DataFrame:
        """Return the links to persons who are not surely met."""
        surely = self.met.filter(pl.col("met") >= AUTOMATIC)
        return links.filter(pl.col("list").is_in(SEEN)).join(surely, on="record", how="anti")

    def with_place(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Add `place_division` and `place_county` (the division and county that the row's address names)."""
        written = [
            frame.select(pl.lit(kind).alias("list"), pl.col("row").cast(pl.Int64), "address")
            for kind, frame in self.lists.items()
            if "address" in frame.columns
        ]
        empty = pl.DataFrame(schema={"list": pl.String, "row": pl.Int64, "address": pl.String})
        rows = rows.join(pl.concat([empty, *written]), on=["list", "row"], how="left", maintain_order="left")
        return self.read_places(rows, "address", "place")

    def read_places(self, rows: pl.DataFrame, column: str, name: str) -> pl.DataFrame:
        """Add `<name>_division` and `<name>_county` of the addresses in `column`; null where there is none."""
        read = parse_columns(rows[column], default_division=self.county)
        division = read["division_code"].set(rows[column].is_null(), None)
        return rows.with_columns(division.alias(f"{name}_division"), division.str.slice(0, 6).alias(f"{name}_county"))

    def register_columns(self) -> pl.DataFrame:
        """Return what a claim about a registered person takes from the register."""
        return self.people.select(
            "record",
            pl.lit("register").alias("list"),
            pl.col("source_row").cast(pl.Int64).alias("row"),
            pl.col("division").fill_null(self.county.ljust(12, "0")),
        )

    def about_registered(self, frame: pl.DataFrame, name: str) -> pl.DataFrame:
        """Return claims of class `name` about registered persons from a frame with the other columns of `CLAIM`."""
        own = self.register_columns()
        dropped = frame.drop("list", "row", "division", strict=False)
        return claims(dropped.join(own, on="record"), name)


def claims(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """Return `frame` in the columns of `CLAIM`; what it lacks is null."""
    given = frame.with_columns(pl.lit(name).alias("class"))
    return given.select(
        (pl.col(column) if column in given.columns else pl.lit(None)).cast(kind).alias(column)
        for column, kind in CLAIM.items()
    )


def odds(probability: pl.Expr) -> pl.Expr:
    """Return the natural logarithm of the odds."""
    bounded = probability.clip(1e-6, 1 - 1e-6)
    return (bounded / (1 - bounded)).log()


def chance(log_odds: pl.Expr) -> pl.Expr:
    """Return the probability of logarithmic odds."""
    return 1 / (1 + (-log_odds).exp())


def signed(weight: pl.Expr) -> pl.Expr:
    """Return a weight as an explanation writes it: +1.25."""
    text = weight.abs().round(2).cast(pl.String)
    return pl.when(weight < 0).then(pl.format("-{}", text)).otherwise(pl.format("+{}", text))
