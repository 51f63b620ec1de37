"""A street is drawn with both sides: odd and even numbers apart, gaps visible, nothing invented."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from huangce.places.queries import Branch
from huangce.web.places.strip import IN_A_ROW, MOST, strip


def plates(*values: str) -> list[Branch]:
    return [Branch("plate", value, at, 1) for at, value in enumerate(values, start=1)]


def test_it_works() -> None:
    drawn = strip(plates("1号", "2号", "5号", "5号附1号", "7号附2号", "甲号"), name="人民路")
    assert drawn is not None
    assert [(one.number, one.words, one.is_gap) for one in drawn.plots] == [
        (1, "1", False),
        (2, "2", False),
        (3, "3", True),
        (5, "5 ×2", False),
        (7, "7附", False),
    ]
    assert (drawn.gaps, drawn.left_out, drawn.unnumbered) == (1, 0, 1)
    odd, even = drawn.plots[0], drawn.plots[1]
    assert odd.x == even.x
    assert odd.y < drawn.roads[0] < even.y


def test_a_street_with_one_number_or_none_is_not_drawn() -> None:
    assert strip(plates("3号"), name="x") is None
    assert strip(plates("甲号", "乙号"), name="x") is None
    assert strip([Branch("building", "1栋", 1, 1), Branch("building", "2栋", 2, 1)], name="x") is None


@given(st.sets(st.integers(0, 99_999), min_size=2, max_size=60))
def test_every_number_that_is_drawn_lies_inside_and_nowhere_twice(numbers: set[int]) -> None:
    drawn = strip(plates(*(f"{number}号" for number in numbers)), name="x")
    assert drawn is not None
    places = [(one.x, one.y) for one in drawn.plots]
    assert len(set(places)) == len(places) <= MOST
    assert all(0 <= one.x < IN_A_ROW * 60 and 0 <= one.y < drawn.height for one in drawn.plots)
    assert drawn.height < MOST * 10
    shown = {one.number for one in drawn.plots if not one.is_gap}
    assert shown <= numbers
    assert drawn.left_out or shown == numbers
