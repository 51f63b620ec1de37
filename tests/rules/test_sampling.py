"""Who is drawn, and how far a share seen in a sample can be trusted."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date
from fractions import Fraction
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huangce.rules.sampling import (
    CHECKED,
    MAIN,
    ORDINARY,
    ORDINARY_ITEMS,
    Cells,
    bounds_of_cells,
    bounds_of_persons,
    draw,
    half_width,
    missing,
    seed_of,
    size_for,
    wilson,
)

FRAME = range(10_000, 14_000)


def seed(number: int) -> bytes:
    return sha256(str(number).encode()).digest()


def test_it_works() -> None:
    drawn = draw(FRAME, 200, seed(1))
    assert len(set(drawn)) == 200
    assert draw(reversed(FRAME), 200, seed(1)) == drawn
    assert draw(FRAME, 200, seed(2)) != drawn
    low, high = bounds_of_persons(190, 200, len(FRAME)) or (Fraction(1), Fraction(0))
    assert low < Fraction(95, 100) < high


def test_main_items_are_those_of_the_decision_and_the_others_ordinary() -> None:
    assert set(MAIN) == {"name", "sex", "ethnicity", "birth_date", "citizen_id", "address", "relation"}
    assert set(ORDINARY) == ORDINARY_ITEMS
    assert len(CHECKED) == len(MAIN) + len(ORDINARY)


@pytest.mark.parametrize(
    ("born", "lacks"), [("2020-05-01", True), ("2020-05-02", False), ("2019", True), ("2020-05", False), ("", True)]
)
def test_education_is_missing_from_the_age_of_six_on(born: str, lacks: bool) -> None:
    assert ("education" in missing({"birth_date": born}, date(2026, 5, 1))) is lacks


def test_nobody_lacks_a_former_name_nor_who_is_registered_elsewhere_a_relation() -> None:
    assert missing({}, date(2026, 5, 1)) == [name for name in (*MAIN, *ORDINARY) if name != "former_name"]
    elsewhere = missing({"status": "elsewhere"}, date(2026, 5, 1))
    assert "relation" not in elsewhere
    assert "relation" in missing({"status": "elsewhere", "household": "7"}, date(2026, 5, 1))


@given(st.sets(st.integers(0, 10**15), max_size=60), st.integers(0, 70), st.binary(min_size=32, max_size=32))
def test_a_smaller_sample_begins_the_larger_and_a_part_of_the_frame_is_drawn_alike(
    frame: set[int], size: int, key: bytes
) -> None:
    everybody = draw(frame, len(frame), key)
    assert sorted(everybody) == sorted(frame)
    assert draw(frame, size, key) == everybody[:size]
    part = {one for one in frame if one % 3}
    assert draw(part, len(part), key) == [one for one in everybody if one in part]


def test_everybody_is_drawn_as_often_as_anybody_else() -> None:
    times = Counter(one for number in range(2000) for one in draw(range(20), 5, seed(number)))
    assert all(abs(times[one] - 500) < 5 * (2000 * 0.25 * 0.75) ** 0.5 for one in range(20))


def test_a_seed_is_hexadecimal_or_words() -> None:
    assert seed_of("AB" * 32) == seed_of(" " + "ab" * 32) == bytes([0xAB] * 32)
    assert seed_of("ab") == sha256(b"ab").digest()


def test_the_bounds_of_persons_hold_the_truth_about_95_times_in_100() -> None:
    frame, held = len(FRAME), Counter[float]()
    right = {share: set(random.Random(5).sample(FRAME, round(frame * share))) for share in (1, 0.995, 0.98, 0.9, 0.5)}
    for number in range(400):
        drawn = draw(FRAME, 300, seed(number))
        for share, known in right.items():
            low, high = bounds_of_persons(len(known.intersection(drawn)), 300, frame) or (Fraction(1), Fraction(0))
            held[share] += low <= Fraction(len(known), frame) <= high
    assert min(held.values()) >= 0.92 * 400


def test_the_bounds_of_items_hold_the_truth_though_the_errors_of_a_person_come_together() -> None:
    rng, each = random.Random(7), 5
    right = {one: each if rng.random() < 0.93 else rng.choice((0, 1, 2)) for one in FRAME}
    truth = Fraction(sum(right.values()), each * len(FRAME))
    held = naive = 0
    for number in range(400):
        drawn = draw(FRAME, 300, seed(number))
        cells = Cells(each, Counter(right[one] for one in drawn))
        low, high = bounds_of_cells(cells, len(FRAME)) or (Fraction(1), Fraction(0))
        held += low <= truth <= high
        low_as_if, high_as_if = wilson(cells.right, cells.checked * each)
        naive += low_as_if <= truth <= high_as_if
    assert held >= 0.92 * 400
    assert naive < 0.85 * 400  # what it would be if the items of a person were drawn each by itself


@given(st.data(), st.integers(1, 5000))
def test_bounds_hold_the_share_and_a_census_has_none(data: st.DataObject, frame: int) -> None:
    checked = data.draw(st.integers(1, frame))
    right = data.draw(st.integers(0, checked))
    low, high = bounds_of_persons(right, checked, frame) or (Fraction(1), Fraction(0))
    assert 0 <= low <= Fraction(right, checked) <= high <= 1
    assert (low == high) == (checked == frame)
    assert bounds_of_persons(right, frame + right, frame) is not None  # a frame that has become smaller since


@given(st.dictionaries(st.integers(0, 5), st.integers(1, 300), min_size=1), st.integers(0, 10**6))
def test_bounds_of_items_hold_the_share(persons: dict[int, int], more: int) -> None:
    cells = Cells(5, persons)
    low, high = bounds_of_cells(cells, cells.checked + more) or (Fraction(1), Fraction(0))
    assert 0 <= low <= Fraction(cells.right, cells.checked * 5) <= high <= 1
    assert cells.worth <= cells.checked * 5


@given(st.floats(0.005, 0.2), st.floats(0.5, 1), st.integers(1, 10**7))
def test_the_size_wanted_is_the_smallest_that_is_exact_enough(wished: float, share: float, frame: int) -> None:
    size = size_for(wished, share, frame)
    assert half_width(share, size, frame) <= wished
    assert size == 1 or half_width(share, size - 1, frame) > wished


def test_nobody_checked_says_nothing() -> None:
    assert bounds_of_persons(0, 0, 10) is None
    assert bounds_of_cells(Cells(5, {}), 10) is None
