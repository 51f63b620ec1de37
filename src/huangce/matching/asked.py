"""Whom the rows of one delivered list are, asked of everybody the register ever held, cancelled persons included."""

from __future__ import annotations

from functools import partial
from typing import Final

import polars as pl

from huangce.matching.findings_store import table
from huangce.matching.kept import kept
from huangce.matching.reconcile_links import link_persons

EVERYBODY: Final = """
    select p.id as record, p.name, p.sex, p.birth_date, p.citizen_id, p.status,
           coalesce(p.counted_in, h.division) as division, h.address
    from person p left join household h on h.id = p.household where p.status <> 'elsewhere'
"""


def persons_of(kind: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Return row, record, probability, status, division of the likeliest person of each row; rows without one lack.

    rows: a checked frame of that kind of list. Nothing is stored.
    """
    people = table(EVERYBODY)
    codes = people["division"].drop_nulls().str.slice(0, 6)
    county = str(codes.mode().sort()[0]) if codes.len() else ""
    found = link_persons(people, kind, rows, county=county, known=partial(kept, name="everybody"))
    best = found.sort("row", "probability", "record", descending=[False, True, False]).unique(
        "row", keep="first", maintain_order=True
    )
    return best.join(people.select("record", "status", "division"), on="record").select(
        "row", "record", "probability", "status", "division"
    )
