"""Missing plates from the address register and a survey: found, proposed, checked, approved by a second officer."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError

from huangce.accounts.authority import MayNotDo
from huangce.places.numbering_proposals import (
    AnotherOfficerNeeded,
    NoSuchProposal,
    NothingToNumber,
    ProposalOutdated,
    ProposalStepNotAllowed,
    decide,
    find_missing,
    propose_missing,
)
from huangce.places.numbering_schemes import chooser, record_schemes, recorded_schemes
from huangce.places.numbering_survey import BadSurvey, Seen, draw_street, survey_addresses, take_survey
from huangce.places.plate_models import Entrance, PlateProposal
from huangce.places.plate_queries import NoSuchStreet, proposal_history, proposals_page, street_view, streets_page
from huangce.rules.numbering import Number, read_schemes
from tests import people
from tests.people import officer
from tests.places.doors import NOW, ON, SCHEME, clerk, door, load, schemes, second

pytestmark = pytest.mark.django_db
GIVEN = {"by": None, "now": NOW}
EAST_TO_WEST = [(104.002, 30.0), (104.0, 30.0)]


def point(metres: float, *, north: bool = True) -> dict:
    """A point on the street that runs west from 104.002 E, some metres along."""
    return {"longitude": 104.002 - metres / 96_406, "latitude": 30.0001 if north else 29.9999}


def surveyed(*rows: Seen):
    return take_survey(rows, source="现场.xlsx", by=clerk(), now=NOW)


def seen(row: int, **more) -> Seen:
    return Seen(row=row, **{"division": people.VILLAGE, "street": "老街", **more})


def proposed() -> list[PlateProposal]:
    propose_missing(people.TOWN, by=clerk(), now=NOW)
    return list(PlateProposal.objects.order_by("id"))


def step(proposals, name, by=None, **more):
    return decide([one.pk for one in proposals], name, by=by or clerk(), now=NOW, **more)


def old_street() -> None:
    """老街 with 1, 3, 7 and 9 on its right side, and an entrance without a number between 3 and 7."""
    schemes()
    load(*(door(f"{n}号", **point(10.0 * n)) for n in (1, 3, 7, 9)), door("2号", **point(20, north=False)))
    survey_addresses(people.TOWN, by=clerk(), now=NOW)
    surveyed(seen(2, **point(50)))


def test_it_works():
    old_street()
    (one,) = proposed()
    assert (one.code, one.main, one.state) == ("missing", 5, "proposed")
    assert "between 3号 and 7号" in one.reason
    step([one], "field_checked")
    step([one], "approved", second())
    assert Entrance.objects.get(pk=one.entrance).main == 5
    assert find_missing(people.TOWN, on=ON).findings == {}
    assert [event.step for event in proposal_history(one.pk)[1]] == ["field_checked", "approved"]


def test_who_proposed_or_checked_does_not_approve():
    old_street()
    made = proposed()
    step(made, "field_checked")
    with pytest.raises(AnotherOfficerNeeded):
        step(made, "approved")
    with pytest.raises(MayNotDo):
        step(made, "approved", officer("tang"))


def test_steps_are_taken_in_order_and_only_with_proposals_that_are_there():
    old_street()
    made = proposed()
    with pytest.raises(ProposalStepNotAllowed, match="field_checked, refused"):
        step(made, "approved", second())
    with pytest.raises(NoSuchProposal):
        decide([10**12], "field_checked", by=clerk(), now=NOW)


def test_what_was_refused_is_not_asked_again_until_the_evidence_changes():
    old_street()
    step(proposed(), "refused", words="一扇边门")
    assert len(proposed()) == 1
    surveyed(seen(2, street="老街", number="7号", state="demolished"))
    assert [one.state for one in proposed()] == ["refused", "proposed"]


def test_a_proposal_whose_entrance_got_a_number_is_outdated():
    old_street()
    (one,) = proposed()
    surveyed(seen(2, number="5号", address=None, **point(51)))
    step([one], "field_checked")
    with pytest.raises(ProposalOutdated):
        step([one], "approved", second())


def test_an_entrance_without_a_known_place_is_reported_and_cannot_be_approved():
    schemes()
    surveyed(seen(2, chainage=10.0))
    made = proposed()
    step(made, "field_checked")
    with pytest.raises(NothingToNumber):
        step(made, "approved", second())


def test_a_demolished_number_rests_and_is_told_from_a_missing_one():
    old_street()
    surveyed(seen(2, number="9号", state="demolished", gone_on=ON), seen(3, number="11号", **point(110)))
    found = find_missing(people.TOWN, on=ON)
    assert found.counts() == {"missing": 1, "gap-demolished": 1}


def test_a_street_with_a_line_is_measured_along_it_and_its_errors_are_found():
    schemes(
        '[[schemes]]\ndivision = "990101"\nfrom = 2018-01-01\ndocument = "x"\norigin = "east"\nodd_side = "right"\n'
    )
    load(*(door(f"{n}号", **point(at)) for n, at in ((1, 10), (3, 20), (31, 30), (7, 40), (9, 50), (10, 60))))
    survey_addresses(people.TOWN, by=clerk(), now=NOW)
    assert find_missing(people.TOWN, on=ON).counts() != {"wrong-side": 1, "out-of-order": 1}
    draw_street(people.TOWN, "老街", list(reversed(EAST_TO_WEST)), by=clerk(), now=NOW)
    assert find_missing(people.TOWN, on=ON).counts() == {"wrong-side": 1, "out-of-order": 1}
    assert propose_missing(people.TOWN, by=clerk(), now=NOW).proposed == 0


def test_without_a_line_the_points_of_the_doors_say_where_a_door_stands_and_the_reason_says_so():
    schemes()
    load(*(door(f"{n}号", **point(10.0 * n)) for n in (1, 3, 5, 7, 9)), door("31号", **point(60)))
    survey_addresses(people.TOWN, by=clerk(), now=NOW)
    take_survey([seen(2, **point(80))], source="x", by=clerk(), now=NOW)
    (findings,) = find_missing(people.TOWN, on=ON).findings.values()
    strayed, missing = (
        next(one for one in findings if one.code == code) for code in ("out-of-order", "missing-suffix")
    )
    assert strayed.number == Number(31)
    assert "axis through the points" in missing.reason
    assert [end.number.main for end in (missing.before, missing.after)] == [7, 9]
    assert set(Entrance.objects.values_list("chainage_from", flat=True)) == {"axis"}


def test_the_origin_of_the_scheme_counts_whichever_way_the_numbers_run():
    schemes(SCHEME + 'origin = ["west"]\n')
    load(*(door(f"{n}号", **point(10.0 * n)) for n in (1, 3, 5, 7)))
    survey_addresses(people.TOWN, by=clerk(), now=NOW)
    assert "runs-backwards" in find_missing(people.TOWN, on=ON).counts()


def test_without_a_scheme_a_street_is_counted_and_not_judged():
    load(door("1号"), door("5号"))
    survey_addresses(people.TOWN, by=clerk(), now=NOW)
    found = find_missing(people.TOWN, on=ON)
    assert (found.streets, found.without_scheme, found.findings) == (1, 1, {})


def test_the_doors_of_the_register_become_entrances_once():
    schemes()
    load(
        door("1号", room="101室"),
        door("1号", room="102室"),
        door("3号"),
        door("甲3号"),
        door("8号", street=None, group="3组"),
    )
    done = survey_addresses(people.TOWN, by=clerk(), now=NOW)
    assert (done.entrances, done.streets, done.unreadable) == (3, 2, 1)
    assert survey_addresses(people.TOWN, by=clerk(), now=NOW).entrances == 0
    page = streets_page(people.TOWN)
    assert (page.total, [row[2] for row in page.rows]) == (2, ["3组", "老街"])


def test_rows_that_cannot_be_taken_are_named_and_the_others_taken():
    done = surveyed(
        seen(2, number="5号"), seen(3), seen(4, side="north", number="7号"), seen(5, division="1", number="1号")
    )
    assert done.entrances == 1
    assert [one.where.row for one in done.problems] == [3, 4, 5]
    with pytest.raises(BadSurvey):
        surveyed(seen(2, street=""))
    with pytest.raises(BadSurvey):
        surveyed()


def test_a_survey_that_comes_twice_makes_no_entrance_twice():
    rows = (seen(2, chainage=10.0, side="left"), seen(3, **point(50)), seen(4, number="5号"))
    for _ in range(2):
        surveyed(*rows)
    assert Entrance.objects.count() == 3
    surveyed(seen(3, number="7号", **point(50)))
    assert sorted(one.main or 0 for one in Entrance.objects.all()) == [0, 5, 7]


def test_a_survey_is_for_who_numbers_addresses_there():
    with pytest.raises(MayNotDo):
        surveyed(seen(2, division=people.NEXT_VILLAGE, number="5号"))
    with pytest.raises(MayNotDo):  # of a town only
        record_schemes(read_schemes(SCHEME), by=clerk(), now=NOW)


def test_the_scheme_recorded_last_holds_from_the_same_day_on():
    (first,) = schemes()
    schemes(f'[[schemes]]\ndivision = "{people.COUNTY}"\nfrom = 2018-01-01\ndocument = "x"\nstart = 101\n')
    assert [one.scheme.start for one in recorded_schemes()] == [101]
    assert chooser(ON)(people.TOWN, "老街").scheme.document == "x"
    assert first.start == 1


def test_one_entrance_has_one_open_proposal():
    old_street()
    (one,) = proposed()
    with pytest.raises(IntegrityError), transaction.atomic():
        PlateProposal.objects.create(
            entrance=one.entrance, street=one.street, division=one.division, code="missing", reason="x", scheme=1,
            digest="x", made_by=1, made_at=NOW,
        )  # fmt: skip


def test_a_street_is_shown_with_both_sides_and_what_is_found():
    old_street()
    (one,) = proposed()
    view = street_view(one.street, on=ON)
    odd = sorted(
        (one for one in view.doors if one.side == "left" or (one.number and one.number.is_odd)),
        key=lambda one: one.chainage,
    )
    assert [one.number and one.number.main for one in odd] == [1, 3, None, 7, 9]
    assert [found.code for found in view.findings] == ["missing"]
    with pytest.raises(NoSuchStreet):
        street_view(12345, on=ON)


def test_a_page_of_proposals_says_how_many_there_are():
    schemes()
    load(*(door(f"{n}号", **point(10.0 * n)) for n in (1, 9)))
    survey_addresses(people.TOWN, by=clerk(), now=NOW)
    surveyed(*(seen(row, **point(at)) for row, at in ((2, 30), (3, 50), (4, 70))))
    proposed()
    page = proposals_page(people.TOWN, size=2, number=2)
    assert (page.total, [(row.number, row.before[1:], row.after[1:]) for row in page.rows]) == (
        3,
        [(Number(7), [1, 0], [9, 0])],
    )
    assert proposals_page(people.NEXT_TOWN).total == 0


@pytest.mark.parametrize(
    "forbidden",
    ["update numbering_scheme set rule = ''", "delete from plate_proposal_event", "delete from entrance",
     "update plate_event set step = 'in_use'", "update plate set lines = '[]'", "delete from retired_number"],
)  # fmt: skip
def test_the_application_neither_removes_nor_rewrites_what_was_recorded(forbidden):
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(forbidden)
