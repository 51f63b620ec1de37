"""Addresses on a map: the page, its tiles, what stands at one spot, and names to write on it.

Every answer holds only what lies in the officer's own divisions. The page is whole without JavaScript: the parts of a
division as a drawing and a table with links. MapLibre GL takes the place of the drawing where it runs. `datum` in the
address of tiles and names is that of the base map beneath: points are given where such a map shows them.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from huangce.accounts.authority import require_view
from huangce.errors import HuangceError, NotFound
from huangce.places import map_points
from huangce.places.listing import Wanted, list_places
from huangce.places.map_points import NEAREST, STATES, addresses_here, clusters, level_of, street_names
from huangce.places.models import Address
from huangce.places.queries import place_of
from huangce.places.search import address_of
from huangce.rules import divisions
from huangce.rules.datum import shown_in
from huangce.rules.map_cells import LEVEL, is_tile, off_map, on_map
from huangce.web.acts.ground import scopes_of
from huangce.web.frame.context import place_name
from huangce.web.frame.said import said
from huangce.web.frame.signed_in import needs
from huangce.web.frame.words import language_of
from huangce.web.places.base_map import DATUM, DATUMS, base_map, with_policy
from huangce.web.places.browse import LONGEST, VIEW
from huangce.web.places.map_drawing import drawn
from huangce.web.places.own import chosen_division
from huangce.web.places.vector_tiles import MEDIA_TYPE, Point, encode

# Long enough for walking about on the map, short enough to see what was recorded a minute ago.
SECONDS: Final = 60
WHOLE_COUNTRY: Final = (73.5, 18.0, 135.1, 53.6)
FOUND: Final = 20
BESIDE: Final = 0.001  # degrees
MARGIN: Final = 1e-7  # of the width of the map: 4 m at the equator


class NoSuchTile(NotFound):
    """There is no tile {tile} of the map."""

    code = "no-such-tile"


@needs(views=(VIEW,))
@require_safe
@with_policy
def show(request: Any) -> HttpResponse:
    """Show the map of a division, or of one of its named places."""
    division = chosen_division(request)
    place = place_asked(request)
    state = state_asked(request)
    parts = map_points.parts_of(division, on=request.today, state=state)
    for part in parts:
        part.name = part.name or place_name(part.code) or part.code
    on = request.today
    located = located_asked(request)
    box = box_of_address(located) if located else None
    if box is None:
        box = map_points.box_of_place(place.pk, on=on) if place else map_points.box_of_division(division, on=on)
    text = request.GET.get("q", "").strip()[:LONGEST]
    context: dict[str, Any] = {
        **{"division": division, "state": state, "states": STATES, "named": place, "q": text},
        "located": located,
        **{"rows": [(one, [(each, one.plates.get(each, 0)) for each in STATES]) for one in parts]},
        **{"drawing": drawn(parts), "total": sum(one.points for one in parts)},
        "nearest": NEAREST,
        **({"found": found_by(text, scopes=scopes_of(request))} if text else {}),
        **base_context(request),
    }
    context["datum"] = datum = context["base"].datum if context["base"] else DATUM
    context["box"] = ",".join(f"{one:.6f}" for one in box_shown(box or WHOLE_COUNTRY, datum))
    return render(request, "places/map.html", context)


def box_shown(box: map_points.Box, datum: str) -> tuple[float, ...]:
    """West, south, east and north where a map in a datum shows them."""
    west, south, east, north = box
    return (*shown_in(west, south, datum), *shown_in(east, north, datum))


def datum_asked(request: HttpRequest) -> str:
    """The datum of the base map that a part of the map is drawn upon."""
    datum = request.GET.get("datum", "")
    return datum if datum in DATUMS.values() else DATUM


def base_context(request: HttpRequest) -> dict[str, Any]:
    """The base map that the office set, or why it cannot be shown."""
    try:
        return {"base": base_map()}
    except HuangceError as error:
        return {"base": None, "base_wrong": said(error, language_of(request))}


def place_asked(request: Any) -> Any:
    """The named place that the address names, None for none. Raises `NotAllowed`, `NotFound`."""
    text = request.GET.get("place", "")
    if not (text.isascii() and text.isdigit() and len(text) <= 16):
        return None
    place = place_of(int(text))
    require_view(request.officer, view=VIEW, on=request.today, division=place.division or None)
    return place


def located_asked(request: Any) -> Address | None:
    """The address for which a point is to be chosen. Raises `NotAllowed`, `NoSuchAddress`."""
    text = request.GET.get("locate", "")
    if not (text.isascii() and text.isdigit() and len(text) <= 16):
        return None
    address = address_of(int(text))
    require_view(request.officer, view=VIEW, on=request.today, division=address.division or None)
    return address


def box_of_address(address: Address) -> map_points.Box | None:
    """West, south, east and north around an address, near enough to see its neighbours; None without a point."""
    if address.longitude is None or address.latitude is None:
        return None
    east, north = address.longitude, address.latitude
    return east - BESIDE, north - BESIDE, east + BESIDE, north + BESIDE


def state_asked(request: HttpRequest) -> str:
    """The state of plates that is asked for, "" for all."""
    state = request.GET.get("state", "")
    return state if state in STATES else ""


def found_by(text: str, *, scopes: Collection[str]) -> dict[str, Any]:
    """Divisions and named places of the own divisions that a text names."""
    named = [one for within in sorted(scopes) for one in divisions.search(text, within or None) if one.is_current]
    places, _total = list_places(Wanted(text), scopes=scopes)
    return {"divisions": named[:FOUND], "places": [one.place for one in places[:FOUND]]}


@needs(views=(VIEW,))
@require_safe
@cache_control(private=True, max_age=SECONDS)
def tile(request: Any, z: int, x: int, y: int) -> HttpResponse:
    """Give a vector tile with the clusters and the streets of the own divisions."""
    if z > NEAREST or not is_tile(z, x, y):
        raise NoSuchTile(tile=f"{z}/{x}/{y}")
    asked = {"scopes": scopes_of(request), "on": request.today, "state": state_asked(request)}
    return HttpResponse(tile_of(z, x, y, **asked, datum=datum_asked(request)), content_type=MEDIA_TYPE)


def tile_of(z: int, x: int, y: int, *, scopes: Collection[str], on: date, state: str = "", datum: str = DATUM) -> bytes:
    """Return a vector tile: the layers `addresses` (clusters with their cell, numbers and plates) and `streets`.

    In a datum other than CGCS2000 the tile is one of the map in that datum, and each point lies where that shows it.
    """
    level = level_of(z)
    points, streets = list[Point](), list[Point]()
    for column, row in tiles_beneath(z, x, y, datum):
        points += [
            Point(*shown_in(one.longitude, one.latitude, datum), {**_said(one), "level": level})
            for one in clusters(z, column, row, scopes=scopes, on=on, state=state)
        ]
        streets += [
            Point(*shown_in(east, north, datum), {"name": name, "n": count})
            for name, count, east, north in street_names(z, column, row, scopes=scopes, on=on)
        ]
    layers = {"addresses": points, "streets": streets}
    if datum != DATUM:
        inside = inside_tile(z, x, y)
        layers = {name: [one for one in some if inside(one)] for name, some in layers.items()}
    return encode(z, x, y, layers)


def tiles_beneath(z: int, x: int, y: int, datum: str) -> list[tuple[int, int]]:
    """The tiles in CGCS2000, columns and rows, whose points a tile in a datum may show."""
    if datum == DATUM:
        return [(x, y)]
    corners = []
    for east, south in itertools.product((x, x + 1), (y, y + 1)):
        at = off_map(east / 2**z, south / 2**z)
        there = shown_in(*at, datum)
        # To the first order, which is a metre; the margin is larger.
        corners.append(on_map(2 * at[0] - there[0], 2 * at[1] - there[1]))
    columns, rows = (
        range(
            max(math.floor((min(one[axis] for one in corners) - MARGIN) * 2**z), 0),
            min(math.floor((max(one[axis] for one in corners) + MARGIN) * 2**z), 2**z - 1) + 1,
        )
        for axis in (0, 1)
    )
    return list(itertools.product(columns, rows))


def inside_tile(z: int, x: int, y: int) -> Callable[[Point], bool]:
    """Whether a point lies in a tile."""

    def inside(one: Point) -> bool:
        east, south = on_map(one.longitude, one.latitude)
        return (math.floor(east * 2**z), math.floor(south * 2**z)) == (x, y)

    return inside


def _said(one: map_points.Cluster) -> dict[str, int | str]:
    known = {"cell": one.cell, "n": one.points, "missing": one.missing, "address": one.address, "plate": one.plate}
    return {name: value for name, value in known.items() if value is not None}


@needs(views=(VIEW,))
@require_safe
def here(request: Any) -> HttpResponse:
    """List the addresses in a cell, with what their plates are known to be: a part of the page."""
    cell, level = (_number(request.GET.get(name, "")) for name in ("cell", "level"))
    if cell is None or level is None or not map_points.SQUARES <= level <= LEVEL or cell >= 4**level:
        raise NoSuchTile(tile=f"{request.GET.get('level', '')}/{request.GET.get('cell', '')}")
    asked = {"scopes": scopes_of(request), "on": request.today, "state": state_asked(request)}
    rows, total = addresses_here(cell, level, **asked)
    return render(request, "places/map_here.html", {"rows": rows, "total": total, "more": total - len(rows)})


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 16 else None


@needs(views=(VIEW,))
@require_safe
@cache_control(private=True, max_age=SECONDS)
def names(request: Any) -> HttpResponse:
    """Give the names of the own townships and villages at the middle of their addresses, as GeoJSON."""
    datum = datum_asked(request)
    villages = map_points.middles_of(scopes_of(request), on=request.today)
    towns: dict[str, list[map_points.Middle]] = {}
    for one in villages:
        towns.setdefault(one.code[:9], []).append(one)
    middles = [(12, one) for one in villages]
    for code, some in towns.items():
        points = sum(one.points for one in some)
        east = sum(one.longitude * one.points for one in some) / points
        north = sum(one.latitude * one.points for one in some) / points
        middles.append((9, map_points.Middle(code.ljust(12, "0"), points, east, north)))
    return JsonResponse({"type": "FeatureCollection", "features": list(_features(middles, datum))})


def _features(middles: Iterable[tuple[int, map_points.Middle]], datum: str) -> Iterable[dict[str, Any]]:
    for digits, one in middles:
        if name := place_name(one.code):
            east, north = shown_in(one.longitude, one.latitude, datum)
            yield {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [round(east, 6), round(north, 6)]},
                "properties": {"name": name, "digits": digits, "n": one.points},
            }
