"""Papers between installations leave encrypted for the one they are for, and nothing else is taken in."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huangce.errors import NotAllowed
from huangce.exchange import cards, envelopes, partners
from huangce.exchange.envelopes import PaperBroken, PaperForAnother, PaperNotEncrypted
from huangce.exchange.partners import (
    KeptInThisRegister,
    OtherFingerprint,
    PartnerOverlaps,
    PartnerUnfounded,
    PartnerWithoutEncryption,
)
from huangce.home import paths
from huangce.home.paths import SecretLost
from huangce.matching.referral_exchange import PaperOutOfOrder
from huangce.matching.referral_models import Referral, ReferralEvent
from huangce.matching.referral_papers import ANSWER, REFERRAL, WITHDRAWAL
from huangce.matching.referrals import refer
from huangce.register import signed
from huangce.register.signed import NotADocument, SignatureBroken
from tests import lins, people
from tests.matching.test_referrals import ASKED, NOW, OTHER, moved_away, sent
from tests.matching.test_referrals_between import (
    FAR,
    FARTHER,
    GUEST,
    UID,
    Other,
    answer_to,
    enter,
    entered_before,
    give,
    sealed,
    take,
    take_file,
    theirs,
)

__all__ = ["theirs"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def third(theirs: Other, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Other:
    """An installation that is not entered."""
    return Other(tmp_path / "third", monkeypatch)


def test_it_works(theirs: Other) -> None:
    one = sent(to=FAR)
    envelope = give(one)
    text = json.dumps(envelope, ensure_ascii=False)
    assert envelope.keys() == {"document", "for", "sealed"}
    for told in (
        "林建国",
        lins.FATHER.citizen_id,
        ASKED["address"],
        ASKED["contact"],
        FAR,
        str(Referral.objects.get().uid),
    ):
        assert told not in text
        assert told.encode() not in b64decode(envelope["sealed"])
    again = give(one)
    assert again != envelope
    assert theirs.opens(again) == theirs.opens(envelope)
    signed.check(theirs.opens(envelope), REFERRAL, key=signed.own_key())
    with pytest.raises(PaperForAnother):
        take_file(envelope)


@pytest.mark.parametrize("suite", ["ed25519", "sm2"])
def test_what_either_suite_of_the_seal_signs_is_encrypted_and_taken_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suite: str
) -> None:
    monkeypatch.setenv("HUANGCE_SEAL", suite)
    other = Other(tmp_path / "other", monkeypatch)
    enter(other.card(), "远县公安局", [FAR[:6]])
    one = sent(to=FAR)
    paper = other.given(one)
    assert paper["suite"] == suite
    assert take(other(ANSWER, answer_to(paper, "refuted")), by="lin").state == "refuted"


@pytest.mark.parametrize(
    "answer", ["refuted", "refused", "confirmed_registered", "known_not_disclosed", "wrong_division"]
)
def test_the_length_of_an_answer_does_not_tell_what_it_is(theirs: Other, answer: str) -> None:
    paper = theirs.given(sent(to=FAR))
    lengths = {len(sealed(theirs(ANSWER, answer_to(paper, one)))["sealed"]) for one in (answer, "refuted")}
    assert len(lengths) == 1


def test_nothing_unencrypted_is_taken_in(theirs: Other) -> None:
    moved_away()
    document = theirs(REFERRAL, GUEST)
    with pytest.raises(PaperNotEncrypted):
        take_file(document)
    assert not Referral.objects.exists()
    assert take(document).state == "sent"


def test_a_paper_for_another_installation_is_refused_by_name(theirs: Other, third: Other) -> None:
    moved_away()
    document = theirs(REFERRAL, GUEST)
    for_third = envelopes.encrypted(document, third.card()["encryption_key"])
    with pytest.raises(PaperForAnother):
        take_file(for_third)
    with pytest.raises(PaperBroken):
        take_file(for_third | {"for": envelopes.own_key()})
    assert not Referral.objects.exists()


def test_what_was_altered_or_cut_off_is_refused_and_the_whole_one_is_taken_in_after(theirs: Other) -> None:
    moved_away()
    whole = sealed(theirs(REFERRAL, GUEST))
    raw = b64decode(whole["sealed"])
    for wrong in (raw[:-1], raw[:40], raw[:32], b"", raw + b"0", raw[:50] + bytes([raw[50] ^ 1]) + raw[51:]):
        with pytest.raises(PaperBroken):
            take_file(whole | {"sealed": b64encode(wrong).decode()})
    for altered in (whole | {"sealed": "?"}, whole | {"more": ""}, whole | {"for": 7}, {"document": whole["document"]}):
        with pytest.raises(PaperBroken):
            take_file(altered)
    with pytest.raises(NotADocument):
        take_file([whole])
    with pytest.raises(SignatureBroken):
        take(theirs(REFERRAL, GUEST) | {"to": OTHER})
    assert not Referral.objects.exists()
    assert take_file(whole).state == "sent"


@settings(deadline=None)
@given(st.binary(max_size=80))
def test_whatever_is_encrypted_for_here_is_opened_or_refused(content: bytes) -> None:
    raw = envelopes.SUITE.encrypt(
        content, envelopes.X25519PublicKey.from_public_bytes(bytes.fromhex(envelopes.own_key()))
    )
    for sealed_text in (content, raw):
        envelope = {
            "document": envelopes.ENVELOPE,
            "for": envelopes.own_key(),
            "sealed": b64encode(sealed_text).decode(),
        }
        with pytest.raises(PaperBroken):
            envelopes.opened(envelope, file="paper.json")


@pytest.mark.parametrize(("kind", "by"), [(ANSWER, "lin"), (WITHDRAWAL, "chen")])
def test_a_partner_cannot_pass_on_what_was_meant_for_somebody_else(theirs: Other, kind: str, by: str) -> None:
    moved_away()
    take(theirs(REFERRAL, GUEST))
    out = refer("a", by=people.officer("lin"), **ASKED | {"to": FAR})
    answer = answer_to(theirs.given(out), "refuted", to=FARTHER)
    withdrawal = {"referral": UID, "redirects": 0, "from": FAR, "to": FARTHER, "withdrawn_on": "2026-05-30"}
    before = ReferralEvent.objects.count()
    with pytest.raises(PaperOutOfOrder, match="another division"):
        take(theirs(kind, answer if kind == ANSWER else withdrawal), by=by)
    assert ReferralEvent.objects.count() == before


def test_nothing_goes_to_a_partner_that_was_entered_without_a_key_to_encrypt_for(theirs: Other) -> None:
    one = sent(to=FAR)
    guest = take(theirs(REFERRAL, GUEST)).referral
    entered_before(theirs)
    before = ReferralEvent.objects.count()
    for referral, by in ((one, "lin"), (guest, "chen")):
        with pytest.raises(PartnerWithoutEncryption, match="远县公安局"):
            give(referral, by=by)
    assert ReferralEvent.objects.count() == before
    partners.end(partners.standing()[0].pk, by=people.officer("lin"), now=NOW)
    enter(theirs.card(), "远县公安局", [FAR[:6]])
    assert theirs.given(one)["name"] == "林建国"


def test_nobody_is_referred_to_a_partner_without_a_key_to_encrypt_for(theirs: Other) -> None:
    moved_away()
    entered_before(theirs)
    with pytest.raises(PartnerWithoutEncryption):
        refer("a", by=people.officer("lin"), **ASKED | {"to": FAR})
    assert not Referral.objects.exists()


def test_the_private_key_is_read_by_its_owner_alone_and_a_damaged_one_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUANGCE_HOME", str(tmp_path / "home"))
    key, file = envelopes.own_key(), paths.secrets() / envelopes.SECRET
    assert file.stat().st_mode & 0o777 == 0o600
    assert envelopes.own_key() == key
    file.write_text("damaged")
    with pytest.raises(SecretLost):
        envelopes.own_key()


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"office": " "}, PartnerUnfounded),
        ({"basis": ""}, PartnerUnfounded),
        ({"divisions": []}, PartnerUnfounded),
        ({"divisions": ["99"]}, PartnerUnfounded),
        ({"divisions": ["990000"]}, PartnerUnfounded),
        ({"divisions": [FAR]}, PartnerOverlaps),
        ({"divisions": ["990101"]}, KeptInThisRegister),
        ({"fingerprint": ""}, OtherFingerprint),
        ({"fingerprint": "0000 " * 8}, OtherFingerprint),
    ],
)
def test_a_partner_is_entered_with_keys_ground_and_divisions_of_its_own(
    theirs: Other, third: Other, changes: dict[str, Any], refusal: type[Exception]
) -> None:
    moved_away()
    card, fitting = third.card(), {"office": "近县公安局", "divisions": ["990104"]}
    with pytest.raises(refusal):
        enter(card, **fitting | changes)
    with pytest.raises(NotAllowed):
        enter(card, **fitting, by=people.officer("tang"))
    for own in (cards.own(), card | {"encryption_key": envelopes.own_key()}):
        with pytest.raises(PartnerUnfounded):
            enter(own, **fitting)
    with pytest.raises(PartnerOverlaps):
        enter(theirs.card(), **fitting)
    spaced = cards.fingerprint(card["key"], card["encryption_key"]).upper().replace(" ", "  ")
    assert partners.covers(enter(card, **fitting, fingerprint=spaced), "990104001001")


def test_a_card_that_was_altered_is_none(third: Other, tmp_path: Path) -> None:
    card, file = third.card(), tmp_path / "card.json"
    signed.write(card, file)
    assert cards.read(file) == card
    for wrong, refusal in (
        (card | {"encryption_key": envelopes.own_key()}, SignatureBroken),
        (third(cards.CARD, {"encryption_key": "00" * 32}), NotADocument),
        (third(cards.CARD, {"encryption_key": card["encryption_key"].upper()}), NotADocument),
        (third(cards.CARD, {"encryption_key": None}), NotADocument),
        (third(cards.CARD, {"encryption_key": card["encryption_key"], "more": 1}), NotADocument),
        (third(cards.CARD, {}), NotADocument),
        (third(REFERRAL, GUEST), NotADocument),
    ):
        signed.write(wrong, file)
        with pytest.raises(refusal):
            cards.read(file)
