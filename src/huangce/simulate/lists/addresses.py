"""The list of standard addresses (标准地址): one row a door, in the seven segments of notice 002 三(五)1."""

from __future__ import annotations

import numpy as np
import polars as pl

from huangce.simulate import wording
from huangce.simulate.lists.draft import Draft, draft
from huangce.simulate.streams import gather
from huangce.simulate.world import World


def write(world: World) -> Draft:
    """Write the places of the county, sorted by village, but for the doors that have no number (`doors.leave_out`)."""
    rows = np.flatnonzero(world.places["door"] == "listed")
    places = world.places[rows]

    def text(column: str, suffix: str) -> pl.Expr:
        number = pl.col(column)
        return pl.when(number > 0).then(number.cast(pl.String) + suffix).otherwise(None).alias(column)

    def word(column: str) -> pl.Expr:
        return pl.when(pl.col(column) != "").then(pl.col(column)).otherwise(None).alias(column)

    table = places.select(
        "address_code",
        division=gather(world.county.villages["code"], places["village"].to_numpy()),
        full_address=wording.standard(world.county),
        street=word("street"),
        compound=word("compound"),
        plate=word("plate_text"),
        group=text("group", "组"),
        building=text("building", "栋"),
        unit=text("unit", "单元"),
        floor=text("floor", "层"),
        room=text("room", "号"),
        use="use",
        plate_state="plate_state",
        longitude=pl.col("longitude").round(6).cast(pl.String),
        latitude=pl.col("latitude").round(6).cast(pl.String),
    )
    return draft("addresses", table.to_dict(), np.full(len(rows), -1), rows)
