"""The map beneath the addresses, where the office has one: tiles of its own network, or a file of tiles beside us.

`HUANGCE_BASE_TILES` is the address of a tile server with `{z}`, `{x}` and `{y}` in it, or the path of an MBTiles file
(specification 1.3) with pictures; `HUANGCE_BASE_TILES_ATTRIBUTION` is what its owner wants to be named as. Without the
first there is no map beneath, and no page asks any other host. Tiles lie in Web Mercator; `HUANGCE_BASE_TILES_DATUM`
says of which datum: CGCS2000 (WGS 84) if nothing is said, or GCJ-02, in which commercial maps of China are drawn. Over
such a map our points are drawn where it shows them, hundreds of metres away; what is stored stays in CGCS2000.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from huangce.errors import HuangceError, NotFound, Refused
from huangce.rules.map_cells import is_tile
from huangce.web.frame.signed_in import needs

PICTURES: Final = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp"}
A_DAY: Final = 86_400
VIEW: Final = "addresses"
DATUM: Final = "cgcs2000"
# How a datum may be written in the setting. Tiles of BD-09 lie on a grid of their own, which no map of ours can show.
DATUMS: Final = {"": DATUM, DATUM: DATUM, "wgs84": DATUM, "gcj02": "gcj02"}


class BaseMapUnusable(Refused):
    """HUANGCE_BASE_TILES cannot be shown: {why}. The map is drawn without it."""

    code = "base-map-unusable"


class NoBaseTile(NotFound):
    """The base map has no tile there."""

    code = "no-base-tile"


@dataclass(frozen=True, slots=True)
class BaseMap:
    """A base map: the template of its tiles' addresses, its host ("" for our own), whom it names, how near it goes, and
    the datum that it is drawn in."""

    tiles: str
    host: str
    attribution: str
    nearest: int
    datum: str = DATUM


def base_map() -> BaseMap | None:
    """Return the base map that the office set, None without one. Raises `BaseMapUnusable`."""
    given = os.environ.get("HUANGCE_BASE_TILES", "").strip()
    attribution = os.environ.get("HUANGCE_BASE_TILES_ATTRIBUTION", "").strip()
    if not given:
        return None
    datum = _datum()
    parts = urlsplit(given)
    if parts.scheme in ("http", "https"):
        if not parts.netloc or not all(part in given for part in ("{z}", "{x}", "{y}")):
            raise BaseMapUnusable(why="its address lacks the host, or one of z, x and y")
        return BaseMap(given, f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}", attribution, 18, datum)
    said = _metadata(Path(given))
    if said.get("format") not in PICTURES:
        raise BaseMapUnusable(why="the file holds no pictures in png, jpg or webp")
    nearest = said.get("maxzoom", "18")
    tiles = reverse("map-base", args=(0, 0, 0)).removesuffix("0/0/0/") + "{z}/{x}/{y}/"
    return BaseMap(
        tiles, "", attribution or said.get("attribution", ""), int(nearest) if nearest.isdigit() else 18, datum
    )


def _datum() -> str:
    text = os.environ.get("HUANGCE_BASE_TILES_DATUM", "")
    known = DATUMS.get(re.sub("[^0-9a-z]", "", text.lower()))
    if known is None:
        raise BaseMapUnusable(why="HUANGCE_BASE_TILES_DATUM is CGCS2000, WGS84 or GCJ-02; others cannot be shown")
    return known


def _metadata(file: Path) -> dict[str, str]:
    return dict(_rows(file, "select name, value from metadata"))


def _rows(file: Path, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """Rows of an MBTiles file, which is only read."""
    if not file.is_file():
        raise BaseMapUnusable(why="there is no such file")
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            return connection.execute(query, parameters).fetchall()
    except sqlite3.DatabaseError:
        raise BaseMapUnusable(why="the file is no MBTiles file") from None


@needs(views=(VIEW,))
@require_safe
@cache_control(private=True, max_age=A_DAY)
def tile(_request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    """Give a tile of the file; its rows count from the south (TMS)."""
    base = base_map()
    if base is None or base.host or not is_tile(z, x, y):
        raise NoBaseTile()
    file = Path(os.environ["HUANGCE_BASE_TILES"].strip())
    query = "select tile_data from tiles where zoom_level = ? and tile_column = ? and tile_row = ?"
    rows = _rows(file, query, z, x, 2**z - 1 - y)
    if not rows:
        raise NoBaseTile()
    return HttpResponse(rows[0][0], content_type=PICTURES[_metadata(file)["format"]])


def with_policy(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a page run the map: its worker comes from here, tiles from here and from the host of the base map."""

    @wraps(view)
    def with_map(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            base = base_map()
        except HuangceError:
            base = None  # the page says so
        more = [base.host] if base is not None and base.host else []
        policy = {"worker-src": ["'self'"], "connect-src": more, "img-src": more}
        opened: Any = csp_update({name: hosts for name, hosts in policy.items() if hosts})(view)
        answer: HttpResponse = opened(request, *args, **kwargs)
        return answer

    return with_map
