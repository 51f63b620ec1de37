"""A county's lists become a register: all of it or nothing, once, answered row by row, and undone as batches."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime

import polars as pl
import pytest

from huangce.accounts import officers
from huangce.county.loading import NoLists, NoSuchFolder, load_folder
from huangce.errors import NotAllowed
from huangce.exchange import sealed
from huangce.exchange.store import LONGEST_LOAD, forget_expired, open_deliveries
from huangce.home import database, paths
from huangce.register.evidence import Database
from huangce.register.opening import NothingToLoad
from huangce.register.rebuild import check
from huangce.register.record import record
from huangce.register.verify import verify
from huangce.rules.acts.reversals import BatchUndone
from tests.people import OPENED
from tests.register.conftest import one


def quiet(_step: str, _done: int, _of: int) -> None:
    """Nobody watches."""


def load(folder, by, **options):
    return load_folder(folder, by=by, progress=quiet, **options)


def test_it_works(county, registrar, tmp_path):
    loaded = load(county, registrar, answers=tmp_path / "answers")
    register = pl.read_csv(county / "户籍人口.csv", infer_schema=False)
    assert loaded.persons == register.height == one("select count(*) from person where status = 'registered'")
    assert loaded.households == one("select count(*) from household")
    assert loaded.residents == one("select count(*) from residence")
    assert loaded.addresses == one("select count(*) from address")
    assert loaded.opened_on == date(2025, 6, 30)
    assert not loaded.files
    assert {one_list.outcome for one_list in loaded.lists} == {"loaded", "kept"}
    assert one("select count(address_id) > 0.9 * count(*) from household")
    assert check(database.url()).holds
    assert verify(Database(database.url())).holds
    answered = pl.read_csv(tmp_path / "answers" / "户籍人口.csv", infer_schema=False)
    assert answered.height == register.height
    assert answered["处理结果"].null_count() == 0


def test_what_departments_sent_is_kept_encrypted_and_forgotten_in_time(county, registrar):
    load(county, registrar)
    kept = open_deliveries()
    assert {"cremations", "insured", "newborns"} <= kept.keys()
    assert "phone" not in kept["cremations"].columns
    assert forget_expired(today=date(2099, 1, 1), now=datetime.now(UTC)) > 5
    assert open_deliveries() == {}


def test_what_a_killed_load_left_is_destroyed_once_no_load_can_be_writing_it(county, registrar):
    load(county, registrar)
    now = datetime.now(UTC)
    long_ago = date(2000, 1, 1)
    forget_expired(today=long_ago, now=now + 2 * LONGEST_LOAD)
    files, keys = paths.home() / "deliveries", paths.home() / "secrets"
    before = {*files.iterdir(), *keys.iterdir()}
    received = open_deliveries().keys()
    sealed.seal(pl.DataFrame({"name": ["林安"]}), files / "9876543210.sealed", keys / "delivery-9876543210.key")
    (keys / "delivery-9876543211.key").write_bytes(bytes(range(32)))
    forget_expired(today=long_ago, now=now)
    assert (files / "9876543210.sealed").exists()
    forget_expired(today=long_ago, now=now + 2 * LONGEST_LOAD)
    assert {*files.iterdir(), *keys.iterdir()} == before
    assert open_deliveries().keys() == received


def test_a_second_load_of_the_same_folder_changes_nothing(county, registrar):
    load(county, registrar)
    acts = one("select count(*) from act")
    again = load(county, registrar)
    assert {one_list.outcome for one_list in again.lists} == {"already loaded", "already received"}
    assert one("select count(*) from act") == acts


def test_a_dry_run_writes_nothing(county, registrar):
    loaded = load(county, registrar, dry_run=True)
    assert sum(one_list.rows for one_list in loaded.lists) > 3000
    assert one("select count(*) from act") == 0
    assert open_deliveries() == {}


def test_lists_are_undone_in_the_order_in_which_they_build_on_each_other(county, registrar):
    loaded = load(county, registrar)
    batches = {one_list.kind: one_list.batch for one_list in loaded.lists}
    from huangce.register.batches import BatchBuiltOn

    today = date(2025, 7, 1)
    for kind in ("register", "addresses"):
        with pytest.raises(BatchBuiltOn):
            record(BatchUndone(happened_on=today, batch=batches[kind], reason="wrong file"), by=registrar)
    for kind in ("residents", "register", "addresses"):
        record(BatchUndone(happened_on=today, batch=batches[kind], reason="wrong file"), by=registrar)
    assert one("select count(*) from person") == one("select count(*) from residence") == 0
    assert check(database.url()).holds
    again = load(county, registrar)
    assert again.persons > 1400
    assert again.addresses == loaded.addresses == one("select count(*) from address where retired_by is null")


def test_a_register_that_is_loaded_again_finds_the_addresses_that_stand(county, registrar):
    batches = {one_list.kind: one_list.batch for one_list in load(county, registrar).lists}
    cited = one("select count(address_id) from household")
    for kind in ("residents", "register"):
        record(BatchUndone(happened_on=date(2025, 7, 1), batch=batches[kind], reason="wrong file"), by=registrar)
    load(county, registrar)
    assert one("select count(address_id) from household") == cited > 0


def test_a_row_without_a_division_belongs_to_its_household_or_to_the_county(registrar, tmp_path):
    text = "户号,姓名,村居代码,户籍地址\n1,张三,511703110201,\n1,李四,,\n2,王五,,\n"
    (tmp_path / "户籍人口.csv").write_text(text, encoding="utf-8")
    (tmp_path / "实有人口.csv").write_text("姓名,现住址,村居代码\n赵六,石桥村3组12号,\n", encoding="utf-8")
    loaded = load(tmp_path, registrar, county="511703")
    assert (loaded.persons, loaded.households, loaded.residents) == (3, 2, 1)
    assert one("select string_agg(division, ' ' order by id) from household") == "511703110201 511703000000"
    assert one("select count(*) from person where counted_in like '511703%%' and household is not null") == 3
    assert one("select division from residence") == "511703000000"
    assert check(database.url()).holds


def test_a_list_of_addresses_without_a_usable_row_is_one_clear_error(county, registrar, tmp_path):
    (tmp_path / "地址.csv").write_text("地址编码,标准地址,区划代码\nA1,,\n", encoding="utf-8")
    shutil.copy(county / "户籍人口.csv", tmp_path)
    with pytest.raises(NothingToLoad, match=r"地址\.csv"):
        load(tmp_path, registrar, county="511703")
    assert one("select count(*) from batch") == 0


def test_a_department_list_without_an_agreement_is_refused_and_the_rest_is_loaded(county, registrar, tmp_path):
    folder = tmp_path / "lists"
    folder.mkdir()
    for name in ("户籍人口.csv", "火化名单.xlsx", "county.toml"):
        shutil.copy(county / name, folder / name)
    loaded = load(folder, registrar)
    assert loaded.persons > 1400
    assert [name for name, _why in loaded.files] == ["火化名单.xlsx"]


def test_only_an_officer_of_the_county_may_load(county, committed_db):
    stranger = officers.add("wen", "文", on=OPENED)
    officers.grant(stranger, "registrar", "530602000000", by=None, on=OPENED)
    with pytest.raises(NotAllowed):
        load(county, stranger)


def test_a_folder_without_lists_is_one_clear_error(registrar, tmp_path):
    with pytest.raises(NoSuchFolder):
        load(tmp_path / "nothing", registrar)
    with pytest.raises(NoLists):
        load(tmp_path, registrar, county="511703")
    (tmp_path / "x.csv").write_text("甲,乙\n1,2\n")
    with pytest.raises(NoLists):
        load(tmp_path, registrar, county="511703")
