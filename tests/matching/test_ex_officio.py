"""A death lead cancels nobody: a field check, two notices, a month, two officers; an objection suspends it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huangce.errors import NotAllowed
from huangce.home.office_days import OfficeDaysInvalid
from huangce.matching import cases, ex_officio
from huangce.matching.models import Finding, ProcedureStep
from huangce.rules.ex_officio import STEPS, Entered, standing
from huangce.rules.periods import default_calendar
from tests import people
from tests.matching.test_desk import finding

CHECKED, SERVED, LATER = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 10)
NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
TODAY = date(2026, 6, 1)


def state(*entered: tuple[str, date] | tuple[str, date, int], today: date = TODAY) -> tuple[str, date | None]:
    found = standing([Entered(*one) for one in entered], today=today, calendar=default_calendar())
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
    usual = {"on": CHECKED, "how": "入户记录3号", "by": shi, "now": NOW}
    with pytest.raises(ex_officio.NotADeathLead):
        ex_officio.enter(lead, "dead_confirmed", **usual)
    cases.answer(lead, reason="confirmed", seen=0, by=shi, at=NOW)
    with pytest.raises(ex_officio.StepNotNow):
        ex_officio.enter(lead, "informant_served", **usual)
    assert ex_officio.enter(lead, "dead_confirmed", **usual).standing.state == "to_serve"
    for wrong in ({"how": " "}, {"how": "字" * 201}, {"on": date(2026, 6, 2)}, {"on": date(2026, 3, 1)}):
        with pytest.raises(ex_officio.StepUnfounded):
            ex_officio.enter(lead, "informant_served", **usual | wrong)
    with pytest.raises(NotAllowed):
        ex_officio.enter(lead, "informant_served", **usual | {"by": people.officer("he")})
    for nowhere in ("", " ", "地" * 201):
        with pytest.raises(ex_officio.ServedNowhere):
            ex_officio.enter(lead, "informant_served", **usual, place=nowhere)
    with pytest.raises(ex_officio.StepUnfounded):
        ex_officio.enter(lead, "informant_served", **usual, place="家中", proof="回证")
    ex_officio.enter(lead, "informant_served", **usual, place="家中", proof="0" * 64)
    assert ex_officio.enter(lead, "committee_served", **usual, place="村委会").standing.state == "ripe"
    assert [one.place for one in ProcedureStep.objects.order_by("id")] == ["", "家中", "村委会"]


def test_a_public_notice_serves_when_its_days_are_over() -> None:
    posted = (("dead_confirmed", CHECKED), ("public_posted", SERVED, 30), ("committee_served", LATER))
    # 3 March and 30 days is 2 April; a month from it is 2 May, a holiday until the 5th.
    assert state(*posted, today=date(2026, 4, 20)) == ("running", date(2026, 5, 6))
    assert state(*posted, ("informant_served", LATER), today=date(2026, 4, 10)) == ("running", date(2026, 4, 10))
    found = standing([Entered(*one) for one in posted], today=LATER, calendar=default_calendar())
    assert (found.posted_until, found.informant_served_on) == (date(2026, 4, 2), None)
    assert "public_posted" not in found.may_follow


@given(
    st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.dates(date(2026, 1, 5), date(2026, 3, 1))), max_size=12),
    st.dates(date(2026, 1, 1), date(2026, 6, 1)),
)
def test_nothing_is_ripe_before_both_are_served_and_a_month_is_over(taken: list[tuple[str, date]], today: date) -> None:
    """Whatever is entered, in an order that is allowed."""
    entered: list[Entered] = []
    for step, on in taken:
        if step in standing(entered, today=today, calendar=default_calendar()).may_follow:
            entered.append(Entered(step, on, 30 if step == "public_posted" else 0))
    found = standing(entered, today=today, calendar=default_calendar())
    if found.state == "ripe":
        assert found.informant_served_on is not None
        assert found.committee_served_on is not None
        assert (today - max(found.informant_served_on, found.committee_served_on)).days >= 28
    assert set(found.may_follow) <= set(STEPS)


@pytest.mark.django_db
def test_who_is_met_alive_ends_the_procedure_and_is_not_asked_about_again() -> None:
    shi, lead = people.officer("shi"), finding("a" * 16).pk
    cases.answer(lead, reason="confirmed", seen=0, by=shi, at=NOW)
    found = ex_officio.enter(lead, "alive_seen", on=CHECKED, how="入户记录3号", by=shi, now=NOW)
    assert found.standing.state == "alive"
    assert Finding.objects.get(pk=lead).state == "decided"
    with pytest.raises(ex_officio.NotADeathLead):
        ex_officio.enter(lead, "dead_confirmed", on=CHECKED, how="入户记录3号", by=shi, now=NOW)


@pytest.mark.django_db
def test_the_office_says_how_long_a_public_notice_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    shi, lead = people.officer("shi"), finding("a" * 16).pk
    cases.answer(lead, reason="confirmed", seen=0, by=shi, at=NOW)
    usual = {"on": CHECKED, "how": "照片1号", "place": "村务公开栏", "by": shi, "now": NOW}
    ex_officio.enter(lead, "dead_confirmed", **usual)
    monkeypatch.setenv("HUANGCE_PUBLIC_NOTICE_DAYS", "366")
    with pytest.raises(OfficeDaysInvalid):
        ex_officio.enter(lead, "public_posted", **usual)
    monkeypatch.setenv("HUANGCE_PUBLIC_NOTICE_DAYS", "60")
    assert ex_officio.enter(lead, "public_posted", **usual).standing.posted_until == date(2026, 5, 6)
    monkeypatch.setenv("HUANGCE_PUBLIC_NOTICE_DAYS", "30")  # what hangs already hangs on
    assert ex_officio.procedure_of(lead, today=TODAY).standing.posted_until == date(2026, 5, 6)
