"""Free text in, segments out: the sentences of the standard address rule, on invented addresses."""

from __future__ import annotations

import orjson
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huangce.addressing import canonical, parse, parse_columns, parse_many
from huangce.addressing.labels import LABELS
from huangce.addressing.problems import CODES

FULL = "四川省达州市达川区石桥镇列宁街12号翠屏花园3栋2单元501室"


def given_segments(text: str, division: str | None = None) -> dict[str, str]:
    """Return the segments that the text gives, flat."""
    address = parse(text, default_division=division)
    return {name: value for name, value in {**address.division, **address.below}.items() if value}


def test_it_works() -> None:
    address = parse(FULL)
    assert address.to_dict() == {
        "text": FULL,
        "segments": {
            "division": {"province": "四川省", "city": "达州市", "county": "达川区", "town": "石桥镇", "village": None},
            "group": None,
            "street": "列宁街",
            "place": "翠屏花园",
            "plate": "12号",
            "building": "3栋",
            "unit": "2单元",
            "floor": None,
            "room": "501室",
        },
        "spans": [
            {"label": "prov", "start": 0, "end": 3},
            {"label": "city", "start": 3, "end": 6},
            {"label": "district", "start": 6, "end": 9},
            {"label": "town", "start": 9, "end": 12},
            {"label": "road", "start": 12, "end": 15},
            {"label": "roadno", "start": 15, "end": 18},
            {"label": "poi", "start": 18, "end": 22},
            {"label": "houseno", "start": 22, "end": 24},
            {"label": "cellno", "start": 24, "end": 27},
            {"label": "roomno", "start": 27, "end": 31},
        ],
        "standard": FULL,
        "problems": [],
    }
    assert address.division_code == "511703116000"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("达川区石桥镇固家村3组12号", {"town": "石桥镇", "village": "固家村", "group": "3组", "plate": "12号"}),
        ("列宁街12-1-302", {"street": "列宁街"}),
        ("翠屏花园12-1-302", {"place": "翠屏花园", "building": "12栋", "unit": "1单元", "room": "302室"}),
        ("翠屏花园3#2-501", {"building": "3栋", "unit": "2单元", "room": "501室"}),
        ("列宁街12号三单元二楼", {"plate": "12号", "unit": "3单元", "floor": "2层"}),
        ("列宁街１２号３栋", {"plate": "12号", "building": "3栋"}),
        ("列宁街12号附3号", {"plate": "12号附3号"}),
        ("列宁街12号之一", {"plate": "12号之1"}),
        ("锦绣花园甲单元301室", {"place": "锦绣花园", "unit": "甲单元", "room": "301室"}),
        ("翠屏花园5幢十一楼", {"building": "5栋", "floor": "11层"}),
    ],
)
def test_a_number_is_read_in_every_form_that_people_write(text: str, expected: dict[str, str]) -> None:
    found = given_segments(text, "511703")
    assert {name: found.get(name) for name in expected} == expected


def test_an_abolished_county_resolves_under_its_own_name() -> None:
    address = parse("浙江省杭州市江干区凯旋路10号")
    assert address.division["county"] == "江干区"
    assert address.division_code == "330104000000"
    assert "division-abolished" in address.problems


def test_a_wrong_character_in_a_division_is_mended_and_said() -> None:
    address = parse("安微省合肥市蜀山区黄山路10号")
    assert address.division["province"] == "安徽省"
    assert address.problems == ("division-mended",)
    assert address.standard.startswith("安徽省合肥市蜀山区")


def test_a_missing_province_and_city_follow_from_the_county() -> None:
    address = parse("达川区石桥镇列宁街12号")
    assert address.standard == "四川省达州市达川区石桥镇列宁街12号"
    assert address.division["province"] is None


def test_a_name_that_several_divisions_carry_is_not_guessed() -> None:
    address = parse("鼓楼区中山路3号")
    assert address.problems == ("division-ambiguous",)
    assert address.division_code is None
    assert parse("鼓楼区中山路3号", default_division="320100").division_code == "320106000000"


def test_notes_names_and_telephones_never_reach_the_standard_form() -> None:
    address = parse("达川区石桥镇列宁街12号 张三10012345678 请电话联系")
    assert address.standard == "四川省达州市达川区石桥镇列宁街12号"
    assert "left-out" in address.problems


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "empty"),
        (" \u3000\t", "empty"),
        ("达" * 10_000, "too-long"),
        ("1" * 10_000, "too-long"),
        ("hello world", "not-an-address"),
        ("😀😀😀", "not-an-address"),
        ("\x00\x01\x02", "empty"),
        ("\ud800", "not-an-address"),
        ("Привет", "not-an-address"),
        ("电联", "not-an-address"),
    ],
)
def test_what_is_no_address_has_empty_segments_and_a_problem(text: str, problem: str) -> None:
    address = parse(text)
    assert problem in address.problems
    assert address.standard == ""
    assert not any(address.division.values())
    assert not any(address.below.values())


