"""The pages of figures: what each says, what opens, and for whom."""

from __future__ import annotations

import re
from datetime import date, datetime
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huangce.accounts import officers
from huangce.accounts.models import LookUp, Officer
from huangce.home import paths
from huangce.register.record import OFFICE_TIME
from huangce.rules.acts.death import Death
from huangce.rules.indicators import Rate
from huangce.statistics import board as boards
from huangce.statistics import trend as trends
from huangce.statistics.board import board
from huangce.statistics.trend import trend
from huangce.web.figures.charts import chart, spark
from tests.lins import shown
from tests.register.conftest import House, do, open_house
from tests.web.test_routes import client_of

TOWN, TODAY = "511703110000", datetime.now(OFFICE_TIME).date()


def officer(username: str, role: str, division: str) -> Officer:
    found = officers.add(username, username, on=date(2015, 1, 1))
    officers.grant(found, role, division, by=None, on=date(2015, 1, 1))
    return found


@pytest.fixture
def house(committed_db: None) -> House:
    boards.views.forget()
    trends.histories.forget()
    officer("lin", "registrar", TOWN)
    officer("gao", "campaign_office", TOWN)
    officer("chen", "registrar", "511703116000")
    return open_house()


def test_it_works(house: House):
    client = client_of("lin")
    page = client.get("/rates/").content.decode()
    assert "户籍人口城镇化率" in page
    assert "还不知道的，不是零" in page
    assert "基准日未采集人员的清单" in page
    detail = client.get("/rates/J10/").content.decode()
    assert "<dd>其中计入城镇村居</dd>" in detail
    assert "按村（社区）" in detail
    assert "不排名次" in detail
    rows = client.get("/rates/population/rows/").content.decode()
    assert "林建国" in rows
    assert "99010119800503001" not in rows
    looked = LookUp.objects.get()
    assert (looked.purpose, looked.case) == ("registration", "window 1")
    assert len(looked.subjects) == 4


def test_the_rows_of_main_items_say_which_item_somebody_lacks(house: House):
    client = client_of("lin")
    page = client.get("/rates/C5a/rows/?part=rest").content.decode()
    assert "曾淑珍" in page
    assert '<td data-label="缺或不知道的项目">公民身份号码、出生日期</td>' in page
    assert "缺或不知道的项目" not in client.get("/rates/C5a/rows/").content.decode()


def test_a_figure_changes_with_an_act_and_is_computed_once_until_then(house: House):
    before = board(as_of=TODAY, division=TOWN)
    assert board(as_of=TODAY, division=TOWN) is before
    do(Death(happened_on=date(2024, 5, 1), person=house.grandmother, evidence=shown("cremation_certificate")))
    after = board(as_of=TODAY, division=TOWN, afresh=True)
    count = {one.report.figures[0].code: one.report.figures[0].rate for one in (before, after)}
    assert count["population"] is not None
    assert count["population"].n == 3
    assert before.report.figures[0].rate.n == 4


def test_the_trend_ends_with_the_figure_of_the_day(house: House):
    days, (series, elsewhere) = trend(as_of=TODAY, today=TODAY, divisions=[TOWN, "511703116000"])
    assert days[-1] == TODAY
    assert len(days) == len(series["population"]) == trends.MONTHS
    assert series["population"][-1] == Rate(4, None)
    assert series["J10"][-1] == Rate(0, 4)
    assert elsewhere["population"][-1] == Rate(0, None)


def test_a_day_of_the_trend_opens_its_figure_and_says_n_and_the_unknown(house: House):
    client = client_of("lin")
    page = client.get("/rates/J10/").content.decode()
    opens = re.findall(r'<th scope="row" class="date"><a href="([^"]+)">', page)
    assert len(opens) == trends.MONTHS
    assert "管村镇：0.00%（n 0，N 4，不知道0）" in page
    for path in opens[-2:]:
        assert client.get(unescape(path)).status_code == 200


