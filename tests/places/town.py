"""A small town for tests: a street with houses and a compound, a list that brought them, and short words for acts."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
from django.db import connection, transaction

from huangce.places.store import load_addresses
from huangce.register.locks import raw_cursor
from huangce.register.receipts import Receipt
from huangce.rules.acts.base import Act
from huangce.rules.acts.place_addresses import AddressesNew, AddressesRenumbered, NewDoor, NewNumber
from huangce.rules.acts.place_buildings import BuildingRegistered
from huangce.rules.acts.place_lineage import AddressesDemolished, AddressesMerged, AddressSplit, DuplicatesRetired
from huangce.rules.acts.place_naming import PlaceNamed, PlaceRenamed, PlaceRetired
from huangce.rules.acts.reversals import Reversal
from tests import lins
from tests.register.conftest import do

VILLAGE = "511703116001"
COUNTY = "511703"
MAY = date(2026, 5, 1)
COLUMNS = (
    "division", "full_address", "group", "street", "compound", "plate", "building", "unit", "floor", "room", "use",
    "plate_state", "address_code",
)  # fmt: skip
HOUSES = [{"street": "人民路", "plate": f"{number}号"} for number in (1, 3, 5, 7)]
COMPOUND = {"street": "人民路", "plate": "9号", "compound": "阳光花园", "building": "1栋", "unit": "1单元"}
FLATS = [{**COMPOUND, "floor": "1层", "room": room} for room in ("101室", "102室")]


def listed(*doors: dict[str, str], division: str = VILLAGE) -> pl.DataFrame:
    """A checked list of addresses."""
    order = ("street", "plate", "compound", "building", "unit", "floor", "room")
    rows = [
        {
            **dict.fromkeys(COLUMNS),
            "division": division,
            "full_address": "四川省达州市达川区石桥镇" + "".join(door.get(name, "") for name in order),
            **door,
        }
        for door in doors
    ]
    nothing = pl.lit(None, pl.Float64)
    return pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String)).with_columns(
        nothing.alias("longitude"), nothing.alias("latitude"), pl.int_range(1, pl.len() + 1).alias("row")
    )


def load(*doors: dict[str, str], division: str = VILLAGE) -> list[int]:
    """Load a list of addresses, by default four houses and two flats; return their ids."""
    given = {"by": 1, "source": "地址.csv", "sha256": "0" * 64, "moment": lins.NOW, "office": COUNTY + "000000"}
    with transaction.atomic(), raw_cursor() as cursor:
        written = load_addresses(
            cursor, listed(*(doors or (*HOUSES, *FLATS)), division=division), county=COUNTY, **given
        )
    return written["id"].to_list()


def shown(kind: str = "archive") -> dict[str, Any]:
    """What an act on places needs beside what it says: a document and a second officer."""
    return {"evidence": lins.shown(kind), "approved_by": lins.CHEN.id}


def name(text: str, on: date = MAY, **given: Any) -> int:
    """Name a thoroughfare; return its id."""
    said = {"place_kind": "thoroughfare", "division": VILLAGE, **given}
    return do(PlaceNamed(happened_on=on, name=text, **said, **shown())).created["place"]


def rename(place: int, text: str, on: date = MAY, **given: Any) -> Receipt:
    return do(PlaceRenamed(happened_on=on, place=place, name=text, **given, **shown()))


def retire(place: int, on: date = MAY) -> Receipt:
    return do(PlaceRetired(happened_on=on, place=place, reason="gone", **shown()))


def new(*doors: NewDoor, on: date = MAY, **given: Any) -> tuple[Receipt, list[int]]:
    """Enter new addresses; return the receipt and their ids."""
    receipt = do(AddressesNew(happened_on=on, entries=doors, **{"division": VILLAGE, **given}, **shown()))
    return receipt, created_by(receipt)


def renumber(address: int, on: date = MAY, **segments: Any) -> Receipt:
    return do(AddressesRenumbered(happened_on=on, lines=(NewNumber(address=address, **segments),), **shown()))


def split(address: int, *doors: NewDoor, on: date = MAY) -> tuple[Receipt, list[int]]:
    receipt = do(AddressSplit(happened_on=on, address=address, into=doors, **shown()))
    return receipt, created_by(receipt)


def merge(addresses: list[int], door: NewDoor, on: date = MAY) -> tuple[Receipt, list[int]]:
    receipt = do(AddressesMerged(happened_on=on, addresses=tuple(addresses), into=(door,), **shown()))
    return receipt, created_by(receipt)


def demolish(*addresses: int, on: date = MAY) -> Receipt:
    return do(AddressesDemolished(happened_on=on, addresses=addresses, reason="road", **shown()))


def duplicates(kept: int, *addresses: int, on: date = MAY) -> Receipt:
    return do(DuplicatesRetired(happened_on=on, addresses=addresses, kept=kept, **shown()))


def building(address: int, on: date = MAY, **given: Any) -> int:
    """Register a building; return its id."""
    return do(BuildingRegistered(happened_on=on, address=address, **given, **shown())).created["building"]


def waits(whereabouts: str = "村口三层楼", on: date = MAY, **given: Any) -> int:
    """Register a building that has no address; return its id."""
    said = {"division": VILLAGE, "whereabouts": whereabouts, **given}
    return do(BuildingRegistered(happened_on=on, **said, **shown())).created["building"]


def reverse(receipt: Receipt, on: date = MAY) -> Receipt:
    return do(Reversal(happened_on=on, act=receipt.act, reason="mistake", approved_by=lins.CHEN.id))


def created_by(receipt: Receipt) -> list[int]:
    """The addresses that an act created, in order."""
    return list(receipt.created.values())


def rows(query: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return list(cursor.fetchall())


def street(text: str = "人民路") -> int:
    """The id of a place by its name."""
    return int(rows("select id from named_place where name = %s order by id", text)[0][0])


def standard(address: int) -> str:
    """How an address is written, by its row."""
    return str(rows("select standard from address where id = %s", address)[0][0])


def statuses(*addresses: int) -> list[str]:
    return [row[0] for row in rows("select status from address where id = any(%s) order by id", list(addresses))]


def acts(*kinds: type[Act]) -> list[str]:
    """The names of kinds."""
    return [kind.kind for kind in kinds]
