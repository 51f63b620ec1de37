"""A division that changes its name or its code: its addresses are written anew from that day, and nobody moves."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from huangce.accounts import authority, officers
from huangce.accounts.authority import codes_over_time
from huangce.home import database
from huangce.places.book import NumberInUse
from huangce.places.preview import preview
from huangce.places.queries import rendering_of
from huangce.places.resolving import resolve
from huangce.register.rebuild import check
from huangce.rules.acts.base import WrongValue
from huangce.rules.acts.place_addresses import NewDoor
from huangce.rules.acts.place_divisions import (
    DivisionChanged,
    NotInDivision,
    NotOneLevel,
    PartNeeded,
    VillagesCollide,
)
from tests import lins, people
from tests.places import town
from tests.places.town import reverse, rows, standard
from tests.register.conftest import do, open_house

APRIL, MAY, JULY = date(2026, 4, 30), date(2026, 5, 1), date(2026, 7, 1)
PREFIX = "四川省达州市达川区石桥镇"
TOWN, NEXT = "511703116000", "511703117000"


@pytest.fixture
def houses(committed_db: None) -> list[int]:
    """1, 3, 5 and 7 人民路, and the flats 101 and 102 of the compound at 9."""
    return town.load()


def changed(on: date = MAY, **given: Any):
    return do(DivisionChanged(happened_on=on, **{"division": TOWN, "from_name": "石桥镇", **given}, **town.shown()))


def test_it_works(houses):
    home = open_house(address_id=houses[0])
    people = rows("select * from person order by id"), rows("select * from household order by id")
    receipt = changed(change_kind="renamed", name="新桥镇")
    assert standard(houses[0]) == "四川省达州市达川区新桥镇人民路1号"
    assert rows("select distinct division from address") == [(town.VILLAGE,)]
    assert (rows("select * from person order by id"), rows("select * from household order by id")) == people
    assert rendering_of(houses[:1], on=APRIL) == {houses[0]: f"{PREFIX}人民路1号"}
    (found,) = resolve(f"{PREFIX}人民路1号", on=JULY).answers
    assert (found.address, [step.kind for step in found.way]) == (houses[0], ["division_changed"])
    assert home.id
    back = reverse(receipt)
    assert standard(houses[0]) == f"{PREFIX}人民路1号"
    assert [one.address for one in resolve("四川省达州市达川区新桥镇人民路1号", on=JULY).answers] == [houses[0]]
    assert check(database.url()).differing == []
    reverse(back)
    assert standard(houses[0]) == "四川省达州市达川区新桥镇人民路1号"
    assert check(database.url()).differing == []


def test_a_division_that_goes_on_in_another_takes_its_code_and_its_name(houses):
    changed(change_kind="merged", becomes=NEXT, name="南外镇")
    assert rows("select distinct division from address") == [("511703117001",)]
    assert rows("select distinct division from named_place") == [("511703117001",)]
    assert standard(houses[0]) == "四川省达州市达川区南外镇人民路1号"
    town.renumber(houses[0], JULY, plate="21号")
    assert standard(houses[0]) == "四川省达州市达川区南外镇人民路21号"
    assert check(database.url()).differing == []


def test_a_change_that_is_announced_shows_from_its_day(houses):
    changed(JULY, change_kind="renamed", name="新桥镇")
    assert rendering_of(houses[:1], on=MAY)[houses[0]] == f"{PREFIX}人民路1号"
    assert rendering_of(houses[:1], on=JULY)[houses[0]] == "四川省达州市达川区新桥镇人民路1号"


def test_a_street_renamed_in_a_renamed_town_has_both_names(houses):
    town.rename(town.street(), "解放大道", JULY)
    changed(change_kind="renamed", name="新桥镇")
    assert standard(houses[0]) == "四川省达州市达川区新桥镇解放大道1号"
    names = rows("select standard, act from address_name where address = %s order by valid_from", houses[0])
    assert [text.removeprefix("四川省达州市达川区") for text, _act in names] == [
        "石桥镇人民路1号", "新桥镇人民路1号", "新桥镇解放大道1号",
    ]  # fmt: skip
    assert names[2][1] < names[1][1]  # the act that took effect later was recorded first
    assert check(database.url()).differing == []


def test_what_the_tables_know_need_not_be_said(houses):
    changed(change_kind="recoded", becomes="511703118000", from_name="")
    assert rows("select name_before, name_after from division_change") == [("石桥镇", "平滩镇")]
    assert standard(houses[0]) == "四川省达州市达川区平滩镇人民路1号"


def test_codes_of_different_levels_and_names_left_out_are_refused(houses):
    for wrong in (
        {"change_kind": "merged", "becomes": "511703000000", "name": "x"},
        {"change_kind": "merged", "becomes": "", "name": "x"},
        {"change_kind": "renamed", "becomes": NEXT, "name": "x"},
        {"change_kind": "renamed", "division": "5117", "name": "x"},
        {"change_kind": "renamed", "division": "000000000000", "name": "x"},
    ):
        with pytest.raises(NotOneLevel):
            changed(**wrong)
    with pytest.raises(WrongValue):
        changed(change_kind="renamed")


def test_villages_that_would_share_a_code_are_recorded_first(houses):
    town.load({"street": "滨河路", "plate": "1号"}, division="511703117001")
    with pytest.raises(VillagesCollide):
        changed(change_kind="merged", becomes=NEXT, name="南外镇")
    village = {"division": town.VILLAGE, "from_name": "石桥镇", "becomes": "511703117009", "name": "南外镇"}
    changed(change_kind="recoded", **village)
    assert rows("select distinct division from address order by 1") == [("511703117001",), ("511703117009",)]
    changed(change_kind="merged", becomes=NEXT, name="南外镇")
    assert check(database.url()).differing == []


def test_a_merger_that_gives_two_doors_one_address_is_refused_and_shown_before(houses):
    there = {"street": "人民路", "plate": "1号", "full_address": "四川省达州市达川区南外镇人民路1号"}
    (other,) = town.load(there, division="511703117002")
    act = DivisionChanged(
        happened_on=MAY, division=TOWN, change_kind="merged", becomes=NEXT, from_name="石桥镇", name="南外镇",
        **town.shown(),
    )  # fmt: skip
    assert [one.holder for one in preview(act, by=lins.LIN.id, now=lins.NOW).clashes] == [other]
    with pytest.raises(NumberInUse):
        do(act)


def part(kind: str = "boundary_moved", **given: Any):
    said = {"division": TOWN, "becomes": NEXT, "from_name": "石桥镇", "name": "南外镇", **given}
    return do(DivisionChanged(happened_on=MAY, change_kind=kind, **said, **town.shown()))


def test_a_street_goes_to_the_next_town_with_all_that_stands_on_it(houses):
    (stays,) = town.load({"street": "滨河路", "plate": "1号"})
    receipt = part("split", places=(town.street(),))
    assert rows("select distinct division from named_place order by 1") == [(town.VILLAGE,), ("511703117001",)]
    assert {standard(one)[9:12] for one in houses} == {"南外镇"}
    assert standard(stays).startswith(PREFIX)
    assert rendering_of(houses[:1], on=APRIL) == {houses[0]: f"{PREFIX}人民路1号"}
    (found,) = resolve(f"{PREFIX}人民路1号", on=JULY).answers
    assert (found.address, [step.kind for step in found.way]) == (houses[0], ["division_changed"])
    assert check(database.url()).differing == []
    reverse(receipt)
    assert standard(houses[0]) == f"{PREFIX}人民路1号"
    assert check(database.url()).differing == []


def test_one_door_goes_over_the_border_and_its_street_stays(houses):
    part(addresses=(houses[0],))
    assert standard(houses[0]) == "四川省达州市达川区南外镇人民路1号"
    assert rows("select division from address where id = %s", houses[0]) == [("511703117001",)]
    assert rows("select distinct division from named_place") == [(town.VILLAGE,)]
    changed(JULY, change_kind="renamed", name="新桥镇")
    assert standard(houses[0]).startswith("四川省达州市达川区南外镇")
    assert standard(houses[1]).startswith("四川省达州市达川区新桥镇")
    assert check(database.url()).differing == []


def test_a_village_that_stands_in_no_table_is_written_as_the_addresses_that_went_there(houses):
    village = "511703116777"
    part(division=town.VILLAGE, becomes=village, from_name="石桥镇", name="石桥镇望江村", places=(town.street(),))
    assert standard(houses[0]) == f"{PREFIX}望江村人民路1号"
    _receipt, (fresh,) = town.new(NewDoor(plate="21号"), on=JULY, division=village, thoroughfare=town.street())
    assert standard(fresh) == f"{PREFIX}望江村人民路21号"
    renamed = {"change_kind": "renamed", "division": village, "from_name": ""}
    changed(JULY, **renamed, name="观江村")
    assert rows("select name_before, name_after from division_change") == [("望江村", "观江村")]
    assert {standard(one) for one in (houses[0], fresh)} == {f"{PREFIX}观江村人民路{n}号" for n in (1, 21)}
    changed(date(2026, 8, 1), **renamed, name="听江村")
    assert standard(fresh) == f"{PREFIX}听江村人民路21号"
    assert check(database.url()).differing == []


def test_a_second_new_name_takes_the_place_of_the_first(houses):
    changed(change_kind="renamed", name="新桥镇")
    changed(JULY, change_kind="renamed", name="大桥镇", from_name="")
    assert standard(houses[0]) == "四川省达州市达川区大桥镇人民路1号"


def test_the_preview_counts_what_comes_to_lie_elsewhere_though_it_is_written_as_before(houses):
    act = DivisionChanged(
        happened_on=MAY, division=town.VILLAGE, becomes="511703116009", change_kind="boundary_moved", from_name="西村",
        name="东村", addresses=(houses[0],), **town.shown(),
    )  # fmt: skip
    (line,) = preview(act, by=lins.LIN.id, now=lins.NOW).changes
    assert (line.address, line.before) == (houses[0], line.after)


def test_a_part_is_named_and_lies_in_the_division(houses):
    with pytest.raises(PartNeeded):
        part()
    with pytest.raises(PartNeeded):
        changed(change_kind="merged", becomes=NEXT, name="南外镇", addresses=(houses[0],))
    with pytest.raises(NotInDivision):
        part(addresses=(houses[0],), division="511703118000", from_name="平滩镇")


def test_a_building_lies_where_its_address_does(houses):
    built = town.building(houses[0], on=APRIL)
    part(addresses=(houses[0],))
    assert rows("select division from building where id = %s", built) == [("511703117001",)]
    changed(JULY, division=NEXT, change_kind="recoded", becomes="511703118000", from_name="南外镇", name="平滩镇")
    assert rows("select division from building where id = %s", built) == [("511703118001",)]
    assert check(database.url()).differing == []


def test_rights_and_filters_reach_what_was_recorded_under_the_old_code(houses):
    clerk = officers.add("du", "杜", on=people.OPENED)
    officers.grant(clerk, "address_clerk", NEXT, by=None, on=people.OPENED)
    receipt = changed(change_kind="merged", becomes=NEXT, name="南外镇")
    for day, holds in ((APRIL, False), (MAY, True)):
        assert authority.may(clerk, act_kind="place_renamed", division=town.VILLAGE, on=day) == holds
        assert codes_over_time(NEXT, day) == ([NEXT, TOWN] if holds else [NEXT])
    reverse(receipt)
    assert not authority.may(clerk, act_kind="place_renamed", division=town.VILLAGE, on=MAY)
