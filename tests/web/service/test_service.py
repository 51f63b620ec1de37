"""The API: a program with a token delivers, asks, fetches, follows and answers; without one it gets nothing."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.test import Client
from django.urls import get_resolver

from huangce.exchange import agreement_store, tokens
from huangce.exchange.agreements import Agreement
from huangce.exchange.feeds.check import check
from huangce.exchange.models import ReceivedList, Token
from huangce.register import signed
from huangce.web.lists.models import Job, Upload
from huangce.web.service import deliveries, openapi
from tests import lins, people
from tests.county.test_delivered import CREMATIONS, LIST
from tests.exchange.feeds.conftest import DEATHS, death
from tests.register.conftest import do, open_house
from tests.web.lists.conftest import work_off
from tests.web.lists.test_lists import left_open
from tests.web.test_routes import ROUTES, client_of

OCTETS = "application/octet-stream"


class Program:
    """A program of another office with its token."""

    def __init__(self, token: str) -> None:
        self.client, self.headers = Client(), {"Authorization": f"Bearer {token}"}

    def get(self, path: str) -> Any:
        return self.client.get(path, headers=self.headers)

    def post(self, path: str, content: Any, kind: str = OCTETS) -> Any:
        return self.client.post(path, content, content_type=kind, headers=self.headers)

    def deliver(self, text: str = LIST) -> dict[str, Any]:
        answer = self.post("/api/deliveries?name=火化.csv", text.encode())
        assert answer.status_code == 202, answer.content
        return dict(answer.json())


def token(*codes: str, now: Any = None) -> str:
    lin, he = people.officer("lin"), people.officer("he")
    return tokens.issue(office="民政局", liaison=he, codes=codes, months=1, by=lin, now=now)[1]


@pytest.fixture
def agreed(committed_db: None) -> None:
    lin = people.officer("lin")
    agreement_store.enter(CREMATIONS, by=lin)
    agreement_store.enter(DEATHS, by=lin)


@pytest.fixture
def program(agreed: None) -> Program:
    return Program(token("cremations", "deaths-hr"))


def test_it_works(program: Program) -> None:
    sent = program.deliver()
    assert program.get(sent["status"]).json()["state"] == "waiting"
    work_off()
    told = program.get(sent["status"]).json()
    assert (told["state"], told["lists"][0]["rows"], told["lists"][0]["usable"]) == ("done", 3, 2)
    assert told["lists"][0]["codes"]["required-missing"] == 1
    answered = program.get(told["answers"])
    assert "退回" in answered.content.decode()
    receipts = program.get(told["receipts"]).json()
    assert signed.check(receipts[0], "huangce receipt 1")["sha256"] == sent["sha256"]
    assert ReceivedList.objects.get().channel == "api"
    later = program.get(f"/api/lists/{told['lists'][0]['list']}/answers").json()
    assert [set(row) for row in later] == [{"row", "result", "codes"}] * 3
    assert left_open() == []
    assert Upload.objects.get().officer == people.officer("he")


def test_the_liaison_officer_sees_what_the_program_sent(program: Program) -> None:
    sent = program.deliver()
    page = f"/lists/{sent['delivery']}/"
    assert "收下来件" in client_of("he").get(page).content.decode()
    work_off()
    assert "火化名单" in client_of("he").get(page).content.decode()
    assert client_of("lin").get(page).status_code == 404


def test_a_status_says_nothing_of_the_register(program: Program) -> None:
    def said() -> dict[str, Any]:
        sent = program.deliver()
        work_off()
        told = program.get(sent["status"]).json()
        ReceivedList.objects.update(withdrawn_at=lins.NOW)
        return {name: value for name, value in told["lists"][0].items() if name not in ("list", "overlap")}

    before = said()
    open_house()
    assert said() == before


def test_what_is_not_of_the_tokens_agreements_is_refused_as_a_whole(agreed: None) -> None:
    program = Program(token("deaths-hr"))
    sent = program.deliver()
    work_off()
    told = program.get(sent["status"]).json()
    assert (told["state"], told["error"]["code"], told["lists"]) == ("refused", "sheet-not-taken", [])
    assert not ReceivedList.objects.exists()
    assert program.get(f"/api/deliveries/{sent['delivery']}/answers").status_code == 404


def test_nobody_sees_the_delivery_of_another_token(program: Program) -> None:
    sent = program.deliver()
    other = Program(token("cremations"))
    answer = other.get(sent["status"])
    assert (answer.status_code, answer.json()["code"]) == (404, "nothing-here")


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Basic x"}, {"Authorization": "Bearer hct_1_x"}, {"Authorization": "Bearer"}]
)
def test_without_a_valid_token_every_address_is_closed(committed_db: None, headers: dict[str, str]) -> None:
    for path in ("/api/deliveries/1", "/api/feeds/deaths-hr"):
        answer = Client().get(path, headers=headers)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert answer.json()["code"] == "bad-token"


def test_a_token_ends_with_its_time_with_its_revocation_and_with_its_liaison_officer(agreed: None) -> None:
    old = token("cremations", now=lins.NOW - timedelta(days=400))
    with pytest.raises(tokens.BadToken):
        tokens.bearer(old, now=lins.NOW)
    text = token("cremations")
    number = tokens.bearer(text).token
    assert text.split("_", 2)[2] not in Token.objects.get(pk=number).secret_hash
    with pytest.raises(tokens.BadToken):
        tokens.bearer(text[:-1] + ("a" if text[-1] != "a" else "b"))
    tokens.revoke(number, by=people.officer("lin"))
    with pytest.raises(tokens.BadToken):
        tokens.bearer(text)


def test_a_feed_is_followed_and_answered(program: Program, tmp_path: Path) -> None:
    do(death(open_house().mother))
    page = program.get("/api/feeds/deaths-hr?after=0&limit=5").json()
    (tmp_path / "page.json").write_text(json.dumps(page))
    assert check([tmp_path / "page.json"]).through == 1
    given = json.dumps([{"sequence": 1, "outcome": "applied"}])
    assert program.post("/api/feeds/deaths-hr/answers", given, "application/json").json() == {"taken": 1}
    for path, code in (
        ("/api/feeds/deaths-hr?after=x", "not-a-number"),
        ("/api/feeds/deaths-hr?limit=5000", "bad-feed-cursor"),
        ("/api/feeds/other", "not-of-token"),
    ):
        assert program.get(path).json()["code"] == code
    for bad in (b"", b"{}", b"[1]", b"\xff", b"[" * 100_000):
        answer = program.post("/api/feeds/deaths-hr/answers", bad)
        assert (answer.status_code, answer.json()["code"]) == (422, "bad-feed-answers")


def test_a_file_without_length_or_too_large_is_refused_before_it_is_read(program: Program) -> None:
    answer = program.client.post(
        "/api/deliveries", b"", content_type=OCTETS, headers=program.headers | {"Content-Length": str(1 << 40)}
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "upload-too-large")
    assert not Upload.objects.exists()


def test_a_file_that_is_cut_off_is_not_taken() -> None:
    request = WSGIRequest({"REQUEST_METHOD": "POST", "CONTENT_LENGTH": "10", "wsgi.input": BytesIO(b"abc")})
    with pytest.raises(deliveries.CutOff):
        deliveries._body(request)


def test_a_program_that_only_sends_is_asked_to_wait(program: Program) -> None:
    he = people.officer("he")
    Job.objects.bulk_create(Job(kind="deliver", officer=he, asked_at=lins.NOW) for _ in range(20))
    answer = program.post("/api/deliveries?name=a.csv", LIST.encode())
    assert (answer.status_code, answer.json()["code"]) == (429, "too-many-waiting")


def test_another_method_is_said_to_be_none(program: Program) -> None:
    assert program.get("/api/deliveries").status_code == 405


def test_errors_come_in_the_language_that_was_asked_for(program: Program) -> None:
    program.client.cookies["language"] = "en"
    assert "whole number" in program.get("/api/feeds/deaths-hr?after=-1").json()["detail"]


def test_the_description_has_every_address(committed_db: None) -> None:
    described = Client().get("/api/openapi.json").json()
    patterns = {
        "/" + str(one.pattern).replace("<int:", "{").replace("<str:", "{").replace(">", "}")
        for one in ROUTES.values()
        if str(one.pattern).startswith("api/")
    }
    assert patterns == {*described["paths"], "/api/openapi.json"} == {*openapi.PATHS, "/api/openapi.json"}
    for address, methods in openapi.PATHS.items():
        route = get_resolver().resolve(re.sub("{[a-z]+}", "1", address))
        assert route.func.needs.by_token
        parts = {one["name"] for one in described["paths"][address]["parameters"] if one["in"] == "path"}
        assert parts == set(route.kwargs)
        assert set(methods) <= set(described["paths"][address])


def test_an_agreement_of_which_the_person_columns_are_returned_answers_them(committed_db: None) -> None:
    lin = people.officer("lin")
    values = {name: getattr(CREMATIONS, name) for name in CREMATIONS.__slots__} | {"returns": ("registered",)}
    agreement_store.enter(Agreement(**values), by=lin)
    open_house()
    program = Program(token("cremations"))
    sent = program.deliver()
    work_off()
    told = program.get(sent["status"]).json()
    later = program.get(f"/api/lists/{told['lists'][0]['list']}/answers").json()
    assert [row["registered"] for row in later] == ["是", "否", None]
