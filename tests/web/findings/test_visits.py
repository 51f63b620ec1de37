"""The visitor's page: who was assigned in the own block and nobody else, noted, and results said on it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from huangce.accounts.models import LookUp
from huangce.matching import findings
from huangce.matching.models import Finding
from tests import people
from tests.web.findings.test_findings import finding
from tests.web.test_routes import client_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 2, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def block() -> None:
    """Two findings assigned in the visitor's village, one that is not, one in the next village."""
    for name in ("a", "b"):
        finding(name, record=7)
    findings.assign(division=people.VILLAGE, working_days=3, by=people.officer("lin"), now=NOW)
    finding("open", record=8)
    finding("elsewhere", record=9, division="990101001002", state="assigned")


def test_it_works():
    tang = client_of("tang")
    page = tang.get("/visits/").content.decode()
    assert page.count("罗桂兰</b>") == 2
    assert "result-open" not in page
    assert "result-elsewhere" not in page
    look = LookUp.objects.get()
    assert (look.officer.username, look.purpose, look.subjects) == ("tang", "verification", [7])
    answer = tang.post("/visits/", {"result-a": "本人健在，已见到", "words-a": "在家", "result-b": "", "words-b": ""})
    assert answer.status_code == 302
    assert dict(Finding.objects.values_list("id", "state")) == {
        "a": "decided",
        "b": "assigned",
        "open": "open",
        "elsewhere": "assigned",
    }
    assert "罗桂兰</b>" in tang.get("/visits/").content.decode()


def test_what_cannot_be_taken_is_said_and_what_was_typed_stays():
    tang = client_of("tang")
    answer = tang.post("/visits/", {"result-b": "不知道", "words-b": "没有人在家", "result-elsewhere": "线索有误"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "没有人在家" in page
    assert "不在您的辖区" in page
    assert Finding.objects.get(pk="elsewhere").state == "assigned"


def test_a_visitor_prints_what_was_assigned_in_the_own_block():
    tang = client_of("tang")
    page = tang.get(f"/findings/worklist/?division={people.VILLAGE}").content.decode()
    assert page.count("罗桂兰") == 2
    assert LookUp.objects.get().subjects == [7]
    workbook = tang.get(f"/findings/worklist.xlsx?division={people.VILLAGE}")
    assert b"".join(workbook.streaming_content).startswith(b"PK")
    for division in (people.TOWN, people.NEXT_VILLAGE, "990101001002"):
        assert tang.get(f"/findings/worklist/?division={division}").status_code == 403


def test_a_visitor_opens_no_record_and_no_case():
    tang = client_of("tang")
    assert tang.get("/findings/a/").status_code == 403
    assert tang.get("/find/?q=罗").status_code == 403
    assert tang.get("/persons/7/").status_code == 403


@pytest.mark.parametrize("username", ["lin", "gao", "deng", "zhao", "xi"])
def test_who_does_not_visit_has_no_such_page(username: str):
    assert client_of(username).get("/visits/").status_code == 403


def test_what_a_colleague_decided_meanwhile_is_not_decided_again():
    tang = client_of("tang")
    tang.post("/visits/", {"result-a": "线索有误"})
    page = tang.post("/visits/", {"result-a": "本人健在，已见到"}).content.decode()
    assert "已经有人判断过" in page
