"""Divisions found while somebody types: by name, sound, initials, digits; the own ones first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huangce.rules import divisions

COUNTY, TOWN = "511703", "511703116000"


def codes(text: str, *within: str) -> list[str]:
    return [one.division.code for one in divisions.offered(text, within or (COUNTY,))]


def test_it_works() -> None:
    found = divisions.offered("石桥镇", [COUNTY])[0]
    assert (found.division.code, found.path) == (TOWN, "四川省达州市达川区石桥镇")


@pytest.mark.parametrize(
    "typed", ["石桥", "石桥镇", "sqz", "shiqiao", "SQZ", "达川区 石桥", "511703116", "511703116000"]
)
def test_a_town_is_found_however_it_is_typed(typed: str) -> None:
    assert codes(typed)[0] == TOWN


def test_a_name_means_the_one_that_is_called_so_and_not_what_lies_in_it() -> None:
    assert [one.division.code for one in divisions.meant("达川区石桥镇", [COUNTY])] == [TOWN]
    assert [one.division.code for one in divisions.meant("四川省达州市达川区", [""])] == [f"{COUNTY}000000"]
    assert len(divisions.meant("城关镇", [""])) > 50


def test_the_own_divisions_come_before_those_of_the_country() -> None:
    assert codes("dcq", COUNTY, "")[:2] == [f"{COUNTY}000000", "110101000000"]
    assert codes("dcq", COUNTY) == [f"{COUNTY}000000"]


def test_a_village_of_the_country_is_found_by_its_name() -> None:
    found = divisions.meant("柳杨路社区", [""])
    assert "511703116001" in [one.division.code for one in found]


def test_nothing_is_offered_for_nothing_nor_where_there_is_no_division() -> None:
    assert codes("  ") == []
    assert codes("石桥镇", "990101") == []


def test_only_the_levels_asked_for_are_offered() -> None:
    found = divisions.offered("石桥", [COUNTY], levels=("village",))
    assert {one.division.level for one in found} == {"village"}


@given(st.text(max_size=20))
def test_whatever_is_typed_is_answered_with_divisions_of_the_scope(typed: str) -> None:
    assert all(code.startswith(COUNTY) for code in codes(typed))
