"""`huangce simulate` on the command line: what it prints, and one clear line and exit 2 for bad arguments."""

import json
import sys

import pytest

from huangce import cli


def run(monkeypatch, *arguments):
    monkeypatch.setattr(sys, "argv", ["huangce", "simulate", *map(str, arguments)])
    with pytest.raises(SystemExit) as end:
        cli.main()
    return end.value.code or 0


def test_it_works(monkeypatch, capsys, tmp_path):
    assert run(monkeypatch, "--persons", 120, "--seed", 3, "--out", tmp_path / "county") == 0
    assert "户籍人口.csv" in capsys.readouterr().out


def test_json_gives_rows_and_what_was_planted(monkeypatch, capsys, tmp_path):
    assert run(monkeypatch, "--persons", 120, "--seed", 3, "--out", tmp_path / "county", "--json") == 0
    out, err = capsys.readouterr()
    summary = json.loads(out)
    assert err == ""
    assert summary["rows"]["register"] == 120 + summary["planted"]["held_twice"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--persons", 0, "--seed", 1), "persons-out-of-range"),
        (("--persons", 10, "--seed", -1), "seed-out-of-range"),
        (("--persons", 10, "--seed", 1, "--county", "51170"), "no-such-county"),
        (("--persons", 10, "--seed", 1, "--as-of", "2025-02-30"), "not-a-day"),
        (("--persons", 10, "--seed", 1, "--as-of", "1800-01-01"), "as-of-out-of-range"),
        (("--persons", 10, "--seed", 1, "--rates", "/nowhere.toml"), "rates-unreadable"),
    ],
)
def test_bad_arguments_end_with_one_line_and_two(monkeypatch, capsys, tmp_path, arguments, code):
    assert run(monkeypatch, *arguments, "--out", tmp_path / "county") == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert f"[{code}]" in err
    assert not (tmp_path / "county").exists()


def test_a_folder_in_use_is_refused(monkeypatch, capsys, tmp_path):
    (tmp_path / "letter.txt").write_text("keep me")
    assert run(monkeypatch, "--persons", 10, "--seed", 1, "--out", tmp_path) == 2
    assert run(monkeypatch, "--persons", 10, "--seed", 1, "--out", tmp_path, "--force") == 2
    assert (tmp_path / "letter.txt").read_text() == "keep me"
    assert "folder-in-use" in capsys.readouterr().err


def test_a_file_in_the_way_is_refused(monkeypatch, capsys, tmp_path):
    (tmp_path / "file").write_text("")
    assert run(monkeypatch, "--persons", 10, "--seed", 1, "--out", tmp_path / "file") == 2
    assert "folder-not-writable" in capsys.readouterr().err
