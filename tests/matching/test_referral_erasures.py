"""An erasure at the origin reaches the copies that partners hold, and waits until they answered."""

from __future__ import annotations

from typing import Any

import pytest

from huangce.errors import NotAllowed
from huangce.matching import referral_erasures, referral_exchange
from huangce.matching.referral_erasures import NoErasureToGiveOut
from huangce.matching.referral_exchange import NotOfSigner, PaperDiffers, PaperOutOfOrder
from huangce.matching.referral_models import Referral, ReferralErasure, ReferralWords
from huangce.matching.referral_papers import ANSWER, ERASED, ERASURE, REFERRAL, need_form
from huangce.matching.referral_retention import forget_person
from huangce.register.models import Person
from huangce.register.record import record
from huangce.rules.acts.residences import ResidenceDeclared
from tests import lins, people
from tests.matching.test_referrals import NOW, OTHER, THERE, TODAY, moved_away, sent, took
from tests.matching.test_referrals_between import FAR, FARTHER, GUEST, NUMBER, UID, Other, answer_to, give, take, theirs

__all__ = ["theirs"]
pytestmark = pytest.mark.django_db
DAY = TODAY.isoformat()
GONE = {"referral": UID, "redirects": 0, "from": FAR, "to": THERE, "erased_on": DAY}


def erasure_of(theirs: Other, referral: int, *, division: str = "", by: str = "lin") -> dict[str, Any]:
    given = referral_exchange.give_erasure(referral, division=division, by=people.officer(by), now=NOW)
    return theirs.opens(given)


def answer_of(paper: dict[str, Any], **changes: Any) -> dict[str, Any]:
    said = {name: paper[name] for name in ("referral", "redirects", "erased_on")}
    return said | {"from": paper["to"], "to": paper["from"]} | changes


def forgotten(referral: int) -> None:
    forget_person(Referral.objects.get(pk=referral).record or 0, now=NOW)


def waits_for(referral: int) -> list[str]:
    return [one.division for one in referral_erasures.waiting([referral]).get(referral, [])]


def test_it_works(theirs: Other) -> None:
    one = sent(to=FAR)
    assert theirs.given(one)["name"] == "林建国"
    with pytest.raises(NoErasureToGiveOut):
        erasure_of(theirs, one)
    forgotten(one)
    assert waits_for(one) == [FAR]
    paper = erasure_of(theirs, one)
    need_form(paper, file="paper.json")
    assert (paper["from"], paper["to"], paper["erased_on"]) == (Referral.objects.get().division, FAR, DAY)
    assert paper == erasure_of(theirs, one)
    answer = theirs(ERASED, answer_of(paper))
    assert [take(answer, by="lin").repeated for _ in range(2)] == [False, True]
    assert waits_for(one) == []
    with pytest.raises(NoErasureToGiveOut):
        erasure_of(theirs, one)
    with pytest.raises(PaperDiffers):
        take(theirs(ERASED, answer_of(paper, erased_on="2026-06-02")), by="lin")


def test_the_partner_empties_its_copy_once_answers_and_keeps_its_own_acts(theirs: Other) -> None:
    moved_away()
    row = take(theirs(REFERRAL, GUEST)).referral
    took(row, "received", "visited")
    lives = ResidenceDeclared(
        happened_on=TODAY,
        residence_kind="usual",
        division=THERE,
        address="东城镇新村2组8号",
        name="何远",
        citizen_id=NUMBER,
    )
    act = record(lives, by=lins.CHEN, now=NOW).act
    took(row, "confirmed_registered", act=act)
    document = theirs(ERASURE, GONE)
    assert [take(document).repeated for _ in range(2)] == [False, True]
    kept = Referral.objects.get(pk=row)
    assert {kept.name, kept.citizen_id, kept.claimed_address, kept.contact} == {""}
    assert kept.emptied_at == NOW
    assert Person.objects.filter(citizen_id=NUMBER).exists()
    answer = erasure_of(theirs, row, by="chen")
    need_form(answer, file="paper.json")
    assert (answer["document"], answer["from"], answer["to"]) == (ERASED, THERE, FAR)
    assert theirs.given(row, by="chen")["answer"] == "confirmed_registered"
    assert take(theirs(REFERRAL, GUEST)).repeated
    assert Referral.objects.get(pk=row).name == ""


