"""What a feed says of double entries: whose number no longer stands, which one does, and that it was taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from huangce.exchange import agreement_store
from huangce.exchange.agreements import FeedAgreement
from huangce.register.erase import erase
from huangce.rules.acts.corrections import Correction
from huangce.rules.acts.duplicates import Link, Unlink
from huangce.rules.acts.reversals import Reversal
from tests import lins, people
from tests.exchange.feeds.conftest import read, renamed
from tests.register.conftest import House, do, one, person

DAY = date(2026, 5, 20)
SHOWN: dict[str, Any] = {"approved_by": lins.CHEN.id, "evidence": lins.shown("duplicate_investigation")}
MERGES = FeedAgreement(
    code="merged-hr",
    feed="record_merged",
    recipient="人力资源和社会保障局",
    purpose="清理一人重复参保",
    legal_ground="昭政发〔2016〕9号 五(四)",
    fields=("citizen_id", "kept_citizen_id", "kept_name", "merged_on"),
    frequency="每日",
    retention_months=6,
    answer_days=10,
    contact="养老待遇科",
)


@dataclass(frozen=True)
class Twice:
    """The son of the Lins, his second entry with another number, and the act that linked them."""

    kept: int
    other: int
    number: str
    link: int


@pytest.fixture
def twice(house: House) -> Twice:
    agreement_store.enter(MERGES, by=people.officer("lin"), now=lins.NOW)
    number = lins.number("99010220080211003")
    again = lins.Member(name="林浩", relation="02", sex="1", birth_date="2008-02-11", citizen_id=number)
    home = do(lins.family(again, address="石桥镇东桥村1组7号", division=lins.NEXT_VILLAGE)).created["household"]
    other = one("select id from person where household = %s", home)
    act = do(Link(happened_on=DAY, kept=house.son, other=other, heard=True, **SHOWN)).act
    return Twice(house.son, other, number, act)


def told(after: int = 0) -> list[dict[str, Any]]:
    """What the feed says, without the positions."""
    return [
        {name: value for name, value in entry.items() if name != "position"}
        for entry in read("merged-hr", after=after)["entries"]
    ]


def test_it_says_which_number_stands_no_more_and_which_does(twice: Twice) -> None:
    assert told() == [
        {
            "sequence": 1,
            "event": "registered",
            "follows": None,
            "citizen_id": twice.number,
            "kept_citizen_id": person(twice.kept)["citizen_id"],
            "kept_name": "林浩",
            "merged_on": "2026-05-20",
        }
    ]
    assert person(twice.kept)["citizen_id"] != twice.number


def test_a_merger_that_is_taken_back_is_retracted_whichever_way(twice: Twice) -> None:
    first = told()
    do(Unlink(happened_on=DAY, kept=twice.kept, other=twice.other, **SHOWN))
    assert [(one["event"], one["follows"]) for one in told(1)] == [("retracted", 1)]
    do(Link(happened_on=DAY, kept=twice.kept, other=twice.other, heard=True, **SHOWN))
    again = told(2)
    assert [(one["event"], one["follows"]) for one in again] == [("registered", 2)]
    assert told()[:1] == first


def test_a_reversed_link_is_retracted(twice: Twice) -> None:
    told()
    do(Reversal(happened_on=DAY, act=twice.link, reason="录错了人", approved_by=lins.CHEN.id))
    assert [one["event"] for one in told()] == ["registered", "retracted"]


def test_a_number_of_the_record_that_stands_is_told_when_it_is_corrected(twice: Twice, house: House) -> None:
    told()
    number = lins.number("99010120080211005")
    do(
        Correction(
            happened_on=date(2026, 5, 21),
            record=twice.kept,
            group="identity",
            items={"citizen_id": number},
            evidence=lins.shown("archive"),
            approved_by=lins.CHEN.id,
        )
    )
    do(renamed(house.mother, "王秀樱"))  # of nobody who was held twice
    entries = told()
    assert [one["event"] for one in entries] == ["registered", "corrected"]
    assert entries[1]["kept_citizen_id"] == number
    assert entries[0]["kept_citizen_id"] != number


def test_other_acts_on_linked_records_are_no_news(twice: Twice, house: House) -> None:
    do(renamed(house.father, "林建业"))
    assert len(told()) == 1
    do(renamed(twice.other, "林皓"))  # no field says the name of the entry that ended
    assert len(told()) == 1


def test_an_erasure_of_the_record_that_stands_reaches_what_is_said_of_it(twice: Twice) -> None:
    assert told()[0]["kept_name"] == "林浩"
    ground = {"legal_ground": "个人信息保护法 art. 47", "happened_on": date(2026, 5, 22)}
    erase(twice.kept, ("identity",), by=lins.LIN, approved_by=lins.CHEN.id, now=lins.NOW, **ground)
    entry = told()[0]
    assert (entry["kept_name"], entry["kept_citizen_id"]) == (None, None)
    assert entry["citizen_id"] == twice.number
