"""The commands that other programs call: streaming, same order, same count, one clear line on bad input."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import polars as pl


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
