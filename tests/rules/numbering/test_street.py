"""Missing plates and wrong numbers of one street, by the rules of requirements 3.14."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huangce.rules.numbering import MISSING, Entrance, Number, Rested, analyse
from huangce.rules.numbering.doors import resting
from huangce.rules.numbering.order import longest_rising
from tests.rules.numbering.streets import ON, SPOILED, correct_street, doors, scheme, spoil

SCHEMES = {
    "left odd": scheme(),
    "right odd from 101": scheme(odd_side="right", start=101, suffix="attached"),
    "without sides": scheme(odd_side=None),
    "without 4": scheme(skip=frozenset({4, 14}), skip_reason="as the town has always done"),
    "by metres": scheme(mode="distance", step_m=2.0),
}


def codes(found) -> list[str]:
    return [one.code for one in found]


def faults(found) -> list[str]:
    """What is wrong, without the numbers that nobody has: beyond the last door there are none until one is given."""
    return sorted(one.code for one in found if one.level != "info")


def test_it_works():
    (found,) = analyse(doors(1, 3, None, 7), scheme(), on=ON)
    assert (found.code, found.proposal, found.before.number, found.after.number) == ("missing", (5, 0), (3, 0), (7, 0))
    assert "between 3号 and 7号" in found.reason


def test_a_gap_without_an_entrance_is_no_missing_plate():
    (found,) = analyse(doors(1, 3, 9), scheme(), on=ON)
    assert (found.code, found.numbers, found.level) == ("gap-unexplained", (5, 7), "info")


def test_reserved_and_demolished_numbers_are_told_apart_by_their_evidence():
    street = doors(1, 3, 5, 7, 9, 11)
    street[1] = replace(street[1], state="reserved")
    street[3] = replace(street[3], state="demolished", gone_on=date(2019, 1, 1))
    del street[4]
    found = analyse(street, scheme(), on=ON)
    assert [(one.code, one.numbers) for one in found] == [
        ("gap-reserved", (3, 3)),
        ("gap-demolished", (7, 7)),
        ("gap-unexplained", (9, 9)),
    ]


def test_a_number_that_rests_is_not_proposed_until_it_has_rested():
    street = doors(1, 3, None, 7)
    gone = [Rested(Number(5), date(2017, 6, 1))]
    for years, expected in ((5, ("missing-suffix", (3, 1))), (2, ("missing", (5, 0)))):
        found = analyse(street, scheme(rest_years=years), on=ON, rested=gone)[0]
        assert (found.code, found.proposal) == expected
    assert resting([], [Rested(Number(5), None)], 1, ON) == {Number(5)}


def test_several_entrances_in_one_gap_keep_their_order():
    found = analyse(doors(1, None, None, None, 7), scheme(), on=ON)
    assert [one.proposal for one in found] == [(3, 0), (5, 0), (5, 1)]


def test_among_several_free_numbers_the_one_where_the_entrance_lies_is_proposed():
    street = [*doors(1, 21, apart=50.0), Entrance(9, "left", 95.0)]
    assert analyse(street, scheme(), on=ON)[0].proposal == (19, 0)


def test_after_the_last_number_the_next_is_proposed_and_before_the_first_what_is_left():
    found = analyse(doors(None, 3, 5, None, None), scheme(), on=ON)
    assert [one.proposal for one in found] == [(1, 0), (7, 0), (9, 0)]


def test_before_the_first_number_nothing_can_be_proposed_when_none_is_left():
    (found,) = analyse(doors(None, 1, 3), scheme(), on=ON)
    assert (found.code, found.proposal) == ("missing-no-place", None)


def test_a_wrong_side_is_said_and_not_renumbered():
    (found,) = analyse(doors(1, 4, 5), scheme(), on=ON)[:1]
    assert (found.code, found.entrances, found.proposal) == ("wrong-side", (2,), None)


def test_one_wrong_plate_does_not_blame_the_street():
    (found,) = analyse(doors(1, 3, 31, 7, 9, 11), scheme(), on=ON)
    assert (found.code, found.entrances) == ("out-of-order", (3,))


def test_a_street_numbered_from_the_other_end_is_one_finding_a_side():
    assert codes(analyse(doors(9, 7, 5, 3, 1), scheme(), on=ON)) == ["runs-backwards"]


def test_doors_at_the_same_place_are_in_whatever_order_their_numbers_have():
    street = [Entrance(1, "left", 5.0, Number(3)), Entrance(2, "left", 5.0, Number(1))]
    assert analyse(street, scheme(), on=ON) == []


def test_an_entrance_without_a_side_is_reported_and_given_no_number():
    street = [*doors(1, 3), Entrance(9, "", 12.0)]
    (found,) = analyse(street, scheme(), on=ON)
    assert (found.code, found.entrances) == ("missing-no-place", (9,))


def test_a_skipped_number_is_not_proposed_and_one_in_use_is_said():
    rule = SCHEMES["without 4"]
    assert analyse(doors(2, None, 8, side="right"), rule, on=ON)[0].proposal == (6, 0)
    assert codes(analyse(doors(2, 4, 6, side="right"), rule, on=ON)) == ["skipped-number"]


def test_a_number_given_again_too_soon_is_said():
    assert codes(analyse(doors(1, 3), scheme(), on=ON, rested=[Rested(Number(3), date(2019, 1, 1))])) == [
        "resting-number"
    ]


def test_by_distance_the_metres_make_the_number():
    rule = SCHEMES["by metres"]
    street = [
        Entrance(1, "left", 10.0),
        Entrance(2, "left", 24.2),
        Entrance(3, "right", 24.2),
        Entrance(4, "left", 24.9),
    ]
    assert [(one.entrances[0], one.proposal) for one in analyse(street, rule, on=ON)] == [
        (1, (5, 0)),
        (2, (13, 0)),
        (4, (15, 0)),
        (3, (12, 0)),
    ]
    (found,) = analyse([Entrance(1, "left", 10.0, Number(75))], rule, on=ON)
    assert found.code == "off-distance"


def test_an_empty_street_has_no_findings():
    assert analyse([], scheme(), on=ON) == []


@pytest.mark.parametrize("rule", SCHEMES.values(), ids=list(SCHEMES))
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32), count=st.integers(1, 40))
def test_a_correct_street_has_no_findings(rule, seed, count):
    assert analyse(correct_street(random.Random(seed), rule, count), rule, on=ON) == []


@pytest.mark.parametrize("kind", SPOILED)
@pytest.mark.parametrize("name", ["left odd", "right odd from 101", "without sides"])
@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_a_seeded_fault_is_found_and_nothing_else(name, kind, seed):
    rule = SCHEMES[name]
    if kind == "wrong-side" and rule.odd_side is None:
        return
    rng = random.Random(seed)
    street, fault, rested = spoil(rng, rule, correct_street(rng, rule, 14), kind)
    rng.shuffle(street)
    (found,) = analyse(street, rule, on=ON, rested=rested)
    assert found.code == fault.code
    assert set(found.entrances) == fault.entrances
    if fault.number is not None:
        assert fault.number == found.proposal if found.numbers is None else fault.number.main == found.numbers[0]


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 2**32), rule=st.sampled_from(list(SCHEMES.values())))
def test_what_is_proposed_never_collides_and_leaves_nothing_missing(seed, rule):
    rng = random.Random(seed)
    street = correct_street(rng, rule, rng.randint(2, 30))
    gone = [
        Rested(Number(rng.randint(1, 60)), rng.choice((None, date(2019, 1, 1), date(2000, 1, 1)))) for _ in range(5)
    ]
    for index, one in enumerate(street):
        fate = rng.random()
        if fate < 0.3:
            street[index] = replace(one, number=None)
        elif fate < 0.35:
            street[index] = replace(one, state=rng.choice(("reserved", "demolished")), gone_on=date(2019, 1, 1))
    street += [
        Entrance(10_000 + i, rng.choice(("left", "right")), rng.uniform(0, 200)) for i in range(rng.randint(0, 6))
    ]
    before = analyse(street, rule, on=ON, rested=gone)
    given_out = {one.entrances[0]: one.proposal for one in before if one.proposal}
    proposals = list(given_out.values())
    busy = {one.number for one in street if one.number and one.state == "standing"}
    assert len(set(proposals)) == len(proposals)
    assert not busy & set(proposals)
    assert not resting(street, gone, rule.rest_years, ON) & set(proposals)
    assert not {one.main for one in proposals} & rule.skip
    after = analyse(
        [replace(one, number=given_out.get(one.id, one.number)) for one in street], rule, on=ON, rested=gone
    )
    kept = [one for one in before if one.code not in MISSING or one.proposal is None]
    assert faults(after) == faults(kept)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 9), max_size=9))
def test_the_fewest_doors_are_blamed(numbers):
    keys = [(number,) for number in numbers]
    run = longest_rising(keys)
    assert [keys[i] for i in run] == sorted(keys[i] for i in run)
    longest = max(
        size
        for size in range(len(keys) + 1)
        if any(list(some) == sorted(some) for some in itertools.combinations(keys, size))
    )
    assert len(run) == longest
