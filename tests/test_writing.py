"""What a command writes is there whole or not at all, and what it reads is never written over."""

from __future__ import annotations

import errno
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from huangce.cli import app
from huangce.commands.writing import NotWritable, OutIsInput, need_place, written


def test_it_works(tmp_path: Path) -> None:
    out = tmp_path / "links.csv"
    for text in ("one", "two"):
        with written(out) as fresh:
            assert fresh.name == out.name
            fresh.write_text(text)
        assert out.read_text() == text
    assert list(tmp_path.iterdir()) == [out]


def break_off(file: Path, error: BaseException) -> None:
    with written(file) as fresh:
        fresh.write_text("hal")
        raise error


def test_what_breaks_off_leaves_what_was_there(tmp_path: Path) -> None:
    out, never = tmp_path / "links.csv", tmp_path / "never.csv"
    out.write_text("before")
    out.chmod(0o600)
    for file in (out, never):
        with pytest.raises(NotWritable, match="No space left"):
            break_off(file, OSError(errno.ENOSPC, "No space left on device"))
        with pytest.raises(KeyboardInterrupt):
            break_off(file, KeyboardInterrupt())
    assert [one.name for one in tmp_path.iterdir()] == ["links.csv"]
    assert out.read_text() == "before"
    with written(out) as fresh:
        fresh.write_text("after")
    assert (out.read_text(), out.stat().st_mode & 0o777) == ("after", 0o600)


def test_a_link_stays_a_link_and_a_long_name_is_no_trouble(tmp_path: Path) -> None:
    target, link, long = tmp_path / "target.csv", tmp_path / "link.csv", tmp_path / f"{'长' * 83}.csv"
    target.write_text("before")
    link.symlink_to(target)
    for file in (link, long):
        with written(file) as fresh:
            fresh.write_text("after")
    assert link.is_symlink()
    assert (target.read_text(), long.read_text()) == ("after", "after")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_said_whoever_writes() -> None:
    with pytest.raises(NotWritable, match="No space left on device"), written(Path("/dev/full")) as fresh:
        pl.DataFrame({"a": range(100_000)}).write_parquet(fresh)
    with pytest.raises(NotWritable, match="No space left on device"), written(Path("/dev/full")) as fresh:
        fresh.write_text("x")


def test_another_error_of_the_one_who_writes_is_told_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(pl.exceptions.ComputeError), written(tmp_path / "x.csv"):
        raise pl.exceptions.ComputeError("lengths differ")
    assert list(tmp_path.iterdir()) == []


def test_no_file_is_made_where_none_can_stand_or_what_is_read_stands(tmp_path: Path) -> None:
    parts = tmp_path / "parts"
    parts.mkdir()
    rows = parts / "a.parquet"
    rows.write_text("x")
    again = tmp_path / "again.parquet"
    again.symlink_to(rows)
    for out, error in (
        (tmp_path, NotWritable),
        (tmp_path / "no" / "x", NotWritable),
        (again, OutIsInput),
        (parts / "b", OutIsInput),
    ):
        with pytest.raises(error):
            need_place(out, rows, parts, None, tmp_path / "missing")
    need_place(tmp_path / "b.parquet", rows, parts)


def test_matching_does_not_write_over_its_lists(tmp_path: Path) -> None:
    rows = tmp_path / "rows.parquet"
    pl.DataFrame({"row_id": [1], "name": ["林"]}).write_parquet(rows)
    before = rows.read_bytes()
    for words in (["match", "--register", str(rows), "--list", str(rows)], ["match", "--within", str(rows)]):
        assert isinstance(CliRunner().invoke(app, [*words, "--out", str(rows)]).exception, OutIsInput)
    assert rows.read_bytes() == before
