"""Counting by place says the same as grouping, whatever the values."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huangce.matching.engines import Key
from huangce.matching.engines.counting import WIDEST, Counter

SCHEMA = {"a": pl.Int64, "b": pl.Int32, "c": pl.Int8}
# Near values, whose range is counted in one array, and such as are too far apart for it.
NEAR, FAR = st.integers(-3, 3), st.sampled_from([0, 1, WIDEST, 2**31 - 1])
ROWS = st.lists(
    st.tuples(st.none() | NEAR | st.sampled_from([2**40, 2**40 + 1]), st.none() | NEAR | FAR, st.none() | NEAR)
)
KEYS = [Key(("a",)), Key(("b",)), Key(("c",)), Key(("b", "c")), Key(("c", "b")), Key(("a", "b", "c"))]


def table(rows: list[tuple[int | None, ...]]) -> pl.DataFrame:
    return pl.DataFrame(rows, SCHEMA, orient="row")


def test_it_works() -> None:
    held = table([(1, 7, 0), (1, 8, 0), (2, 7, 0), (None, 7, 0)])
    keys = {"a": Key(("a",)), "b": Key(("b",)), "both": Key(("a", "b")), "rare": Key(("b",), is_rare=True)}
    counts = Counter(held, keys).counted(table([(1, 7, 0), (None, 8, 0), (3, None, 0)]))
    assert {count.name: count.to_list() for count in counts} == {
        "n_a": [2, 0, 0],
        "n_b": [3, 1, 0],
        "n_both": [1, 0, 0],
        "n_rare": [3, 1, 0],
    }


@pytest.mark.parametrize("is_rare", [False, True])
@settings(deadline=None)
@given(asked=ROWS, held=ROWS)
def test_every_row_is_told_how_many_have_its_key(
    is_rare: bool, asked: list[tuple[int | None, ...]], held: list[tuple[int | None, ...]]
) -> None:
    keys = {str(i): Key(key.columns, is_rare=is_rare, unless="c" if i == 1 else "") for i, key in enumerate(KEYS)}
    here, there = table(asked), table(held)
    for (name, key), count in zip(keys.items(), Counter(there, keys).counted(here), strict=True):
        known = there.select(key.columns).rows()
        silent = [bool(key.unless) and row is not None for row in here["c"]]
        mine = here.select(key.columns).rows()
        expected = [0 if quiet or None in row else known.count(row) for row, quiet in zip(mine, silent, strict=True)]
        assert (count.name, count.to_list()) == (f"n_{name}", expected)
