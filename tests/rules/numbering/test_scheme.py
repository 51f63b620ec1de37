"""A numbering scheme is configuration: dated, by division or street, and refused where it contradicts itself."""

from __future__ import annotations

from datetime import date

import pytest

from huangce.rules.numbering import Number, SchemeInvalid, read_number, read_schemes, scheme_for

BEIJING = """
[[schemes]]
division = "990101000000"
from = 2018-01-01
document = "门楼牌编制管理办法"
origin = ["east", "north"]
odd_side = "right"
[[schemes]]
division = "990101"
street = "滨河路"
from = 2019-01-01
document = "滨河路量化门牌方案"
mode = "distance"
step_m = 2
suffix = "attached"
"""


def test_it_works():
    whole, street = read_schemes(BEIJING)
    assert (whole.division, whole.origin, whole.odd_side) == ("990101", ("east", "north"), "right")
    assert (street.mode, street.step_m) == ("distance", 2.0)


def test_the_scheme_of_a_street_goes_before_that_of_its_division_from_its_day_on():
    schemes = read_schemes(BEIJING)
    village = "990101001001"
    assert scheme_for(schemes, village, "滨河路", date(2018, 6, 1)).mode == "sequential"
    assert scheme_for(schemes, village, "滨河路", date(2019, 6, 1)).mode == "distance"
    assert scheme_for(schemes, village, "老街", date(2019, 6, 1)).mode == "sequential"
    assert scheme_for(schemes, "990102001001", "老街", date(2019, 6, 1)) is None
    assert scheme_for(schemes, village, "老街", date(2017, 6, 1)) is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ('odd_side = "north"', "odd_side is one of"),
        ("skip = [4]", "no number is skipped without skip_reason"),
        ('skip_reason = "x"', "no number is skipped without skip_reason"),
        ('mode = "distance"', "step_m"),
        ("step_m = 2", "step_m"),
        ('mode = "distance"\nstep_m = 0', "more than 0"),
        ('origin = ["east", "west"]', "origin is one of"),
        ("origin = []", "origin is one of"),
        ("start = 0", "start is a number"),
        ("start = true", "start is of the wrong kind"),
        ('start = "1"', "start is of the wrong kind"),
        ("until = 2018-01-01", "until is not after from"),
        ("rest_years = -1", "rest_years"),
        ('suffix = "letter"', "suffix is one of"),
        ("colour = 1", "colour is not a key"),
    ],
)
def test_a_scheme_that_contradicts_itself_is_refused(change, reason):
    text = f'[[schemes]]\ndivision = "9901"\nfrom = 2018-01-01\ndocument = "x"\n{change}\n'
    with pytest.raises(SchemeInvalid, match=reason):
        read_schemes(text)


@pytest.mark.parametrize("text", ["", "schemes = 1", "[[schemes]]\n", "[[scheme]]\n", "x = ["])
def test_a_file_that_holds_no_schemes_is_refused(text):
    with pytest.raises(SchemeInvalid):
        read_schemes(text)


def test_the_latest_version_holds_and_two_may_not_begin_on_one_day():
    row = '[[schemes]]\ndivision = "9901"\nfrom = {}\ndocument = "x"\nstart = {}\n'
    with pytest.raises(SchemeInvalid, match="two versions"):
        read_schemes(2 * row.format("2018-01-01", 1))
    versions = read_schemes(row.format("2018-01-01", 1) + row.format("2019-01-01", 101))
    assert [scheme_for(versions, "9901", "", date(year, 6, 1)).start for year in (2018, 2019)] == [1, 101]


@pytest.mark.parametrize("form", ["dash", "attached"])
def test_a_written_number_is_read_again(form):
    for number in (Number(1), Number(12, 1), Number(99999, 12)):
        assert read_number(number.written(form)) == number


@pytest.mark.parametrize("text", [None, "", "0号", "甲3号", "附1号", "123456号", "12-", "3号楼", "十二号"])
def test_what_is_no_number_is_none(text):
    assert read_number(text) is None
