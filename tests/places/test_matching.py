"""Addresses of any list are matched to the address register of the installation, one as many."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from django.db import connection, transaction
from typer.testing import CliRunner

from huangce.commands.addresses import addresses as commands
from huangce.places.matching import Match, NoAddressesYet, index_of_register, match_address
from huangce.places.store import load_addresses
from huangce.register.locks import raw_cursor
from huangce.simulate import places, tree, wording
from tests import lins
from tests.places import town
from tests.places.test_undone import loaded

TODAY = date(2026, 6, 1)


def listed(texts: list[str], on: date = TODAY) -> list[Match]:
    """What texts mean when they stand in a list."""
    with raw_cursor() as cursor:
        found = index_of_register(cursor, on=on, default_division=town.COUNTY).match(pl.Series(texts))
    return [Match(**{**row, "candidates": row["candidates"]}) for row in _rows(found)]


def alone(texts: list[str], on: date = TODAY) -> list[Match]:
    """What each text means by itself."""
    with raw_cursor() as cursor:
        return [match_address(cursor, text, on=on, county=town.COUNTY) for text in texts]


def _rows(found: pl.DataFrame) -> list[dict[str, object]]:
    return found.rename({"address_id": "address"}).to_dicts()


@pytest.mark.django_db
def test_it_works() -> None:
    _, ids = loaded()
    with raw_cursor() as cursor:
        found = index_of_register(cursor, on=TODAY).match(pl.Series(["石桥村三社2号", "石桥村3组4号"]))
    assert found["address_id"].to_list() == [ids[1], None]
    assert found["reason"].to_list() == ["town-left-out", "not-found"]


@pytest.mark.django_db
def test_addresses_of_a_list_that_was_undone_are_not_found() -> None:
    loaded()
    with connection.cursor() as cursor:
        cursor.execute("update address set retired_by = 1")
    with raw_cursor() as cursor, pytest.raises(NoAddressesYet):
        index_of_register(cursor, on=TODAY)


def test_an_address_is_found_by_the_name_of_its_street_before_a_renaming(committed_db: None) -> None:
    houses = town.load()
    town.rename(town.street(), "解放大道")
    town.renumber(houses[1], TODAY, plate="33号")
    texts = [
        "石桥镇人民路1号",
        "人民路1号",
        "解放大道1号",
        "人民路3号",
        "解放大道33号",
        "人民路9号阳光花圆1-1-102",
        "人民路77号",
    ]
    found = alone(texts)
    assert [(one.address, one.reason) for one in found] == [
        (houses[0], "former-name"),
        (houses[0], "former-name middle-left-out"),
        (houses[0], "middle-left-out"),
        (houses[1], "former-name middle-left-out"),
        (houses[1], "middle-left-out"),
        (houses[5], "corrected former-name middle-left-out"),
        (None, "not-found"),
    ]
    assert found == listed(texts)
    assert found[0].standard == "四川省达州市达川区石桥镇解放大道1号"


def test_an_address_that_was_merged_is_found_as_the_whole(committed_db: None) -> None:
    houses = town.load()
    _receipt, (whole,) = town.merge(houses[:2], town.NewDoor(plate="1号"), town.MAY)
    assert [one.address for one in alone(["人民路3号", "人民路1号"])] == [whole, whole]


@pytest.mark.django_db
def test_one_text_is_answered_as_it_is_in_a_list() -> None:
    county = tree.county(town.COUNTY)
    weights = places.village_weights(9, county)
    doors = places.build(9, county, np.maximum(1, np.round(2500 * weights / weights.sum())).astype(np.int64))
    written = wording.parts(county, doors)
    codes = county.villages["code"].gather(written["village"])
    rows = written.select(full_address=wording.standard(county)).with_columns(division=codes)
    rows = rows.with_columns(
        *(pl.lit(None, pl.String).alias(name) for name in town.COLUMNS if name not in rows.columns),
        pl.lit(None, pl.Float64).alias("longitude"),
        pl.lit(None, pl.Float64).alias("latitude"),
        pl.int_range(1, pl.len() + 1).alias("row"),
    )
    with transaction.atomic(), raw_cursor() as cursor:
        load_addresses(cursor, rows, county=town.COUNTY, by=1, source="地址.csv", sha256="0" * 64, moment=lins.NOW)
    rng = np.random.default_rng(9)
    texts = wording.write(rng, county, written, rng.integers(0, len(rows), 150), wording.CASUAL)
    texts = wording.blur(rng, texts, 0.3).to_list()
    assert alone(texts) == listed(texts)


@pytest.mark.django_db
def test_the_command_matches_to_the_register_when_no_file_is_named(tmp_path: Path) -> None:
    file, out = tmp_path / "list.csv", tmp_path / "out.csv"
    file.write_text("姓名,住址\n甲,石桥村3组2号\n乙,\n", encoding="gb18030")
    arguments = ["match", "--list", str(file), "--column", "住址", "--out", str(out)]
    refused = CliRunner().invoke(commands, arguments)
    assert isinstance(refused.exception, NoAddressesYet)
    _, ids = loaded()
    done = CliRunner().invoke(commands, arguments, catch_exceptions=False)
    assert done.exit_code == 0
    table = pl.read_csv(out, infer_schema_length=0)
    assert table["address_id"].to_list() == [str(ids[1]), None]
    assert table["姓名"].to_list() == ["甲", "乙"]
