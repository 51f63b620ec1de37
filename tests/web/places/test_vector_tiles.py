"""What is written into a vector tile is read out of it again."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from huangce.rules.map_cells import on_map
from huangce.web.places.vector_tiles import EXTENT, Point, encode
from tests.web.places.tiles import read

said = st.dictionaries(
    st.sampled_from(["n", "plate", "门牌", ""]), st.one_of(st.integers(0, 2**53), st.text(max_size=8))
)
points = st.builds(Point, st.floats(-180, 180), st.floats(-85, 85), said)


@given(st.integers(0, 18), st.lists(points, max_size=8))
def test_what_is_written_is_read(z: int, some: list[Point]) -> None:
    x, y = 2**z // 2, 2**z // 3
    found = read(encode(z, x, y, {"addresses": some, "none": []}))
    if not some:
        assert found == {}
        return
    assert list(found) == ["addresses"]
    for one, ((column, row), told) in zip(some, found["addresses"], strict=True):
        assert told == one.said
        east, south = on_map(one.longitude, one.latitude)
        assert math.isclose(column + x * EXTENT, east * 2**z * EXTENT, abs_tol=1)
        assert math.isclose(row + y * EXTENT, south * 2**z * EXTENT, abs_tol=1)
