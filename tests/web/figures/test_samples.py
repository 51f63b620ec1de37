"""Samples on their pages: drawn, checked one by one or by a sheet, and told with their bounds."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from huangce.accounts import officers
from huangce.accounts.models import LookUp
from huangce.statistics.samples.models import Sample, SampleAnswer, SampleLine
from tests import people
from tests.statistics.samples import HERE, answered, drawn, settle
from tests.web.test_routes import client_of

pytestmark = pytest.mark.usefixtures("committed_db")


@pytest.fixture
def sample() -> Sample:
    settle()
    return drawn(size=24, now=timezone.now())


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_it_works(sample: Sample) -> None:
    shi = client_of("shi")
    assert f"/samples/{sample.pk}/" in text(shi.get("/samples/"))
    page = text(shi.get(f"/samples/{sample.pk}/lines/"))
    assert page.count("<fieldset") == 10
    assert page.count('class="address"') == 10
    assert LookUp.objects.latest("id").case == f"sample {sample.pk}"
    said = {"outcome-1": "checked", "outcome-2": "checked", "wrong-2": ["birth_date", "education"], "outcome-3": ""}
    assert shi.post(f"/samples/{sample.pk}/lines/", said).status_code == 302
    assert [one.wrong for one in SampleAnswer.objects.order_by("line")] == [[], ["birth_date", "education"]]
    page = text(shi.get(f"/samples/{sample.pk}/"))
    assert "种子取自存证" in page
    assert "出生日期" in page
    assert "何一" not in page


def test_no_places_are_ranked_by_the_few_who_were_drawn_in_each(sample: Sample) -> None:
    shi = client_of("shi")
    lines = {f"outcome-{ordinal}": "checked" for ordinal in range(1, 25)}
    assert shi.post(f"/samples/{sample.pk}/lines/", lines).status_code == 302
    shown = {code: text(shi.get(f"/rates/{code}/")) for code in ("C5d", "J7a", "C5a")}
    figure = "C5d" if sample.frame == "registered" else "J7a"
    assert "95%置信区间" in shown[figure]
    assert "做到多少" not in shown[figure]
    assert "做到多少" in shown["C5a"]


def test_a_draw_tells_what_to_expect_before_it_is_drawn() -> None:
    settle()
    gao = client_of("gao")
    assert "还没有抽查" in text(gao.get("/samples/"))
    asked = {"frame": "usual", "division": people.COUNTY, "size": "12", "what": "expect"}
    assert "±" in text(gao.post("/samples/", asked))
    assert not Sample.objects.exists()
    made = gao.post("/samples/", asked | {"what": "draw", "seed": "三五六"})
    found = Sample.objects.get()
    assert made.headers["Location"] == f"/samples/{found.pk}/"
    assert "种子是人给的" in text(gao.get(f"/samples/{found.pk}/"))
    for wrong in ({"size": "abc"}, {"size": "0"}, {"frame": "all"}, {"due_on": "2099-01-01"}, {"due_on": "?"}):
        refused = gao.post("/samples/", asked | {"what": "draw"} | wrong)
        assert refused.status_code in (400, 422)
        assert "error-summary" in text(refused)
    assert Sample.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "field", "status"),
    [
        ({"size": ""}, "size", 422),
        ({"size": "0"}, "size", 422),
        ({"due_on": "明天"}, "due_on", 422),
        ({"due_on": "2020-01-01"}, "due_on", 422),
        ({"division": "没有这个地方"}, "division", 422),
        ({"division": "990102000000"}, "division", 403),
    ],
)
def test_a_draw_that_is_refused_keeps_what_was_typed_and_leads_to_the_field_to_mend(
    changed: dict[str, str], field: str, status: int
) -> None:
    settle()
    typed = {"frame": "usual", "division": people.COUNTY, "size": "12", "due_on": "", "seed": "三五六", "what": "draw"}
    refused = client_of("gao").post("/samples/", typed | changed)
    page = text(refused)
    assert refused.status_code == status
    assert f'<a href="#{field}">' in page
    assert re.findall(r'data-wrong><label for="(\w+)"', page) == [field]
    assert 'value="三五六"' in page
    assert not Sample.objects.exists()


def test_who_may_not_look_sees_counts_and_nobody(sample: Sample) -> None:
    gao = client_of("gao")
    assert gao.get(f"/samples/{sample.pk}/").status_code == 200
    assert gao.get(f"/samples/{sample.pk}/lines/").status_code == 403
    assert gao.get(f"/samples/{sample.pk}/sheet.xlsx").status_code == 403
    assert client_of("zhao").get("/samples/").status_code == 403
    tang = client_of("tang")
    page = text(tang.get(f"/samples/{sample.pk}/lines/"))
    mine = SampleLine.objects.filter(sample=sample.pk, village=HERE).order_by("ordinal")
    assert f'name="outcome-{mine[0].ordinal}"' in page
    assert "/persons/" not in page
    other = SampleLine.objects.filter(sample=sample.pk).exclude(village=HERE).first()
    assert other
    refused = tang.post(f"/samples/{sample.pk}/lines/", {f"outcome-{other.ordinal}": "checked"})
    assert refused.status_code == 422
    assert not SampleAnswer.objects.exists()


def test_what_is_wrong_with_an_answer_is_said_beside_it_and_what_was_ticked_stays(sample: Sample) -> None:
    shi = client_of("shi")
    refused = shi.post(f"/samples/{sample.pk}/lines/", {"outcome-1": "not_found", "wrong-1": ["name"]})
    assert refused.status_code == 422
    assert 'value="name" checked' in text(refused)
    refused = shi.post(f"/samples/{sample.pk}/lines/", {"outcome-1": "", "wrong-1": ["name"]})
    assert refused.status_code == 422
    assert "就要有核查结果" in text(refused)
    refused = shi.post(f"/samples/{sample.pk}/lines/", {"outcome-1": "checked", "on": "2099-01-01"})
    assert refused.status_code == 422
    assert 'name="on"' in text(refused)
    assert 'value="2099-01-01"' in text(refused)
    assert not SampleAnswer.objects.exists()


def shown_at(sample: Sample, page: str) -> dict[str, str]:
    """What the page of lines holds, as a browser sends it back: outcomes, and the answers that were seen."""
    fields = re.findall(r'name="(seen-\d+)" value="(\d+)"', page)
    assert len(fields) == 10
    chosen = {f"outcome-{line}": "" for line in range(1, 11)}
    for part in page.split("<fieldset")[1:]:
        name = re.findall(r'<select[^>]* name="(outcome-\d+)"', part)[0]
        chosen[name] = re.findall(r'<option value="(\w*)" selected', part)[0] if "selected" in part else ""
    return dict(fields) | chosen


def test_a_look_is_noted_at_those_who_are_shown_and_nobody_else(sample: Sample) -> None:
    shi = client_of("shi")
    for number, size in ((1, 10), (2, 10), (3, 4)):
        page = text(shi.get(f"/samples/{sample.pk}/lines/?page={number}"))
        assert page.count("<fieldset") == size
        assert (f'href="?page={number + 1}"' in page) == (number < 3)
        ordinals = range(number * 10 - 9, number * 10 - 9 + size)
        shown = SampleLine.objects.filter(sample=sample.pk, ordinal__in=ordinals).values_list("record", flat=True)
        assert set(LookUp.objects.latest("id").subjects) == set(shown)


def test_the_samples_come_in_pages(sample: Sample) -> None:
    later = [drawn(size=1, now=timezone.now()) for _ in range(25)]
    shi = client_of("shi")
    first, second = text(shi.get("/samples/")), text(shi.get("/samples/?page=2"))
    link = '<a data-open href="/samples/{}/">'
    assert link.format(later[-1].pk) in first
    assert link.format(sample.pk) not in first
    assert 'href="?page=2"' in first
    assert (first.count("data-row>"), second.count("data-row>")) == (25, 1)
    assert link.format(sample.pk) in second
    assert 'href="?page=1"' in second
    assert 'href="?page=3"' not in second


def test_a_page_beyond_the_last_leads_back(sample: Sample) -> None:
    shi = client_of("shi")
    assert shi.get("/samples/?page=9").headers["Location"] == "/samples/"
    lines = f"/samples/{sample.pk}/lines/"
    assert shi.get(f"{lines}?page=9").headers["Location"] == f"{lines}?page=3"


def test_checking_is_offered_to_who_checks_there() -> None:
    settle()
    sample = drawn(division=people.NEXT_TOWN, now=timezone.now())
    gao, lines = client_of("gao"), f'href="/samples/{sample.pk}/lines/"'
    officers.grant(people.officer("gao"), "enumerator", people.TOWN, by=None, on=people.OPENED)
    assert lines not in text(gao.get(f"/samples/{sample.pk}/"))
    assert lines in text(client_of("shi").get(f"/samples/{sample.pk}/"))


def test_what_the_page_showed_is_not_answered_again_on_another_day() -> None:
    settle()
    yesterday = timezone.localdate() - timedelta(days=1)
    sample = drawn(size=24, now=timezone.now(), as_of=yesterday)
    shi, url = client_of("shi"), f"/samples/{sample.pk}/lines/"
    answered(sample, 1, "checked", "sex", now=timezone.now(), checked_on=yesterday)
    first = SampleAnswer.objects.get()
    shown = shown_at(sample, text(shi.get(url)))
    assert (shown["seen-1"], shown["outcome-1"]) == (str(first.pk), "checked")
    sent = shown | {"wrong-1": ["sex"], "outcome-2": "not_reached", "on": timezone.localdate().isoformat()}
    assert shi.post(url, sent).status_code == 302
    assert SampleAnswer.objects.get(line=first.line) == first
    assert SampleAnswer.objects.count() == 2


def test_an_answer_that_came_meanwhile_is_not_overwritten_unseen(sample: Sample) -> None:
    shi, url = client_of("shi"), f"/samples/{sample.pk}/lines/"
    opened = shown_at(sample, text(shi.get(url)))
    answered(sample, 1, "not_found", now=timezone.now())
    refused = shi.post(url, opened | {"outcome-1": "checked", "outcome-2": "checked"})
    assert refused.status_code == 422
    assert 'id="outcome-1"' in text(refused)
    seen = shown_at(sample, text(refused))
    assert seen["outcome-1"] == "not_found"
    assert [one.outcome for one in SampleAnswer.objects.order_by("id")] == ["not_found", "checked"]
    assert shi.post(url, seen | {"outcome-1": "checked"}).status_code == 302
    assert [one.outcome for one in SampleAnswer.objects.order_by("id")] == ["not_found", "checked", "checked"]
    taken_away = shown_at(sample, text(shi.get(url))) | {"outcome-1": ""}
    assert shi.post(url, taken_away).status_code == 422


@pytest.mark.parametrize(("frame", "form"), [("registered", "correction_household"), ("usual", "correction_residence")])
def test_a_wrong_address_is_put_right_where_addresses_are(frame: str, form: str) -> None:
    settle()
    sample = drawn(frame, size=24, now=timezone.now())
    lin, url = client_of("lin"), f"/samples/{sample.pk}/lines/"
    line = SampleLine.objects.filter(sample=sample.pk, village=HERE).order_by("ordinal")[0]
    links = {
        "correction": f"/acts/new/correction/?person={line.record}",
        form: f"/acts/new/{form}/?person={line.record}",
    }
    for wrong, expected in (
        (["address"], {form}),
        (["sex"], {"correction"}),
        (["sex", "address"], {form, "correction"}),
    ):
        answered(sample, line.ordinal, "checked", *wrong, now=timezone.now())
        page = text(lin.get(url))
        assert {name for name, link in links.items() if f'href="{link}"' in page} == expected
    opened = lin.get(links[form], follow=True)
    assert opened.status_code == 200
    assert "清河县东城镇新村" in text(opened)


def test_the_day_that_was_typed_stays_where_an_answer_is_refused(sample: Sample) -> None:
    refused = client_of("shi").post(f"/samples/{sample.pk}/lines/", {"outcome-1": "checked", "on": "2099-01-01"})
    assert 'value="2099-01-01"' in text(refused)


def test_a_sheet_goes_out_and_comes_back(sample: Sample) -> None:
    shi = client_of("shi")
    sent = shi.get(f"/samples/{sample.pk}/sheet.xlsx")
    content = b"".join(sent.streaming_content)
    assert content[:2] == b"PK"
    assert "抽查核对表".encode() in b"".join(shi.get(f"/samples/{sample.pk}/sheet.html").streaming_content)
    assert shi.get(f"/samples/{sample.pk}/sheet.exe").status_code == 404
    url = f"/samples/{sample.pk}/returned/"
    assert "没有新结果" in text(shi.post(url, {"file": SimpleUploadedFile("a.xlsx", io.BytesIO(content).read())}))
    rows = f"编号,核查结果,错误项目\nC{sample.pk}-1,已核对,姓名\nC{sample.pk}-2,对,\n".encode()
    page = text(shi.post(url, {"file": SimpleUploadedFile("a.csv", rows)}))
    assert "unknown-result" in page
    assert SampleAnswer.objects.get().wrong == ["name"]
    assert shi.post(url, {"file": SimpleUploadedFile("a.doc", b"x")}).status_code == 422
    refused = text(shi.post(url, {"file": SimpleUploadedFile("交回的表.csv", b"")}))
    assert "交回的表.csv" in refused
    assert "很" * 60 + ".csv" in text(shi.post(url, {"file": SimpleUploadedFile("很" * 90 + ".csv", b"")}))


def test_the_page_of_the_figure_tells_the_bounds_and_opens_the_sample(sample: Sample) -> None:
    shi = client_of("shi")
    assert "/samples/" in text(shi.get("/rates/J7a/"))
    for line in SampleLine.objects.filter(sample=sample.pk):
        shi.post(f"/samples/{sample.pk}/lines/", {f"outcome-{line.ordinal}": "checked"})
    page = text(shi.get("/rates/J7a/"))
    assert "95%置信区间100.0–100.0%" in page
    assert f'href="/samples/{sample.pk}/"' in page
    assert shi.get("/rates/J7a/rows/?part=n").status_code == 200
