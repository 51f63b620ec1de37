"""Control pairs: cases whose answer is known, made of invented people, seeded among the real ones on the review desk.

How well a reviewer tells one person from two is measured on them alone, and shown to the reviewer and to nobody else.
They are never made from a real doubtful pair. The people are invented (`invented`) and go through the same
reconciliation as real ones, so that a control looks like a case of its class.

There are controls of the classes in which a reviewer holds two persons side by side. A number that contradicts itself
(`wrong_number`) is decided by arithmetic and by papers, that somebody stands in no register (`no_registration`) and
whether there is such a person at all (`fictitious`) by asking, and a reported death that was contradicted
(`death_contradicted`) by the sender: no invented evidence has the answer in it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction
from functools import partial
from itertools import islice, zip_longest
from random import Random
from typing import Any, Final

import orjson
import polars as pl

from huangce.accounts import authority
from huangce.accounts.masking import masked
from huangce.accounts.models import Officer
from huangce.county import invented
from huangce.county.doors import Doors, of_village
from huangce.errors import Refused
from huangce.matching import evidence, findings_store, homes
from huangce.matching.findings import DECIDE, OFFICE_TIME
from huangce.matching.models import UNDECIDED, Control, Finding
from huangce.matching.reconcile import reconcile
from huangce.register.models import Act

# Class → the list that its rows come from; entries of the register itself, and residents, have a frame of their own.
LISTS: Final = {
    "deceased_not_cancelled": "cremations",
    "enlisted_not_cancelled": "enlisted",
    "abroad_not_cancelled": "settled_abroad",
    "living_here_not_collected": "permits",
    "registered_here_living_elsewhere": "residents",
    "held_twice": "register",
}
DAYS: Final = {"cremations": "died_on", "enlisted": "enlisted_on", "settled_abroad": "settled_on"}
NUMBER: Final = evidence.ITEMS["citizen_id"][0]
MOST: Final = 200
TOWNS: Final = 8  # a reviewer of one town meets controls of that town
TOWN_DIGITS: Final = 9
# Of which sex ("" for either) and age whoever is in such a list mostly is: an old woman who enlists would be known.
FITS: Final = {
    "deceased_not_cancelled": ("", 45, 110),
    "enlisted_not_cancelled": ("1", 17, 24),
    "abroad_not_cancelled": ("", 18, 65),
}
MASKED: Final = re.compile(rf"({'|'.join(invented.UNREAL)})(?=\*)")  # the beginning of an invented number


class BadControls(Refused):
    """Ask for 1 to 200 control pairs."""

    code = "bad-controls"


@dataclass(frozen=True, slots=True)
class _Place:
    """A village, another of its county, how numbers of people there begin, and when its register was opened."""

    village: str
    other: str
    beginnings: tuple[str, ...]
    opened_on: date
    doors: Doors
    other_doors: Doors


@dataclass(frozen=True, slots=True)
class _World:
    """An invented village, what is told of its people, and from whom each row was made, by class."""

    place: _Place
    people: pl.DataFrame
    residents: pl.DataFrame
    lists: dict[str, pl.DataFrame]
    rows: dict[str, list[invented.Row]]


def make(count: int, *, seed: int, by: Officer, now: datetime | None = None) -> int:
    """Make up to `count` control pairs and return how many; the same seed makes the same. Raises `BadControls`."""
    moment = now or datetime.now(UTC)
    authority.require_duty(by, duty=DECIDE, on=moment.astimezone(OFFICE_TIME).date())
    if not 1 <= count <= MOST:
        raise BadControls()
    rng = Random(seed)
    places = _places(rng, moment)[: max(1, count // len(LISTS))]
    made = [_of_village(rng, place, seed, moment) for place in places]
    chosen = _in_turn(rng, made, count, _unnumbered())
    Control.objects.bulk_create(chosen, ignore_conflicts=True)
    return len(chosen)


def _of_village(rng: Random, place: _Place, seed: int, moment: datetime) -> list[Control]:
    """Return the controls of a village, in the order of their ids."""
    today = moment.astimezone(OFFICE_TIME).date()
    world = _world(rng, place, today)
    found = reconcile(
        world.people.drop(invented.NOT_READ),
        world.residents,
        world.lists,
        county=place.village[:6],
        as_of=today,
        key=f"control {seed} {place.village}".encode(),
    ).findings.filter(pl.col("probability") < 1)
    rows = [(one, _made_from(world, one)) for one in found.sort("id").iter_rows(named=True)]
    return [_control(world, one, row, moment) for one, row in rows if row is not None]


def _unnumbered() -> dict[str, Fraction]:
    """Return which share of the open cases of each class lacks a number on one side; classes without cases are left
    out."""
    counts = {name: Counter[bool]() for name in LISTS}
    cases = Finding.objects.filter(state__in=UNDECIDED, finding_class__in=LISTS)
    for name, told in cases.values_list("finding_class", "evidence").iterator():
        counts[name][is_numbered(told)] += 1
    return {name: Fraction(found[False], found.total()) for name, found in counts.items() if found}


def is_numbered(told: str) -> bool:
    """Whether both sides of a case have a number."""
    lines = (line for line in orjson.loads(told) if line["item"] == NUMBER)
    return any(line["register_value"] and line["list_value"] for line in lines)


def _in_turn(
    rng: Random, villages: list[list[Control]], count: int, unnumbered: Mapping[str, Fraction]
) -> list[Control]:
    """Return at most so many, of every class in turn; `unnumbered`: class → share of its real cases without a number.

    Where there are no cases to be told from, the share is a half.
    """
    queues = [_mixed(rng, villages, name, unnumbered.get(name, Fraction(1, 2))) for name in LISTS]
    drawn = (one for turn in zip_longest(*queues) for one in turn if one is not None)
    return list(islice(drawn, count))


def _mixed(rng: Random, villages: list[list[Control]], name: str, unnumbered: Fraction) -> Iterator[Control]:
    """Yield the controls of a class: at any time the share `unnumbered` of them lacks a number.

    Half of these are true where both answers were found. Of those with a number every answer comes as often as it was
    found: mostly they are true, for the number of somebody else makes no finding. When a group is used up the class
    ends: what came after it would stand out.
    """
    groups: dict[tuple[bool, bool], list[Control]] = {}
    mixed = (one for turn in zip_longest(*rng.sample(villages, len(villages))) for one in turn if one is not None)
    for one in mixed:
        if one.finding_class == name:
            groups.setdefault((is_numbered(one.evidence), one.is_so), []).append(one)
    numbered = sum(len(found) for group, found in groups.items() if group[0])
    answers = len([group for group in groups if not group[0]])
    shares = {
        group: (1 - unnumbered) * Fraction(len(found), numbered) if group[0] else unnumbered / answers
        for group, found in groups.items()
    }
    given = Counter[tuple[bool, bool]]()
    while any(shares.values()):
        group = max(shares, key=lambda one: shares[one] * (given.total() + 1) - given[one])
        if given[group] == len(groups[group]):
            return
        yield groups[group][given[group]]
        given[group] += 1


def _world(rng: Random, place: _Place, today: date) -> _World:
    register, doors = invented.people(rng, place.village, place.doors, on=today), place.doors
    left = rng.sample(range(register.height), register.height)
    share = register.height // len(LISTS)
    rows: dict[str, list[invented.Row]] = {}
    for name in sorted(LISTS, key=lambda name: name not in FITS):
        chosen = [i for i in left if _fits(register.row(i, named=True), name, today)][:share]
        left = [i for i in left if i not in set(chosen)]
        rows[name] = [invented.varied(rng, register, i) for i in chosen]
    lists = {
        kind: invented.listed(rng, rows[name], doors, kind=kind, day=DAYS[kind])
        for name, kind in LISTS.items()
        if kind in DAYS
    }
    lists["permits"] = invented.permits(rng, rows["living_here_not_collected"], doors)
    met = invented.residents(rng, register, rows["registered_here_living_elsewhere"], place.other, place.other_doors)
    people = invented.entered_again(rng, register, rows["held_twice"])
    return _World(place, people, met, lists, rows)


def _fits(one: dict[str, Any], name: str, today: date) -> bool:
    """Whether a list of a class may name somebody, as far as sex and age go."""
    sex, youngest, oldest = FITS.get(name, ("", 0, 200))
    return sex in ("", one["sex"]) and youngest <= today.year - int(one["birth_date"][:4]) <= oldest


def _made_from(world: _World, one: dict[str, Any]) -> invented.Row | None:
    """Return the row that a finding rests on; None where it met somebody whom it was not made from."""
    rows = world.rows.get(one["class"], [])
    if not rows or one["other_list"] != LISTS[one["class"]]:
        return None
    records = one["record"], one["other_record"]
    first = world.people.height - len(world.rows["held_twice"])
    is_twice = one["class"] == "held_twice"
    place = max(records) - first - 1 if is_twice else one["other_row"] - 2
    if not 0 <= place < len(rows):
        return None
    row = rows[place]
    return row if row.record == (min(records) if is_twice else one["record"]) else None


def _control(world: _World, one: dict[str, Any], row: invented.Row, moment: datetime) -> Control:
    about = [one["record"], one["other_record"]] if one["class"] == "held_twice" else [one["record"]]
    shown = dict(zip(invented.UNREAL, world.place.beginnings, strict=True))

    def as_here(text: str) -> str:
        return MASKED.sub(lambda found: shown[found[0]], text)

    return Control(
        id=one["id"],
        finding_class=one["class"],
        division=world.place.village,
        probability=one["probability"],
        reason=one["reason"],
        evidence=as_here(one["evidence"]),
        homes=orjson.loads(as_here(orjson.dumps(list(_homes(world, about, one["class"]))).decode())),
        is_so=row.is_so,
        made_at=moment,
    )


def _homes(world: _World, records: list[int], finding_class: str) -> Iterator[dict[str, Any]]:
    """Yield the households of these records as `matching.homes` reads those of real ones."""
    is_met = finding_class == "held_twice"  # of the other classes nobody was met at the own door
    houses = {
        members[0]["household"]: members for members in map(partial(invented.household_of, world.people), records)
    }
    for members in houses.values():
        yield {
            "address": members[0]["address"],
            "division": world.place.village,
            "members": [
                {
                    **{name: one[name] for name in ("name", "relation", "sex", "birth_date", "since")},
                    "number": masked(one["citizen_id"]),
                    "is_subject": one["record"] in records,
                    "lives_at": one["address"] if is_met or one["record"] not in records else "",
                }
                for one in members[: homes.LARGEST]
            ],
            "events": [("opening_entry", world.place.opened_on)],
        }


def _places(rng: Random, moment: datetime) -> list[_Place]:
    """Return a village of each of some towns, as it is in the register, so that a control looks like the cases."""
    people = findings_store.read_inputs().people.select("division", "citizen_id", "address").drop_nulls("division")
    opened = Act.objects.filter(kind="opening_entry").order_by("id").values_list("happened_on", flat=True).first()
    opened_on = opened or moment.astimezone(OFFICE_TIME).date()
    codes = people["division"].unique().sort().to_list()
    villages = [code for code in codes if len(code) == 12 and not code.endswith("000")]
    if not villages:
        first = f"{invented.UNREAL[0]}01001001"
        doors = _doors(people, first)
        return [_Place(first, f"{first[:-1]}2", invented.UNREAL, opened_on, doors, doors)]
    towns = sorted({code[:TOWN_DIGITS] for code in villages})
    found = []
    for town in rng.sample(towns, min(len(towns), TOWNS)):
        village = rng.choice([code for code in villages if code.startswith(town)])
        other = rng.choice([code for code in villages if code != village] or [f"{town}998"])
        beginnings, doors, others = _beginnings(people, village), _doors(people, village), _doors(people, other)
        found.append(_Place(village, other, beginnings, opened_on, doors, others))
    return found


def _doors(people: pl.DataFrame, village: str) -> Doors:
    """Return the doors of a village, each as often as people are registered there."""
    known = people.filter(pl.col("division") == village)["address"].drop_nulls().sort()
    return of_village(known.to_list(), name=invented.name_of(village))


def _beginnings(people: pl.DataFrame, village: str) -> tuple[str, ...]:
    """Return how the numbers of a village begin, the commonest first, as many as the invented ones have beginnings."""
    first = people.filter(pl.col("division") == village)["citizen_id"].drop_nulls().str.slice(0, 4)
    counted = first.value_counts().sort("count", first.name, descending=[True, False])[first.name].to_list()
    known = [*counted, village[:4]][: len(invented.UNREAL)]
    return (*known, *known[:1] * (len(invented.UNREAL) - len(known)))
