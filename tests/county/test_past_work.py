"""The demo's past: what was reported and decided on earlier days, by ordinary acts, so that figures have a trend."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from huangce.accounts import officers
from huangce.county import address_work, past_work
from huangce.county.happenings import CATCHING_UP, Period, happenings
from huangce.county.loading import load_folder
from huangce.home import database
from huangce.matching.findings import reconcile_register
from huangce.register.evidence import Database
from huangce.register.rebuild import check
from huangce.register.record import OFFICE_TIME
from huangce.register.verify import verify
from huangce.statistics import board as boards
from huangce.statistics import trend as trends
from tests.county.test_loading import quiet
from tests.people import OPENED
from tests.register.conftest import one

AS_OF, SEED, COUNTY = date(2025, 6, 30), 11, "511703"
TODAY = datetime.now(OFFICE_TIME).date()


@pytest.fixture
def taken_over(county, registrar) -> past_work.Hands:
    """A county whose lists were taken over some weeks ago and reconciled."""
    boards.boards.forget()
    trends.histories.forget()
    moment = past_work.taken_over(AS_OF, TODAY)
    load_folder(county, by=registrar, now=moment, progress=quiet)
    reconcile_register(by=registrar, as_of=AS_OF, now=moment)
    desk = officers.add("shao", "邵", on=OPENED)
    officers.grant(desk, "registrar", f"{COUNTY}000000", by=None, on=OPENED)
    return past_work.Hands(counter=registrar, desk=desk)


def work(hands: past_work.Hands) -> None:
    past_work.work(SEED, as_of=AS_OF, today=TODAY, hands=hands, progress=quiet)


def rates(day: date, division: str, *, as_known: date | None = None) -> dict[str, object]:
    report = boards.board(as_of=day, as_known=as_known, division=division).report
    return {one.code: one.rate for one in report.figures if one.code in trends.WITH_A_PAST}


def test_it_works(taken_over, county):
    work(taken_over)
    clerk, second = (officers.add(name, name, on=OPENED) for name in ("ding", "tao"))
    for officer, role in ((clerk, "address_clerk"), (second, "reviewer")):
        officers.grant(officer, role, f"{COUNTY}000000", by=None, on=OPENED)
    address_work.begin(county, COUNTY, address_work.Hands(clerk, second, datetime.now(UTC)))
    assert verify(Database(database.url())).holds
    assert check(database.url()).holds
    town = f"{one('select counted_in from person order by id limit 1')[:9]}000"
    days, series = trends.trend(as_of=TODAY, today=TODAY, divisions=["", town])
    for division, shown in zip(("", town), series, strict=True):
        for n, day in enumerate(days):
            assert {code: line[n] for code, line in shown.items()} == rates(day, division)
    assert {"population", "residents", "J3", "J5"} <= {code for code, line in series[0].items() if len(set(line)) > 1}
    begun = past_work.taken_over(AS_OF, TODAY).date()
    assert rates(TODAY, "", as_known=begun) != rates(TODAY, "")
    assert one("select count(*) from finding_event where kind in ('confirmed', 'decided', 'closed_by_act')")


def test_days_that_were_worked_are_not_worked_again(taken_over):
    work(taken_over)
    last = one("select max(recorded_at) from act where batch is null")
    count = f"select count(*) from act where recorded_at <= '{last.isoformat()}'"
    before = one(count)
    work(taken_over)
    assert one(count) == before


def test_what_is_reported_has_happened_and_is_reported_at_work(taken_over):
    opens = past_work.taken_over(AS_OF, TODAY).date()
    period = Period(TODAY - timedelta(days=365), opens, TODAY - timedelta(days=1))
    found = happenings(SEED, period)
    assert {one.act.kind for one in found} >= {"birth", "death", "move_in", "move_out", "move_within"}
    for at, act in found:
        moment = at.astimezone(OFFICE_TIME)
        assert act.happened_on <= moment.date() <= period.last
        assert moment.date() >= opens
        assert moment.isoweekday() <= 5
        assert time(9) <= moment.time() < time(17)
    early = [one for one in found if one.act.happened_on + timedelta(days=90) < opens]
    assert early
    assert max(one.at.date() for one in early) <= opens + timedelta(days=CATCHING_UP + 14)
    assert happenings(SEED, period) == found


def test_a_county_of_tomorrow_has_no_past():
    assert past_work.taken_over(TODAY, TODAY).date() == TODAY
    past_work.work(SEED, as_of=TODAY, today=TODAY, hands=None, progress=quiet)
