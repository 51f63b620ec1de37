"""Dates: partial ones keep their bounds, every usual form is read, nothing unknown is invented."""

import contextlib
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huangce.rules.dates import PartialDate, parse_date
from huangce.rules.problems import PROBLEMS, InvalidValue
from tests.rules.strategies import written_dates


def test_it_works():
    found = parse_date("1980年5月3日")
    assert (found.text, found.earliest, found.latest, found.notes) == (
        "1980-05-03",
        date(1980, 5, 3),
        date(1980, 5, 3),
        (),
    )
    assert found.partial == PartialDate(1980, 5, 3)


@pytest.mark.parametrize(
    "cell",
    [
        "19800503",
        "1980-5-3",
        "1980.5.3",
        "1980/05/03",
        "1980年5月3日",
        "1980年05月03号",
        "1980 年 5 月 3 日",
        "1980 5 3",
        "一九八〇年五月三日",
        "一九八○年五月三日",
        "１９８０．５．３",
        "1980-05-03 00:00:00",
        "1980-05-03T08:00:00Z",
        "1980/5/3 0:00",
        "公元1980年5月3日",
        "1980年5月3日生",
        "19800503000000",
        "1980503",
        "May 3, 1980",
        "3 May 1980",
        19800503,
        19800503.0,
        date(1980, 5, 3),
        datetime.fromisoformat("1980-05-03T12:30"),
    ],
)
def test_whole_dates_are_read_in_every_usual_form(cell):
    found = parse_date(cell)
    assert (found.text, found.notes) == ("1980-05-03", ())


@pytest.mark.parametrize(
    ("cell", "text", "note"),
    [
        (29344, "1980-05-03", "date-serial"),
        (29344.75, "1980-05-03", "date-serial"),
        ("29344", "1980-05-03", "date-serial"),
        ("80.5", "1980-05", "date-two-digit-year"),
        ("80.5.3", "1980-05-03", "date-two-digit-year"),
        ("八〇年五月三日", "1980-05-03", "date-two-digit-year"),
        ("800503", "1980-05-03", "date-two-digit-year"),
        ("3-May-80", "1980-05-03", "date-two-digit-year"),
        ("1980年5月", "1980-05", "date-partial"),
        ("1980.5", "1980-05", "date-partial"),
        ("1980", "1980", "date-partial"),
        (1980, "1980", "date-partial"),
        ("198005", "1980-05", "date-partial"),
        ("19800500", "1980-05", "date-partial"),
        ("1980-00-00", "1980", "date-partial"),
        (1980.5, "1980-05", "date-partial"),
        (1980.1, "1980", "date-ambiguous"),
        ("5/3/1980", "1980", "date-ambiguous"),
        ("1980112", "1980", "date-ambiguous"),
        ("民国元年", "1912", "date-partial"),
    ],
)
def test_what_is_not_certain_is_said_and_not_invented(cell, text, note):
    found = parse_date(cell)
    assert (found.text, found.notes[0]) == (text, note)


def test_the_day_is_the_number_that_can_be_no_month():
    assert parse_date("5/13/1980").text == parse_date("13/5/1980").text == "1980-05-13"
    assert parse_date("5/5/1980").text == "1980-05-05"


def test_today_decides_the_century_and_refuses_the_future():
    assert parse_date("25.5.3", today=date(2024, 6, 1)).text == "1925-05-03"
    assert parse_date("24.5.3", today=date(2024, 6, 1)).text == "2024-05-03"
    with pytest.raises(InvalidValue) as refusal:
        parse_date("2024-06-02", today=date(2024, 6, 1))
    assert refusal.value.problem.code == "date-future"
    assert parse_date("2024-06", today=date(2024, 6, 1)).text == "2024-06"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (None, "date-missing"),
        ("", "date-missing"),
        (" 　", "date-missing"),
        ("无", "date-missing"),
        ("00000000", "date-missing"),
        ("0000-00-00", "date-missing"),
        (0, "date-missing"),
        (float("nan"), "date-missing"),
        ("19800230", "date-impossible"),
        ("1981-02-29", "date-impossible"),
        ("1980-13-01", "date-impossible"),
        ("1980-05-32", "date-impossible"),
        ("1799-12-31", "date-out-of-range"),
        ("9999-12-31", "date-out-of-range"),
        ("农历1980年十三月初一", "date-impossible"),
        ("昨天", "date-unreadable"),
        ("05-03", "date-unreadable"),
        ("长期", "date-unreadable"),
        (float("inf"), "date-unreadable"),
        (-5, "date-unreadable"),
        (True, "date-unreadable"),
        ([], "date-unreadable"),
    ],
)
def test_impossible_and_unreadable_dates_are_refused_with_a_code(cell, code):
    with pytest.raises(InvalidValue) as refusal:
        parse_date(cell)
    assert refusal.value.problem.code == code
    assert code in PROBLEMS


@pytest.mark.parametrize(
    ("cell", "text", "solar"),
    [
        ("农历1980年五月初三", "农历1980-05-03", date(1980, 6, 15)),
        ("1980年腊月廿三", "农历1980-12-23", date(1981, 1, 28)),
        ("（阴历）1980-1-1", "农历1980-01-01", date(1980, 2, 16)),
        ("2020年闰四月初一", "农历2020-闰04-01", date(2020, 5, 23)),
        ("2033年冬月初一", "农历2033-11-01", date(2033, 11, 22)),
        ("农历1980年", "农历1980", date(1980, 7, 1)),
    ],
)
def test_lunar_dates_are_kept_with_the_solar_days_that_they_can_be(cell, text, solar):
    found = parse_date(cell)
    assert found.text == text
    assert found.lunar
    assert found.partial is None
    assert found.notes[0] == "date-lunar"
    assert found.earliest <= solar <= found.latest
    assert (found.latest - found.earliest).days <= 40 or text == "农历1980"


def test_partial_dates_carry_their_bounds():
    assert PartialDate(1980).latest == date(1980, 12, 31)
    assert PartialDate(1980, 2).latest == date(1980, 2, 29)
    assert PartialDate(1980, 2).earliest == date(1980, 2, 1)


@pytest.mark.parametrize("parts", [(1980, 13), (1981, 2, 29), (1980, None, 3), (1799,), (2101,), (1980, 0)])
def test_a_partial_date_that_cannot_be_is_refused(parts):
    with pytest.raises(InvalidValue):
        PartialDate(*parts)


@pytest.mark.parametrize("text", ["", "80", "1980-5", "1980-05-3", "1980-05-03 ", "19800503"])
def test_stored_texts_have_one_form(text):
    with pytest.raises(InvalidValue):
        PartialDate.from_text(text)


@given(st.dates(date(1800, 1, 1), date(2100, 12, 31)), st.sampled_from([4, 7, 10]))
def test_text_and_partial_date_are_the_same_thing(day, length):
    partial = PartialDate.from_text(day.isoformat()[:length])
    assert PartialDate.from_text(str(partial)) == partial
    assert partial.earliest <= day <= partial.latest
    assert parse_date(str(partial)).partial == partial


@given(st.one_of(written_dates(), st.text(max_size=12), st.floats(), st.integers()))
def test_every_cell_gives_bounds_or_a_known_problem(cell):
    with contextlib.suppress(InvalidValue):
        found = parse_date(cell)
        assert found.earliest <= found.latest
        assert found.lunar or found.partial is not None
        assert set(found.notes) <= set(PROBLEMS)
