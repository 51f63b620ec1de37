"""Find people, look at lives and households: own divisions only, masked, and every look is noted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.test import Client

from huangce.accounts.models import LookUp
from huangce.matching.models import Finding, FindingEvent
from huangce.register.seal import seal
from huangce.rules.acts.corrections import Correction
from huangce.rules.acts.death import Death
from huangce.rules.acts.duplicates import Link
from huangce.rules.acts.residences import ResidenceDeclared
from huangce.rules.acts.reversals import Reversal
from tests import lins, people
from tests.lins import Member, shown
from tests.register.conftest import House, do, one, open_house
from tests.web.people.conftest import TOWN, registrar

MAY = date(2026, 5, 1)


def text_of(answer) -> str:
    return answer.content.decode()


def life(client: Client, record: int, query: str = "") -> str:
    answer = client.get(f"/persons/{record}/{query}")
    assert answer.status_code == 200, text_of(answer)
    return text_of(answer)


def test_it_works(client: Client, house: House) -> None:
    page = text_of(client.get("/find/?q=林建国"))
    assert "林建国" in page
    assert f"/persons/{house.father}/" in page
    assert lins.FATHER.citizen_id not in page
    assert "9901**********" in page


def test_an_officer_of_the_next_town_is_told_only_how_many(stranger: Client, house: House) -> None:
    page = text_of(stranger.get("/find/?q=林建国"))
    assert "别处有1人" in page
    assert f"/persons/{house.father}/" not in page
    for path in (f"/persons/{house.father}/", f"/households/{house.id}/", f"/households/{house.id}/booklet/"):
        answer = stranger.get(path)
        assert answer.status_code == 403
        assert "林建国" not in text_of(answer)
    assert not LookUp.objects.filter(subjects__overlap=[house.father, house.mother]).exists()


def test_a_question_says_what_to_do_when_it_is_short_empty_or_in_vain(client: Client, house: House) -> None:
    assert "写下要查的人" in text_of(client.get("/find/"))
    assert "再写一点" in text_of(client.get("/find/?q=林"))
    assert "再写一点" in text_of(client.get("/find/?q=123"))
    assert "没有找到" in text_of(client.get("/find/?q=查无此人"))
    assert "这样查不了" in text_of(client.get("/find/?q=" + "林" * 101))
    assert LookUp.objects.count() == 1  # only the question that was really asked


def test_typing_on_leaves_no_note_for_persons_who_are_shown_already(client: Client, house: House) -> None:
    for text in ("林建", "林建国"):
        assert "林建国" in text_of(client.get("/find/rows/", {"q": text}, headers={"HX-Request": "true"}))
    assert LookUp.objects.count() == 1
    client.get("/find/rows/", {"q": "王秀"})
    assert LookUp.objects.count() == 2
    client.get("/find/", {"q": "林建国"})  # asked on purpose, so noted
    assert LookUp.objects.count() == 3


def test_without_a_purpose_nobody_is_shown(client: Client, house: House) -> None:
    session = client.session
    del session["purpose"]
    session.save()
    for path in ("/find/?q=林建国", f"/persons/{house.father}/", f"/households/{house.id}/"):
        assert client.get(path).headers["Location"].startswith("/purpose/?next=")
    assert client.post(f"/persons/{house.father}/number/").headers["Location"] == f"/persons/{house.father}/"
    answer = client.get("/find/rows/?q=林建国", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"].startswith("/purpose/")
    assert LookUp.objects.count() == 0


def test_a_number_is_revealed_by_a_post_of_its_own_and_noted(client: Client, house: House) -> None:
    assert lins.FATHER.citizen_id not in life(client, house.father)
    assert client.get(f"/persons/{house.father}/number/").status_code == 405
    page = text_of(client.post(f"/persons/{house.father}/number/"))
    assert lins.FATHER.citizen_id in page
    assert lins.MOTHER.citizen_id not in page
    assert list(LookUp.objects.filter(revealed=True).values_list("subjects", flat=True)) == [[house.father]]


def test_who_is_shown_beside_a_person_is_noted_too(client: Client, house: House) -> None:
    life(client, house.father)
    noted = {one for row in LookUp.objects.values_list("subjects", flat=True) for one in row}
    assert noted == {house.father, house.mother, house.son, house.grandmother}


def test_a_life_shows_late_acts_and_what_was_taken_back(client: Client, house: House) -> None:
    death = do(Death(happened_on=MAY, person=house.grandmother, evidence=shown("cremation_certificate")))
    page = life(client, house.grandmother)
    assert "死亡" in page
    assert "晚31天" in page
    do(Reversal(happened_on=MAY, act=death.act, reason="认错了人", approved_by=lins.CHEN.id))
    page = life(client, house.grandmother)
    assert "data-former" in page
    assert "认错了人" in page
    assert "记录保留，不删除" in page
    assert "在册" in page


def test_what_a_correction_changed_is_told_from_and_to(client: Client, house: House) -> None:
    given = {"group": "identity", "items": {"name": "林建帼"}}
    do(Correction(happened_on=MAY, record=house.father, evidence=shown("archive"), approved_by=lins.CHEN.id, **given))
    page = life(client, house.father)
    assert "<del><span class=" in page
    assert "林建国" in page
    assert "林建帼" in page


def test_a_page_of_another_day_says_what_differs_from_today(client: Client, house: House) -> None:
    do(Death(happened_on=MAY, person=house.grandmother, evidence=shown("cremation_certificate")))
    page = life(client, house.grandmother, "?as_of=2026-04-01")
    assert "data-past" in page
    assert "项不同" in page
    assert "已注销" in page
    answer = client.get(f"/persons/{house.grandmother}/?as_of=1999-01-01")
    assert answer.status_code == 404
    assert "登记册从2020年1月1日起" in text_of(answer)
    answer = client.get(f"/persons/{house.grandmother}/?as_known=2020-01-01")
    assert answer.status_code == 404
    assert "<form" in text_of(answer)
    for wrong in ("2026-13-01", "2999-01-01"):
        assert client.get(f"/persons/{house.grandmother}/?as_of={wrong}").status_code == 422


def test_what_was_known_is_asked_of_the_seal(committed_db: None) -> None:
    house, client = open_house(), registrar("lan", TOWN)
    seal(now=lins.NOW)
    do(Death(happened_on=MAY, person=house.grandmother, evidence=shown("cremation_certificate")))
    chip = '<span class="chip" data-tone="done">在册'
    assert chip in life(client, house.grandmother, "?as_known=2026-06-02")
    assert chip not in life(client, house.grandmother)


def test_where_somebody_lives_stands_beside_where_they_are_registered(client: Client, house: House) -> None:
    assert "没有居住登记" in life(client, house.mother)
    spell = {"division": lins.NEXT_VILLAGE, "address": "四川省达州市达川区石桥镇东桥村1组7号"}
    do(ResidenceDeclared(happened_on=MAY, person=house.mother, residence_kind="usual", **spell))
    page = life(client, house.mother)
    assert "东桥村" in page
    assert "人户分离" in page
    assert "居住" in page.split("一生登记")[1]


def test_a_name_of_twenty_characters_and_a_rare_one_are_shown_whole(client: Client, db: None) -> None:
    long, rare = "阿卜杜热合曼江·买买提依明·吐尔逊娜依江", "𬴂小𫖯"
    guest = Member(name=long, relation="02", sex="2", birth_date="1970-01", ethnicity="05")
    friend = Member(name=rare, relation="98", sex="1", birth_date="1990", ethnicity="01")
    found = do(lins.family(guest, friend)).created["household"]
    page = text_of(client.get(f"/households/{found}/"))
    parts = ["阿卜杜热合曼江·", "买买提依明·", "吐尔逊娜依江"]
    assert "<wbr>".join(f'<span class="keep">{part}</span>' for part in parts) in page
    assert rare in page
    assert rare in text_of(client.get(f"/find/?q={rare}"))
    assert rare in text_of(client.get(f"/households/{found}/booklet/"))


def test_a_booklet_is_masked_until_it_is_asked_for_in_full(client: Client, house: House) -> None:
    path = f"/households/{house.id}/booklet/"
    page = text_of(client.get(path))
    assert page.count("常住人口登记卡") == 4
    assert lins.FATHER.citizen_id not in page
    page = text_of(client.post(path))
    assert lins.FATHER.citizen_id in page
    assert lins.SON.citizen_id in page
    assert LookUp.objects.filter(revealed=True).count() == 1
    assert client.post(path, {"hide": "1"}).status_code == 302


def test_the_members_of_a_household_begin_with_its_reference_person(client: Client, house: House) -> None:
    page = text_of(client.get(f"/households/{house.id}/"))
    members = page.split("户内成员")[1]
    assert members.index("林建国") < members.index("王秀英") < members.index("林浩")
    assert "<b>户主</b>" in members
    assert client.get("/households/1/").status_code == client.get("/persons/1/").status_code == 404
    assert client.get("/households/1/booklet/").status_code == 404
    assert client.get(f"/households/{house.father}/").status_code == 404


def test_a_division_shows_its_parents_its_children_and_how_many_are_registered(client: Client, house: House) -> None:
    page = text_of(client.get("/divisions/511703110000/"))
    assert "达川区" in page
    assert client.get("/divisions/").status_code == 302
    assert client.get("/divisions/999999999999/").status_code == 404
    assert client.get("/divisions/abc/").status_code == 404
    elsewhere = text_of(client.get("/divisions/511703111000/"))
    assert "户籍人口</th>" not in elsewhere  # figures of the own divisions only


def test_an_abolished_division_says_where_it_went(client: Client, db: None) -> None:
    page = text_of(client.get("/divisions/511721/"))
    assert "已撤销" in page
    assert "达川区" in page


def test_an_auditor_sees_no_person(db: None, house: House) -> None:
    auditor = registrar("zhou", "000000000000", "auditor")
    for path in ("/find/", f"/persons/{house.father}/", f"/households/{house.id}/"):
        assert auditor.get(path).status_code == 403


def test_pages_speak_english_too(client: Client, house: House) -> None:
    client.cookies["language"] = "en"
    page = life(client, house.father)
    assert "Who looked at this record" in page
    assert "male" in page
    assert "opening" in page.lower()


def test_open_findings_of_a_person_stand_on_the_page_until_they_are_decided(client: Client, house: House) -> None:
    given = {
        "list_kind": "cremations",
        "probability": 0.9,
        "division": lins.VILLAGE,
        "reason": "死亡",
        "evidence": "[]",
    }
    Finding.objects.create(
        id="f1", finding_class="deceased_not_cancelled", record=house.father, digest="d", run=1, **given
    )
    assert "死亡未注销" in life(client, house.father)
    assert "死亡未注销" not in life(client, house.mother)
    decided = {"kind": "decided", "reason": "alive_seen", "at": lins.NOW, "digest": "d"}
    FindingEvent.objects.create(finding="f1", officer=people.officer("lin").pk, **decided)
    assert "死亡未注销" not in life(client, house.father)


def test_linked_records_point_at_each_other(client: Client, house: House) -> None:
    household = do(lins.family(replace(lins.FATHER, citizen_id=None))).created["household"]
    twin = one("select id from person where household = %s", household)
    documents = {"evidence": shown("duplicate_investigation"), "approved_by": lins.CHEN.id, "heard": True}
    do(Link(happened_on=MAY, kept=house.father, other=twin, **documents))
    assert f"看记录{house.father}" in life(client, twin)
    assert "撤销重户合并" not in life(client, twin)  # a registrar may not part them
    reviewer = registrar("shen", TOWN, "reviewer")
    for record in (house.father, twin):
        assert f"/acts/new/unlink/?other={twin}&amp;kept={house.father}" in life(reviewer, record)
