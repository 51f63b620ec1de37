"""Columns are handed to PostgreSQL as they are, whatever stands in a text."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from huangce.register.bulk import array_of
from huangce.register.locks import raw_cursor

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(-(2**53), 2**53), TEXTS)))
@example([(1, ""), (2, "NULL"), (3, '{"a,\\"b"}'), (4, "$1 \\1 ${x}"), (5, " 人民路 1\n2\t")])
def test_an_array_is_read_as_it_was_written(rows):
    frame = pl.DataFrame(rows, schema={"id": pl.Int64, "text": pl.String}, orient="row")
    with raw_cursor() as cursor:
        asked = [array_of(frame["id"]), array_of(frame["text"])]
        found = cursor.execute("select * from unnest(%s::bigint[], %s::text[])", asked).fetchall()
    assert found == rows
