"""The page of supporting policies: entered by the campaign office, read by whoever sees figures, told on the desk."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from typer.testing import CliRunner

from huangce.exchange import policies
from huangce.exchange.models import PolicyDepartment, PolicyReturn
from huangce.rules.quarters import quarter_of
from tests import people
from tests.web.test_routes import client_of

pytestmark = pytest.mark.django_db
ENTERED = {
    "kind": "policy",
    "title": "随迁子女入学办法",
    "number": "资教发〔2026〕3号",
    "issued_on": "2026-02-03",
    "subject": "education",
    "kept": "市教育局网站",
}


def now() -> str:
    from django.utils.timezone import localdate

    return quarter_of(localdate())


def test_it_works() -> None:
    gao = client_of("gao")
    assert "没有要收集的部门" in gao.get("/sharing/policies/").content.decode()
    gao.post("/sharing/policies/departments/", {"name": "教育局", "contact": "基础教育科"})
    one = PolicyDepartment.objects.get()
    typed = {**ENTERED, "department": one.pk, "quarter": now()}
    page = gao.post("/sharing/policies/", typed, follow=True).content.decode()
    assert "随迁子女入学办法" in page
    told = gao.get(f"/sharing/policies.csv?quarter={now()}").content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(told)))[1][:4] == ["教育局", "已交", "随迁子女入学办法", "资教发〔2026〕3号"]
    gao.post(f"/sharing/policies/{PolicyReturn.objects.get().pk}/take-back/")
    assert "还没有交" in gao.get("/sharing/policies/").content.decode()
    gao.post("/sharing/policies/", {"department": one.pk, "quarter": now(), "kind": "none"})
    assert "本季度没有新的" in gao.get("/sharing/policies/").content.decode()


def test_what_was_typed_stays_when_it_is_refused() -> None:
    gao = client_of("gao")
    gao.post("/sharing/policies/departments/", {"name": "教育局", "contact": "基础教育科"})
    one = PolicyDepartment.objects.get()
    for wrong in ({"issued_on": "三月"}, {"issued_on": "2999-01-01"}, {"title": ""}, {"department": "x"}):
        answer = gao.post("/sharing/policies/", {**ENTERED, "department": one.pk, "quarter": now(), **wrong})
        assert answer.status_code in {404, 422}
        assert "市教育局网站" in answer.content.decode()
    assert gao.get("/sharing/policies/?quarter=2026").status_code == 422
    assert gao.post("/sharing/policies/departments/", {"name": "教育局", "contact": "科"}).status_code == 422


def test_others_read_and_enter_nothing() -> None:
    policies.ask("教育局", "基础教育科", by=people.officer("gao"))
    for username in ("lin", "deng", "zhao"):
        client = client_of(username)
        page = client.get("/sharing/policies/").content.decode()
        assert "教育局" in page
        assert "登记这一份" not in page
        assert client.post("/sharing/policies/departments/", {"name": "甲", "contact": "乙"}).status_code == 403
        typed = {"department": PolicyDepartment.objects.get().pk, "quarter": now(), "kind": "none"}
        assert client.post("/sharing/policies/", typed).status_code in {403, 422}
    assert client_of("he").get("/sharing/policies/").status_code == 403
    assert not PolicyReturn.objects.exists()


def test_the_campaign_office_is_reminded_of_a_quarter_that_is_over() -> None:
    gao = people.officer("gao")
    policies.ask("教育局", "基础教育科", by=gao, now=datetime.now(UTC) - timedelta(days=120))
    page = client_of("gao").get(reverse("work")).content.decode()
    assert "过了季度还没有交配套政策的部门" in page
    assert "配套政策的部门" not in client_of("zhao").get(reverse("work")).content.decode()


def test_the_command_line_does_the_same() -> None:
    from huangce.cli import app

    people.officer("gao")
    runner = CliRunner()

    def run(*words: str) -> str:
        done = runner.invoke(app, ["policies", *words], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.output

    number = run("ask", "教育局", "--contact", "科室", "--as", "gao").split()[0]
    given = ["--issued", "2026-02-03", "--subject", "education", "--as", "gao"]
    entry = run("enter", number, "随迁子女入学办法", *given).split()[0]
    (row,) = json.loads(run("list", "--json"))
    assert (row["state"], row["policies"][0]["title"]) == ("answered", "随迁子女入学办法")
    run("take-back", entry, "--as", "gao")
    run("none", number, "--as", "gao")
    assert "nothing new" in run("list")
    run("end", number, "--reason", "撤并", "--as", "gao")
