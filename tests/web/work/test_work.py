"""The desk: what waits, by when, who acts next, and what is there for those who decide no findings."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from huangce.matching import findings
from huangce.web.frame import drafts
from tests import people
from tests.web.findings.test_findings import answer, finding
from tests.web.test_routes import client_of

pytestmark = pytest.mark.django_db


def test_it_works():
    lin = people.officer("lin")
    for name, share in (("a", 0.6), ("b", 0.9)):
        finding(name, probability=share)
    client = client_of("lin")
    page = client.get("/my-work/").content.decode()
    assert "没有派给您" in page
    assert "还没有派的疑点" in page
    findings.assign(division=people.TOWN, working_days=1, by=lin, now=datetime(2026, 4, 2, 2, tzinfo=UTC))
    page = client.get("/my-work/").content.decode()
    assert page.index("/findings/b/?from=work") < page.index("/findings/a/?from=work")
    assert "2件已逾期" in page
    assert "网格员核实；您可直接判断" in page
    assert client.get("/findings/next/?from=work").headers["Location"] == "/findings/b/?from=work"


def test_an_empty_register_says_where_to_begin():
    page = client_of("lin").get("/my-work/").content.decode()
    assert "登记册还是空的" in page
    assert 'href="/lists/">去装载清单' in page


def test_what_is_confirmed_waits_for_its_act():
    finding("a")
    client = client_of("lin")
    answer(client, "a", "confirmed")
    page = client.get("/my-work/").content.decode()
    assert "您：办业务" in page
    assert "属实，业务还没有办" in page


def test_what_is_handed_over_lies_on_the_other_desk():
    finding("a")
    people.officer("shi")
    lin, shi = client_of("lin"), client_of("shi")
    lin.post("/findings/a/hand-over/", {"to": "shi"})
    assert "另有1件在同事手上" in lin.get("/my-work/").content.decode()
    assert "/findings/a/?from=work" in shi.get("/my-work/").content.decode()


def test_drafts_are_found_again():
    drafts.keep(people.officer("lin"), "/acts/death/?person=7", "死亡登记 林建国", {"died_on": ["2026-01-01"]})
    page = client_of("lin").get("/my-work/").content.decode()
    assert 'href="/acts/death/?person=7"' in page
    assert "死亡登记 林建国" in page


def test_the_officer_of_the_next_town_has_an_empty_desk():
    finding("a")
    findings.assign(
        division=people.TOWN, working_days=1, by=people.officer("lin"), now=datetime(2026, 4, 2, 2, tzinfo=UTC)
    )
    assert "/findings/a/" not in client_of("chen").get("/my-work/").content.decode()


def test_an_enumerator_sees_what_to_visit_and_opens_no_person():
    finding("a")
    findings.assign(
        division=people.TOWN, working_days=1, by=people.officer("lin"), now=datetime(2026, 4, 2, 2, tzinfo=UTC)
    )
    page = client_of("tang").get("/my-work/").content.decode()
    assert "您：核实，填好交回" in page
    assert "/findings/a/" not in page


def test_outside_the_demo_there_is_no_guide():
    assert "三步看明白" not in client_of("lin").get("/my-work/").content.decode()
