"""Numbers, dates and names go wrong in the ways that are described, and never into anything real."""

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from huangce.rules.citizen_id import is_valid
from huangce.simulate import mistakes, names, numbers, variants
from huangce.simulate.streams import stream

DAYS = st.lists(st.integers(-25_000, 20_000), min_size=1, max_size=60)


def minted(seed, birth, sex=1, prefix=991_703):
    days = np.array(birth, dtype=np.int64)
    same = np.full(len(days), 1)
    first17, _ = numbers.mint(stream(seed, "test"), prefix=same * prefix, birth=days, sex=same * sex)
    return numbers.written(first17)


@settings(deadline=None, max_examples=40)
@given(birth=DAYS, seed=st.integers(0, 999), sex=st.sampled_from([1, 2]))
def test_minted_numbers_are_valid_unique_and_fit(birth, seed, sex):
    made = minted(seed, birth, sex)
    assert made.n_unique() == len(birth)
    for number, day in zip(made, birth, strict=True):
        assert is_valid(number)
        assert number[6:14] == str(np.datetime64(day, "D")).replace("-", "")
        assert int(number[16]) % 2 == sex % 2


def test_thousands_born_on_one_day_in_one_division_still_get_numbers_of_their_own():
    made = minted(1, [0] * 3_000)
    assert made.n_unique() == 3_000
    assert all(is_valid(number) and number.startswith("99") for number in made)


def test_more_numbers_avoid_those_that_are_taken():
    taken = minted(1, [0] * 400)
    same = np.ones(60, dtype=np.int64)
    more = numbers.mint_more(stream(2, "test"), prefix=same * 991_703, birth=same * 0, sex=same, taken=taken)
    assert pl.concat([taken, more]).n_unique() == 460


@settings(deadline=None, max_examples=40)
@given(birth=DAYS, seed=st.integers(0, 999))
def test_a_mistyped_number_is_never_valid_and_still_begins_with_99(birth, seed):
    right = minted(seed, birth)
    for number, wrong in zip(right, mistakes.mistyped(stream(seed, "slips"), right), strict=True):
        assert wrong != number
        assert wrong.startswith("99")
        assert not is_valid(wrong)


@settings(deadline=None, max_examples=40)
@given(birth=DAYS, seed=st.integers(0, 999))
def test_a_wrong_date_is_another_date(birth, seed):
    days = np.array(birth, dtype=np.int64)
    assert (mistakes.wrong_dates(stream(seed, "dates"), days) != days).all()


def test_every_fate_writes_the_number_its_way():
    right = minted(3, range(0, 4000, 40))
    other = minted(4, range(1, 4001, 40))
    rng = stream(5, "fates")

    def written(fate):
        return mistakes.apply(rng, right, np.full(100, mistakes.FATES.index(fate)), other)

    assert written("right").equals(right)
    assert written("missing").is_null().all()
    assert written("relative").equals(other)
    assert (written("old_form").str.len_chars() == 15).all()
    assert not written("full_width").str.contains("[0-9]").any()
    assert (written("lower_case").str.to_uppercase() == right).all()
    assert (written("blanks").str.strip_chars() == right).all()
    eaten = written("eaten").filter(~right.str.ends_with("X"))
    assert eaten.str.contains(r"^9\.9\d{4}E\+17$").all()


def test_old_numbers_fall_only_on_the_old_and_relatives_numbers_on_those_who_have_some():
    birth = np.array([-9_000] * 500 + [10_000] * 500)
    fate = mistakes.fates(
        stream(1, "fates"),
        {"old_form": 0.5, "relative": 0.5},
        minted(1, birth),
        birth=birth,
        has_relative=np.arange(1000) % 2 == 0,
        as_of=20_000,
    )
    assert (fate[500:] != mistakes.FATES.index("old_form")).all()
    assert (fate[1::2] != mistakes.FATES.index("relative")).all()
    assert (fate == mistakes.FATES.index("old_form")).sum() > 100


def test_a_varied_name_differs_in_one_character_and_in_the_way_that_was_asked():
    rng = stream(2, "names")
    year, sex = rng.integers(1930, 2025, 800), rng.integers(1, 3, 800)
    right = names.full_names(names.surnames(rng, 800), *names.given_names(rng, year, sex, rare=0))
    for kind in range(3):
        shares = tuple(float(kind == other) for other in range(3))
        changed = variants.vary(rng, right, shares)
        different = [
            sum(a != b for a, b in zip(one, other, strict=True)) for one, other in zip(right, changed, strict=True)
        ]
        assert max(different) == 1
        assert np.mean(different) > 0.98


def test_homophones_sound_alike_and_traditional_characters_are_traditional():
    table = dict(variants.table("homophone").iter_rows())
    assert "玮" in table["伟"]
    assert "伟" not in table["伟"]
    assert dict(variants.table("traditional").iter_rows())["刘"] == "劉"
