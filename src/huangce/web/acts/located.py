"""Where addresses lie and what ground a building stands on, as typed: degrees with the datum that they were read in.

Nothing is converted here but the corners of a building, whose act knows CGCS2000 alone; a point keeps its datum in the
act, which converts it (`rules.datum`). What the address of the page says of a point was chosen on the map.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import get_language, gettext

from huangce.errors import Refused
from huangce.places.models import Address
from huangce.rules.acts.place_addresses import position
from huangce.rules.acts.place_positions import Point
from huangce.rules.datum import to_cgcs2000
from huangce.rules.facts import Fact
from huangce.web.acts.parts import Desk, Field, WrongField
from huangce.web.acts.pasted import DATUMS, WORDS, datum_of, rows_of
from huangce.web.acts.place_recital import VALUES, value_words
from huangce.web.frame.said import said

POINT: Final = ("longitude", "latitude", "datum", "geometry_kind")
LINE: Final = ("address", "plate", *POINT)  # the plate is there for who reads the table
KINDS: Final = ("surveyed", "interpolated")
DEGREES: Final = re.compile(r"[0-9]{1,3}(\.[0-9]{1,9})?")


def point(one: Field, desk: Desk, post: QueryDict) -> dict[str, Any]:
    """The point of the address on the desk; two numbers pasted into the first field are both of it."""
    typed = {name: post.get(f"{one.name}-{name}", "").strip() for name in POINT}
    both = re.split(r"[,，\s]+", typed["longitude"])
    if len(both) == 2 and not typed["latitude"]:
        typed["longitude"], typed["latitude"] = both
    row = _point(typed)
    return {one.name: [{"address": desk.addresses[0].id, **row}] if row else []}


def _point(row: Mapping[str, str]) -> dict[str, str]:
    """A point of which both degrees are given; nothing where none is. Raises `WrongField`."""
    degrees = {name: row.get(name, "") for name in POINT[:2]}
    if not any(degrees.values()):
        return {}
    if not all(DEGREES.fullmatch(text) for text in degrees.values()):
        raise WrongField(gettext("经度和纬度都写成度，如107.501234和31.201234"))
    kinds = {word: code for code in KINDS for word in (code, VALUES["geometry_kind"][code], _kind_words(code))}
    kind = kinds.get(row.get("geometry_kind") or KINDS[0])
    if kind is None:
        raise WrongField(gettext("坐标来源写实测或内插"))
    return {**degrees, "datum": datum_of(row.get("datum") or "cgcs2000"), "geometry_kind": kind}


def _kind_words(code: str) -> str:
    return value_words("geometry_kind", code)


def point_cell(one: Field, name: str, desk: Desk, post: QueryDict | None) -> dict[str, Any]:
    """A cell of the point: what was typed, what was chosen on the map, or what the address has."""
    address = desk.addresses[0]
    options = {
        "datum": list(DATUMS.items()),
        "geometry_kind": [(code, _kind_words(code)) for code in KINDS],
    }.get(name, [])
    if post is not None:
        value = post.get(f"{one.name}-{name}", "")
    elif desk.chosen("longitude"):
        value = desk.chosen(name)
    elif name in ("longitude", "latitude"):
        value = _degrees(getattr(address, name))
    else:
        value = "cgcs2000" if name == "datum" else ""
    return {"value": value, "options": options, "is_needed": True}


def points(one: Field, desk: Desk, post: QueryDict) -> dict[str, Any]:
    """Points of addresses of the place on the desk, one a row; rows that say nothing new are left out."""
    rows = rows_of(post.get(one.name, ""), LINE)
    ids = [text for row in rows if (text := row.get("address", "")).isascii() and text.isdigit() and len(text) < 17]
    known = Address.objects.in_bulk([int(text) for text in ids])
    assert desk.place is not None
    found = []
    for at, row in enumerate(rows, start=1):
        address = known.get(int(row["address"])) if row.get("address") in ids else None
        if address is None or desk.place.id not in (address.thoroughfare, address.compound):
            raise WrongField(gettext("第%(row)s行的地址编号不在这里") % {"row": at})
        try:
            told = _point(row)
        except WrongField as wrong:
            raise WrongField(gettext("第%(row)s行：%(why)s") % {"row": at, "why": wrong.words}) from wrong
        same = (_degrees(address.longitude), _degrees(address.latitude), "cgcs2000")
        if told and (told["longitude"], told["latitude"], told["datum"]) != same:
            found.append({"address": address.id, **told})
    return {one.name: found}


def as_points(addresses: Sequence[Address]) -> str:
    """Addresses as the rows that `points` reads, with the names of the columns above."""
    rows = (
        "\t".join([str(one.id), one.plate or "", _degrees(one.longitude), _degrees(one.latitude)]) for one in addresses
    )
    return "\n".join(["\t".join(gettext(WORDS[name]) for name in LINE), *rows])


def _degrees(value: float | None) -> str:
    return "" if value is None else f"{value:.7f}"


def ring(one: Field, _desk: Desk, post: QueryDict) -> dict[str, Any]:
    """The corners of a building in CGCS2000, one a line as they were typed, in the datum chosen."""
    lines = [re.split(r"[,，\s]+", line.strip()) for line in post.get(one.name, "").splitlines() if line.strip()]
    datum = datum_of(post.get(f"{one.name}-datum") or "cgcs2000")
    corners = []
    for at, parts in enumerate(lines, start=1):
        if len(parts) != 2 or not all(DEGREES.fullmatch(text) for text in parts):
            raise WrongField(gettext("第%(row)s行：一行一个角，写经度和纬度，如107.501234 31.201234") % {"row": at})
        try:
            longitude, latitude = to_cgcs2000(float(parts[0]), float(parts[1]), datum)
        except Refused as refusal:
            raise WrongField(said(refusal, get_language() or "zh-hans")) from refusal
        corners.append({"longitude": f"{longitude:.7f}", "latitude": f"{latitude:.7f}"})
    return {one.name: corners}


def ring_now(desk: Desk) -> str:
    """The corners that the building on the desk is said to have, one a line."""
    held = desk.building.footprint if desk.building is not None else None
    return "\n".join(f"{east:.7f} {north:.7f}" for east, north in json.loads(held)[:-1]) if held else ""


def ring_cell(one: Field, _code: str, _desk: Desk, post: QueryDict | None) -> dict[str, Any]:
    """Whether a datum is the one that was chosen for the corners."""
    return {"chosen": post.get(f"{one.name}-datum", "") if post is not None else "cgcs2000"}


def positions(rows: Sequence[Mapping[str, Any]], desk: Desk) -> list[Fact]:
    """What an act would say of where addresses lie, converted. Raises what the act raises."""
    return [Fact(row["address"], "position", position(Point(**row)), desk.today) for row in rows]


READERS: Final = {"point": point, "points": points, "ring": ring}
CELLS: Final = {"point": point_cell, "ring": ring_cell}
