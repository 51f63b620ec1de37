"""Read a file of addresses: a table with the columns of `places.bal`, or a GeoJSON FeatureCollection (RFC 7946)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson
import polars as pl

from huangce.errors import Unreadable
from huangce.exchange.reading import read_table
from huangce.places.bal import COLUMNS

LARGEST: Final = 1 << 30
GEOJSON: Final = (".geojson", ".json")
CODE: Final = 12  # digits
# What an address cannot be without.
NUMBERED: Final = ("plate", "number", "building")


class NotAddresses(Unreadable):
    """{file} is no file of addresses: {reason}."""

    code = "not-addresses"


@dataclass(frozen=True, slots=True)
class AddressTable:
    """Rows of a file as texts, null where nothing is written, with the number of each row as its author sees it.

    `named` are the columns of `places.bal.COLUMNS` that the file has, in its order.
    """

    file: str
    frame: pl.DataFrame
    numbers: pl.Series
    named: tuple[str, ...]


def read_addresses(path: Path) -> AddressTable:
    """Return the rows of a file in its columns of addresses. Raises `NotAddresses`, or what `read_table` raises."""
    found = _geojson(path) if path.suffix.lower() in GEOJSON else _table(path)
    is_told = "division" in found.named and bool({*found.named} & {*NUMBERED})
    if "address_id" not in found.named and not is_told:
        raise NotAddresses(file=path.name, reason="it has neither address_id, nor division with plate or building")
    return found


def divisions_of(table: AddressTable) -> list[str]:
    """Return the codes of divisions that the rows name; what is no code is a problem of its row."""
    if "division" not in table.named:
        return []
    codes = table.frame["division"].drop_nulls().unique().str.strip_chars()
    return sorted(code for code in codes if code.isascii() and code.isdigit() and len(code) == CODE)


def _table(path: Path) -> AddressTable:
    table = read_table(path, vocabulary=frozenset(COLUMNS))
    headers = [header.strip().lower() for header in table.headers]
    twice = sorted({one for one in headers if one in COLUMNS and headers.count(one) > 1})
    if twice:
        raise NotAddresses(file=path.name, reason=f"it has two columns {twice[0]}")
    named = [(column, name) for column, name in zip(table.frame.columns, headers, strict=True) if name in COLUMNS]
    frame = table.frame.select(pl.col(column).alias(name) for column, name in named)
    return AddressTable(path.name, frame, table.rows, tuple(frame.columns))


def _geojson(path: Path) -> AddressTable:
    try:
        if path.stat().st_size > LARGEST:
            raise NotAddresses(file=path.name, reason="it is larger than a gigabyte: cut it by division")
        said = orjson.loads(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    except OSError as error:
        raise NotAddresses(file=path.name, reason=error.strerror or str(error)) from None
    except orjson.JSONDecodeError:
        raise NotAddresses(file=path.name, reason="it is not JSON in UTF-8") from None
    features = said.get("features") if isinstance(said, dict) else None
    if not isinstance(features, list) or said.get("type") != "FeatureCollection":
        raise NotAddresses(file=path.name, reason="it is not a FeatureCollection")
    rows = [_row(path.name, at, one) for at, one in enumerate(features, start=1)]
    named = {name for row in rows for name in row}
    columns = [name for name in COLUMNS if name in named or not rows]
    frame = pl.DataFrame(
        [{name: row.get(name) for name in columns} for row in rows], schema=dict.fromkeys(columns, pl.String)
    )
    return AddressTable(path.name, frame, pl.Series(range(1, len(rows) + 1), dtype=pl.Int64), tuple(columns))


def _row(file: str, at: int, feature: Any) -> dict[str, str]:
    """A feature as a row. Its id is its address id, its point the longitude and latitude."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(properties, dict) or not isinstance(geometry, dict | None):
        raise NotAddresses(file=file, reason=f"feature {at} has no properties")
    row = {name: _text(value) for name, value in properties.items() if value is not None}
    if feature.get("id") is not None:
        row.setdefault("address_id", _text(feature["id"]))
    if geometry is not None:
        place = geometry.get("coordinates")
        if geometry.get("type") != "Point" or not isinstance(place, list) or len(place) < 2:
            raise NotAddresses(file=file, reason=f"feature {at} has a geometry that is no point")
        row["longitude"], row["latitude"] = (
            f"{one:.7f}" if isinstance(one, int | float) else _text(one) for one in place[:2]
        )
    return row


def _text(value: Any) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()
