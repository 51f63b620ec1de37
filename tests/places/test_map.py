"""Addresses on the map: every point is counted once at every zoom, whoever wrote it and whatever became of it."""

from __future__ import annotations

import math
from datetime import timedelta
from random import Random

import pytest

from huangce.exchange.formats.codes import PLATE_STATES
from huangce.places import map_checking, map_points
from huangce.places.map_points import (
    NEAREST,
    STATES,
    UNKNOWN,
    addresses_here,
    box_of_division,
    box_of_place,
    clusters,
    level_of,
    parts_of,
    street_names,
)
from huangce.places.plate_life import apply_for, take_step
from huangce.places.plate_orders import make_order
from huangce.register.locks import raw_cursor
from huangce.rules.acts.place_addresses import NewDoor
from huangce.rules.acts.reversals import BatchUndone
from huangce.rules.authority import EVERYWHERE, scope
from huangce.rules.map_cells import FARTHEST, cell_of, on_map
from tests import people
from tests.places import town
from tests.places.doors import NOW, ON, clerk, door, load, second
from tests.places.test_plates import HUNG, TO_THE_WALL
from tests.register.conftest import do, one

pytestmark = pytest.mark.django_db
ALL = {""}
POINTS = [(107.4 + at % 7 * 0.0004 + at // 7 * 0.013, 31.2 + at % 5 * 0.0007 + at // 9 * 0.011) for at in range(40)]


def county() -> list[int]:
    """Forty doors around a town, in two villages, with plates of every kind; two at one point."""
    return load(
        *(
            door(
                f"{at + 1}号",
                longitude=x,
                latitude=y,
                plate_state=(*STATES[:-1], None)[at % 4],
                division=people.NEXT_VILLAGE if at % 10 == 0 else people.VILLAGE,
            )
            for at, (x, y) in enumerate([*POINTS, POINTS[3]])
        )
    )


def count(z: int, *, scopes=ALL, on=ON, state: str = "") -> int:
    """The addresses on all tiles of a zoom."""
    tiles = {tuple(math.floor(part * 2**z) for part in on_map(*point)) for point in POINTS}
    return sum(found.points for x, y in tiles for found in clusters(z, x, y, scopes=scopes, on=on, state=state))


def holds() -> bool:
    """Whether what the database keeps is what its rows say."""
    with raw_cursor() as cursor:
        return map_checking.differing(cursor) == []


def test_it_works():
    load(door("1号", longitude=107.4, latitude=31.2, plate_state="missing"), door("2号"))
    (found,) = clusters(5, 25, 13, scopes=ALL, on=ON)
    assert (found.points, found.missing, found.plate, found.longitude, found.latitude) == (1, 1, "missing", 107.4, 31.2)
    at = [math.floor(part * 2**NEAREST) for part in on_map(107.4, 31.2)]
    (near,) = clusters(NEAREST, *at, scopes=ALL, on=ON)
    assert addresses_here(near.cell, level_of(NEAREST), scopes=ALL, on=ON)[0][0].address == near.address
    assert (*(code for code in STATES if PLATE_STATES.get(code)), UNKNOWN) == STATES
    assert holds()


@pytest.mark.parametrize("z", range(NEAREST + 1))
def test_the_counts_of_all_clusters_are_the_addresses_at_every_zoom(z: int):
    county()
    assert count(z) == 41
    assert [count(z, state=state) for state in STATES] == [11, 10, 10, 10]
    assert count(z, scopes={scope(people.VILLAGE)}) + count(z, scopes={scope(people.NEXT_VILLAGE)}) == 41


def test_who_may_see_another_town_sees_nothing_of_this_one():
    county()
    elsewhere = {scope("522701003000")}
    assert count(5, scopes=elsewhere) == count(16, scopes=elsewhere) == count(5, scopes=set()) == 0
    cell = cell_of(*POINTS[3], 16)
    assert cell is not None
    assert addresses_here(cell, 16, scopes=elsewhere, on=ON) == ([], 0)
    assert addresses_here(cell, 16, scopes=ALL, on=ON)[1] > 1


def test_the_database_computes_the_same_cells():
    draw = Random(4)
    points = [(draw.uniform(-180, 180), draw.uniform(-90, 90)) for _ in range(500)]
    points += [(180.0, 0.0), (-180.0, FARTHEST), (0.0, -FARTHEST)]
    query = """
        select huangce_map_cell(x, y) from unnest(%s::float8[], %s::float8[]) with ordinality p (x, y, at) order by at
    """
    with raw_cursor() as cursor:
        rows = cursor.execute(query, [list(one) for one in zip(*points, strict=True)]).fetchall()
    assert [row[0] for row in rows] == [cell_of(*point) for point in points]
    assert None in [row[0] for row in rows]


def test_what_ended_is_gone_from_its_day_on_and_comes_back_with_the_act_taken_back():
    ids = county()
    day = ON + timedelta(days=30)
    receipt = town.demolish(ids[1], on=day)
    assert count(7) == count(15) == 41
    assert count(7, on=day) == count(15, on=day) == 40
    town.reverse(receipt)
    assert count(7, on=day) == count(15, on=day) == 41
    assert holds()


def test_a_new_address_is_there_with_its_point():
    county()
    x, y = POINTS[0]
    _receipt, (new,) = town.new(NewDoor(plate="77号", village_group="3组", longitude=str(x), latitude=str(y)))
    assert count(6) == count(NEAREST) == 42
    assert holds()
    cell = one("select map_cell from address where id = %s", new)
    assert cell == cell_of(x, y)


def test_what_hangs_is_said_by_the_newest_plate_and_not_by_the_list():
    ids = county()
    before = {state: count(7, state=state) for state in STATES}
    made = apply_for(ids[1:2], by=clerk(), now=NOW)
    assert count(7, state="ordered") == count(17, state="ordered") == before["ordered"]  # the list had it so
    to_the_wall(made)
    assert count(7, state="installed") == count(17, state="installed") == before["installed"] + 1
    assert count(7, state="ordered") == before["ordered"] - 1
    assert holds()


def to_the_wall(made: list[int]) -> None:
    """Approve plates, order and hang them."""
    take_step(made, "approved", by=second(), now=NOW)
    make_order(people.TOWN, maker="第一标牌厂", by=clerk(), now=NOW)
    for step in TO_THE_WALL:
        take_step(made, step, HUNG, by=clerk(), now=NOW)


def test_a_plate_that_an_act_ahead_of_its_day_retires_hangs_until_that_day():
    ids = county()
    to_the_wall(apply_for(ids[1:3], by=clerk(), now=NOW))
    before = {(z, state): count(z, state=state) for z in (7, 17) for state in STATES}
    parts = [one.plates for one in parts_of(people.TOWN, on=ON)]
    day = ON + timedelta(days=30)
    town.renumber(ids[1], plate="901", on=day)
    ended = town.demolish(ids[2], on=day)
    for z in (7, 17):
        assert {(z, state): count(z, state=state) for state in STATES} == {
            key: value for key, value in before.items() if key[0] == z
        }
        assert count(z, on=day, state="installed") == before[z, "installed"] - 2
        assert count(z, on=day, state="ordered") == before[z, "ordered"] + 1
        assert count(z, on=day) == 40
    assert [one.plates for one in parts_of(people.TOWN, on=ON)] == parts
    village = [one.plates.get("installed", 0) for one in parts_of(people.VILLAGE, on=ON)]
    assert sum(village) == sum(one.get("installed", 0) for one in parts)
    cell = cell_of(*POINTS[1], 16)
    assert cell is not None
    here = {one.address: one.plate for one in addresses_here(cell, 16, scopes=ALL, on=ON)[0]}
    assert here[ids[1]] == "installed"
    assert {one.address: one.plate for one in addresses_here(cell, 16, scopes=ALL, on=day)[0]}[ids[1]] == "ordered"
    assert holds()
    town.reverse(ended)
    assert count(7, on=day, state="installed") == before[7, "installed"] - 1
    assert holds()


def test_a_list_that_is_undone_leaves_no_points():
    county()
    batch = one("select max(batch) from address")
    do(BatchUndone(happened_on=town.MAY, batch=batch, reason="wrong file"))
    assert count(5) == count(17) == 0
    assert holds()


def test_a_division_is_told_by_its_parts_and_a_village_by_its_streets():
    ids = county()
    towns = parts_of(people.COUNTY, on=ON)
    assert {one.code[:9] for one in towns} == {people.VILLAGE[:9], people.NEXT_VILLAGE[:9]}
    assert sum(one.points for one in towns) == sum(one.points for one in parts_of(EVERYWHERE, on=ON)) == 41
    (street,) = parts_of(people.VILLAGE, on=ON)
    assert (street.name, street.place, street.points) == (
        "老街",
        one("select thoroughfare from address where id = %s", ids[1]),
        36,
    )
    assert sum(one.points for one in parts_of(people.VILLAGE, on=ON, state="missing")) <= 10
    box, whole = box_of_place(street.place, on=ON), box_of_division(people.COUNTY, on=ON)
    assert box is not None
    assert whole is not None
    assert whole[0] <= street.longitude <= whole[2]
    assert box_of_place(1, on=ON) is box_of_division("522701003000", on=ON) is None


def test_streets_are_written_on_near_tiles_only():
    county()
    at = [math.floor(part * 2**15) for part in on_map(*POINTS[3])]
    assert [name for name, *_ in street_names(15, *at, scopes=ALL, on=ON)] == ["老街"]
    assert street_names(10, 0, 0, scopes=ALL, on=ON) == []
    assert map_points.NAMED_FROM == 15
