"""Properties of the one writer: order of recording, reversals of reversals, and rows that always equal their facts."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huangce.errors import HuangceError
from huangce.register.locks import raw_cursor
from huangce.register.rebuild import asides_of, compare
from huangce.rules.acts.base import Act
from huangce.rules.acts.birth import Birth
from huangce.rules.acts.cancellations import Cancellation, Restoration
from huangce.rules.acts.corrections import Correction
from huangce.rules.acts.death import Death
from huangce.rules.acts.duplicates import Link
from huangce.rules.acts.households import ChangeOfReferencePerson, HouseholdMerge, HouseholdSplit
from huangce.rules.acts.moves import ArrivalConfirmed, MoveIn, MoveOut, MoveWithin
from huangce.rules.acts.residences import ResidenceDeclared, ResidenceDeparted
from huangce.rules.acts.reversals import Reversal
from tests import lins
from tests.lins import shown
from tests.register.conftest import House, do, open_house

FEW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
MANY = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
APPROVED = {"approved_by": lins.CHEN.id}
DAY = date(2026, 1, 1)


@contextmanager
def example() -> Iterator[House]:
    """A house of its own for one example, gone afterwards."""
    with transaction.atomic():
        yield open_house()
        transaction.set_rollback(True)


def rows(*, versions: bool = False) -> dict[str, Any]:
    """All current rows by their ids."""
    found = {}
    with connection.cursor() as cursor:
        for table in ("person", "household", "residence"):
            cursor.execute(f"select * from {table} order by id")
            names = [column.name for column in cursor.description]
            dropped = () if versions else ("version",)
            found[table] = [
                {name: value for name, value in zip(names, row, strict=True) if name not in dropped}
                for row in cursor.fetchall()
            ]
        cursor.execute("select record, item, value from former order by 1, 2, 3")
        found["former"] = cursor.fetchall()
    return found


def by_name() -> dict[str, Any]:
    """All current rows without ids: persons by name, their household by its address."""
    found = rows()
    households = {row["id"]: row["address"] for row in found["household"]}
    names = {row["id"]: row["name"] for row in found["person"]}
    told: dict[str, Any] = {}
    for row in found["person"]:
        told[row["name"]] = {**row, "id": 0, "household": households.get(row["household"])}
    for row in found["household"]:
        told[row["address"]] = {**row, "id": 0, "reference_person": names.get(row["reference_person"])}
    for row in found["residence"]:
        told[f"{row['arrived_on']}"] = {**row, "id": 0, "person": names.get(row["person"])}
    return told


def change(record: int, day: date, group: str = "details", **items: Any) -> Correction:
    return Correction(
        happened_on=day,
        record=record,
        group=group,
        items=items,
        as_change=True,
        evidence=shown("declaration"),
        **APPROVED,
    )


def birth(house: House, day: date, name: str) -> Birth:
    return Birth(
        happened_on=day,
        household=house.id,
        name=name,
        sex="2",
        ethnicity="01",
        relation="32",
        mother=house.mother,
        evidence=shown("birth_certificate"),
    )


def moved(person: int, day: date, address: str) -> MoveWithin:
    return MoveWithin(
        happened_on=day, persons=(person,), relations=("02",), division=lins.NEXT_VILLAGE, address=address
    )


def lives(person: int, day: date, **changes: Any) -> ResidenceDeclared:
    given = {"residence_kind": "usual", "division": lins.VILLAGE, "address": f"列宁街{day.day}号"}
    return ResidenceDeclared(happened_on=day, person=person, **{**given, **changes})


def independent(house: House) -> list[Act]:
    """Acts on different days, each lawful whatever of the others is recorded."""
    days = [DAY + timedelta(days=n) for n in range(7)]
    return [
        change(house.son, days[0], education="50"),
        change(house.son, days[1], education="60"),
        change(house.son, days[2], "identity", former_name="林小浩"),
        birth(house, days[3], "林小雨"),
        moved(house.grandmother, days[4], "东桥村1组7号"),
        lives(house.father, days[5]),
        change(house.grandmother, days[6], education="10"),
    ]


@FEW
@given(order=st.permutations(range(7)))
def test_the_order_of_recording_does_not_change_what_holds(db, order):
    with example() as house:
        for act in independent(house):
            do(act)
        expected = by_name()
    with example() as house:
        acts = independent(house)
        for place in order:
            do(acts[place])
        assert by_name() == expected


@FEW
@given(which=st.integers(0, 6), times=st.integers(1, 2))
def test_a_reversal_and_its_reversal_change_nothing(db, which, times):
    with example() as house:
        receipts = [do(act) for act in independent(house)]
        before = rows()
        act = receipts[which].act
        for _again in range(2 * times):
            act = do(Reversal(happened_on=DAY, act=act, reason="again", **APPROVED)).act
        assert rows() == before


# What can never be, whatever was recorded and taken back.
NEVER = {
    "registered in no household or a closed one": "select p.id from person p "
    "left join household h on h.id = p.household where p.status = "
    "'registered' and h.household_status is distinct from 'open'",
    "a reference person who is not a member": "select h.id from household h "
    "left join person p on p.id = h.reference_person where "
    "h.household_status = 'open' and (p.household is distinct from h.id or p.status <> 'registered') "
    "and exists (select 1 from person m where m.household = h.id and m.status = 'registered')",
    "an open household of nobody": "select h.id from household h where h.household_status = 'open' and not exists "
    "(select 1 from person p where p.household = h.id and p.status in ('registered', 'in_transit'))",
    "a residence of nobody": "select r.id from residence r left join person p on p.id = r.person where p.id is null",
    "a residence of the dead": "select r.id from residence r join person p on p.id = r.person "
    "where p.died_on is not null and (r.departed_on is null or r.departed_on > p.died_on)",
    "counted and dead": "select id from person where died_on is not null and counted_in is not null",
}


def nonsense() -> dict[str, list[int]]:
    """What there is of `NEVER`."""
    found = {}
    with connection.cursor() as cursor:
        for name, query in NEVER.items():
            cursor.execute(query)
            found[name] = [row[0] for row in cursor.fetchall()]
    return {name: ids for name, ids in found.items() if ids}


def left_for_elsewhere(house: House) -> int:
    """The household of the grandmother alone, who is on the way to another county."""
    alone = do(
        HouseholdSplit(happened_on=DAY, household=house.id, persons=(house.grandmother,), relations=("02",))
    ).created["new_household"]
    do(
        MoveOut(
            happened_on=DAY, persons=(house.grandmother,), to_division="510104", reason="work",
            evidence=shown("move_in_permit"),
        )
    )  # fmt: skip
    return alone


@FEW
@given(order=st.permutations(range(4)), days=st.tuples(*[st.integers(0, 1)] * 4))
def test_a_child_of_who_is_on_the_way_elsewhere_is_in_a_household_that_somebody_leads(db, order, days):
    with example() as house:
        alone = left_for_elsewhere(house)
        on = [DAY + timedelta(days=n) for n in days]
        child = Birth(
            happened_on=on[0], household=alone, name="林小雨", sex="2", ethnicity="01", relation="32",
            carer=house.grandmother, evidence=shown("birth_certificate"),
        )  # fmt: skip
        acts: list[Act] = [
            child,
            dataclasses.replace(child, happened_on=on[1], name="林小雪"),
            ArrivalConfirmed(happened_on=on[2], persons=(house.grandmother,), evidence=shown("destination_receipt")),
            MoveWithin(happened_on=on[3], persons=(house.son,), relations=("97",), to_household=alone),
        ]
        for at in order:
            with suppress(HuangceError):
                do(acts[at])
            assert nonsense() == {}
        with raw_cursor() as cursor:
            assert compare(cursor, asides_of(cursor))[1] == []


def test_a_child_leads_a_household_from_which_all_others_left(db):
    with example() as house:
        alone = left_for_elsewhere(house)
        born = birth(house, DAY, "林小雨")
        made = do(dataclasses.replace(born, household=alone, mother=None, carer=house.grandmother)).created["child"]
        (row,) = (one for one in rows()["household"] if one["id"] == alone)
        assert (row["reference_person"], row["household_status"]) == (made, "open")


DAYS = st.integers(-900, 140).map(lambda n: DAY + timedelta(days=n))
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            (
                "birth",
                "death",
                "split",
                "merge",
                "within",
                "out",
                "arrive",
                "in",
                "back",
                "head",
                "rename",
                "cancel",
                "restore",
                "link",
                "live",
                "depart",
                "reverse",
                "reverse",
            )
        ),
        st.integers(0, 30),
        st.integers(0, 30),
        DAYS,
    ),
    min_size=3,
    max_size=9,
)


@MANY
@given(steps=STEPS)
def test_rows_equal_their_facts_after_whatever_is_lawful(db, steps):
    with example():
        serial = itertools.count()
        recorded = 0
        for kind, one, other, day in steps:
            act = step(kind, one, other, day, next(serial))
            if act is None:
                continue
            try:
                do(act)
                recorded += 1
            except HuangceError:
                continue
        with raw_cursor() as cursor:
            count, differing = compare(cursor, asides_of(cursor))
        assert differing == []
        assert count >= 5
        assert nonsense() == {}


def step(kind: str, one: int, other: int, day: date, serial: int) -> Act | None:  # noqa: PLR0911, PLR0912
    """An act on some of the people and households that there are; whether it is lawful is for the rules to say."""
    with connection.cursor() as cursor:
        cursor.execute("select id, household from person order by id")
        people = cursor.fetchall()
        cursor.execute("select id from household order by id")
        homes = [row[0] for row in cursor.fetchall()]
        cursor.execute("select id from residence order by id")
        spells = [row[0] for row in cursor.fetchall()]
        cursor.execute("select id from act where kind <> 'opening_entry' order by id")
        acts = [row[0] for row in cursor.fetchall()]
    if not people or not homes:
        return None
    (person, home), second = people[one % len(people)], people[other % len(people)][0]
    target = homes[other % len(homes)]
    given: dict[str, Any] = {"happened_on": day}
    match kind:
        case "birth":
            return Birth(
                **given, household=home or target, name=f"新{serial}", sex="1", ethnicity="01", relation="20",
                carer=person, evidence=shown("birth_certificate"),
            )  # fmt: skip
        case "death":
            return Death(**given, person=person, new_reference_person=second, evidence=shown("cremation_certificate"))
        case "split":
            return HouseholdSplit(
                **given, household=home or target, persons=(person,), relations=("02",), new_reference_person=second
            )
        case "merge":
            return HouseholdMerge(**given, household=home or target, into=target, persons=(person,), relations=("97",))
        case "within":
            return MoveWithin(
                **given, persons=(person,), relations=("02",), to_household=target if other % 2 else None,
                division=lins.NEXT_VILLAGE, address="东桥村1组7号", new_reference_person=second,
            )  # fmt: skip
        case "out":
            return MoveOut(
                **given, persons=(person,), to_division="510104", reason="work", new_reference_person=second,
                evidence=shown("move_in_permit"),
            )  # fmt: skip
        case "arrive":
            return ArrivalConfirmed(**given, persons=(person,), evidence=shown("destination_receipt"))
        case "in" | "back":
            return MoveIn(
                **given, household=target, relation="97", from_division="510104", reason="work", name=f"来{serial}",
                sex="1", birth_date="1990-01-01", ethnicity="01", returning=person if kind == "back" else None,
                evidence=shown("migration_certificate"),
            )  # fmt: skip
        case "head":
            return ChangeOfReferencePerson(**given, household=home or target, new_reference_person=person)
        case "rename":
            return Correction(
                **given, record=person, group="identity", items={"name": f"改{serial}"}, as_change=bool(other % 2),
                evidence=shown("archive"), **APPROVED,
            )  # fmt: skip
        case "cancel":
            return Cancellation(
                **given, person=person, ended_by="enlisted", new_reference_person=second,
                evidence=shown("enlistment_notice"),
            )  # fmt: skip
        case "restore":
            return Restoration(
                **given, person=person, trigger="wrongly_cancelled", household=target,
                evidence=shown("investigation_record"), **APPROVED,
            )  # fmt: skip
        case "link":
            return Link(
                **given, kept=person, other=second, heard=True, evidence=shown("duplicate_investigation"), **APPROVED
            )
        case "live":
            return lives(person, day, ends=spells[other % len(spells)] if spells and other % 2 else None)
        case "depart" if spells:
            return ResidenceDeparted(**given, residence=spells[other % len(spells)])
        case "reverse" if acts:
            return Reversal(**given, act=acts[other % len(acts)], reason="again", **APPROVED)
    return None
