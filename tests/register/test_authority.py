"""Who may record what where: the cast of the tests against `record`."""

from __future__ import annotations

from datetime import date

import pytest

from huangce.accounts.authority import MayNotApprove, MayNotRecord
from huangce.errors import NotAllowed
from huangce.register.batches import NoSuchBatch
from huangce.register.receipts import Receipt
from huangce.register.record import record
from huangce.rules.acts.base import Act
from huangce.rules.acts.cancellations import Restoration
from huangce.rules.acts.corrections import Correction
from huangce.rules.acts.death import Death
from huangce.rules.acts.residences import ResidenceDeclared
from huangce.rules.acts.reversals import BatchUndone, Erasure, NoSuchAct, Reversal
from huangce.rules.situation import UnknownRecord
from tests import lins, people
from tests.lins import shown
from tests.people import officer
from tests.register.conftest import House, one, open_house

MAY = date(2026, 5, 1)


def do(act: Act, username: str) -> Receipt:
    return record(act, by=officer(username), now=lins.NOW)


@pytest.fixture
def home(db: None) -> House:
    """The Lins in the first village of the town of Lin."""
    return open_house(division=people.VILLAGE)


def death(record_id: int, **changes: object) -> Death:
    given = {"happened_on": MAY, "person": record_id, "evidence": shown("medical_death_certificate")}
    return Death(**{**given, **changes})  # type: ignore[arg-type]


def education(record_id: int) -> Correction:
    return Correction(
        happened_on=MAY, record=record_id, group="details", items={"education": "60"}, evidence=shown("declaration")
    )


def test_it_works(home):
    assert do(death(home.grandmother), "lin").act


@pytest.mark.parametrize("username", sorted(set(people.CAST) - {"lin"}))
def test_a_death_in_this_town_is_recorded_by_its_registrar_and_nobody_else(home, username):
    with pytest.raises(MayNotRecord):
        do(death(home.grandmother), username)


def test_an_enumerator_declares_residences_in_the_own_village_only(home):
    spell = {"happened_on": MAY, "person": home.father, "residence_kind": "usual", "address": "石桥村3组12号"}
    assert do(ResidenceDeclared(division=people.VILLAGE, **spell), "tang").act
    with pytest.raises(MayNotRecord):
        do(ResidenceDeclared(division=people.NEXT_VILLAGE, **spell), "tang")


def test_the_dead_belong_to_the_office_of_their_household(home):
    do(death(home.grandmother), "lin")
    assert do(education(home.grandmother), "lin").act
    with pytest.raises(MayNotRecord):
        do(education(home.grandmother), "chen")


def test_somebody_registered_elsewhere_belongs_to_the_office_where_they_live(home):
    declared = ResidenceDeclared(
        happened_on=MAY, residence_kind="usual", division=people.VILLAGE, address="石桥村3组12号", name="赵一"
    )
    newcomer = do(declared, "lin").created["newcomer"]
    named = Correction(
        happened_on=MAY,
        record=newcomer,
        group="identity",
        items={"former_name": "赵小一"},
        evidence=shown("declaration"),
    )
    with pytest.raises(MayNotRecord):
        do(named, "chen")
    assert do(named, "lin").act


def test_an_act_is_reversed_by_the_office_that_recorded_it(home):
    act = do(death(home.grandmother), "lin").act
    back = Reversal(happened_on=MAY, act=act, reason="wrong person", approved_by=officer("shi").id)
    with pytest.raises(MayNotRecord):
        do(back, "chen")
    assert do(back, "lin").act
    with pytest.raises(NoSuchAct):
        do(Reversal(happened_on=MAY, act=1, reason="x", approved_by=officer("shi").id), "lin")


def test_the_second_officer_is_another_person_with_the_right(home):
    do(death(home.grandmother), "lin")
    back = {
        "happened_on": date(2026, 5, 20),
        "person": home.grandmother,
        "trigger": "wrongly_cancelled",
        "household": home.id,
        "relation": "52",
        "evidence": shown("investigation_record"),
    }
    for nobody in (officer("lin").id, officer("chen").id, officer("zhao").id, 987654321):
        with pytest.raises(MayNotApprove):
            do(Restoration(approved_by=nobody, **back), "lin")
    assert do(Restoration(approved_by=officer("shi").id, **back), "lin").act


def test_nobody_but_the_three_administrators_erases(home):
    opening = one("select act from fact where record = %s limit 1", home.son)
    erasure = Erasure(
        happened_on=MAY, record=home.son, values=((opening, 0),), legal_ground="art. 47", approved_by=officer("shen").id
    )
    for username in ("lin", "shi", "xi", "shen", "zhao"):
        with pytest.raises(NotAllowed):
            do(erasure, username)
    assert do(erasure, "an").act


def test_an_unknown_record_is_said_to_be_unknown(home):
    with pytest.raises(UnknownRecord):
        do(death(42), "lin")


def test_a_load_that_does_not_exist_is_said_not_to(home):
    with pytest.raises(NoSuchBatch):
        do(BatchUndone(happened_on=MAY, batch=1, reason="x"), "lin")
