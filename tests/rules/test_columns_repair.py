"""Repairing numbers by the million gives what repairing one gives."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from huangce.rules.citizen_id_repair import candidates
from huangce.rules.columns.citizen_id_repair import repairs
from tests.matching.people import checked

DIGITS = st.text("0123456789", min_size=3, max_size=3)


@st.composite
def mistyped(draw: st.DrawFn) -> str:
    number = checked(
        f"99{draw(st.integers(1000, 9999))}19{draw(st.integers(10, 99))}0{draw(st.integers(1, 9))}11{draw(DIGITS)}"
    )
    place = draw(st.integers(2, 17))
    what = draw(st.sampled_from(("wrong", "swapped", "lost", "doubled", "unreadable")))
    head, here, rest = number[:place], number[place], number[place + 1 :]
    return {
        "wrong": head + draw(st.sampled_from("0123456789")) + rest,
        "swapped": head[:-1] + here + head[-1] + rest,
        "lost": head + rest,
        "doubled": head + here + here + rest,
        "unreadable": head + "O" + rest,
    }[what]


@given(st.lists(mistyped(), min_size=1, max_size=8))
def test_all_candidates_of_all_rows_are_those_of_each(texts: list[str]) -> None:
    found = repairs(pl.DataFrame({"row": range(len(texts)), "mistyped": texts}))
    for row, text in enumerate(texts):
        expected = {int(number[:17]) for number in candidates(text, limit=1000)}
        if expected:
            assert set(found.filter(row=row)["num"]) == expected
