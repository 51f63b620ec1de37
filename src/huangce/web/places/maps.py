"""Addresses on a map: the page, its tiles, what stands at one spot, and names to write on it.

Every answer holds only what lies in the officer's own divisions. The page is whole without JavaScript: the parts of a
division as a drawing and a table with links. MapLibre GL takes the place of the drawing where it runs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
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
from huangce.places.queries import place_of
from huangce.rules import divisions
from huangce.rules.map_cells import LEVEL, is_tile
from huangce.web.acts.ground import scopes_of
from huangce.web.frame.context import place_name
from huangce.web.frame.said import said
from huangce.web.frame.signed_in import needs
from huangce.web.frame.words import language_of
from huangce.web.places.base_map import base_map, with_policy
from huangce.web.places.browse import LONGEST, VIEW
from huangce.web.places.map_drawing import drawn
from huangce.web.places.own import chosen_division
from huangce.web.places.vector_tiles import MEDIA_TYPE, Point, encode

# Long enough for walking about on the map, short enough to see what was recorded a minute ago.
SECONDS: Final = 60
WHOLE_COUNTRY: Final = (73.5, 18.0, 135.1, 53.6)
FOUND: Final = 20


class NoSuchTile(NotFound):
    """There is no tile {tile} of the map."""

    code = "no-such-tile"


@needs(views=(VIEW,))
@require_safe
@with_policy
def show(request: Any) -> HttpResponse:
    """Show the map of a division, or of one of its named places."""
    division, own = chosen_division(request)
    place = place_asked(request)
    state = state_asked(request)
    parts = map_points.parts_of(division, on=request.today, state=state)
    for part in parts:
        part.name = part.name or place_name(part.code) or part.code
    on = request.today
    box = map_points.box_of_place(place.pk, on=on) if place else map_points.box_of_division(division, on=on)
    text = request.GET.get("q", "").strip()[:LONGEST]
    context: dict[str, Any] = {
        **{"division": division, "own": own, "state": state, "states": STATES, "named": place, "q": text},
        **{"rows": [(one, [(each, one.plates.get(each, 0)) for each in STATES]) for one in parts]},
        **{"drawing": drawn(parts), "total": sum(one.points for one in parts)},
        **{"box": ",".join(f"{one:.6f}" for one in box or WHOLE_COUNTRY), "nearest": NEAREST},
        **({"found": found_by(text, scopes=scopes_of(request))} if text else {}),
        **base_context(request),
    }
    return render(request, "places/map.html", context)


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
    return HttpResponse(tile_of(z, x, y, **asked), content_type=MEDIA_TYPE)


def tile_of(z: int, x: int, y: int, *, scopes: Collection[str], on: date, state: str = "") -> bytes:
    """Return a vector tile: the layers `addresses` (clusters with their cell, numbers and plates) and `streets`."""
    level = level_of(z)
    points = [
        Point(one.longitude, one.latitude, {**_said(one), "level": level})
        for one in clusters(z, x, y, scopes=scopes, on=on, state=state)
    ]
    streets = [
        Point(east, north, {"name": name, "n": count})
        for name, count, east, north in street_names(z, x, y, scopes=scopes, on=on)
    ]
    return encode(z, x, y, {"addresses": points, "streets": streets})


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
    return JsonResponse({"type": "FeatureCollection", "features": list(_features(middles))})


def _features(middles: Iterable[tuple[int, map_points.Middle]]) -> Iterable[dict[str, Any]]:
    for digits, one in middles:
        if name := place_name(one.code):
            yield {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [round(one.longitude, 6), round(one.latitude, 6)]},
                "properties": {"name": name, "digits": digits, "n": one.points},
            }
