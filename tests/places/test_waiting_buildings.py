"""Buildings that are registered before they have an address: they wait, are counted, and get it by an act."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from huangce.home import database
from huangce.places.buildings import WaitsForAddress, building_of, plan_of, propose_rooms
from huangce.places.completeness import completeness
from huangce.places.waiting_buildings import waiting
from huangce.register.effects import BlockedByLater
from huangce.register.evidence import Database
from huangce.register.rebuild import check
from huangce.register.seal import seal
from huangce.register.verify import verify
from huangce.rules.acts.base import EvidenceMissing, SecondOfficerNeeded, WrongValue
from huangce.rules.acts.place_addresses import NewDoor
from huangce.rules.acts.place_buildings import (
    AlreadyABuilding,
    BuildingChanged,
    BuildingNotPlaced,
    BuildingRegistered,
)
from huangce.rules.acts.place_divisions import DivisionChanged
from huangce.rules.buildings import UnitPlan
from tests import lins
from tests.places import town
from tests.places.test_buildings import SQUARE
from tests.places.town import MAY, VILLAGE, rows
from tests.register.conftest import do

TODAY = lins.NOW.date()
ALL = ("",)


@pytest.fixture
def houses(committed_db: None) -> list[int]:
    """1, 3, 5 and 7 人民路, and the flats 101 and 102 of the compound at 9."""
    return town.load()


def address_it(building: int, address: int) -> Any:
    """Give a building its address."""
    return do(BuildingChanged(happened_on=MAY, building=building, address=address, **town.shown()))


def listed(**given: Any) -> list[int]:
    """The buildings that wait."""
    found, total = waiting(given.pop("scopes", ALL), on=given.pop("on", TODAY), **given)
    assert len(found) == total
    return [one.building for one in found]


def holds() -> bool:
    found = check(database.url())
    assert found.differing == []
    return found.holds


def test_it_works(houses):
    building = town.waits(completed_on=date(2026, 4, 1), building_use="residential")
    (one,), total = waiting((VILLAGE,), on=TODAY)
    assert (one.building, one.whereabouts, one.since, total) == (building, "村口三层楼", date(2026, 4, 1), 1)
    found = building_of(building, on=TODAY)
    assert (found.address, found.standard, found.dwellings) == (None, "村口三层楼", ())
    _made, (address,) = town.new(NewDoor(plate="21"), thoroughfare=town.street())
    address_it(building, address)
    assert listed() == []
    found = building_of(building, on=TODAY)
    assert (found.address, found.registered and found.registered.id) == (address, building)
    assert building_of(address, on=TODAY) == found
    assert holds()
    seal(now=lins.NOW)
    assert verify(Database(database.url())).holds


def test_a_building_without_an_address_needs_its_division_and_words_or_a_ground(houses):
    for said in ({"division": ""}, {"division": "5117"}, {"whereabouts": " "}):
        with pytest.raises(BuildingNotPlaced):
            town.waits(**{"whereabouts": "村口三层楼", **said})
    town.waits("", footprint=SQUARE)
    with pytest.raises(WrongValue):
        town.waits(address=houses[0])


@pytest.mark.parametrize("words", ["990101199001011239的房子", "村" * 81])
def test_where_it_stands_is_a_place_and_no_number_of_a_person(houses, words):
    with pytest.raises(WrongValue) as refused:
        town.waits(words)
    assert words not in refused.value.message


def test_it_needs_a_document_and_a_second_officer_like_every_building(houses):
    said: dict[str, Any] = {"happened_on": MAY, "division": VILLAGE, "whereabouts": "村口三层楼"}
    with pytest.raises(EvidenceMissing):
        do(BuildingRegistered(**said, approved_by=lins.CHEN.id))
    with pytest.raises(SecondOfficerNeeded):
        do(BuildingRegistered(**said, evidence=lins.shown("survey")))


def test_taking_back_the_address_lets_it_wait_again_and_taking_back_the_building_ends_it(houses):
    receipt = do(BuildingRegistered(happened_on=MAY, division=VILLAGE, whereabouts="村口三层楼", **town.shown()))
    building = receipt.created["building"]
    given = address_it(building, houses[0])
    with pytest.raises(BlockedByLater):
        town.reverse(receipt)
    back = town.reverse(given)
    assert listed() == [building]
    assert building_of(houses[0], on=TODAY).registered is None
    assert holds()
    again = town.reverse(back)
    assert listed() == []
    town.reverse(again)
    assert listed() == [building]
    town.reverse(receipt)
    assert listed() == []
    assert holds()


def test_the_address_it_got_is_not_taken_back_under_it(houses):
    building = town.waits()
    made, (address,) = town.new(NewDoor(plate="21"), thoroughfare=town.street())
    address_it(building, address)
    with pytest.raises(BlockedByLater):
        town.reverse(made)


def test_an_address_that_has_a_building_takes_no_other_one(houses):
    town.building(houses[0])
    building = town.waits()
    with pytest.raises(AlreadyABuilding):
        address_it(building, houses[0])


def test_who_waits_longest_comes_first_and_one_that_was_pulled_down_waits_no_more(houses):
    late, early, undated = (
        town.waits(completed_on=MAY),
        town.waits(permitted_on=date(2020, 1, 1)),
        town.waits("小学后面"),
    )
    assert listed() == [early, late, undated]
    assert listed(text="小学") == [undated]
    assert listed(scopes=("522701",)) == listed(scopes=()) == []
    gone = do(BuildingChanged(happened_on=MAY, building=early, demolished_on=MAY, **town.shown()))
    assert listed() == [late, undated]
    assert listed(on=MAY - timedelta(days=1)) == [early, late, undated]
    town.reverse(gone)
    assert listed() == [early, late, undated]
    with pytest.raises(WrongValue):
        do(BuildingChanged(happened_on=MAY, building=late, demolished_on=TODAY + timedelta(days=1), **town.shown()))
    assert holds()


def test_what_is_known_of_it_is_changed_while_it_waits(houses):
    building = town.waits()
    do(BuildingChanged(happened_on=MAY, building=building, whereabouts="村口四层楼", floors_above=4, **town.shown()))
    assert rows("select whereabouts, floors_above, at_address from building") == [("村口四层楼", 4, None)]


def test_one_that_waits_has_neither_doors_nor_a_plan_of_rooms(houses):
    building = town.waits()
    with pytest.raises(WaitsForAddress):
        propose_rooms(building, [UnitPlan("1单元", 1, 3, doors=2)], on=TODAY)
    assert plan_of(building, on=TODAY).startswith("<svg")


def test_it_is_counted_as_missing_its_address_and_its_number(houses):
    building = town.waits(completed_on=date(2026, 4, 1))
    town.building(houses[0], completed_on=date(2026, 4, 1))
    found = completeness((VILLAGE,), on=TODAY)
    having = found["buildings-with-address"]
    assert (having.n, having.total) == (1, 2)
    (gap,) = having.missing
    assert (gap.building, gap.address, gap.standard, gap.reason) == (building, None, "村口三层楼", "no-address")
    late = found["numbered-in-time"]
    assert [(one.building, one.reason) for one in late.missing if one.building] == [
        (building, f"not-coded:{(TODAY - date(2026, 4, 1)).days}")
    ]
    address_it(building, houses[1])
    found = completeness((VILLAGE,), on=TODAY)
    assert (found["buildings-with-address"].n, found["buildings-with-address"].missing) == (2, [])


def test_a_building_whose_address_ended_is_not_among_those_that_need_one(houses):
    town.building(houses[0])
    town.demolish(houses[0])
    found = completeness((VILLAGE,), on=TODAY)["buildings-with-address"]
    assert (found.n, found.total) == (0, 0)


def test_a_village_whose_only_building_waits_has_a_building(committed_db):
    before = completeness((VILLAGE,), on=TODAY)["villages-with-buildings"].n
    town.waits()
    assert completeness((VILLAGE,), on=TODAY)["villages-with-buildings"].n == before + 1


def test_it_goes_with_its_division_and_comes_back(houses):
    building = town.waits()
    there = {"becomes": "511703117000", "from_name": "石桥镇", "name": "南外镇"}
    said = {"division": "511703116000", "change_kind": "merged", **there}
    receipt = do(DivisionChanged(happened_on=MAY, **said, **town.shown()))
    assert rows("select id, division from building") == [(building, "511703117001")]
    assert holds()
    town.reverse(receipt)
    assert rows("select division from building") == [(VILLAGE,)]
    assert holds()
