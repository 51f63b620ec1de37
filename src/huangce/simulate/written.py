"""How identities and dates look when a department has written them down."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from huangce.simulate import mistakes, variants
from huangce.simulate.streams import Ints, chance, gather, pick
from huangce.simulate.world import World

# In a workbook, a cell that begins with one of these marks is a number or a date, not text; `files` takes it off.
NUMBER_CELL, DATE_CELL = "\x01", "\x02"

DATE_STYLES: dict[str, str] = {
    "iso": "%Y-%m-%d",
    "slash": "%Y/%-m/%-d",
    "compact": "%Y%m%d",
    "chinese": "%Y年%-m月%-d日",
    "dotted": "%Y.%m.%d",
    "timestamp": "%Y-%m-%d 00:00:00",
    "cell": DATE_CELL + "%Y-%m-%d",
}
_NAME_KINDS = (0.6, 0.22, 0.18)


@dataclass(frozen=True)
class Habits:
    """How one department writes: its usual dates, whether it uses a spreadsheet or a card reader.

    `missing` is the rate of rows without a number, empty where there is none without.
    """

    dates: str = "iso"
    spreadsheet: bool = False
    from_cards: bool = False
    missing: str = "number_missing_careful"


@dataclass(frozen=True)
class Identity:
    """Names, numbers and birth dates (days since 1970-01-01) as written for the persons asked for."""

    name: pl.Series
    number: pl.Series
    birth: Ints


def identities(world: World, rng: np.random.Generator, person: Ints, habits: Habits, *, has_birth: bool) -> Identity:
    """Write down who these persons are, with the department's mistakes.

    No row becomes unfindable: where the number fails, at most one of name and birth date is wrong too, and the name is
    right where the list has no birth date.
    """
    rates, size = world.rates, len(person)
    cards = habits.from_cards
    people = world.people[person]
    number, birth = people["citizen_id"], people["birth"].to_numpy()
    relative = relatives(world)[person]
    own = {
        "missing": rates[habits.missing] if habits.missing else 0.0,
        "mistyped": rates["number_mistyped_residents" if cards else "number_mistyped"],
        "relative": 0.0 if cards else rates["number_relative"],
        "old_form": 0.0 if cards else rates["number_old_form"],
        "eaten": 0.0 if cards else rates["number_eaten"],
        "full_width": rates["number_full_width"],
        "lower_case": rates["number_lower_case"],
        "blanks": rates["number_blanks"],
    }
    fate = mistakes.fates(rng, own, number, birth=birth, has_relative=relative != person, as_of=world.as_of)
    written = mistakes.apply(rng, number, fate, world.people["citizen_id"][relative])
    if habits.spreadsheet:
        # In the workbook itself the number is there, rounded to fifteen digits, as a number cell.
        eaten = np.flatnonzero((fate == mistakes.FATES.index("eaten")) & ~number.str.ends_with("X").to_numpy())
        written.scatter(eaten, NUMBER_CELL + number[eaten].str.slice(0, 15) + "000")
    unregistered = world.unnumbered[person]
    written = written.set(pl.Series(unregistered), None)
    failed = np.isin(fate, [mistakes.FATES.index(name) for name in ("missing", "mistyped", "relative", "eaten")])
    failed |= unregistered
    wrong = chance(rng, 0.0 if cards else rates["birth_wrong"], size) & has_birth
    renamed = chance(rng, rates["name_changed_residents" if cards else "name_changed"], size)
    renamed &= ~(failed & (wrong | (not has_birth)))
    return Identity(
        name=names(world, rng, people["name"], renamed),
        number=written,
        birth=np.where(wrong, np.minimum(mistakes.wrong_dates(rng, birth), world.as_of), birth),
    )


def relatives(world: World) -> Ints:
    """Return for everybody another person of the same household, or the person where there is none."""
    household = world.people["household"].to_numpy()
    rows = np.arange(len(household))
    after, before = np.roll(rows, -1), np.roll(rows, 1)
    return np.where(household[after] == household, after, np.where(household[before] == household, before, rows))


def names(world: World, rng: np.random.Generator, right: pl.Series, changed: np.ndarray) -> pl.Series:
    """Write names, with another character where `changed`, and now and then with blanks or another dot."""
    result = right.clone()
    rows = np.flatnonzero(changed)
    result.scatter(rows, variants.vary(rng, right[rows], _NAME_KINDS))
    spaced = np.flatnonzero(chance(rng, world.rates["name_spaced"], len(right)))
    kind = rng.integers(0, 4, len(spaced))
    frame = pl.DataFrame({"n": result[spaced], "k": kind})
    n = pl.col("n")
    short = n.str.len_chars() == 2
    result.scatter(
        spaced,
        frame.select(
            pl.when((pl.col("k") == 0) & short)
            .then(n.str.slice(0, 1) + "　" + n.str.slice(1))
            .when((pl.col("k") == 1) & short)
            .then(n.str.slice(0, 1) + "  " + n.str.slice(1))
            .when(pl.col("k") == 2)
            .then(" " + n)
            .otherwise(n + " ")
        ).to_series(),
    )
    dots = np.flatnonzero(result.str.contains("·").to_numpy() & chance(rng, 0.3, len(right)))
    other = gather(("•", "．", ".", "・"), rng.integers(0, 4, len(dots)))
    pieces = pl.DataFrame({"n": result[dots], "d": other}).select(pl.col("n").str.replace_all("·", pl.col("d")))
    return result.scatter(dots, pieces.to_series()) if len(dots) else result


def dates(world: World, rng: np.random.Generator, days: Ints, usual: str, *, spreadsheet: bool = False) -> pl.Series:
    """Write days since 1970-01-01 in the usual style of a list, a few in other styles; -1 gives null."""
    styles = [style for style in DATE_STYLES if spreadsheet or style != "cell"]
    other = rng.integers(0, len(styles), len(days))
    which = np.where(chance(rng, world.rates["date_other_style"], len(days)), other, styles.index(usual))
    dated = pl.Series(days).cast(pl.Int32).cast(pl.Date).set(pl.Series(days == -1), None)
    result = pl.Series([None], dtype=pl.String).new_from_index(0, len(days))
    for place, style in enumerate(styles):
        rows = np.flatnonzero(which == place)
        if len(rows):
            result.scatter(rows, dated[rows].dt.strftime(DATE_STYLES[style]))
    return result


def sexes(people: pl.DataFrame, words: tuple[str, str] = ("男", "女")) -> pl.Series:
    """Write the sexes of people."""
    return gather(words, people["sex"].to_numpy() - 1)


def serials(rng: np.random.Generator, prefix: str, digits: int, size: int) -> pl.Series:
    """Return `size` different serial numbers of so many digits behind a prefix."""
    low = 10 ** (digits - 1)
    return prefix + pl.Series(rng.choice(9 * low, size, replace=False) + low).cast(pl.String)


def phones(rng: np.random.Generator, size: int, *, missing: float = 0.15) -> pl.Series:
    """Return telephone numbers of the unassigned shape 100xxxxxxxx, some of them null."""
    numbers = pl.Series(rng.integers(10_000_000_000, 10_100_000_000, size)).cast(pl.String)
    return numbers.set(pl.Series(chance(rng, missing, size)), None)


def blanked(rng: np.random.Generator, values: pl.Series, rate: float, protected: np.ndarray | None = None) -> pl.Series:
    """Return the values with a share `rate` of them null, none of the `protected`."""
    empty = chance(rng, rate, len(values))
    return values.set(pl.Series(empty if protected is None else empty & ~protected), None)


def chosen(rng: np.random.Generator, words: tuple[str, ...], shares: tuple[float, ...], size: int) -> pl.Series:
    """Draw words by their shares; an empty word is null."""
    return gather(words, pick(rng, shares, size)).replace("", None)
