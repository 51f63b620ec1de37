"""What happens to numbers and dates on their way through a department: typing errors, old forms, spreadsheets."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from huangce.simulate.numbers import EPOCH, old_form, years_of
from huangce.simulate.streams import Bools, Ints, chance, pick
from huangce.simulate.wording import full_width

_ZERO = ord("0")
# What a department may do to a citizen number; the rates come from the list's habits. "right" takes the rest.
FATES = ("right", "missing", "mistyped", "relative", "old_form", "eaten", "full_width", "lower_case", "blanks")
_CONDITIONAL = ("old_form", "lower_case")


def mistyped(rng: np.random.Generator, numbers: pl.Series) -> pl.Series:
    """Return 18-character numbers with one typing error each: a wrong, swapped, lost or doubled digit.

    The first two characters stay 99, so that no error can make an assigned division out of an unassigned one.
    """
    size = len(numbers)
    if size == 0:
        return numbers
    digits = np.frombuffer("".join(numbers.to_list()).encode("ascii"), dtype=np.uint8).reshape(size, 18).copy()
    kind = pick(rng, (0.6, 0.25, 0.08, 0.07), size)
    place = rng.integers(2, 16, size)
    every = np.arange(size)
    here, after = digits[every, place].copy(), digits[every, place + 1].copy()
    swap = (kind == 1) & (here != after)
    wrong = (_ZERO + (here - _ZERO + rng.integers(1, 10, size)) % 10).astype(np.uint8)
    digits[every, place] = np.where(swap, after, np.where(kind <= 1, wrong, here))
    digits[every, place + 1] = np.where(swap, here, after)
    texts = pl.Series(digits.view("S18").ravel().tolist(), dtype=pl.Binary).cast(pl.String)
    frame = pl.DataFrame({"n": texts, "kind": kind, "place": place})
    head, tail = pl.col("n").str.slice(0, pl.col("place")), pl.col("n").str.slice(pl.col("place") + 1)
    twice = pl.col("n").str.slice(pl.col("place"), 1)
    return frame.select(
        pl.when(pl.col("kind") == 2)
        .then(head + tail)
        .when(pl.col("kind") == 3)
        .then(head + twice + twice + tail)
        .otherwise("n")
    ).to_series()


def fates(
    rng: np.random.Generator,
    rates: Mapping[str, float],
    numbers: pl.Series,
    *,
    birth: Ints,
    has_relative: Bools,
    as_of: int,
) -> Ints:
    """Draw what happens to the number of each row: an index into `FATES`.

    The rates of "old_form" and "lower_case" are shares of those whom they can fall on: persons over sixty born from
    1900 on, and numbers that end in X; only one who has a relative in the household can carry a relative's number.
    """
    size = len(numbers)
    free = [rates.get(name, 0.0) if name not in _CONDITIONAL else 0.0 for name in FATES[1:]]
    fate = pick(rng, [max(0.0, 1 - sum(free)), *free], size)
    fate[(fate == FATES.index("relative")) & ~has_relative] = 0
    elderly = (as_of - birth > 60 * 365.25) & (years_of(birth) >= 1900) & (years_of(birth) < 2000)
    for name, possible in (("old_form", elderly), ("lower_case", numbers.str.ends_with("X").to_numpy())):
        fate[(fate == 0) & possible & chance(rng, rates.get(name, 0.0), size)] = FATES.index(name)
    return fate


def apply(rng: np.random.Generator, numbers: pl.Series, fate: Ints, relatives: pl.Series) -> pl.Series:
    """Return the numbers as the department has them; `relatives` are the numbers of some relative of each person."""
    n = pl.col("n")
    # A spreadsheet shows a long number like this; those that end in X stay text there and survive.
    eaten = pl.when(n.str.ends_with("X")).then(n).otherwise(n.str.slice(0, 1) + "." + n.str.slice(1, 5) + "E+17")
    changes = {
        "missing": pl.lit(None, dtype=pl.String),
        "old_form": old_form(n),
        "eaten": eaten,
        "full_width": full_width(n),
        "lower_case": n.str.to_lowercase(),
        "blanks": pl.when(n.str.slice(16, 1).is_in(["0", "2", "4", "6", "8"])).then(" " + n).otherwise(n + "  "),
    }
    result = numbers.clone()
    for which, name in enumerate(FATES):
        rows = np.flatnonzero(fate == which)
        if name == "right" or not len(rows):
            continue
        if name == "mistyped":
            changed = mistyped(rng, numbers[rows])
        elif name == "relative":
            changed = relatives[rows]
        else:
            changed = pl.DataFrame({"n": numbers[rows]}).with_columns(n=changes[name])["n"]
        result.scatter(rows, changed)
    return result


def wrong_dates(rng: np.random.Generator, days: Ints) -> Ints:
    """Return other dates than `days`: day and month swapped, a day, month or year beside it, or ten years off."""
    dates = EPOCH + days.astype("timedelta64[D]")
    month = dates.astype("datetime64[M]")
    day = (dates - month).astype(np.int64)
    in_year = month.astype(np.int64) % 12
    size = len(days)
    sign = rng.choice((-1, 1), size)
    kind = pick(rng, (0.2, 0.35, 0.2, 0.2, 0.05), size)
    swapped = (month - in_year + np.minimum(day, 11)).astype("datetime64[D]").astype(np.int64) + in_year
    near = days + sign * rng.integers(1, 10, size)
    other_month = (month + sign).astype("datetime64[D]").astype(np.int64) + np.minimum(day, 27)
    years = np.where(kind == 3, sign * 12, -120)
    other_year = (month + years).astype("datetime64[D]").astype(np.int64) + np.minimum(day, 27)
    swappable = (kind == 0) & (day < 12) & (swapped != days)
    result: Ints = np.select([swappable, kind <= 1, kind == 2], [swapped, near, other_month], other_year)
    return result
