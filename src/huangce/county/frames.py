"""From checked lists to what the register's bulk loads take: one function a list of the office's own."""

from __future__ import annotations

import polars as pl

from huangce.exchange.check import Checked
from huangce.rules import citizen_id


def number(frame: pl.DataFrame) -> pl.Series:
    """The valid citizen number, or what was written, bare: a wrong number is kept until it is corrected."""
    written = frame["citizen_id_written"]
    wrong = frame["citizen_id"].is_null() & written.is_not_null()
    if not wrong.any():
        return frame["citizen_id"]
    bare = written.filter(wrong).map_elements(citizen_id.compact, return_dtype=pl.String)
    return frame["citizen_id"].scatter(wrong.arg_true(), bare.replace("", None))


def people_of(checked: Checked, address_ids: pl.Series, *, county: str) -> pl.DataFrame:
    """The rows of the household register for `register.opening.open_register`. `address_ids`: one a row, or null.

    A row without a division belongs where the rest of its household does, else to the county (6 digits) as a whole.
    """
    home = pl.col("division").drop_nulls()
    rest = pl.when(pl.col("household_no").is_not_null() & (home.n_unique().over("household_no") == 1)).then(
        home.first().over("household_no")
    )
    frame = checked.frame.with_columns(number(checked.frame).alias("citizen_id"), address_ids.alias("address_id"))
    return frame.filter(checked.usable).select(
        "row",
        "household_no",
        pl.col("household_kind").fill_null("family"),
        pl.col("relation").fill_null("99"),
        "name",
        "former_name",
        "sex",
        "ethnicity",
        pl.col("birth_date_text").alias("birth_date"),
        "citizen_id",
        "birthplace",
        "native_place",
        "education",
        "marital_status",
        pl.coalesce("division", rest).fill_null(county.ljust(12, "0")).alias("division"),
        pl.col("address").fill_null(""),
        "address_id",
        pl.col("moved_in_on_text").alias("moved_in_on"),
    )


def residents_of(checked: Checked, address_ids: pl.Series, *, county: str) -> pl.DataFrame:
    """The rows of the resident register for `register.residents.open_residences`, without `person`.

    A row without a division belongs to the county (6 digits) as a whole.
    """
    frame = checked.frame.with_columns(number(checked.frame).alias("citizen_id"), address_ids.alias("address_id"))
    return frame.filter(checked.usable).select(
        "row",
        "name",
        "sex",
        pl.col("birth_date_text").alias("birth_date"),
        "citizen_id",
        pl.col("registered_place").fill_null(""),
        pl.col("kind").fill_null("usual").alias("residence_kind"),
        pl.col("division").fill_null(county.ljust(12, "0")),
        pl.col("address").fill_null(""),
        "address_id",
        pl.col("arrived_on_earliest").dt.strftime("%Y-%m-%d").alias("arrived_on"),
        pl.col("collected_on").dt.strftime("%Y-%m-%d").alias("verified_on"),
        "source",
        "phone",
    )
