"""An act that touches very much is recorded beside the server: once, with its progress, whoever closes the page."""

from __future__ import annotations

import pytest
from django.test import Client

from huangce.accounts import officers
from huangce.web.acts import recording
from huangce.web.lists.models import Job
from tests import people
from tests.places import town
from tests.web.acts.conftest import fields_in, fill
from tests.web.lists.conftest import work_off
from tests.web.test_routes import client_of

FORM = "/acts/new/division_changed/?division=511703116000"


@pytest.fixture
def clerk(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Who keeps the addresses of a county with six of them, of which three are many."""
    monkeypatch.setattr(recording, "MOST_AT_ONCE", 3)
    officers.grant(people.officer("deng"), "address_clerk", "511703000000", by=None, on=people.OPENED)
    officers.grant(people.officer("shi"), "reviewer", "511703000000", by=None, on=people.OPENED)
    town.load()
    return client_of("deng")


def typed(**more: str) -> dict[str, object]:
    said = {"change_kind": "renamed", "from_name": "石桥镇", "name": "新桥镇", "happened_on": "2026-05-01"}
    second = str(people.officer("shi").pk)
    return {**said, "evidence": ["archive"], "approved_by": second, **more}


def test_it_works(clerk: Client) -> None:
    answer = fill(clerk, FORM, **typed())
    job = Job.objects.get()
    assert answer.headers["Location"] == f"/lists/jobs/{job.pk}/", answer.content.decode()
    page = clerk.get(f"/lists/jobs/{job.pk}/").content.decode()
    assert "可以关掉这一页" in page
    assert f"/lists/jobs/{job.pk}/" in clerk.get("/acts/places/").content.decode()
    assert town.standard(town.rows("select min(id) from address")[0][0]).endswith("石桥镇人民路1号")
    done = work_off()
    assert done.state == "done", done.report
    act = Job.objects.get().report["act"]
    assert clerk.get(f"/lists/jobs/{job.pk}/").headers["Location"] == f"/acts/{act}/"
    assert town.standard(town.rows("select min(id) from address")[0][0]).endswith("新桥镇人民路1号")


def test_a_form_that_is_sent_twice_is_one_job_and_one_act(clerk: Client) -> None:
    form = fields_in(clerk.get(FORM).content.decode())
    first, second = (clerk.post(FORM, {**form, "step": "record", **typed()}) for _twice in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    work_off()
    third = clerk.post(FORM, {**form, "step": "record", **typed()})
    assert third.headers["Location"] == f"/acts/{Job.objects.get().report['act']}/"


def test_who_may_not_record_it_is_told_at_once(clerk: Client) -> None:
    answer = fill(clerk, FORM, **typed(approved_by=str(people.officer("lin").pk)))
    assert answer.status_code == 403
    answer = fill(clerk, FORM, **typed(change_kind="merged", becomes="511703000000"))
    assert answer.status_code == 422
    assert not Job.objects.exists()


def test_what_is_refused_says_why_and_leads_back_to_the_form(clerk: Client) -> None:
    fill(clerk, FORM, **typed())
    officers.revoke(people.officer("shi"), "reviewer", "511703000000", by=None, on=people.OPENED)
    assert work_off().state == "refused"
    page = clerk.get(f"/lists/jobs/{Job.objects.get().pk}/").content.decode()
    assert "没有办成" in page
    assert FORM in page
    assert "新桥镇" in clerk.get(FORM).content.decode()  # nothing has to be typed again


def test_taking_it_back_is_a_job_too(clerk: Client) -> None:
    fill(clerk, FORM, **typed())
    act = work_off().report["act"]
    said = {"reason": "弄错了", "happened_on": "2026-05-01", "approved_by": typed()["approved_by"]}
    fill(clerk, f"/acts/new/reversal/?act={act}", **said)
    assert work_off().report["act"] > act
    assert town.standard(town.rows("select min(id) from address")[0][0]).endswith("石桥镇人民路1号")
