"""Families are plausible: who is whose child, who heads the household, and how old everybody is."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huangce.simulate import families
from huangce.simulate.relations import HEAD, WORDS
from huangce.simulate.streams import stream
from tests.simulate.reading import read

AS_OF = 20_269
YEAR = families.YEAR


@pytest.fixture(scope="module")
def members():
    return families.draw(stream(7, "test"), 30_000, AS_OF)


def gap(members, parent):
    there = parent >= 0
    return (members.birth[there] - members.birth[parent[there]]) / YEAR


def test_it_works(members):
    assert len(members) == 30_000
    assert set(np.unique(members.relation)) <= set(WORDS)


@settings(deadline=None, max_examples=40)
@given(persons=st.integers(1, 400), seed=st.integers(0, 2**32))
def test_any_number_of_persons_comes_out_exactly(persons, seed):
    members = families.draw(stream(seed, "test"), persons, AS_OF)
    assert len(members) == persons
    assert (np.bincount(members.household, weights=members.relation == HEAD) == 1).all()


def test_a_mother_is_at_least_fifteen_years_older_than_her_child_and_not_over_fifty(members):
    years = gap(members, members.mother)
    assert years.min() >= 15
    assert years.max() < 50


def test_a_father_is_at_least_fifteen_years_older_than_his_child(members):
    assert gap(members, members.father).min() >= 15


def test_parents_and_spouses_live_in_the_household_and_have_their_sex(members):
    for parent, sex in ((members.father, 1), (members.mother, 2)):
        child = np.flatnonzero(parent >= 0)
        assert (members.household[child] == members.household[parent[child]]).all()
        assert (members.sex[parent[child]] == sex).all()
    married = np.flatnonzero(members.spouse >= 0)
    assert (members.spouse[members.spouse[married]] == married).all()
    assert (members.sex[married] != members.sex[members.spouse[married]]).all()
    assert np.isin(members.marital[married], (21, 22)).all()


def test_siblings_are_twins_or_nine_months_apart(members):
    births = pl.DataFrame({"mother": members.mother, "birth": members.birth}).filter(pl.col("mother") >= 0)
    apart = births.sort("mother", "birth").select(pl.col("birth").diff().over("mother").drop_nulls().alias("days"))[
        "days"
    ]
    assert ((apart == 0) | (apart >= 270)).all()
    assert (apart == 0).any()


def test_nobody_is_born_later_or_older_than_a_human_gets(members):
    age = (AS_OF - members.birth) / YEAR
    assert age.min() >= 0
    assert age.max() < 110


def test_the_age_pyramid_is_one_of_a_county(members):
    age = (AS_OF - members.birth) / YEAR
    shares = np.histogram(age, bins=[0, 15, 60, 80, 120])[0] / len(members)
    assert 0.10 < shares[0] < 0.22
    assert 0.55 < shares[1] < 0.75
    assert 0.12 < shares[2] < 0.28
    assert 0.005 < shares[3] < 0.06


def test_households_have_up_to_four_generations_and_five_children(members):
    assert 2.3 < len(members) / (members.household.max() + 1) < 3.5
    children = pl.DataFrame({"mother": members.mother}).filter(pl.col("mother") >= 0)["mother"].value_counts()["count"]
    assert children.max() <= 6  # a grown brother of the husband counts as his mother's
    great_grandmother = members.mother[members.father[members.father >= 0]]
    assert (great_grandmother >= 0).any()


def test_the_register_shows_one_head_in_every_household_first(folder):
    register = read(folder, "register").with_columns(row=pl.int_range(pl.len()))
    heads = register.filter(pl.col("relation").is_in(["户主", "02"]))
    first = register.group_by("household_no").agg(pl.col("row").min())
    assert heads["household_no"].is_unique().all()
    assert set(heads["row"]) == set(first["row"])


def test_no_two_of_a_household_share_a_name(folder):
    register = read(folder, "register").filter(pl.col("household_kind") == "家庭户")
    assert register.select("household_no", "name").is_duplicated().mean() < 0.002


def test_there_are_collective_households_and_minority_names(folder):
    register = read(folder, "register")
    assert (register["household_kind"] == "集体户").sum() > 20
    dotted = register.filter(pl.col("name").str.contains("·"))
    assert len(dotted) > 3
    assert register["name"].str.len_chars().max() <= 20
    assert not dotted["ethnicity"].is_in(["汉族"]).any()
