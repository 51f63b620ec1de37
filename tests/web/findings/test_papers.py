"""The notices of the procedure ex officio: what each says and what it keeps to itself, as a page and as a file."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils.timezone import localdate

from huangce.accounts.models import LookUp
from huangce.exchange.word_files import LEFT, as_word
from huangce.matching.models import Finding
from huangce.register.models import Person
from huangce.register.record import record
from huangce.rules import death_notices
from huangce.rules.acts.base import Evidence
from huangce.rules.acts.death import DeathExOfficio
from tests import people
from tests.web.acts.conftest import Home, opened
from tests.web.findings.test_findings import answer, finding
from tests.web.test_routes import client_of

pytestmark = pytest.mark.django_db
FAMILY, COMMITTEE, PUBLIC, DONE = death_notices.TITLES


@pytest.fixture
def home() -> Home:
    for username in ("lin", "chen", "shi", "tang"):
        people.officer(username)
    return opened()


@pytest.fixture
def lead(home: Home) -> tuple[Client, Person]:
    finding("a", record=home.mother)
    client = client_of("lin")
    answer(client, "a", "confirmed")
    return client, Person.objects.get(pk=home.mother)


def enter(client: Client, step: str, on: date, **more: object):
    typed = {"step": step, "on": on.isoformat(), "how": "回证3号", "place": "村务公开栏", **more}
    return client.post("/findings/a/procedure/", typed, follow=True)


def said(client: Client, which: str) -> str:
    page = client.get(f"/findings/a/papers/{which}/")
    assert page.status_code == 200
    text = page.content.decode()
    return text[text.index("<article") : text.index("</article>")]


def test_it_works(lead: tuple[Client, Person]) -> None:
    client, person = lead
    assert client.get("/findings/a/papers/informant/").status_code == 422  # nobody has been there yet
    page = enter(client, "dead_confirmed", localdate()).content.decode()
    for which in (FAMILY, COMMITTEE, PUBLIC):
        assert f"/findings/a/papers/{which}/" in page
        assert person.name in said(client, which)
    assert "一个月内" in said(client, FAMILY)
    assert "医学证明" in said(client, FAMILY)
    assert "村民委员会" in said(client, COMMITTEE) or "村（居）民委员会" in said(client, COMMITTEE)
    assert "满30日，视为送达" in said(client, PUBLIC)
    assert client.get("/findings/a/papers/cancelled/").status_code == 422  # nothing was cancelled
    assert LookUp.objects.filter(case="finding a", subjects__contains=[person.pk]).count() > 3


def test_no_notice_shows_a_whole_number_and_the_public_one_none_and_no_door(lead: tuple[Client, Person]) -> None:
    client, person = lead
    enter(client, "dead_confirmed", localdate())
    for which in (FAMILY, COMMITTEE, PUBLIC):
        assert person.citizen_id not in said(client, which)
    public = said(client, PUBLIC)
    assert "**" in said(client, FAMILY)
    assert "**" not in public
    assert not re.search(r"[0-9]+号(?!码)(?!\D*〕)", public.replace("14号", "").replace("393号", ""))
    assert person.birth_date[:4] in public
    assert person.birth_date not in public


def test_a_file_is_what_the_page_says(lead: tuple[Client, Person]) -> None:
    client, _person = lead
    enter(client, "dead_confirmed", localdate())
    for which in (FAMILY, COMMITTEE, PUBLIC):
        answered = client.get(f"/findings/a/papers/{which}.docx")
        assert answered.headers["Content-Disposition"] == f'attachment; filename="{which}-a.docx"'
        with zipfile.ZipFile(io.BytesIO(answered.content)) as packed:
            assert packed.testzip() is None
            parts = {name: ElementTree.fromstring(packed.read(name)) for name in packed.namelist()}
        text = "".join(parts["word/document.xml"].itertext())
        page = re.sub(r"<[^>]*>|\s", "", said(client, which))
        assert "".join(text.split()) == page


def test_the_day_place_and_proof_of_a_posting_are_kept_and_the_photograph_is_not(lead: tuple[Client, Person]) -> None:
    client, _person = lead
    enter(client, "dead_confirmed", localdate())
    photo = io.BytesIO(b"a photograph of the board")
    photo.name = "board.jpg"
    assert enter(client, "public_posted", localdate(), place="").status_code == 422
    page = enter(client, "public_posted", localdate(), proof=photo).content.decode()
    assert "村务公开栏，回证3号，挂30天" in page
    assert "22b1e6ea" in page or re.search(r'class="id digest"[^>]*>[0-9a-f]{64}<', page)


def test_the_days_of_service_are_filled_in_for_a_death_and_not_once_it_is_contradicted(
    lead: tuple[Client, Person],
) -> None:
    client, person = lead
    day = localdate() - timedelta(days=90)
    for step in ("dead_confirmed", "informant_served", "committee_served"):
        enter(client, step, day)
    form = f"/acts/new/death_ex_officio/?person={person.pk}&finding=a"
    assert f'value="{day.isoformat()}"' in client.get(form).content.decode()
    Finding.objects.filter(pk="a").update(finding_class="death_contradicted")
    page = client.get(form)
    assert page.status_code == 200
    assert f'value="{day.isoformat()}"' not in page.content.decode()


def test_after_the_act_the_relatives_are_told_and_how_to_object(lead: tuple[Client, Person]) -> None:
    client, person = lead
    day = localdate() - timedelta(days=90)
    for step in ("dead_confirmed", "informant_served", "committee_served"):
        enter(client, step, day)
    assert "/papers/informant/" not in client.get("/findings/a/").content.decode()  # both were served
    act = DeathExOfficio(
        person=person.pk,
        happened_on=day - timedelta(days=300),
        informant_notified_on=day,
        committee_notified_on=day,
        decided_on=localdate(),
        evidence=tuple(
            Evidence(kind=one) for one in ("committee_or_work_unit_certificate", "officer_investigation_record")
        ),
        approved_by=people.officer("shi").pk,
    )
    answer(client, "a", "act", act=record(act, by=people.officer("lin")).act)
    page = client.get("/findings/a/").content.decode()
    assert "/findings/a/papers/cancelled/" in page
    told = said(client, DONE)
    assert death_notices.in_words(localdate().isoformat()) in told
    assert "恢复原户口和原号码" in told
    assert "行政复议" in told


def test_the_officer_of_the_next_town_prints_nothing(lead: tuple[Client, Person]) -> None:
    client, _person = lead
    enter(client, "dead_confirmed", localdate())
    for username in ("chen", "tang", "he", "gao"):
        for address in ("informant/", "informant.docx"):
            assert client_of(username).get(f"/findings/a/papers/{address}").status_code == 403


def test_a_name_with_rare_and_odd_signs_makes_a_file_that_opens() -> None:
    for name in ("𠮷·阿卜杜<&>", "甲\x07乙\ufffe", "\u202e"):
        packed = zipfile.ZipFile(io.BytesIO(as_word(name, [(LEFT, name)], "回执", ("地点",))))
        text = "".join(ElementTree.fromstring(packed.read("word/document.xml")).itertext())
        assert name.replace("\x07", "").replace("\ufffe", "") in text


def test_a_committee_is_called_by_its_kind() -> None:
    assert death_notices.committee_of(people.VILLAGE).endswith("村（居）民委员会")
    assert death_notices.committee_of("桥头村") == "桥头村村民委员会"
