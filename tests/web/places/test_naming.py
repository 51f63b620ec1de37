"""The page of names under way: proposed, checked, approved by another officer, and put into force by an act."""

from __future__ import annotations

import re

from django.test import Client

from huangce.places.models import NamedPlace
from huangce.places.proposal_models import NamingProposal
from tests import people
from tests.web.people.conftest import registrar, the_cast_stays_as_it_is
from tests.web.places.test_places import COUNTY, clerk, said, second, text_of

__all__ = ["clerk", "second", "the_cast_stays_as_it_is"]

NAMING = "/naming/"
ASKED = {
    "do": "propose", "name": "桃源路", "reason": "新修的路", "village": "511703116001", "happened_on": "20260501",
    "place_kind": "thoroughfare", "begins_at": "桥头", "ends_at": "学校", "direction": "",
}  # fmt: skip


def proposed(client: Client) -> int:
    answer = client.post(NAMING, ASKED, follow=True)
    assert "提出了桃源路" in said(text_of(answer))
    return int(NamingProposal.objects.get().pk)


def step(client: Client, proposal: int, do: str, **more: str) -> str:
    return said(text_of(client.post(NAMING, {"do": do, "proposal": proposal, **more}, follow=True)))


def test_it_works(clerk: Client, second: str) -> None:
    proposal = proposed(clerk)
    assert re.findall(r'name="do" value="(\w+)"', text_of(clerk.get(NAMING))) == ["check", "withdraw", "propose"]
    assert "已查重名同音" in step(clerk, proposal, "check")
    reviewer = registrar("rui-b", COUNTY, "reviewer")
    assert "已批准" in step(reviewer, proposal, "approve", document="达府函〔2026〕17号")
    assert not NamedPlace.objects.filter(name="桃源路").exists()
    answer = clerk.post(NAMING, {"do": "record", "proposal": proposal})
    assert re.fullmatch(r"/acts/\d+/", answer.headers["Location"])
    assert NamedPlace.objects.get(name="桃源路").begins_at == "桥头"
    assert "没有在办的地名" in said(text_of(clerk.get(NAMING)))
    assert "达府函〔2026〕17号" in text_of(clerk.get(NAMING, {"all": "1"}))


def test_who_proposed_does_not_approve_and_the_next_town_sees_nothing(clerk: Client) -> None:
    proposal = proposed(clerk)
    step(clerk, proposal, "check")
    assert 'value="approve"' not in text_of(clerk.get(NAMING))
    assert clerk.post(NAMING, {"do": "approve", "proposal": proposal}).status_code == 422
    stranger = registrar("yan-f", people.NEXT_TOWN, "address_clerk")
    assert "桃源路" not in text_of(stranger.get(NAMING))
    assert stranger.post(NAMING, {"do": "withdraw", "proposal": proposal, "words": "x"}).status_code == 403
    assert stranger.post(NAMING, ASKED).status_code == 403


def test_what_is_typed_badly_is_said_and_stays(clerk: Client) -> None:
    for wrong in ({"name": ""}, {"reason": ""}, {"happened_on": "昨天"}):
        answer = clerk.post(NAMING, {**ASKED, **wrong})
        assert answer.status_code == 422
        assert 'class="error-summary"' in text_of(answer)
        assert 'value="桥头"' in text_of(answer)
    proposal = proposed(clerk)
    assert clerk.post(NAMING, {"do": "withdraw", "proposal": proposal}).status_code == 422
    assert clerk.post(NAMING, {"do": "check"}).status_code == 422
    assert clerk.post(NAMING, {"do": "nothing", "proposal": proposal}).status_code == 422
    assert clerk.post(NAMING, {"do": "check", "proposal": "999"}).status_code == 404
    assert clerk.post(NAMING, ASKED).status_code == 422
