"""What the register misses down the tree: villages, buildings, dwellings, and whether they are lived in."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from huangce.places.coding_age import CODED
from huangce.places.completeness import completeness
from huangce.places.plate_models import Entrance, NumberedStreet
from huangce.rules.acts.base import WrongValue
from huangce.rules.acts.place_addresses import NewDoor
from huangce.rules.acts.place_buildings import DwellingsStated, DwellingStatement
from tests import lins
from tests.places import town
from tests.places.town import MAY
from tests.register.conftest import do, open_house

TODAY = lins.NOW.date()


@pytest.fixture
def houses(committed_db: None) -> list[int]:
    """1, 3, 5 and 7 人民路, and the flats 101 and 102 of the compound at 9."""
    return town.load()


def told(name: str, scope: str = town.VILLAGE) -> tuple[int, int, int]:
    """n, N and unknown of a measure."""
    found = completeness((scope,), on=TODAY)[name]
    return found.n, found.total, found.unknown


def gaps(name: str) -> list[tuple[int | None, str]]:
    return [(one.address, one.reason) for one in completeness((town.VILLAGE,), on=TODAY)[name].missing]


def test_it_works(houses):
    open_house(address_id=houses[0])
    vacant = DwellingStatement(address=houses[4], occupancy="vacant", found_how="visited")
    asked = DwellingStatement(address=houses[5], occupancy="not_known")
    do(DwellingsStated(happened_on=MAY, statements=(vacant, asked)))
    assert told("villages-with-buildings") == (1, 1, 0)
    assert told("buildings-with-dwellings") == (5, 5, 0)
    assert told("dwellings-with-occupancy") == (2, 6, 1)
    assert sorted(gaps("dwellings-with-occupancy")) == [(one, "not-stated") for one in (*houses[1:4], houses[5])]
    assert told("vacancies-not-contradicted") == (1, 1, 0)


def test_a_county_misses_the_villages_that_have_no_building(houses):
    n, total, _unknown = told("villages-with-buildings", town.COUNTY)
    assert n == 1
    assert total > 100


def test_a_block_without_doors_is_missed_unless_it_is_no_house_to_live_in(houses):
    _made, blocks = town.new(
        *(NewDoor(plate="9", building=number) for number in ("2", "3")),
        thoroughfare=town.street(),
        compound=town.street("阳光花园"),
    )
    assert told("buildings-with-dwellings") == (5, 7, 2)
    town.building(blocks[0], building_use="industrial")
    town.building(blocks[1], building_use="residential")
    assert told("buildings-with-dwellings") == (5, 6, 0)
    assert gaps("buildings-with-dwellings") == [(blocks[1], "no-dwelling")]


def test_the_gate_of_a_compound_is_no_building(houses):
    town.new(NewDoor(plate="9"), thoroughfare=town.street())
    assert told("buildings-with-dwellings") == (5, 5, 0)


def test_a_hole_in_the_grid_shows(houses):
    flats = [NewDoor(plate="9", building="1", unit="1", floor=str(floor), room=f"{floor}01") for floor in (2, 3, 5)]
    town.new(*flats, thoroughfare=town.street(), compound=town.street("阳光花园"))
    assert told("buildings-without-doubts") == (0, 1, 0)
    assert gaps("buildings-without-doubts") == [(houses[4], "floor-left-out")]


def test_what_is_stated_empty_and_lived_in_is_shown(houses):
    open_house(address_id=houses[0])
    state = DwellingStatement(address=houses[0], occupancy="vacant", found_how="told_by_owner")
    do(DwellingsStated(happened_on=MAY, statements=(state,)))
    assert gaps("vacancies-not-contradicted") == [(houses[0], "vacant-yet-lived-in")]


def test_nothing_is_told_of_other_divisions(houses):
    assert told("buildings-with-dwellings", "5201") == (0, 0, 0)
    assert completeness((), on=TODAY)["dwellings-with-occupancy"].total == 0


def test_a_building_that_was_numbered_after_its_completion_waited_so_many_days(houses):
    entered = TODAY
    _made, blocks = town.new(
        *(NewDoor(plate="9", building=number) for number in ("2", "3", "4")),
        thoroughfare=town.street(),
        compound=town.street("阳光花园"),
    )
    town.building(blocks[0], completed_on=entered - timedelta(days=5))
    town.building(blocks[1], permitted_on=entered - timedelta(days=90))
    town.building(blocks[2])
    assert told(CODED) == (1, 3, 1)
    assert gaps(CODED) == [(blocks[1], "coded-late:90"), (blocks[2], "no-day")]
    assert completeness((town.VILLAGE,), on=TODAY, within=100)[CODED].n == 2


def test_of_a_building_that_a_list_brought_it_is_known_only_that_it_had_its_number_then(houses):
    town.building(houses[0], completed_on=date(1998, 5, 1))
    assert told(CODED) == (0, 1, 1)
    assert gaps(CODED) == [(houses[0], "coding-day")]


def test_an_entrance_without_a_number_waits_since_it_was_seen(houses):
    seen = {"division": town.VILLAGE, "street": 1, "chainage": 5, "chainage_from": "given", "source": "x"}
    NumberedStreet.objects.create(id=1, division=town.VILLAGE[:9], name="人民路")
    for days in (3, 40):
        at = lins.NOW - timedelta(days=days)
        Entrance.objects.create(**seen, recorded_by=1, recorded_at=at)
    assert told(CODED) == (0, 1, 0)
    assert gaps(CODED) == [(None, "not-coded:40")]


def test_a_building_is_not_completed_in_the_future(houses):
    with pytest.raises(WrongValue):
        town.building(houses[0], completed_on=TODAY + timedelta(days=9))
