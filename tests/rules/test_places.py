"""Points of commercial maps, generic parts of names, and numbers as the standard form writes them."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huangce.rules import datum, place_names, segments
from huangce.rules.datum import OutsideChina, bd09, gcj02, to_cgcs2000

DISPLACED = {"gcj02": gcj02, "bd09": bd09}
CENTIMETRE = 1e-7  # degrees


def test_it_works():
    # A point that the readme of coordtransform publishes.
    assert gcj02(116.404, 39.915) == pytest.approx((116.41024449916938, 39.91640428150164), abs=1e-9)
    for module in (datum, place_names, segments):
        assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("name", sorted(DISPLACED))
@given(longitude=st.floats(73.5, 135.0), latitude=st.floats(3.5, 53.5))
def test_a_point_of_a_map_comes_back_to_where_it_was(name, longitude, latitude):
    found = to_cgcs2000(*DISPLACED[name](longitude, latitude), name)
    assert found == pytest.approx((longitude, latitude), abs=CENTIMETRE)


def test_a_point_given_the_wrong_way_round_is_refused():
    with pytest.raises(OutsideChina):
        to_cgcs2000(31.2, 107.5, "cgcs2000")


@pytest.mark.parametrize(
    ("kind", "name", "generic"),
    [
        ("thoroughfare", "人民路", "路"),
        ("thoroughfare", "解放大道", "大道"),
        ("thoroughfare", "路", ""),
        ("thoroughfare", "无名", ""),
        ("compound", "锦绣家园", "家园"),
        ("village_place", "张家院子", "院子"),
    ],
)
def test_the_longest_generic_part_is_split_off(kind, name, generic):
    assert place_names.generic_of(name, kind) == generic


@given(st.text(max_size=20), st.sampled_from(segments.NUMBERS))
def test_a_number_that_is_written_is_not_written_otherwise_again(text, name):
    once = segments.written(name, text)
    assert segments.written(name, once) == once
