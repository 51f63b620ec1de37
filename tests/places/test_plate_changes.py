"""Numbers become addresses and plates by an act, and acts on addresses reach entrances and plates."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from huangce.accounts import officers
from huangce.accounts.models import Officer
from huangce.home import database
from huangce.places.models import Address
from huangce.places.numbering_addresses import StreetNotNamed, make_addresses
from huangce.places.numbering_proposals import ProposalStepNotAllowed, decide, find_missing, propose_missing
from huangce.places.numbering_schemes import record_schemes, recorded_schemes
from huangce.places.numbering_survey import Seen, survey_addresses, take_survey
from huangce.places.plate_back import StepOfAnAct, take_back
from huangce.places.plate_changes import changed_plates, follow_changes
from huangce.places.plate_life import Said, apply_for, plate_of, take_step
from huangce.places.plate_models import Entrance, NumberedStreet, Plate, PlateEvent, PlateProposal, RetiredNumber
from huangce.places.plate_orders import make_order
from huangce.register.rebuild import check
from huangce.rules.acts.place_divisions import DivisionChanged
from huangce.rules.numbering import read_schemes
from huangce.rules.plates import OVER
from huangce.statistics.as_known import known_on
from huangce.statistics.plates import doors as doors_on_day
from huangce.statistics.snapshot import reading
from tests import lins
from tests.places import town
from tests.register.conftest import do

NOW, ON = lins.NOW, date(2026, 6, 1)
TODAY = NOW.date()
SCHEME = '[[schemes]]\ndivision = "511703"\nfrom = 2018-01-01\ndocument = "x"\nsuffix = "attached"\n'


@pytest.fixture
def clerks(committed_db) -> tuple[Officer, Officer]:
    """Two address clerks of the county."""
    made = []
    for name in ("ding", "peng"):
        one = officers.add(name, name, on=date(2015, 1, 1))
        officers.grant(one, "address_clerk", town.COUNTY, by=None, on=date(2015, 1, 1))
        made.append(one)
    return made[0], made[1]


def door(row: int, chainage: float, **more) -> Seen:
    """An entrance of 人民路, seen on its left."""
    return Seen(row, town.VILLAGE, "人民路", chainage=chainage, side="left", **more)


def approved(clerks, *entrances: Seen) -> list[int]:
    """Proposals for entrances of 人民路, where doors 1, 3, 5, 7 stand ten metres a number apart; approved."""
    ding, peng = clerks
    record_schemes(read_schemes(SCHEME), by=ding, now=NOW)
    survey_addresses(town.VILLAGE, by=ding, now=NOW)
    known = [
        door(one.pk, 10.0 * one.main, number=f"{one.main}号", address=one.address) for one in Entrance.objects.all()
    ]
    take_survey([*known, *entrances], source="x", by=ding, now=NOW)
    propose_missing(town.VILLAGE, by=ding, now=NOW)
    made = list(PlateProposal.objects.values_list("id", flat=True))
    decide(made, "field_checked", by=ding, now=NOW)
    return decide(made, "approved", by=peng, now=NOW)


def test_it_works(clerks):
    town.load()
    made = make_addresses(approved(clerks, door(2, 40.0), door(3, 120.0)), by=clerks[0], now=NOW)
    assert (len(made.acts), len(made.addresses), len(made.plates)) == (1, 2, 2)
    plates = sorted(Address.objects.filter(pk__in=made.addresses).values_list("plate", flat=True))
    assert plates == ["11号", "3号附1号"]
    assert {one.state for one in PlateProposal.objects.all()} == {"ordered"}
    assert {one.state for one in Plate.objects.filter(pk__in=made.plates)} == {"approved"}
    assert set(Entrance.objects.filter(address__in=made.addresses).values_list("main", flat=True)) == {3, 11}
    assert check(database.url()).holds


def test_only_approved_proposals_become_addresses(clerks):
    town.load()
    done = approved(clerks, door(2, 40.0))
    make_addresses(done, by=clerks[0], now=NOW)
    with pytest.raises(ProposalStepNotAllowed):
        make_addresses(done, by=clerks[0], now=NOW)


def test_a_street_that_was_never_named_gets_no_addresses(clerks):
    town.load()
    done = approved(clerks, Seen(2, town.VILLAGE, "无名路", side="left", chainage=5.0))
    with pytest.raises(StreetNotNamed):
        make_addresses(done, by=clerks[0], now=NOW)


def hung(addresses, clerks) -> list[int]:
    """Plates of addresses, on the wall."""
    plates = apply_for(addresses, by=clerks[0], now=NOW, approved=True)
    make_order(town.VILLAGE, maker="制牌厂", by=clerks[0], now=NOW)
    told = Said(batch="1", spec="x", photo="P-1", photo_without_persons=True, longitude=107.0, latitude=31.0,
                installer="制牌厂")  # fmt: skip
    for step in ("manufactured", "delivered", "installed"):
        take_step(plates, step, told, by=clerks[0], now=NOW)
    return plates


def standing() -> list[tuple[int, list[str], str]]:
    """Plates that are not over: their address, text and state."""
    rows = Plate.objects.exclude(state__in=OVER).order_by("address")
    return [(one.address, one.lines, one.state) for one in rows]


def test_a_renamed_street_has_its_plates_made_anew_and_stays_one_street(clerks):
    ids = town.load()
    survey_addresses(town.VILLAGE, by=clerks[0], now=NOW)
    old = hung(ids[:2], clerks)
    receipt = town.rename(town.street(), "解放路")
    assert standing() == [(ids[0], ["解放路", "1号"], "approved"), (ids[1], ["解放路", "3号"], "approved")]
    ended = PlateEvent.objects.filter(plate__in=old, act=receipt.act)
    assert {(one.step, one.reason) for one in ended} == {("retired", "renaming")}
    assert follow_changes(town.VILLAGE, by=clerks[0], now=NOW).applied == []
    town.new(town.NewDoor(plate="21"), thoroughfare=town.street("解放路"))
    survey_addresses(town.VILLAGE, by=clerks[0], now=NOW)
    assert [one.name for one in NumberedStreet.objects.all()] == ["解放路"]


def test_taking_back_the_renaming_takes_the_work_back_and_so_on(clerks):
    ids = town.load()
    old = hung(ids[:1], clerks)
    renamed = town.rename(town.street(), "解放路")
    reversal = town.reverse(renamed)
    assert standing() == [(ids[0], ["人民路", "1号"], "installed")]
    with pytest.raises(StepOfAnAct, match=str(reversal.act)):
        take_back(Plate.objects.filter(state="retired").values_list("id", flat=True), "", by=clerks[0], now=NOW)
    again = town.reverse(reversal)
    assert standing() == [(ids[0], ["解放路", "1号"], "approved")]
    assert Plate.objects.count() == 2
    town.reverse(again)
    assert [one.pk for one in Plate.objects.exclude(state__in=OVER)] == old
    assert check(database.url()).holds


def test_a_renaming_to_come_leaves_the_plates_on_the_wall_until_its_day(clerks):
    ids = town.load()
    hung(ids[:1], clerks)
    day = TODAY + timedelta(days=30)
    town.rename(town.street(), "解放路", on=day)
    assert Plate.objects.get(state="retired").state_on == day
    with reading() as cursor:
        hangs = [
            [one.count for one in doors_on_day(cursor, on, None, known_on(cursor, None)) if one.state == "installed"]
            for on in (TODAY, day)
        ]
    assert hangs == [[1], []]


def test_a_renumbered_address_takes_its_entrance_along_and_the_old_number_rests(clerks):
    ids = town.load()
    survey_addresses(town.VILLAGE, by=clerks[0], now=NOW)
    apply_for(ids[:1], by=clerks[0], now=NOW)
    receipt = town.renumber(ids[0], plate="15")
    assert standing() == [(ids[0], ["人民路", "15号"], "approved")]
    assert Entrance.objects.get(address=ids[0]).main == 15
    assert [(one.main, one.reason, one.act) for one in RetiredNumber.objects.all()] == [(1, "renumbering", receipt.act)]
    town.reverse(receipt)
    assert Entrance.objects.get(address=ids[0]).main == 1
    record_schemes(read_schemes(SCHEME), by=clerks[0], now=NOW)
    assert "resting-number" not in find_missing(town.VILLAGE, on=TODAY).counts()
    assert follow_changes(town.VILLAGE, by=clerks[0], now=NOW).entrances == 0


def test_a_demolished_address_ends_its_plate_and_its_entrance_until_that_is_taken_back(clerks):
    ids = town.load()
    survey_addresses(town.VILLAGE, by=clerks[0], now=NOW)
    (plate,) = apply_for(ids[1:2], by=clerks[0], now=NOW)
    receipt = town.demolish(ids[1])
    assert [one.state for one in Plate.objects.all()] == ["retired"]
    gone = Entrance.objects.get(address=ids[1])
    assert (gone.state, gone.gone_on) == ("demolished", town.MAY)
    assert follow_changes(town.VILLAGE, by=clerks[0], now=NOW).entrances == 0
    town.reverse(receipt)
    assert [(one.pk, one.state) for one in Plate.objects.all()] == [(plate, "numbered")]
    back = Entrance.objects.get(address=ids[1])
    assert (back.state, back.gone_on, back.main) == ("standing", None, 3)


def test_a_door_that_was_built_gets_a_plate_and_one_that_was_left_out_is_asked_for(clerks):
    town.load()
    _, (built, _room) = town.new(
        town.NewDoor(plate="21"), town.NewDoor(plate="21", building="1栋", room="101室"), thoroughfare=town.street()
    )
    town.new(town.NewDoor(plate="23"), thoroughfare=town.street(), reason="omitted")
    assert standing() == [(built, ["人民路", "21号"], "approved")]


def test_what_comes_of_a_split_gets_plates_where_the_old_door_had_one(clerks):
    ids = town.load()
    hung(ids[:1], clerks)
    receipt, into = town.split(ids[0], town.NewDoor(plate="1-1"), town.NewDoor(plate="1-2"))
    assert [one[0] for one in standing()] == into
    assert Plate.objects.get(address=ids[0]).state == "retired"
    town.reverse(receipt)
    assert standing() == [(ids[0], ["人民路", "1号"], "installed")]
    town.split(ids[1], town.NewDoor(plate="3-1"), town.NewDoor(plate="3-2"))
    assert len(standing()) == 1


def test_what_earlier_versions_left_is_brought_in_line_by_division(clerks):
    ids = town.load()
    shown = plate_of(Address.objects.get(pk=ids[0]), "", by=clerks[0].pk, now=NOW)
    shown.lines = ["人民路", "15号"]
    shown.save()
    PlateEvent.objects.create(plate=shown.pk, step="in_use", happened_on=town.MAY, officer=clerks[0].pk, at=NOW)
    assert changed_plates(town.VILLAGE, on=ON).renumbering == ids[:1]
    done = follow_changes(town.VILLAGE, by=clerks[0], now=NOW)
    assert (done.retired, len(done.applied)) == ([shown.pk], 1)


def test_plates_entrances_and_proposals_go_with_their_addresses_to_another_division(clerks):
    ids = town.load()
    made = approved(clerks, door(2, 40.0))
    apply_for(ids[:2], by=clerks[0], now=NOW)
    there = {"becomes": "511703117000", "from_name": "石桥镇", "name": "南外镇"}
    said = {"division": "511703116000", "change_kind": "merged", **there}
    receipt = do(DivisionChanged(happened_on=town.MAY, **said, **town.shown()))
    assert (Plate.objects.count(), Entrance.objects.count(), len(made)) == (2, 6, 1)
    for model in (Plate, Entrance, PlateProposal):
        assert set(model.objects.values_list("division", flat=True)) == {"511703117001"}
    assert set(NumberedStreet.objects.values_list("division", flat=True)) == {"511703117"}
    assert follow_changes("511703117000", by=clerks[0], now=NOW).moved == 0
    town.reverse(receipt)
    for model in (Plate, Entrance, PlateProposal):
        assert set(model.objects.values_list("division", flat=True)) == {town.VILLAGE}
    assert set(NumberedStreet.objects.values_list("division", flat=True)) == {town.VILLAGE[:9]}


def test_what_stands_beside_no_address_goes_on_with_its_division_and_comes_back(clerks):
    town.load()
    record_schemes(read_schemes(SCHEME.replace('"511703"', '"511703116"')), by=clerks[0], now=NOW)
    take_survey([Seen(1, town.VILLAGE, group="3组", side="left", chainage=5.0)], source="x", by=clerks[0], now=NOW)
    there = {"becomes": "511703117000", "from_name": "石桥镇", "name": "南外镇", "division": "511703116000"}
    receipt = do(DivisionChanged(happened_on=town.MAY, change_kind="recoded", **there, **town.shown()))
    assert Entrance.objects.get().division == NumberedStreet.objects.get().division == "511703117001"
    assert [one.scheme.division for one in recorded_schemes()] == ["511703117"]
    town.reverse(receipt)
    assert Entrance.objects.get().division == NumberedStreet.objects.get().division == town.VILLAGE
    assert [one.scheme.division for one in recorded_schemes()] == ["511703116"]


def test_plates_of_a_part_go_with_its_doors_and_nothing_else(clerks):
    ids = town.load()
    apply_for(ids[:2], by=clerks[0], now=NOW)
    part = {"becomes": "511703117000", "from_name": "石桥镇", "name": "南外镇", "addresses": (ids[0],)}
    said = {"division": "511703116000", "change_kind": "boundary_moved", **part}
    receipt = do(DivisionChanged(happened_on=town.MAY, **said, **town.shown()))
    assert [one.division for one in Plate.objects.order_by("address")] == ["511703117001", town.VILLAGE]
    town.reverse(receipt)
    assert {one.division for one in Plate.objects.all()} == {town.VILLAGE}
