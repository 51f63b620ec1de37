"""The plan of a building is an SVG that anything can read, and tells nothing of persons."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from huangce.rules.buildings import CellState, Door, UnitPlan, arrange, draw, lay_out, look_over

SVG = "{http://www.w3.org/2000/svg}"
WORDS = {"floor": "{floor}层", "no-floor": "层数不详", "left-out": "缺号", **{one: one.value for one in CellState}}


def drawn(doors, **states):
    grid = arrange(doors)
    return ET.fromstring(
        draw(grid, title="人民路3号<2栋>", states=states.get("states", {}), words=WORDS, doubts=look_over(grid))
    )


def texts(svg):
    return [one.text for one in svg.iter(f"{SVG}text")]


def test_it_works():
    doors = [Door(at, one.unit, one.floor, one.room) for at, one in enumerate(lay_out([UnitPlan("1单元", 1, 3, 2)]), 1)]
    svg = drawn(doors, states={1: CellState.VACANT, 2: CellState.OCCUPIED})
    assert svg.find(f"{SVG}title").text == "人民路3号<2栋>"
    assert texts(svg)[:7] == ["1单元", "301", "302", "201", "202", "101", "102"]
    frames = [one.get("fill") for one in svg.iter(f"{SVG}rect")]
    assert frames[:6] == ["none"] * 4 + ["url(#vacant)", "none"]
    assert [one for one in texts(svg) if one.endswith("层")] == ["3层", "2层", "1层"]


def test_doors_left_out_and_doors_of_no_known_floor_have_their_place():
    doors = [Door(at, one.unit, one.floor, one.room) for at, one in enumerate(lay_out([UnitPlan(None, 1, 5, 2)]), 1)]
    gone = {"302室", "401室", "402室"}
    shown = texts(drawn([*(one for one in doors if one.room not in gone), Door(99, None, None, "7室")]))
    assert shown.count("?") == 2
    assert "4层" in shown
    assert "层数不详" in shown


def test_it_stands_on_strokes_alone_so_that_it_prints_and_turns_dark():
    doors = [Door(1, "1单元", "1层", "101室"), Door(2, "1单元", None, "101室")]
    text = ET.tostring(drawn(doors), encoding="unicode")
    assert "style" not in text
    assert "#" not in text.replace("url(#vacant)", "")
    assert "×2" in text


def test_an_empty_building_is_still_a_picture():
    assert texts(drawn([]))[-1] == "? 缺号"
