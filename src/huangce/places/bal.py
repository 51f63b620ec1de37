"""The address register as a file, one row an address, in the manner of the French Base adresse locale (BAL 1.3).

A BAL has a stable id, the division, the thoroughfare, number and suffix, the point in metres and degrees with its kind,
the certificate and the day of the last change. These columns are ours with English names; what France does not have
(compound, building, unit, floor, room) stands between. The same rows are a GeoJSON FeatureCollection (RFC 7946, whose
WGS-84 and CGCS2000 differ by centimetres: GB/T 18314). Nothing of persons is in it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import IO, Any, Final

import orjson
from django.db import connection, transaction

from huangce.places.as_of import announced, changes_after
from huangce.register.locks import raw_cursor
from huangce.rules.authority import scope
from huangce.rules.gauss_kruger import to_metres
from huangce.rules.segments import NUMBERS

COLUMNS: Final = (
    "address_id", "foreign_id", "division", "thoroughfare", "compound", "village_group", "plate", "number", "suffix",
    "building", "unit", "floor", "room", "standard", "former_name", "use", "x", "y", "longitude", "latitude",
    "position_type", "certified", "certified_on", "last_changed", "version",
)  # fmt: skip
SEPARATOR: Final = ";"
ROWS_A_TIME: Final = 10_000
# A point is written as it is sealed: to a centimetre.
DECIMALS: Final = 7
_NUMBER: Final = re.compile(r"(\d+)号?(.*)")

ROWS: Final = """
    select a.id, a.source_code, a.division, a.street, a.place, a.village_group, a.plate, a.building, a.unit, a.floor,
        a.room, a.standard, f.standard, a.use, a.longitude, a.latitude, nullif(a.geometry_kind, 'none'),
        a.certified_on, coalesce(c.recorded_at, l.recorded_at)::date, a.version
    from address a left join act c on c.id = a.version left join batch l on l.id = a.batch
    left join lateral (
        select n.standard from address_name n where n.address = a.id and not n.taken_back and n.valid_to <= %(on)s
        order by n.valid_to desc limit 1
    ) f on true
    where a.retired_by is null and (a.status = 'standing' or a.ended_on > %(on)s)
        and (a.begun_on is null or a.begun_on <= %(on)s) and ({inside})
    order by a.division, a.id
"""
READ: Final = (
    "address_id", "foreign_id", "division", "thoroughfare", "compound", "village_group", "plate", "building", "unit",
    "floor", "room", "standard", "former_name", "use", "longitude", "latitude", "position_type", "certified_on",
    "last_changed", "version",
)  # fmt: skip


def rows(scopes: Collection[str], *, on: date) -> Iterator[dict[str, Any]]:
    """Yield the addresses that stand on a day in divisions whose codes begin with one of `scopes`, as `COLUMNS`.

    What was decided for later is not told yet: of such rows what holds on the day. They are read a part at a time,
    whatever their number. Nothing for no scopes.
    """
    if not scopes:
        return
    with transaction.atomic(), raw_cursor() as folding:
        later = changes_after(folding, on)
        searched = [*scopes, *(scope(one.becomes) for one in later)]
        inside = " or ".join(f"a.division like %(scope{at})s" for at, _one in enumerate(searched))
        asked: dict[str, Any] = {"on": on} | {f"scope{at}": f"{one}%" for at, one in enumerate(searched)}
        with connection.connection.cursor(name="addresses") as cursor:
            cursor.execute(ROWS.format(inside=inside), asked)
            while some := cursor.fetchmany(ROWS_A_TIME):
                part = [dict(zip(READ, row, strict=True)) for row in some]
                holds = announced(folding, [row["address_id"] for row in part], on=on, later=later)
                for row in part:
                    row |= {
                        OF_THE_ROW.get(name, name): value for name, value in holds.get(row["address_id"], {}).items()
                    }
                    if row["division"].startswith(tuple(scopes)):
                        yield _told(row)


# What the file calls the names of places that a row bears.
OF_THE_ROW: Final = {"street": "thoroughfare", "place": "compound"}


def as_columns(holds: Mapping[str, Any]) -> dict[str, Any]:
    """What holds of an address on a day, by the columns of the file."""
    return {OF_THE_ROW.get(name, name): value for name, value in holds.items()}


def _told(row: dict[str, Any]) -> dict[str, Any]:
    """A row as the file has it: number and suffix beside the plate, metres beside degrees."""
    number = _NUMBER.fullmatch(row["plate"] or "")
    row["number"], row["suffix"] = number.groups() if number else ("", row["plate"])
    row["certified"] = int(row["certified_on"] is not None)
    row["x"] = row["y"] = None
    if row["longitude"] is not None and row["latitude"] is not None:
        x, y = to_metres(row["longitude"], row["latitude"])
        row["x"], row["y"] = f"{x:.2f}", f"{y:.2f}"
        row["longitude"], row["latitude"] = (f"{row[axis]:.{DECIMALS}f}" for axis in ("longitude", "latitude"))
    return {name: row[name] for name in COLUMNS}


def write_csv(file: IO[str], found: Iterator[dict[str, Any]]) -> int:
    """Write rows as CSV; return how many. `file` is opened without translation of line ends."""
    writer = csv.DictWriter(file, COLUMNS, delimiter=SEPARATOR, lineterminator="\r\n")
    writer.writeheader()
    count = 0
    for row in found:
        writer.writerow(row)
        count += 1
    return count


def write_geojson(file: IO[str], found: Iterator[dict[str, Any]]) -> int:
    """Write rows as a FeatureCollection, one feature a line; return how many. A row without a point has no geometry."""
    file.write('{"type":"FeatureCollection","features":[')
    count = 0
    for row in found:
        file.write(("," if count else "") + "\n" + orjson.dumps(_feature(row)).decode())
        count += 1
    file.write("\n]}\n")
    return count


def _feature(row: dict[str, Any]) -> dict[str, Any]:
    point = None
    if row["longitude"] is not None:
        point = {"type": "Point", "coordinates": [float(row["longitude"]), float(row["latitude"])]}
    said = {name: value for name, value in row.items() if value not in (None, "") and name not in _OF_GEOMETRY}
    return {"type": "Feature", "id": row["address_id"], "geometry": point, "properties": said}


_OF_GEOMETRY: Final = ("x", "y", "longitude", "latitude")
WRITERS: Final = {".csv": write_csv, ".geojson": write_geojson}
# Where a row of the file says it, and the numbers of an address.
STATED: Final = ("thoroughfare", "compound", *NUMBERS)
