"""Two deliveries of one kind compared: in any order, doubles counted, and always every row accounted for."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from huangce.exchange.overlap import compared

ROWS = st.lists(st.tuples(st.sampled_from("甲乙丙丁"), st.sampled_from(["1", "2", None])), max_size=8)


def frame(rows: list[tuple[str, str | None]]) -> pl.DataFrame:
    listed = pl.DataFrame(rows, schema={"name": pl.String, "day": pl.String}, orient="row")
    return listed.with_row_index("row")


def test_it_works() -> None:
    before = frame([("甲", "1"), ("乙", "1"), ("丙", "1")])
    now = frame([("乙", "1"), ("甲", "2"), ("丁", "1"), ("丁", "1")])
    assert compared(before, now, ("name",)) == {"same": 1, "new": 2, "changed": 1, "gone": 1}


@given(ROWS, ROWS)
def test_every_row_of_both_is_accounted_for(
    before: list[tuple[str, str | None]], now: list[tuple[str, str | None]]
) -> None:
    told = compared(frame(before), frame(now), ("name",))
    assert told["same"] + told["changed"] + told["new"] == len(now)
    assert told["same"] + told["changed"] + told["gone"] == len(before)
    assert min(told.values()) >= 0


@given(ROWS, st.randoms())
def test_the_order_says_nothing(rows: list[tuple[str, str | None]], rng: object) -> None:
    shuffled = list(rows)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    assert compared(frame(rows), frame(shuffled), ("name",)) == {"same": len(rows), "new": 0, "changed": 0, "gone": 0}


def test_columns_that_only_one_agreement_named_are_not_compared() -> None:
    before = frame([("甲", "1")]).drop("day")
    assert compared(before, frame([("甲", "2")]), ("name",))["same"] == 1
