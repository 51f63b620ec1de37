"""The two tables for measuring matching: as described, the same for the same seed, and nothing real in them."""

import polars as pl
import pytest

from huangce.rules.citizen_id import is_valid
from huangce.simulate import linkage

PERSONS = 20_000


@pytest.fixture(scope="module")
def tables():
    return linkage.make(PERSONS, 11)


def test_it_works(tables):
    a, b, truth = tables
    assert (len(a), len(b), len(truth)) == (PERSONS, PERSONS // 2, PERSONS // 2)
    assert tuple(a.columns) == tuple(b.columns) == linkage.COLUMNS


def test_the_same_seed_gives_the_same_tables(tables):
    assert all(one.equals(other) for one, other in zip(tables, linkage.make(PERSONS, 11), strict=True))
    assert not tables[0].equals(linkage.make(PERSONS, 12)[0])


def test_every_number_of_the_register_is_valid_unique_and_nobodys(tables):
    a = tables[0]
    assert a["citizen_id"].n_unique() == PERSONS
    assert a["citizen_id"].str.starts_with("99").all()
    for number, born, sex in a.select("citizen_id", "birth_date", "sex").head(500).iter_rows():
        assert is_valid(number)
        assert number[6:14] == f"{born:%Y%m%d}"
        assert (int(number[16]) % 2 == 1) == (sex == "男")


def test_a_relatives_number_is_anothers(tables):
    a, b, truth = tables
    wrong = truth.filter(pl.col("number") == "relative").join(b, left_on="list_row_id", right_on="row_id")
    assert len(wrong) > 0
    joined = wrong.join(a, left_on="register_row_id", right_on="row_id", suffix="_register")
    assert (joined["citizen_id"] != joined["citizen_id_register"]).all()


@pytest.mark.parametrize(
    ("mix", "missing", "addressless"), [("standard", 0.10, 0.0), ("hard", 0.35, 0.5), ({"missing": 0.6}, 0.6, 0.0)]
)
def test_the_named_rates_hold(mix, missing, addressless):
    _, b, truth = linkage.make(PERSONS, 5, mix)
    assert b["citizen_id"].is_null().mean() == pytest.approx(missing, abs=0.015)
    assert b["address"].is_null().mean() == pytest.approx(addressless, abs=0.02)
    assert truth["name_changed"].mean() == pytest.approx(0.05, abs=0.01)
    assert truth["birth_wrong"].mean() == pytest.approx(0.02, abs=0.006)
    assert truth["moved"].mean() == pytest.approx(0.20, abs=0.02)
    assert truth["register_row_id"].is_null().mean() == pytest.approx(0.10, abs=1e-3)


def test_twins_are_there(tables):
    a = tables[0]
    twins = a.group_by("address", "birth_date").len().filter(pl.col("len") > 1)
    assert len(twins) > 10


def test_one_held_twice_differs_in_number_and_one_other_thing():
    a, pairs = linkage.make_within(5_000, 3, twice=0.02)
    assert len(a) == 5_000
    assert len(pairs) == 100
    assert a["citizen_id"].n_unique() == 5_000
    both = pairs.join(a, on="row_id").join(a, left_on="other_row_id", right_on="row_id", suffix="_other")
    for thing in ("name", "birth_date"):
        assert ((both[thing] != both[f"{thing}_other"]) == (both["differs"] == thing)).all()


@pytest.mark.parametrize("persons", [1, 2, 3, 7])
def test_very_small_tables_work(persons):
    a, b, truth = linkage.make(persons, 1)
    assert (len(a), len(b), len(truth)) == (persons, persons // 2, persons // 2)
