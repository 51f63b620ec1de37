"""A person is referred once, to another village of this register; the answer comes back and the finding follows it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, transaction
from django.db.utils import DatabaseError

from huangce.accounts.models import LookUp
from huangce.errors import NotAllowed
from huangce.matching import cases, referrals
from huangce.matching.models import Finding, FindingEvent
from huangce.matching.referral_models import Referral, ReferralEvent, ReferralWords
from huangce.matching.referral_retention import forget_closed
from huangce.matching.referrals import Said, refer, take_step
from huangce.register.models import Person
from huangce.register.record import record
from huangce.rules.acts.residences import ResidenceDeclared
from huangce.rules.acts.reversals import Reversal
from huangce.rules.referrals import (
    KEPT_DAYS,
    MOST_REDIRECTS,
    OtherProvince,
    RedirectedTooOften,
    ReferralStepNotAllowed,
)
from tests import lins, people
from tests.matching.test_desk import finding

pytestmark = pytest.mark.django_db
NOW = lins.NOW
TODAY = date(2026, 6, 1)
OTHER = "990101002002"
HERE, THERE = people.VILLAGE, people.NEXT_VILLAGE
ASKED: dict[str, Any] = {
    "to": THERE,
    "address": "东城镇新村2组8号",
    "contact": "石桥派出所户籍窗口",
    "told_on": TODAY,
    "how": "in_person",
    "now": NOW,
}


def moved_away(name: str = "a") -> int:
    """Somebody registered in HERE, with a confirmed finding of living elsewhere; THERE and OTHER are known places."""
    if not Person.objects.filter(name="林建国").exists():
        record(lins.family(division=HERE), by=lins.LIN, now=NOW)
        for i, place in enumerate((THERE, OTHER)):
            record(
                lins.family(
                    lins.Member(name=f"何一{'二三'[i]}", relation="02", sex="1", birth_date="1970", ethnicity="01"),
                    division=place,
                ),
                by=lins.LIN,
                now=NOW,
            )
    who = Person.objects.get(name="林建国").pk
    finding(name, finding_class="registered_here_living_elsewhere", record=who, division=HERE)
    cases.answer(name, reason="confirmed", seen=0, by=people.officer("lin"), at=NOW)
    return who


def sent(name: str = "a", **changes: Any) -> int:
    moved_away(name)
    return refer(name, by=people.officer("lin"), **ASKED | changes)


def lives_there(who: int, division: str = THERE) -> int:
    act = ResidenceDeclared(
        happened_on=TODAY, person=who, residence_kind="usual", division=division, address="东城镇新村2组8号"
    )
    return record(act, by=lins.CHEN, now=NOW).act


def took(referral: int, *steps: str, by: str = "chen", **said: Any) -> None:
    for step in steps:
        take_step(referral, step, Said(**said), by=people.officer(by), now=NOW)


def state(name: str = "a") -> str:
    return Finding.objects.get(pk=name).state


def test_it_works() -> None:
    one = sent()
    row = Referral.objects.get()
    assert (row.state, row.to_division, row.due_on) == ("sent", THERE, TODAY + timedelta(days=30))
    took(one, "received", "visited")
    act = lives_there(row.record)
    took(one, "confirmed_registered", act=act)
    assert state() == "confirmed"  # the answer is back; the sender settles it
    took(one, "closed", by="lin")
    assert state() == "closed"
    assert FindingEvent.objects.latest("id").act == act
    steps = ["told", "sent", "received", "visited", "confirmed_registered", "closed"]
    assert list(ReferralEvent.objects.order_by("id").values_list("step", flat=True)) == steps


def test_a_refutation_comes_back_with_its_evidence_and_the_finding_is_open_again() -> None:
    one = sent()
    took(one, "received", "visited")
    took(one, "refuted", words="房主说从未住过")
    opened = referrals.open_referral(one, by=people.officer("lin"), now=NOW)
    assert opened.taken[-1].words == "房主说从未住过"
    took(one, "closed", by="lin")
    assert state() == "open"


@pytest.mark.parametrize(("answer", "becomes"), [("known_not_disclosed", "decided"), ("refused", "open")])
def test_nobody_is_pressed_for_an_address(answer: str, becomes: str) -> None:
    one = sent()
    took(one, "received", "visited", answer)
    took(one, "closed", by="lin")
    assert state() == becomes


def test_of_a_person_one_referral_is_under_way() -> None:
    one = sent()
    with pytest.raises(referrals.ReferralUnderWay):
        refer("a", by=people.officer("lin"), **ASKED)
    took(one, "withdrawn", by="lin", words="写错了村")
    assert refer("a", by=people.officer("lin"), **ASKED) > one


def test_it_goes_to_places_of_this_register_in_this_province_after_the_person_was_told() -> None:
    moved_away()
    by = people.officer("lin")
    for changed, refusal in (
        ({"to": "520101001001"}, OtherProvince),
        ({"to": "990199001001"}, referrals.OutsideThisRegister),
        ({"how": ""}, referrals.ReferralStepIncomplete),
        ({"told_on": TODAY + timedelta(days=1)}, referrals.ReferralUnfounded),
        ({"contact": " "}, referrals.ReferralUnfounded),
        ({"address": "号" * 201}, referrals.ReferralUnfounded),
    ):
        with pytest.raises(refusal):
            refer("a", by=by, **ASKED | changed)
    assert not Referral.objects.exists()
    finding("b", division=HERE)
    with pytest.raises(referrals.NothingToRefer):
        refer("b", by=by, **ASKED)


def test_each_side_takes_its_own_steps_and_others_see_nothing() -> None:
    one = sent()
    with pytest.raises(NotAllowed):
        took(one, "received", by="lin")
    with pytest.raises(NotAllowed):
        took(one, "withdrawn", by="chen", words="不要")
    with pytest.raises(ReferralStepNotAllowed):
        took(one, "confirmed_registered", act=1)
    for stranger in ("tang", "he", "gao", "deng"):
        with pytest.raises(NotAllowed):
            referrals.open_referral(one, by=people.officer(stranger), now=NOW)
    looks = LookUp.objects.count()
    opened = referrals.open_referral(one, by=people.officer("chen"), now=NOW)
    assert (opened.name, opened.number[-4:]) == ("林建国", lins.FATHER.citizen_id[-4:])
    assert lins.FATHER.citizen_id != opened.number
    assert {step.name for step in opened.may_follow} == {"received"}
    assert LookUp.objects.count() == looks + 1
    assert [row.pk for row in referrals.listed(scopes=("990101002",), is_out=False, waiting=True)] == [one]
    assert referrals.listed(scopes=("990101001",), is_out=False) == []
    assert referrals.listed(scopes=("990101001",), is_out=True, waiting=True) == []
    assert referrals.listed(scopes=(), is_out=True) == []


def test_only_the_residence_of_that_person_there_confirms() -> None:
    one = sent()
    took(one, "received", "visited")
    who = Referral.objects.get().record
    with pytest.raises(referrals.NotThatResidence):
        took(one, "confirmed_registered", act=lives_there(who, OTHER))
    with pytest.raises(referrals.NotThatResidence):
        took(one, "confirmed_registered", act=7)


def test_a_residence_that_was_taken_back_closes_nothing() -> None:
    one = sent()
    took(one, "received", "visited")
    act = lives_there(Referral.objects.get().record)
    took(one, "confirmed_registered", act=act)
    record(Reversal(happened_on=TODAY, act=act, reason="officer_error", approved_by=lins.LIN.id), by=lins.CHEN, now=NOW)
    took(one, "closed", by="lin")
    assert state() == "open"


def test_it_is_redirected_a_few_times_and_the_first_receiver_has_it_no_more() -> None:
    one = sent()
    for i in range(MOST_REDIRECTS):
        took(one, "received", by="chen")
        took(one, "wrong_division", words="不是本村")
        took(one, "redirected", by="lin", division=(OTHER, THERE)[i % 2])
    took(one, "received")
    took(one, "wrong_division", words="也不是本村")
    with pytest.raises(RedirectedTooOften):
        took(one, "redirected", by="lin", division=THERE)
    took(one, "closed", by="lin")
    assert state() == "open"


def test_half_a_year_after_its_end_nothing_says_where_the_person_lives() -> None:
    one = sent()
    took(one, "received", "visited")
    took(one, "refuted", words="房主说从未住过")
    took(one, "closed", by="lin")
    last = TODAY + timedelta(days=KEPT_DAYS)
    assert forget_closed(today=last, now=NOW) == 0
    assert forget_closed(today=last + timedelta(days=1), now=NOW) == 1
    assert forget_closed(today=last + timedelta(days=1), now=NOW) == 0
    row = Referral.objects.get()
    assert (row.claimed_address, row.contact) == ("", "")
    assert not ReferralWords.objects.exists()
    assert ReferralEvent.objects.count() == 6
    opened = referrals.open_referral(one, by=people.officer("lin"), now=datetime(2026, 12, 20, tzinfo=UTC))
    assert (opened.name, opened.number, opened.taken[-2].words) == ("", "", "")


def test_the_office_may_keep_it_for_a_shorter_time(monkeypatch: pytest.MonkeyPatch) -> None:
    one = sent()
    took(one, "received", "visited")
    took(one, "refuted", words="房主说从未住过")
    took(one, "closed", by="lin")
    monkeypatch.setenv("HUANGCE_REFERRAL_KEPT_DAYS", "30")
    assert forget_closed(today=TODAY + timedelta(days=30), now=NOW) == 0
    assert forget_closed(today=TODAY + timedelta(days=31), now=NOW) == 1


def test_what_is_under_way_is_never_emptied_and_steps_are_never_changed() -> None:
    sent()
    assert forget_closed(today=TODAY + timedelta(days=2000), now=NOW) == 0
    for change in (ReferralEvent.objects.all().delete, lambda: ReferralEvent.objects.update(step="closed")):
        with pytest.raises((ProgrammingError, DatabaseError)), transaction.atomic():
            change()


def test_the_days_for_an_answer_are_the_offices_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUANGCE_REFERRAL_DAYS", "10")
    sent()
    assert Referral.objects.get().due_on == TODAY + timedelta(days=10)
