"""Loaded addresses get their thoroughfares, compounds and parents, whether at the load or afterwards."""

from __future__ import annotations

import polars as pl
import psycopg
import pytest

from huangce.home import database
from huangce.places.growing import grow_all
from huangce.places.tree import SCHEMA, levels, parents
from tests.places import town
from tests.places.town import COMPOUND, FLATS, HOUSES, rows

GROWN = """
    select id, level, parent, geometry_kind, (select name from named_place n where n.id = a.thoroughfare),
        (select name from named_place n where n.id = a.compound)
    from address a order by id
"""


def test_it_works(committed_db):
    building = {**COMPOUND, "unit": ""}
    gate, building_id, *flats = town.load({"street": "人民路", "plate": "9号"}, building, *FLATS)
    assert rows("select level, parent from address order by id") == [
        ("plate", None),
        ("building", gate),
        *[("room", building_id)] * len(flats),
    ]


def test_addresses_that_were_loaded_before_there_was_a_tree_get_the_same(committed_db):
    town.load(*HOUSES, {**COMPOUND, "unit": ""}, *FLATS)
    at_the_load = rows(GROWN)
    with psycopg.connect(database.url(owner=True)) as connection, connection.cursor() as cursor:
        cursor.execute("update address set thoroughfare = null, compound = null, parent = null, level = null")
        cursor.execute("delete from named_place")
        assert grow_all(cursor) == len(at_the_load)
        assert grow_all(cursor) == 0
    assert rows(GROWN) == at_the_load


def test_one_name_in_two_townships_is_two_places_and_in_two_villages_of_one_is_one(committed_db):
    for division in (town.VILLAGE, "511703116002", "511703117001"):
        town.load(*HOUSES[:1], division=division)
    on_it = "(select count(*) from address a where a.thoroughfare = n.id)"
    assert rows(f"select division, {on_it} from named_place n order by id") == [(town.VILLAGE, 2), ("511703117001", 1)]


def test_what_is_named_in_a_village_is_a_village_place(committed_db):
    town.load({"compound": "张家湾", "building": "2号"}, division="511703116201")
    town.load({"compound": "张家湾", "building": "2号"}, division=town.VILLAGE)
    assert rows("select place_kind from named_place order by id") == [("village_place",), ("compound",)]


def test_a_list_that_was_undone_takes_its_places_along(committed_db):
    from tests.places.test_undone import undo

    town.load()
    undo(rows("select max(id) from batch")[0][0])
    assert rows("select count(*) from named_place where retired_by is null") == [(0,)]
    town.load()
    assert rows("select count(*) from named_place where retired_by is null") == [(2,)]


@pytest.mark.parametrize("count", [0, 1, 500])
def test_the_parent_is_the_nearest_address_above(count):
    """Every address of a compound but the top has the one that lacks its last segment."""
    names = ["plate", "building", "unit", "floor", "room"]
    chain = [dict.fromkeys(names[:depth], "1") for depth in range(1, 6)]
    made = [{"id": at * 5 + depth, "thoroughfare": at, **one} for at in range(count) for depth, one in enumerate(chain)]
    frame = pl.DataFrame(made, schema={name: kind for name, kind in SCHEMA.items() if name != "level"})
    frame = frame.with_columns(levels()).select(*SCHEMA)
    expected = [None if one["id"] % 5 == 0 else one["id"] - 1 for one in made]
    assert parents(frame).to_list() == expected
