"""All streets at once give what each street gives alone."""

from __future__ import annotations

import random
from datetime import date

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from huangce.rules.numbering import Entrance, Number, Rested, analyse, analyse_streets
from huangce.rules.numbering.streets import SCHEMA
from tests.rules.numbering.streets import ON, SPOILED, correct_street, scheme, spoil
from tests.rules.numbering.test_street import SCHEMES


def frame(streets: dict[int, list[Entrance]]) -> pl.DataFrame:
    rows = [
        (street, one.id, one.side, one.chainage, *(one.number or (None, None)), one.state, one.gone_on)
        for street, entrances in streets.items()
        for one in entrances
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def test_it_works():
    streets = {1: correct_street(random.Random(1), scheme(), 9), 2: [Entrance(99, "left", 3.0)]}
    found = dict(analyse_streets(frame(streets), dict.fromkeys(streets, scheme()), on=ON))
    assert {street: [one.proposal for one in some] for street, some in found.items()} == {2: [Number(1)]}


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_columns_and_single_streets_agree(seed):
    rng = random.Random(seed)
    streets, rules, rested = {}, {}, {}
    for street in range(12):
        rule = rules[street] = rng.choice(list(SCHEMES.values()))
        streets[street] = correct_street(rng, rule, rng.randint(10, 16))
        kinds = [kind for kind in SPOILED if rule.mode != "distance" and rule.odd_side]
        if kinds and rng.random() < 0.5:
            streets[street], _fault, rested[street] = spoil(rng, rule, streets[street], rng.choice(kinds))
        if rng.random() < 0.2:
            rested[street] = [Rested(Number(rng.randint(1, 20)), date(2019, 1, 1))]
    alone = {
        street: found
        for street in streets
        if (found := analyse(streets[street], rules[street], on=ON, rested=rested.get(street, ())))
    }
    assert dict(analyse_streets(frame(streets), rules, on=ON, rested=rested)) == alone


def test_a_street_without_a_scheme_is_left_out():
    assert list(analyse_streets(frame({1: [Entrance(1, "left", 1.0)]}), {}, on=ON)) == []
