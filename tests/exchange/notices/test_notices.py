"""Notices of changed addresses: who is told of what, what an officer enters, and what a reversal takes back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from huangce.accounts import officers
from huangce.accounts.authority import MayNotDo
from huangce.accounts.models import Officer
from huangce.exchange.feeds import answers, pages
from huangce.exchange.models import NoticeReceiver
from huangce.exchange.notices import contents, ledger, receivers
from huangce.exchange.notices.entering import (
    DayOutOfPlace,
    HowMissing,
    NotConcerned,
    StepOutOfTurn,
    enter_step,
)
from huangce.exchange.notices.receivers import Receiver, ReceiverInvalid
from huangce.register.receipts import Receipt
from huangce.rules.acts.place_addresses import NewDoor
from huangce.rules.acts.place_divisions import DivisionChanged
from tests import lins, people
from tests.exchange.feeds.conftest import agree  # noqa: F401  # a fixture
from tests.places import town
from tests.register.conftest import do, open_house

TODAY = lins.NOW.date()
MARKET = Receiver("市场监督管理局", "企业登记住所", town.COUNTY + "000000", "地名管理条例第十八条", "登记注册股", 20)


def clerk() -> Officer:
    """Deng, who keeps the addresses of this county too."""
    deng = people.officer("deng")
    if not deng.grants.filter(division=MARKET.division).exists():
        officers.grant(deng, "address_clerk", MARKET.division, by=None, on=people.OPENED)
    return deng


@pytest.fixture
def houses(committed_db: None) -> list[int]:
    """A street with four houses and two flats; 1 is a household's."""
    houses = town.load()
    open_house(address_id=houses[0])
    return houses


@pytest.fixture
def market(houses: list[int]) -> NoticeReceiver:
    return receivers.enter(MARKET, by=clerk(), now=lins.NOW)


def told(receipt: Receipt, today: date = TODAY) -> dict[str, tuple[str, int]]:
    """Who is told of an act: where the notice stands, and of how many addresses or households."""
    ledger.prepare(lins.NOW)
    found = ledger.act_to_tell(receipt.act, today=today)
    return {one.key: (one.standing.state, one.count) for one in found.parties}


def enter(receipt: Receipt, party: str, step: str, how: str = "达府函〔2026〕3号") -> None:
    enter_step(receipt.act, party, step, how=how, by=clerk(), now=lins.NOW)


def key(market: NoticeReceiver) -> str:
    return f"receiver:{market.pk}"


def test_it_works(houses: list[int], market: NoticeReceiver) -> None:
    receipt = town.rename(town.street(), "解放大道")
    assert told(receipt) == {key(market): ("to_tell", 6), "households": ("to_tell", 1)}
    enter(receipt, key(market), "told")
    enter(receipt, key(market), "acknowledged")
    enter(receipt, "households", "told", "逐户张贴")
    assert told(receipt) == {key(market): ("acknowledged", 6), "households": ("told", 1)}
    late = ledger.act_to_tell(receipt.act, today=TODAY + timedelta(days=21))
    assert late.overdue == 1
    enter(receipt, key(market), "completed")
    assert ledger.act_to_tell(receipt.act, today=TODAY + timedelta(days=21)).overdue == 0
    first = contents.rows(receipt.act, key(market), limit=1)[0]
    assert (first.address, first.before[-5:], first.after[-6:]) == (houses[0], "人民路1号", "解放大道1号")
    assert len([*contents.all_rows(receipt.act, key(market))]) == contents.count(receipt.act, key(market)) == 6
    assert [one.address for one in contents.rows(receipt.act, "households")] == houses[:1]


def test_a_reversal_takes_the_notice_back_from_those_who_were_told(houses: list[int], market: NoticeReceiver) -> None:
    other = receivers.enter(MARKET, by=clerk(), now=lins.NOW)
    receipt = town.rename(town.street(), "解放大道")
    ledger.prepare(lins.NOW)
    enter(receipt, key(market), "told")
    back = town.reverse(receipt)
    assert told(receipt) == {
        key(market): ("withdrawn", 6), key(other): ("not_needed", 6), "households": ("not_needed", 1),
    }  # fmt: skip
    assert told(back) == {
        key(market): ("to_tell", 6), key(other): ("not_needed", 6), "households": ("not_needed", 1),
    }  # fmt: skip
    row = contents.rows(back.act, key(market), limit=1)[0]
    assert (row.before[-6:], row.after[-5:]) == ("解放大道1号", "人民路1号")
    again = town.reverse(back)
    assert told(receipt)[key(market)] == ("told", 6)
    assert told(again)[key(market)][0] == "not_needed"


