"""Where a notice of changed addresses stands, by what was entered of it."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from huangce.rules.notices import STATES, STEPS, count, may_follow, standing

MAY = date(2026, 5, 1)


def at(day: int, *steps: str, **given_: bool) -> tuple[str, bool]:
    found = standing(
        [(step, MAY) for step in steps], recorded_on=MAY, answer_days=10, today=MAY + timedelta(days=day), **given_
    )
    return found.state, found.is_overdue


def test_it_works() -> None:
    assert at(0) == ("to_tell", False)
    assert at(10, "told") == ("told", False)
    assert at(11, "told", "acknowledged") == ("acknowledged", True)
    assert at(99, "told", "acknowledged", "completed") == ("completed", False)


def test_nobody_told_within_the_days_is_late_too() -> None:
    assert at(11) == ("to_tell", True)


def test_who_was_told_of_what_was_taken_back_is_told_that_and_nobody_else() -> None:
    assert at(0, "told", is_void=True) == ("withdrawn", False)
    assert at(99, is_void=True) == ("not_needed", False)
    assert at(99, is_concerned=False) == ("not_needed", False)


@given(st.lists(st.sampled_from(sorted(STEPS))), st.integers(0, 400), st.booleans(), st.booleans())
def test_every_notice_stands_somewhere_and_only_what_waits_is_late(
    steps: list[str], day: int, is_void: bool, is_concerned: bool
) -> None:
    state, is_late = at(day, *steps, is_void=is_void, is_concerned=is_concerned)
    assert state in STATES
    assert not is_late or state in ("to_tell", "told", "acknowledged")
    assert count([state]) == {state: 1}
    assert set(may_follow(state)) <= set(STEPS)
