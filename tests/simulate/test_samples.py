"""Of a simulated county the truth is known: samples of its register say about how much of it is right."""

from __future__ import annotations

from fractions import Fraction
from hashlib import sha256
from pathlib import Path

import polars as pl

from huangce.rules.sampling import bounds_of_persons, draw
from tests.simulate.reading import read

# Classes of the truth in which what the register says of a person, or that there is one, is wrong.
WRONG = ("held_twice", "deceased_not_cancelled", "wrong_number", "fictitious")


def test_the_bounds_of_samples_hold_what_is_true_about_95_times_in_100(folder: Path) -> None:
    of = read(folder, "register").height
    planted = pl.read_parquet(folder / "truth" / "discrepancies.parquet")
    rows = planted.filter(pl.col("class").is_in(WRONG), pl.col("list") == "register")["row"]
    wrong = set(rows.drop_nulls().to_list())
    assert 0 < len(wrong) < of / 10
    held = 0
    for number in range(300):
        drawn = draw(range(1, of + 1), 400, sha256(str(number).encode()).digest())
        low, high = bounds_of_persons(400 - len(wrong.intersection(drawn)), 400, of) or (Fraction(1), Fraction(0))
        held += low <= 1 - Fraction(len(wrong), of) <= high
    assert held >= 0.92 * 300
