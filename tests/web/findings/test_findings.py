"""The pages of findings: who sees which, what an answer does, lists out and back."""

from __future__ import annotations

import io
import re
from datetime import date

import orjson
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from huangce.accounts.models import LookUp
from huangce.matching import worklists
from huangce.matching.models import Finding, FindingEvent, HandOver
from huangce.rules.authority import Granted
from huangce.web.findings.leads import LEADS, steps_of, ways_of
from huangce.web.frame.differences import differences
from tests import people
from tests.web.test_routes import client_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 4, 2)


def finding(name: str, **values: object) -> Finding:
    evidence = [
        {"item": "姓名", "register_value": "罗桂兰", "list_value": "罗贵兰", "weight": 3.2, "words": "姓名同音"},
        {"item": "住址", "register_value": "石桥镇", "list_value": None, "weight": -1.0, "words": "一方缺"},
    ]
    usual = {
        "finding_class": "deceased_not_cancelled",
        "list_kind": "register",
        "other_list": "cremations",
        "probability": 0.9,
        "division": people.VILLAGE,
        "reason": "火化名单载明已去世，户籍未注销。",
        "evidence": orjson.dumps(evidence).decode(),
        "digest": "d",
        "run": 1,
    }
    return Finding.objects.create(id=name, **(usual | values))


def seen(name: str) -> int:
    event = FindingEvent.objects.filter(finding=name).order_by("-id").first()
    return event.pk if event else 0


def answer(client, name: str, reason: str, **values: object):
    return client.post(f"/findings/{name}/answer/", {"reason": reason, "seen": seen(name), **values})


def test_it_works():
    for name, share in (("a", 0.9), ("b", 0.8)):
        finding(name, probability=share)
    client = client_of("lin")
    page = client.get("/findings/").content.decode()
    assert page.index("/findings/a/") < page.index("/findings/b/")
    assert "这里共2件，其中约0.3件会是误报" in page
    page = client.get("/findings/a/").content.decode()
    assert '罗<span class="diff">桂</span>兰' in page
    assert LookUp.objects.get().case == "finding a"
    away = answer(client, "a", "not_same_person", words="问过家属")
    assert away.headers["Location"] == "/findings/next/?after=a&done=a"
    page = client.get(away.headers["Location"], follow=True).content.decode()
    assert "上一件已记：不是同一人" in page
    event = FindingEvent.objects.get()
    assert (event.kind, event.reason, event.words) == ("decided", "not_same_person", "问过家属")
    client.post("/findings/a/take-back/", {"seen": event.pk})
    assert Finding.objects.get(pk="a").state == "open"


def test_what_is_over_is_looked_at_and_not_decided_again():
    finding("a", state="closed")
    client = client_of("lin")
    page = client.get("/findings/?state=closed").content.decode()
    assert "这里共1件，已有结论。" in page
    assert "误报" not in page
    assert "从第一件判断" not in page
    assert ">查看</a>" in page
    assert "两边写的是查出疑点那天的" in client.get("/findings/a/").content.decode()
    finding("b")
    page = client.get("/findings/?state=all").content.decode()
    assert (page.count(">查看</a>"), page.count(">判断</a>")) == (1, 1)
    assert "两边写的是查出疑点那天的" not in client.get("/findings/b/").content.decode()


def test_a_confirmed_death_leads_to_words_and_never_to_a_cancellation():
    finding("a")
    client = client_of("lin")
    assert answer(client, "a", "confirmed").headers["Location"] == "/findings/a/"
    page = client.get("/findings/a/").content.decode()
    assert "依职权办理：书面通知申报义务人和村（居）委会" in page
    main = page[page.index("<main") :]
    assert "/acts/new/cancellation/" not in main
    assert not re.search(r"<(a|button)[^>]*>[^<]*注销", main)
    assert [way.page for way in LEADS["deceased_not_cancelled"].ways] == ["act-death"]


