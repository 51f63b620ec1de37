"""Rename, renumber, split, merge, demolish: the id stays where the place is the same, and nobody moves by a
renaming."""

from __future__ import annotations

from datetime import date

import pytest

from huangce.errors import Stale
from huangce.home import database
from huangce.places.book import NumberInUse
from huangce.register.effects import BlockedByLater
from huangce.register.evidence import Database
from huangce.register.locks import RecordMoved
from huangce.register.rebuild import check
from huangce.register.seal import seal
from huangce.register.verify import verify
from huangce.rules.acts.base import EvidenceMissing, SecondOfficerNeeded
from huangce.rules.acts.place_addresses import NewDoor, NoLongerStands, NothingChanges, WrongKindOfPlace
from huangce.rules.acts.place_lineage import BelowStands, NoDuplicateOfItself, TooFew
from huangce.rules.acts.place_naming import AddressesBearIt, NameExists, NameIsAlike, NotInForce, PlaceRenamed, SameName
from huangce.rules.segments import SegmentsMissing
from huangce.rules.situation import UnknownRecord
from tests import lins
from tests.places import town
from tests.places.town import MAY, reverse, rows, standard
from tests.register.conftest import do, one, open_house

JUNE, JULY = date(2026, 6, 1), date(2026, 7, 1)
PREFIX = "四川省达州市达川区石桥镇"


@pytest.fixture
def houses(committed_db: None) -> list[int]:
    """1, 3, 5 and 7 人民路, and the flats 101 and 102 of the compound at 9."""
    return town.load()


def holds() -> bool:
    """Whether the current rows are what the facts say."""
    found = check(database.url())
    assert found.differing == []
    return found.holds


def test_it_works(houses):
    receipt = town.rename(town.street(), "解放大道")
    assert [standard(address) for address in houses] == [
        *(f"{PREFIX}解放大道{number}号" for number in (1, 3, 5, 7)),
        f"{PREFIX}解放大道9号阳光花园1栋1单元1层101室",
        f"{PREFIX}解放大道9号阳光花园1栋1单元1层102室",
    ]
    assert one("select count(*) from fact where act = %s", receipt.act) == 1
    assert holds()
    seal(now=lins.NOW)
    assert verify(Database(database.url())).holds


def test_a_list_brings_its_thoroughfares_and_compounds_and_the_tree(houses):
    assert rows("select name, place_kind, generic, division from named_place order by id") == [
        ("人民路", "thoroughfare", "路", town.VILLAGE),
        ("阳光花园", "compound", "花园", town.VILLAGE),
    ]
    assert rows("select level, count(*) from address group by 1 order by 1") == [("plate", 4), ("room", 2)]
    _receipt, (gate, building) = town.new(
        NewDoor(plate="9"),
        NewDoor(plate="9", building="1"),
        thoroughfare=town.street(),
        compound=town.street("阳光花园"),
    )
    assert rows("select distinct parent from address where id = any(%s)", houses[4:]) == [(building,)]
    assert rows("select parent from address where id = %s", building) == [(gate,)]


def test_a_renamed_street_keeps_every_id_and_writes_no_fact_of_a_person(houses):
    home = open_house(address_id=houses[0])
    before = rows("select id, version from person union select id, version from household order by 1")
    town.rename(town.street(), "解放大道")
    assert rows("select id from address order by id") == [(address,) for address in houses]
    assert rows("select id, version from person union select id, version from household order by 1") == before
    assert one("select address_id from household where id = %s", home.id) == houses[0]


def test_a_renaming_taken_back_leaves_the_old_name_and_one_brought_back_the_new(houses):
    renamed = town.rename(town.street(), "解放大道")
    taken_back = reverse(renamed)
    assert standard(houses[0]) == f"{PREFIX}人民路1号"
    assert holds()
    reverse(taken_back)
    assert standard(houses[0]) == f"{PREFIX}解放大道1号"
    assert holds()


def test_a_renumbered_address_keeps_its_id_and_what_is_below_it_goes_along(houses):
    _receipt, (building,) = town.new(
        NewDoor(plate="9", building="1"), thoroughfare=town.street(), compound=town.street("阳光花园")
    )
    renumbered = town.renumber(building, plate="11号")
    assert standard(building).endswith("人民路11号阳光花园1栋")
    assert standard(houses[4]) == f"{PREFIX}人民路11号阳光花园1栋1单元1层101室"
    assert holds()
    reverse(renumbered)
    assert standard(houses[4]) == f"{PREFIX}人民路9号阳光花园1栋1单元1层101室"
    assert holds()


