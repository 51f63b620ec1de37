"""What happened before it is reported: before the register was opened, before later acts, before a load was undone."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date

import pytest

from huangce.home import database
from huangce.register.batches import BatchBuiltOn
from huangce.register.effects import BlockedByLater
from huangce.register.rebuild import check
from huangce.register.receipts import TransactionReused
from huangce.register.record import EndsBeforeItBegins, IdsAreGiven, NumberHeld, SpellsOverlap
from huangce.rules.acts.base import BeforeOpening
from huangce.rules.acts.birth import Birth
from huangce.rules.acts.corrections import Correction
from huangce.rules.acts.death import Death, DeathBeforeBirth
from huangce.rules.acts.households import HouseholdSplit
from huangce.rules.acts.moves import MoveIn
from huangce.rules.acts.residences import ResidenceDeclared
from huangce.rules.acts.reversals import BatchUndone, Reversal
from tests import lins
from tests.lins import shown
from tests.register.conftest import House, do, one, open_house, person, row_of
from tests.register.test_opening import lists, load

MAY = date(2026, 5, 1)


def death(record: int, happened_on: date = MAY, **changes) -> Death:
    return Death(happened_on=happened_on, person=record, evidence=shown("cremation_certificate"), **changes)


def birth(house: House, happened_on: date = MAY, **changes) -> Birth:
    given = {
        "household": house.id,
        "name": "林小雨",
        "sex": "2",
        "ethnicity": "01",
        "relation": "32",
        "mother": house.mother,
        "evidence": shown("birth_certificate"),
    }
    return Birth(happened_on=happened_on, **{**given, **changes})


def moved_in(household: int, happened_on: date = MAY, **changes) -> MoveIn:
    given = {
        "household": household,
        "relation": "97",
        "from_division": "510104",
        "reason": "joining_relatives",
        "name": "周一",
        "sex": "1",
        "birth_date": "1990-01-01",
        "ethnicity": "01",
        "evidence": shown("migration_certificate"),
    }
    return MoveIn(happened_on=happened_on, **{**given, **changes})


def lives(record: int, happened_on: date, **changes) -> ResidenceDeclared:
    given = {"residence_kind": "usual", "division": lins.VILLAGE, "address": "石桥村3组12号"}
    return ResidenceDeclared(happened_on=happened_on, person=record, **{**given, **changes})


def reversal(act: int, happened_on: date = MAY) -> Reversal:
    return Reversal(happened_on=happened_on, act=act, reason="mistake", approved_by=lins.CHEN.id)


def test_a_death_years_before_the_register_was_opened_is_recorded(committed_db):
    house = open_house()
    receipt = do(death(house.father, date(2015, 3, 4), new_reference_person=house.mother))
    row = person(house.father)
    assert (row["status"], row["died_on"], row["since"]) == ("cancelled", date(2015, 3, 4), "2015-03-04")
    assert one("select min(valid_from) from fact where act = %s", receipt.act) == lins.OPENED
    assert row_of("household", house.id)["reference_person"] == house.mother
    do(reversal(receipt.act, date(2015, 3, 4)))
    assert person(house.father)["status"] == "registered"
    assert check(database.url()).holds


def test_a_child_born_before_the_register_was_opened_is_registered(committed_db):
    house = open_house()
    child = do(birth(house, date(2012, 6, 7))).created["child"]
    row = person(child)
    assert (row["status"], row["birth_date"], row["household"]) == ("registered", "2012-06-07", house.id)
    do(lives(child, date(2013, 1, 1)))
    assert one("select arrived_on from residence where person = %s", child) == date(2013, 1, 1)
    assert check(database.url()).holds


def test_acts_before_the_opening_stay_in_order_with_those_after(house):
    do(lives(house.mother, date(2012, 1, 1)))
    with pytest.raises(EndsBeforeItBegins):
        do(death(house.mother, date(2010, 1, 1)))
    do(death(house.grandmother, date(2014, 1, 1)))
    do(death(house.mother, date(2014, 1, 1)))
    assert one("select departed_on from residence") == date(2014, 1, 1)


def test_what_this_register_began_itself_has_no_earlier_acts(house):
    newcomer = do(moved_in(house.id)).created["newcomer"]
    with pytest.raises(BeforeOpening):
        do(death(newcomer, date(2026, 4, 1)))
    with pytest.raises(DeathBeforeBirth):
        do(death(house.son, date(2000, 1, 1)))


def test_reversing_a_split_is_blocked_while_somebody_was_born_into_the_new_household(house):
    split = do(
        HouseholdSplit(happened_on=MAY, household=house.id, persons=(house.mother, house.son), relations=("02", "20"))
    )
    parted = replace(house, id=split.created["new_household"])
    born = do(birth(parted, date(2026, 5, 9)))
    with pytest.raises(BlockedByLater) as caught:
        do(reversal(split.act))
    assert caught.value.details["act"] == born.act


def test_reversing_a_birth_is_blocked_by_a_correction_of_the_child(house):
    child = do(birth(house))
    act = do(
        Correction(
            happened_on=MAY,
            record=child.created["child"],
            group="details",
            items={"education": "10"},
            evidence=shown("declaration"),
        )
    ).act
    with pytest.raises(BlockedByLater) as caught:
        do(reversal(child.act))
    assert caught.value.details["act"] == act


def test_what_a_death_said_of_a_residence_goes_with_the_residence(committed_db):
    house = open_house()
    lived = do(lives(house.grandmother, MAY)).act
    do(death(house.grandmother, date(2026, 5, 2)))
    do(reversal(lived))
    assert one("select count(*) from residence") == 0
    assert check(database.url()).holds


def test_a_late_death_is_blocked_by_a_later_residence_of_the_dead(house):
    lived = do(lives(house.grandmother, date(2026, 5, 9))).act
    with pytest.raises(BlockedByLater) as caught:
        do(death(house.grandmother))
    assert caught.value.details["act"] == lived


def test_a_late_death_that_empties_a_household_is_blocked_by_who_moved_in_later(db):
    household = do(lins.family(lins.FATHER)).created["household"]
    father = one("select id from person where household = %s", household)
    newcomer = do(moved_in(household, date(2026, 5, 9)))
    with pytest.raises(BlockedByLater) as caught:
        do(death(father))
    assert caught.value.details["act"] == newcomer.act


def test_a_reversal_that_gives_a_number_to_two_persons_is_refused(house):
    right = lins.number("99010119800503003")
    mended = Correction(
        happened_on=MAY,
        record=house.father,
        group="identity",
        items={"citizen_id": right},
        approved_by=lins.CHEN.id,
        evidence=shown("archive"),
    )
    act = do(mended).act
    do(moved_in(house.id, name="林建", birth_date="1980-05-03", citizen_id=lins.FATHER.citizen_id))
    with pytest.raises(NumberHeld):
        do(reversal(act))
    assert person(house.father)["citizen_id"] == right


def test_spells_that_would_overlap_are_refused_by_a_rule_and_not_by_an_error(house):
    do(lives(house.father, MAY))
    with pytest.raises(SpellsOverlap):
        do(lives(house.father, date(2026, 3, 1)))


def test_nobody_chooses_the_ids_of_new_records(house):
    with pytest.raises(IdsAreGiven):
        do(birth(house, child=house.grandmother))
    with pytest.raises(IdsAreGiven):
        do(lins.family(replace(lins.SON, person=house.son)))


def test_a_transaction_id_of_another_officer_is_not_answered(house):
    key = uuid.uuid4()
    do(birth(house), transaction_id=key)
    with pytest.raises(TransactionReused):
        do(birth(house), transaction_id=key, by=lins.CHEN)


def test_a_load_is_built_on_by_an_act_that_was_reversed_and_restored(committed_db):
    _households, frame = lists(6)
    opened = load(frame)
    head = one("select reference_person from household where household_kind = 'family' order by id limit 1")
    act = do(death(head)).act
    back = do(reversal(act)).act
    do(BatchUndone(happened_on=MAY, batch=opened.batch, reason="nothing stands on it"))
    undone = one("select max(id) from act")
    again = do(reversal(undone)).act
    do(reversal(back))
    with pytest.raises(BatchBuiltOn):
        do(BatchUndone(happened_on=MAY, batch=opened.batch, reason="something stands on it"))
    assert again > undone
    assert check(database.url()).holds