def test_an_entry_of_nobody_is_asked_about_at_the_door_and_cancelled_only_by_an_act_with_a_hearing():
    finding("a", finding_class="fictitious", other_list=None)
    finding("b")
    client = client_of("lin")
    # What a visit was told about another lead; about this one it is the question itself.
    assert "走访中无人认识此人" in client.get("/findings/b/").content.decode()
    page = client.get("/findings/a/").content.decode()
    assert "走访中无人认识此人" not in page
    assert "另一条户籍登记" not in page
    assert "说明线索属实的" in page
    assert answer(client, "a", "confirmed").headers["Location"] == "/findings/a/"
    page = client.get("/findings/a/").content.decode()
    assert "没有踪迹不等于没有此人" in page
    assert "听取本人意见" in page
    assert [way.page for way in LEADS["fictitious"].ways] == ["act-correction", "act-new"]
    assert Finding.objects.get(pk="a").state == "confirmed"


def test_what_was_done_before_a_sign_of_life_came_is_told_and_goes_no_further():
    finding("a")
    client = client_of("lin")
    answer(client, "a", "confirmed")
    for step, on in (("dead_confirmed", "2015-03-02"), ("informant_served", "2015-03-03")):
        client.post("/findings/a/procedure/", {"step": step, "on": on, "how": "回证3号", "place": "村委会"})
    halted, tell = "办到这里为止，不再往下办", "告诉收到的人不作数"
    assert halted not in client.get("/findings/a/").content.decode()
    Finding.objects.filter(pk="a").update(finding_class="death_contradicted", state="open")
    for state in ("open", "confirmed"):
        Finding.objects.filter(pk="a").update(state=state)
        page = client.get("/findings/a/").content.decode()
        assert halted in page
        assert tell in page
        assert page.count("回证3号") == 2
        assert "记哪一步" not in page
    assert client.post("/findings/a/procedure/", {"step": "committee_served", "on": "2015-03-04"}).status_code == 422


def test_a_finding_that_no_other_source_knows_of_has_no_empty_column_beside_the_register():
    line = {"item": "姓名", "register_value": "何远", "list_value": None, "weight": None, "words": ""}
    finding("a", finding_class="fictitious", other_list=None, evidence=orjson.dumps([line]).decode())
    finding(
        "b",
        finding_class="wrong_number",
        other_list=None,
        evidence=orjson.dumps([line | {"list_value": "何员"}]).decode(),
    )
    client = client_of("lin")
    assert "别的来源" not in client.get("/findings/a/").content.decode()
    assert "别的来源" in client.get("/findings/b/").content.decode()


def test_nobody_is_to_be_told_of_a_notice_that_was_never_served():
    finding("a")
    client = client_of("lin")
    answer(client, "a", "confirmed")
    client.post("/findings/a/procedure/", {"step": "dead_confirmed", "on": "2015-03-02", "how": "入户记录3号"})
    Finding.objects.filter(pk="a").update(finding_class="death_contradicted", state="open")
    page = client.get("/findings/a/").content.decode()
    assert "办到这里为止，不再往下办" in page
    assert "告诉收到的人不作数" not in page


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"on": "三月"}, "on"),
        ({"on": "2099-01-01"}, "on"),
        ({"how": "很" * 201}, "how"),
        ({"step": "informant_served", "place": ""}, "place"),
        ({"step": "objection_settled"}, "step"),
    ],
)
def test_a_step_that_is_refused_leads_to_the_field_to_mend(changed: dict[str, str], field: str):
    finding("a")
    client = client_of("lin")
    answer(client, "a", "confirmed")
    typed = {"step": "dead_confirmed", "on": "2015-03-02", "how": "入户记录3号", "place": "家中"}
    client.post("/findings/a/procedure/", typed)
    page = client.post("/findings/a/procedure/", typed | {"step": "committee_served"} | changed).content.decode()
    assert f'<a href="#{field}">' in page
    assert re.findall(r'data-wrong><label for="(\w+)"', page) == [field]


