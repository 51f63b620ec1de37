"""A sieve lets through every row that has a wanted key, and hardly any other."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from huangce.matching.engines.sieve import sifted

VALUES = st.lists(st.one_of(st.none(), st.integers(-(2**40), 2**40)), min_size=1, max_size=30)


def table(*columns: list[int | None]) -> pl.DataFrame:
    return pl.DataFrame(dict(zip("abc", columns, strict=False)), schema_overrides=SCHEMA)


SCHEMA = {"a": pl.Int64, "b": pl.Int32, "c": pl.Int8}


def test_it_works() -> None:
    rows = table([1, 2, 3, None, 2], [7, 8, 9, 8, None])
    first, second = sifted(rows, [table([2], [8]), rows.select("b").head(1)])
    assert first.tolist() == [1]
    assert second.tolist() == [0]


@given(VALUES, VALUES)
def test_no_row_with_a_wanted_key_is_lost(held: list[int | None], wanted: list[int | None]) -> None:
    rows, keys = table(held), table(wanted)
    (found,) = sifted(rows, [keys])
    known = set(keys["a"].drop_nulls())
    assert {i for i, value in enumerate(held) if value in known} <= set(found.tolist())


def test_few_rows_without_a_wanted_key_come_along() -> None:
    rows = table(list(range(200_000)), [1] * 200_000, [2] * 200_000)
    (found,) = sifted(rows, [rows.gather_every(20)])
    assert 10_000 <= len(found) < 12_000


def test_slices_and_empty_tables_are_tables() -> None:
    rows = pl.concat([table([5, 6]), table([6, 7])], rechunk=False)
    (found,) = sifted(rows.slice(1), [table([6])])
    assert found.tolist() == [0, 1]
    assert [each.tolist() for each in sifted(rows.clear(), [table([6]), table([])])] == [[], []]
    assert sifted(rows, []) == []
