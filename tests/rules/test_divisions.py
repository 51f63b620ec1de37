"""Divisions: the tree of today, and what became of the names and codes that people still write."""

from datetime import date

import polars as pl
import pytest

from huangce.rules import divisions
from huangce.rules.divisions import Division, UnknownDivision


def names(found: list[Division]) -> list[str]:
    return [one.name for one in found]


def test_it_works():
    town = divisions.search("石桥镇", within="511703")[0]
    village = divisions.children(town.code)[0]
    assert divisions.full_name(village.code).startswith("四川省达州市达川区石桥镇")
    assert divisions.get(village.code) == village


@pytest.mark.parametrize("code", ["51", "5117", "511703", "511703116", "511703116001", "511703000000", " 511703 "])
def test_codes_of_every_length_resolve(code):
    assert divisions.get(code).code == code.strip().ljust(12, "0")


@pytest.mark.parametrize(
    "code", ["", "5", "511", "99", "990101", "511703999", "511703116999", "五一", "５１", "51170311600a"]
)
def test_a_code_that_was_never_assigned_is_refused_by_name(code):
    with pytest.raises(UnknownDivision):
        divisions.get(code)


def test_what_is_no_code_is_not_repeated_in_the_message():
    with pytest.raises(UnknownDivision) as refusal:
        divisions.get("990101199001011234")
    assert "1990" not in str(refusal.value)


def test_an_abolished_district_resolves_and_names_its_successors():
    district = divisions.get("330104")
    assert (district.name, district.is_current, district.valid_to) == ("江干区", False, date(2021, 1, 1))
    assert names(divisions.current("330104")) == ["上城区", "钱塘区"]
    assert "江干区" in names(divisions.predecessors("330102"))
    assert divisions.full_name("330104") == "浙江省杭州市江干区"


def test_successors_are_followed_through_several_changes():
    assert names(divisions.current("513021")) == ["达川区"]  # 达县 under the prefecture, 达县 under the city, 达川区
    assert names(divisions.predecessors("511703")) == ["达县"]


def test_a_code_that_was_used_again_is_followed_from_the_day_that_is_meant():
    assert names(divisions.current("142428", on=date(1981, 6, 1))) == ["中阳县"]
    assert "中阳县" not in names(divisions.current("142428"))


def test_a_renamed_division_keeps_its_code_and_answers_by_date():
    assert divisions.get("420600", on=date(2005, 5, 1)).name == "襄樊市"
    assert divisions.get("420600").name == "襄阳市"
    assert divisions.full_name("420606", on=date(2005, 5, 1)) == "湖北省襄樊市樊城区"


def test_a_code_still_answers_in_the_year_of_its_end_and_not_later():
    assert divisions.get("330104", on=date(2021, 3, 1)).name == "江干区"
    with pytest.raises(UnknownDivision):
        divisions.get("330104", on=date(2022, 1, 1))


def test_the_parent_of_an_abolished_county_is_the_one_of_its_time():
    assert divisions.full_name("513021") == "四川省达川地区达县"


def test_groups_of_the_code_book_never_appear_in_names():
    assert divisions.full_name("110101") == "北京市东城区"
    assert divisions.full_name("500235") == "重庆市云阳县"
    assert divisions.full_name("429004") == "湖北省仙桃市"
    assert divisions.full_name("659001") == "新疆维吾尔自治区石河子市"
    assert divisions.full_name("441900003") == "广东省东莞市东城街道"
    assert divisions.get("110100").is_virtual
    assert divisions.full_name("130101") == "河北省石家庄市"
    assert "东城区" in names(divisions.children("11"))
    assert divisions.children("1101") == divisions.children("11")
    assert "仙桃市" in names(divisions.children("4290"))


def test_villages_of_a_town_that_went_to_another_county_stand_under_its_successor():
    town = divisions.search("人和街道", within="500157")[0]
    villages = divisions.children(town.code)
    assert villages
    assert all(divisions.full_name(one.code).startswith("重庆市两江新区人和街道") for one in villages)
    assert divisions.current("500112009") == [town]
    assert divisions.search(villages[0].name, within="500157")


