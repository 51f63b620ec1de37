"""Doors without a number are seeded where nobody lives, and the truth says which number is theirs."""

import tomllib

import polars as pl
import pytest

from huangce.rules.numbering import read_number, read_schemes
from huangce.simulate import county, doors
from huangce.simulate.score import score_numbers
from tests.simulate.conftest import PERSONS, SEED
from tests.simulate.reading import read


@pytest.fixture(scope="module")
def survey(folder):
    return pl.read_csv(folder / doors.FOLDER / doors.ENTRANCES, infer_schema=False)


@pytest.fixture(scope="module")
def truth(folder):
    return pl.read_parquet(folder / "truth" / f"{doors.TRUTH}.parquet")


@pytest.fixture(scope="module")
def schemes(folder):
    return read_schemes((folder / doors.FOLDER / doors.SCHEMES).read_text(encoding="utf-8"))


def test_it_works(survey, truth, schemes):
    assert tuple(survey.columns) == doors.HEADERS
    towns = {code[:9] for code in survey["村居代码"]}
    assert towns <= {one.division for one in schemes if len(one.division) == 9}
    assert len(truth) > 20
    noted = truth.filter(pl.col("chainage").is_not_null())
    assert 0 < len(noted) < len(truth)


def test_no_list_names_a_door_that_the_address_list_leaves_out(folder):
    listed = set(read(folder, "addresses")["address_code"])
    meant = pl.read_parquet(folder / "truth" / "addresses.parquet")["address_code"].drop_nulls()
    assert set(meant) <= listed


def test_the_number_of_a_door_without_one_is_free(folder, truth):
    addresses = read(folder, "addresses").select(
        "division", pl.coalesce("street", "group").alias("street"), pl.col("plate").alias("number")
    )
    hanging = {
        (division, street, read_number(number).main if read_number(number).suffix == 0 else read_number(number))
        for division, street, number in addresses.filter(pl.col("street").is_not_null()).unique().iter_rows()
    }
    for row in truth.iter_rows(named=True):
        (number,) = map(read_number, row["numbers"])
        assert (row["division"], row["street"], number if number.suffix else number.main) not in hanging


def test_doors_that_are_gone_say_since_when(survey):
    gone = survey.filter(pl.col("状态") == doors.GONE)
    assert gone["拆除日期"].null_count() == 0 < len(gone)
    assert gone["门牌号"].null_count() == 0
    assert survey.filter(pl.col("状态") != doors.GONE)["拆除日期"].null_count() == len(survey) - len(gone)


def test_streets_have_sides_by_the_rule_of_their_township_and_groups_none(survey, schemes):
    odd = {one.division: one.odd_side for one in schemes}
    words = {"left": "左", "right": "右"}
    assert set(odd.values()) == {"left", "right", None}
    streets = survey.filter(
        pl.col("街路巷").is_not_null() & pl.col("侧").is_not_null() & pl.col("门牌号").is_not_null()
    )
    for code, side, number in streets.select("村居代码", "侧", "门牌号").iter_rows():
        assert (side == words[odd[code[:9]]]) == read_number(number).is_odd
    groups = survey.filter(pl.col("村民小组").is_not_null())
    assert groups["侧"].null_count() == len(groups) > 0
    assert all(odd[code] is None for code in groups["村居代码"])


def test_the_same_seed_walks_the_same_way(folder, tmp_path):
    again = county.simulate(tmp_path / "again", persons=PERSONS, seed=SEED).folder
    for name in (doors.SCHEMES, doors.ENTRANCES):
        assert (again / doors.FOLDER / name).read_bytes() == (folder / doors.FOLDER / name).read_bytes()


def test_without_doors_to_number_nothing_is_true(tmp_path):
    rates = tmp_path / "rates.toml"
    rates.write_text("door_unnumbered = 0\ndoor_gone = 0\ndoor_between = 0\n")
    made = county.simulate(tmp_path / "full", persons=300, seed=1, given_rates=rates).folder
    assert pl.read_parquet(made / "truth" / f"{doors.TRUTH}.parquet").is_empty()
    assert tomllib.loads((made / doors.FOLDER / doors.SCHEMES).read_text(encoding="utf-8"))["schemes"]


def test_the_score_counts_a_number_only_at_its_door(truth, folder):
    noted = truth.filter(pl.col("chainage").is_not_null())
    right = noted.with_columns(number=pl.col("numbers").list.first()).drop("numbers")
    assert score_numbers(right, folder / "truth") == {
        "found": len(noted),
        "true": len(truth),
        "correct": len(noted),
        "precision": 1.0,
        "recall": len(noted) / len(truth),
    }
    wrong = right.with_columns(number=pl.lit("9999号"))
    unnumbered = right.with_columns(number=pl.lit(None, dtype=pl.String))
    elsewhere = right.with_columns(pl.col("chainage") + 5000)
    for found in (wrong, unnumbered, elsewhere):
        assert score_numbers(found, folder / "truth")["correct"] == 0
    assert score_numbers(right.clear(), folder / "truth")["precision"] is None


def test_a_house_that_is_listed_twice_has_two_codes_and_one_meaning(folder):
    listed = read(folder, "addresses")
    assert listed["address_code"].is_unique().all()
    twice = listed.filter(pl.struct("division", "full_address").is_duplicated())
    assert 0 < len(twice) < len(listed) / 20
    assert set(twice.group_by("full_address").len()["len"]) == {2}
    rows = listed.with_row_index("row", offset=1).filter(pl.struct("division", "full_address").is_duplicated())
    truth = pl.read_parquet(folder / "truth" / "addresses.parquet").filter(pl.col("list") == "addresses")
    meant = rows.select(pl.col("row").cast(pl.Int64), "full_address").join(truth, on="row")
    assert meant.group_by("full_address").agg(pl.col("address_code").n_unique())["address_code"].max() == 1
