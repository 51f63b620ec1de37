"""The map: only what lies in the own divisions, whole without JavaScript, and nothing from elsewhere."""

from __future__ import annotations

import math
import re
import sqlite3
from pathlib import Path

import pytest

from huangce.accounts import officers
from huangce.places.map_points import NEAREST, STATES
from huangce.rules.datum import gcj02
from huangce.rules.map_cells import off_map, on_map
from huangce.web.places.vector_tiles import MEDIA_TYPE
from tests import people
from tests.places.doors import door, load
from tests.register.conftest import one
from tests.web.places.tiles import read
from tests.web.test_routes import client_of, session_of

pytestmark = pytest.mark.django_db
AT = (107.4, 31.2)


def doors() -> list[int]:
    """Twelve doors of a street from west to east, every fourth without its plate."""
    states = ("installed", "missing", "ordered", None)
    return load(
        *(door(f"{n}号", longitude=AT[0] + n * 0.0003, latitude=AT[1], plate_state=states[n % 4]) for n in range(12))
    )


def tile_at(z: int, longitude: float = AT[0], latitude: float = AT[1]) -> str:
    x, y = (math.floor(part * 2**z) for part in on_map(longitude, latitude))
    return f"/places/map/tiles/{z}/{x}/{y}.mvt"


def test_it_works() -> None:
    ids = doors()
    answer = client_of("deng").get(tile_at(10))
    assert answer.headers["Content-Type"] == MEDIA_TYPE
    assert "private" in answer.headers["Cache-Control"]
    layers = read(answer.content)
    assert sum(said["n"] for _at, said in layers["addresses"]) == 12
    assert "streets" not in layers
    near = read(client_of("deng").get(tile_at(NEAREST, AT[0] + 0.0003)).content)
    assert ids[1] in [said.get("address") for _at, said in near["addresses"]]


def test_an_officer_of_elsewhere_gets_empty_tiles_and_lists() -> None:
    doors()
    cell, level = _cell_of(tile_at(14), "deng")
    here = f"/places/map/here/?cell={cell}&level={level}"
    assert "老街" in client_of("deng").get(here).content.decode()
    ning = officers.add("ning", "宁", on=people.OPENED)
    officers.grant(ning, "address_clerk", "522701000000", by=None, on=people.OPENED)
    stranger = session_of(ning)
    assert read(stranger.get(tile_at(10)).content) == read(stranger.get(tile_at(16)).content) == {}
    assert "老街" not in stranger.get(here).content.decode()
    assert stranger.get("/places/map/names/").json()["features"] == []
    assert stranger.get(f"/places/map/?division={people.VILLAGE}").status_code == 403
    street = one("select id from named_place where name = '老街'")
    assert stranger.get(f"/places/map/?place={street}").status_code == 403
    assert "老街" not in stranger.get("/places/map/?q=老街").content.decode().replace('value="老街"', "")


def _cell_of(path: str, username: str) -> tuple[int, int]:
    (_at, said), *_rest = read(client_of(username).get(path).content)["addresses"]
    return said["cell"], said["level"]


def test_tiles_and_lists_keep_to_the_state_that_is_asked_for() -> None:
    doors()
    client = client_of("deng")
    told = {state: read(client.get(f"{tile_at(10)}?state={state}").content)["addresses"] for state in STATES}
    assert {state: sum(said["n"] for _at, said in points) for state, points in told.items()} == dict.fromkeys(STATES, 3)
    assert sum(said["n"] for _at, said in read(client.get(f"{tile_at(10)}?state=x").content)["addresses"]) == 12


@pytest.mark.parametrize("path", ["19/0/0.mvt", "3/8/0.mvt", "3/0/8.mvt"])
def test_there_are_tiles_of_the_world_only(path: str) -> None:
    assert client_of("deng").get(f"/places/map/tiles/{path}").status_code == 404


@pytest.mark.parametrize("asked", ["", "?cell=1&level=3", "?cell=x&level=20", "?cell=99999999999&level=16"])
def test_a_list_is_of_a_cell_that_there_is(asked: str) -> None:
    assert client_of("deng").get(f"/places/map/here/{asked}").status_code == 404


def test_the_page_is_whole_without_javascript() -> None:
    doors()
    page = client_of("deng").get(f"/places/map/?division={people.VILLAGE}").content.decode()
    street = one("select id from named_place where name = '老街'")
    assert f'href="/places/{street}/"' in page
    assert "<svg" in page
    assert re.findall(r'data-label="合计">([0-9,]+)<', page) == ["12"]
    county = client_of("deng").get("/places/map/").content.decode()
    assert f"?division={people.VILLAGE[:9]}000" in county


def test_a_search_leads_to_divisions_and_streets_of_the_own_county() -> None:
    doors()
    street = one("select id from named_place where name = '老街'")
    page = client_of("deng").get("/places/map/?q=老街").content.decode()
    assert f"?place={street}&amp;" in page
    assert "没有找到" in client_of("deng").get("/places/map/?q=没有的路").content.decode()