def test_the_procedure_ex_officio_is_entered_step_by_step_and_leads_to_the_act_after_a_month():
    finding("a")
    client = client_of("lin")
    assert "依职权办理，到了哪一步" not in client.get("/findings/a/").content.decode()
    answer(client, "a", "confirmed")

    def enter(step: str, on: str, how: str = "回证3号"):
        typed = {"step": step, "on": on, "how": how, "place": "村委会"}
        return client.post("/findings/a/procedure/", typed, follow=True)

    wrong = enter("dead_confirmed", "三月", "入户记录3号")
    assert wrong.status_code == 422
    assert "入户记录3号" in wrong.content.decode()
    assert enter("informant_served", "2015-03-02").status_code == 422
    enter("dead_confirmed", "2015-03-02")
    enter("informant_served", "2015-03-03")
    page = enter("committee_served", "2015-03-04").content.decode()
    assert "一个月到2015-04-07满" in page
    assert "/acts/new/death_ex_officio/" in page
    assert (
        client.post("/findings/a/procedure/", {"step": "objected", "on": "2015-05-01", "how": "来信"}).status_code
        == 302
    )
    assert "/acts/new/death_ex_officio/" not in client.get("/findings/a/").content.decode()
    assert client_of("chen").post("/findings/a/procedure/", {"step": "objected"}).status_code in (403, 422)
    page = client.get("/findings/a/").content.decode()
    assert "属实吗" not in page
    client.post("/findings/a/take-back/", {"seen": re.search(r'name="seen" value="(\d+)"', page)[1]})
    page = client.get("/findings/a/").content.decode()
    assert "属实吗" in page
    assert "依职权办理的经过" in page
    assert "记下这一步" not in page


def test_the_officer_of_the_next_town_sees_and_does_nothing():
    finding("a")
    chen = client_of("chen")
    assert "/findings/a/" not in chen.get("/findings/").content.decode()
    assert chen.get("/findings/a/").status_code == 403
    assert answer(chen, "a", "confirmed").status_code == 403
    assert chen.post("/findings/a/hand-over/", {"to": "lin"}).status_code == 403
    assert chen.get(f"/findings/worklist/?division={people.VILLAGE}").status_code == 403
    assert chen.get(f"/findings/worklist.xlsx?division={people.VILLAGE}").status_code == 403
    assert chen.post("/findings/assign/", {"division": people.VILLAGE, "days": "5"}).status_code == 403
    assert FindingEvent.objects.count() == 0


def test_who_may_not_look_up_sees_how_many_and_not_who():
    finding("a")
    page = client_of("gao").get("/findings/").content.decode()
    assert "看不到是谁" in page
    assert "/findings/a/" not in page
    assert client_of("gao").get("/findings/a/").status_code == 403


def test_an_answer_to_what_a_colleague_answered_is_told_with_the_words_still_there():
    finding("a")
    client = client_of("lin")
    client.post("/findings/a/answer/", {"reason": "confirmed", "seen": 0})
    late = client.post("/findings/a/answer/", {"reason": "evidence_wrong", "seen": 0, "words": "户口本上没有"})
    assert late.status_code == 409
    assert "已有别人处理" in late.content.decode()
    assert FindingEvent.objects.count() == 1


def test_no_reason_is_refused_and_keeps_what_was_typed():
    finding("a")
    wrong = answer(client_of("lin"), "a", "because", words="问过家属")
    assert wrong.status_code == 422
    assert 'value="问过家属"' in wrong.content.decode()


def test_later_records_nothing_and_goes_round():
    for name, share in (("a", 0.9), ("b", 0.8)):
        finding(name, probability=share)
    client = client_of("lin")
    assert client.post("/findings/b/answer/", {"reason": "later"}, follow=True).redirect_chain[-1][0] == "/findings/a/"
    assert FindingEvent.objects.count() == 0
    for name in "ab":
        answer(client, name, "evidence_wrong")
    assert client.get("/findings/next/?after=a").headers["Location"] == "/findings/"


def test_a_finding_is_handed_over_and_leaves_the_queue():
    finding("a")
    people.officer("shi")
    client = client_of("lin")
    assert "石" in client.get("/findings/a/").content.decode()
    assert client.post("/findings/a/hand-over/", {"to": "shi"}).status_code == 302
    assert HandOver.objects.get().finding == "a"
    assert client.post("/findings/a/hand-over/", {"to": "chen"}).status_code == 404


def test_a_division_is_assigned_printed_and_exported():
    finding("a")
    client = client_of("lin")
    sent = client.post("/findings/assign/", {"division": people.TOWN, "days": "5"}, follow=True)
    assert "已派出1件" in sent.content.decode()
    assert "罗桂兰" in client.get(f"/findings/worklist/?division={people.TOWN}").content.decode()
    book = client.get(f"/findings/worklist.xlsx?division={people.TOWN}")
    assert b"".join(book.streaming_content)[:2] == b"PK"
    assert client.post("/findings/assign/", {"division": people.TOWN, "days": "0"}).status_code == 422
    assert client.get("/findings/worklist/").status_code == 422


