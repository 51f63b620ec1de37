"""Old names keep resolving, to what stands there, with the way it went; and renderings are read by date."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from django.db import transaction

from huangce.addressing import parse
from huangce.places.queries import address_gone, children, find_places, lineage_of, rendering_of
from huangce.places.resolving import resolve
from huangce.places.store import address_ids, standing
from huangce.register.locks import raw_cursor
from huangce.rules.acts.corrections import Correction
from huangce.rules.acts.place_addresses import NewDoor
from tests import lins
from tests.places import town
from tests.places.town import MAY, reverse
from tests.register.conftest import do, open_house

APRIL, JUNE, JULY = date(2026, 4, 30), date(2026, 6, 1), date(2026, 7, 1)
PREFIX = "四川省达州市达川区石桥镇"


@pytest.fixture
def houses(committed_db: None) -> list[int]:
    """1, 3, 5 and 7 人民路, and the flats 101 and 102 of the compound at 9."""
    return town.load()


def found(text: str, on: date = JUNE) -> list[tuple[int, str]]:
    """The addresses that a text leads to, with their state."""
    return [(one.address, one.status) for one in resolve(text, on=on, county=town.COUNTY).answers]


def way(text: str, on: date = JUNE) -> list[str]:
    """The kinds of acts on the way from a text."""
    return [step.kind for one in resolve(text, on=on, county=town.COUNTY).answers for step in one.way]


def test_it_works(houses):
    old = f"{PREFIX}人民路1号"
    assert found(old) == [(houses[0], "standing")]
    town.rename(town.street(), "解放大道")
    assert found(old) == [(houses[0], "standing")]
    assert way(old) == ["place_renamed"]
    assert found(f"{PREFIX}解放大道1号") == [(houses[0], "standing")]
    assert way(f"{PREFIX}解放大道1号") == []


def test_a_text_that_leaves_divisions_out_leads_there_too_by_the_old_name_and_the_new(houses):
    town.rename(town.street(), "解放大道")
    town.renumber(houses[0], JUNE, plate="21号")
    for text in ("人民路1号", "解放大道1号", "解放大道21号", "达川区人民路1号"):
        assert found(text, JULY) == [(houses[0], "standing")], text
    assert found("没有路1号") == []
    assert found("") == []


def test_a_name_announced_for_a_later_day_shows_from_that_day_without_anybody_doing_anything(houses):
    town.rename(town.street(), "解放大道", JULY)
    assert rendering_of(houses[:1], on=JUNE) == {houses[0]: f"{PREFIX}人民路1号"}
    assert rendering_of(houses[:1], on=JULY) == {houses[0]: f"{PREFIX}解放大道1号"}
    assert rendering_of([], on=JULY) == {}
    assert way(f"{PREFIX}人民路1号", JUNE) == []
    assert way(f"{PREFIX}人民路1号", JULY) == ["place_renamed"]
    assert found(f"{PREFIX}解放大道1号", JUNE) == [(houses[0], "standing")]


def test_a_split_address_leads_to_its_parts_and_a_merged_one_to_the_whole(houses):
    _receipt, parts = town.split(houses[0], NewDoor(plate="1号附1号"), NewDoor(plate="1号附2号"))
    assert found(f"{PREFIX}人民路1号") == [(part, "standing") for part in parts]
    _receipt, (whole,) = town.merge(parts, NewDoor(plate="1号"), JUNE)
    assert found(f"{PREFIX}人民路1号", JULY) == [(whole, "standing")]
    assert way(f"{PREFIX}人民路1号附1号", JULY) == ["addresses_merged"]
    assert found(f"{PREFIX}人民路1号", MAY) == [(part, "standing") for part in parts]
    line = lineage_of(houses[0])
    assert [(edge.old, edge.new) for edge in line.after] == [
        *((houses[0], part) for part in parts),
        *((part, whole) for part in parts),
    ]
    assert [edge.old for edge in lineage_of(whole).before] == [houses[0], houses[0], *parts]


def test_a_demolished_address_is_still_known_and_says_so(houses):
    town.demolish(houses[0], on=JUNE)
    assert found(f"{PREFIX}人民路1号", MAY) == [(houses[0], "standing")]
    assert found(f"{PREFIX}人民路1号", JULY) == [(houses[0], "demolished")]


def test_what_was_recorded_by_mistake_still_resolves(houses):
    reverse(town.rename(town.street(), "解放大道"))
    assert found(f"{PREFIX}解放大道1号") == [(houses[0], "standing")]
    assert way(f"{PREFIX}解放大道1号") == ["reversal"]
    receipt, (fresh,) = town.new(NewDoor(plate="11"), thoroughfare=town.street())
    reverse(receipt)
    assert ("taken_back", fresh) in [(status, one) for one, status in found("人民路11号")]


def test_all_that_an_address_was_called_is_told_in_order(houses):
    receipt = town.rename(town.street(), "解放大道")
    town.rename(town.street("解放大道"), "和平路", JUNE)
    assert [
        (one.standard.removeprefix(PREFIX), one.valid_from, one.valid_to, one.act)
        for one in lineage_of(houses[0]).names
    ][:2] == [
        ("人民路1号", None, MAY, None),
        ("解放大道1号", MAY, JUNE, receipt.act),
    ]
    assert [place.name for place in find_places("人民路", scopes=(town.COUNTY,))] == ["和平路"]
    assert find_places("人民路", scopes=("99",)) == []


def test_the_tree_groups_levels_that_are_no_addresses_of_their_own(houses):
    compound = town.street("阳光花园")
    plates = children(town.street())
    assert [(one.value, one.address, one.count) for one in plates] == [
        ("1号", houses[0], 1), ("3号", houses[1], 1), ("5号", houses[2], 1), ("7号", houses[3], 1), ("9号", None, 2),
    ]  # fmt: skip
    chosen = {"plate": "9号"}
    for level, value in (("building", "1栋"), ("unit", "1单元"), ("floor", "1层")):
        (branch,) = children(compound, below=chosen)
        assert (branch.level, branch.value, branch.address, branch.count) == (level, value, None, 2)
        chosen[level] = value
    assert [one.address for one in children(compound, below=chosen)] == houses[4:]
    assert children(compound, below={**chosen, "room": "101室"}) == []


def test_households_at_an_address_that_is_gone_are_listed_until_they_are_housed_again(houses):
    home = open_house(address_id=houses[0])
    everywhere = ("51",)
    assert address_gone(scopes=everywhere, on=JULY) == ([], 0)
    town.demolish(houses[0], on=JUNE)
    assert address_gone(scopes=everywhere, on=MAY) == ([], 0)
    (gone,), count = address_gone(scopes=everywhere, on=JULY)
    assert (gone.household, gone.address, gone.status, gone.ended_on, count) == (
        home.id,
        houses[0],
        "demolished",
        JUNE,
        1,
    )
    assert address_gone(scopes=("99",), on=JULY) == ([], 0)
    do(
        Correction(
            happened_on=MAY, record=home.id, group="household", items={"address_id": houses[1]}, as_change=True,
            evidence=lins.shown("archive"), approved_by=lins.CHEN.id,
        )
    )  # fmt: skip
    assert address_gone(scopes=everywhere, on=JULY) == ([], 0)


def test_a_list_that_cites_an_old_name_is_matched_to_the_address_and_a_name_of_today_goes_first(houses):
    town.rename(town.street(), "解放大道")
    known = _standing()
    old, now = (
        parse(text, default_division=town.COUNTY).key for text in (f"{PREFIX}人民路1号", f"{PREFIX}解放大道1号")
    )
    assert address_ids(known, pl.DataFrame({"key": [old, now]})).to_list() == [houses[0], houses[0]]
    town.renumber(houses[0], JUNE, plate="21号")
    town.renumber(houses[1], JUNE, plate="1号")
    assert address_ids(_standing(), pl.DataFrame({"key": [now]})).to_list() == [houses[1]]


def _standing() -> pl.DataFrame:
    with transaction.atomic(), raw_cursor() as cursor:
        return standing(cursor)


def test_an_address_that_is_to_end_stands_in_the_tree_until_its_day(houses):
    town.demolish(houses[1], on=date(2099, 5, 1))
    assert houses[1] in [one.address for one in children(town.street())]
    assert houses[1] not in [one.address for one in children(town.street(), on=date(2099, 5, 1))]
