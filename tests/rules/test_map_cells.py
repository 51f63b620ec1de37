"""Cells of the map: squares within squares, so that what lies together is numbered together."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from huangce.rules.map_cells import (
    LEVEL,
    box_of,
    cell_of,
    cells_within,
    column_and_row,
    is_tile,
    off_map,
    on_map,
    tile_cell,
)

longitudes = st.floats(-180, 180, allow_nan=False)
latitudes = st.floats(-85, 85, allow_nan=False)
levels = st.integers(0, LEVEL)


def test_it_works() -> None:
    assert cell_of(107.4, 31.2, 0) == 0
    assert cell_of(-90, 45, 1) == 0
    assert cell_of(90, 45, 1) == 1
    assert cell_of(-90, -45, 1) == 2
    assert cell_of(90, -45, 1) == 3
    assert cell_of(107.4, 89.0) is None


@given(longitudes, latitudes, levels)
def test_a_point_lies_in_the_box_of_its_cell(longitude: float, latitude: float, level: int) -> None:
    cell = cell_of(longitude, latitude, level)
    assert cell is not None
    west, south, east, north = box_of(cell, level)
    assert west - 1e-9 <= longitude <= east + 1e-9
    assert south - 1e-9 <= latitude <= north + 1e-9


@given(longitudes, latitudes, levels)
def test_a_larger_cell_is_a_run_of_smaller_ones(longitude: float, latitude: float, level: int) -> None:
    cell, whole = cell_of(longitude, latitude), cell_of(longitude, latitude, level)
    assert cell is not None
    assert whole is not None
    first, last = cells_within(whole, level)
    assert first <= cell <= last < 2**52
    assert last - first + 1 == 4 ** (LEVEL - level)


@given(levels, st.data())
def test_a_tile_is_the_cell_of_its_column_and_row(z: int, data: st.DataObject) -> None:
    x, y = (data.draw(st.integers(0, 2**z - 1)) for _ in range(2))
    assert is_tile(z, x, y)
    assert column_and_row(tile_cell(x, y)) == (x, y)
    assert not is_tile(z, 2**z, y)


@given(longitudes, latitudes)
def test_a_place_on_the_map_leads_back_to_its_point(longitude: float, latitude: float) -> None:
    there = off_map(*on_map(longitude, latitude))
    assert math.isclose(there[0], longitude, abs_tol=1e-9)
    assert math.isclose(there[1], latitude, abs_tol=1e-9)
