"""One act as it stands, what became of a record since it was seen, and who may approve."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date

import pytest

from huangce.accounts import officers
from huangce.accounts.standing import approvers
from huangce.register.queries import person_at
from huangce.register.record import record
from huangce.register.recorded import NoSuchRecordedAct, moved_since, names_of, recorded, recorded_under
from huangce.rules.acts.corrections import Correction
from huangce.rules.acts.reversals import Reversal
from tests import lins, people

DAY = date(2026, 2, 14)
MAIDEN = Correction(
    happened_on=DAY,
    record=0,
    group="identity",
    items={"former_name": "王小英"},
    evidence=lins.shown("archive"),
    approved_by=2,
)


@pytest.fixture
def mother(db: None) -> int:
    from huangce.register.queries import members_at

    household = record(lins.family(), by=lins.LIN).created["household"]
    return next(one.id for one in members_at(household) if one.text("identity", "name") == "王秀英")


def corrected(mother: int, **changes: object) -> int:
    return record(replace(MAIDEN, record=mother, **changes), by=lins.LIN).act  # type: ignore[arg-type]


def test_it_works(mother: int) -> None:
    act = corrected(mother)
    found = recorded(act)
    assert (found.kind, found.happened_on, found.evidence) == ("correction", DAY, ("archive",))
    assert found.facts[0].items == {"former_name": "王小英"}
    assert found.submitted["items"] == {"former_name": "王小英"}
    assert len(found.digest) == 64
    assert found.voided_by is None


def test_an_act_that_is_not_there_is_refused(db: None) -> None:
    with pytest.raises(NoSuchRecordedAct):
        recorded(1)


def test_an_act_is_void_until_its_reversal_is_reversed(mother: int) -> None:
    act = corrected(mother)
    back = record(Reversal(happened_on=DAY, act=act, reason="x", approved_by=2), by=lins.LIN).act
    assert recorded(act).voided_by == back
    assert recorded(back).voids == act
    record(Reversal(happened_on=DAY, act=back, reason="x", approved_by=2), by=lins.LIN)
    assert recorded(act).voided_by is None


def test_what_became_of_a_record_is_told_from_the_version_that_was_seen(mother: int) -> None:
    seen = person_at(mother)
    assert seen is not None
    act = corrected(mother)
    moved = moved_since(mother, seen.version)
    assert moved.before.groups == seen.groups
    assert moved.now.item("identity", "former_name") == "王小英"
    assert [line.act for line in moved.lines] == [act]


def test_a_reversal_since_then_is_told_too(mother: int) -> None:
    act = corrected(mother)
    record(Reversal(happened_on=DAY, act=act, reason="x", approved_by=2), by=lins.LIN)
    moved = moved_since(mother, act)
    assert moved.before.item("identity", "former_name") == "王小英"
    assert moved.now.item("identity", "former_name") is None
    assert len(moved.lines) == 2


def test_an_act_is_found_by_its_transaction_for_who_recorded_it(mother: int) -> None:
    transaction = uuid.uuid4()
    act = record(replace(MAIDEN, record=mother), by=lins.LIN, transaction_id=transaction).act
    assert recorded_under(transaction, by=lins.LIN.id) == act
    assert recorded_under(transaction, by=lins.CHEN.id) is None


def test_a_household_is_named_by_its_reference_person_and_address(mother: int) -> None:
    found = person_at(mother)
    assert found is not None
    assert found.household is not None
    assert names_of([mother, found.household]) == {
        mother: ("王秀英", ""),
        found.household: ("林建国", "四川省达州市达川区石桥镇石桥村3组12号"),
    }


def test_who_may_approve_does_not_enter_the_act_and_works_there(db: None) -> None:
    lin, shi, _chen, _xi = (people.officer(name) for name in ("lin", "shi", "chen", "xi"))
    assert approvers(act_kind="correction", division=people.VILLAGE, on=DAY, but=lin) == [shi]
    at_the_machine = officers.add("root", "root", on=people.OPENED)  # an account that never signs in
    officers.grant(at_the_machine, "reviewer", people.COUNTY, by=None, on=people.OPENED)
    assert approvers(act_kind="correction", division=people.VILLAGE, on=DAY, but=lin) == [shi]
