"""The doors of a building stand where their segments say, and what does not add up is said with its reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huangce.rules.buildings import Door, LayoutRefused, UnitPlan, arrange, lay_out, look_over, place


def numbered(doors):
    return [Door(at, one.unit, one.floor, one.room) for at, one in enumerate(doors, 1)]


def test_it_works():
    grid = arrange(numbered(lay_out([UnitPlan("1单元", -1, 6, 2), UnitPlan("2单元", 1, 6, 2)])))
    assert [stack.unit for stack in grid.stacks] == ["1单元", "2单元"]
    assert grid.stacks[0].floors == (6, 5, 4, 3, 2, 1, -1)
    assert grid.stacks[0].at(-1, "2").doors[0].room == "-102室"
    assert grid.doors == 26
    assert look_over(grid) == []


@pytest.mark.parametrize(
    ("floor", "room", "where"),
    [
        ("3层", "302室", (3, 3, 2)),
        (None, "1203室", (12, 12, 3)),
        (None, "-101室", (-1, -1, 1)),
        ("5层", "7室", (5, None, 7)),
        (None, "7室", (None, None, 7)),
        ("2层", "东户", (2, None, None)),
        ("4层", "501室", (4, 5, 1)),
        (None, "001室", (None, None, 1)),
    ],
)
def test_a_door_lies_where_its_segments_say(floor, room, where):
    at = place(Door(None, None, floor, room))
    assert (at.floor, at.room_floor, at.door) == where


def test_units_and_doors_stand_in_natural_order():
    grid = arrange([Door(None, unit, "1层", "101室") for unit in ("10单元", "2单元", "乙单元", "1单元")])
    assert [stack.unit for stack in grid.stacks] == ["1单元", "2单元", "10单元", "乙单元"]


def test_an_address_without_a_room_is_an_entrance():
    grid = arrange([Door(1, None, None, None), Door(2, "1单元", None, None), Door(3, "1单元", None, "101室")])
    assert [one.address for one in grid.entrances] == [1, 2]
    assert grid.doors == 1


def test_a_door_there_twice_and_one_against_its_floor_are_named():
    doors = [
        *numbered(lay_out([UnitPlan("1单元", 1, 4, 2)])),
        Door(90, "1单元", None, "302室"),
        Door(91, "1单元", "4层", "203室"),
    ]
    found = {(one.reason, one.floor, one.column, one.concerned) for one in look_over(arrange(doors))}
    assert ("door-twice", 3, "2", (6, 90)) in found
    assert ("floor-against-room", 4, "3", (91,)) in found


def test_a_unit_between_two_others_is_missed_unless_its_entrance_stands():
    doors = numbered(lay_out([UnitPlan("1单元", 1, 1, 1), UnitPlan("3单元", 1, 1, 1)]))
    assert [(one.reason, one.unit) for one in look_over(arrange(doors))] == [("unit-left-out", "2单元")]
    assert look_over(arrange([*doors, Door(9, "2单元", None, None)])) == []


def test_floors_of_different_size_raise_no_doubt():
    shops = UnitPlan("1单元", 1, 12, 4, other=((1, 9), (2, 9), (12, 2)))
    assert {one.reason for one in look_over(arrange(numbered(lay_out([shops]))))} <= {"door-left-out"}
    assert all(one.floor == 12 for one in look_over(arrange(numbered(lay_out([shops])))))


PLANS = st.builds(UnitPlan, st.sampled_from(["1单元", None]), st.just(1), st.integers(4, 33), st.integers(1, 12))


@given(PLANS, st.data())
def test_a_door_taken_out_is_the_one_that_is_missed(plan, data):
    doors = numbered(lay_out([plan]))
    gone = data.draw(st.sampled_from(doors))
    at = place(gone)
    found = look_over(arrange([one for one in doors if one != gone]))
    if plan.doors > 1:
        assert [(one.reason, one.floor, one.column) for one in found] == [("door-left-out", at.floor, str(at.door))]
        assert found[0].beside
    elif at.floor in {1, plan.highest}:
        assert found == []  # a building that is a floor lower is no contradiction
    else:
        assert [(one.reason, one.floor) for one in found] == [("floor-left-out", at.floor)]


@given(st.lists(PLANS, max_size=2, unique_by=lambda one: one.unit))
def test_what_is_laid_out_has_no_doubt_and_no_door_twice(plans):
    doors = lay_out(plans)
    assert len({(one.unit, one.floor, one.room) for one in doors}) == len(doors)
    assert look_over(arrange(numbered(doors))) == []


@pytest.mark.parametrize(
    "plans",
    [
        [UnitPlan("1单元", 0, 6, 2)],
        [UnitPlan("1单元", 3, 2, 2)],
        [UnitPlan("1单元", 1, 999, 2)],
        [UnitPlan("1单元", 1, 6, 100)],
        [UnitPlan("1单元", 1, 6, 2, other=((9, 1),))],
        [UnitPlan("1单元", 1, 6, 2), UnitPlan("1单元", 1, 6, 2)],
        [UnitPlan(f"{unit}单元", 1, 200, 99) for unit in range(3)],
    ],
)
def test_a_plan_that_cannot_be_built_is_refused(plans):
    with pytest.raises(LayoutRefused):
        lay_out(plans)


def test_doors_that_run_through_state_their_floor():
    doors = lay_out([UnitPlan("1单元", 1, 3, 2, runs_through=True)])
    assert [(one.floor, one.room) for one in doors][-1] == ("3层", "6室")
    assert arrange(doors).stacks[0].floors == (3, 2, 1)
