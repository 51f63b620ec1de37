"""A register with one household in it, and short words for asking it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.db import connection

from huangce.register.receipts import Receipt
from huangce.register.record import record
from huangce.rules.acts.base import Act
from huangce.rules.acts.birth import Birth
from tests import lins

MAY = date(2026, 5, 1)


@dataclass
class House:
    """The Lins as recorded: ids of the household and its members."""

    id: int
    father: int
    mother: int
    son: int
    grandmother: int


def do(act: Act, **options: Any) -> Receipt:
    """Record an act as Lin, on the tests' day."""
    return record(act, **{"by": lins.LIN, "now": lins.NOW, **options})


def one(query: str, *parameters: Any) -> Any:
    """The first column of the first row."""
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        row = cursor.fetchone()
    return row[0] if row else None


def person(record_id: int) -> dict[str, Any]:
    """The current row of a person."""
    return row_of("person", record_id)


def row_of(table: str, record_id: int) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"select * from {table} where id = %s", (record_id,))
        row = cursor.fetchone()
        assert row is not None, f"no {table} {record_id}"
        return dict(zip([column.name for column in cursor.description], row, strict=True))


def birth(house: House, **changes: Any) -> Birth:
    """A daughter of the Lins."""
    given: dict[str, Any] = {
        "happened_on": MAY,
        "household": house.id,
        "name": "林小雨",
        "sex": "2",
        "ethnicity": "01",
        "relation": "32",
        "mother": house.mother,
        "evidence": lins.shown("birth_certificate"),
    }
    return Birth(**{**given, **changes})


def open_house(**changes: Any) -> House:
    """Open the Lins' household."""
    receipt = do(lins.family(**changes))
    household = receipt.created["household"]
    with connection.cursor() as cursor:
        cursor.execute("select id from person where household = %s order by id", (household,))
        return House(household, *(row[0] for row in cursor.fetchall()))


def stand(*addresses: int) -> None:
    """Put addresses with these ids into the address register."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into address (id, division, standard, key, batch, row) "
            "select id, %s, '石桥村' || id || '号', 'key ' || id, 0, 1 from unnest(%s::bigint[]) as a (id)",
            (lins.VILLAGE, list(addresses)),
        )


@pytest.fixture
def house(db: None) -> House:
    return open_house()
