"""Buildings and dwellings: registered and changed by acts, stated with a day and a source, counted and never named."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from huangce.home import database
from huangce.places.buildings import NoGround, building_of, ground_of, plan_of, propose_rooms
from huangce.places.search import NoSuchAddress
from huangce.register.effects import BlockedByLater
from huangce.register.evidence import Database
from huangce.register.rebuild import check
from huangce.register.seal import seal
from huangce.register.verify import verify
from huangce.rules.acts.base import EvidenceMissing, InTheFuture, SecondOfficerNeeded, WrongValue
from huangce.rules.acts.place_addresses import NewDoor, NothingChanges
from huangce.rules.acts.place_buildings import (
    AlreadyABuilding,
    BuildingChanged,
    BuildingRegistered,
    DwellingsStated,
    DwellingStatement,
    HowNotStated,
    NotADwelling,
    NotAReference,
    NothingStated,
)
from huangce.rules.acts.place_positions import AddressesLocated, Point
from huangce.rules.buildings import CellState, UnitPlan
from huangce.rules.buildings.footprint import Corner, FootprintRefused
from tests import lins
from tests.places import town
from tests.places.town import MAY, rows
from tests.register.conftest import do, open_house

SQUARE = tuple(
    Corner(longitude=longitude, latitude=latitude)
    for longitude, latitude in (("107.5", "31.2"), ("107.5", "31.2002"), ("107.5003", "31.2002"), ("107.5003", "31.2"))
)
TODAY = lins.NOW.date()


@pytest.fixture
def houses(committed_db: None) -> list[int]:
    """1, 3, 5 and 7 人民路, and the flats 101 and 102 of the compound at 9."""
    return town.load()


def state(*statements: DwellingStatement, on: date = MAY) -> Any:
    return do(DwellingsStated(happened_on=on, statements=statements))


def empty(address: int, **given: Any) -> DwellingStatement:
    return DwellingStatement(address=address, occupancy="vacant", found_how="visited", **given)


def holds() -> bool:
    found = check(database.url())
    assert found.differing == []
    return found.holds


def test_it_works(houses):
    flat, other = houses[4:]
    building = town.building(flat, structure="concrete", floors_above=1, year_built=1998, footprint=SQUARE)
    state(empty(flat, title_status="titled", title_reference="川（2019）达川区不动产权第0012345号"))
    open_house(address_id=other)
    found = building_of(building, on=TODAY)
    assert found.standard == "四川省达州市达川区石桥镇人民路9号阳光花园1栋"
    assert found.registered is not None
    assert found.registered.structure == "concrete"
    assert found.states == {flat: CellState.VACANT, other: CellState.OCCUPIED}
    assert found.counts == {"occupied": 1, "vacant": 1, "unknown": 0, "gone": 0}
    assert building_of(other, on=TODAY) == found
    assert holds()
    seal(now=lins.NOW)
    assert verify(Database(database.url())).holds


def test_a_loaded_building_is_there_before_anybody_registers_it(houses):
    found = building_of(houses[4], on=TODAY)
    assert found.registered is None
    assert [one.address for one in found.dwellings] == houses[4:]
    assert set(found.states.values()) == {CellState.UNKNOWN}


def test_a_house_without_rooms_is_its_own_dwelling(houses):
    state(empty(houses[0]))
    assert building_of(houses[0], on=TODAY).states == {houses[0]: CellState.VACANT}


def test_the_ground_is_kept_as_a_closed_ring_counterclockwise(houses):
    town.building(houses[0], footprint=SQUARE)
    assert rows("select footprint from building") == [
        ("[[107.5,31.2],[107.5003,31.2],[107.5003,31.2002],[107.5,31.2002],[107.5,31.2]]",)
    ]


@pytest.mark.parametrize(
    "corners",
    [
        SQUARE[:2],
        (SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]),
        (*SQUARE[:3], Corner(longitude="108.5", latitude="31.2")),
        (*SQUARE[:3], SQUARE[1]),
        (*SQUARE[:2], Corner(longitude="107,5", latitude="31.2")),
        tuple(Corner(longitude="107.5", latitude=f"31.{at}") for at in (2001, 2002, 2003)),
    ],
)
def test_what_is_no_ground_of_a_building_is_refused(houses, corners):
    with pytest.raises(FootprintRefused):
        town.building(houses[0], footprint=corners)


@pytest.mark.parametrize("text", ["林大", "990101199001011239", "证" * 90 + "1", "共有人：林二"])
def test_a_title_reference_names_nobody(houses, text):
    with pytest.raises(NotAReference) as refused:
        town.building(houses[0], title_reference=text)
    assert text not in refused.value.message


@pytest.mark.parametrize("wrong", [{"floors_above": 201}, {"floors_below": -1}, {"year_built": TODAY.year + 1}])
def test_a_number_that_no_building_has_is_refused(houses, wrong):
    with pytest.raises(WrongValue):
        town.building(houses[0], **wrong)


def test_a_building_needs_a_document_and_a_second_officer(houses):
    with pytest.raises(EvidenceMissing):
        do(BuildingRegistered(happened_on=MAY, address=houses[0], approved_by=lins.CHEN.id))
    with pytest.raises(SecondOfficerNeeded):
        do(BuildingRegistered(happened_on=MAY, address=houses[0], evidence=lins.shown("survey")))


def test_one_address_has_one_building(houses):
    first, second = town.building(houses[0]), town.building(houses[1])
    with pytest.raises(AlreadyABuilding):
        town.building(houses[0])
    with pytest.raises(AlreadyABuilding):
        do(BuildingChanged(happened_on=MAY, building=second, address=houses[0], **town.shown()))
    assert first != second


def test_a_change_says_only_what_is_otherwise_and_a_reversal_takes_it_back(houses):
    building = town.building(houses[0], floors_above=2, title_status="none")
    changed = do(BuildingChanged(happened_on=MAY, building=building, title_status="titled", **town.shown()))
    assert rows("select floors_above, title_status from building") == [(2, "titled")]
    with pytest.raises(NothingStated):
        do(BuildingChanged(happened_on=MAY, building=building, floors_above=2, **town.shown()))
    town.reverse(changed)
    assert rows("select floors_above, title_status from building") == [(2, "none")]
    assert holds()


def test_a_building_that_is_taken_back_leaves_its_doors(houses):
    receipt = do(BuildingRegistered(happened_on=MAY, address=houses[4], **town.shown()))
    back = town.reverse(receipt)
    assert building_of(houses[4], on=TODAY).registered is None
    with pytest.raises(NoSuchAddress):
        building_of(receipt.created["building"], on=TODAY)
    assert holds()
    town.reverse(back)
    assert building_of(houses[4], on=TODAY).registered is not None
    assert holds()


def test_the_address_of_a_building_is_not_taken_back_under_it(houses):
    made, (address,) = town.new(NewDoor(plate="21"), thoroughfare=town.street())
    town.building(address)
    with pytest.raises(BlockedByLater):
        town.reverse(made)


def test_a_statement_has_a_day_and_a_source_and_counts_from_then_on(houses):
    flat = houses[4]
    with pytest.raises(HowNotStated):
        state(DwellingStatement(address=flat, occupancy="vacant"))
    with pytest.raises(NothingStated):
        state(DwellingStatement(address=flat))
    with pytest.raises(InTheFuture):
        state(empty(flat), on=TODAY + timedelta(days=1))
    state(empty(flat))
    assert building_of(flat, on=MAY - timedelta(days=1)).states[flat] is CellState.UNKNOWN
    assert building_of(flat, on=MAY).states[flat] is CellState.VACANT
    assert rows("select occupancy, found_how, found_on from dwelling") == [("vacant", "visited", MAY)]


def test_a_statement_that_nothing_is_known_takes_an_earlier_one_away(houses):
    state(empty(houses[4]))
    later = state(DwellingStatement(address=houses[4], occupancy="not_known"), on=MAY + timedelta(days=1))
    assert building_of(houses[4], on=TODAY).states[houses[4]] is CellState.UNKNOWN
    town.reverse(later)
    assert building_of(houses[4], on=TODAY).states[houses[4]] is CellState.VACANT
    assert holds()


def test_what_is_stated_empty_while_somebody_is_registered_there_is_shown_as_lived_in(houses):
    open_house(address_id=houses[0])
    state(empty(houses[0]))
    (dwelling,) = building_of(houses[0], on=TODAY).dwellings
    assert (dwelling.state, dwelling.is_contradicted) == (CellState.OCCUPIED, True)


def test_a_statement_moves_nobody_and_asks_nothing_of_persons(houses):
    open_house(address_id=houses[0])
    before = rows("select id, version from person union select id, version from household order by 1")
    state(empty(houses[0]))
    assert rows("select id, version from person union select id, version from household order by 1") == before


def test_use_and_title_of_a_dwelling_are_stated_without_saying_whether_it_is_lived_in(houses):
    state(DwellingStatement(address=houses[0], dwelling_use="commercial", title_status="permitted"))
    (dwelling,) = building_of(houses[0], on=TODAY).dwellings
    assert (dwelling.use, dwelling.title_status, dwelling.state) == ("commercial", "permitted", CellState.UNKNOWN)
    assert holds()


def test_a_block_is_no_dwelling(houses):
    _made, (block,) = town.new(
        NewDoor(plate="9", building="1"), thoroughfare=town.street(), compound=town.street("阳光花园")
    )
    with pytest.raises(NotADwelling):
        state(empty(block))
    assert building_of(block, on=TODAY).standard.endswith("阳光花园1栋")
    assert building_of(houses[4], on=TODAY).address == block


def test_a_demolished_flat_is_shown_as_gone(houses):
    town.demolish(houses[4])
    assert building_of(houses[5], on=TODAY).states == {houses[4]: CellState.GONE, houses[5]: CellState.UNKNOWN}


def test_a_building_follows_its_doors_through_a_renumbering(houses):
    building = town.building(houses[4])
    for flat in houses[4:]:
        town.renumber(flat, building="2")
    assert len(building_of(building, on=TODAY).dwellings) == 2
    assert holds()


def test_the_plan_tells_states_and_names_nobody(houses):
    home = open_house(address_id=houses[4])
    plan = plan_of(houses[4], on=TODAY)
    assert plan.startswith("<svg")
    assert "阳光花园1栋房屋平面图" in plan
    names = [row[0] for row in rows("select name from person where household = %s", home.id)]
    assert names
    assert not any(name in plan for name in names)
    assert "Plan of" in plan_of(houses[4], on=TODAY, language="en")


def test_the_ground_is_drawn_where_somebody_entered_it(houses):
    building = town.building(houses[0], footprint=SQUARE)
    drawing = ground_of(building, on=TODAY)
    assert "人民路1号占地图" in drawing
    assert "米</text>" in drawing
    assert "Ground of" in ground_of(houses[0], on=TODAY, language="en")
    with pytest.raises(NoGround):
        ground_of(houses[1], on=TODAY)


def test_rooms_of_a_planned_building_become_addresses(houses):
    plans = [UnitPlan("1单元", -1, 3, doors=2, other=((-1, 0),))]
    doors = propose_rooms(houses[4], plans, on=TODAY)
    assert [one.room for one in doors] == ["201室", "202室", "301室", "302室"]
    town.new(*doors, thoroughfare=town.street(), compound=town.street("阳光花园"))
    found = building_of(houses[4], on=TODAY)
    assert (found.grid.doors, found.doubts) == (6, ())
    assert propose_rooms(houses[4], plans, on=TODAY) == ()
    assert holds()


def test_an_address_is_located_later(houses):
    point = Point(address=houses[0], longitude="107.5", latitude="31.2", datum="gcj02")
    located = do(AddressesLocated(happened_on=MAY, points=(point,), evidence=lins.shown("survey")))
    assert rows("select source_datum, geometry_kind from address where id = %s", houses[0]) == [("gcj02", "surveyed")]
    with pytest.raises(NothingChanges):
        do(AddressesLocated(happened_on=MAY, points=(point,), evidence=lins.shown("survey")))
    assert holds()
    town.reverse(located)
    assert rows("select longitude, geometry_kind from address where id = %s", houses[0]) == [(None, "none")]
    assert holds()
