"""The ground of a building is drawn to scale, with the length of its walls and its area."""

from __future__ import annotations

import math
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huangce.rules.buildings import area_of, draw_ground
from huangce.rules.buildings.footprint import MOST
from huangce.rules.numbering.chainage import METRES

SVG = "{http://www.w3.org/2000/svg}"
WORDS = {"north": "北", "metres": "{metres}米", "area": "{area}平方米"}


def ring(*corners: tuple[float, float]) -> list[list[float]]:
    """A closed ring from metres east and north of a point in the county."""
    points = [[107.5 + x / (METRES * math.cos(math.radians(31.2))), 31.2 + y / METRES] for x, y in corners]
    return [*points, points[0]]


def drawn(*corners: tuple[float, float]) -> ET.Element:
    return ET.fromstring(draw_ground(ring(*corners), title="人民路3号<2栋>", words=WORDS))


def texts(svg: ET.Element) -> list[str | None]:
    return [one.text for one in svg.iter(f"{SVG}text")]


def test_it_works():
    svg = drawn((0, 0), (30, 0), (30, 12), (0, 12))
    assert svg.get("aria-label") == "人民路3号<2栋>"
    assert texts(svg) == ["30.0米", "12.0米", "30.0米", "12.0米", "10米", "360平方米", "北"]


def test_an_area_is_that_of_the_ground_whichever_way_round_it_is_written():
    corners = [(0.0, 0.0), (20.0, 0.0), (20.0, 10.0), (10.0, 10.0), (10.0, 20.0), (0.0, 20.0)]
    assert area_of(ring(*corners)) == pytest.approx(300, rel=1e-3)
    assert area_of(ring(*corners[::-1])) == pytest.approx(300, rel=1e-3)


@given(st.floats(1, 1500), st.floats(1, 1500))
def test_everything_lies_on_the_sheet_however_long_and_narrow_the_building_is(wide: float, high: float):
    svg = drawn((0, 0), (wide, 0), (wide, high), (0, high))
    width, height = (float(svg.get(name) or 0) for name in ("width", "height"))
    (outline,) = svg.iter(f"{SVG}polygon")
    for spot in (outline.get("points") or "").split():
        x, y = map(float, spot.split(","))
        assert 0 <= x <= width
        assert 0 <= y <= height


def test_a_round_building_of_many_corners_has_no_lengths_that_cover_each_other():
    svg = drawn(*((20 * math.cos(at / MOST * math.tau), 20 * math.sin(at / MOST * math.tau)) for at in range(MOST)))
    assert texts(svg) == ["10米", "1,257平方米", "北"]
