"""What lies on each floor of a building: the same as in its drawing."""

from __future__ import annotations

from huangce.rules.buildings import (
    CellState,
    Door,
    UnitPlan,
    arrange,
    floors_of,
    lay_out,
    look_over,
    spots_of,
)


def doors(*units: UnitPlan) -> list[Door]:
    return [Door(at, one.unit, one.floor, one.room) for at, one in enumerate(lay_out(units), 1)]


def test_it_works() -> None:
    grid = arrange(doors(UnitPlan("1单元", 1, 3, 2)))
    assert floors_of(grid) == [3, 2, 1]
    assert [one.name for one in spots_of(grid.stacks[0], 2, states={})] == ["201", "202"]


def test_what_is_not_known_of_a_door_is_said_and_what_contradicts_is_doubtful() -> None:
    grid = arrange(
        [Door(1, "1单元", "1层", "101室"), Door(2, "1单元", None, "101室"), Door(3, "1单元", "1层", "102室")]
    )
    twice, known = spots_of(grid.stacks[0], 1, states={3: CellState.VACANT})
    assert (twice.name, twice.state, twice.is_doubtful) == ("101 ×2", CellState.UNKNOWN, True)
    assert (known.name, known.state, known.is_doubtful) == ("102", CellState.VACANT, False)


def test_floors_and_doors_that_seem_left_out_have_their_place_and_those_of_no_floor_come_last() -> None:
    gone = {"302室", "401室", "402室"}
    some = [one for one in doors(UnitPlan(None, 1, 5, 2)) if one.room not in gone]
    grid = arrange([*some, Door(99, None, None, "东户")])
    doubts = look_over(grid)
    assert floors_of(grid, doubts) == [5, 4, 3, 2, 1, None]
    laid = {
        floor: [one.name for one in spots_of(grid.stacks[0], floor, states={}, doubts=doubts)]
        for floor in floors_of(grid, doubts)
    }
    assert laid[3] == ["301", "?"]
    assert laid[4] == ["?"]
    assert laid[None] == ["东户"]
