"""What is known of the main items of the registered, on any day as known on any day, equals the pure fold."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest

from huangce.register.record import Busy
from huangce.rules.acts.birth import Birth
from huangce.rules.acts.corrections import Correction
from huangce.rules.acts.death import Death
from huangce.rules.fold import fold
from huangce.rules.state import Record
from huangce.statistics import completeness, stock
from huangce.statistics.as_known import known_on
from tests import lins
from tests.lins import shown
from tests.register.conftest import do, open_house
from tests.statistics.histories import CHANCES, History
from tests.statistics.test_rates import MAY, Year, behind, figures, year
from tests.statistics.test_stock import Oracle, cursor, days

__all__ = ["cursor", "year"]
LACKING: dict[str, Callable[[str], bool]] = {
    "sex": lambda value: value in ("0", "9"),
    "birth_date": lambda value: len(value) < len("2026-05-01"),
}


def corrected(life: History) -> None:
    """Take an item of somebody away, or write that it is not known, or write it again."""
    numbers = [lins.number(f"99010119800503{life.rng.randrange(1000):03d}") for _ in range(5)]
    group, item, values = life.rng.choice(
        (
            ("identity", "sex", ("0", "9", "1", "2")),
            ("identity", "birth_date", ("1960", "1960-05", "1960-05-03", None)),
            ("identity", "ethnicity", (None, "01")),
            *[("identity", "citizen_id", (None, *numbers))] * 3,
            ("membership", "relation", (None, "97")),
        )
    )
    with suppress(Busy):  # a chain of merged records that is longer than an act has attempts
        life.do(
            Correction(
                happened_on=life.day(),
                record=life.person(),
                group=group,
                items={item: life.rng.choice(values)},
                as_change=life.rng.random() < 0.5,
                reason="archive",
                approved_by=lins.CHEN.id,
                evidence=shown("archive"),
            )
        )


def lacking(person: Record, home: Record | None) -> tuple[str, set[str]]:
    """The part that somebody counts in, and the items missing or not known, by the fold."""
    values = {name: person.text("identity", name) for name in ("sex", "birth_date", "ethnicity", "citizen_id")}
    values["relation"] = person.text("membership", "relation")
    values["address"] = home.text("household", "address") if home is not None else ""
    missing = {name for name, value in values.items() if not value}
    vague = {name for name, is_vague in LACKING.items() if values[name] and is_vague(values[name])}
    if values["citizen_id"] and person.item("identity", "number_contested"):
        vague.add("citizen_id")
    return "rest" if missing else "unknown" if vague else "n", missing | vague


def by_fold(oracle: Oracle, as_of: date, position: int | None) -> dict[int, tuple[str, str, set[str]]]:
    """Record → village, part and items lacking of everybody counted."""
    gone, _ = oracle.without(position)
    states = {record: fold(record, facts, as_of=as_of, without=gone) for record, facts in oracle.facts.items()}
    return {
        record: (one.text("registration", "counted_in"), *lacking(one, states.get(one.household or 0)))
        for record, one in states.items()
        if one.counts_here
    }


@pytest.mark.parametrize("seed", [1, 3])
def test_what_is_known_on_any_day_as_known_on_any_day_equals_the_fold(cursor: psycopg.Cursor[Any], seed: int) -> None:
    history = History(random.Random(seed))
    history.open()
    history.live(90, chances=((corrected, 60), *CHANCES))
    assert "correction" in history.kinds
    oracle = Oracle(cursor)
    parts = Counter[str]()
    for known_day in (None, *random.Random(seed).sample(history.sealed_on, 2)):
        known = known_on(cursor, known_day)
        asked = [day for day in days(history) if stock.stock(cursor, day, known).is_known]
        found = completeness.items_on(cursor, asked, known) if asked else {}
        for day in asked:
            expected = by_fold(oracle, day, known.position)
            counted = Counter((village, part) for village, part, _ in expected.values())
            told = {(village, part): count for village, of in found[day].items() for part, count in of.items() if count}
            assert told == counted, (day, known_day)
            listed = {
                record: (village, completeness.part_of(lacks), set(completeness.names_of(lacks)))
                for record, village, lacks in completeness.records(cursor, day, known)
            }
            assert listed == expected, (day, known_day)
            parts.update(part for _, part, _ in expected.values())
    assert parts.keys() == {"n", "rest", "unknown"}


def test_it_works(run: Any, year: Year) -> None:
    """The newborn and the newcomer have no number yet; the newcomer's birth is known to the year."""
    told = ("rates", "--as-of", "2024-05-31")
    by_code = figures(run(*told, "--json")[1])
    assert (by_code["C5a"]["n"], by_code["C5a"]["N"], by_code["C5a"]["unknown"]) == (3, 5, 0)
    rows = [json.loads(line) for line in run(*told, "--rows", "C5a:rest", "--json")[1].splitlines()]
    lacks = {row["record"]: row["lacks"] for row in rows}
    assert lacks == {year.child: ["citizen_id"], year.newcomer: ["citizen_id", "birth_date"]}
    assert "citizen_id,birth_date" in run(*told, "--rows", "C5a:rest")[1]


def test_an_item_written_as_not_known_is_no_lack_and_raises_nothing(run: Any, committed_db: None) -> None:
    house = open_house()

    def parts() -> tuple[int, int, int]:
        found = figures(run("rates", "--json")[1])["C5a"]
        return found["n"], found["unknown"], found["N"]

    assert parts() == (3, 0, 4)  # the grandmother has no number
    given = {"record": house.mother, "group": "identity", "reason": "archive", "approved_by": lins.CHEN.id}
    given |= {"happened_on": MAY, "evidence": shown("archive")}
    do(Correction(items={"ethnicity": None}, **given))
    assert parts() == (2, 0, 4)
    do(Correction(items={"ethnicity": "01", "birth_date": "1982"}, **given))
    assert parts() == (2, 1, 4)


def test_births_and_deaths_are_in_time_until_the_same_day_of_the_next_month(run: Any, committed_db: None) -> None:
    house, midnight = open_house(), datetime(2024, 6, 1, 16, tzinfo=UTC)  # 2 June begins in the office
    parents = {"household": house.id, "mother": house.mother, "ethnicity": "01", "evidence": shown("birth_certificate")}
    one = Birth(happened_on=MAY, name="林小雨", sex="2", relation="32", **parents)
    child = do(one, now=midnight - timedelta(seconds=1)).created["child"]
    do(Death(happened_on=MAY, person=house.grandmother, evidence=shown("cremation_certificate")), now=midnight)
    asked = ("rates", "--since", "2024-05-01", "--as-of", "2024-05-31", "--json")
    found = figures(run(*asked)[1])["C5b"]
    assert (found["n"], found["N"], found["unknown"]) == (1, 2, 0)
    assert behind(run(*asked, "--rows", "C5b")[1]) == [child]
    assert behind(run(*asked, "--rows", "C5b:rest")[1]) == [house.grandmother]
