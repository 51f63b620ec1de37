"""Points are exact, a plan does only what it may, and what is not known is never a score."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huangce.rules.assessment import Assessed, Plan, Row, assess, check
from huangce.rules.figures import figure, shown
from huangce.rules.formulas import BadFormula, formula
from huangce.rules.units import Unit, UnitNames
from huangce.statistics.assessment_plans import read_plan

WORKED = {
    "county": "都匀",
    "rate_2017": "39.00",
    "rate_2018": "39.45",
    "settled_migrants": "4000",
    "other_settled": "200",
    "town_increase": "6000",
    "relocated_settled": "9500",
    "relocated_total": "10000",
}


@pytest.fixture(scope="module")
def plan() -> Plan:
    return read_plan("qiannan-2018")


def assessed(plan: Plan, *changes: dict[str, Any], **changed: Any) -> list[Assessed]:
    rows = [{**WORKED, **one} for one in changes] or [{**WORKED, **changed}]
    return assess(plan, [Row(number, cells) for number, cells in enumerate(rows, start=2)])


def codes(one: Assessed) -> list[str]:
    return [found.code for found in one.problems]


def test_it_works(plan):
    [one] = assessed(plan)
    assert one.scores == {"urbanisation": 30, "settled": 21, "relocated": Fraction(57, 2)}
    assert one.total == Fraction("79.5")
    assert codes(one) == []


def test_no_growth_and_negative_growth_score_nothing(plan):
    for rate in ("39", "38.999", "0"):
        [one] = assessed(plan, rate_2018=rate)
        assert one.scores["urbanisation"] == 0
        assert one.total == Fraction("49.5")


def test_no_part_exceeds_its_cap(plan):
    [one] = assessed(plan, rate_2018="60", settled_migrants="7000", relocated_settled="10001")
    assert list(one.scores.values()) == [40, 30, 30]
    assert one.total == 100
    assert codes(one) == ["unexpected", "unexpected"]


@pytest.mark.parametrize(("column", "score"), [("town_increase", "settled"), ("relocated_total", "relocated")])
def test_a_zero_denominator_is_not_applicable_and_never_a_score(plan, column, score):
    [one] = assessed(plan, **{column: "0"})
    assert one.scores[score] is None
    assert one.total is None
    assert {"not-applicable", "total-not-known"} <= set(codes(one))
    [found] = [found for found in one.problems if found.code == "not-applicable"]
    assert (found.score, found.where.row) == (score, 2)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "missing-value"),
        ("—", "missing-value"),
        ("约四千", "unreadable-value"),
        ("#DIV/0!", "unreadable-value"),
        ("-1", "out-of-range"),
        ("1.5", "out-of-range"),
        ("95%", "unreadable-value"),
        ("1,23", "unreadable-value"),
        ("1e99999999", "unreadable-value"),
        ("9" * 50, "unreadable-value"),
        ("NaN", "missing-value"),
    ],
)
def test_a_figure_that_is_missing_or_no_figure_is_named_and_the_rest_is_scored(plan, text, code):
    [one] = assessed(plan, settled_migrants=text)
    assert codes(one) == [code, "total-not-known"]
    assert one.problems[0].where.column == "settled_migrants"
    assert one.scores == {"urbanisation": 30, "settled": None, "relocated": Fraction(57, 2)}


def test_figures_may_have_percent_signs_separators_and_full_width_digits(plan):
    [one] = assessed(
        plan, rate_2017="39.00%", rate_2018="３９．４５％", settled_migrants=" 4,000 ", town_increase="6000.0"
    )
    assert one.total == Fraction("79.5")
    assert codes(one) == []


def test_a_county_without_a_target_gets_what_does_not_need_it(plan):
    [one] = assessed(plan, county="凯里市")
    assert one.scores == {"urbanisation": None, "settled": 21, "relocated": Fraction(57, 2)}
    assert codes(one) == ["no-target", "total-not-known"]


def test_two_rows_of_one_county_are_both_named(plan):
    rows = assessed(plan, {}, {"county": "福泉"}, {"county": "都匀市"})
    assert [("duplicate-row" in codes(one)) for one in rows] == [True, False, True]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("三都", "三都水族自治县"),
        ("三都县", "三都水族自治县"),
        ("三都水族自治县", "三都水族自治县"),
        ("三都水族", "三都水族自治县"),
        ("三 都", "三都水族自治县"),
        ("522732", "三都水族自治县"),
        ("贵州省黔南州三都县", "三都水族自治县"),
        ("都匀", "都匀市"),
        ("都匀县", "都匀市"),
        ("522701000000", "都匀市"),
        ("凯里", None),
        ("", None),
        ("县", None),
        ("黔南州", None),
        ("贵定龙里", None),
    ],
)
def test_a_county_is_known_with_and_without_the_word_for_its_kind(plan, written, name):
    found = UnitNames(plan.units, plan.within).find(written)
    assert (found.name if found else None) == name


def test_a_short_name_that_two_units_share_names_neither():
    names = UnitNames([Unit("长沙市", "430100", {}), Unit("长沙县", "430121", {})])
    assert names.find("长沙") is None
    assert names.find("长沙县") is not None


def test_the_targets_together_must_reach_that_of_the_prefecture(plan):
    rows = [{"county": unit.name, "population": "100", "rate_2017": "38.9"} for unit in plan.units]
    outcome = {one.check.name: one for one in check(plan, assessed(plan, *rows))}
    targets = outcome["targets-reach-prefecture"]
    assert targets.value == Fraction("38.9") + Fraction("1.65")
    assert targets.holds is True
    assert outcome["prefecture-rate-2018"].holds is False


def test_the_check_is_not_known_while_a_county_or_a_population_is_missing(plan):
    rows = [{"county": unit.name, "population": "100"} for unit in plan.units]
    for changed in (rows[1:], [*rows, rows[0]], [{**rows[0], "population": ""}, *rows[1:]]):
        assert [one.holds for one in check(plan, assessed(plan, *changed))] == [None, None]
    zeros = [{**row, "population": "0"} for row in rows]
    assert check(plan, assessed(plan, *zeros))[0].why == "the denominator is zero"


rates = st.decimals(0, 100, places=4)
counts = st.integers(0, 10**9)


@given(rates, rates, st.tuples(counts, counts, counts, counts, counts))
def test_points_agree_with_the_notice_for_any_figures(plan, before, after, numbers):
    settled, other, increase, moved, total = numbers
    [one] = assessed(
        plan,
        county="荔波",
        rate_2017=str(before),
        rate_2018=f"{after}%",
        settled_migrants=f"{settled:,}",
        other_settled=str(other),
        town_increase=str(increase),
        relocated_settled=str(moved),
        relocated_total=str(total),
    )
    growth = Fraction(after) - Fraction(before)
    expected = {
        "urbanisation": min(Fraction(40), growth / Fraction("1.2") * 40) if growth > 0 else 0,
        "settled": min(Fraction(30), Fraction(settled + other, increase) * 30) if increase else None,
        "relocated": min(Fraction(30), Fraction(moved, total) * 30) if total else None,
    }
    assert one.scores == expected
    assert one.total == (None if None in expected.values() else sum(expected.values()))


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')",
        "a.b",
        "a[0]",
        "a ** 9",
        "f(a)",
        "sum(a)",
        "lambda: 1",
        "a if b else c",
        "'a'",
        "1e9",
        "a //b",
        "a < b",
        "min()",
        "min(a, key=b)",
        "0x10",
        "1_000",
        "a; b",
        "",
        "(" * 300,
        "-" * 900 + "a",
        "1" * 2000,
        "[a]",
    ],
)
def test_a_formula_holds_nothing_but_arithmetic(text):
    with pytest.raises(BadFormula):
        formula(text)


def test_a_sum_runs_over_the_rows_and_not_inside_itself():
    rows = [{"a": Fraction(1, 10)}] * 3
    assert formula("sum(a) × 10 − max(1, 2)", sums=True).value({}, rows) == 1
    with pytest.raises(BadFormula):
        formula("sum(sum(a))", sums=True)


@given(st.fractions(-(10**6), 10**6), st.integers(0, 6))
def test_what_is_shown_is_rounded_half_up(value, places):
    written = shown(value, places)
    assert abs(Fraction(written) - value) <= Fraction(1, 2 * 10**places)
    assert not written.startswith("-0") or any(digit in written for digit in "123456789")


@given(st.integers(0, 10**12), st.integers(0, 10**6 - 1))
def test_a_figure_survives_being_written_in_groups_of_three(whole, part):
    assert figure(f"{whole:,}.{part:06d}") == Fraction(whole * 10**6 + part, 10**6)
