"""Which records of a partner cite a valid address id: every row is answered, and nothing is kept."""

from __future__ import annotations

import polars as pl
import pytest

from huangce.places.citing import Citing, citing
from huangce.register.locks import raw_cursor
from huangce.rules.acts.place_addresses import NewDoor
from tests import lins
from tests.places import town

TODAY = lins.NOW.date()


@pytest.fixture
def houses(committed_db: None) -> list[int]:
    """1, 3, 5 and 7 人民路, and the flats 101 and 102 of the compound at 9."""
    return town.load()


def answered(ids: list[str | None] | None, texts: list[str | None] | None = None) -> Citing:
    given = [None if one is None else pl.Series(one, dtype=pl.String) for one in (ids, texts)]
    with raw_cursor() as cursor:
        return citing(cursor, *given, on=TODAY, county=town.COUNTY)


def test_it_works(houses):
    _receipt, parts = town.split(houses[1], NewDoor(plate="3号附1号"), NewDoor(plate="3号附2号"))
    town.demolish(houses[2])
    ids = [f" {houses[0]} ", str(houses[1]), str(houses[2]), None, None, "1234"]
    texts = ["", "", "石桥镇人民路5号", "石桥镇人民路7号", None, "看不清"]
    found = answered(ids, texts)
    assert found.rows["citing"].to_list() == ["valid", "retired", "retired", "text-only", "nothing", "text-only"]
    assert found.rows["became"].to_list()[1] == ",".join(map(str, parts))
    assert found.rows["proposed_id"].to_list() == [None, None, None, houses[3], None, None]
    assert found.counts == {"n": 1, "N": 6, "valid": 1, "retired": 2, "text-only": 2, "nothing": 1}
    assert found.per_division[town.VILLAGE]["N"] == 4
    assert sum(one["N"] for one in found.per_division.values()) == 6


def test_an_id_that_a_renaming_touched_is_valid_still(houses):
    town.rename(town.street(), "解放大道")
    assert answered([str(houses[0])]).counts["n"] == 1


def test_an_id_taken_back_is_retired(houses):
    receipt, (made,) = town.new(NewDoor(plate="21"), thoroughfare=town.street())
    town.reverse(receipt)
    assert answered([str(made)]).rows["citing"].to_list() == ["retired"]


@pytest.mark.parametrize("text", ["", "  ", "-1", "9" * 30, "1099511627776.0", "=1+1"])
def test_what_is_no_id_cites_nothing(houses, text):
    assert answered([text]).rows["citing"].to_list() == ["nothing"]


def test_a_list_of_texts_alone_and_an_empty_list_are_answered(houses):
    assert answered(None, ["人民路1号"]).rows["proposed_id"].to_list() == [houses[0]]
    assert answered([], []).counts["N"] == 0