@pytest.mark.parametrize(
    "text",
    [
        "😀😀" + FULL,
        "\ufffd" + FULL,
        "\u0301" + FULL,
        " " * 500 + FULL + "\u3000" * 500,
        "\u2028\x0b" + FULL + "\x85",
        " ".join(FULL),
        FULL.replace("一", "⼀").replace("石", "⽯").replace("生", "⽣"),
    ],
)
def test_what_surrounds_an_address_does_not_hide_it(text: str) -> None:
    address = parse(text)
    assert address.standard == FULL
    assert text[address.spans[-1].start : address.spans[-1].end].replace(" ", "") == "501室"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("翠屏花园3栋三o四室", {"building": "3栋", "room": "304室"}),
        ("翠屏花园3栋2单元8号楼801", {"building": "3栋", "unit": "2单元", "floor": "8层", "room": "801室"}),
        ("烟厂家属院25号楼3-2楼东户", {"building": "25栋", "unit": "3单元", "floor": "2层", "room": "东户"}),
        ("翠屏花园公寓楼408", {"floor": None}),
        ("翠屏花园2010揽胜组团3栋2503", {"building": "3栋", "room": "2503室"}),
        ("翠屏花园321603", {"building": "32栋", "room": "1603室"}),
        ("翠屏花园3栋15楼D", {"floor": "15层", "room": "D室"}),
        ("翠屏花园3栋3B2803", {"floor": None, "room": "3B2803室"}),
        ("翠屏花园-2楼", {"floor": "负2层"}),
        ("翠屏花园-5楼", {"floor": "5层"}),
        ("列宁街5号翠屏花园底商", {"place": "翠屏花园", "floor": "底商"}),
        ("列宁街5号翠屏花园底商12号", {"place": "翠屏花园", "floor": "底商", "room": "12室"}),
        ("翠屏花园1栋底商3号", {"building": "1栋", "floor": "底商", "room": "3室", "plate": None}),
        ("翠屏花园夹层3号", {"floor": "夹层", "room": "3室"}),
        ("翠屏花园裙楼二层", {"place": "翠屏花园裙楼", "floor": "2层"}),
        ("翠屏花园负一层12号", {"floor": "负1层", "room": "12室"}),
        ("列宁街12号东赵村", {"village": "东赵村"}),
        ("列宁街12号翠屏二村", {"village": None, "place": "翠屏二村"}),
        ("列宁街列宁街12号", {"street": "列宁街", "plate": "12号"}),
        ("黎明村十二区108号", {"county": None, "village": "黎明村"}),
    ],
)
def test_a_number_is_what_it_can_be(text: str, expected: dict[str, str | None]) -> None:
    found = given_segments(text, "511703")
    assert {name: found.get(name) for name in expected} == expected


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=4))
def test_no_text_raises_and_spans_cover_it(texts: list[str]) -> None:
    for text, address in zip(texts, parse_many(texts), strict=True):
        assert address.text == text
        assert set(address.problems) <= set(CODES)
        assert all(span.label in LABELS and 0 <= span.start < span.end <= len(text) for span in address.spans)
        orjson.dumps(address.to_dict() | {"text": ""})


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(alphabet="达川区石桥镇村组列宁街路号栋单元室0123-#附之一二 ", max_size=30), max_size=5))
def test_one_by_one_and_in_columns_are_the_same(texts: list[str]) -> None:
    rows = parse_columns(pl.Series("text", texts, dtype=pl.String), default_division="511703").to_dicts()
    assert len(rows) == len(texts)
    for text, row in zip(texts, rows, strict=True):
        address = parse(text, default_division="511703")
        assert row["standard"] == address.standard
        assert row["key"] == address.key
        assert tuple(row["problems"]) == address.problems
        assert {name: row[name] for name in address.below} == address.below


def test_a_null_is_read_as_empty_and_order_is_kept() -> None:
    frame = parse_columns(pl.Series("text", [FULL, None, "石桥镇列宁街1号"]), default_division="511703")
    assert frame["problems"].to_list() == [[], ["empty"], []]
    assert frame["standard"].to_list()[::2] == [FULL, "四川省达州市达川区石桥镇列宁街1号"]


def test_the_standard_form_of_segments_is_what_was_parsed() -> None:
    assert canonical(parse(FULL).segments) == FULL


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("3-301室", ("2单元", "3层", "301室")),
        ("3-301", ("2单元", "3层", "301室")),
        ("12-1203室", ("2单元", "12层", "1203室")),
        ("3/301室", ("2单元", "3层", "301室")),
        ("3#301室", ("2单元", "3层", "301室")),
        ("3层3-301室", ("2单元", "3层", "301室")),
        ("3-501室", ("2单元", None, "3-501室")),
    ],
)
def test_a_number_before_a_door_inside_a_unit_is_its_floor_or_a_part_of_it(
    written: str, expected: tuple[str | None, ...]
) -> None:
    read = parse(f"列宁街12号翠屏花园1栋2单元{written}", default_division="511703")
    assert (read.below["unit"], read.below["floor"], read.below["room"]) == expected
    assert parse(read.standard).standard == read.standard


def test_floors_from_the_ground_on_are_one_floor_number() -> None:
    shop = parse("达川区石桥镇列宁街供销社1-4楼")
    assert (shop.below["building"], shop.below["floor"]) == (None, "1-4层")
    assert parse(shop.standard).standard == shop.standard
    for text in ("列宁街12号翠屏花园4幢-1-3楼", "列宁街12号文化馆40-1-33-6"):
        assert (parse(text, default_division="511703").below["floor"] or "").find("-") < 0


def test_a_city_that_no_table_has_stays_in_the_standard_form() -> None:
    assert parse("外星市文一路12号").standard == "外星市文一路12号"
