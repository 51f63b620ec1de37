"""Synthetic citizen numbers: GB 11643-1999 in shape and check digit, with a division prefix that is assigned to nobody.

The platform itself stores and checks numbers and never mints them; only this simulator does, and only under 99xxxx.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from huangce.simulate.streams import Ints, gather

CHECK_CHARACTERS = "10X98765432"  # ISO 7064 MOD 11-2, by the weighted sum modulo 11
WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
EPOCH = np.datetime64("1970-01-01", "D")
_PER_SEX = 497  # sequences of one sex on one day: 001-993 odd, 002-994 even; 996-999 were for centenarians
_OVERFLOW = 999_000  # prefixes from here on take what one day of one division cannot hold


def yyyymmdd(days: Ints) -> Ints:
    """Return days since 1970-01-01 as integers 19880229."""
    dates = EPOCH + days.astype("timedelta64[D]")
    months = dates.astype("datetime64[M]")
    years = months.astype("datetime64[Y]")
    year = years.astype(np.int64) + 1970
    month = (months - years).astype(np.int64) + 1
    day = (dates - months).astype(np.int64) + 1
    result: Ints = year * 10_000 + month * 100 + day
    return result


def years_of(days: Ints) -> Ints:
    """Return the calendar year of days since 1970-01-01."""
    return (EPOCH + days.astype("timedelta64[D]")).astype("datetime64[Y]").astype(np.int64) + 1970


def mint(rng: np.random.Generator, *, prefix: Ints, birth: Ints, sex: Ints) -> tuple[Ints, Ints]:
    """Return the first 17 digits and the sequence of a unique number for every person (sex 1 male, else female).

    Babies of one day and one division get neighbouring sequences, as registration offices hand them out.
    """
    if ((prefix < 990_000) | (prefix >= _OVERFLOW)).any():
        raise ValueError("a simulated number needs a prefix from 990000 to 998999")
    date = yyyymmdd(birth)
    odd = (sex == 1).astype(np.int64)
    key = (prefix * 100_000_000 + date) * 2 + odd
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])[: len(ordered)]
    place = np.arange(len(key)) - np.repeat(starts, np.diff(np.r_[starts, len(key)]))
    offset = np.repeat(rng.integers(0, _PER_SEX, len(starts)), np.diff(np.r_[starts, len(key)]))
    rank, base = np.empty_like(key), np.empty_like(key)
    rank[order], base[order] = place, (place + offset) % _PER_SEX
    spilled = rank >= _PER_SEX
    prefix = prefix.copy()
    if spilled.any():
        # Thousands of births on one day in one division happen only in simulations of millions: number them apart.
        rows = np.flatnonzero(spilled)
        _, day = np.unique(date[rows] * 2 + odd[rows], return_inverse=True)
        turn = np.argsort(np.argsort(day, kind="stable"), kind="stable") - np.searchsorted(np.sort(day), day)
        prefix[rows] = _OVERFLOW + turn // _PER_SEX
        base[rows] = turn % _PER_SEX
    sequence = base * 2 + odd + np.where(odd == 1, 0, 2)
    return (prefix * 100_000_000 + date) * 1000 + sequence, sequence


def mint_more(rng: np.random.Generator, *, prefix: Ints, birth: Ints, sex: Ints, taken: pl.Series) -> pl.Series:
    """Return unique numbers of 18 characters that are not among `taken`, for a few persons beside many."""
    body = prefix * 100_000_000 + yyyymmdd(birth)
    odd = (sex == 1).astype(np.int64)

    def drawn() -> pl.Series:
        return written(body * 1000 + rng.integers(0, _PER_SEX, len(body)) * 2 + odd + np.where(odd == 1, 0, 2))

    result = drawn()
    while True:
        again = result.is_in(taken.implode()) | ~result.is_first_distinct()
        if not again.any():
            return result
        result = drawn().zip_with(again, result)


def check_index(first17: Ints) -> Ints:
    """Return the index into `CHECK_CHARACTERS` for integers of 17 digits."""
    total = np.zeros(len(first17), dtype=np.int64)
    rest = first17.copy()
    for weight in WEIGHTS[::-1]:
        rest, digit = np.divmod(rest, 10)
        total += digit * weight
    return total % 11


def written(first17: Ints) -> pl.Series:
    """Return the 18 characters of numbers given by their first 17 digits."""
    return pl.Series(first17).cast(pl.String) + gather(list(CHECK_CHARACTERS), check_index(first17))


def old_form(numbers: pl.Expr) -> pl.Expr:
    """Return the 15-digit form of numbers of persons born from 1900 to 1999: no century, no check character."""
    return numbers.str.slice(0, 6) + numbers.str.slice(8, 9)
