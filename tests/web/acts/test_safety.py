"""Nothing is lost, doubled, overwritten or shown to who may not see it."""

from __future__ import annotations

from django.test import Client

from huangce.accounts.models import LookUp
from huangce.matching.models import Finding, FindingEvent
from huangce.register.models import Act
from huangce.register.queries import person_at
from huangce.register.recorded import recorded
from huangce.rules.acts import KINDS
from huangce.rules.acts.death import Death
from huangce.rules.authority import PLACES
from huangce.web.acts.table import FORMS, MENUS
from huangce.web.frame import drafts
from tests import lins, people
from tests.web.acts.conftest import Home, act_of, done, fields_in, fill, officer, plain
from tests.web.test_routes import client_of

DAY = "20260214"
PAPER = {"evidence": ["medical_death_certificate"]}
# What no desk records: loads, their undoing, and what an administrator erases.
ELSEWHERE = {"opening_entry", "residence_opening", "batch_undone", "erasure"}


def test_every_act_that_a_desk_records_has_a_form() -> None:
    assert {form.act for form in FORMS.values()} == KINDS.keys() - ELSEWHERE


def test_every_form_but_those_of_the_menu_stands_on_a_choice_page() -> None:
    on_pages = {name for menu in MENUS.values() for name in menu.forms}
    assert on_pages | {"birth", "death"} == FORMS.keys()


def test_every_form_begins_with_its_search(desk: Client, home: Home) -> None:
    for name in {one.name for one in FORMS.values() if one.act not in PLACES} - {"link", "unlink"}:
        page = desk.get(f"/acts/new/{name}/")
        assert page.status_code == 200, name
        assert 'id="q"' in page.content.decode(), name


