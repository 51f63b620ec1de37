"""Signed papers carry a referral to another installation and its answer back; each is taken in once and in order.

The other installation is played by the key of another home: the papers of `theirs` are signed as it signs them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huangce.accounts.models import LookUp
from huangce.errors import NotAllowed
from huangce.exchange import cards, envelopes, partners
from huangce.exchange.partner_models import Partner
from huangce.exchange.partners import UnknownSigner
from huangce.matching import referral_exchange, referrals
from huangce.matching.referral_exchange import (
    NothingToGiveOut,
    NotKeptHere,
    NotOfSigner,
    PaperDiffers,
    PaperOutOfOrder,
    TakenIn,
)
from huangce.matching.referral_models import Referral, ReferralEvent, ReferralWords
from huangce.matching.referral_papers import ANSWER, FIELDS, REFERRAL, WITHDRAWAL, need_form
from huangce.matching.referral_retention import forget_closed
from huangce.matching.referrals import NoNumberToRefer, OutsideThisRegister, ReferralUnderWay, TakenElsewhere, refer
from huangce.register import signed
from huangce.register.erase import erase
from huangce.register.models import Person
from huangce.register.record import record
from huangce.register.signed import NotADocument, SignatureBroken
from huangce.rules.acts.residences import ResidenceDeclared
from huangce.rules.referrals import KEPT_DAYS, MOST_REDIRECTS, OtherProvince, RedirectedTooOften, ReferralStepNotAllowed
from tests import lins, people
from tests.matching.test_referrals import ASKED, NOW, OTHER, THERE, TODAY, moved_away, sent, state, took

pytestmark = pytest.mark.django_db
FAR, FARTHER = "990102001001", "990103001001"
UID = "0f0e0d0c-0b0a-4a0b-8c0d-0e0f00010203"
NUMBER = lins.number("99010219900101001")
GUEST: dict[str, Any] = {
    "referral": UID,
    "redirects": 0,
    "from": FAR,
    "to": THERE,
    "name": "何远",
    "citizen_id": NUMBER,
    "claimed_address": "东城镇新村2组8号",
    "contact": "远县户籍窗口",
    "told_on": "2026-05-20",
    "told_how": "by_telephone",
    "sent_on": "2026-05-21",
    "due_on": "2026-06-20",
}


class Other:
    """Another installation, with the keys of its own home: a partner that keeps two counties."""

    def __init__(self, home: Path, patch: pytest.MonkeyPatch) -> None:
        self.home, self.patch = home, patch

    @contextmanager
    def at_home(self) -> Iterator[None]:
        with self.patch.context() as other:
            other.setenv("HUANGCE_HOME", str(self.home))
            yield

    def __call__(self, kind: str, body: dict[str, Any]) -> dict[str, Any]:
        """Sign as it signs."""
        with self.at_home():
            return signed.signed(kind, body)

    def card(self) -> dict[str, Any]:
        with self.at_home():
            return cards.own()

    def opens(self, envelope: dict[str, Any]) -> dict[str, Any]:
        with self.at_home():
            opened: dict[str, Any] = envelopes.opened(envelope, file="paper.json")
        return opened

    def given(self, referral: int, *, by: str = "lin") -> dict[str, Any]:
        """Open there what is given out here."""
        return self.opens(give(referral, by=by))


@pytest.fixture
def theirs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, db: None) -> Other:
    """The partner that keeps the county of FAR, and the next but one as well."""
    other = Other(tmp_path / "other", monkeypatch)
    enter(other.card(), "远县公安局", [FAR[:6], FARTHER[:6]])
    return other


def enter(card: dict[str, Any], office: str, divisions: list[str], **changes: Any) -> Partner:
    fingerprint = cards.fingerprint(card["key"], card["encryption_key"])
    given = {"fingerprint": fingerprint, "basis": "协作协议〔2026〕1号", "by": people.officer("lin"), "now": NOW}
    return partners.enter(office, divisions, card, **given | changes)


def entered_before(other: Other) -> None:
    """Have the partner as one that was entered before there were keys to encrypt for."""
    by = people.officer("lin")
    for one in partners.standing():
        partners.end(one.pk, by=by, now=NOW)
    Partner.objects.create(
        office="远县公安局",
        divisions=[FAR[:6]],
        key=other.card()["key"],
        basis="协作协议〔2026〕1号",
        entered_at=NOW,
        entered_by=by.pk,
    )


def sealed(document: Any) -> dict[str, Any]:
    """A paper encrypted for this installation."""
    return envelopes.encrypted(document, envelopes.own_key())


def take(document: Any, *, by: str = "chen", now: Any = NOW) -> TakenIn:
    return take_file(sealed(document), by=by, now=now)


def take_file(envelope: Any, *, by: str = "chen", now: Any = NOW) -> TakenIn:
    content = json.dumps(envelope, ensure_ascii=False).encode()
    return referral_exchange.take_in(content, file="paper.json", by=people.officer(by), now=now)


def give(referral: int, *, by: str = "lin") -> dict[str, Any]:
    return referral_exchange.give_out(referral, by=people.officer(by), now=NOW)


def answer_to(paper: dict[str, Any], step: str = "confirmed_registered", **changes: Any) -> dict[str, Any]:
    body = {
        "referral": paper["referral"],
        "redirects": paper["redirects"],
        "from": paper["to"],
        "to": paper["from"],
        "answer": step,
        "received_on": "2026-06-01",
        "visited_on": "2026-06-01",
        "answered_on": "2026-06-01",
        "act": 77 if step == "confirmed_registered" else None,
        "words": "房主说从未住过" if step in ("refuted", "wrong_division") else "",
    }
    return body | changes


def events(referral: int) -> list[str]:
    return list(ReferralEvent.objects.filter(referral=referral).order_by("id").values_list("step", flat=True))


def test_it_works(theirs: Other) -> None:
    one = sent(to=FAR)
    paper = theirs.given(one)
    need_form(paper, file="paper.json")
    assert (paper["citizen_id"], paper["due_on"]) == (lins.FATHER.citizen_id, (TODAY + timedelta(days=30)).isoformat())
    assert LookUp.objects.filter(revealed=True).count() == 1
    taken = take(theirs(ANSWER, answer_to(paper)), by="lin")
    assert (taken.referral, taken.state, taken.repeated) == (one, "confirmed_registered", False)
    assert taken.receipt["about"] == "referral"
    assert ReferralWords.objects.get().words == "远县公安局，登记77"
    took(one, "closed", by="lin")
    assert state() == "decided"
    assert events(one) == ["told", "sent", "received", "visited", "confirmed_registered", "closed"]


def test_one_that_came_from_elsewhere_stands_among_those_due_here_and_its_answer_ends_it(theirs: Other) -> None:
    moved_away()
    taken = take(theirs(REFERRAL, GUEST))
    row = Referral.objects.get(pk=taken.referral)
    assert (row.state, row.to_division, row.due_on) == ("sent", THERE, date(2026, 6, 20))
    assert [one.pk for one in referrals.listed(scopes=(THERE,), is_out=False, waiting=True)] == [row.pk]
    assert referrals.listed(scopes=(FAR,), is_out=True) == []
    opened = referrals.open_referral(row.pk, by=people.officer("chen"), now=NOW)
    assert (opened.name, opened.number[-4:], opened.other, opened.person) == ("何远", NUMBER[-4:], "远县公安局", None)
    assert opened.number != NUMBER
    took(row.pk, "received", "visited")
    assert [one.pk for one in referrals.listed(scopes=(THERE,), is_out=False, waiting=True)] == [row.pk]
    with pytest.raises(NothingToGiveOut):
        theirs.given(row.pk, by="chen")
    act = record(
        ResidenceDeclared(
            happened_on=TODAY,
            residence_kind="usual",
            division=THERE,
            address="东城镇新村2组8号",
            name="何远",
            citizen_id=NUMBER,
        ),
        by=lins.CHEN,
        now=NOW,
    ).act
    took(row.pk, "confirmed_registered", act=act)
    paper = theirs.given(row.pk, by="chen")
    need_form(paper, file="paper.json")
    assert (paper["answer"], paper["act"], paper["from"]) == ("confirmed_registered", act, THERE)
    assert theirs.given(row.pk, by="chen") == paper
    assert events(row.pk)[-2:] == ["confirmed_registered", "closed"]
    assert referrals.listed(scopes=(THERE,), is_out=False, waiting=True) == []


@pytest.mark.parametrize(("answer", "becomes"), [("known_not_disclosed", "decided"), ("refuted", "open")])
def test_every_answer_settles_the_finding_as_one_from_within_does(theirs: Other, answer: str, becomes: str) -> None:
    one = sent(to=FAR)
    take(theirs(ANSWER, answer_to(theirs.given(one), answer)), by="lin")
    took(one, "closed", by="lin")
    assert state() == becomes


def test_the_same_paper_twice_changes_nothing_and_has_the_same_receipt(theirs: Other) -> None:
    moved_away()
    envelope = sealed(theirs(REFERRAL, GUEST))
    first, again = take_file(envelope), take(theirs(REFERRAL, dict(reversed(GUEST.items()))))
    assert (again.referral, again.repeated, first.repeated) == (first.referral, True, False)
    assert take_file(envelope).receipt == first.receipt
    assert (Referral.objects.count(), ReferralEvent.objects.count()) == (1, 2)
    out = refer("a", by=people.officer("lin"), **ASKED | {"to": FAR})
    answer = theirs(ANSWER, answer_to(theirs.given(out), "refused"))
    assert [take(answer, by="lin").repeated for _ in range(2)] == [False, True]
    took(out, "closed", by="lin")
    assert take(answer, by="lin").state == "closed"


def test_another_paper_of_the_same_referral_is_refused(theirs: Other) -> None:
    moved_away()
    take(theirs(REFERRAL, GUEST))
    with pytest.raises(PaperDiffers):
        take(theirs(REFERRAL, GUEST | {"claimed_address": "东城镇新村3组1号"}))
    with pytest.raises(ReferralUnderWay):
        take(theirs(REFERRAL, GUEST | {"referral": UID.replace("0f", "1f")}))
    assert Referral.objects.count() == 1


def test_what_was_altered_or_is_signed_by_nobody_known_is_refused(theirs: Other) -> None:
    moved_away()
    document = theirs(REFERRAL, GUEST)
    with pytest.raises(SignatureBroken):
        take(document | {"to": OTHER})
    with pytest.raises(SignatureBroken):
        take(signed.signed(REFERRAL, GUEST) | {"key": document["key"]})
    with pytest.raises(UnknownSigner):
        take(signed.signed(REFERRAL, GUEST))
    partners.end(partners.standing()[0].pk, by=people.officer("lin"), now=NOW)
    with pytest.raises(UnknownSigner):
        take(document)
    assert not Referral.objects.exists()


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"from": "990201001001"}, NotOfSigner),
        ({"to": "520101001001"}, OtherProvince),
        ({"to": "990199001001"}, NotKeptHere),
        ({"told_on": "2026-05-22"}, PaperOutOfOrder),
        ({"sent_on": "2026-06-02"}, PaperOutOfOrder),
        ({"due_on": "2026-05-21"}, PaperOutOfOrder),
        ({"due_on": "2027-06-20"}, PaperOutOfOrder),
        ({"redirects": 4}, NotADocument),
        ({"redirects": True}, NotADocument),
        ({"redirects": 1.0}, NotADocument),
        ({"told_how": ["in_person"]}, NotADocument),
        ({"telephone": "13800000000"}, NotADocument),
        ({"citizen_id": NUMBER[:-1]}, NotADocument),
        ({"name": " "}, NotADocument),
        ({"contact": "窗" * 201}, NotADocument),
        ({"due_on": "20260620"}, NotADocument),
        ({"referral": "7"}, NotADocument),
    ],
)
def test_a_referral_that_cannot_stand_here_is_refused_with_its_reason(
    theirs: Other, changes: dict[str, Any], refusal: type[Exception]
) -> None:
    moved_away()
    with pytest.raises(refusal):
        take(theirs(REFERRAL, GUEST | changes))
    assert not Referral.objects.exists()


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff\xfe", b"[" * 60_000, b" " * 70_000])
def test_what_is_no_paper_is_said_in_one_line(content: bytes) -> None:
    with pytest.raises(NotADocument):
        referral_exchange.take_in(content, file="paper.json", by=people.officer("chen"), now=NOW)


def test_an_answer_out_of_order_is_refused(theirs: Other) -> None:
    one = sent(to=FAR)
    paper = theirs.given(one)
    for changes, refusal in (
        ({"redirects": 1}, PaperOutOfOrder),
        ({"referral": UID}, PaperOutOfOrder),
        ({"from": FARTHER}, PaperOutOfOrder),
        ({"from": "990201001001"}, NotOfSigner),
        ({"received_on": "2026-05-31"}, PaperOutOfOrder),
        ({"answered_on": "2026-06-02"}, PaperOutOfOrder),
        ({"visited_on": None}, ReferralStepNotAllowed),
        ({"act": None}, referrals.ReferralStepIncomplete),
    ):
        with pytest.raises(refusal):
            take(theirs(ANSWER, answer_to(paper, **changes)), by="lin")
    assert events(one) == ["told", "sent"]
    take(theirs(ANSWER, answer_to(paper, "refuted")), by="lin")
    with pytest.raises(PaperOutOfOrder):
        take(theirs(ANSWER, answer_to(paper)), by="lin")
    with pytest.raises(PaperOutOfOrder):
        take(theirs(REFERRAL, GUEST | {"referral": paper["referral"]}))


def test_the_wrong_division_comes_back_and_is_redirected_on_as_often_as_from_within(theirs: Other) -> None:
    one = sent(to=FAR)
    for i in range(MOST_REDIRECTS):
        take(theirs(ANSWER, answer_to(theirs.given(one), "wrong_division", visited_on=None)), by="lin")
        took(one, "redirected", by="lin", division=(FARTHER, FAR)[i % 2])
        with pytest.raises(PaperOutOfOrder):
            take(theirs(ANSWER, answer_to(theirs.given(one), redirects=i)), by="lin")
    take(theirs(ANSWER, answer_to(theirs.given(one), "wrong_division")), by="lin")
    with pytest.raises(RedirectedTooOften):
        took(one, "redirected", by="lin", division=THERE)


def test_one_that_comes_home_after_a_redirection_is_answered_within(theirs: Other) -> None:
    one = sent(to=FAR)
    take(theirs(ANSWER, answer_to(theirs.given(one), "wrong_division")), by="lin")
    took(one, "redirected", by="lin", division=THERE)
    with pytest.raises(NothingToGiveOut):
        theirs.given(one)
    took(one, "received", "visited", "refused")
    assert Referral.objects.get().kept_by is None


def test_each_time_that_it_is_sent_here_is_a_row_of_its_own(theirs: Other) -> None:
    moved_away()
    first = take(theirs(REFERRAL, GUEST)).referral
    again = GUEST | {"redirects": 2, "to": OTHER, "sent_on": "2026-06-01"}
    with pytest.raises(PaperOutOfOrder):
        take(theirs(REFERRAL, again))
    took(first, "received")
    took(first, "wrong_division", words="不是本村")
    theirs.given(first, by="chen")
    second = take(theirs(REFERRAL, again)).referral
    assert Referral.objects.get(pk=second).redirects == 2
    assert take(theirs(REFERRAL, GUEST)).referral == first
    with pytest.raises(PaperOutOfOrder):
        take(theirs(REFERRAL, GUEST | {"redirects": 1}))


def test_a_withdrawal_follows_and_a_late_one_is_refused(theirs: Other) -> None:
    body = {"referral": UID, "redirects": 0, "from": FAR, "to": THERE, "withdrawn_on": "2026-05-30"}
    moved_away()
    with pytest.raises(PaperOutOfOrder):
        take(theirs(WITHDRAWAL, body))
    row = take(theirs(REFERRAL, GUEST)).referral
    took(row, "received")
    assert [take(theirs(WITHDRAWAL, body)).repeated for _ in range(2)] == [False, True]
    assert Referral.objects.get(pk=row).state == "withdrawn"
    other = GUEST | {"referral": UID.replace("0f", "1f")}
    row = take(theirs(REFERRAL, other)).referral
    took(row, "received", "visited", "refused")
    with pytest.raises(PaperOutOfOrder):
        take(theirs(WITHDRAWAL, body | {"referral": other["referral"]}))


def test_what_is_withdrawn_here_is_told_in_a_paper_without_a_word_of_the_person(theirs: Other) -> None:
    one = sent(to=FAR)
    took(one, "withdrawn", by="lin", words="写错了村")
    paper = theirs.given(one)
    need_form(paper, file="paper.json")
    assert paper.keys() - signed.SIGNED - {signed.DOCUMENT} == FIELDS[WITHDRAWAL].keys()
    with pytest.raises(PaperOutOfOrder):
        take(theirs(ANSWER, answer_to(paper)), by="lin")


def test_each_side_takes_its_own_steps_and_has_the_duty_for_it(theirs: Other) -> None:
    one = sent(to=FAR)
    with pytest.raises(TakenElsewhere, match="远县公安局"):
        took(one, "received")
    with pytest.raises(NotAllowed):
        theirs.given(one, by="chen")
    paper = theirs(ANSWER, answer_to(theirs.given(one)))
    with pytest.raises(NotAllowed):
        take(paper, by="chen")
    guest = theirs(REFERRAL, GUEST)
    for stranger in ("lin", "tang", "he", "gao"):
        with pytest.raises(NotAllowed):
            take(guest, by=stranger)
    row = take(guest).referral
    with pytest.raises(TakenElsewhere):
        took(row, "withdrawn", words="不要")
    with pytest.raises(NotAllowed):
        referrals.open_referral(row, by=people.officer("lin"), now=NOW)


def test_without_a_partner_there_or_a_number_nobody_is_referred_there(theirs: Other) -> None:
    moved_away()
    by = people.officer("lin")
    with pytest.raises(OtherProvince):
        refer("a", by=by, **ASKED | {"to": "520101001001"})
    with pytest.raises(OutsideThisRegister):
        refer("a", by=by, **ASKED | {"to": "990201001001"})
    one = refer("a", by=by, **ASKED | {"to": FAR})
    partners.end(partners.standing()[0].pk, by=by, now=NOW)
    with pytest.raises(OutsideThisRegister):
        theirs.given(one)


def test_who_has_no_number_is_not_referred_to_another_installation(theirs: Other) -> None:
    who = moved_away()
    for number in (None, lins.number("99010119800503001")[:-1] + "?"):
        Person.objects.filter(pk=who).update(citizen_id=number)
        with pytest.raises(NoNumberToRefer):
            refer("a", by=people.officer("lin"), **ASKED | {"to": FAR})


def test_each_end_empties_what_it_has_half_a_year_after_its_end(theirs: Other) -> None:
    moved_away()
    row = take(theirs(REFERRAL, GUEST)).referral
    took(row, "received", "visited")
    took(row, "refuted", words="房主说从未住过")
    answer = theirs.given(row, by="chen")
    last = TODAY + timedelta(days=KEPT_DAYS)
    assert forget_closed(today=last, now=NOW) == 0
    assert forget_closed(today=last + timedelta(days=1), now=NOW) == 1
    kept = Referral.objects.get(pk=row)
    assert {kept.name, kept.citizen_id, kept.claimed_address, kept.contact} == {""}
    assert not ReferralWords.objects.exists()
    assert take(theirs(REFERRAL, GUEST)).repeated
    assert Referral.objects.get(pk=row).name == ""
    assert answer["words"] == "房主说从未住过"
    with pytest.raises(NothingToGiveOut):
        theirs.given(row, by="chen")


def test_a_person_who_is_erased_is_erased_from_the_referral_too(committed_db: None) -> None:
    one = sent()
    who = Referral.objects.get().record
    assert who is not None
    erase(
        who,
        ("identity",),
        by=lins.LIN,
        approved_by=lins.CHEN.id,
        legal_ground="个人信息保护法 art. 47",
        happened_on=TODAY,
        now=NOW,
    )
    row = Referral.objects.get()
    assert (row.claimed_address, row.contact, row.state) == ("", "", "sent")
    assert referrals.open_referral(one, by=people.officer("lin"), now=NOW).name == ""
    took(one, "withdrawn", by="lin", words="本人要求删除")


@given(
    st.dictionaries(st.sampled_from(sorted(GUEST)), st.none() | st.booleans() | st.integers() | st.text(), min_size=1)
)
def test_no_paper_with_a_field_of_another_form_is_one(changes: dict[str, Any]) -> None:
    document = {signed.DOCUMENT: REFERRAL, **dict.fromkeys(signed.SIGNED, ""), **GUEST, **changes}
    try:
        need_form(document, file="paper.json")
    except NotADocument:
        return
    assert all(isinstance(document[name], type(value)) for name, value in GUEST.items())
    assert document["from"].isdigit()
    assert document["name"].strip()
