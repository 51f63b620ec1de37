"""The kept register: the same links, only what changed prepared anew, and nobody else can read it."""

from __future__ import annotations

import stat
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from huangce.cli import app
from huangce.errors import HuangceError
from huangce.matching import kept as room
from huangce.matching import match, match_within
from huangce.matching.kept import kept, prepare
from huangce.simulate import linkage


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HUANGCE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture(scope="module")
def tables() -> tuple[pl.DataFrame, pl.DataFrame]:
    register, rows, _ = linkage.make(3000, 31, "hard")
    return register, rows


def test_it_works(tables: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    register, rows = tables
    expected = match(register, rows)
    for _ in range(2):
        assert match(kept(register), rows).equals(expected)
    assert match(prepare(register), rows).equals(expected)
    assert match_within(kept(register)).equals(match_within(register))


def test_of_a_changed_register_only_the_changed_rows_are_prepared(tables: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    register, rows = tables
    kept(register)
    changed = pl.concat(
        [
            register[100:].sample(fraction=1, shuffle=True, seed=1),
            register[:50].with_columns(name=pl.lit("欧阳青山")),
            register[50:60].with_columns(row_id=pl.col("row_id") + 10_000),
        ]
    )
    again = kept(changed)
    assert again.anew == 60
    assert again.rows.equals(prepare(changed).rows)
    assert match(again, rows).equals(match(changed, rows))


def test_a_register_may_shrink_to_nothing_and_have_other_ids(tables: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    register, rows = tables
    kept(register)
    assert match(kept(register.clear()), rows).is_empty()
    named = register.with_columns(pl.format("p{}", "row_id").alias("row_id"))
    assert match(kept(named), rows).equals(match(named, rows))


def test_only_the_owner_reads_what_is_kept_and_the_old_goes(
    tables: tuple[pl.DataFrame, pl.DataFrame], home: Path
) -> None:
    register, _ = tables
    kept(register)
    kept(register[:-1])
    kept(register, "another")
    files = list((home / "matching").iterdir())
    assert sorted(file.name.split(".")[0] for file in files) == ["another", "register"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE((home / "matching").stat().st_mode) == 0o700


def test_another_form_is_not_used(
    tables: tuple[pl.DataFrame, pl.DataFrame], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register, _ = tables
    kept(register)
    monkeypatch.setattr(room, "FORM", room.FORM + 1)
    assert kept(register).rows.equals(prepare(register).rows)
    assert len(list((home / "matching").iterdir())) == 1


def test_the_command_keeps_a_file_and_gives_the_same_links(
    tables: tuple[pl.DataFrame, pl.DataFrame], tmp_path: Path, home: Path
) -> None:
    for name, frame in zip(("a", "b"), tables, strict=True):
        frame.write_parquet(tmp_path / f"{name}.parquet")
    places = ["--register", tmp_path / "a.parquet", "--list", tmp_path / "b.parquet", "--out", tmp_path / "o.parquet"]
    for _ in range(2):
        result = CliRunner().invoke(app, ["match", *map(str, places), "--keep"])
        assert result.exit_code == 0, result.output
        assert pl.read_parquet(tmp_path / "o.parquet").equals(match(*tables))
    assert len(list((home / "matching").iterdir())) == 1


def test_what_cannot_be_kept_is_refused(tables: tuple[pl.DataFrame, pl.DataFrame], home: Path) -> None:
    home.mkdir()
    (home / "matching").write_text("in the way")
    with pytest.raises(HuangceError) as refused:
        kept(tables[0])
    assert refused.value.code == "home-not-writable"
