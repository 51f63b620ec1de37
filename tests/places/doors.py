"""Streets of a town with numbered doors in the address register, for tests of numbers and plates."""

from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl
from django.db import transaction

from huangce.accounts import officers
from huangce.accounts.models import Officer
from huangce.places.numbering_schemes import record_schemes
from huangce.places.store import load_addresses
from huangce.register.locks import raw_cursor
from huangce.rules.numbering import Scheme, read_schemes
from tests import people
from tests.places.test_undone import COLUMNS

NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
ON = date(2026, 6, 1)
SCHEME = f'[[schemes]]\ndivision = "{people.COUNTY}"\nfrom = 2018-01-01\ndocument = "门楼牌编制管理办法"\n'


def clerk() -> Officer:
    return people.officer("deng")


def second() -> Officer:
    """Another address clerk of the county."""
    found = Officer.objects.filter(username="pan").first()
    if found is None:
        found = officers.add("pan", "潘", on=people.OPENED)
        officers.grant(found, "address_clerk", people.COUNTY, by=None, on=people.OPENED)
    return found


def schemes(text: str = SCHEME) -> list[Scheme]:
    """Record schemes of a TOML text."""
    found = read_schemes(text)
    record_schemes(found, by=second(), now=NOW)
    return found


def door(plate: str, *, street: str = "老街", **more) -> dict:
    """A row of an address list."""
    row = {**dict.fromkeys(COLUMNS), "division": people.VILLAGE, "street": street, "plate": plate, **more}
    name = "".join(filter(None, (street, plate, row["building"], row["unit"], row["floor"], row["room"])))
    return {"longitude": None, "latitude": None, **row, "full_address": f"石桥镇{name}"}


def load(*rows: dict) -> list[int]:
    """Load an address list; return the ids of its addresses."""
    schema = {**dict.fromkeys(COLUMNS, pl.String), "longitude": pl.Float64, "latitude": pl.Float64}
    frame = pl.DataFrame(rows, schema=schema, orient="row").with_columns(pl.int_range(1, pl.len() + 1).alias("row"))
    with transaction.atomic(), raw_cursor() as cursor:
        written = load_addresses(
            cursor,
            frame,
            county=people.COUNTY[:6],
            by=1,
            source="地址.csv",
            sha256="0" * 64,
            moment=NOW,
            office=people.COUNTY,
        )
    return written["id"].to_list()
