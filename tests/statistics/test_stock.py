"""Figures of any day, as known on any day, equal the pure fold of the facts, whatever happened in between."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

import psycopg
import pytest

from huangce.home import database
from huangce.register.seal import position_known_on
from huangce.rules.facts import Fact, RecordedFact
from huangce.rules.fold import fold, voided
from huangce.rules.items import GROUPS, IN_TRANSIT
from huangce.rules.sampling import CHECKED, FRAMES
from huangce.rules.state import Record
from huangce.statistics import residents
from huangce.statistics.as_known import Known, known_on
from huangce.statistics.changes import changes, taken_over
from huangce.statistics.samples.values import said_of
from huangce.statistics.stock import records, stock
from tests import lins
from tests.statistics.histories import OF_RESIDENCE, History

SEEDS = (1, 2)


@pytest.fixture
def cursor(committed_db: None) -> Iterator[psycopg.Cursor]:
    with psycopg.connect(database.url(), autocommit=True) as connection:
        yield connection.cursor()


def lived(rng: random.Random, *, steps: int, may_erase: bool = True) -> History:
    """A register in which `steps` things happened after it was opened."""
    history = History(rng, may_erase=may_erase)
    history.open()
    history.live(steps)
    return history


class Oracle:
    """The same figures by the pure fold, record by record."""

    def __init__(self, cursor: psycopg.Cursor) -> None:
        self.acts = cursor.execute(
            "select a.id, a.kind, a.voids, a.voids_batch, a.batch, a.day_order, l.position "
            "from act a left join seal_leaf l on l.act = a.id"
        ).fetchall()
        self.facts: dict[int, list[RecordedFact]] = {}
        order = {row[0]: row[5] for row in self.acts}
        for act, ordinal, record, group, day, value in cursor.execute(
            "select act, ordinal, record, grp, valid_from, value from fact join fact_value using (act, ordinal)"
        ):
            fact = Fact(record, group, json.loads(value) if value else {}, day)
            self.facts.setdefault(record, []).append(RecordedFact(act, ordinal, order[act], fact))

    def without(self, position: int | None) -> tuple[set[int], dict[int, str]]:
        """Acts that were not known or had no effect, and the kind of every act."""
        known = [row for row in self.acts if position is None or (row[6] or position + 1) <= position]
        gone = voided({row[0]: row[2] for row in known if row[2] is not None})
        undone = {row[3] for row in known if row[3] is not None and row[0] not in gone}
        gone |= {row[0] for row in self.acts if row[4] in undone}
        gone |= {row[0] for row in self.acts} - {row[0] for row in known}
        return gone, {row[0]: row[1] for row in self.acts}

    def stock(self, as_of: date, position: int | None) -> tuple[Counter, Counter, Counter]:
        """Counted and in transit by village, and persons opened later."""
        gone, kinds = self.without(position)
        counted, transit, unknown = Counter(), Counter(), Counter()
        for record, facts in self.facts.items():
            state = fold(record, facts, as_of=as_of, without=gone)
            village = state.text("registration", "counted_in")
            if state.counts_here:
                counted[village] += 1
                transit[village] += state.text("registration", "status") == IN_TRANSIT
            elif "registration" not in state.groups:
                later = [one for one in facts if one.act not in gone and kinds[one.act] == "opening_entry"]
                opened = [one for one in sorted(later, key=lambda one: one.order) if "counted_in" in one.fact.items]
                if opened:  # and its value was not erased
                    unknown[str(opened[0].fact.items.get("counted_in") or "")] += 1
        return counted, +transit, unknown

    def residents(self, as_of: date, position: int | None) -> Counter:
        """Residence records that stand, by village."""
        return Counter(one.text("residence", "division") for one in self.living(as_of, position))

    def usual(self, as_of: date, position: int | None) -> dict[int, str]:
        """Who usually lives here: person → village."""
        found = [one for one in self.living(as_of, position) if one.text("residence", "residence_kind") == "usual"]
        return {int(str(one.item("residence", "person"))): one.text("residence", "division") for one in found}

    def living(self, as_of: date, position: int | None) -> list:
        gone, _kinds = self.without(position)
        states = (fold(record, facts, as_of=as_of, without=gone) for record, facts in sorted(self.facts.items()))
        return [one for one in states if one.is_current_residence]

    def said(self, as_of: date, position: int | None) -> dict[str, dict[int, dict[str, str]]]:
        """What a sample of each frame asks of everybody who was ever entered: frame → person → item → value."""
        gone, _kinds = self.without(position)
        states = {record: fold(record, facts, as_of=as_of, without=gone) for record, facts in self.facts.items()}
        persons = {one: state for one, state in states.items() if state.groups.keys() & {"identity", "registration"}}
        found = {}
        for frame in FRAMES:
            found[frame] = {one: self.asked(state) for one, state in persons.items()}
        for one, state in persons.items():
            home = states.get(state.number("membership", "household") or 0)
            found["registered"][one]["address"] = home.text("household", "address") if home else ""
        for one in self.living(as_of, position):
            if one.text("residence", "residence_kind") == "usual":
                found["usual"][int(str(one.item("residence", "person")))]["address"] = one.text("residence", "address")
        return {frame: {one: self.held(said) for one, said in of.items()} for frame, of in found.items()}

    @staticmethod
    def asked(state: Record) -> dict[str, str]:
        groups = {item.name: group for group in ("identity", "details", "membership") for item in GROUPS[group].items}
        return {item.name: state.text(groups[item.name], item.name) for item in CHECKED if item.name != "address"}

    @staticmethod
    def held(said: dict[str, str]) -> dict[str, str]:
        return {name: value for name, value in said.items() if value}


def days(history: History) -> list[date]:
    """Days worth asking for: the opening, the day before it, days of the past, today."""
    span = (history.moment.date() - lins.OPENED).days
    some = [lins.OPENED + timedelta(days=history.rng.randrange(span)) for _ in range(6)]
    return [lins.OPENED - timedelta(days=1), lins.OPENED, *some, history.moment.date()]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_stock_of_any_day_as_known_on_any_day_equals_the_fold(cursor, seed):
    history = lived(random.Random(seed), steps=90)
    assert len(history.kinds) >= 10
    oracle = Oracle(cursor)
    knowing: list[date | None] = [None, date(2020, 1, 1), *random.Random(seed).sample(history.sealed_on, 4)]
    for known_day in knowing:
        known = known_on(cursor, known_day)
        for as_of in days(history):
            found = stock(cursor, as_of, known)
            counted, transit, unknown = oracle.stock(as_of, known.position)
            if not found.is_known:
                assert not counted
                continue
            assert (found.counted, found.in_transit, found.unknown) == (counted, transit, unknown)
            listed = list(records(cursor, as_of, known))
            assert Counter(village for _, village, status in listed if status != "unknown") == counted
            assert len({record for record, _, _ in listed}) == len(listed)


@pytest.mark.parametrize("seed", SEEDS)
def test_opening_and_events_are_closing_for_every_period_and_division(cursor, seed):
    history = lived(random.Random(seed + 100), steps=90)
    choose = random.Random(seed)
    for known_day in (None, *choose.sample(history.sealed_on, 3)):
        known = known_on(cursor, known_day)
        for _ in range(6):
            after, until = sorted(choose.sample(days(history), 2))
            moved = changes(cursor, after, until, known)
            opening, closing = stock(cursor, after, known), stock(cursor, until, known)
            for here in ("5117", "511703110", "511703110201", "511703116205"):
                statement = moved.statement(opening, closing, lambda code, here=here: code.startswith(here), here=here)
                assert statement.balances, (after, until, known_day, here, statement)
            everywhere = moved.statement(opening, closing, lambda _code: True, here="51")
            assert everywhere.balances
            assert everywhere.lines["moved_within_in"] == everywhere.lines["moved_within_out"] == 0
            assert sum(moved.taken_over.values()) == len(list(taken_over(cursor, after, until, known)))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_residents_of_any_day_as_known_on_any_day_equal_the_fold(cursor, seed):
    history = History(random.Random(seed))
    history.open()
    history.live(60, chances=OF_RESIDENCE)
    assert history.kinds >= {"residence_declared", "residence_departed", "reversal"}
    oracle = Oracle(cursor)
    for known_day in (None, *random.Random(seed).sample(history.sealed_on, 3)):
        known = known_on(cursor, known_day)
        for as_of in days(history):
            expected = oracle.residents(as_of, known.position)
            assert residents.residents(cursor, as_of, known) == expected
            assert Counter(village for _, village in residents.records(cursor, as_of, known)) == expected
            assert dict(residents.usual(cursor, as_of, known)) == oracle.usual(as_of, known.position)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_a_sample_asks_of_anybody_equals_the_fold(cursor, seed):
    history = lived(random.Random(seed + 200), steps=60)
    history.live(30, chances=OF_RESIDENCE)
    history.seal()
    oracle = Oracle(cursor)
    asked = 0
    for known_day in (None, *random.Random(seed).sample(history.sealed_on, 2)):
        known = known_on(cursor, known_day)
        for as_of in days(history):
            for frame, expected in oracle.said(as_of, known.position).items():
                found = said_of(cursor, sorted(expected), frame, as_of, known)
                names = {item.name for item in CHECKED}
                told = {
                    one: {name: value for name, value in said.items() if name in names} for one, said in found.items()
                }
                assert {one: said for one, said in told.items() if said} == {
                    one: said for one, said in expected.items() if said
                }, (frame, as_of, known_day)
                asked += len(told)
    assert asked > 100


def test_what_was_published_changes_by_no_later_act_but_an_erasure(cursor):
    history = lived(random.Random(11), steps=40, may_erase=False)
    history.seal()
    published = history.moment.date()

    def figures() -> list:
        known = known_on(cursor, published)
        return [(found.counted, found.unknown) for found in (stock(cursor, day, known) for day in asked)]

    asked = days(history)
    before = figures()
    history.moment += timedelta(days=2)
    history.live(60)
    history.seal()
    assert figures() == before


def test_before_anything_was_sealed_nothing_was_known(cursor):
    history = lived(random.Random(5), steps=5)
    known = known_on(cursor, date(2020, 12, 31))
    assert known == Known(0, known.void, known.void_now)
    assert position_known_on(cursor, history.moment) > 0
    assert not stock(cursor, date(2021, 6, 1), known).is_known
