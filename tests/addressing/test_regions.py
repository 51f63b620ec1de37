"""Where provinces number their doors by floor and place, a number that lost its stroke is read as there."""

from __future__ import annotations

import pytest

from huangce.addressing import parse

CHONGQING, GUIZHOU, LIAONING = "重庆市南岸区宏声路37号", "贵州省毕节市七星关区洪山路8号", "辽宁省沈阳市铁西区北一路5号"


def inside(text: str) -> tuple[str | None, ...]:
    """Return unit, floor and room."""
    below = parse(text).below
    return below["unit"], below["floor"], below["room"]


def test_it_works() -> None:
    assert inside(f"{CHONGQING}翠屏花园26栋157") == (None, "15层", "7室")
    assert inside("四川省达州市达川区列宁街12号翠屏花园26栋157") == (None, None, "157室")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{CHONGQING}翠屏花园26栋15-7", (None, "15层", "7室")),
        (f"{CHONGQING}翠屏花园26栋15-7号", (None, "15层", "7室")),
        (f"{CHONGQING}翠屏花园26栋2-15-7", ("2单元", "15层", "7室")),
        (f"{CHONGQING}翠屏花园26栋2单元46", ("2单元", "4层", "6室")),
        (f"{CHONGQING}翠屏花园26栋2单元15-7", ("2单元", "15层", "7室")),
        (f"{GUIZHOU}翠屏花园3栋3单元124", ("3单元", "12层", "4室")),
        (f"{LIAONING}翠屏花园21号楼2131", ("2单元", "13层", "1室")),
        (f"{LIAONING}翠屏花园21号楼231", (None, None, "231室")),
        (f"{LIAONING}翠屏花园21号楼2单元131", ("2单元", "13层", "1室")),
        (f"{LIAONING}翠屏花园21号楼2单元443", ("2单元", None, "443室")),
    ],
)
def test_each_way_of_writing_a_floor_and_a_door_gives_the_same(text: str, expected: tuple[str | None, ...]) -> None:
    assert inside(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        f"{CHONGQING}翠屏花园26栋157室",
        f"{CHONGQING}翠屏花园26栋15-7室",
        f"{CHONGQING}翠屏花园26栋1502室",
        f"{CHONGQING}翠屏花园26栋15层7室",
        f"{LIAONING}翠屏花园21栋2131室",
    ],
)
def test_a_room_in_its_standard_form_is_left_as_it_stands(text: str) -> None:
    assert parse(text).standard == text


def test_a_room_whose_number_has_a_zero_is_a_room_everywhere() -> None:
    assert inside(f"{CHONGQING}翠屏花园26栋502") == (None, None, "502室")
    assert inside(f"{CHONGQING}翠屏花园26栋10") == (None, None, "10室")
    assert inside(f"{GUIZHOU}翠屏花园3栋1单元1203") == ("1单元", None, "1203室")