def test_one_hit_leads_to_the_form_and_several_are_listed(desk: Client, home: Home) -> None:
    answer = desk.get("/acts/death/?q=zsz")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/acts/death/?person={home.grandmother}"
    fragment = desk.get("/acts/death/?q=l", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert f"person={home.father}" in fragment
    assert f"person={home.son}" in fragment


def test_an_officer_of_the_next_town_is_refused_before_typing(home: Home) -> None:
    answer = client_of("chen").get(f"/acts/death/?person={home.grandmother}")
    assert answer.status_code == 403
    assert "曾淑珍" not in answer.content.decode()


def test_who_records_no_such_act_is_refused(home: Home) -> None:
    assert client_of("tang").get(f"/acts/death/?person={home.grandmother}").status_code == 403
    assert client_of("shi").get(f"/acts/new/death_ex_officio/?person={home.grandmother}").status_code == 403
    assert client_of("lin").get("/acts/duplicates/").status_code == 403


def test_the_page_of_an_act_is_closed_to_the_next_town(desk: Client, home: Home) -> None:
    act = act_of(fill(desk, f"/acts/death/?person={home.grandmother}", happened_on=DAY, **PAPER))
    assert client_of("chen").get(f"/acts/{act}/").status_code == 403


def test_a_look_is_noted_once_for_a_form(desk: Client, home: Home) -> None:
    before = LookUp.objects.count()
    url = f"/acts/death/?person={home.grandmother}"
    fill(desk, url, happened_on="nonsense")
    desk.get(url)
    assert LookUp.objects.count() == before + 1
    assert home.grandmother in LookUp.objects.latest("id").subjects


def test_without_a_page_a_check_is_a_look_too(desk: Client, home: Home) -> None:
    before = LookUp.objects.count()
    desk.post(f"/acts/new/death/check/?person={home.grandmother}", {})
    assert LookUp.objects.count() == before + 1


def test_the_check_reads_the_act_back_and_keeps_nothing(desk: Client, home: Home) -> None:
    acts = Act.objects.count()
    url = f"/acts/new/death/check/?person={home.grandmother}"
    told = plain(desk.post(url, {"happened_on": DAY, **PAPER}).content.decode())
    assert "曾淑珍，1941年生，于2026年2月14日死亡。凭居民死亡医学证明（推断）书。" in told
    assert "可以登记" in told
    assert "注销曾淑珍的户口（死亡），不再计入户籍人口" in told
    assert "按迟报受理。不拒收，不罚款" in told
    assert Act.objects.count() == acts


def test_the_check_says_what_the_rules_refuse(desk: Client, home: Home) -> None:
    told = desk.post(f"/acts/new/death/check/?person={home.grandmother}", {"happened_on": DAY}).content.decode()
    assert "还不能登记" in told
    assert "可以登记" not in told


def test_without_a_script_a_page_reads_back_and_records_only_then(desk: Client, home: Home) -> None:
    url = f"/acts/death/?person={home.grandmother}"
    read_back = fill(desk, url, step="check", happened_on=DAY, **PAPER)
    assert read_back.status_code == 200
    page = read_back.content.decode()
    assert "请读给申报人听" in page
    alive = person_at(home.grandmother)
    assert alive is not None
    assert alive.died_on is None
    back = desk.post(url, {**fields_in(page, "confirm"), "step": "back"}).content.decode()
    assert f'value="{DAY}"' in back
    act_of(desk.post(url, {**fields_in(page, "confirm"), "step": "record"}))


def test_a_form_that_is_sent_twice_is_one_act(desk: Client, home: Home) -> None:
    url = f"/acts/death/?person={home.father}"
    typed = {**fields_in(desk.get(url).content.decode()), "step": "record", "happened_on": DAY, **PAPER}
    typed["new_reference_person"] = [str(home.mother)]
    first = act_of(desk.post(url, typed))
    again = desk.post(url, typed)
    assert act_of(again) == first
    assert "没有登记第二次" in desk.get(again.headers["Location"]).content.decode()


def test_what_changed_meanwhile_is_explained_and_the_officer_may_go_on(desk: Client, home: Home) -> None:
    url = f"/acts/new/household_split/?household={home.household}"
    typed = {**fields_in(desk.get(url).content.decode()), "step": "record", "happened_on": "20260301"}
    typed |= {
        "persons": [str(home.mother), str(home.son)],
        f"relation-{home.mother}": "02",
        f"relation-{home.son}": "22",
    }
    done(
        Death(happened_on=lins.date(2026, 2, 14), person=home.grandmother, evidence=lins.shown("cremation_certificate"))
    )
    clash = desk.post(url, typed)
    assert clash.status_code == 409
    page = clash.content.decode()
    assert "有人改过" in page
    assert "死亡登记" in page
    assert "您打开时" in page
    confirm = desk.post(url, {**fields_in(page, "confirm"), "step": "check"}).content.decode()
    act_of(desk.post(url, {**fields_in(confirm, "confirm"), "step": "record"}))


def test_a_draft_comes_back_is_said_and_goes_with_the_act(desk: Client, home: Home) -> None:
    url = f"/acts/death/?person={home.grandmother}"
    typed = {**fields_in(desk.get(url).content.decode()), "happened_on": DAY, "declared_by": "林建国", **PAPER}
    assert desk.post("/drafts/keep/", typed, headers={"HX-Request": "true"}).status_code == 200
    page = desk.get(url).content.decode()
    assert "上次填到这里" in page
    assert 'value="林建国"' in page
    act_of(fill(desk, url))
    assert drafts.kept(people.officer("lin"), url) is None


def test_a_session_that_ends_in_the_middle_loses_nothing(desk: Client, home: Home) -> None:
    from huangce.accounts.sign_in import set_password

    set_password(people.officer("lin"), "a long pass phrase")
    desk = client_of("lin")
    url = f"/acts/death/?person={home.grandmother}"
    typed = {**fields_in(desk.get(url).content.decode()), "happened_on": DAY, "declared_by": "林建国", **PAPER}
    session = desk.session
    session["seen"] = 0
    session.save()
    asked = desk.post(url, {**typed, "step": "check"})
    assert "填写的内容没有丢" in asked.content.decode()
    held = {f"held:{name}": value for name, value in typed.items() if name not in drafts.NOT_KEPT}
    back = desk.post("/sign-in/", {"username": "lin", "password": "a long pass phrase", "next": url, **held})
    page = desk.get(back.headers["Location"]).content.decode()
    assert 'value="林建国"' in page


def test_an_act_closes_the_finding_that_it_came_from(desk: Client, home: Home) -> None:
    told = {
        "list_kind": "cremations",
        "probability": 0.9,
        "reason": "姓名相同",
        "evidence": "[]",
        "digest": "",
        "run": 1,
    }
    told |= {"division": people.VILLAGE, "finding_class": "deceased_not_cancelled"}
    Finding.objects.create(id="F1", record=home.grandmother, **told)
    act = act_of(fill(desk, "/acts/death/?finding=F1", happened_on=DAY, **PAPER))
    event = FindingEvent.objects.latest("id")
    assert (event.kind, event.act) == ("closed_by_act", act)


def test_nobody_approves_their_own_act(desk: Client, home: Home) -> None:
    url = f"/acts/new/correction/?person={home.father}&group=identity"
    page = desk.get(url).content.decode()
    assert f'name="approved_by" value="{officer("shi")}"' in page
    assert f'name="approved_by" value="{officer("lin")}"' not in page


def test_a_day_is_read_as_people_type_it_and_nothing_else(desk: Client, home: Home) -> None:
    url = f"/acts/death/?person={home.grandmother}"
    for text in ("2026-02", "31.2.2026", "明天", "20991231"):
        assert fill(desk, url, happened_on=text, **PAPER).status_code == 422, text
    act = act_of(fill(desk, url, happened_on="2026年2月14日", **PAPER))
    assert recorded(act).happened_on.isoformat() == "2026-02-14"


def test_an_address_that_names_nothing_is_refused(desk: Client, home: Home) -> None:
    for query in ("person=1", "person=x", "person=99999999999999999999", f"person={home.household}"):
        assert desk.get(f"/acts/death/?{query}").status_code in {404, 422, 403}, query
    assert desk.get("/acts/new/nothing/").status_code == 404
    assert desk.get("/acts/999/").status_code == 404


def test_who_comes_from_a_household_chooses_among_its_members(desk: Client, home: Home) -> None:
    page = desk.get(f"/acts/new/move_out/?household={home.household}").content.decode()
    assert f"person={home.son}" in page
    assert home.son in LookUp.objects.latest("id").subjects


def test_the_pages_speak_english_to_who_chose_it(desk: Client, home: Home) -> None:
    desk.cookies["language"] = "en"
    url = f"/acts/new/death/check/?person={home.grandmother}"
    told = plain(desk.post(url, {"happened_on": DAY, **PAPER}).content.decode())
    assert "曾淑珍, born 1941, died on 14 February 2026." in told.replace("2026-02-14", "14 February 2026")
    assert "Can be recorded" in told
