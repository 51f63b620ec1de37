"""A whole county folder is read: every file recognised, every row kept, planted faults found and no others."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from huangce.exchange.agreements import Agreement, read_agreements
from huangce.exchange.deliveries import Delivery, read_file, read_folder
from huangce.exchange.formats import FORMATS, KINDS
from huangce.exchange.mapping import remember
from huangce.exchange.reading import read_table
from huangce.simulate.county import AS_OF, Summary, simulate
from huangce.simulate.rates import RATES
from tests.exchange.files import CREMATION_HEADER, CREMATION_ROWS, write_csv, write_xlsx

# How departments write and what goes wrong: without these a simulated list has no faults.
FAULTS = ("number_", "name_", "birth_wrong", "date_other", "address_", "row_repeated", "collected_twice", "held_twice")
MORE_FAULTS = ("wrong_number", "away_wrong_number", "fictitious", "namesakes", "stale", "newborn_unnamed", "foreigners")
# What even a faultless county shows: its numbers have the division 99, gbk files lose rare characters, feet are named,
# the insured of other counties have no address here, and foreigners no number.
UNAVOIDABLE = {"citizen-id-unknown-division", "name-characters", "footer-row", "expected-missing"}

CREMATIONS = Agreement(
    kind="cremations",
    supplier="民政局",
    purpose="核实死亡人员户口注销",
    legal_ground="户口登记条例第八条",
    fields=("name", "citizen_id", "cremated_on"),
    frequency="每年",
    retention_months=6,
    returns=("format",),
    contact="民政窗口",
)


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Summary]:
    folder = tmp_path_factory.mktemp("county") / "faulty"
    yield simulate(folder, persons=5000, seed=5)
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def found(county: Summary) -> dict[str, Delivery]:
    return read(county)


def read(summary: Summary) -> dict[str, Delivery]:
    agreements = read_agreements(summary.folder / "agreements.toml")
    return {delivery.kind: delivery for delivery in read_folder(summary.folder, agreements, today=AS_OF)}


def codes(delivery: Delivery) -> set[str]:
    assert delivery.checked is not None
    return set(delivery.checked.problems["code"].cast(pl.String))


def test_it_works(county: Summary, found: dict[str, Delivery]) -> None:
    # The simulated county has none of the other two.
    assert set(found) == set(KINDS) - {"adoptions", "transferred_labour"}
    assert {kind: delivery.counts["rows"] for kind, delivery in found.items()} == county.rows
    for kind, delivery in found.items():
        assert delivery.path.name == county.files[kind]
        assert len(delivery.sha256) == 64
        assert {problem.code for problem in delivery.problems} <= {"column-unknown"}
        assert delivery.counts["usable"] == delivery.counts["rows"]


def test_planted_faults_are_found(found: dict[str, Delivery]) -> None:
    assert {"citizen-id-check", "citizen-id-length", "number-eaten", "row-duplicated"} <= codes(found["insured"])
    assert {"citizen-id-check", "number-repeated", "birth-date-contradicts-number"} <= codes(found["register"])
    assert "footer-row" in codes(found["cremations"])
    insured = found["insured"].checked
    assert insured is not None
    old_form = insured.frame.filter(pl.col("citizen_id_written").str.len_chars() == 15)
    assert old_form["citizen_id"].str.len_chars().to_list() == [18] * old_form.height
    assert old_form.height > 0


def test_a_county_without_faults_shows_none(tmp_path: Path) -> None:
    rates = tmp_path / "rates.toml"
    none = [name for name in RATES if name.startswith(FAULTS + MORE_FAULTS)]
    rates.write_text("".join(f"{name} = 0\n" for name in none), encoding="utf-8")
    summary = simulate(tmp_path / "county", persons=2000, seed=5, given_rates=rates)
    for kind, delivery in read(summary).items():
        assert codes(delivery) <= UNAVOIDABLE, kind
        assert delivery.counts["with_error"] == 0


def test_the_lists_are_recognised_by_their_columns_alone(county: Summary, tmp_path: Path) -> None:
    agreements = read_agreements(county.folder / "agreements.toml")
    for i, (kind, name) in enumerate(county.files.items()):
        path = shutil.copy(county.folder / name, tmp_path / f"{i}{Path(name).suffix}")
        assert [one.kind for one in read_file(path, agreements, today=AS_OF)] == [kind]


def test_only_agreed_columns_are_kept(tmp_path: Path) -> None:
    write_csv(tmp_path / "火化.csv", [CREMATION_HEADER, *CREMATION_ROWS])
    (delivery,) = read_folder(tmp_path, {"cremations": CREMATIONS}, today=AS_OF)
    assert delivery.table is not None
    assert delivery.table.frame.is_empty()
    assert list(delivery.mapping.values()) == ["死者姓名", "身份证号码", "火化日期"]
    assert delivery.checked is not None
    assert delivery.checked.frame["died_on"].null_count() == 2
    not_agreed = [problem.where.column for problem in delivery.problems if problem.code == "column-not-agreed"]
    assert sorted(not_agreed) == ["性别", "死亡日期", "生前住址"]


def test_every_file_is_answered_for(tmp_path: Path) -> None:
    header = [CREMATION_HEADER, *CREMATION_ROWS]
    write_csv(tmp_path / "1 火化.csv", header)
    write_csv(tmp_path / "2 火化（副本）.csv", header)
    write_csv(tmp_path / "3 药品.csv", [["品名", "数量"], ["甘草", "3"]])
    write_csv(
        tmp_path / "4 丧葬.csv", [["姓名", "身份证号", "发放日期"], ["林国强", "990101195003071239", "2024-01-05"]]
    )
    (tmp_path / "5 扫描件.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "6 空.xlsx").write_bytes(b"")
    for name in ("agreements.toml", "county.toml", ".DS_Store", "~$火化.xlsx"):
        (tmp_path / name).write_text("", encoding="utf-8")
    for name in ("truth", "去年"):
        (tmp_path / name).mkdir()
        write_csv(tmp_path / name / "火化.csv", header)
    found = read_folder(tmp_path, {"cremations": CREMATIONS}, today=AS_OF)
    outcome = {one.path.name: one.kind or one.problems[0].code for one in found}
    assert outcome == {
        "1 火化.csv": "cremations",
        "2 火化（副本）.csv": "file-repeated",
        "3 药品.csv": "list-unknown",
        "4 丧葬.csv": "no-agreement",
        "5 扫描件.pdf": "file-wrong-type",
        "6 空.xlsx": "file-empty",
        "去年": "folder-not-read",
    }
    assert all(one.table is None and not one.counts for one in found if not one.kind)
    assert not any("{" in problem.message for one in found for problem in one.problems)


def test_columns_assigned_by_a_user_are_read(tmp_path: Path) -> None:
    lists, mappings = tmp_path / "lists", tmp_path / "mappings"
    lists.mkdir()
    path = write_xlsx(lists / "a.xlsx", [["甲", "乙", "丙"], ["林国强", "2024-01-05", "东街"]])
    assert read_folder(lists, {"cremations": CREMATIONS}, mappings, today=AS_OF)[0].problems[0].code == "list-unknown"
    remember(mappings, read_table(path), FORMATS["cremations"], {"name": "甲", "cremated_on": "乙"})
    (delivery,) = read_folder(lists, {"cremations": CREMATIONS}, mappings, today=AS_OF)
    assert delivery.kind == "cremations"
    assert delivery.counts["usable"] == 1