def test_new_addresses_are_told_to_no_department(houses: list[int], market: NoticeReceiver) -> None:
    receipt, _ids = town.new(NewDoor(plate="11号"), thoroughfare=town.street())
    assert told(receipt) == {}


def test_a_receiver_is_told_of_its_own_division_only(houses: list[int]) -> None:
    village = receivers.enter(Receiver(**{**_values(MARKET), "division": "511703116002"}), by=clerk(), now=lins.NOW)
    receipt = town.rename(town.street(), "解放大道")
    assert key(village) not in told(receipt)


def _values(one: Receiver) -> dict[str, object]:
    return {name: getattr(one, name) for name in Receiver.__slots__}


def test_who_follows_the_feed_answers_there(houses: list[int], agree: Callable[..., None]) -> None:  # noqa: F811
    agree(code="titles", feed="address_changed", recipient="不动产登记中心", fields=("address", "standard"))
    receipt = town.rename(town.street(), "解放大道")
    assert told(receipt)["feed:titles"] == ("to_tell", 6)
    lin = people.officer("lin")
    pages.page("titles", by=lin, now=lins.NOW)
    assert told(receipt)["feed:titles"] == ("told", 6)
    answers.answer("titles", [{"sequence": 1, "outcome": "applied"}], by=lin, now=lins.NOW)
    assert told(receipt)["feed:titles"] == ("acknowledged", 6)
    rest = [{"sequence": at, "outcome": "not_ours"} for at in range(2, 7)]
    answers.answer("titles", rest, by=lin, now=lins.NOW)
    assert told(receipt)["feed:titles"] == ("completed", 6)
    with pytest.raises(NotConcerned):
        enter(receipt, "feed:titles", "completed")


def test_a_division_that_changes_is_told_of_all_that_lies_in_it(houses: list[int], market: NoticeReceiver) -> None:
    receipt = do(
        DivisionChanged(
            happened_on=town.MAY, division="511703116000", change_kind="renamed", from_name="石桥镇", name="新桥镇",
            **town.shown(),
        )
    )  # fmt: skip
    assert told(receipt)[key(market)] == ("to_tell", 6)
    assert contents.rows(receipt.act, key(market), limit=1)[0].after.endswith("新桥镇人民路1号")
    back = town.reverse(receipt)
    ledger.prepare(lins.NOW)
    assert contents.rows(back.act, key(market), limit=1)[0].after.endswith("石桥镇人民路1号")


def test_what_is_out_of_turn_or_out_of_place_is_refused(houses: list[int], market: NoticeReceiver) -> None:
    receipt = town.rename(town.street(), "解放大道")
    ledger.prepare(lins.NOW)
    with pytest.raises(StepOutOfTurn):
        enter(receipt, key(market), "completed")
    with pytest.raises(HowMissing):
        enter(receipt, key(market), "told", " ")
    with pytest.raises(HowMissing):
        enter(receipt, key(market), "told", "给990101199001011234本人")
    with pytest.raises(NotConcerned):
        enter(receipt, "receiver:999", "told")
    with pytest.raises(DayOutOfPlace):
        enter_step(receipt.act, key(market), "told", how="x", by=clerk(), on=date(2020, 1, 1), now=lins.NOW)
    with pytest.raises(MayNotDo):
        enter_step(receipt.act, key(market), "told", how="x", by=people.officer("zhao"), now=lins.NOW)
    with pytest.raises(ledger.NoSuchNotice):
        ledger.act_to_tell(1, today=TODAY)


@pytest.mark.parametrize("wrong", [{"office": " "}, {"division": "5117"}, {"answer_days": 0}, {"contact": "9" * 18}])
def test_a_receiver_that_lacks_something_is_refused(committed_db: None, wrong: dict[str, object]) -> None:
    with pytest.raises(ReceiverInvalid):
        receivers.enter(Receiver(**(_values(MARKET) | wrong)), by=clerk(), now=lins.NOW)


def test_a_receiver_that_ended_is_told_nothing_more_and_what_it_was_told_stays(
    houses: list[int], market: NoticeReceiver
) -> None:
    first = town.rename(town.street(), "解放大道")
    ledger.prepare(lins.NOW)
    enter(first, key(market), "told")
    receivers.end(market.pk, reason="职能划转", by=clerk(), now=lins.NOW - timedelta(days=1))
    second = town.rename(town.street("解放大道"), "建设路", town.MAY + timedelta(days=1))
    assert key(market) in told(first)
    assert key(market) not in told(second)
    assert receivers.standing() == []
