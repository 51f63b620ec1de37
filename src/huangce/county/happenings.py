"""What happens in the demo county after its lists were made: births, deaths and moves of a year, as the acts that
report them.

Nothing here writes. People are taken from the register as it was taken over, and from nothing else: the truth of the
simulation is not read. Whom a finding is about is left alone, for the finding waits for an officer. Each act has the
day on which it happened and the later moment at which it is reported; what would be reported only after the last day is
not there yet. Rates are plausible, not measured.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final, NamedTuple, TypeAlias

import numpy as np

from huangce.register.locks import raw_cursor
from huangce.register.record import OFFICE_TIME
from huangce.rules.acts.base import Act, Evidence
from huangce.rules.acts.birth import Birth
from huangce.rules.acts.death import Death
from huangce.rules.acts.moves import ArrivalConfirmed, MoveIn, MoveOut, MoveWithin
from huangce.rules.acts.residences import ResidenceDeclared
from huangce.rules.names import split_surname
from huangce.rules.urban_rural import is_urban
from huangce.simulate.names import SURNAMES, full_names, given_names, surnames
from huangce.simulate.numbers import EPOCH, mint, written
from huangce.simulate.streams import rounded, stream

# How often a year, as a share of the registered persons of the townships that are played.
YEARLY: Final = {"birth": 0.0065, "death": 0.007, "move_in": 0.0025, "move_out": 0.004, "move_within": 0.003}
# So many persons are played and no more: a county of a million has the work of some of its townships.
PLAYED: Final = 40_000
MALE, FEMALE = "1", "2"
HEADS: Final = ("01", "02")
SPOUSES: Final = ("10", "11", "12")
CHILDREN: Final = ("20", "21", "22", "23", "24", "30", "31", "32", "33", "34")
# Counties from which people come and to which they go, the last in another province.
ELSEWHERE: Final = ("511702000000", "511722000000", "510104000000", "500112000000")
FAMILY, HOUSING = "family", "housing"
REASONS: Final = (FAMILY, "work", "study", HOUSING)
DYING: Final = 0.085  # how much more likely it is with each year of age
A_YEAR: Final = 365
# Days: the office catches up with what happened before it took the lists over, a death that is reported late, a move
# that is not confirmed yet.
CATCHING_UP: Final = 14
LATE: Final = (35, 80)
SHARE_LATE: Final = 0.12
ON_THE_WAY: Final = (12, 60)
OPENS: Final = time(9)
OPEN_FOR: Final = 8 * 3600  # seconds
FRIDAY: Final = 5

TOWNSHIPS: Final = """
    select left(counted_in, 9), count(*) from person where status = 'registered' and counted_in is not null
    group by 1 order by 1
"""
PEOPLE: Final = """
    select p.id, p.household, p.relation, p.name, p.sex, p.birth_earliest, p.ethnicity, p.counted_in,
        h.reference_person, r.id, f.record is not null
    from person p
    join household h on h.id = p.household and h.household_kind = 'family' and h.household_status = 'open'
    left join residence r on r.person = p.id and r.departed_on is null and r.residence_kind = 'usual'
    left join (select distinct record from finding) f on f.record = p.id
    where p.status = 'registered' and p.birth_earliest is not null and left(p.counted_in, 9) = any(%s)
    order by p.id, r.id
"""
# Doors in town at which nobody is registered or lives.
FREE_DOORS: Final = """
    select a.id, a.division, a.standard from address a
    left join household h on h.address_id = a.id left join residence r on r.address_id = a.id
    where left(a.division, 9) = any(%s) and a.ended_on is null and a.retired_by is null
        and h.id is null and r.id is null
    order by a.id
"""


class Reported(NamedTuple):
    """An act, and the moment at which it is recorded."""

    at: datetime
    act: Act


class Living(NamedTuple):
    """A person of a family household, as the register has them."""

    record: int
    household: int
    relation: str | None
    name: str | None
    sex: str | None
    born_on: date
    ethnicity: str | None
    village: str
    reference_person: int | None
    residence: int | None
    is_asked_about: bool

    def age(self, on: date) -> int:
        """Full years on a day."""
        return (on - self.born_on).days * 100 // 36_525


class Door(NamedTuple):
    """A free door in town."""

    address: int
    division: str
    standard: str


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day on which something happens to the last on which it is reported. On `opens` the office took the
    lists over: what happened before is reported soon after."""

    first: date
    opens: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def happenings(seed: int, period: Period) -> list[Reported]:
    """Return what is reported in a period, in the order of its reporting. The same register and seed give the same."""
    rng = Random(seed)
    with raw_cursor() as cursor:
        towns = _some(rng, cursor.execute(TOWNSHIPS).fetchall())
        people = [Living(*row) for row in cursor.execute(PEOPLE, (towns,))]
        doors = [Door(*row) for row in cursor.execute(FREE_DOORS, (towns,)) if is_urban(row[1])]
    return sorted(_Year(seed, rng, period, people, doors).all(), key=lambda one: one.at)


