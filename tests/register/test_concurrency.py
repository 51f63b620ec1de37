"""Eight officers at once: nothing is lost, nothing is doubled, and who comes second is told so."""

from __future__ import annotations

import itertools
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from huangce.errors import HuangceError
from huangce.home import database
from huangce.register.evidence import Database
from huangce.register.rebuild import check
from huangce.register.receipts import Receipt
from huangce.register.seal import seal
from huangce.register.verify import verify
from huangce.rules.acts.base import Act
from huangce.rules.acts.birth import Birth
from huangce.rules.acts.corrections import Correction
from huangce.rules.acts.death import Death
from huangce.rules.acts.households import HouseholdSplit
from huangce.rules.acts.moves import MoveIn, MoveWithin
from huangce.rules.acts.opening import Member
from huangce.rules.acts.reversals import BatchUndone, Reversal
from tests import lins
from tests.lins import shown
from tests.register.conftest import House, do, one, open_house, person
from tests.register.test_opening import lists, load

MAY = date(2026, 5, 1)
WRITERS = 8
DAYS = itertools.count()


def together(tasks: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run each task in a thread with a connection of its own, all starting at once; return results or errors."""
    results: list[Any] = [None] * len(tasks)
    ready = threading.Barrier(len(tasks))

    def run(place: int) -> None:
        try:
            ready.wait()
            results[place] = tasks[place]()
        except HuangceError as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(tasks))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def recording(*acts: Act, **options: Any) -> Callable[[], list[Receipt]]:
    return lambda: [do(act, **options) for act in acts]


def codes(results: list[Any]) -> Counter[str]:
    return Counter(one.code if isinstance(one, HuangceError) else "done" for one in results)


def birth(house: House, name: str, happened_on: date | None = None) -> Birth:
    """A birth on a day of its own, or on one that is given."""
    return Birth(
        happened_on=happened_on or MAY - timedelta(days=next(DAYS)),
        household=house.id,
        name=name,
        sex="2",
        ethnicity="01",
        relation="32",
        mother=house.mother,
        evidence=shown("birth_certificate"),
    )


def moved_in(household: int, name: str, citizen_id: str | None = None) -> MoveIn:
    return MoveIn(
        happened_on=MAY,
        household=household,
        relation="97",
        from_division="510104",
        reason="work",
        name=name,
        sex="1",
        birth_date="1980-05-03",
        ethnicity="01",
        citizen_id=citizen_id,
        evidence=shown("migration_certificate"),
    )


def death(record: int, **changes: Any) -> Death:
    return Death(happened_on=MAY, person=record, evidence=shown("cremation_certificate"), **changes)


def everything_holds() -> bool:
    seal(full=True)
    return check(database.url(), processes=1).holds and verify(Database(database.url())).holds


def test_it_works(committed_db):
    house = open_house()
    births = [recording(*(birth(house, f"林小{writer}{n}") for n in range(4))) for writer in "甲乙丙丁戊"]
    splits = [
        recording(HouseholdSplit(happened_on=MAY, household=house.id, persons=(house.son,), relations=("02",))),
        recording(HouseholdSplit(happened_on=MAY, household=house.id, persons=(house.grandmother,), relations=("02",))),
    ]
    done = together([*births, *splits, recording(death(house.father, new_reference_person=house.mother))])
    assert codes(done) == {"done": WRITERS}
    assert one("select count(*) from person where household = %s and name like '林小%%'", house.id) == 20
    assert one("select count(*) from fact where object = %s and grp = 'membership'", house.id) == 4 + 20 + 1
    assert one("select count(*) from act") == 1 + 20 + 2 + 1
    assert one("select sum(facts) from act") == one("select count(*) from fact")
    assert everything_holds()


def test_eight_writers_on_eight_households(committed_db):
    houses = [_house(n) for n in range(WRITERS)]
    done = together([recording(*(birth(house, f"林{n}") for n in "一二三")) for house in houses])
    assert codes(done) == {"done": WRITERS}
    assert one("select count(*) from person") == WRITERS * 4
    assert everything_holds()


def _house(n: int) -> House:
    household = do(lins.family(Member(name=f"王{n}", relation="02", sex="2", birth_date="1985"))).created["household"]
    mother = one("select id from person where household = %s", household)
    return House(household, mother, mother, mother, mother)


def test_of_two_who_saw_the_same_version_one_wins(committed_db):
    house = open_house()
    seen = {house.son: person(house.son)["version"]}
    tasks = [
        recording(
            Correction(
                happened_on=MAY,
                record=house.son,
                group="details",
                items={"education": str(60 + n)},
                evidence=shown("declaration"),
            ),
            seen=seen,
        )
        for n in range(WRITERS)
    ]
    assert codes(together(tasks)) == {"done": 1, "record-moved": WRITERS - 1}
    assert everything_holds()


def test_the_same_submit_eight_times_at_once_is_one_act(committed_db):
    house = open_house()
    key = uuid.uuid4()
    done = together([recording(birth(house, "林小雨"), transaction_id=key)] * WRITERS)
    assert codes(done) == {"done": WRITERS}
    receipts = [receipt for (receipt,) in done]
    assert len({receipt.act for receipt in receipts}) == 1
    assert len({tuple(receipt.created.items()) for receipt in receipts}) == 1
    assert [receipt.repeated for receipt in receipts].count(False) == 1
    assert one("select count(*) from act") == 2


def test_one_child_is_registered_once_by_eight_desks_at_once(committed_db):
    house = open_house()
    done = together([recording(birth(house, "林小雨", MAY))] * WRITERS)
    assert codes(done) == {"done": 1, "may-be-registered": WRITERS - 1}
    assert everything_holds()


def test_one_number_goes_to_one_person(committed_db):
    house = open_house()
    number = lins.number("99010119800503003")
    done = together([recording(moved_in(house.id, f"周{n}", number)) for n in range(WRITERS)])
    assert codes(done) == {"done": 1, "number-taken": WRITERS - 1}


def test_an_act_is_reversed_once(committed_db):
    house = open_house()
    act = do(death(house.grandmother)).act
    back = Reversal(happened_on=MAY, act=act, reason="wrong person", approved_by=lins.CHEN.id)
    assert codes(together([recording(back)] * WRITERS)) == {"done": 1, "already-void": WRITERS - 1}
    assert everything_holds()


def test_the_last_two_of_a_household_leave_at_once_and_it_closes(committed_db):
    house = do(lins.family(lins.MOTHER, lins.GRANDMOTHER)).created["household"]
    head = one("select reference_person from household where id = %s", house)
    persons = [one("select min(id) from person"), one("select max(id) from person")]
    for _again in range(3):
        results = together([recording(death(record)) for record in persons])
        if codes(results)["done"] == 2:
            break
        # Who leaves first as the reference person must name who follows; then the other one is the last.
        assert codes(results)["reference-person-needed"] == 1
    assert head is None or one("select household_status from household") == "closed"
    assert everything_holds()


def test_who_moves_while_the_household_changes_is_followed(committed_db):
    house = open_house()
    split = HouseholdSplit(
        happened_on=MAY, household=house.id, persons=(house.son, house.grandmother), relations=("02", "97")
    )
    gone = MoveWithin(
        happened_on=MAY, persons=(house.son,), relations=("02",), division=lins.NEXT_VILLAGE, address="东桥村1组7号"
    )
    outcomes = codes(together([recording(split), recording(gone), recording(death(house.grandmother))]))
    assert set(outcomes) <= {"done", "not-a-member", "reference-person-needed", "person-already-dead", "not-registered"}
    assert everything_holds()


def test_a_load_is_undone_or_built_on_and_never_both(committed_db):
    for again in range(3):
        opened = load(lists(8)[1])
        newborn = one("select max(id) from household where household_kind = 'family'")
        results = together(
            [
                recording(BatchUndone(happened_on=MAY, batch=opened.batch, reason="wrong file")),
                recording(moved_in(newborn, f"周{'一二三'[again]}")),
            ]
        )
        assert codes(results)["done"] == 1, results
        assert set(codes(results)) & {"batch-built-on", "unknown-record"}
    assert everything_holds()


@pytest.mark.parametrize("collective", [True, False])
def test_members_of_a_college_do_not_wait_for_each_other_and_those_of_a_family_do(committed_db, collective):
    kind = "collective" if collective else "family"
    household = do(lins.family(lins.FATHER, household_kind=kind)).created["household"]
    done = together([recording(moved_in(household, f"周{n}"), moved_in(household, f"吴{n}")) for n in range(WRITERS)])
    assert codes(done) == {"done": WRITERS}
    assert one("select count(*) from person where household = %s", household) == 2 * WRITERS + 1
    assert everything_holds()


def test_sealers_and_writers_at_once_leave_no_gap(committed_db):
    house = open_house()
    writers = [recording(*(birth(house, f"林小{name}{n}") for n in range(3)), now=None) for name in "甲乙丙丁"]
    together([*writers, *([seal] * 4)])
    assert everything_holds()
    assert one("select count(*) from seal_leaf") == one("select max(position) from seal_leaf") == 13
