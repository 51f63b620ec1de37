"""A death lead cancels nobody: a field check, two notices, a month, two officers; an objection suspends it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from huangce.errors import NotAllowed
from huangce.matching import cases, ex_officio
from huangce.matching.models import ProcedureStep
from huangce.rules.ex_officio import standing
from huangce.rules.periods import default_calendar
from tests import people
from tests.matching.test_desk import finding

CHECKED, SERVED, LATER = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 10)
NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
TODAY = date(2026, 6, 1)


def state(*entered: tuple[str, date], today: date = TODAY) -> tuple[str, date | None]:
    found = standing(entered, today=today, calendar=default_calendar())
    return found.state, found.ends_on


BOTH = (("dead_confirmed", CHECKED), ("informant_served", SERVED), ("committee_served", LATER))


def test_it_works() -> None:
    assert state() == ("to_check", None)
    assert state(*BOTH[:1]) == ("to_serve", None)
    assert state(*BOTH[:2]) == ("to_serve", None)
    assert state(*BOTH, today=date(2026, 4, 10)) == ("running", date(2026, 4, 10))
    assert state(*BOTH, today=date(2026, 4, 11)) == ("ripe", date(2026, 4, 10))


def test_the_month_counts_from_the_later_service_and_ends_on_a_working_day() -> None:
    served = (("dead_confirmed", CHECKED), ("informant_served", date(2026, 1, 31)), ("committee_served", CHECKED))
    assert state(*served)[1] == date(2026, 4, 2)


def test_an_objection_suspends_until_it_is_settled() -> None:
    objected = (*BOTH, ("objected", LATER))
    assert state(*objected)[0] == "suspended"
    assert state(*objected, ("objection_settled", date(2026, 5, 1)))[0] == "ripe"


def test_what_was_not_confirmed_ends_it_and_a_new_check_begins_anew() -> None:
    assert state(*BOTH, ("not_confirmed", LATER))[0] == "not_confirmed"
    assert state(*BOTH, ("not_confirmed", LATER), ("dead_confirmed", LATER))[0] == "to_serve"


@pytest.mark.django_db
def test_steps_are_entered_in_order_on_a_confirmed_lead_alone() -> None:
    shi = people.officer("shi")
    lead = finding("a" * 16).pk
    given = {"on": CHECKED, "how": "入户记录3号", "by": shi, "now": NOW}
    with pytest.raises(ex_officio.NotADeathLead):
        ex_officio.enter(lead, "dead_confirmed", **given)
    cases.answer(lead, reason="confirmed", seen=0, by=shi, at=NOW)
    with pytest.raises(ex_officio.StepNotNow):
        ex_officio.enter(lead, "informant_served", **given)
    assert ex_officio.enter(lead, "dead_confirmed", **given).standing.state == "to_serve"
    for wrong in ({"how": " "}, {"how": "字" * 201}, {"on": date(2026, 6, 2)}, {"on": date(2026, 3, 1)}):
        with pytest.raises(ex_officio.StepUnfounded):
            ex_officio.enter(lead, "informant_served", **given | wrong)
    with pytest.raises(NotAllowed):
        ex_officio.enter(lead, "informant_served", **given | {"by": people.officer("he")})
    ex_officio.enter(lead, "informant_served", **given)
    assert ex_officio.enter(lead, "committee_served", **given).standing.state == "ripe"
    assert ProcedureStep.objects.count() == 3
