"""Departments ask the address service with a token: what a text means, an address by its id, and many texts at once."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.test import Client

from huangce.places.models import Address
from tests.places.town import HOUSES, VILLAGE, load, rename
from tests.web.service.test_service import Program, agreed, token  # noqa: F401

MAY = date(2026, 5, 1)
WRITTEN = "四川省达州市达川区石桥镇人民路3号"


@pytest.fixture
def program(agreed: None) -> Program:  # noqa: F811
    return Program(token("cremations"))


@pytest.fixture
def houses(committed_db: None) -> list[int]:
    return load(*HOUSES)


def asked(program: Program, **given: str) -> Any:
    return program.client.get("/api/addresses", given, headers=program.headers)


def test_it_works(houses: list[int], program: Program) -> None:
    found = asked(program, text=WRITTEN).json()
    assert [one["address"] for one in found["answers"]] == [houses[1]]
    told = program.get(f"/api/addresses/{houses[1]}").json()
    assert told["standard"] == found["answers"][0]["standard"] == Address.objects.get(pk=houses[1]).standard
    assert told["segments"]["plate"] == "3号"


def test_an_old_name_resolves_and_the_id_stays(houses: list[int], program: Program) -> None:
    street = Address.objects.get(pk=houses[1]).thoroughfare
    rename(street, "解放路", on=MAY)
    found = asked(program, text=WRITTEN, on="2026-06-01").json()["answers"]
    assert [one["address"] for one in found] == [houses[1]]
    assert found[0]["standard"].endswith("解放路3号")
    assert found[0]["way"][-1]["kind"] == "place_renamed"
    names = program.get(f"/api/addresses/{houses[1]}?on=2026-04-30").json()
    assert names["standard"].endswith("人民路3号")
    assert [one["standard"][-5:] for one in names["names"]] == ["人民路3号", "解放路3号"]


def test_a_text_that_is_nearly_an_address_comes_back_with_its_score(houses: list[int], program: Program) -> None:
    found = asked(program, text="达川区石桥镇人民路3号附近").json()
    assert found["answers"] == [] or found["match"] is None
    found = asked(program, text="四川省达州市达川区石桥镇人民路99号").json()
    assert found["answers"] == []
    assert found["match"]["score"] < 0.9


def test_many_texts_come_back_in_order_with_the_ids_of_what_is_written_so(houses: list[int], program: Program) -> None:
    texts = [WRITTEN, "", "没有这个地方", WRITTEN.replace("3号", "７号")]
    answer = program.post("/api/addresses/standardise?county=511703", json.dumps(texts), "application/json").json()
    assert [one["text"] for one in answer] == texts
    assert [one["addresses"] for one in answer] == [[houses[1]], [], [], [houses[3]]]
    assert answer[0]["segments"]["street"] == "人民路"


@pytest.mark.parametrize("sent", ["", "{", '"a"', "[1]", "[" * 5000, json.dumps(["x"] * 10_001)])
def test_what_is_no_list_of_texts_is_refused(sent: str, program: Program) -> None:
    answer = program.post("/api/addresses/standardise", sent, "application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "no-address-texts")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"text": ""}, "no-address-text"),
        ({"text": "x" * 301}, "no-address-text"),
        ({"text": "x", "on": "May"}, "no-day"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(given: dict[str, str], code: str, program: Program) -> None:
    answer = asked(program, **given)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_nobody_asks_without_a_token(houses: list[int]) -> None:
    for path in ("/api/addresses?text=x", f"/api/addresses/{houses[0]}"):
        assert Client().get(path).status_code == 401


def test_an_address_that_is_not_there_is_not_found(program: Program) -> None:
    assert program.get("/api/addresses/1").json()["code"] == "no-such-address"


def test_no_answer_tells_of_persons(houses: list[int], program: Program) -> None:
    told = json.dumps([asked(program, text=WRITTEN).json(), program.get(f"/api/addresses/{houses[0]}").json()])
    assert "person" not in told
    assert "household" not in told
    assert VILLAGE in told