def test_villages_of_a_town_that_kept_its_code_in_another_county_are_found_there():
    table = divisions.frame("town").filter(pl.col("valid_to").is_null())
    moved = table.filter(pl.col("code").str.head(6) != pl.col("parent").str.head(6))
    town, county = next(row for row in moved.select("code", "parent").rows() if divisions.children(row[0]))
    village = divisions.children(town)[0]
    assert village in divisions.search(village.short_name, within=county)
    assert divisions.full_name(village.code).startswith(divisions.full_name(county))


def test_the_civil_affairs_code_of_a_town_finds_the_same_town():
    frame = pl.read_parquet(divisions.store.HERE / "towns.parquet").filter(pl.col("alias") != "")
    code, name, alias = frame.select("code", "name", "alias").row(0)
    assert divisions.get(alias).name == name
    assert divisions.get(alias).code == f"{code}000"


@pytest.mark.parametrize(
    ("written", "within", "code"),
    [
        ("四川", None, "51"),
        ("广西", None, "45"),
        ("内蒙古", None, "15"),
        ("恩施州", None, "4228"),
        ("黔南", None, "5227"),
        ("达川", "5117", "511703"),
        ("石桥", "511703", "511703116"),
        ("石桥镇", "5117", "511703116"),
        ("三都县", None, "522732"),
        ("红军路社区", "511703116", "511703116003"),
        ("红军路", "511703116", "511703116003"),
        ("红军路社区居委会", "511703116", "511703116003"),
        ("红军路社区居民委员会", "511703116", "511703116003"),
    ],
)
def test_names_are_found_with_and_without_their_kind(written, within, code):
    assert divisions.search(written, within=within)[0].code == code.ljust(12, "0")


def test_search_puts_what_holds_today_first_and_knows_the_abolished():
    assert names(divisions.search("达县"))[-1] == "达县"
    assert not divisions.search("达县")[0].is_current
    assert divisions.search("江干区", on=date(2024, 1, 1)) == []
    assert names(divisions.search("江干区", on=date(2010, 1, 1))) == ["江干区"]
    assert divisions.search("") == []


@pytest.mark.parametrize(
    ("official", "short"),
    [
        ("石桥村委会", "石桥村"),
        ("石桥村民委员会", "石桥村"),
        ("石桥村村民委员会", "石桥村"),
        ("石桥村村委会", "石桥村"),
        ("新村委会", "新村"),
        ("新华居委会", "新华社区"),
        ("新华社区居委会", "新华社区"),
        ("新华社区居民委员会", "新华社区"),
        ("新华社区", "新华社区"),
        ("巴彦嘎查委员会", "巴彦嘎查"),
        ("第三管理区", "第三管理区"),
    ],
)
def test_villages_have_the_name_that_addresses_use(official, short):
    assert divisions.short_village_name(official) == short


def test_the_first_six_digits_of_old_numbers_are_known():
    for code in ("330104", "513021", "510200", "441900", "110100", "130101", "810000", "830000", "500157"):
        assert divisions.county_known(code), code
    for code in ("990101", "000000", "110199", "", "11"):
        assert not divisions.county_known(code), code


def test_the_table_holds_a_tree_without_loose_ends():
    table = divisions.frame()
    assert table.columns == ["code", "name", "short_name", "level", "parent", "valid_from", "valid_to"]
    assert table.filter(pl.col("level") == "village").height == divisions.frame("village").height > 600_000
    above = table.filter((pl.col("parent") != "") & ~pl.col("parent").is_in(table["code"].implode()))
    assert above.is_empty()
    assert table.filter(pl.col("code").str.len_bytes() != 12).is_empty()
    assert table.filter(pl.col("name").is_in(["市辖区", "县", "省直辖县级行政区划", ""])).is_empty()


def test_spells_of_one_code_never_overlap():
    table = divisions.frame().sort("code", "valid_from", nulls_last=False)
    previous_end = pl.col("valid_to").shift().over("code")
    again = pl.int_range(pl.len()).over("code") > 0
    assert table.filter(again & (previous_end.is_null() | (previous_end > pl.col("valid_from")))).is_empty()


def test_every_successor_holds_when_its_predecessor_ends():
    for spell in divisions.frame("county").filter(pl.col("valid_to").is_not_null())["code"].unique():
        for known in divisions.spells(spell):
            for successor in known.successors:
                assert known.valid_to is None or any(
                    one.holds_on(known.valid_to) for one in divisions.spells(successor)
                )
