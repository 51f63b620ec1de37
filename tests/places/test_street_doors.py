"""A street as it is drawn: doors of the register by their points, entrances of a survey, numbers that were lost."""

from __future__ import annotations

import itertools

import pytest

from huangce.places.numbering_survey import Seen, survey_addresses, take_survey
from huangce.places.street_doors import street_laid
from huangce.rules.numbering.axis import DEMOLISHED, ENTRANCE, RESERVED, UNEXPLAINED, gaps
from huangce.web.places.street_drawing import MOST_ROWS, ROW, drawn_street
from tests import people
from tests.places import town
from tests.places.doors import NOW, ON, clerk, door, load
from tests.register.conftest import one

pytestmark = pytest.mark.django_db
STEP = 0.00006  # degrees of longitude, about six metres


def street(*numbers: int) -> list[int]:
    """Doors of a street from west to east, the odd ones on its north."""
    return load(
        *(door(f"{n}号", longitude=107.4 + n * STEP, latitude=31.2 + (0.0001 if n % 2 else -0.0001)) for n in numbers)
    )


def drawn_of(address: int):
    place = one("select thoroughfare from address where id = %s", address)
    laid, known = street_laid(place, on=ON)
    assert laid is not None
    return laid, known, drawn_street(laid, known, name="老街")


def test_it_works():
    ids = street(1, 2, 3, 4, 8, 9)
    laid, known, drawing = drawn_of(ids[0])
    assert laid.odd_side == drawing.odd_side == "left"
    assert 40 < drawing.length < 52
    assert [(gap.first, gap.last, gap.why) for gap in gaps(laid, known)] == [(5, 7, UNEXPLAINED), (6, 6, UNEXPLAINED)]
    assert {one.address for one in drawing.plots} == {*ids, None}
    assert drawing.lacking == (("原因不明", "5–7、6"),)
    ticks = [one.tick for one in drawing.plots if one.address in (ids[0], ids[2], ids[5])]
    assert ticks == sorted(ticks)


def test_gaps_are_told_apart_by_what_is_known_of_them():
    ids = street(1, 2, 3, 4, 5, 6, 8, 9, 11, 12, 15, 16)
    town.demolish(ids[4])
    survey_addresses(people.VILLAGE, by=clerk(), now=NOW)
    seen = {"division": people.VILLAGE, "street": "老街"}
    take_survey(
        [
            Seen(1, **seen, longitude=107.4 + 13 * STEP, latitude=31.2001, side="left"),
            Seen(2, **seen, number="10号", state="reserved", longitude=107.4 + 10 * STEP, latitude=31.1999),
        ],
        source="survey",
        by=clerk(),
        now=NOW,
    )
    laid, known, drawing = drawn_of(ids[0])
    assert [(gap.first, gap.last, gap.why) for gap in gaps(laid, known)] == [
        (5, 5, DEMOLISHED),
        (7, 7, UNEXPLAINED),
        (13, 13, ENTRANCE),
        (10, 10, RESERVED),
        (14, 14, UNEXPLAINED),
    ]
    assert [one.words for one in drawing.plots if one.why == ENTRANCE] == ["?"]


def test_five_hundred_doors_wrap_into_rows_and_none_lies_on_another():
    ids = street(*range(1, 501))
    _laid, _known, drawing = drawn_of(ids[0])
    assert len([one for one in drawing.plots if one.address]) == 500
    assert 3 < len(drawing.roads) <= MOST_ROWS
    assert drawing.left_out == 0
    assert all(wide <= ROW for _x, _y, wide in drawing.roads)
    for y in {plot.y for plot in drawing.plots}:
        row = sorted((plot.x, plot.x + plot.wide) for plot in drawing.plots if plot.y == y)
        assert all(end <= begin for (_, end), (begin, _) in itertools.pairwise(row))


def test_without_points_nothing_is_laid_out():
    ids = load(*(door(f"{n}号") for n in range(1, 8)))
    place = one("select thoroughfare from address where id = %s", ids[0])
    assert street_laid(place, on=ON)[0] is None
