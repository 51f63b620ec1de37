"""Control pairs: invented, with a known answer, one between many cases, and the result for the reviewer's own eyes."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from huangce.accounts.models import Officer
from huangce.county.controls import LISTS, BadControls, is_numbered, make
from huangce.errors import NotAllowed
from huangce.matching import controls
from huangce.matching.models import Control, ControlAnswer, Finding, FindingEvent
from huangce.register.models import Act, Person
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
    assert make(40, seed=1, by=shi, now=lins.NOW) == 40
    made = list(Control.objects.order_by("id"))
    assert {one.finding_class for one in made} == set(LISTS)
    for name in set(LISTS) - {"held_twice"}:  # who looks so like somebody that the register asks is mostly the same
        assert {one.is_so for one in made if one.finding_class == name} == {True, False}
    assert all(one.homes and one.homes[0]["members"] for one in made)
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


@pytest.mark.parametrize("unnumbered", [0, 1, 2])
def test_as_many_controls_lack_a_number_as_real_cases_and_half_of_these_are_true(shi: Officer, unnumbered: int) -> None:
    """Of four open cases of a class so many lack a number: a number that lacks makes no case look like a control."""
    told = {"item": "公民身份号码", "register_value": "9901**********001X"}
    for name in LISTS:
        for i in range(4):
            line = told | {"list_value": None if i < unnumbered else "9901**********001X"}
            given = {"finding_class": name, "probability": 0.9, "evidence": json.dumps([line])}
            finding(len(LISTS) * 10 + Finding.objects.count(), **given)
    assert make(48, seed=1, by=shi, now=lins.NOW) >= 30
    for name in LISTS:
        made = Counter((is_numbered(one.evidence), one.is_so) for one in Control.objects.filter(finding_class=name))
        assert abs(sum(made[False, is_so] for is_so in (True, False)) - made.total() * unnumbered / 4) <= 1, (
            name,
            made,
        )
        if name == "held_twice":  # of whose lookalikes without a number the register does not ask
            continue
        wanted = {(True, True): 4 - unnumbered, (False, True): unnumbered / 2, (False, False): unnumbered / 2}
        assert made, name
        assert made.keys() <= {group for group, share in wanted.items() if share}, name
        assert all(abs(made[group] - made.total() * share / 4) <= 1 for group, share in wanted.items()), (name, made)


def test_only_who_decides_makes_controls_and_not_too_many(shi: Officer) -> None:
    with pytest.raises(NotAllowed):
        make(5, seed=1, by=people.officer("gao"), now=lins.NOW)
    for count in (0, 201):
        with pytest.raises(BadControls):
            make(count, seed=1, by=shi, now=lins.NOW)


def finding(number: int, **values: Any) -> Finding:
    """A case that waits on the desk."""
    given: dict[str, Any] = {
        "id": f"{number:016x}",
        "finding_class": "wrong_number",
        "list_kind": "register",
        "probability": 1,
        "division": lins.VILLAGE,
        "reason": "",
        "evidence": "[]",
        "digest": "",
        "run": 1,
    }
    return Finding.objects.create(**given | values)


def test_the_desk_brings_a_control_between_cases_and_shows_the_result_to_who_answered(shi: Officer) -> None:
    make(12, seed=1, by=shi, now=lins.NOW)
    finding(15, deadline=lins.NOW.date())
    decided(shi, controls.LEAST + controls.SPREAD)
    client = signed_in()
    where = client.get("/findings/next/?after=x&done=y").headers["Location"]
    control = where.split("/")[2]
    assert Control.objects.filter(pk=control).exists()
    assert where == f"/findings/{control}/?done=y"
    page = client.get(where).content.decode()
    assert "检查题" not in page
    for words in ("属实吗", "先放着", "说明（可以不填）", "户里的人", "还没有人办过", "期限2026-06-01", "线索有误"):
        assert words in page, words
    answers = f"/findings/{control}/answer/"
    put_off = client.post(answers, {"reason": "later"}).headers["Location"]
    assert client.get(put_off).headers["Location"].startswith("/findings/000000000000000f/")
    assert not ControlAnswer.objects.exists()
    assert client.post(answers, {"reason": "nonsense"}).status_code == 422
    answer = client.post(answers, {"reason": "confirmed"})
    page = client.get(answer.headers["Location"]).content.decode()
    assert "这是一件检查题" in page
    assert "您答对了" in page or "您答错了" in page
    assert client.post(answers, {"reason": "confirmed"}).status_code == 422
    assert client.get(f"/findings/next/?after={control}").headers["Location"].startswith("/findings/000000000000000f/")
    assert "答过" in client.get("/findings/quality/").content.decode()
    other = client_of("lin")
    assert "还没有答过检查题" in other.get("/findings/quality/").content.decode()
    assert "这是一件检查题" not in other.get(where).content.decode()


def test_an_answer_to_a_control_is_no_decision_and_leads_to_no_act(shi: Officer) -> None:
    make(12, seed=1, by=shi, now=lins.NOW)
    finding(15)
    decided(shi, controls.LEAST + controls.SPREAD)
    before = FindingEvent.objects.count(), Act.objects.count()
    client = signed_in()
    control = client.get("/findings/next/").headers["Location"].split("/")[2]
    client.post(f"/findings/{control}/hand-over/", {"to": "lin"})
    page = client.post(f"/findings/{control}/answer/", {"reason": "confirmed"}, follow=True).content.decode()
    assert "接着办" not in page
    assert client.post(f"/findings/{control}/take-back/", {"seen": "0"}).status_code == 404
    assert (FindingEvent.objects.count(), Act.objects.count()) == before
    assert ControlAnswer.objects.count() == 1


def test_a_control_is_of_the_division_and_class_that_one_goes_through(shi: Officer) -> None:
    make(60, seed=1, by=shi, now=lins.NOW)
    decided(shi, controls.LEAST + controls.SPREAD)
    for name in LISTS:
        due = controls.due(shi, within=[lins.VILLAGE[:9]], finding_class=name)
        assert due is not None
        assert controls.find(due).finding_class == name
    assert controls.due(shi, within=["530602"]) is None
    assert controls.due(shi, within=[]) is None
    assert controls.due(shi, finding_class="wrong_number") is None


def signed_in() -> Client:
    """The reviewer, whose county is that of the Lins here."""
    from huangce.accounts import officers

    officers.grant(people.officer("shi"), "reviewer", "511703000000", by=None, on=people.OPENED)
    return client_of("shi")


def test_a_control_has_households_as_every_case_has_and_its_page_opens_them(shi: Officer) -> None:
    make(60, seed=1, by=shi, now=lins.NOW)
    homes = [home for one in Control.objects.all() for home in one.homes]
    assert len({len(one["members"]) for one in homes}) > 2
    for home in homes:
        couple = [one for one in home["members"] if one["relation"] in ("02", "11", "12")]
        assert len({one["sex"] for one in couple}) == len(couple)
        assert home["events"]
        assert {one["number"][:4] for one in home["members"]} <= {"", "9901", lins.VILLAGE[:4]}
    one = Control.objects.exclude(finding_class="held_twice").order_by("id").first()
    assert one is not None
    client = signed_in()
    page = client.get(f"/findings/{one.pk}/home/0/")
    assert page.status_code == 200
    assert all(member["name"] in page.content.decode() for member in one.homes[0]["members"])
    assert client.get(f"/findings/{one.pk}/home/1/").status_code == 404


def test_a_case_and_a_control_have_the_same_links_until_they_are_answered(shi: Officer) -> None:
    make(12, seed=1, by=shi, now=lins.NOW)
    record = Person.objects.filter(household__isnull=False).order_by("id").values_list("pk", flat=True)[0]
    case, client = finding(0xABCDEF0123456789, record=record), signed_in()
    control = Control.objects.order_by("id").first()
    assert control is not None

    def links(finding: str) -> set[str]:
        client.get("/findings/next/?after=x")
        main = client.get(f"/findings/{finding}/").content.decode().split("<main", 1)[1].split("</main>", 1)[0]
        return {one.replace(finding, "ID") for one in re.findall(r'(?:href|action)="([^"]+)"', main)}

    assert links(case.pk) == links(control.pk)
    assert client.get(f"/findings/{case.pk}/home/0/").status_code == 200
    assert client.get(f"/findings/{case.pk}/home/5/").status_code == 404
