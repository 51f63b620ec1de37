"""The commands that other programs call: streaming, same order, same count, one clear line on bad input."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from huangce.commands.addresses import addresses
from huangce.commands.tables import (
    BrokenTable,
    NoHeader,
    UnknownFormat,
    column_of_addresses,
    read_table,
    write_table,
)
from huangce.commands.writing import NotWritable
from huangce.errors import HuangceError


def run(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "huangce.cli", "addresses", *arguments], input=stdin, capture_output=True, check=False
    )


def test_it_works() -> None:
    lines = ["达川区石桥镇列宁街12号", "", "  ", "x" * 10_000, "列宁街1号\r", "最后一行"]
    done = run("parse", "--division", "511703", stdin="\n".join(lines).encode())
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert [answer["text"] for answer in answers] == [line.rstrip("\r") for line in lines]
    assert answers[0]["standard"] == "四川省达州市达川区石桥镇列宁街12号"
    assert answers[1]["problems"] == ["empty"]


def test_broken_bytes_are_answered_like_any_line() -> None:
    done = run("parse", stdin=b"\xff\xfe\xc4\xe3\n\x00\nabc\n")
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 3


def test_a_list_is_matched_to_a_register(tmp_path: Path) -> None:
    pl.DataFrame({"address_id": [7], "standard": ["四川省达州市达川区石桥镇列宁街12号"]}).write_parquet(
        tmp_path / "register.parquet"
    )
    (tmp_path / "list.csv").write_bytes("姓名,住址\n甲,石桥镇列宁街12号\n乙,\n".encode("gb18030"))
    out = tmp_path / "out.csv"
    done = run(
        "match", "--list", str(tmp_path / "list.csv"), "--column", "住址", "--out", str(out),
        "--register", str(tmp_path / "register.parquet"), "--division", "511703",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    table = pl.read_csv(out)
    assert table["address_id"].to_list() == [7, None]
    assert table["reason"].to_list() == ["same-address", "not-found"]


def test_a_missing_column_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("a\n1\n")
    done = run(
        "match",
        "--list",
        str(tmp_path / "list.csv"),
        "--column",
        "b",
        "--out",
        "o.csv",
        "--register",
        str(tmp_path / "list.csv"),
    )
    assert done.returncode == 2
    assert done.stderr.decode().strip().splitlines() == [
        'huangce: list.csv has no column "b"; it has: a. [no-such-column]'
    ]


def test_evaluate_prints_a_table(tmp_path: Path) -> None:
    (tmp_path / "a.bio").write_text("达 B-district\n川 I-district\n区 I-district\n列 B-road\n宁 I-road\n街 I-road\n\n")
    done = run("evaluate", str(tmp_path / "a.bio"), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["addresses"] == 1


HERE = "四川省达州市达川区石桥镇列宁街12号"


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("list.csv", b"", BrokenTable),
        ("list.csv", bytes(range(128, 256)) * 9, BrokenTable),
        ("list.csv", f"{HERE}\n".encode(), NoHeader),
        ("list.xlsx", b"PK\x03\x04junk", BrokenTable),
        ("list.parquet", b"PAR1junk", BrokenTable),
        ("list.doc", b"", UnknownFormat),
    ],
)
def test_a_broken_list_is_said_to_be_one(tmp_path: Path, name: str, data: bytes, error: type[HuangceError]) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(error):
        column_of_addresses(read_table(tmp_path / name), tmp_path / name)


@pytest.mark.parametrize(
    "data",
    [
        f"住址\r\n{HERE}\r\n".encode("utf-8-sig"),
        f"住址\n{HERE}\n".encode("gb18030"),
        f"住址\n{HERE}\n".encode("utf-16"),
        f"住址\r{HERE}\r".encode(),
        f"住址\n{HERE}".encode(),
    ],
)
def test_a_list_is_read_however_it_was_saved(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "list.csv").write_bytes(data)
    assert read_table(tmp_path / "list.csv").to_dict(as_series=False) == {"住址": [HERE]}


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet"])
def test_a_place_that_cannot_be_written_is_said(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(NotWritable):
        write_table(pl.DataFrame({"住址": [HERE]}), tmp_path / "missing" / f"out{suffix}")


def test_labelled_texts_that_are_not_read_count_as_missed(tmp_path: Path) -> None:
    (tmp_path / "a.bio").write_text("\x00 B-road\n\n" + "达 B-road\n" * 500 + "\n\u200b B-road\n\n\u3000 B-poi\n")
    done = run("evaluate", str(tmp_path / "a.bio"), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["span_f1"] == 0


def test_a_hundred_thousand_lines_keep_their_order() -> None:
    lines = [f"石桥镇列宁街{number}号" for number in range(100_000)]
    done = run("parse", "--division", "511703", stdin="\r\n".join(lines).encode())
    assert done.returncode == 0, done.stderr
    answers = done.stdout.splitlines()
    assert len(answers) == len(lines)
    assert json.loads(answers[-1])["text"] == lines[-1]
    assert json.loads(answers[54_321])["segments"]["plate"] == "54321号"


def checked(file: Path, *options: str) -> pl.DataFrame:
    """The file that `check --fix` writes."""
    out = file.with_name("out.csv")
    done = CliRunner().invoke(addresses, ["check", str(file), "--fix", "--out", str(out), *options])
    assert done.exit_code == 0, done.output
    return read_table(out)


def test_a_list_that_is_checked_again_comes_back_the_same(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    rows = ["编号,住址", f"1,{HERE}", "2,", "3,石桥镇列宁街３号 张三", f"1,{HERE}"]
    file.write_text("\n".join(rows))
    once = checked(file)
    assert once.columns == ["编号", "住址", "standard", "confidence", "problems", "changes"]
    once.write_csv(file)
    assert checked(file).equals(once)
    assert checked(file, "--column", "standard")["standard"].equals(once["standard"])


def test_a_column_of_the_lists_own_that_is_called_like_ours_stays(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(f"住址,standard,check_standard\n{HERE},mine,old\n")
    once = checked(file)
    assert once["standard"].to_list() == ["mine"]
    assert once["check_standard"].to_list() == [HERE]
    once.write_csv(file)
    assert checked(file).equals(once)


@pytest.mark.parametrize("sign", ["\t", ";"])
def test_tabs_and_semicolons_stand_between_cells_as_well(tmp_path: Path, sign: str) -> None:
    file = tmp_path / "list.csv"
    file.write_text(f"编号,住址,备注\n1,{HERE},x\n".replace(",", sign))
    found = checked(file)
    assert found["standard"].to_list() == [HERE]
    assert found["备注"].to_list() == ["x"]


def test_a_file_of_two_encodings_is_refused_and_not_guessed_at(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes("编号,住址\n".encode() + f"1,{HERE}\n".encode("gb18030"))
    with pytest.raises(BrokenTable, match="UTF-8"):
        read_table(file)
