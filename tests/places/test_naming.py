"""A name is proposed, checked, approved by a second officer, and in force by an act; every step stays on record."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.utils import DatabaseError

from huangce.accounts import officers
from huangce.accounts.authority import MayNotApprove, MayNotRecord
from huangce.accounts.models import Officer
from huangce.places.naming import AlreadyProposed, NoSuchProposal, case_of, cases, propose, take
from huangce.places.queries import NoSuchPlace
from huangce.rules.acts.base import SecondOfficerNeeded, WrongValue
from huangce.rules.acts.form import ControlCharacters, MalformedAct
from huangce.rules.acts.place_naming import NameExists, NameIsAlike
from huangce.rules.naming import STATES, STEPS, StepNotOpen, WordsMissing, steps_from
from tests import lins, people
from tests.people import officer
from tests.places import town
from tests.places.town import rows, standard

JULY = date(2026, 7, 1)
CLERKS = {"deng": "address_clerk", "shi": "reviewer", "chen": "registrar"}


@pytest.fixture
def clerks(committed_db: None) -> dict[str, Officer]:
    """Deng who records, Shi who approves, and Chen who may neither."""
    found = {username: officer(username) for username in CLERKS}
    for username, role in CLERKS.items():
        officers.grant(found[username], role, "511703000000", by=None, on=people.OPENED)
    town.load()
    return found


def proposed(clerks: dict[str, Officer], name: str = "解放大道", **given: Any) -> int:
    said = {"division": town.VILLAGE, "happened_on": JULY, "reason": "two of one name", **given}
    return propose(by=clerks["deng"], name=name, now=lins.NOW, **said).proposal.pk


def test_it_works(clerks):
    case = proposed(clerks, place=town.street())
    take(case, "check", by=clerks["deng"], now=lins.NOW)
    take(case, "approve", by=clerks["shi"], document="达府函〔2026〕17号", now=lins.NOW)
    ended, receipt = take(case, "record", by=clerks["deng"], now=lins.NOW)
    assert receipt is not None
    assert receipt.kind == "place_renamed"
    assert (ended.state, ended.open, ended.steps[-1].act) == ("in_force", (), receipt.act)
    assert rows("select approved_by, happened_on from act where id = %s", receipt.act) == [(clerks["shi"].pk, JULY)]
    assert rows("select naming_document from named_place where name = '解放大道'") == [("达府函〔2026〕17号",)]
    assert standard(rows("select min(id) from address")[0][0]).endswith("解放大道1号")
    assert cases(scopes=(town.COUNTY,)) == []
    assert [one.proposal.pk for one in cases(scopes=(town.COUNTY,), only_open=False)] == [case]
    assert cases(scopes=("99",), only_open=False) == []


def test_a_new_place_gets_its_name_the_same_way(clerks):
    case = proposed(clerks, "文昌路", begins_at="东门", ends_at="西门", direction="东西", number_side="north")
    for step, who in (("check", "deng"), ("approve", "shi"), ("record", "deng")):
        take(case, step, by=clerks[who], now=lins.NOW)
    assert rows("select begins_at, ends_at, direction, number_side from named_place where name = '文昌路'") == [
        ("东门", "西门", "东西", "north")
    ]


def test_a_name_that_exists_is_never_approved_and_one_that_is_alike_with_a_reason_only(clerks):
    same, alike = proposed(clerks, "人民路"), proposed(clerks, "仁民路")
    for case in (same, alike):
        take(case, "check", by=clerks["deng"], now=lins.NOW)
    assert [one.likeness for one in case_of(alike).found] == ["sounds_alike"]
    with pytest.raises(NameExists):
        take(same, "approve", by=clerks["shi"], words="all the same", now=lins.NOW)
    with pytest.raises(NameIsAlike):
        take(alike, "approve", by=clerks["shi"], now=lins.NOW)
    take(alike, "approve", by=clerks["shi"], words="the other one will go", now=lins.NOW)
    take(alike, "record", by=clerks["deng"], now=lins.NOW)
    assert rows("select count(*) from named_place where name = '仁民路'") == [(1,)]


def test_a_step_that_is_not_open_is_refused(clerks):
    case = proposed(clerks)
    for step in ("approve", "record", "refuse", "announce", ""):
        with pytest.raises(StepNotOpen):
            take(case, step, by=clerks["shi"], now=lins.NOW)
    take(case, "check", by=clerks["deng"], now=lins.NOW)
    for step, who in (("refuse", "shi"), ("withdraw", "deng")):
        with pytest.raises(WordsMissing):
            take(case, step, by=clerks[who], words=" ", now=lins.NOW)
    take(case, "refuse", by=clerks["shi"], words="too long", now=lins.NOW)
    with pytest.raises(StepNotOpen):
        take(case, "check", by=clerks["deng"], now=lins.NOW)
    with pytest.raises(NoSuchProposal):
        take(case + 99, "check", by=clerks["deng"], now=lins.NOW)


def test_who_proposes_does_not_approve_and_who_has_no_right_does_nothing(clerks):
    with pytest.raises(MayNotRecord):
        proposed({"deng": clerks["chen"]})
    with pytest.raises(MayNotRecord):
        proposed(clerks, division="511701001001")
    case = proposed(clerks)
    with pytest.raises(MayNotRecord):
        take(case, "check", by=clerks["shi"], now=lins.NOW)
    take(case, "check", by=clerks["deng"], now=lins.NOW)
    with pytest.raises(SecondOfficerNeeded):
        take(case, "approve", by=clerks["deng"], now=lins.NOW)
    with pytest.raises(MayNotApprove):
        take(case, "approve", by=clerks["chen"], now=lins.NOW)


def test_a_proposal_is_of_the_form_of_its_act_and_made_once(clerks):
    proposed(clerks)
    with pytest.raises(AlreadyProposed):
        proposed(clerks)
    for wrong, refusal in (
        ({"place_kind": "planet"}, MalformedAct),
        ({"number_side": "under"}, MalformedAct),
        ({"begins_at": "\x00"}, ControlCharacters),
        ({"reason": " "}, WrongValue),
        ({"reason": "\x00"}, ControlCharacters),
        ({"place": 12345}, NoSuchPlace),
    ):
        with pytest.raises(refusal):
            proposed(clerks, "文昌路", **wrong)
    with pytest.raises(WrongValue):
        proposed(clerks, " ")


@pytest.mark.parametrize("forbidden", ["update naming_step set words = 'x'", "delete from naming_proposal"])
def test_what_was_said_is_never_changed(clerks, forbidden):
    take(proposed(clerks), "check", by=clerks["deng"], now=lins.NOW)
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute(forbidden)


def test_every_state_is_reached_and_the_table_names_no_other():
    assert {step.end for step in STEPS.values()} | {"proposed"} == set(STATES)
    assert {state for step in STEPS.values() for state in step.start} <= set(STATES)
    assert [state for state in STATES if not steps_from(state)] == ["in_force", "refused", "withdrawn"]
