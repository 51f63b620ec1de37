"""Doubled, wrong and missing addresses (重、错、漏): with reasons, asked once until the evidence changes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from huangce.accounts.authority import MayNotDo
from huangce.places.address_doubts import (
    CODES,
    FINDERS,
    LISTS,
    NoSuchDoubt,
    UnknownDecision,
    UnknownList,
    decide_doubt,
    doubts,
    doubts_page,
)
from huangce.places.models import Address, LoadedPlace
from huangce.places.numbering_survey import Seen, survey_addresses, take_survey
from tests import people
from tests.people import officer
from tests.places.doors import NOW, ON, clerk, door, load, schemes

pytestmark = pytest.mark.django_db


def found(which: str, **options) -> list:
    return doubts(people.TOWN, which, on=ON, **options)


def codes(which: str) -> list[str]:
    return [one.code for one in found(which)]


def decided(which: str, row, decision: str, by=None):
    return decide_doubt(which, row.id, decision, among=found(which, decided=True), by=by or clerk(), now=NOW)


def test_it_works():
    ids = load(door("1号"), door("1号"), door("2号"))
    (row,) = found("duplicate")
    assert (row.code, row.subjects, row.division) == ("same-key", tuple(ids[:2]), people.VILLAGE)
    assert len(row.beside) == 2


def test_a_decision_holds_until_the_evidence_changes():
    load(door("1号"), door("1号"))
    (row,) = found("duplicate")
    decided("duplicate", row, "different_doors")
    assert found("duplicate") == []
    assert [one.decision for one in found("duplicate", decided=True)] == ["different_doors"]
    load(door("1号"))
    (again,) = found("duplicate")
    assert len(again.subjects) == 3


def test_every_code_is_of_a_list_and_every_list_has_its_finders():
    assert set(CODES.values()) == set(LISTS) == set().union(*(of for _find, of in FINDERS))


def test_two_names_at_one_point_with_one_number_are_one_door():
    here = {"longitude": 104.0, "latitude": 30.0}
    load(door("5号", **here), door("5号", street="老街路", **here), door("7号", **here))
    assert codes("duplicate") == ["same-point"]


def test_the_rooms_of_a_building_at_one_point_are_no_duplicates():
    here = {"longitude": 104.0, "latitude": 30.0}
    load(*(door("5号", room=f"{n}室", **here) for n in (101, 102, 201)))
    assert found("duplicate") == []


def test_a_street_of_one_door_like_a_street_of_many_is_a_wrong_name():
    names = ("列宁街", "列宁街", "列字街", "文昌一巷", "文昌一巷", "文昌二巷", "列宁街东段", "新街")
    load(*(door(f"{n}号", street=street) for n, street in enumerate(names, start=1)))
    rows = [one for one in found("wrong") if one.code == "unknown-street"]
    assert [(one.beside, one.division) for one in rows] == [(("列宁街",), "990101001000")]


def test_what_the_engine_cannot_place_is_a_fault_of_grammar():
    (address,) = load({**door("1号", street=None, group=None), "full_address": "无此地电话13800000000"})
    rows = [one for one in found("wrong") if one.code == "grammar"]
    assert [one.subjects for one in rows] == [(address,)]


def test_a_text_that_an_act_changed_is_read_again():
    (address,) = load({**door("1号", street=None, group=None), "full_address": "无此地电话13800000000"})
    assert codes("wrong").count("grammar") == 1
    LoadedPlace.objects.create(id=address, row={})
    mended = {"standard": "四川省达州市达川区石桥镇老街1号", "version": 1 << 40}
    Address.objects.filter(pk=address).update(**mended)
    assert "grammar" not in codes("wrong")
    Address.objects.filter(pk=address).update(standard="无此地电话13800000000")
    assert codes("wrong").count("grammar") == 1


def test_a_point_far_from_its_village_is_out_of_bounds():
    near = [door(f"{n}号", longitude=104.0 + n / 10_000, latitude=30.0) for n in range(1, 9)]
    ids = load(*near, door("99号", longitude=105.0, latitude=30.0))
    rows = [one for one in found("wrong") if one.code == "out-of-bounds"]
    assert [one.subjects for one in rows] == [(ids[-1],)]


def test_order_and_missing_numbers_come_from_the_scheme():
    schemes()
    given = {"division": people.VILLAGE, "street": "老街", "side": "left"}
    numbers = ("1号", "3号", "31号", "", "9号", "10号", "9号-1")
    rows = [Seen(row=n, chainage=10.0 * n, number=text, **given) for n, text in enumerate(numbers[:6], start=1)]
    take_survey(rows, source="x", by=clerk(), now=NOW)
    assert {"order", "parity"} <= set(codes("wrong"))
    assert "entrance-without-number" in codes("omitted")
    assert codes("omitted").count("entrance-without-address") == 5


def test_doors_with_an_address_are_not_missing():
    schemes()
    load(door("1号"), door("3号"))
    survey_addresses(people.TOWN, by=clerk(), now=NOW)
    assert found("omitted") == []


def test_a_hole_in_the_grid_of_rooms_is_missing():
    rooms = [f"{floor}0{place}室" for floor in range(1, 6) for place in (1, 2) if (floor, place) != (3, 2)]
    load(*(door("5号", building="1栋", unit="1单元", room=room) for room in rooms))
    (row,) = found("omitted")
    assert (row.code, set(row.beside)) == ("door-left-out", {"202室", "402室"})
    assert row.reason.startswith("1单元, floor 3, door 2")


def test_a_floor_that_contradicts_its_room_is_wrong_and_a_door_written_in_two_ways_is_there_twice():
    flat = {"building": "1栋", "unit": "1单元"}
    ids = load(door("5号", **flat, floor="2层", room="302室"), door("5号", **flat, room="501室"),
               door("5号", **flat, floor="5层", room="501室"))  # fmt: skip
    assert [(one.code, one.subjects) for one in found("wrong")] == [("floor-against-room", (ids[0],))]
    assert [(one.code, one.subjects) for one in found("duplicate")] == [("door-twice", tuple(ids[1:]))]


def test_what_is_asked_and_decided_wrongly_is_refused():
    load(door("1号"), door("1号"))
    (row,) = found("duplicate")
    with pytest.raises(UnknownList):
        found("double")
    with pytest.raises(UnknownDecision):
        decided("duplicate", row, "nothing_there")
    with pytest.raises(NoSuchDoubt):
        decided("duplicate", replace(row, code="same-point"), "same_door")
    with pytest.raises(MayNotDo):
        decided("duplicate", row, "same_door", by=officer("tang"))


def test_a_page_says_how_many_there_are():
    load(*(door(f"{n}号") for n in (1, 1, 2, 2, 3, 3)))
    page = doubts_page(people.TOWN, "duplicate", on=ON, size=2, number=2)
    assert (page.total, len(page.rows)) == (3, 1)
    assert doubts_page(people.NEXT_TOWN, "duplicate", on=ON).total == 0
