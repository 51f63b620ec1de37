"""Supporting policies are collected each quarter: who is asked answers, or is late; nothing is removed."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huangce.errors import NotAllowed
from huangce.exchange import policies
from huangce.exchange.models import PolicyReturn
from huangce.exchange.policies import Policy
from huangce.rules.problems import InvalidValue
from huangce.rules.quarters import before, days_of, quarter_of, to_answer
from tests import people

MARCH = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
APRIL = datetime(2026, 4, 2, 2, 0, tzinfo=UTC)
POLICY = Policy("随迁子女入学办法", "资教发〔2026〕3号", date(2026, 2, 3), "education", "市教育局网站")


@pytest.mark.django_db
def test_it_works() -> None:
    gao = people.officer("gao")
    education = policies.ask("教育局", "基础教育科 0990-1234567", by=gao, now=MARCH)
    policies.ask("民政局", "社会事务科", by=gao, now=MARCH)
    assert policies.reminder(MARCH.date()) == policies.Reminder(0, 2, "2026Q1")
    policies.enter(education.pk, "2026Q1", POLICY, by=gao, now=MARCH)
    policies.enter(education.pk, "2026Q1", Policy("另一份", "", date(2026, 3, 1), "other"), by=gao, now=MARCH)
    lines = policies.of_quarter("2026Q1", today=APRIL.date())
    assert [(one.department.name, len(one.returns), one.is_late) for one in lines] == [
        ("民政局", 0, True),
        ("教育局", 2, False),
    ]
    assert policies.reminder(APRIL.date()) == policies.Reminder(1, 0, "2026Q1")
    policies.enter(lines[0].department.pk, "2026Q1", None, by=gao, now=APRIL)
    assert policies.reminder(APRIL.date()) == policies.Reminder(0, 0, "2026Q2")


@pytest.mark.django_db
def test_silence_is_late_only_after_the_working_day_that_ends_the_quarter() -> None:
    gao = people.officer("gao")
    policies.ask("教育局", "科室", by=gao, now=datetime(2027, 1, 5, tzinfo=UTC))
    # 31 October 2027 does not end a quarter; 30 September 2029 is a Sunday, and the October holidays follow it.
    quarter = "2029Q3"
    (line,) = policies.of_quarter(quarter, today=date(2029, 9, 30))
    assert line.due_on > date(2029, 9, 30)
    (line,) = policies.of_quarter(quarter, today=line.due_on)
    assert not line.is_late


@pytest.mark.django_db
def test_what_cannot_be_is_refused_and_says_where() -> None:
    gao = people.officer("gao")
    one = policies.ask("教育局", "科室", by=gao, now=MARCH)
    with pytest.raises(policies.AskedAlready):
        policies.ask(" 教育局 ", "科室", by=gao, now=MARCH)
    with pytest.raises(policies.NoSuchPolicyDepartment):
        policies.enter(one.pk + 1, "2026Q1", POLICY, by=gao, now=MARCH)
    for wrong, field in (
        ({"title": " "}, "title"),
        ({"title": "字" * 201}, "title"),
        ({"title": "关于99010119900101001X"}, "title"),
        ({"issued_on": date(2026, 3, 11)}, "issued_on"),
        ({"subject": "birth_planning"}, "subject"),
    ):
        from dataclasses import replace

        with pytest.raises(policies.PolicyInvalid) as refused:
            policies.enter(one.pk, "2026Q1", replace(POLICY, **wrong), by=gao, now=MARCH)
        assert refused.value.details["field"] == field
    for quarter in ("2025Q4", "2026Q2", "2026Q5", "", "２０２６Q1"):
        with pytest.raises(policies.PolicyInvalid):
            policies.enter(one.pk, quarter, POLICY, by=gao, now=MARCH)
    with pytest.raises(NotAllowed):
        policies.enter(one.pk, "2026Q1", POLICY, by=people.officer("lin"), now=MARCH)
    assert not PolicyReturn.objects.exists()


@pytest.mark.django_db
def test_an_entry_is_taken_back_and_stays_and_an_end_counts_from_the_next_quarter() -> None:
    gao = people.officer("gao")
    one = policies.ask("教育局", "科室", by=gao, now=MARCH)
    entry = policies.enter(one.pk, "2026Q1", POLICY, by=gao, now=MARCH)
    policies.take_back(entry.pk, by=gao, now=MARCH)
    with pytest.raises(policies.NoSuchPolicy):
        policies.take_back(entry.pk, by=gao, now=MARCH)
    assert PolicyReturn.objects.count() == 1
    assert policies.of_quarter("2026Q1", today=APRIL.date())[0].is_late
    policies.end(one.pk, reason="撤并", by=gao, now=MARCH)
    assert len(policies.of_quarter("2026Q1", today=APRIL.date())) == 1
    assert policies.of_quarter("2026Q2", today=APRIL.date()) == ()


@given(st.dates(date(1900, 1, 1), date(2999, 12, 31)))
def test_every_day_is_in_its_quarter_and_quarters_join(day: date) -> None:
    quarter = quarter_of(day)
    first, last = days_of(quarter)
    assert first <= day <= last
    assert (first - days_of(before(quarter))[1]).days == 1
    assert to_answer(day, ended=day, today=day) == (quarter,)


def test_the_last_quarter_that_there_can_be_has_an_end() -> None:
    assert days_of("9999Q4")[1] == date(9999, 12, 31)
    for text in ("0000Q1", "2026q1", "2026Q0", "26Q1", "2026Q1 "):
        with pytest.raises(InvalidValue):
            days_of(text)