def test_a_number_that_another_address_has_is_refused(houses):
    with pytest.raises(NumberInUse) as refused:
        town.renumber(houses[0], plate="3号")
    assert refused.value.details["address"] == houses[1]
    with pytest.raises(NumberInUse):
        town.new(NewDoor(plate="5"), NewDoor(plate="5附1"), NewDoor(plate="5附1"), thoroughfare=town.street())


def test_a_split_gives_new_ids_with_their_lineage_and_the_old_one_stays_known(houses):
    receipt, parts = town.split(houses[0], NewDoor(plate="1号附1号"), NewDoor(plate="1号附2号"))
    assert len(set(parts) - set(houses)) == 2
    assert [standard(part) for part in parts] == [f"{PREFIX}人民路1号附1号", f"{PREFIX}人民路1号附2号"]
    assert rows("select status, ended_on from address where id = %s", houses[0]) == [("split", MAY)]
    assert rows("select old, new, lineage_kind from address_lineage order by new") == [
        (houses[0], part, "split") for part in parts
    ]
    assert holds()
    back = reverse(receipt)
    assert rows("select status from address where id = %s", houses[0]) == [("standing",)]
    assert rows("select count(*) from address where id = any(%s) and retired_by = %s", parts, back.act) == [(2,)]
    assert rows("select count(*) from address_lineage") == [(0,)]
    assert holds()
    reverse(back)
    assert rows("select count(*) from address_lineage") == [(2,)]
    assert holds()


def test_a_merge_gives_one_new_id_and_its_number_may_be_that_of_one_of_them(houses):
    receipt, (whole,) = town.merge(houses[:2], NewDoor(plate="1号"))
    assert standard(whole) == f"{PREFIX}人民路1号"
    assert town.statuses(*houses[:2]) == ["merged", "merged"]
    assert rows("select old, new from address_lineage order by old") == [(old, whole) for old in houses[:2]]
    assert holds()
    back = reverse(receipt)
    assert town.statuses(*houses[:2]) == ["standing", "standing"]
    reverse(back)
    assert town.statuses(*houses[:2]) == ["merged", "merged"]
    assert holds()


def test_demolition_ends_the_address_and_nobodys_registration(houses):
    home = open_house(address_id=houses[0])
    people = rows("select * from person order by id")
    receipt = town.demolish(houses[0])
    assert town.statuses(houses[0]) == ["demolished"]
    assert rows("select household_status, address_id from household where id = %s", home.id) == [("open", houses[0])]
    assert rows("select * from person order by id") == people
    assert holds()
    back = reverse(receipt)
    assert town.statuses(houses[0]) == ["standing"]
    reverse(back)
    assert town.statuses(houses[0]) == ["demolished"]
    assert holds()


def test_a_demolished_address_takes_what_is_below_it_along(houses):
    _receipt, (building,) = town.new(
        NewDoor(plate="9", building="1"), thoroughfare=town.street(), compound=town.street("阳光花园")
    )
    town.demolish(building)
    assert town.statuses(*houses[4:]) == ["demolished", "demolished"]
    assert holds()


def test_a_duplicate_is_retired_into_the_address_that_is_kept(houses):
    receipt = town.duplicates(houses[1], houses[0])
    assert town.statuses(houses[0]) == ["duplicate"]
    assert rows("select old, new, lineage_kind from address_lineage") == [(houses[0], houses[1], "duplicate")]
    assert holds()
    reverse(receipt)
    assert town.statuses(houses[0]) == ["standing"]
    assert holds()
    with pytest.raises(NoDuplicateOfItself):
        town.duplicates(houses[0], houses[0])


def test_new_addresses_taken_back_are_kept_and_marked_and_return(houses):
    receipt, (fresh,) = town.new(NewDoor(plate="11"), thoroughfare=town.street())
    back = reverse(receipt)
    assert rows("select retired_by, standard from address where id = %s", fresh)[0][0] == back.act
    assert holds()
    reverse(back)
    assert rows("select retired_by from address where id = %s", fresh) == [(None,)]
    assert holds()


