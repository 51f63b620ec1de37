"""J2: a referral counts once, where it lies, when its answer was due; refuted is done, declined is not open."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from huangce.accounts.models import Officer
from huangce.matching.referral_models import Referral
from huangce.matching.referral_papers import REFERRAL
from huangce.matching.referrals import Said, refer, take_step
from huangce.register.locks import raw_cursor
from huangce.rules.indicators import Rate
from huangce.statistics.drill import records_behind
from huangce.statistics.rates import report_of
from huangce.statistics.view import View, view_of
from tests import people
from tests.matching.test_referrals import ASKED, OTHER, THERE, TODAY, lives_there, moved_away, sent, took
from tests.matching.test_referrals_between import FAR, GUEST, Other, take, theirs

__all__ = ["theirs"]
pytestmark = pytest.mark.django_db
DUE = TODAY + timedelta(days=30)
AFTER = DUE + timedelta(days=1)


def view(day: date = AFTER, division: str = "", **asked: Any) -> View:
    with raw_cursor() as cursor:
        return view_of(cursor, as_of=day, division=division, **asked)


def j2(day: date = AFTER, division: str = "", **asked: Any) -> tuple[Rate | None, dict[str, int]]:
    figure = next(one for one in report_of(view(day, division, **asked)).figures if one.code == "J2")
    return figure.rate, dict(figure.beside)


def behind(code: str, day: date = AFTER) -> list[int]:
    with raw_cursor() as cursor:
        return [one.record for one in records_behind(cursor, view_of(cursor, as_of=day), code)]


def take_on(referral: int, step: str, day: date, by: Officer, **said: Any) -> None:
    take_step(referral, step, Said(**said), by=by, now=datetime(day.year, day.month, day.day, 2, tzinfo=UTC))


def test_it_works() -> None:
    one = sent()
    assert j2(DUE)[0] == Rate(0, 0)
    assert j2() == (Rate(0, 1, 1), {"registered": 0, "refuted": 0, "open": 1, "otherwise": 0})
    assert behind("J2:unknown") == [one]
    took(one, "received", "visited")
    took(one, "confirmed_registered", act=lives_there(Referral.objects.get().record or 0))
    assert j2()[0] == Rate(1, 1, 0)
    assert (behind("J2"), behind("J2:unknown")) == ([one], [])
    took(one, "closed", by="lin")
    assert j2()[0] == Rate(1, 1, 0)


@pytest.mark.parametrize(
    ("answer", "words", "rate", "beside"),
    [
        ("refuted", "房主说从未住过", Rate(1, 1, 0), "refuted"),
        ("refused", "", Rate(0, 1, 0), "otherwise"),
        ("known_not_disclosed", "", Rate(0, 1, 0), "otherwise"),
        ("wrong_division", "不是本村", Rate(0, 1, 0), "otherwise"),
    ],
)
def test_an_answer_is_counted_as_what_it_is(answer: str, words: str, rate: Rate, beside: str) -> None:
    one = sent()
    took(one, "received", "visited")
    took(one, answer, words=words)
    found, counts = j2()
    assert (found, counts[beside], sum(counts.values())) == (rate, 1, 1)
    assert behind("J2" if rate.n else "J2:rest") == [one]


def test_what_was_withdrawn_in_time_is_not_due_and_what_was_withdrawn_late_is_open() -> None:
    one = sent()
    lin = people.officer("lin")
    took(one, "withdrawn", by="lin", words="写错了村")
    assert j2()[0] == Rate(0, 0)
    other = refer("a", by=lin, **ASKED)
    take_on(other, "withdrawn", AFTER, lin, words="写错了村")
    assert j2()[0] == Rate(0, 1, 1)


def test_it_is_due_where_it_was_redirected_to_and_nowhere_else() -> None:
    one = sent()
    took(one, "received")
    took(one, "wrong_division", words="不是本村")
    took(one, "redirected", by="lin", division=OTHER)
    assert (j2(division=THERE)[0], j2(division=OTHER)[0]) == (Rate(0, 0), Rate(0, 1, 1))


def test_an_answer_counts_from_its_day_and_from_when_it_was_known() -> None:
    one = sent()
    chen = people.officer("chen")
    for step, words in (("received", ""), ("visited", ""), ("refuted", "房主说从未住过")):
        take_on(one, step, AFTER + timedelta(days=3), chen, words=words)
    later = AFTER + timedelta(days=5)
    assert (j2()[0], j2(later)[0]) == (Rate(0, 1, 1), Rate(1, 1, 0))


def test_one_from_another_installation_is_due_here_and_one_that_went_there_is_not(theirs: Other) -> None:
    moved_away()
    came = take(theirs(REFERRAL, GUEST)).referral
    assert theirs.given(refer("a", by=people.officer("lin"), **ASKED | {"to": FAR}))["to"] == FAR
    assert j2(division=THERE)[0] == Rate(0, 1, 1)
    assert behind("J2:unknown") == [came]
