"""Whom the rows of one delivered list are, asked of everybody the register ever held, cancelled persons included."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from huangce.matching.findings_store import table
from huangce.matching.kept import Prepared, kept
from huangce.matching.reconcile_links import as_rows, link_persons

EVERYBODY: Final = """
    select p.id as record, p.name, p.sex, p.birth_date, p.citizen_id, p.status,
           coalesce(p.counted_in, h.division) as division, h.address
    from person p left join household h on h.id = p.household where p.status <> 'elsewhere'
"""


@dataclass(frozen=True, slots=True)
class Everybody:
    """Everybody the register ever held, read and prepared once for several lists."""

    people: pl.DataFrame
    county: str
    prepared: Prepared


def everybody() -> Everybody:
    """Read the register as it stands."""
    people = table(EVERYBODY)
    codes = people["division"].drop_nulls().str.slice(0, 6)
    county = str(codes.mode().sort()[0]) if codes.len() else ""
    return Everybody(people, county, kept(as_rows(people, people["record"]), name="everybody"))


def persons_of(kind: str, rows: pl.DataFrame, *, among: Everybody | None = None) -> pl.DataFrame:
    """Return row, record, probability, status, division of the likeliest person of each row; rows without one lack.

    rows: a checked frame of that kind of list. among: where several lists are asked about. Nothing is stored.
    """
    held = among if among is not None else everybody()
    found = link_persons(held.people, kind, rows, county=held.county, known=lambda _register: held.prepared)
    best = found.sort("row", "probability", "record", descending=[False, True, False]).unique(
        "row", keep="first", maintain_order=True
    )
    return best.join(held.people.select("record", "status", "division"), on="record").select(
        "row", "record", "probability", "status", "division"
    )
