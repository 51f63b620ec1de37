"""Registers with a past: random lawful acts in random order, late reports, reversals, loads undone and brought back.

Acts that the rules refuse are skipped, so what is recorded is what officers could have recorded.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeAlias

import polars as pl
from django.db import connection, transaction

from huangce.errors import Refused
from huangce.register.erase import erase
from huangce.register.locks import raw_cursor
from huangce.register.opening import REGISTER_COLUMNS, open_register
from huangce.register.record import record
from huangce.register.seal import seal
from huangce.rules.acts.base import Act
from huangce.rules.acts.birth import Birth
from huangce.rules.acts.cancellations import Cancellation, Restoration
from huangce.rules.acts.death import Death
from huangce.rules.acts.duplicates import Link, Unlink
from huangce.rules.acts.moves import ArrivalConfirmed, MoveIn, MoveOut, MoveWithin
from huangce.rules.acts.residences import ResidenceDeclared, ResidenceDeparted
from huangce.rules.acts.reversals import BatchUndone, Reversal
from tests import lins
from tests.lins import shown

URBAN_VILLAGE = "511703110001"
OTHER_TOWN = "511703116205"
VILLAGES = (lins.VILLAGE, lins.NEXT_VILLAGE, URBAN_VILLAGE, OTHER_TOWN)
ELSEWHERE = ("510104017003", "522701001201", "522701001001", "四川省", "")


Chances: TypeAlias = "tuple[tuple[Callable[[History], None], int], ...]"


@dataclass
class History:
    """A register in the making: its clock, its chance, what was done, and the days on which something was sealed."""

    rng: random.Random
    moment: datetime = datetime(2021, 1, 10, 2, tzinfo=UTC)
    acts: list[int] = field(default_factory=list)
    links: list[tuple[int, int]] = field(default_factory=list)
    sealed_on: list[date] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    opened: set[int] = field(default_factory=set)
    may_erase: bool = True

    def open(self) -> None:
        """Open a few households."""
        for village in VILLAGES[:2]:
            self.do(
                lins.family(lins.FATHER if village == VILLAGES[0] else lins.MOTHER, lins.GRANDMOTHER, division=village)
            )
        self.seal()

    def live(self, steps: int, chances: Chances | None = None) -> None:
        """Let `steps` things happen, of the kinds and as often as `chances` says."""
        happens, weights = zip(*(chances or CHANCES), strict=True)
        for _ in range(steps):
            self.moment += timedelta(hours=self.rng.randrange(1, 400))
            self.rng.choices(happens, weights)[0](self)
            if self.rng.random() < 0.15:
                self.seal()

    def seal(self) -> None:
        seal(now=self.moment)
        self.sealed_on.append(self.moment.date())

    def do(self, act: Act) -> None:
        """Record an act, unless the rules refuse it."""
        try:
            receipt = record(act, by=lins.LIN, now=self.moment)
        except Refused:
            return
        self.acts.append(receipt.act)
        self.kinds.add(act.kind)
        if "new_household" in receipt.created:
            self.opened.add(receipt.act)

    def day(self) -> date:
        """A day since the opening; mostly of late."""
        back = self.rng.choice((0, 3, 30, 700))
        return max(lins.OPENED, self.moment.date() - timedelta(days=self.rng.randrange(back + 1)))

    def pick(self, query: str) -> Any:
        """The first column of a row drawn by chance, or 0."""
        with connection.cursor() as cursor:
            cursor.execute(query)
            rows = cursor.fetchall()
        return self.rng.choice(rows)[0] if rows else 0

    def person(self, status: str = "registered") -> int:
        return int(self.pick(f"select id from person where status = '{status}' order by id"))

    def household(self) -> int:
        return int(self.pick("select id from household where household_status = 'open' order by id"))

    def heir(self, person: int) -> int | None:
        """Somebody of the same household who could become its reference person."""
        return (
            self.pick(
                f"select id from person where id <> {person} and status = 'registered' and household = "
                f"(select household from person where id = {person}) order by id"
            )
            or None
        )


def born(life: History) -> None:
    parent = life.person()
    home = life.pick(f"select household from person where id = {parent}")
    given = {"household": home, "name": "林小雨", "sex": "2", "ethnicity": "01", "relation": "32", "mother": parent}
    life.do(Birth(happened_on=life.day(), evidence=shown("birth_certificate"), **given))


def dead(life: History) -> None:
    person = life.person(life.rng.choice(("registered", "in_transit")))
    heir = life.heir(person)
    documents = shown("cremation_certificate")
    life.do(Death(happened_on=life.day(), person=person, new_reference_person=heir, evidence=documents))


def moved_in(life: History) -> None:
    given = {
        "relation": "99",
        "from_division": life.rng.choice(ELSEWHERE),
        "reason": "work",
        "name": "周远",
        "sex": "1",
    }
    back = life.person("cancelled") if life.rng.random() < 0.3 else None
    documents = shown("migration_certificate")
    life.do(
        MoveIn(
            happened_on=life.day(),
            household=life.household(),
            returning=back,
            birth_date="1990",
            ethnicity="01",
            evidence=documents,
            **given,
        )
    )


def moved_out(life: History) -> None:
    person = life.person()
    given = {"to_division": life.rng.choice(ELSEWHERE), "reason": "work", "new_reference_person": life.heir(person)}
    life.do(MoveOut(happened_on=life.day(), persons=(person,), evidence=shown("move_in_permit"), **given))


def arrived(life: History) -> None:
    person = life.person("in_transit")
    life.do(ArrivalConfirmed(happened_on=life.day(), persons=(person,), evidence=shown("destination_receipt")))


def moved_within(life: History) -> None:
    person = life.person()
    given: dict[str, Any] = {"relations": ("02",), "division": life.rng.choice(VILLAGES), "address": "新街1号"}
    if life.rng.random() < 0.5:
        given = {"relations": ("99",), "to_household": life.household()}
    life.do(MoveWithin(happened_on=life.day(), persons=(person,), new_reference_person=life.heir(person), **given))


def cancelled(life: History) -> None:
    person = life.person()
    given = {"ended_by": "enlisted", "new_reference_person": life.heir(person)}
    life.do(Cancellation(happened_on=life.day(), person=person, evidence=shown("enlistment_notice"), **given))


def restored(life: History) -> None:
    given = {"trigger": "wrongly_cancelled", "household": life.household(), "approved_by": lins.CHEN.id}
    documents = shown("investigation_record")
    life.do(Restoration(happened_on=life.day(), person=life.person("cancelled"), evidence=documents, **given))


def linked(life: History) -> None:
    kept, other = life.person(), life.person()
    given = {"heard": True, "approved_by": lins.CHEN.id, "new_reference_person": life.heir(other)}
    act = Link(happened_on=life.day(), kept=kept, other=other, evidence=shown("declaration"), **given)
    before = len(life.acts)
    life.do(act)
    if len(life.acts) > before:
        life.links.append((kept, other))


def unlinked(life: History) -> None:
    if life.links:
        kept, other = life.rng.choice(life.links)
        documents = shown("declaration")
        allocation = {act: life.rng.choice((kept, other)) for act in life.acts}
        life.do(
            Unlink(
                happened_on=life.day(),
                kept=kept,
                other=other,
                allocation=allocation,
                approved_by=lins.CHEN.id,
                evidence=documents,
            )
        )


def reversed_(life: History) -> None:
    # What opened a household stays: a later act may have closed it.
    act = life.rng.choice([one for one in life.acts[-12:] if one not in life.opened])
    given = {"act": act, "reason": "mistake", "approved_by": lins.CHEN.id}
    life.do(Reversal(happened_on=life.moment.date(), **given))


def loaded(life: History) -> None:
    """Open another village from a list, on a day of its own."""
    rows = [
        {"household_no": str(n // 2), "household_kind": "family", "relation": ("02", "20")[n % 2], "name": "何军"}
        | {"division": life.rng.choice((*VILLAGES, ""))}
        for n in range(6)
    ]
    types = {**dict.fromkeys(REGISTER_COLUMNS, pl.String), "address_id": pl.Int64}
    frame = pl.DataFrame([{**dict.fromkeys(REGISTER_COLUMNS), **row} for row in rows], schema=types, orient="row")
    frame = frame.with_columns(address=pl.lit("石桥村1组")).with_row_index("row", offset=1)
    with transaction.atomic(), raw_cursor() as cursor:
        open_register(cursor, frame, opened_on=life.day(), by=1, source="x.csv", sha256="0" * 64, now=life.moment)
    life.kinds.add("load")


def undone(life: History) -> None:
    given = {"batch": life.pick("select id from batch order by id"), "reason": "wrong file"}
    life.do(BatchUndone(happened_on=life.moment.date(), **given))


def resident(life: History) -> None:
    given: dict[str, Any] = {"residence_kind": "temporary", "address": "老街2号", "name": "外来人"}
    if life.rng.random() < 0.5:
        given |= {"person": life.person(), "name": "", "residence_kind": "usual"}
    life.do(ResidenceDeclared(happened_on=life.day(), division=life.rng.choice(VILLAGES), **given))


def departed(life: History) -> None:
    spell = int(life.pick("select id from residence where departed_on is null order by id"))
    life.do(ResidenceDeparted(happened_on=life.day(), residence=spell))


def erased(life: History) -> None:
    person = life.person("cancelled")
    if person and life.may_erase:
        given = {"approved_by": lins.CHEN.id, "legal_ground": "个人信息保护法第四十七条", "now": life.moment}
        erase(person, ("registration",), by=lins.LIN, happened_on=life.moment.date(), **given)
        life.kinds.add("erasure")


CHANCES: Chances = (
    (born, 6),
    (dead, 4),
    (moved_in, 8),
    (moved_out, 6),
    (arrived, 5),
    (moved_within, 8),
    (cancelled, 4),
    (restored, 4),
    (linked, 3),
    (unlinked, 3),
    (reversed_, 10),
    (loaded, 3),
    (undone, 3),
    (resident, 2),
    (erased, 1),
)
OF_RESIDENCE: Chances = ((resident, 8), (departed, 5), (dead, 2), (reversed_, 4), (loaded, 1))
