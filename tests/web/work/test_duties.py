"""What waits for those who decide no findings: figures of their own duties, each opens to what it counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from huangce.accounts import officers
from huangce.accounts.passwords import set_password
from huangce.accounts.review import REVIEWS
from huangce.rules.authority import EVERYWHERE
from huangce.web.lists.models import Job, Upload
from tests import people
from tests.web.findings.test_findings import finding
from tests.web.test_routes import client_of

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)


def page_of(client: Client, path: str = "/my-work/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def never_signs_in(username: str) -> None:
    """Take the password of one of the cast."""
    officer = people.officer(username)
    officer.password = ""
    officer.save(update_fields=["password"])


def test_it_works() -> None:
    page = page_of(client_of("xi"))
    assert 'href="/system/">还没有备份过' in page
    assert "您的岗位不办疑点" not in page


def test_accounts_to_look_at_open_to_those_accounts() -> None:
    people.officer("lin")
    client = client_of("xi")
    officers.add("nobody", "无权", on=people.OPENED)
    never_signs_in("lin")
    page = page_of(client)
    assert 'href="/officers/?review=no-grant">没有授权、办不了事的账号' in page
    page = page_of(client, "/officers/?review=no-grant")
    assert "无权" in page
    assert "/officers/lin/" not in page
    assert "/officers/lin/" in page_of(client, "/officers/?review=no-password")


def test_an_account_is_reviewed_for_what_is_the_matter_with_it() -> None:
    today = NOW.date()
    lin, chen, deng = (people.officer(name) for name in ("lin", "chen", "deng"))
    never_signs_in("chen")
    set_password(lin, "horse battery staple")
    officers.grant(chen, "enumerator", people.NEXT_VILLAGE, by=None, on=today, until=today + timedelta(days=9))
    officers.close(deng, on=today)
    found = {name: set(of(today).values_list("username", flat=True)) for name, of in REVIEWS.items()}
    assert found == {"no-password": {"chen"}, "no-grant": set(), "grant-ending": {"chen"}, "idle": {"lin"}}


def test_a_department_sees_what_it_left_half_done() -> None:
    client, he = client_of("he"), people.officer("he")
    assert "没有等您办的事" in page_of(client)
    upload = Upload.objects.create(
        officer=he, name="a.csv", sha256="", size=1, received_at=NOW, keep_until=NOW + timedelta(days=7)
    )
    Job.objects.create(kind="check", officer=he, upload=upload, state="done", asked_at=NOW, ended_at=NOW)
    assert 'href="/lists/">核对过、还没有交的清单' in page_of(client)
    Job.objects.create(kind="deliver", officer=he, upload=upload, state="refused", asked_at=NOW, ended_at=NOW)
    assert "七天里没有办成的后台工作" in page_of(client)
    Job.objects.create(kind="deliver", officer=he, upload=upload, state="done", asked_at=NOW, ended_at=NOW)
    assert "核对过、还没有交的清单" not in page_of(client)


def test_what_was_not_decided_in_time_is_told_to_the_office_that_set_the_targets() -> None:
    from huangce.matching import findings

    lin = people.officer("lin")
    finding("a")
    findings.assign(division=people.TOWN, working_days=1, by=lin, now=datetime(2026, 4, 2, 2, tzinfo=UTC))
    page = page_of(client_of("gao"))
    assert 'href="/findings/?due=overdue">逾期没有判断的疑点' in page
    assert '<span class="seal">逾期</span>' in page
    assert page_of(client_of("gao"), "/findings/?due=overdue").count("<tr data-row>") == 1


@pytest.mark.parametrize("username", ["zhao", "deng", "tang", "an", "shen", "gao", "he", "xi"])
def test_everybody_is_told_what_waits_or_that_nothing_does(username: str) -> None:
    page = page_of(client_of(username))
    assert "等您办的有" in page or "没有等您办的事" in page or username == "tang"


def test_an_auditor_sees_what_is_not_sealed_and_who_is_to_be_asked() -> None:
    lin = people.officer("lin")
    from huangce.accounts import lookups

    night = NOW.replace(hour=20, minute=0) - timedelta(days=1)  # four in the morning
    lookups.note(lin, purpose="registration", case="window 1", subjects=[1], asked=("record",), divisions=[], at=night)
    page = page_of(client_of("zhao"))
    assert "七天里要问一问的查阅" in page
    assert EVERYWHERE not in page
