"""Where provinces number their doors by floor and place, a number that lost its stroke is read as there."""

from __future__ import annotations

import pytest

from huangce.addressing import parse

CHONGQING, GUIZHOU, LIAONING = "重庆市南岸区宏声路37号", "贵州省毕节市七星关区洪山路8号", "辽宁省沈阳市铁西区北一路5号"
SICHUAN = "四川省成都市武侯区列宁街12号"


def inside(text: str) -> tuple[str | None, ...]:
    """Return unit, floor and room."""
    below = parse(text).below
    return below["unit"], below["floor"], below["room"]


def test_it_works() -> None:
    assert inside(f"{CHONGQING}翠屏花园26栋157") == (None, "15层", "7室")
    assert inside("浙江省杭州市西湖区列宁街12号翠屏花园26栋157") == (None, None, "157室")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{CHONGQING}翠屏花园26栋15-7", (None, "15层", "7室")),
        (f"{CHONGQING}翠屏花园26栋15-7号", (None, "15层", "7室")),
        (f"{CHONGQING}翠屏花园26幢34号", (None, "3层", "4室")),
        (f"{CHONGQING}翠屏花园26栋2-15-7", ("2单元", "15层", "7室")),
        (f"{CHONGQING}翠屏花园26栋2单元46", ("2单元", "4层", "6室")),
        (f"{CHONGQING}翠屏花园26栋2单元15-7", ("2单元", "15层", "7室")),
        (f"{GUIZHOU}翠屏花园3栋3单元124", ("3单元", "12层", "4室")),
        (f"{LIAONING}翠屏花园21号楼2131", ("2单元", "13层", "1室")),
        (f"{LIAONING}翠屏花园21号楼231", ("2单元", "3层", "1室")),
        (f"{SICHUAN}翠屏花园3栋264", (None, "26层", "4室")),
        (f"{SICHUAN}翠屏花园3栋262", ("2单元", "6层", "2室")),
        ("上海市浦东新区莱阳路5号翠屏花园3号楼12502", ("1单元", None, "2502室")),
        ("广东省深圳市福田区金田路5号翠屏花园3栋20F", (None, None, "20F室")),
        ("浙江省杭州市西湖区文一路5号翠屏花园3栋20F", (None, "20层", None)),
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
        "浙江省杭州市西湖区文一路5号1栋1-1室",
        "浙江省杭州市西湖区文一路5号1栋1单元10-3室",
    ],
)
def test_a_room_in_its_standard_form_is_left_as_it_stands(text: str) -> None:
    assert parse(text).standard == text


def test_a_room_whose_number_has_a_zero_is_a_room_everywhere() -> None:
    assert inside(f"{CHONGQING}翠屏花园26栋502") == (None, None, "502室")
    assert inside(f"{CHONGQING}翠屏花园26栋10") == (None, None, "10室")
    assert inside(f"{GUIZHOU}翠屏花园3栋1单元1203") == ("1单元", None, "1203室")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{CHONGQING}翠屏花园7152", ("7栋", "1单元", "5层", "2室")),
        (f"{CHONGQING}翠屏花园7153", ("7栋", "15单元", None, "3室")),
        (f"{CHONGQING}翠屏花园17152", ("17栋", "1单元", "5层", "2室")),
        (f"{CHONGQING}翠屏花园1052", ("10栋", "5单元", None, "2室")),
        ("河南省焦作市山阳区工业路5号翠屏花园1153", ("11栋", "5单元", None, "3室")),
        (f"{LIAONING}翠屏花园321603", ("32栋", None, None, "1603室")),
        (f"{LIAONING}翠屏花园20301", ("20栋", None, None, "301室")),
        (f"{LIAONING}翠屏花园1603", (None, None, None, "1603室")),
        (f"{LIAONING}翠屏花园7152", (None, None, None, "7152室")),
    ],
)
def test_a_number_after_a_name_that_no_room_can_have_has_lost_its_strokes(
    text: str, expected: tuple[str | None, ...]
) -> None:
    assert (parse(text).below["building"], *inside(text)) == expected


def test_a_lane_has_houses_in_shanghai_and_plates_elsewhere() -> None:
    shanghai, ningbo = parse("上海市浦东新区莱阳路427弄12号808"), parse("浙江省宁波市海曙区中山路137弄52号301")
    assert (shanghai.below["street"], shanghai.below["plate"], shanghai.below["building"]) == (
        "莱阳路",
        "427弄",
        "12号",
    )
    assert (ningbo.below["street"], ningbo.below["plate"], ningbo.below["building"]) == ("中山路137弄", "52号", None)
    assert [parse(one.standard).key for one in (shanghai, ningbo)] == [shanghai.key, ningbo.key]
