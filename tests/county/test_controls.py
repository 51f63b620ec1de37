"""Control pairs: invented, with a known answer, one between many cases, and the result for the reviewer's own eyes."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from huangce.accounts.models import Officer
from huangce.county.controls import BadControls, make
from huangce.errors import NotAllowed
from huangce.matching import controls
from huangce.matching.models import Control, ControlAnswer, Finding, FindingEvent
from tests import lins, people
from tests.register.conftest import open_house
from tests.web.test_routes import client_of


@pytest.fixture
def shi(committed_db: None) -> Officer:
    open_house()
    return people.officer("shi")


def decided(officer: Officer, count: int, *, at: Any = lins.NOW) -> None:
    FindingEvent.objects.bulk_create(
        FindingEvent(finding="0" * 16, kind="decided", officer=officer.pk, at=at, digest="") for _ in range(count)
    )


def test_it_works(shi: Officer) -> None:
    assert make(20, seed=1, by=shi, now=lins.NOW) == 20
    made = list(Control.objects.order_by("id"))
    assert {one.is_so for one in made} == {True, False}
    assert {one.division for one in made} == {lins.VILLAGE}
    assert all(0 < one.probability < 1 for one in made)
    assert controls.due(shi) is None
    decided(shi, controls.LEAST + controls.SPREAD)
    first = controls.due(shi)
    assert first is not None
    given = controls.answer(first, is_so=controls.find(first).is_so, by=shi, now=lins.NOW + timedelta(hours=1))
    assert given.is_right
    assert controls.due(shi) is None
    with pytest.raises(controls.AnsweredAlready):
        controls.answer(first, is_so=True, by=shi, now=lins.NOW)
    quality = controls.own_quality(shi)
    assert (quality.answered, quality.right, quality.wrong) == (1, 1, ())


def test_the_same_seed_makes_the_same_and_another_makes_others(shi: Officer) -> None:
    make(5, seed=1, by=shi, now=lins.NOW)
    before = list(Control.objects.order_by("id").values("id", "evidence", "is_so"))
    make(5, seed=1, by=shi, now=lins.NOW)
    assert list(Control.objects.order_by("id").values("id", "evidence", "is_so")) == before
    make(5, seed=2, by=shi, now=lins.NOW)
    assert Control.objects.count() == 10


def test_a_control_is_of_nobody_and_no_finding(shi: Officer) -> None:
    make(20, seed=1, by=shi, now=lins.NOW)
    assert not Finding.objects.exists()
    told = " ".join(one.evidence for one in Control.objects.all())
    assert "曾淑珍" not in told
    numbers = [
        line["register_value"]
        for one in Control.objects.all()
        for line in json.loads(one.evidence)
        if line["item"] == "公民身份号码" and line["register_value"]
    ]
    assert numbers
    assert all("*" in one for one in numbers)


def test_only_who_decides_makes_controls_and_not_too_many(shi: Officer) -> None:
    with pytest.raises(NotAllowed):
        make(5, seed=1, by=people.officer("gao"), now=lins.NOW)
    for count in (0, 201):
        with pytest.raises(BadControls):
            make(count, seed=1, by=shi, now=lins.NOW)


def test_the_desk_brings_a_control_between_cases_and_shows_the_result_to_who_answered(shi: Officer) -> None:
    make(3, seed=1, by=shi, now=lins.NOW)
    Finding.objects.create(
        id="f" * 16,
        finding_class="wrong_number",
        list_kind="register",
        probability=1,
        division=lins.VILLAGE,
        reason="",
        evidence="[]",
        digest="",
        run=1,
    )
    decided(shi, controls.LEAST + controls.SPREAD)
    client = signed_in()
    where = client.get("/findings/next/?after=x").headers["Location"]
    assert where.startswith("/findings/controls/")
    page = client.get(where).content.decode()
    assert "检查题" not in page
    assert "属实吗" in page
    assert client.post(where, {"answer": "later"}).headers["Location"].startswith("/findings/next/")
    assert not ControlAnswer.objects.exists()
    answer = client.post(where, {"answer": "yes"})
    page = client.get(answer.headers["Location"]).content.decode()
    assert "这是一件检查题" in page
    assert "您答对了" in page or "您答错了" in page
    assert client.get("/findings/next/?after=x").headers["Location"].startswith("/findings/ffff")
    assert "答过" in client.get("/findings/quality/").content.decode()
    other = client_of("lin")
    assert "还没有答过检查题" in other.get("/findings/quality/").content.decode()
    assert "这是一件检查题" not in other.get(where).content.decode()


def signed_in() -> Client:
    """The reviewer, whose county is that of the Lins here."""
    from huangce.accounts import officers

    officers.grant(people.officer("shi"), "reviewer", "511703000000", by=None, on=people.OPENED)
    return client_of("shi")
