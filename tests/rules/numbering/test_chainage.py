"""Where an entrance lies along its street: by the street's line, or beside the doors that have numbers."""

from __future__ import annotations

import pytest

from huangce.rules.numbering import Number
from huangce.rules.numbering.chainage import along, beside_doors, by_numbers, oriented

WEST, EAST = (104.0, 30.0), (104.01, 30.0)
SOUTH, NORTH = (104.0, 30.0), (104.0, 30.01)


def test_it_works():
    place = along([WEST, EAST], (104.005, 30.0001))
    assert (round(place.chainage), round(place.offset), place.side) == (482, 11, "left")


def test_a_point_beyond_the_end_lies_at_the_end():
    assert along([WEST, EAST], (103.9, 30.0)).chainage == 0
    assert round(along([WEST, EAST], (104.1, 30.0)).chainage) == 964


@pytest.mark.parametrize(
    ("line", "origin", "begins"),
    [
        ((WEST, EAST), ("east", "north"), EAST),
        ((EAST, WEST), ("east", "north"), EAST),
        ((SOUTH, NORTH), ("east", "north"), NORTH),
        ((NORTH, SOUTH), ("west", "south"), SOUTH),
        ((SOUTH, NORTH), ("as_drawn",), SOUTH),
        ((NORTH, SOUTH), ("east",), NORTH),
    ],
)
def test_a_street_begins_where_its_scheme_says(line, origin, begins):
    assert oriented(line, origin)[0] == begins


def test_the_side_changes_with_the_direction():
    point = (104.005, 30.0001)
    assert along(oriented([WEST, EAST], ("east",)), point).side == "right"


def test_without_a_line_the_numbers_say_how_the_street_runs():
    doors = [(Number(n), (104.0 + n / 10_000, 30.0002 if n % 2 else 30.0)) for n in (5, 1, 2, 4, 9)]
    ways = by_numbers(doors)
    assert ways[1] < ways[0] < ways[4]
    known = [(number, point, way) for (number, point), way in zip(doors, ways, strict=True)]
    way, odd = beside_doors(known, (104.0007, 30.0002), sided=True)
    assert odd
    assert ways[0] < way < ways[4]
    assert beside_doors(known, (104.0003, 29.9999), sided=True)[1] is False
    assert beside_doors([(Number(1), None, 1.0)], WEST, sided=True) is None


def test_an_entrance_before_the_first_and_after_the_last_door_lies_there():
    known = [(Number(1), WEST, 10.0), (Number(3), EAST, 974.0)]
    assert beside_doors(known, (103.99, 30.0), sided=True)[0] < 10.0
    assert beside_doors(known, (104.02, 30.0), sided=True)[0] > 974.0
