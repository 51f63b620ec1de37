"""The pages of notices: an act is told, a step is entered, letters carry addresses and nothing of people."""

from __future__ import annotations

import fastexcel
import pytest
from django.test import Client

from huangce.accounts import officers
from huangce.exchange.models import NoticeReceiver, NoticeStep
from huangce.exchange.notices import receivers
from huangce.register.receipts import Receipt
from huangce.web.lists.models import Job
from tests import lins, people
from tests.places import town
from tests.register.conftest import open_house
from tests.web.lists.conftest import work_off
from tests.web.test_routes import client_of

ENTERED = {
    "office": "市场监督管理局",
    "changes": "企业登记住所",
    "division": "511703000000",
    "legal_ground": "地名管理条例第十八条",
    "contact": "登记注册股",
    "answer_days": "20",
}


@pytest.fixture
def deng(committed_db: None) -> Client:
    """Who keeps the addresses of the county of the town."""
    clerk = people.officer("deng")
    officers.grant(clerk, "address_clerk", "511703000000", by=None, on=people.OPENED)
    return client_of("deng")


@pytest.fixture
def market(deng: Client) -> NoticeReceiver:
    """A department that was there before the acts of these tests, which are of May."""
    given = receivers.Receiver(**{**ENTERED, "answer_days": 20})
    return receivers.enter(given, by=people.officer("deng"), now=lins.NOW)


@pytest.fixture
def renamed(market: NoticeReceiver) -> Receipt:
    """A street with six addresses and one household is renamed."""
    houses = town.load()
    open_house(address_id=houses[0])
    return town.rename(town.street(), "解放大道")


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def test_it_works(deng: Client, market: NoticeReceiver, renamed: Receipt) -> None:
    assert "有登记还没有整理成通知" in text(deng, "/notices/")
    assert deng.post("/notices/prepare/", {"act": renamed.act}).headers["Location"] == f"/notices/{renamed.act}/"
    page = text(deng, f"/notices/{renamed.act}/")
    assert "整理通知" in page
    assert "可以关掉这一页" in page
    assert "<form" not in page.partition("<main")[2]
    deng.post("/notices/prepare/")
    assert Job.objects.count() == 1  # what waits is not asked for twice
    assert work_off().state == "done"
    page = text(deng, f"/notices/{renamed.act}/")
    assert "市场监督管理局" in page
    assert "登记在这些地址的户" in page
    party = f"receiver:{market.pk}"
    wrong = deng.post(f"/notices/{renamed.act}/", {"party": party, "step": "completed", "how": "电话"})
    assert (wrong.status_code, NoticeStep.objects.count()) == (422, 0)
    assert 'value="电话"' in wrong.content.decode()
    entered = deng.post(f"/notices/{renamed.act}/", {"party": party, "step": "told", "how": "送达回证"})
    assert entered.status_code == 302
    assert "已告知，等签收" in text(deng, "/notices/")
    assert "逾期" in text(deng, f"/notices/receivers/{market.pk}/")  # the act is of May, today is later


def test_the_letter_and_the_workbook_have_every_address_before_and_after(
    deng: Client, market: NoticeReceiver, renamed: Receipt
) -> None:
    deng.post("/notices/prepare/")
    work_off()
    letter = text(deng, f"/notices/{renamed.act}/receiver:{market.pk}/")
    assert letter.count("解放大道") >= 6
    assert "地名管理条例第十八条" in letter
    answer = deng.get(f"/notices/{renamed.act}/receiver:{market.pk}/addresses.xlsx")
    rows = fastexcel.read_excel(answer.content).load_sheet(0).to_polars()
    assert rows.height == 6
    assert rows["原地址"][0].endswith("人民路1号")
    assert rows["新地址"][0].endswith("解放大道1号")


def test_a_slip_for_a_household_names_its_address_and_nobody(deng: Client, renamed: Receipt) -> None:
    deng.post("/notices/prepare/")
    work_off()
    page = text(deng, f"/notices/{renamed.act}/households/")
    assert page.count("的住户：") == 1
    assert not any(person in page for person in ("林建国", "林志强", "990101"))
    assert "不用办迁移" in page


def test_a_receipt_leads_to_the_notices_of_its_act(deng: Client, renamed: Receipt) -> None:
    assert f'href="/notices/{renamed.act}/"' in text(deng, f"/acts/{renamed.act}/")


def test_a_department_is_entered_and_ended_with_a_reason(deng: Client) -> None:
    refused = deng.post("/notices/receivers/", ENTERED | {"division": "5117"})
    assert refused.status_code == 422
    assert 'value="市场监督管理局"' in refused.content.decode()
    assert deng.post("/notices/receivers/", ENTERED).status_code == 302
    one = NoticeReceiver.objects.get()
    assert "还没有要告知它的变更" in text(deng, f"/notices/receivers/{one.pk}/")
    assert deng.post(f"/notices/receivers/{one.pk}/end/", {"reason": " "}).status_code == 422
    assert deng.post(f"/notices/receivers/{one.pk}/end/", {"reason": "职能划转"}).status_code == 302
    assert "职能划转" in text(deng, f"/notices/receivers/{one.pk}/")


def test_the_clerk_of_another_county_sees_and_enters_nothing(deng: Client, renamed: Receipt) -> None:
    deng.post("/notices/prepare/")
    work_off()
    chen = client_of("chen")
    assert chen.get(f"/notices/{renamed.act}/").status_code == 403
    assert chen.get(f"/notices/{renamed.act}/households/").status_code == 403
    assert str(renamed.act) not in text(chen, "/notices/")
    assert client_of("lin").post("/notices/prepare/").status_code == 403
