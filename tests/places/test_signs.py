"""Street signs follow the names of their streets by the acts on these, as plates follow addresses."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from huangce.accounts import officers
from huangce.accounts.models import Officer
from huangce.home import database
from huangce.places.models import NamedPlace
from huangce.places.plate_back import StepOfAnAct, take_back
from huangce.places.plate_changes import changed_plates, follow_changes
from huangce.places.plate_life import Said, apply_for, apply_for_signs, plate_of, replace, take_step
from huangce.places.plate_models import Plate, PlateEvent
from huangce.places.preview import preview
from huangce.register.rebuild import check
from huangce.rules.acts.place_divisions import DivisionChanged
from huangce.rules.acts.place_naming import PlaceNamed, PlaceRenamed, PlaceRetired
from huangce.rules.acts.reversals import Reversal
from huangce.rules.plates import OVER
from tests import lins
from tests.places import town
from tests.register.conftest import do

NOW = lins.NOW
TODAY = NOW.date()


@pytest.fixture
def clerk(committed_db: None) -> Officer:
    """An address clerk of the county."""
    one = officers.add("ding", "ding", on=date(2015, 1, 1))
    officers.grant(one, "address_clerk", town.COUNTY, by=None, on=date(2015, 1, 1))
    return one


def signs_of(name: str, count: int, clerk: Officer, **given: int) -> list[int]:
    return apply_for_signs(name, division=town.VILLAGE, count=count, by=clerk, now=NOW, **given)


def standing() -> list[tuple[list[str], str]]:
    """The signs that are not over: their text and state."""
    rows = Plate.objects.filter(plate_kind="street_sign").exclude(state__in=OVER).order_by("id")
    return [(one.lines, one.state) for one in rows]


def test_it_works(clerk):
    town.load()
    old = signs_of("人民路", 3, clerk)
    receipt = town.rename(town.street(), "解放路")
    assert standing() == [(["解放路"], "approved")] * 3
    assert set(Plate.objects.exclude(pk__in=old).values_list("named_place", flat=True)) == {town.street("解放路")}
    ended = PlateEvent.objects.filter(plate__in=old, act=receipt.act)
    assert {(one.step, one.reason) for one in ended} == {("retired", "renaming")}
    assert follow_changes(town.VILLAGE, by=clerk, now=NOW).retired == []
    assert check(database.url()).holds


def test_a_sign_is_of_the_one_place_of_its_name_in_the_town_and_of_none_where_there_are_several(clerk):
    town.load()
    signs_of("人民路", 1, clerk)
    assert Plate.objects.get().named_place == town.street()
    town.name("老街", place_kind="village_place")
    town.name("老街")
    (two,) = signs_of("老街", 1, clerk)
    (none,) = signs_of("无名路", 1, clerk)
    assert set(Plate.objects.filter(pk__in=[two, none]).values_list("named_place", flat=True)) == {None}


def test_signs_of_a_compound_and_of_a_village_place_follow_too(clerk):
    town.load()
    village = town.name("湾里", place_kind="village_place")
    signs_of("阳光花园", 1, clerk)
    signs_of("湾里", 2, clerk)
    town.rename(town.street("阳光花园"), "月光花园")
    town.rename(village, "河湾")
    assert standing() == [(["月光花园"], "approved"), (["河湾"], "approved"), (["河湾"], "approved")]


def test_taking_back_the_renaming_gives_the_signs_back_and_so_on(clerk):
    town.load()
    old = signs_of("人民路", 2, clerk)
    renamed = town.rename(town.street(), "解放路")
    reversal = town.reverse(renamed)
    assert standing() == [(["人民路"], "numbered")] * 2
    assert [one.pk for one in Plate.objects.exclude(state__in=OVER)] == old
    with pytest.raises(StepOfAnAct, match=str(reversal.act)):
        take_back(Plate.objects.filter(state="retired").values_list("id", flat=True), "", by=clerk, now=NOW)
    again = town.reverse(reversal)
    assert standing() == [(["解放路"], "approved")] * 2
    assert Plate.objects.count() == 4
    town.reverse(again)
    assert [one.pk for one in Plate.objects.exclude(state__in=OVER)] == old
    assert check(database.url()).holds


def test_a_sign_that_was_put_up_meanwhile_is_made_anew_with_the_old_name(clerk):
    town.load()
    old = signs_of("人民路", 1, clerk)
    renamed = town.rename(town.street(), "解放路")
    signs_of("解放路", 1, clerk)
    town.reverse(renamed)
    assert sorted(standing(), key=str) == [(["人民路"], "approved"), (["人民路"], "numbered")]
    assert Plate.objects.get(pk=old[0]).state == "numbered"


def test_a_sign_that_is_lost_is_made_anew_with_the_new_name(clerk):
    town.load()
    (plate,) = signs_of("人民路", 1, clerk)
    PlateEvent.objects.create(plate=plate, step="missing", happened_on=TODAY, officer=clerk.pk, at=NOW, words="x")
    town.rename(town.street(), "解放路")
    assert standing() == [(["解放路"], "approved")]


def test_a_renaming_to_come_leaves_the_signs_up_until_its_day(clerk):
    town.load()
    signs_of("人民路", 1, clerk)
    day = TODAY + timedelta(days=30)
    town.rename(town.street(), "解放路", on=day)
    assert Plate.objects.get(state="retired").state_on == day


def test_a_name_that_ends_ends_its_signs_until_that_is_taken_back(clerk):
    town.load()
    place = town.name("新街")
    signs_of("新街", 2, clerk)
    receipt = town.retire(place)
    assert standing() == []
    assert {one.reason for one in PlateEvent.objects.filter(act=receipt.act)} == {"name_ended"}
    town.reverse(receipt)
    assert standing() == [(["新街"], "numbered")] * 2


def test_a_naming_that_is_taken_back_ends_its_signs(clerk):
    town.load()
    said = {"place_kind": "thoroughfare", "division": town.VILLAGE}
    receipt = do(PlaceNamed(happened_on=town.MAY, name="新街", **said, **town.shown()))
    signs_of("新街", 1, clerk)
    back = town.reverse(receipt)
    assert standing() == []
    town.reverse(back)
    assert standing() == [(["新街"], "numbered")]


def test_signs_are_foreseen_beside_plates_and_told(clerk):
    ids = town.load()
    signs_of("人民路", 3, clerk)
    apply_for(ids[:1], by=clerk, now=NOW)
    seen = preview(PlaceRenamed(happened_on=town.MAY, place=town.street(), name="解放路"), by=lins.LIN.id, now=NOW)
    assert (seen.touched.plates, seen.touched.signs) == (1, 3)
    assert {one.addressee: one.count for one in seen.notices}["signs"] == 3
    receipt = town.rename(town.street(), "解放路")
    back = preview(Reversal(happened_on=town.MAY, act=receipt.act, reason="x"), by=lins.LIN.id, now=NOW)
    assert back.touched.signs == 3
    place = town.name("新街")
    signs_of("新街", 2, clerk)
    ending = preview(PlaceRetired(happened_on=town.MAY, place=place, reason="x"), by=lins.LIN.id, now=NOW)
    assert [(one.addressee, one.count) for one in ending.notices] == [("signs", 2)]


def test_what_earlier_versions_left_is_brought_in_line_by_division(clerk):
    town.load()
    shown = plate_of(NamedPlace.objects.get(name="人民路"), "", by=clerk.pk, now=NOW)
    shown.lines = ["旧名路"]
    shown.save()
    PlateEvent.objects.create(plate=shown.pk, step="in_use", happened_on=town.MAY, officer=clerk.pk, at=NOW)
    assert changed_plates(town.VILLAGE, on=TODAY).renaming == [town.street()]
    done = follow_changes(town.VILLAGE, by=clerk, now=NOW)
    assert (done.retired, len(done.applied)) == ([shown.pk], 1)
    assert standing() == [(["人民路"], "approved")]


def test_signs_go_with_their_street_to_another_division_and_keep_their_text(clerk):
    town.load()
    (sign,) = signs_of("人民路", 1, clerk)
    there = {"becomes": "511703117000", "from_name": "石桥镇", "name": "南外镇"}
    said = {"division": "511703116000", "change_kind": "merged", **there}
    do(DivisionChanged(happened_on=town.MAY, **said, **town.shown()))
    one = Plate.objects.get()
    assert (one.pk, one.division, one.state) == (sign, "511703117001", "numbered")


def test_a_sign_that_replaces_another_follows_as_well(clerk):
    town.load()
    (plate,) = signs_of("人民路", 1, clerk)
    PlateEvent.objects.create(plate=plate, step="in_use", happened_on=TODAY, officer=clerk.pk, at=NOW)
    take_step([plate], "damaged", Said(words="x"), by=clerk, now=NOW)
    replace(plate, by=clerk, now=NOW)
    town.rename(town.street(), "解放路")
    assert standing() == [(["解放路"], "approved")]