def test_only_the_map_runs_a_worker_and_only_here() -> None:
    doors()
    client = client_of("deng")
    policy = client.get("/places/map/").headers["Content-Security-Policy"]
    assert "worker-src 'self'" in policy
    assert "default-src 'none'" in policy
    assert "connect-src 'self';" in policy + ";"
    assert not {"blob:", "'unsafe-inline'", "'unsafe-eval'", "http"} & set(re.split(r"[ ;]", policy))
    assert "worker-src" not in client.get("/places/").headers["Content-Security-Policy"]
    assert "maplibre" not in client.get("/places/").content.decode() + client.get("/my-work/").content.decode()


def test_the_policy_opens_for_the_host_of_the_base_map_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    doors()
    monkeypatch.setenv("HUANGCE_BASE_TILES", "http://tiles.county.example:8080/img/{z}/{x}/{y}.png?k=1")
    monkeypatch.setenv("HUANGCE_BASE_TILES_ATTRIBUTION", "县自然资源局")
    answer = client_of("deng").get("/places/map/")
    policy = answer.headers["Content-Security-Policy"]
    assert "connect-src 'self' http://tiles.county.example:8080" in policy
    assert "img-src 'self' data: http://tiles.county.example:8080" in policy
    assert "县自然资源局" in answer.content.decode()
    assert "tiles.county" not in client_of("deng").get("/places/").headers["Content-Security-Policy"]


def mbtiles(file: Path, form: str = "png") -> Path:
    with sqlite3.connect(file) as connection:
        connection.execute("create table metadata (name text, value text)")
        connection.execute("create table tiles (zoom_level int, tile_column int, tile_row int, tile_data blob)")
        connection.executemany("insert into metadata values (?, ?)", [("format", form), ("maxzoom", "12")])
        connection.execute("insert into tiles values (2, 3, 2, ?)", (b"picture",))
    connection.close()
    return file


def test_a_file_of_tiles_is_served_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUANGCE_BASE_TILES", str(mbtiles(tmp_path / "county.mbtiles")))
    doors()
    client = client_of("deng")
    assert 'data-base="/places/map/base/{z}/{x}/{y}/"' in client.get("/places/map/").content.decode()
    answer = client.get("/places/map/base/2/3/1/")  # rows of the file count from the south
    assert (answer.status_code, answer.content, answer.headers["Content-Type"]) == (200, b"picture", "image/png")
    assert client.get("/places/map/base/2/3/2/").status_code == 404
    assert client.get("/places/map/base/2/9/1/").status_code == 404


@pytest.mark.parametrize("form", ["pbf", "none", "text", "server"])
def test_a_base_map_that_cannot_be_shown_is_said_and_left_out(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    doors()
    file = tmp_path / "county.mbtiles"
    if form == "pbf":
        mbtiles(file, form)
    elif form == "text":
        file.write_text("no database at all, " * 100)
    monkeypatch.setenv("HUANGCE_BASE_TILES", "https://host/tiles.png" if form == "server" else str(file))
    answer = client_of("deng").get("/places/map/")
    assert answer.status_code == 200
    assert "底图用不了" in answer.content.decode()
    assert "data-base=" not in answer.content.decode()


@pytest.mark.parametrize("z", [5, 12, NEAREST])
def test_over_a_base_map_in_gcj02_each_address_is_drawn_where_that_map_shows_its_house(z: int) -> None:
    ids = doors()
    client = client_of("deng")
    there = [gcj02(AT[0] + n * 0.0003, AT[1]) for n in range(12)]
    found: dict[int, tuple[float, float]] = {}
    counted = 0
    for path in {tile_at(z, *point) for point in there}:
        *_start, x, y = path.removesuffix(".mvt").split("/")
        for at, said in read(client.get(f"{path}?datum=gcj02").content).get("addresses", []):
            counted += said["n"]
            place = off_map((int(x) + at[0] / 4096) / 2**z, (int(y) + at[1] / 4096) / 2**z)
            found |= {said["address"]: place} if "address" in said else {}
    assert counted == 12
    if z == NEAREST:
        assert found.keys() == set(ids)
        for address, shown in zip(ids, there, strict=True):
            assert found[address] == pytest.approx(shown, abs=2e-6)


def test_the_page_says_the_datum_of_the_base_map(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUANGCE_BASE_TILES", str(mbtiles(tmp_path / "county.mbtiles")))
    doors()
    client = client_of("deng")
    plain = client.get("/places/map/").content.decode()
    assert 'data-datum="cgcs2000"' in plain
    monkeypatch.setenv("HUANGCE_BASE_TILES_DATUM", "GCJ-02")
    page = client.get("/places/map/").content.decode()
    assert 'data-datum="gcj02"' in page
    west, south = (float(one) for one in re.findall(r'data-box="([0-9.]+),([0-9.]+)', plain)[0])
    moved = tuple(float(one) for one in re.findall(r'data-box="([0-9.]+),([0-9.]+)', page)[0])
    assert moved == pytest.approx(gcj02(west, south), abs=2e-6)
    monkeypatch.setenv("HUANGCE_BASE_TILES_DATUM", "BD-09")
    assert "底图用不了" in client.get("/places/map/").content.decode()
