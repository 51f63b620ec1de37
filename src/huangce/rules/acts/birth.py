"""Birth registration (requirements 3.1; 户口登记条例 art. 7: within one month; 国办发〔2015〕96号: no preconditions).

The parents choose freely with whom the child registers. Late registration is accepted without penalty. Nothing here
asks about birth planning, and nothing may (notice 003 五(一)).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from huangce.errors import Refused
from huangce.rules import citizen_id, items
from huangce.rules.acts.base import (
    Act,
    NotAMember,
    membership,
    need_evidence,
    need_free_number,
    need_open,
    present,
    registration,
    upon_arrival,
)
from huangce.rules.facts import Fact
from huangce.rules.newcomers import Newcomer, need_looked_at
from huangce.rules.situation import Situation

EVIDENCE = ("birth_certificate", "kinship_report", "adoption_certificate", "investigation_record")

# A mother younger than this, or dead before the birth, is a mistake in the declaration, not a rule about people.
YOUNGEST_PARENT = 10
# A child may be born after the father's death: 300 days, the customary bound of posthumous birth.
POSTHUMOUS_DAYS = 300


class ParentImplausible(Refused):
    """Record {record} cannot be the parent of a child born on {born_on}: check the record and the date."""

    code = "parent-implausible"


class NoParentHere(Refused):
    """A child registers with a parent or another carer who is a member of household {household}."""

    code = "no-parent-here"
    legal_ground = "户口登记条例 art. 7"


class ParentTwice(Refused):
    """The {parent} is both chosen from the register and stated by name: one of them."""

    code = "parent-twice"


class NumberContradicts(Refused):
    """The citizen number does not agree with the {item} that was declared."""

    code = "number-contradicts"
    legal_ground = "GB 11643-1999"


@dataclass(frozen=True, slots=True, kw_only=True)
class Birth(Act):
    """Register a newborn, or a child born earlier, in the household of a parent or carer.

    `happened_on` is the day of birth. `citizen_id` is what the national authority assigned, where it has come already.
    `mother_stated` and `father_stated` name a parent who is in no record here, as the certificate says. `not_same_as`
    are records of like name and birth that were looked at and are another's.
    """

    kind: ClassVar[str] = "birth"
    creates: ClassVar[tuple[str, ...]] = ("child",)

    child: int | None = None
    household: int
    name: str
    sex: str
    ethnicity: str
    relation: str
    mother: int | None = None
    father: int | None = None
    carer: int | None = None
    citizen_id: str | None = None
    birthplace: str | None = None
    native_place: str | None = None
    mother_stated: str | None = None
    father_stated: str | None = None
    not_same_as: tuple[int, ...] = ()

    def subjects(self) -> tuple[int, ...]:
        return present(self.mother, self.father, self.carer)

    def households(self) -> tuple[int, ...]:
        return (self.household,)

    def numbers(self) -> tuple[str, ...]:
        return (citizen_id.compact(self.citizen_id),) if self.citizen_id else ()

    def newly_entered(self) -> Newcomer:
        return Newcomer(
            name=self.name,
            birth_date=self.happened_on.isoformat(),
            not_same_as=self.not_same_as,
            born_into=self.household,
        )


def decide(situation: Situation, act: Birth) -> list[Fact]:
    """Return the facts of a new person in the household."""
    household = situation.household(act.household)
    need_open(household)
    need_evidence(act, *EVIDENCE)
    carers = act.subjects()
    if not carers:
        raise NoParentHere(household=act.household)
    stated = {"mother": (act.mother, act.mother_stated), "father": (act.father, act.father_stated)}
    for who, (record, name) in stated.items():
        if record is not None and name:
            raise ParentTwice(parent=who)
    members = {one.id for one in situation.members_of(act.household) if one.is_registered}
    # A parent who died since then, or at the birth itself, was a member on that day or is still written as one.
    if not members & set(carers) and not any(situation.person(one).household == act.household for one in carers):
        raise NotAMember(record=carers[0], household=act.household)
    for parent, days_after_death in ((act.mother, 0), (act.father, POSTHUMOUS_DAYS)):
        if parent is not None:
            _check_parent(situation, parent, act, days_after_death)
    number = None
    if act.citizen_id:
        number = checked_number(act.citizen_id, situation, birth_date=act.happened_on.isoformat(), sex=act.sex)
    need_looked_at(act.newly_entered(), situation)
    assert act.child is not None
    day = act.happened_on
    return [
        Fact(
            act.child,
            "identity",
            {
                "name": act.name,
                "former_name": None,
                "sex": act.sex,
                "birth_date": day.isoformat(),
                "ethnicity": act.ethnicity,
                "citizen_id": number,
                "number_contested": False,
            },
            day,
        ),
        Fact(act.child, "details", {"birthplace": act.birthplace, "native_place": act.native_place}, day),
        membership(act.child, act.household, act.relation, day),
        registration(act.child, items.REGISTERED, day, counted_in=household.text("household", "division")),
        # Where all others are on the way elsewhere, and nothing may stand in the way of a birth.
        *upon_arrival(act, situation, household, (act.child,), ()),
    ]


def checked_number(text: str, situation: Situation, *, birth_date: str, sex: str) -> str:
    """Return a valid number that nobody else holds and that agrees with the birth date and sex declared."""
    number = citizen_id.validate(text)
    if citizen_id.birth_date(number).isoformat() != birth_date:
        raise NumberContradicts(item="date of birth")
    if citizen_id.sex(number) != sex:
        raise NumberContradicts(item="sex")
    need_free_number(number, situation)
    return number


def _check_parent(situation: Situation, parent: int, act: Birth, days_after_death: int) -> None:
    record = situation.person(parent)
    age = record.age_on(act.happened_on)
    if age is not None and age < YOUNGEST_PARENT:
        raise ParentImplausible(record=parent, born_on=act.happened_on)
    if record.died_on is not None and (act.happened_on - record.died_on).days > days_after_death:
        raise ParentImplausible(record=parent, born_on=act.happened_on)
