"""Indicators count what the notices say, cut their percentages, and divide nothing by nothing."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huangce.rules.formulas import formula
from huangce.rules.indicators import INDICATORS, CountsContradict, Rate, rate_of
from huangce.rules.population_changes import LINES, Change, Statement, line_of, settled_as
from huangce.rules.urban_rural import is_urban

RURAL, URBAN, OTHER_TOWN, OTHER_VILLAGE = "511703116201", "511703116001", "522701001001", "522701001201"


def test_it_works():
    rate = rate_of("J10", {"registered": 10_000, "urban": 4_049}, unknown=3)
    assert (rate.n, rate.of, rate.unknown) == (4049, 10_000, 3)
    assert (rate.percent(), rate.percent(2), rate.percent(0)) == ("40.4", "40.49", "40")
    assert rate.reaches(Fraction("40.49"))
    assert not rate.reaches(Fraction("40.5"))


@given(st.integers(0, 10**7), st.integers(1, 10**7), st.integers(0, 4))
def test_a_percentage_is_cut_and_never_reaches_more_than_is_there(n, of, places):
    n = min(n, of)
    written = Fraction(Rate(n, of).percent(places))
    exact = Fraction(n * 100, of)
    assert written <= exact < written + Fraction(1, 10**places)
    assert (written == 100) == (n == of)


def test_nothing_to_divide_by_is_not_applicable_and_reaches_nothing():
    rate = rate_of("J9c", {"let": 0, "signed": 0})
    assert (rate.percent(), rate.share, rate.reaches(Fraction(100))) == ("not applicable", None, None)


def test_unlocated_persons_stay_in_the_denominator():
    counts = {"uncollected": 100, "found_here": 20, "cancelled": 5, "located": 60}
    assert rate_of("J1", counts, unknown=15) == Rate(60, 75, 15)


def test_a_refuted_referral_is_honest_work():
    assert rate_of("J2", {"due": 100, "registered": 70, "refuted": 25}).share == Fraction(95, 100)


def test_a_count_is_compared_with_its_target_as_it_is():
    assert rate_of("J11", {"migrants": 50_000, "others": 10_000}).reaches(Fraction(60_000))


@pytest.mark.parametrize(
    ("counts", "unknown"),
    [
        ({"let": 5}, 0),
        ({"let": 5, "signed": 6}, 0),
        ({"let": 5, "signed": 4}, 2),
        ({"let": 5, "signed": -1}, 0),
        ({"let": 5, "signed": 1}, -1),
    ],
)
def test_counts_that_contradict_each_other_are_refused(counts, unknown):
    with pytest.raises(CountsContradict):
        rate_of("J9c", counts, unknown=unknown)


def test_every_indicator_reads_only_the_counts_that_it_names():
    for row in INDICATORS.values():
        read = formula(row.numerator).names | (formula(row.denominator).names if row.denominator else set())
        assert read == row.counts.keys()
        assert row.source
        assert row.needs


def change(kind: str, **changed) -> Change:
    given_ = {"ended_by": None, "elsewhere": None, "left": None, "entered": None}
    counted = {"was_counted": changed.get("left") is not None, "is_counted": changed.get("entered") is not None}
    return Change(1, 2, kind, **{**given_, **counted, **changed})


@pytest.mark.parametrize(
    ("kind", "changed", "line"),
    [
        ("birth", {"entered": RURAL}, "births"),
        ("move_in", {"entered": RURAL, "elsewhere": "510104017003"}, "moved_in_same_province"),
        ("move_in", {"entered": RURAL, "elsewhere": OTHER_TOWN}, "moved_in_other_province"),
        ("move_in", {"entered": RURAL, "elsewhere": "云南省"}, "moved_in_not_stated"),
        ("move_within", {"left": RURAL, "entered": URBAN}, "moved_within_in"),
        ("restoration", {"entered": RURAL}, "restored"),
        ("death_ex_officio", {"left": RURAL, "ended_by": "death"}, "deaths"),
        ("arrival_confirmed", {"left": RURAL, "elsewhere": OTHER_TOWN}, "moved_out_other_province"),
        ("cancellation", {"left": RURAL, "ended_by": "enlisted"}, "cancelled"),
        ("cancellation", {"left": RURAL, "ended_by": "duplicate"}, "duplicates"),
        ("link", {"left": RURAL, "ended_by": "duplicate"}, "duplicates"),
        ("something_new", {"entered": RURAL}, "other_in"),
        ("something_new", {"left": RURAL}, "other_out"),
    ],
)
def test_every_change_has_its_line_in_the_yearly_table(kind, changed, line):
    one = change(kind, **changed)
    assert line_of(one, enters=one.is_counted, here="511703") == line
    assert line in LINES


@pytest.mark.parametrize(
    ("kind", "changed", "settled"),
    [
        ("move_within", {"left": RURAL, "entered": URBAN}, "migrants"),
        ("move_within", {"left": "511703110001", "entered": URBAN}, None),
        ("move_within", {"left": URBAN, "entered": RURAL}, None),
        ("move_within", {"left": "", "entered": URBAN}, "unknown"),
        ("move_in", {"entered": URBAN, "elsewhere": OTHER_VILLAGE}, "migrants"),
        ("move_in", {"entered": URBAN, "elsewhere": OTHER_TOWN}, "others"),
        ("move_in", {"entered": URBAN, "elsewhere": "522701"}, "unknown"),
        ("move_in", {"entered": RURAL, "elsewhere": OTHER_VILLAGE}, None),
        ("birth", {"entered": URBAN}, None),
        ("restoration", {"entered": URBAN}, None),
    ],
)
def test_who_settled_in_town_follows_the_counting_standard(kind, changed, settled):
    assert settled_as(change(kind, **changed)) == settled


def test_a_statement_balances_or_says_so():
    assert Statement(100, {"births": 3, "deaths": 2}, 101).balances
    assert not Statement(100, {"births": 3, "deaths": 2}, 100).balances
    assert Statement(None, {"taken_over": 7}, 7).balances


def test_the_village_number_says_urban_rural_or_nothing():
    codes = ("511703116199", "511703116400", "511703116399", "511703116500", "511703116498", "511703116000", "", None)
    assert [is_urban(code) for code in codes] == [True, True, False, False, None, None, None, None]