def _at_work(moment: datetime) -> datetime:
    """The moment itself, or on a weekend the same hour of Monday."""
    weekday = moment.astimezone(OFFICE_TIME).isoweekday()
    return moment + timedelta(days=8 - weekday) if weekday > FRIDAY else moment


def _some(rng: Random, townships: Sequence[tuple[str, int]]) -> list[str]:
    """Return so many townships that they have `PLAYED` persons, by chance; all of a small county."""
    found, persons = [], 0
    for town, count in rng.sample(townships, len(townships)):
        if persons >= PLAYED:
            break
        found.append(town)
        persons += count
    return found


class _Year:
    """The people, each family of whom has one thing happen to it, and what that is."""

    def __init__(self, seed: int, rng: Random, period: Period, people: list[Living], doors: list[Door]) -> None:
        self.rng, self.period, self.doors = rng, period, rng.sample(doors, len(doors))
        self.numbered = stream(seed, "happenings")
        self.people = list({one.record: one for one in people}.values())
        self.families: dict[int, list[Living]] = defaultdict(list)
        for one in self.people:
            self.families[one.household].append(one)
        self.taken: set[int] = set()

    def all(self) -> Iterator[Reported]:
        """Yield everything that is reported until the last day, in no order."""
        for kind, (happens, is_one) in KINDS.items():
            pool = [one for one in self.people if not one.is_asked_about and is_one(self, one)]
            pool = self._by_age(pool) if kind == "death" else self.rng.sample(pool, len(pool))
            wanted = rounded(self.numbered, YEARLY[kind] * len(self.people) * self.period.days / A_YEAR)
            for number in range(wanted):
                one = self._next(pool)
                if one is None:
                    break
                happened = self.period.first + timedelta(days=self.rng.randrange(self.period.days))
                for reported in happens(self, one, happened, f"模拟{happened:%Y}{number + 1:05d}"):
                    if reported.at.astimezone(OFFICE_TIME).date() <= self.period.last:
                        yield reported

    def _next(self, pool: list[Living]) -> Living | None:
        """Take somebody out of a pool to whose family nothing happened yet; None when nobody is left."""
        while pool:
            one = pool.pop()
            if one.household not in self.taken:
                self.taken.add(one.household)
                return one
        return None

    def _by_age(self, pool: list[Living]) -> list[Living]:
        """Shuffle so that those come last, and are taken first, of whom more die at their age."""
        return sorted(pool, key=lambda one: self.rng.random() ** math.exp(-DYING * one.age(self.period.last)))

    def _report(self, act: Act, after: tuple[int, int], *, follows: Reported | None = None) -> Reported:
        """Report an act some days after it happened, on a working day, and after what it follows."""
        day = act.happened_on + timedelta(days=self.rng.randint(*after))
        if day < self.period.opens:
            day = self.period.opens + timedelta(days=self.rng.randint(1, CATCHING_UP))
        at = datetime.combine(day, OPENS, OFFICE_TIME) + timedelta(seconds=self.rng.randrange(OPEN_FOR))
        return Reported(_at_work(max(at, follows.at + timedelta(days=1)) if follows else at), act)

    def _spouse(self, one: Living) -> Living | None:
        """The other one of a couple, where one of them is the reference person."""
        wanted = SPOUSES if one.relation in HEADS else HEADS
        return next((other for other in self.families[one.household] if other.relation in wanted), None)

    def _named(self, family: str, born_on: date, sex: str) -> str:
        first, last = given_names(self.numbered, np.array([born_on.year]), np.array([int(sex)]), rare=0.0)
        return family + str(full_names(np.array([0]), first, last)[0])[len(SURNAMES[0]) :]

    def _number(self, county: str, born_on: date, sex: str) -> str:
        """Number somebody as the national authority would, under a prefix that is assigned to nobody."""
        born = np.array([(np.datetime64(born_on, "D") - EPOCH).astype(np.int64)])
        prefix = np.array([int(f"99{county[2:6]}")])
        return str(written(mint(self.numbered, prefix=prefix, birth=born, sex=np.array([int(sex)]))[0])[0])

    def _may_bear(self, one: Living) -> bool:
        return (
            one.sex == FEMALE
            and 21 <= one.age(self.period.first) <= 38
            and one.relation in (*HEADS, *SPOUSES)
            and self._surname(one) is not None
        )

    def _surname(self, one: Living) -> str | None:
        """The surname of a child of somebody: the father's, where he is of the family."""
        other = self._spouse(one)
        return split_surname((other.name if other is not None else one.name) or "")[0] or None

    def _birth(self, mother: Living, day: date, number: str) -> Iterator[Reported]:
        sex = self.rng.choice((MALE, FEMALE))
        other = self._spouse(mother)
        child = Birth(
            happened_on=day,
            household=mother.household,
            mother=mother.record,
            father=other.record if other is not None and other.sex == MALE else None,
            name=self._named(self._surname(mother) or "", day, sex),
            sex=sex,
            ethnicity=mother.ethnicity or "01",
            relation="20" if sex == MALE else "30",
            citizen_id=self._number(mother.village, day, sex),
            evidence=(Evidence(kind="birth_certificate", number=number, dated=day),),
        )
        yield self._report(child, (2, 30))

    def _death(self, one: Living, day: date, number: str) -> Iterator[Reported]:
        others = [other for other in self.families[one.household] if other.record != one.record]
        heir = max(others, key=lambda other: (other.relation in SPOUSES, other.age(day)), default=None)
        death = Death(
            happened_on=day,
            person=one.record,
            new_reference_person=heir.record if heir and one.reference_person == one.record else None,
            evidence=(Evidence(kind="medical_death_certificate", number=number, dated=day),),
        )
        yield self._report(death, LATE if self.rng.random() < SHARE_LATE else (1, 9))

    def _is_single(self, one: Living) -> bool:
        return (
            one.reference_person == one.record and 23 <= one.age(self.period.first) <= 45 and self._spouse(one) is None
        )

    def _move_in(self, one: Living, day: date, number: str) -> Iterator[Reported]:
        sex = FEMALE if one.sex == MALE else MALE
        born_on = one.born_on + timedelta(days=self.rng.randint(-1200, 1200))
        origin = self.rng.choice(ELSEWHERE)
        arrival = MoveIn(
            happened_on=day,
            household=one.household,
            relation="12" if sex == FEMALE else "11",
            from_division=origin,
            reason=FAMILY,
            name=self._named(SURNAMES[int(surnames(self.numbered, 1)[0])], born_on, sex),
            sex=sex,
            birth_date=born_on.isoformat(),
            ethnicity="01",
            citizen_id=self._number(origin, born_on, sex),
            evidence=(Evidence(kind="migration_certificate", number=number, dated=day),),
        )
        yield self._report(arrival, (0, 2))

    def _may_leave(self, one: Living) -> bool:
        """Grown children, who leave no gap."""
        return one.relation in CHILDREN and 19 <= one.age(self.period.first) <= 40

    def _move_out(self, one: Living, day: date, number: str) -> Iterator[Reported]:
        leave = MoveOut(
            happened_on=day,
            persons=(one.record,),
            to_division=self.rng.choice(ELSEWHERE),
            reason=self.rng.choice(REASONS),
            evidence=(Evidence(kind="move_in_permit", number=number, dated=day),),
        )
        left = self._report(leave, (0, 2))
        yield left
        arrived = day + timedelta(days=self.rng.randint(*ON_THE_WAY))
        receipt = (Evidence(kind="destination_receipt", number=number, dated=arrived),)
        yield self._report(
            ArrivalConfirmed(happened_on=arrived, persons=(one.record,), evidence=receipt), (1, 6), follows=left
        )

    def _may_go_to_town(self, one: Living) -> bool:
        return self._may_leave(one) and one.residence is not None and is_urban(one.village) is False

    def _move_within(self, one: Living, day: date, _number: str) -> Iterator[Reported]:
        if not self.doors:
            return
        door = self.doors.pop()
        move = MoveWithin(
            happened_on=day,
            persons=(one.record,),
            relations=("02",),
            division=door.division,
            address=door.standard,
            address_id=door.address,
            reason=HOUSING,
        )
        yield self._report(move, (0, 2))
        lives = ResidenceDeclared(
            happened_on=day + timedelta(days=self.rng.randint(0, 14)),
            person=one.record,
            residence_kind="usual",
            division=door.division,
            address=door.standard,
            address_id=door.address,
            ends=one.residence,
        )
        yield self._report(lives, (1, 20))


Happens: TypeAlias = Callable[[_Year, Living, date, str], Iterator[Reported]]
MayHappenTo: TypeAlias = Callable[[_Year, Living], bool]
# Kind → what happens, and to whom it may.
KINDS: Final[dict[str, tuple[Happens, MayHappenTo]]] = {
    "birth": (_Year._birth, _Year._may_bear),
    "death": (_Year._death, lambda _year, _one: True),
    "move_in": (_Year._move_in, _Year._is_single),
    "move_out": (_Year._move_out, _Year._may_leave),
    "move_within": (_Year._move_within, _Year._may_go_to_town),
}
