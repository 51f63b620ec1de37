"""A step of a plate that was taken by mistake is taken back by a step; what was said stays."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from huangce.errors import NotAllowed
from huangce.places.numbering_proposals import AnotherOfficerNeeded
from huangce.places.plate_back import FirstStep, SuccessorWentOn, take_back
from huangce.places.plate_life import NoSuchPlate, PlateThereAlready, Said, apply_for, replace, take_step
from huangce.places.plate_models import Plate, PlateEvent
from huangce.places.plate_orders import cost_report, make_order, order_lines
from huangce.places.plate_photos import NoSuchPhoto, keep_photo, photo_of
from huangce.places.plate_queries import plates_page
from huangce.register.locks import raw_cursor
from huangce.rules.photos import read_photo
from huangce.statistics.as_known import known_on
from huangce.statistics.plates import doors
from tests import people
from tests.people import officer
from tests.places.doors import NOW, ON, clerk, second
from tests.places.test_plates import HUNG, hung, ordered, plates, states
from tests.rules.test_photos import jpeg

pytestmark = pytest.mark.django_db
WHY = "点错了"


def test_it_works():
    made = hung()
    assert take_back(made, WHY, by=clerk(), now=NOW) == made
    assert states(made) == ["delivered", "delivered"]
    assert PlateEvent.objects.filter(plate=made[0]).count() == 8
    take_step(made, "installed", HUNG, by=clerk(), now=NOW)
    assert states(made) == ["installed", "installed"]


def test_steps_are_taken_back_one_by_one_down_to_the_number():
    (made,) = hung(1)
    for state in ("delivered", "manufactured", "ordered", "approved", "numbered"):
        take_back([made], WHY, by=clerk(), now=NOW)
        assert states([made]) == [state]
    with pytest.raises(FirstStep):
        take_back([made], WHY, by=clerk(), now=NOW)


def test_another_officer_is_still_another_one_than_who_took_the_step_that_counts():
    made = hung()
    take_step(made, "inspected", by=second(), now=NOW)
    take_back(made, WHY, by=second(), now=NOW)
    with pytest.raises(AnotherOfficerNeeded):
        take_step(made, "inspected", by=clerk(), now=NOW)
    take_step(made, "inspected", by=second(), now=NOW)


def test_a_plate_that_was_hung_by_mistake_hangs_on_no_day():
    made = hung(1)
    take_back(made, WHY, by=clerk(), now=NOW)
    with raw_cursor() as cursor:
        (found,) = doors(cursor, ON, None, known_on(cursor, None))
    assert found.state == "missing"


def test_an_order_that_was_taken_back_costs_nothing_and_the_plate_may_be_ordered_again():
    order, made = ordered()
    take_back(made[:1], WHY, by=clerk(), now=NOW)
    assert [one.plate for one in order_lines(order)] == made[1:]
    assert sum(one.plates for one in cost_report(people.TOWN)) == 1
    again = make_order(people.TOWN, maker="y", by=clerk(), now=NOW)
    assert [one.plate for one in order_lines(again)] == made[:1]
    assert [one.id for one in plates_page(people.TOWN, order=again).rows] == made[:1]
    assert [one.order for one in plates_page(people.TOWN, text="1号").rows] == [again]


def test_with_a_replacement_its_plate_ends_unless_it_went_on():
    (made,) = hung(1)
    take_step([made], "missing", Said(words="被风刮走"), by=clerk(), now=NOW)
    fresh = replace(made, by=clerk(), now=NOW)
    take_back([made], WHY, by=clerk(), now=NOW)
    assert states([made, fresh]) == ["missing", "retired"]
    later = replace(made, by=clerk(), now=NOW)
    make_order(people.TOWN, maker="x", by=clerk(), now=NOW)
    with pytest.raises(SuccessorWentOn):
        take_back([made], WHY, by=clerk(), now=NOW)
    assert states([made, later]) == ["replaced", "ordered"]


def test_a_retired_plate_does_not_come_back_beside_another_one():
    (made,) = plates(1)
    address = Plate.objects.get(pk=made).address
    take_step([made], "retired", Said(reason="entered_wrongly"), by=clerk(), now=NOW)
    (other,) = apply_for([address], by=clerk(), now=NOW)
    with pytest.raises(PlateThereAlready, match=str(other)):
        take_back([made], WHY, by=clerk(), now=NOW)
    take_step([other], "retired", Said(reason="entered_wrongly"), by=clerk(), now=NOW)
    take_back([made], WHY, by=clerk(), now=NOW)
    assert states([made, other]) == ["numbered", "retired"]


def test_who_may_not_take_a_step_may_not_take_it_back():
    made = hung()
    with pytest.raises(NotAllowed):
        take_back(made, WHY, by=officer("zhao"), now=NOW)
    with pytest.raises(NoSuchPlate):
        take_back([12345], WHY, by=clerk(), now=NOW)


def test_what_was_known_before_it_was_taken_back_stays_known():
    made = hung(1)
    take_back(made, WHY, by=clerk(), now=NOW + timedelta(days=2))
    with raw_cursor() as cursor:
        then = doors(cursor, ON, ON, known_on(cursor, ON))
        now = doors(cursor, ON, date(2026, 6, 9), known_on(cursor, date(2026, 6, 9)))
    assert ([one.state for one in then], [one.state for one in now]) == (["installed"], ["missing"])


def test_a_photo_is_kept_once_and_given_back_as_it_was_kept():
    photo = read_photo(jpeg())
    reference = keep_photo(photo, by=clerk(), now=NOW)
    assert keep_photo(photo, by=second(), now=NOW) == reference
    assert photo_of(reference) == (photo.media_type, photo.content)
    for nothing in ("P-0001", "sha256:00"):
        with pytest.raises(NoSuchPhoto):
            photo_of(nothing)
