"""A referral goes to another village of the province, is answered, and comes to its end by an answer alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huangce.errors import Refused
from huangce.rules import referrals
from huangce.rules.referrals import CLOSED, MOST_REDIRECTS, OVER, RESULTS, STEPS, TOLD, need_place, need_step

ALL = {"division": "990101002001", "act": 7, "words": "邻居说已搬走", "how": "in_person"}


def test_it_works() -> None:
    status = TOLD
    for step in ("sent", "received", "visited", "confirmed_registered", "closed"):
        status = need_step(status, step, ALL).name
    assert status == CLOSED
    assert STEPS[status].allowed == ()


@given(st.lists(st.sampled_from(sorted(STEPS)), max_size=40))
def test_no_way_leads_to_closed_without_a_result_or_past_the_most_redirects(steps: list[str]) -> None:
    taken = [TOLD]
    for step in steps:
        try:
            need_step(taken[-1], step, ALL, redirects=taken.count("redirected"))
        except Refused:
            continue
        taken.append(step)
    if CLOSED in taken:
        assert taken[-1] == CLOSED
        assert taken[-2] in RESULTS
    assert taken.count("redirected") <= MOST_REDIRECTS
    assert taken.count("sent") <= 1


def test_from_every_step_an_end_can_be_reached_even_when_no_redirect_is_left() -> None:
    ends = set(OVER)
    for _ in STEPS:
        ends |= {one.name for one in STEPS.values() if set(one.allowed) & ends and one.name != "redirected"}
    assert ends | {"redirected"} == set(STEPS)


def test_nobody_withdraws_what_the_other_office_has_opened() -> None:
    assert {one.name for one in STEPS.values() if "withdrawn" in one.allowed} == {"told", "sent", "redirected"}


@pytest.mark.parametrize(
    ("status", "step", "lacks"),
    [("visited", "refuted", "words"), ("visited", "confirmed_registered", "act"), ("told", "sent", "division")],
)
def test_a_step_needs_what_makes_it_one(status: str, step: str, lacks: str) -> None:
    with pytest.raises(referrals.ReferralStepIncomplete, match=lacks):
        need_step(status, step, ALL | {lacks: ""})


def test_whereabouts_may_stay_undisclosed_without_a_visit_or_a_word() -> None:
    assert need_step("received", "known_not_disclosed", {}).needs == ()


def test_the_person_is_told_in_a_way_that_is_named() -> None:
    referrals.need_told("in_writing")
    with pytest.raises(referrals.ReferralStepIncomplete):
        referrals.need_told("")


@pytest.mark.parametrize(
    ("to", "refusal"),
    [
        ("520101002001", referrals.OtherProvince),
        ("990101001001", referrals.SameDivision),
        ("990101002000", referrals.NotAVillageCode),
        ("99", referrals.NotAVillageCode),
        ("", referrals.NotAVillageCode),
    ],
)
def test_it_goes_to_another_village_of_the_province_alone(to: str, refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        need_place("990101001001", to)


def test_it_does_not_go_where_it_is_already() -> None:
    with pytest.raises(referrals.SameDivision):
        need_place("990101001001", "990101002001", now_at="990101002001")