def test_results_come_back_with_problems_by_row():
    finding("a")
    finding("b", division=people.NEXT_VILLAGE)
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        rows = [
            worklists.COLUMNS,
            _row("a", "本人健在，已见到"),
            _row("b", "线索有误"),
            _row("a", "也许"),
            _row("x", "线索有误"),
        ]
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    file = SimpleUploadedFile("back.xlsx", buffer.getvalue())
    page = client_of("lin").post("/findings/returned/", {"file": file}).content.decode()
    assert "记入1件核查结果" in page
    assert "3行没有读进来" in page
    assert "不在您的辖区" in page
    assert Finding.objects.get(pk="a").state == "decided"
    assert Finding.objects.get(pk="b").state == "open"


def _row(name: str, answered: str) -> tuple[str, ...]:
    cells = dict.fromkeys(worklists.COLUMNS, "")
    return tuple((cells | {worklists.ID: name, worklists.RESULT: answered}).values())


def test_a_file_that_is_none_is_refused():
    client = client_of("lin")
    assert client.post("/findings/returned/").status_code == 422
    file = SimpleUploadedFile("back.exe", b"MZ")
    assert client.post("/findings/returned/", {"file": file}).status_code == 422
    file = SimpleUploadedFile("back.xlsx", b"not a workbook")
    assert client.post("/findings/returned/", {"file": file}).status_code in {400, 422}


@pytest.mark.parametrize("query", ["?class=x", "?state=x", "?due=x", "?division=x", "?page=x", "?page=999999"])
def test_an_odd_address_is_answered_in_words(query: str):
    assert client_of("lin").get(f"/findings/{query}").status_code in {200, 422}


def test_a_page_has_fifty_findings_or_a_hundred_for_who_asks_and_none_is_left_out():
    for number in range(120):
        finding(f"f{number:03}", probability=0.9 - number / 1000)
    client = client_of("lin")
    for size, given_size in ((50, ""), (100, "&size=100"), (50, "&size=99")):
        found: list[str] = []
        for number in range(1, -(-120 // size) + 1):
            page = client.get(f"/findings/?page={number}{given_size}").content.decode()
            found += re.findall(r'data-open href="/findings/(f\d+)/', page)
            assert f"第{(number - 1) * size + 1}–{min(number * size, 120)}件" in page
        assert found == [f"f{number:03}" for number in range(120)]
    assert 'href="/findings/?page=2&amp;size=100"' in client.get("/findings/?size=100").content.decode()


@given(st.text(max_size=12), st.text(max_size=12))
def test_marked_pieces_are_the_values_themselves(left: str, right: str):
    for value, pieces in zip((left, right), differences(left, right), strict=True):
        assert "".join(piece.text for piece in pieces) == value
    if left == right:
        assert not any(piece.mark for side in differences(left, right) for piece in side)


def test_a_death_that_is_contradicted_leads_to_no_form_of_a_death() -> None:
    assert {(way.page, way.form) for way in LEADS["death_contradicted"].ways} == {("act-residence", "")}


@pytest.mark.parametrize("finding_class", sorted(LEADS))
def test_every_class_leads_to_pages_that_are_there(finding_class: str):
    row = {"id": "a", "record": 7, "other_record": 9, "class": finding_class, "division": people.VILLAGE}
    grants = [Granted(role, people.COUNTY, people.OPENED) for role in ("registrar", "reviewer")]
    assert len(ways_of(row, grants, TODAY)) == len(LEADS[finding_class].ways)
    assert steps_of(finding_class)


def test_nobody_is_led_to_an_act_that_the_role_does_not_record():
    registrar, reviewer = (Granted(role, people.COUNTY, people.OPENED) for role in ("registrar", "reviewer"))
    row = {"id": "a", "record": 7, "other_record": 9, "class": "held_twice", "division": people.VILLAGE}
    assert ways_of(row, [registrar], TODAY) == []
    assert [url for _words, url in ways_of(row, [reviewer], TODAY)] == [
        "/acts/new/link/?kept=7&other=9&finding=a",
        "/acts/new/link/?other=7&kept=9&finding=a",
    ]
    assert ways_of(row | {"class": "deceased_not_cancelled"}, [reviewer], TODAY) == []
