"""Addresses of any list are matched to the address register of the installation."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from django.db import connection
from typer.testing import CliRunner

from huangce.commands.addresses import addresses as commands
from huangce.places.matching import NoAddressesYet, index_of_register
from huangce.register.locks import raw_cursor
from tests.places.test_undone import loaded


@pytest.mark.django_db
def test_it_works() -> None:
    _, ids = loaded()
    with raw_cursor() as cursor:
        found = index_of_register(cursor).match(pl.Series(["石桥村三社2号", "石桥村3组4号"]))
    assert found["address_id"].to_list() == [ids[1], None]
    assert found["reason"].to_list() == ["town-left-out", "not-found"]


@pytest.mark.django_db
def test_addresses_of_a_list_that_was_undone_are_not_found() -> None:
    loaded()
    with connection.cursor() as cursor:
        cursor.execute("update address set retired_by = 1")
    with raw_cursor() as cursor, pytest.raises(NoAddressesYet):
        index_of_register(cursor)


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
