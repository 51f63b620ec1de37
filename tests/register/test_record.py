"""The one writer: acts become facts and current rows, once, in order, and never over a change that was not seen."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import connection

from huangce.errors import Refused, Stale
from huangce.register.effects import BlockedByLater
from huangce.register.receipts import TransactionReused
from huangce.rules.acts.base import (
    AlreadyDead,
    EvidenceMissing,
    NumberTaken,
    ReferencePersonNeeded,
    SecondOfficerNeeded,
)
from huangce.rules.acts.cancellations import Cancellation, Restoration
from huangce.rules.acts.corrections import Correction
from huangce.rules.acts.death import Death, DeathExOfficio, MonthNotOver, NoticeNotServed
from huangce.rules.acts.duplicates import Link, NotAllocated, Unlink
from huangce.rules.acts.households import ChangeOfReferencePerson, HouseholdMerge, HouseholdSplit
from huangce.rules.acts.moves import ArrivalConfirmed, MoveIn, MoveOut, MoveWithin
from huangce.rules.acts.opening import ResidenceOpening, Resident
from huangce.rules.acts.residences import LivesElsewhere, ResidenceDeclared, ResidenceDeparted
from huangce.rules.acts.reversals import AlreadyVoid, Reversal
from tests import lins
from tests.lins import shown
from tests.register.conftest import MAY, birth, do, one, person, row_of


def death(record: int, **changes) -> Death:
    given = {"happened_on": MAY, "person": record, "evidence": shown("medical_death_certificate")}
    return Death(**{**given, **changes})


def counted() -> int:
    return one("select count(*) from person where status in ('registered', 'in_transit')")


def test_it_works(house):
    receipt = do(birth(house))
    child = person(receipt.created["child"])
    assert (child["name"], child["household"], child["counted_in"]) == ("林小雨", house.id, lins.VILLAGE)
    assert child["version"] == receipt.act
    assert one("select count(*) from fact where act = %s", receipt.act) == 4


def test_a_death_ends_the_registration_and_needs_a_document(house):
    with pytest.raises(EvidenceMissing):
        do(death(house.grandmother, evidence=()))
    do(death(house.grandmother))
    assert person(house.grandmother)["status"] == "cancelled"
    assert person(house.grandmother)["died_on"] == MAY
    with pytest.raises(AlreadyDead):
        do(death(house.grandmother, happened_on=MAY + timedelta(days=1)))


def test_the_death_of_the_reference_person_asks_who_follows(house):
    with pytest.raises(ReferencePersonNeeded):
        do(death(house.father))
    do(death(house.father, new_reference_person=house.mother))
    assert row_of("household", house.id)["reference_person"] == house.mother


def test_the_last_death_closes_the_household(db):
    house = do(lins.family(lins.FATHER)).created["household"]
    father = one("select id from person where household = %s", house)
    do(death(father))
    assert row_of("household", house)["household_status"] == "closed"


def test_a_death_ex_officio_waits_a_month_after_both_notices(house):
    act = DeathExOfficio(
        happened_on=date(2026, 1, 10),
        person=house.grandmother,
        decided_on=date(2026, 5, 20),
        informant_notified_on=date(2026, 4, 1),
        approved_by=lins.CHEN.id,
        evidence=shown("committee_or_work_unit_certificate", "officer_investigation_record"),
    )
    from dataclasses import replace

    with pytest.raises(NoticeNotServed):
        do(act)
    with pytest.raises(MonthNotOver):
        do(replace(act, committee_notified_on=date(2026, 5, 15)))
    with pytest.raises(SecondOfficerNeeded):
        do(replace(act, committee_notified_on=date(2026, 4, 2), approved_by=lins.LIN.id))
    do(replace(act, committee_notified_on=date(2026, 4, 2)))
    assert person(house.grandmother)["ended_by"] == "death"


def test_a_repeated_submit_is_answered_not_repeated(house):
    key = uuid.uuid4()
    first = do(birth(house), transaction_id=key)
    again = do(birth(house), transaction_id=key)
    assert again.repeated
    assert again.act == first.act
    assert again.created == first.created
    with pytest.raises(TransactionReused):
        do(birth(house, name="林大雨"), transaction_id=key)
    assert counted() == 5


def test_a_repeated_opening_entry_is_answered_and_another_under_its_transaction_is_refused(db):
    key, act = uuid.uuid4(), lins.family(declared_by="林建国")
    first = do(act, transaction_id=key)
    again = do(act, transaction_id=key)
    assert again.repeated
    assert (again.act, again.created, again.digest) == (first.act, first.created, first.digest)
    for other in (lins.family(lins.FATHER), lins.family(address="石桥村9号"), lins.family()):
        with pytest.raises(TransactionReused):
            do(other, transaction_id=key)
    assert counted() == 4


def test_a_repeated_opening_of_residences_is_compared_with_the_first(house):
    spell = Resident(residence_kind="usual", person=house.father)
    given = {"happened_on": lins.OPENED, "division": lins.VILLAGE, "address": "石桥村3组12号"}
    stranger = Resident(residence_kind="temporary", name="赵一")
    act = ResidenceOpening(**given, spells=(spell, stranger))
    key = uuid.uuid4()
    first = do(act, transaction_id=key)
    again = do(act, transaction_id=key)
    assert (again.repeated, again.act) == (True, first.act)
    for spells in ((spell,), (replace(spell, person=house.mother), stranger)):
        with pytest.raises(TransactionReused):
            do(replace(act, spells=spells), transaction_id=key)


def test_what_the_officer_did_not_see_is_not_overwritten(house):
    version = person(house.grandmother)["version"]
    do(death(house.grandmother), seen={house.grandmother: version})
    with pytest.raises(Stale):
        do(death(house.grandmother), seen={house.grandmother: version})


def test_a_reversal_restores_and_a_reversal_of_it_voids_again(house):
    act = do(death(house.father, new_reference_person=house.mother)).act
    back = do(Reversal(happened_on=MAY, act=act, reason="wrong person", approved_by=lins.CHEN.id)).act
    assert person(house.father)["status"] == "registered"
    assert person(house.father)["died_on"] is None
    assert row_of("household", house.id)["reference_person"] == house.father
    assert person(house.father)["version"] == back
    with pytest.raises(AlreadyVoid):
        do(Reversal(happened_on=MAY, act=act, reason="again", approved_by=lins.CHEN.id))
    do(Reversal(happened_on=MAY, act=back, reason="right person after all", approved_by=lins.CHEN.id))
    assert person(house.father)["status"] == "cancelled"


def test_a_late_report_of_an_earlier_move_is_accepted(house):
    do(birth(house, happened_on=date(2026, 5, 10)))
    do(
        MoveWithin(
            happened_on=date(2026, 3, 1),
            persons=(house.grandmother,),
            relations=("02",),
            division=lins.NEXT_VILLAGE,
            address="四川省达州市达川区石桥镇东桥村1组7号",
        )
    )
    assert person(house.grandmother)["counted_in"] == lins.NEXT_VILLAGE


def test_a_late_report_that_makes_a_later_act_unlawful_is_blocked_by_name(house):
    moved = do(
        MoveOut(
            happened_on=date(2026, 5, 10),
            persons=(house.grandmother,),
            to_division="510104",
            reason="joining_relatives",
            evidence=shown("move_in_permit"),
        )
    ).act
    with pytest.raises(BlockedByLater) as caught:
        do(death(house.grandmother, happened_on=date(2026, 4, 1)))
    assert caught.value.details["act"] == moved


def test_reversing_a_birth_is_blocked_while_the_child_is_acted_upon(house):
    born = do(birth(house))
    do(death(born.created["child"], happened_on=date(2026, 5, 3)))
    with pytest.raises(BlockedByLater):
        do(Reversal(happened_on=MAY, act=born.act, reason="no such child", approved_by=lins.CHEN.id))


def test_somebody_in_transit_is_counted_once_and_let_go_on_the_receipt(house):
    assert counted() == 4
    do(
        MoveOut(
            happened_on=MAY,
            persons=(house.father, house.mother),
            to_division="510104",
            reason="work",
            new_reference_person=house.grandmother,
            evidence=shown("move_in_permit"),
        )
    )
    assert counted() == 4
    assert person(house.father)["status"] == "in_transit"
    do(ArrivalConfirmed(happened_on=date(2026, 5, 9), persons=(house.father,), evidence=shown("destination_receipt")))
    assert counted() == 3
    assert person(house.father)["ended_by"] == "moved_out"


def test_somebody_who_comes_back_keeps_record_and_number(house):
    do(
        MoveOut(
            happened_on=MAY,
            persons=(house.son,),
            to_division="510104",
            reason="study",
            evidence=shown("move_in_permit"),
        )
    )
    do(ArrivalConfirmed(happened_on=MAY, persons=(house.son,), evidence=shown("destination_receipt")))
    move = MoveIn(
        happened_on=date(2026, 5, 20),
        returning=house.son,
        household=house.id,
        relation="22",
        from_division="510104",
        reason="return",
        evidence=shown("migration_certificate"),
    )
    do(move)
    assert person(house.son)["status"] == "registered"


def test_a_newcomer_cannot_bring_a_number_that_is_held(house):
    move = MoveIn(
        happened_on=MAY,
        household=house.id,
        relation="97",
        from_division="510104",
        reason="joining_relatives",
        name="林建",
        sex="1",
        birth_date="1980-05-03",
        ethnicity="01",
        citizen_id=lins.FATHER.citizen_id,
        evidence=shown("migration_certificate"),
    )
    with pytest.raises(NumberTaken):
        do(move)


def test_a_household_splits_and_merges_again(house):
    parted = do(
        HouseholdSplit(happened_on=MAY, household=house.id, persons=(house.grandmother,), relations=("02",))
    ).created["new_household"]
    assert person(house.grandmother)["household"] == parted
    do(
        HouseholdMerge(
            happened_on=MAY, household=parted, into=house.id, persons=(house.grandmother,), relations=("52",)
        )
    )
    assert row_of("household", parted)["household_status"] == "closed"
    assert person(house.grandmother)["household"] == house.id


def test_a_child_does_not_become_reference_person_beside_adults(house):
    with pytest.raises(Refused):
        do(ChangeOfReferencePerson(happened_on=date(2021, 1, 1), household=house.id, new_reference_person=house.son))
    do(
        ChangeOfReferencePerson(
            happened_on=MAY,
            household=house.id,
            new_reference_person=house.mother,
            persons=(house.father,),
            relations=("11",),
        )
    )
    assert person(house.father)["relation"] == "11"


def test_a_correction_takes_the_place_of_what_it_corrects(house):
    do(
        Correction(
            happened_on=MAY,
            record=house.grandmother,
            group="identity",
            items={"birth_date": "1941-03-08"},
            approved_by=lins.CHEN.id,
            evidence=shown("archive"),
        )
    )
    assert person(house.grandmother)["birth_date"] == "1941-03-08"
    assert one("select min(valid_from) from fact where record = %s and act > 0", house.grandmother) == lins.OPENED


def test_cancellation_and_restoration_keep_the_record(house):
    do(Cancellation(happened_on=MAY, person=house.son, ended_by="enlisted", evidence=shown("enlistment_notice")))
    assert person(house.son)["ended_by"] == "enlisted"
    do(
        Restoration(
            happened_on=date(2026, 5, 30),
            person=house.son,
            trigger="returned_from_service",
            household=house.id,
            relation="22",
            approved_by=lins.CHEN.id,
            evidence=shown("discharge_certificate"),
        )
    )
    assert person(house.son)["status"] == "registered"
    assert person(house.son)["citizen_id"] == lins.SON.citizen_id


def test_linked_records_count_once_and_part_again_with_every_later_act(house):
    double = do(
        lins.family(
            lins.Member(name="林浩", relation="02", sex="1", birth_date="2008-02-11"),
            address="四川省达州市达川区石桥镇东桥村1组7号",
            division=lins.NEXT_VILLAGE,
        )
    ).created["household"]
    other = one("select id from person where household = %s", double)
    assert counted() == 5
    documents = {"approved_by": lins.CHEN.id, "evidence": shown("duplicate_investigation")}
    do(Link(happened_on=MAY, kept=house.son, other=other, heard=True, **documents))
    assert counted() == 4
    assert person(other)["same_as"] == house.son
    later = do(
        Correction(
            happened_on=date(2026, 5, 5),
            record=house.son,
            group="details",
            items={"education": "60"},
            as_change=True,
            evidence=shown("declaration"),
        )
    ).act
    parting = {"happened_on": date(2026, 5, 20), "kept": house.son, "other": other, **documents}
    with pytest.raises(NotAllocated):
        do(Unlink(**parting))
    do(Unlink(**parting, allocation={later: other}))
    assert counted() == 5
    assert one("select household_status from household where id = %s", double) == "open"  # it was closed with it
    assert person(other)["education"] == "60"
    assert person(house.son)["education"] is None
    assert person(other)["same_as"] is None


def test_two_usual_residences_do_not_overlap(house):
    live = {"person": house.father, "residence_kind": "usual", "division": lins.VILLAGE, "address": "石桥村3组12号"}
    first = do(ResidenceDeclared(happened_on=date(2026, 1, 5), **live)).created["residence"]
    with pytest.raises(LivesElsewhere):
        do(ResidenceDeclared(happened_on=MAY, **live))
    do(ResidenceDeclared(happened_on=MAY, ends=first, **live))
    assert row_of("residence", first)["departed_on"] == MAY
    open_spell = one("select id from residence where person = %s and departed_on is null", house.father)
    do(ResidenceDeparted(happened_on=date(2026, 5, 20), residence=open_spell))
    assert one("select count(*) from residence where departed_on is null") == 0


def test_somebody_registered_elsewhere_is_known_only_as_a_resident(db):
    declared = ResidenceDeclared(
        happened_on=MAY,
        residence_kind="temporary",
        division=lins.VILLAGE,
        address="石桥村3组12号",
        name="赵一",
        registered_place="云南省昭通市",
    )
    created = do(declared).created
    assert person(created["newcomer"])["status"] == "elsewhere"
    assert counted() == 0


@pytest.mark.parametrize("table", ["act", "fact", "batch"])
def test_the_application_cannot_change_what_was_recorded(house, table):
    from django.db import transaction
    from django.db.utils import DatabaseError

    for statement in (f"update {table} set id = id", f"delete from {table}", f"truncate {table}"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_nothing_is_recorded_for_tomorrow(house):
    with pytest.raises(Refused):
        do(death(house.son, happened_on=date(2026, 6, 2)), now=datetime.fromisoformat("2026-06-01T10:00:00+08:00"))
