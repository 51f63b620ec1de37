"""Everything that an act touches is seen before it is recorded, and nothing is written by looking."""

from __future__ import annotations

from datetime import date

import pytest

from huangce.accounts import officers
from huangce.places.plate_life import apply_for
from huangce.places.preview import preview
from huangce.rules.acts.place_addresses import AddressesNew, AddressesRenumbered, NewDoor, NewNumber
from huangce.rules.acts.place_divisions import DivisionChanged
from huangce.rules.acts.place_lineage import AddressesDemolished
from huangce.rules.acts.place_naming import PlaceNamed, PlaceRenamed
from huangce.rules.acts.reversals import Reversal
from tests import lins, people
from tests.places import town
from tests.places.town import MAY, rows
from tests.register.conftest import open_house

PREFIX = "四川省达州市达川区石桥镇"


@pytest.fixture
def houses(committed_db: None) -> list[int]:
    """1, 3, 5 and 7 人民路, and the flats 101 and 102 of the compound at 9."""
    return town.load()


def looked_at(act):
    return preview(act, by=lins.LIN.id, now=lins.NOW)


def test_it_works(houses):
    open_house(address_id=houses[0])
    counted = "select (select count(*) from act), (select count(*) from loaded_place), (select last_value from act_id)"
    before = rows(counted)
    seen = looked_at(PlaceRenamed(happened_on=date(2027, 1, 1), place=town.street(), name="解放大道"))
    assert [(one.address, one.after) for one in seen.changes][:2] == [
        (houses[0], f"{PREFIX}解放大道1号"),
        (houses[1], f"{PREFIX}解放大道3号"),
    ]
    assert (seen.touched.addresses, seen.touched.rooms, seen.touched.households, seen.touched.registered) == (
        6,
        2,
        1,
        4,
    )
    assert {one.addressee: one.count for one in seen.notices} == {"household": 1, "department": 6, "partner": 6}
    assert seen.missing == ("evidence-missing", "second-officer-needed")
    assert (seen.refusal, seen.clashes, seen.namesakes) == (None, (), ())
    assert before == rows(counted)


def test_what_would_be_recorded_is_what_was_seen(houses):
    act = PlaceRenamed(happened_on=MAY, place=town.street(), name="解放大道", **town.shown())
    seen = looked_at(act)
    assert seen.missing == ()
    town.rename(town.street(), "解放大道")
    assert {one.address: one.after for one in seen.changes} == {one: town.standard(one) for one in houses}


def test_a_number_that_is_taken_is_shown_with_who_has_it(houses):
    seen = looked_at(AddressesRenumbered(happened_on=MAY, lines=(NewNumber(address=houses[0], plate="3号"),)))
    assert [(one.address, one.holder) for one in seen.clashes] == [(houses[0], houses[1])]


def test_names_that_are_alike_are_shown_and_an_existing_one_refused(houses):
    seen = looked_at(PlaceNamed(happened_on=MAY, place_kind="thoroughfare", name="人民路", division=town.VILLAGE))
    assert seen.refusal is not None
    assert seen.refusal.code == "name-exists"
    seen = looked_at(PlaceNamed(happened_on=MAY, place_kind="thoroughfare", name="仁民街", division=town.VILLAGE))
    assert seen.refusal is not None
    assert [one.likeness for one in seen.namesakes] == ["sounds_alike"]


def test_new_addresses_and_ends_are_shown(houses):
    seen = looked_at(
        AddressesNew(happened_on=MAY, division=town.VILLAGE, thoroughfare=town.street(), entries=(NewDoor(plate="11"),))
    )
    assert [(one.address, one.before, one.status_after) for one in seen.changes] == [(None, "", "standing")]
    seen = looked_at(AddressesDemolished(happened_on=MAY, addresses=(houses[0],), reason="road"))
    assert [(one.address, one.status_after) for one in seen.changes] == [(houses[0], "demolished")]


def test_a_reversal_is_seen_before_it_is_made(houses):
    receipt = town.rename(town.street(), "解放大道")
    seen = looked_at(Reversal(happened_on=MAY, act=receipt.act, reason="mistake"))
    assert seen.changes[0].after == f"{PREFIX}人民路1号"
    assert town.standard(houses[0]) == f"{PREFIX}解放大道1号"


def test_of_a_division_that_changes_everything_is_counted(houses):
    said = {"division": "511703116000", "change_kind": "renamed", "from_name": "石桥镇", "name": "新桥镇"}
    seen = looked_at(DivisionChanged(happened_on=MAY, **said))
    assert seen.refusal is None
    assert seen.touched.addresses == len(houses)
    assert seen.changes[0].after == "四川省达州市达川区新桥镇人民路1号"


def test_plates_are_counted_whether_the_register_or_the_list_knows_them(houses):
    demolition = AddressesDemolished(happened_on=MAY, addresses=(houses[0],), reason="road")
    assert looked_at(demolition).touched.plates == 0
    clerk = people.officer("deng")
    officers.grant(clerk, "address_clerk", f"{town.COUNTY}000000", by=None, on=people.OPENED)
    apply_for([houses[0]], by=clerk, now=lins.NOW)
    assert looked_at(demolition).touched.plates == 1
