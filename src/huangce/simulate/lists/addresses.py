"""The list of standard addresses (标准地址): one row a door, in the seven segments of notice 002 三(五)1."""

from __future__ import annotations

import numpy as np
import polars as pl

from huangce.simulate import wording
from huangce.simulate.lists.draft import Draft, draft
from huangce.simulate.streams import gather
from huangce.simulate.world import World


def write(world: World) -> Draft:
    """Write the places of the county, sorted by village, but for the doors without a number, some of them twice
    (`doors.leave_out`): the second time under a code of its own."""
    door = world.places["door"]
    listed, doubled = (np.flatnonzero(door.is_in(kinds)) for kinds in (["listed", "doubled"], ["doubled"]))
    rows = np.sort(np.r_[listed, doubled])
    is_second = np.r_[False, rows[1:] == rows[:-1]]
    places = world.places[rows].with_columns(
        address_code=pl.when(pl.Series(is_second))
        .then(pl.col("address_code").str.replace("-", "-9", literal=True))
        .otherwise("address_code")
    )

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
