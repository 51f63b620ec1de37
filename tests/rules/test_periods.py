"""Statutory periods by the Civil Code, articles 200 to 203."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huangce.rules import periods
from huangce.rules.periods import Calendar, add_months, end_of_period
from huangce.rules.problems import InvalidValue

CALENDAR = periods.default_calendar()
EMPTY = Calendar(frozenset(), frozenset())


def test_it_works():
    assert end_of_period(date(2017, 1, 31), months=1, calendar=CALENDAR) == date(2017, 2, 28)


@pytest.mark.parametrize(
    ("start", "length", "end"),
    [
        (date(2017, 1, 31), {"months": 1}, date(2017, 2, 28)),
        (date(2024, 1, 31), {"months": 1}, date(2024, 2, 29)),
        (date(2017, 3, 15), {"months": 1}, date(2017, 4, 17)),  # 15 April 2017 is a Saturday
        (date(2024, 9, 1), {"months": 1}, date(2024, 10, 8)),  # the week of the National Day
        (date(2024, 8, 31), {"months": 6}, date(2025, 2, 28)),
        (date(2016, 2, 29), {"months": 12}, date(2017, 2, 28)),
        (date(2024, 6, 3), {"days": 15}, date(2024, 6, 18)),
        (date(2024, 9, 14), {"days": 15}, date(2024, 9, 29)),  # a Sunday that is worked
        (date(2024, 9, 15), {"days": 15}, date(2024, 9, 30)),
        (date(2024, 9, 27), {"working_days": 3}, date(2024, 10, 8)),
        (date(2024, 6, 3), {"working_days": 10}, date(2024, 6, 18)),  # the tenth is the Dragon Boat Festival
    ],
)
def test_the_day_itself_does_not_count_and_a_holiday_moves_the_end(start, length, end):
    assert end_of_period(start, calendar=CALENDAR, **length) == end


@given(st.dates(date(2004, 1, 1), date(2026, 10, 1)), st.integers(1, 24))
def test_a_period_in_months_ends_on_the_day_of_the_same_number_or_later(start, months):
    end = end_of_period(start, months=months, calendar=CALENDAR)
    assert not CALENDAR.is_holiday(end)
    assert add_months(start, months) <= end < add_months(start, months) + timedelta(days=12)


@given(st.dates(date(2004, 1, 1), date(2026, 6, 1)), st.integers(1, 40))
def test_working_days_are_counted_one_by_one(start, length):
    end = end_of_period(start, working_days=length, calendar=CALENDAR)
    between = [start + timedelta(days=offset) for offset in range(1, (end - start).days + 1)]
    assert sum(not CALENDAR.is_holiday(day) for day in between) == length


def test_a_year_that_the_table_lacks_has_weekends_and_fixed_days_and_a_warning():
    assert CALENDAR.is_holiday(date(2031, 10, 1))
    assert CALENDAR.is_holiday(date(2031, 3, 1))
    assert not CALENDAR.is_holiday(date(2031, 10, 7))
    found = CALENDAR.problems(date(2026, 12, 31), date(2031, 1, 1))
    assert [(one.code, one.level) for one in found] == [("calendar-lacks-year", "warning")]
    assert "2031" in found[0].message
    assert EMPTY.is_holiday(date(2024, 10, 1))


def test_an_office_can_use_its_own_table(tmp_path):
    table = tmp_path / "holidays.csv"
    table.write_text("\ufeffdate,kind,name\n2027-02-08,holiday,春节\n2027-02-20,workday,春节\n", encoding="utf-8")
    own = periods.read_calendar(table)
    assert own.is_holiday(date(2027, 2, 8))
    assert not own.is_holiday(date(2027, 2, 20))
    assert own.years == {2027}


@pytest.mark.parametrize(
    ("row", "code"), [(("2027-02-30", "holiday"), "date-unreadable"), (("2027-02-08", "x"), "calendar-kind")]
)
def test_a_bad_row_of_the_table_is_refused(row, code):
    with pytest.raises(InvalidValue) as refusal:
        periods.calendar_of([row])
    assert refusal.value.problem.code == code


@pytest.mark.parametrize("length", [{}, {"days": 1, "months": 1}, {"days": -1}])
def test_a_period_has_one_length(length):
    with pytest.raises(ValueError, match="one length"):
        end_of_period(date(2024, 1, 1), calendar=CALENDAR, **length)