def test_the_last_day_of_the_trend_is_the_figure_above_it(house: House):
    client = client_of("lin")
    assert "管村镇：4，不知道0" in client.get("/rates/population/").content.decode()
    do(Death(happened_on=date(2024, 5, 1), person=house.grandmother, evidence=shown("cremation_certificate")))
    boards.views.forget()
    told = re.findall(r"管村镇：(\d)，", client.get("/rates/population/").content.decode())
    assert told[-2:] == ["4", "3"]


def test_a_target_stands_in_the_trend(house: House):
    own = paths.home() / "targets.toml"
    own.write_text('[[targets]]\nindicators = ["J10"]\ndivision = "511703"\nat_least = 40.5\nsource = "test"\n')
    try:
        page = client_of("lin").get("/rates/J10/").content.decode()
    finally:
        own.unlink()
    assert 'data-target="40.5"' in page
    assert 'class="goal"' in page


def test_townships_are_laid_side_by_side_and_villages_are_not(house: House):
    officers.grant(Officer.objects.get(username="gao"), "campaign_office", "511703000000", by=None, on=date(2015, 1, 1))
    page = (
        client_of("gao")
        .get(f"/rates/J10/?division=511703000000&beside={TOWN}&beside=511703116000&beside=x")
        .content.decode()
    )
    assert re.findall(r'data-name="([^"]+)"', page) == ["达川区", "管村镇"]
    assert 'name="beside"' not in client_of("lin").get("/rates/J10/").content.decode()


def test_before_the_register_was_opened_nothing_is_known(house: House):
    page = client_of("lin").get("/rates/?as_of=2019-01-01").content.decode()
    assert "这一天还没有数" in page
    assert "登记册建册较晚" in page


def test_who_may_not_look_up_sees_figures_and_no_persons(house: House):
    client = client_of("gao")
    assert "看不到数背后的人" in client.get("/rates/population/").content.decode()
    assert client.get("/rates/population/rows/").status_code == 403
    assert LookUp.objects.count() == 0


def test_the_officer_of_the_next_town_sees_nothing(house: House):
    client = client_of("chen")
    assert client.get(f"/rates/?division={TOWN}").status_code == 403
    assert client.get(f"/rates/population/rows/?division={TOWN}").status_code == 403
    assert "林建国" not in client.get("/rates/population/rows/").content.decode()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/rates/J99/", 404),
        ("/rates/J1/rows/", 404),
        ("/rates/J10/rows/?part=x", 404),
        ("/rates/J10/rows/?page=0", 200),
        ("/rates/J10/rows/?page=99999", 200),
        ("/rates/?division=abc", 400),
        ("/rates/?as_of=yesterday", 422),
        ("/rates/?as_known=2019-01-01", 200),
    ],
)
def test_an_odd_address_is_answered_in_words(house: House, path: str, status: int):
    assert client_of("lin").get(path).status_code == status


@given(st.lists(st.none() | st.floats(0, 1), min_size=2, max_size=12))
def test_a_line_stays_inside_its_chart(values: list[float | None]):
    line = spark(values)
    known = [value for value in values if value is not None]
    assert (line is None) == (len(known) < 2)
    if line is not None:
        assert 0 <= line.x <= 96
        assert 0 <= line.y <= 24
        assert (line.first, line.last) == (known[0], known[-1])


@given(st.lists(st.none() | st.floats(0, 100), min_size=2, max_size=12), st.none() | st.floats(0, 100), st.booleans())
def test_a_trend_stays_inside_its_chart_with_its_target(values: list[float | None], target: float | None, whole: bool):
    drawn = chart([values], target, whole=whole)
    assert (drawn is None) == (sum(value is not None for value in values) < 2)
    if drawn is not None:
        inside = [y for _x, y in drawn.lines[0].points] + [y for _value, y in drawn.grid]
        assert all(14 <= y <= 232 for y in [*inside, drawn.goal or 14])
        assert len(drawn.grid) <= 7
        assert drawn.lines[0].path.count("M") + drawn.lines[0].path.count("L") == len(drawn.lines[0].points)


def test_what_is_not_known_is_a_gap():
    drawn = chart([[1, 2, None, 2, 3]])
    assert drawn is not None
    assert drawn.lines[0].path.count("M") == 2