def test_what_was_recorded_later_of_the_same_place_stands_in_the_way_by_name(houses):
    first = town.rename(town.street(), "解放大道")
    second = town.rename(town.street("解放大道"), "和平路", JUNE)
    with pytest.raises(BlockedByLater) as refused:
        reverse(first)
    assert refused.value.details["act"] == second.act
    with pytest.raises(BlockedByLater):
        town.rename(town.street("和平路"), "胜利路", MAY)
    receipt, (fresh, _other) = town.new(NewDoor(plate="11"), NewDoor(plate="13"), thoroughfare=town.street("和平路"))
    open_house(address_id=fresh, happened_on=JUNE)
    with pytest.raises(BlockedByLater, match="opening_entry"):
        reverse(receipt)


def test_a_street_on_which_addresses_were_entered_since_is_not_taken_back(committed_db):
    receipt = do(town.PlaceNamed(
        happened_on=MAY, place_kind="thoroughfare", name="文昌路", division=town.VILLAGE, **town.shown()
    ))  # fmt: skip
    entered, _ids = town.new(NewDoor(plate="1"), thoroughfare=receipt.created["place"])
    with pytest.raises(BlockedByLater) as refused:
        reverse(receipt)
    assert refused.value.details["act"] == entered.act
    reverse(entered)
    back = reverse(receipt)
    assert holds()
    reverse(back)
    assert holds()


def test_the_old_number_is_not_given_back_while_another_has_it(houses):
    renumbered = town.renumber(houses[0], plate="11号")
    town.new(NewDoor(plate="1"), thoroughfare=town.street())
    with pytest.raises(NumberInUse):
        reverse(renumbered)


def test_a_name_that_exists_or_sounds_alike_is_asked_about(houses):
    with pytest.raises(NameExists):
        town.name("人民路")
    for alike in ("仁民路", "人民街"):
        with pytest.raises(NameIsAlike):
            town.name(alike)
    place = town.name("仁民路", likeness_accepted="the old one is in another town and will be renamed")
    town.name("文昌路")
    with pytest.raises(NameExists):
        town.rename(place, "文昌路")
    with pytest.raises(SameName):
        town.rename(place, "仁民路")
    assert holds()


def test_a_name_is_retired_when_no_address_bears_it_and_then_names_nothing(houses):
    place = town.street()
    with pytest.raises(AddressesBearIt):
        town.retire(place)
    town.demolish(*houses)
    town.retire(place)
    with pytest.raises(NotInForce):
        town.new(NewDoor(plate="21"), thoroughfare=place)
    with pytest.raises(NotInForce):
        town.rename(place, "解放大道")
    assert holds()


def test_what_has_no_ground_is_refused(houses):
    place = town.street()
    with pytest.raises(EvidenceMissing):
        do(PlaceRenamed(happened_on=MAY, place=place, name="和平路", approved_by=lins.CHEN.id))
    with pytest.raises(SecondOfficerNeeded):
        do(PlaceRenamed(happened_on=MAY, place=place, name="和平路", evidence=lins.shown("archive")))
    with pytest.raises(UnknownRecord):
        town.rename(12345, "和平路")
    with pytest.raises(UnknownRecord):
        town.rename(houses[0], "和平路")
    with pytest.raises(WrongKindOfPlace):
        town.new(NewDoor(plate="21"), thoroughfare=town.street("阳光花园"))
    with pytest.raises(SegmentsMissing):
        town.new(NewDoor(room="101"), thoroughfare=place)
    with pytest.raises(NothingChanges):
        town.renumber(houses[0], plate="1号")
    with pytest.raises(TooFew):
        town.split(houses[0], NewDoor(plate="21"))
    with pytest.raises(TooFew):
        town.merge(houses[:1], NewDoor(plate="21"))
    town.demolish(houses[0])
    with pytest.raises(NoLongerStands):
        town.renumber(houses[0], plate="21号")
    _receipt, (building,) = town.new(
        NewDoor(plate="9", building="1"), thoroughfare=place, compound=town.street("阳光花园")
    )
    with pytest.raises(BelowStands):
        town.split(building, NewDoor(building="2"), NewDoor(building="3"))


def test_who_saw_an_older_version_looks_again(houses):
    place = town.street()
    town.rename(place, "解放大道")
    with pytest.raises(RecordMoved) as refused:
        do(PlaceRenamed(happened_on=JUNE, place=place, name="和平路", **town.shown()), seen={place: 0})
    assert isinstance(refused.value, Stale)
