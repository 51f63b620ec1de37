"""A division on a day, and what was entered for it before: each is the other backwards."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from huangce.rules.division_changes import DivisionChange, codes_on, division_on

TOWNS = ("990101001", "990101002", "990101003")
VILLAGES = tuple(f"{town}{village:03}" for town in TOWNS for village in (1, 2))
CODES = (*(town.ljust(12, "0") for town in TOWNS), *VILLAGES)


def change(day: int, division: str, becomes: str) -> DivisionChange:
    return DivisionChange(division, becomes, "x", "x", day, (date(2026, 1, day), 0, day))


def same_level(pair: tuple[str, str]) -> bool:
    return pair[0].endswith("000") == pair[1].endswith("000")


def test_it_works() -> None:
    changes = [change(3, TOWNS[0] + "000", TOWNS[1] + "000")]
    assert codes_on(VILLAGES[2], changes, date(2026, 1, 5)) == {VILLAGES[2], VILLAGES[0]}
    assert codes_on(VILLAGES[0], changes, date(2026, 1, 5)) == frozenset()
    assert codes_on(VILLAGES[0], changes, date(2026, 1, 2)) == {VILLAGES[0]}


@given(
    st.lists(st.tuples(st.sampled_from(CODES), st.sampled_from(CODES)).filter(same_level), max_size=5),
    st.integers(1, 7),
    st.sampled_from(VILLAGES),
)
def test_what_was_entered_for_a_division_is_what_leads_to_it(pairs: list[tuple[str, str]], on: int, code: str) -> None:
    changes = [change(day, *pair) for day, pair in enumerate(pairs, start=1)]
    day = date(2026, 1, on)
    assert codes_on(code, changes, day) >= {one for one in VILLAGES if division_on(one, changes, day) == code}
    assert all(division_on(one, changes, day) == code for one in codes_on(code, changes, day))