def test_words_go_with_the_copy(theirs: Other) -> None:
    moved_away()
    row = take(theirs(REFERRAL, GUEST)).referral
    took(row, "received", "visited")
    took(row, "refuted", words="房主说从未住过")
    take(theirs(ERASURE, GONE))
    assert not ReferralWords.objects.exists()


def test_one_that_did_not_come_so_far_is_answered_too_and_refused_when_it_comes(theirs: Other) -> None:
    moved_away()
    taken = take(theirs(ERASURE, GONE))
    assert (taken.state, taken.repeated) == ("withdrawn", False)
    assert take(theirs(ERASURE, GONE)).repeated
    assert erasure_of(theirs, taken.referral, by="chen")["referral"] == UID
    with pytest.raises(PaperDiffers):
        take(theirs(REFERRAL, GUEST))
    assert Referral.objects.get().name == ""


def test_every_partner_that_it_was_sent_to_is_asked_and_waited_for(theirs: Other) -> None:
    one = sent(to=FAR)
    take(theirs(ANSWER, answer_to(theirs.given(one), "wrong_division")), by="lin")
    took(one, "redirected", by="lin", division=FARTHER)
    forgotten(one)
    forgotten(one)
    assert waits_for(one) == [FAR, FARTHER]
    second = erasure_of(theirs, one, division=FARTHER)
    assert (second["redirects"], erasure_of(theirs, one)["redirects"]) == (1, 0)
    take(theirs(ERASED, answer_of(second)), by="lin")
    assert waits_for(one) == [FAR]


def test_one_within_this_register_waits_for_nobody() -> None:
    one = sent()
    forgotten(one)
    assert waits_for(one) == []


def test_one_that_ended_long_ago_is_asked_for_too(theirs: Other) -> None:
    one = sent(to=FAR)
    took(one, "withdrawn", by="lin", words="写错了村")
    Referral.objects.update(emptied_at=NOW, claimed_address="", contact="")
    forgotten(one)
    assert waits_for(one) == [FAR]
    assert theirs.opens(give(one))["document"] == "huangce referral withdrawal 1"


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"from": FARTHER}, PaperOutOfOrder),
        ({"from": "990201001001"}, NotOfSigner),
        ({"to": OTHER}, PaperOutOfOrder),
        ({"erased_on": "2026-06-02"}, PaperOutOfOrder),
    ],
)
def test_an_erasure_that_does_not_fit_empties_nothing(
    theirs: Other, changes: dict[str, Any], refusal: type[Exception]
) -> None:
    moved_away()
    row = take(theirs(REFERRAL, GUEST)).referral
    with pytest.raises(refusal):
        take(theirs(ERASURE, GONE | changes))
    with pytest.raises(NotAllowed):
        take(theirs(ERASURE, GONE), by="lin")
    assert Referral.objects.get(pk=row).name == "何远"
    assert not ReferralErasure.objects.exists()


def test_an_answer_that_does_not_fit_leaves_it_waiting(theirs: Other) -> None:
    one = sent(to=FAR)
    early = {"referral": str(Referral.objects.get().uid), "redirects": 0, "to": FAR, "from": THERE, "erased_on": DAY}
    origin = Referral.objects.get().division
    with pytest.raises(PaperOutOfOrder):
        take(theirs(ERASED, answer_of(early, to=origin)), by="lin")
    forgotten(one)
    paper = erasure_of(theirs, one)
    for changes in ({"redirects": 1}, {"from": FARTHER}, {"to": OTHER}, {"erased_on": "2026-05-31"}, {"referral": UID}):
        with pytest.raises(PaperOutOfOrder):
            take(theirs(ERASED, answer_of(paper, **changes)), by="lin")
    with pytest.raises(NotAllowed):
        erasure_of(theirs, one, by="chen")
    assert waits_for(one) == [FAR]
