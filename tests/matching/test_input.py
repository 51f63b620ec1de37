"""Odd and broken input: a clear error, or an answer with the right columns."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from huangce.cli import app
from huangce.errors import HuangceError
from huangce.matching import match, match_within
from huangce.matching.results import summary
from tests.matching.people import crowd, person, table

ANSWER = ["register_row_id", "list_row_id", "probability", "step", "explanation"]


def run(*arguments: object) -> HuangceError | None:
    result = CliRunner().invoke(app, ["match", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, HuangceError), result.exception
    return result.exception


def test_the_command_writes_what_the_function_returns(tmp_path: Path) -> None:
    register, rows = table(person(), *crowd(50)), table(person(7), *crowd(20))
    for name, frame in (("a", register), ("b", rows)):
        frame.write_parquet(tmp_path / f"{name}.parquet")
    places = ["--register", tmp_path / "a.parquet", "--list", tmp_path / "b.parquet", "--out", tmp_path / "o.parquet"]
    result = CliRunner().invoke(app, ["match", *map(str, places), "--json"])
    assert json.loads(result.stdout)["automatic"] == 21
    assert pl.read_parquet(tmp_path / "o.parquet").equals(match(register, rows))
    assert run("--within", tmp_path / "a.parquet", "--out", tmp_path / "w.parquet") is None
    assert pl.read_parquet(tmp_path / "w.parquet").equals(match_within(register))


def test_a_list_whose_columns_have_other_names_is_pointed_out(tmp_path: Path) -> None:
    for name, frame in (("a", table(person())), ("b", table(person()).rename({"name": "xm"}).select("row_id", "xm"))):
        frame.write_parquet(tmp_path / f"{name}.parquet")
    lists = ["--register", tmp_path / "a.parquet", "--list", tmp_path / "b.parquet", "--out", tmp_path / "o.parquet"]
    result = CliRunner().invoke(app, ["match", *map(str, lists), "--json"])
    assert json.loads(result.stdout) == {"automatic": 0, "for_review": 0, "steps": {}}
    assert result.stderr.startswith("b.parquet has none of the columns citizen_id, name,")


def test_what_is_wrong_on_the_command_line_is_said(tmp_path: Path) -> None:
    good = tmp_path / "a.parquet"
    table(person()).write_parquet(good)
    (tmp_path / "text.parquet").write_text("not parquet")
    (tmp_path / "folder").mkdir()
    out = ("--out", tmp_path / "o.parquet")
    cases = [
        (("--register", good, *out), "what-to-match"),
        (("--within", good, "--list", good, *out), "what-to-match"),
        (("--within", good), "what-to-match"),
        (("--within", tmp_path / "none.parquet", *out), "not-parquet"),
        (("--within", tmp_path / "text.parquet", *out), "not-parquet"),
        (("--within", tmp_path / "folder", *out), "not-parquet"),
        (("--within", good, "--out", tmp_path / "no" / "o.parquet"), "not-writable"),
    ]
    for arguments, code in cases:
        error = run(*arguments)
        assert error is not None
        assert error.code == code


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (table(person()).drop("row_id"), "no-row-id"),
        (table(person(), person()), "row-id-not-unique"),
        (table(person()).with_columns(row_id=pl.lit(None, dtype=pl.Int64)), "row-id-not-unique"),
        (table(person()).with_columns(name=pl.lit(5)), "wrong-type"),
        (table(person()).with_columns(citizen_id=pl.lit(5.1e17)), "wrong-type"),
        (table(person()).with_columns(birth_date=pl.lit(value=True)), "wrong-type"),
        (table(person()).with_columns(row_id=pl.lit([1], dtype=pl.List(pl.Int64))), "wrong-type"),
    ],
)
def test_a_table_that_cannot_be_matched_is_refused(frame: pl.DataFrame, code: str) -> None:
    for register, rows in ((frame, table(person())), (table(person()), frame)):
        with pytest.raises(HuangceError) as refused:
            match(register, rows)
        assert refused.value.code == code


def test_whole_numbers_held_as_fractions_are_read() -> None:
    """Data frames hold whole numbers of which some are missing as fractions."""
    rows = table(*({**one, "citizen_id": None} for one in crowd(20)))
    kinds = {"sex": pl.Float32, "birth_date": pl.Float64, "division": pl.Float64, "phone": pl.Decimal(20, 2)}
    sexes = pl.col("sex").replace({"男": "1", "女": "2"})
    born = pl.col("birth_date").str.replace_all("-", "")
    fractions = rows.with_columns(sexes, born).with_columns(pl.col(name).cast(kind) for name, kind in kinds.items())
    register = table(*crowd(200))
    assert match(register, fractions).equals(match(register, rows))
    assert match(register, fractions).height == rows.height
    nothing = fractions.with_columns(pl.col("phone").cast(pl.Float64) + 0.5, sex=pl.lit(float("nan")))
    assert match(register, nothing).height == rows.height


def test_empty_tables_give_an_empty_answer_with_the_right_columns() -> None:
    nobody, somebody = table(), table(person())
    for register, rows in ((nobody, somebody), (somebody, nobody), (nobody, nobody)):
        answer = match(register, rows)
        assert answer.columns == ANSWER
        assert answer.is_empty()
    assert match_within(nobody).schema == match(somebody, somebody).schema


def test_row_ids_come_back_as_they_were() -> None:
    kinds = [["a7", "b8"], [b"\x00", b"\xff"], [1.5, 2.5], [dt.date(2020, 1, 1), dt.date(2020, 1, 2)], [2**63, 1]]
    for values in kinds:
        ids = pl.Series("row_id", values, dtype=pl.UInt64 if values[0] == 2**63 else None)
        register = table(person(), *crowd(1)).with_columns(ids)
        answer = match(register, register)
        assert answer["register_row_id"].dtype == ids.dtype
        assert answer["register_row_id"].to_list() == answer["list_row_id"].to_list()
        assert set(answer["list_row_id"]) == set(values)


def test_columns_may_be_missing_or_empty_or_of_other_types() -> None:
    register = table(person(), *crowd(30))
    number = register.select("row_id", "citizen_id", "name")
    assert match(number, number).height == 31
    typed = register.with_columns(
        sex=pl.when(pl.col("sex") == "男").then(1).otherwise(2),
        birth_date=pl.col("birth_date").str.replace_all("-", "").str.to_date("%Y%m%d"),
        division=pl.col("division").cast(pl.Int64),
        phone=pl.col("phone").cast(pl.Int64),
    )
    assert match(typed, register.lazy()).equals(match(register, register))
    nothing = register.select("row_id").with_columns(name=pl.lit(None), citizen_id=pl.lit(None, dtype=pl.String))
    assert match(nothing, register).is_empty()
    assert match(register, nothing).is_empty()


def test_a_crowd_of_one_name_and_nothing_else_stays_bounded() -> None:
    size = 3000
    same = pl.DataFrame({"row_id": range(size), "name": ["王伟"] * size, "birth_date": ["19900101"] * size})
    answer = match(same, same)
    assert answer["register_row_id"].is_null().all()
    assert answer["step"].unique().to_list() == ["too-many-alike"]
    assert summary(answer) == {"automatic": 0, "for_review": 0, "steps": {"too-many-alike": size}}
    assert match_within(same)["step"].unique().to_list() == ["too-many-alike"]
    twice = same.with_columns(citizen_id=pl.lit(str(person()["citizen_id"])))
    assert match(twice, twice).height <= 3 * size


def test_absurdly_long_names_and_addresses_cost_no_more_than_long_ones() -> None:
    register = table(person(), *crowd(50))
    long = register.with_columns(name=pl.col("name") + "王" * 100_000, address=pl.col("address") + "1号" * 100_000)
    answer = match(register, long)
    assert answer.height == 51
    assert answer["explanation"].str.len_chars().max() < 400  # type: ignore[operator]


def test_rows_that_occur_twice_go_to_a_person() -> None:
    rows = table(person(1), *crowd(30))
    twice = pl.concat([rows, rows.with_columns(row_id=pl.col("row_id") + 100_000)])
    answer = match(twice, rows)
    assert answer["list_row_id"].n_unique() == 31
    assert (answer["probability"] < 0.99).all()
    assert (match(rows, twice)["probability"] >= 0.99).all()


def test_strange_text_is_only_text() -> None:
    odd = ["", " ", "\u200b", "𠮷野家", "阿不都·热合曼", "é", "王" * 500, "'; DROP TABLE x; --", "\U0001f600", "ＡＢＣ"]
    frame = pl.DataFrame(dict.fromkeys(("citizen_id", "name", "sex", "birth_date", "address", "phone"), odd))
    frame = frame.with_columns(row_id=pl.int_range(len(odd)))
    assert match(frame, frame)["probability"].is_between(0, 1).all()
