"""Two tables to measure matching on: A, a register of N persons, B, a department's list of N/2 rows, and the truth.

The mixes are those that the project's figures for record linkage were measured with. What differs from reality:

- The first two characters of a number are never mistyped, and all numbers begin with 99 (nothing may look real).
- Errors are independent of each other and of the person; real ones come in clusters (one clerk, one office, one day).
- Homophones are drawn evenly from the characters of one sound (tone apart);
  sounds that only a dialect confuses (n/l, in/ing) do not occur.
- Names are more alike than in reality: given names are drawn character by character from short lists.
- Persons not in A belong to the families of A, share their addresses and may be twins of persons in A: harder than
  in reality.
- Nobody changes surname; former names and Latin letters do not occur; phones are never passed on to other persons.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from huangce.simulate import community, mistakes, numbers, tree, variants, wording
from huangce.simulate.streams import Bools, Ints, chance, gather, pick, some, stream

COLUMNS = ("row_id", "citizen_id", "name", "sex", "birth_date", "address", "division", "phone")
AS_OF = 20_269  # 2025-06-30
_STANDARD = {
    "missing": 0.10,  # no citizen number
    "mistyped": 0.03,
    "relative": 0.002,  # a relative's number
    "old_form": 0.02,  # 15 digits; share of those over sixty
    "full_width": 0.005,
    "lower_case": 0.20,  # share of the numbers that end in X
    "blanks": 0.005,
    "eaten": 0.0,
    "name": 0.05,  # homophone, look-alike or traditional character
    "birth": 0.02,  # wrong birth date
    "moved": 0.20,  # another address than in the register
    "stranger": 0.10,  # not in A
    "no_address": 0.0,
    "no_phone": 0.25,
}
MIXES: dict[str, dict[str, float]] = {
    "standard": _STANDARD,
    "hard": {**_STANDARD, "missing": 0.35, "no_address": 0.50},
}
_NAME_KINDS = (0.55, 0.25, 0.20)


def make(
    n: int, seed: int, mix: str | Mapping[str, float] = "standard", *, county: str = "511703"
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Return A (n rows), B (n // 2 rows) and the truth, the same for the same arguments.

    A and B have `COLUMNS`: row_id integer from 1, birth_date a date, the others text or null. The truth has one row for
    every row of B: `list_row_id`, `register_row_id` (null if the person is not in A), and what was done to the row:
    `number` (one of `mistakes.FATES`), `name_changed`, `birth_wrong`, `moved`. `mix` names one of `MIXES` or gives
    rates that replace some of the standard ones.
    """
    rates = MIXES[mix] if isinstance(mix, str) else {**_STANDARD, **mix}
    rows = n // 2
    outside = round(rows * rates["stranger"])
    settled = community.settle(seed, tree.county(county), persons=n + outside, as_of=AS_OF)
    rng = stream(seed, "linkage/draw")
    shuffled = rng.permutation(n + outside)
    in_register, strangers = shuffled[:n], shuffled[n:]
    known = rng.choice(n, rows - outside, replace=False)
    # Rows of B: a position in A, or -1 for a stranger, in random order.
    position = np.r_[known, np.full(outside, -1)]
    person = np.r_[in_register[known], strangers]
    order = rng.permutation(rows)
    position, person = position[order], person[order]
    a, phone = _register(stream(seed, "linkage/register"), settled, in_register)
    b, fate = _list(stream(seed, "linkage/list"), settled, person, rates, phone)
    truth = pl.DataFrame({"list_row_id": np.arange(1, rows + 1), "register_row_id": position + 1}).with_columns(
        pl.col("register_row_id").replace(0, None)
    )
    return a, b, truth.with_columns(fate)


def make_within(
    n: int, seed: int, *, twice: float = 0.002, county: str = "511703"
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return a register of n rows in which a share `twice` of the rows are second entries, and the true pairs.

    The second entry has a valid number of its own and differs in one of name, birth date or address. The pairs have
    `row_id` and `other_row_id`, the smaller first, and `differs`.
    """
    pairs = round(n * twice)
    settled = community.settle(seed, tree.county(county), persons=n - pairs, as_of=AS_OF)
    rng = stream(seed, "linkage/within")
    a, _ = _register(stream(seed, "linkage/register"), settled, np.arange(n - pairs))
    first = some(rng, np.arange(n - pairs), pairs)
    second = a[first]
    renamed = variants.vary(rng, second["name"], _NAME_KINDS)
    kind = pick(rng, (1, 1, 1), pairs)
    kind[(kind == 0) & (renamed == second["name"]).to_numpy()] = 2  # a few names have no variant
    born = second["birth_date"].to_physical().to_numpy().astype(np.int64)
    birth = np.where(kind == 1, mistakes.wrong_dates(rng, born), born)
    place = rng.integers(0, len(settled.places), pairs)
    elsewhere = wording.write(rng, settled.county, settled.places, place, wording.OFFICIAL)
    choices, weights = community.prefixes(settled.county)
    other_number = numbers.mint_more(
        rng,
        prefix=choices[pick(rng, weights, pairs)],
        birth=birth,
        sex=np.where((second["sex"] == "男").to_numpy(), 1, 2),
        taken=a["citizen_id"],
    )
    second = second.with_columns(
        name=renamed.zip_with(pl.Series(kind == 0), second["name"]),
        birth_date=_date(birth),
        address=elsewhere.zip_with(pl.Series(kind == 2), second["address"]),
        division=_division(settled, place).zip_with(pl.Series(kind == 2), second["division"]),
        citizen_id=other_number,
    )
    order = rng.permutation(n)
    place_of = np.argsort(order) + 1
    ends = np.sort(np.column_stack([place_of[first], place_of[n - pairs :]]), axis=1)
    mixed = pl.concat([a, second])[order].with_columns(row_id=pl.int_range(1, n + 1, dtype=pl.Int64))
    differs = gather(("name", "birth_date", "address"), kind)
    return mixed, pl.DataFrame({"row_id": ends[:, 0], "other_row_id": ends[:, 1], "differs": differs})


def _date(days: Ints) -> pl.Series:
    return pl.Series(days).cast(pl.Int32).cast(pl.Date)


def _phones(rng: np.random.Generator, size: int) -> pl.Series:
    """Return telephone numbers of the unassigned shape 100xxxxxxxx."""
    return pl.Series(rng.integers(10_000_000_000, 10_100_000_000, size)).cast(pl.String)


def _register(rng: np.random.Generator, settled: community.Community, rows: Ints) -> tuple[pl.DataFrame, pl.Series]:
    """Return table A for these people, and the telephone number of everybody (by row of `people`)."""
    everybody = settled.people
    people = everybody[rows]
    home = settled.home[people["household"].to_numpy()]
    phones = _phones(rng, len(everybody))
    a = pl.DataFrame(
        {
            "row_id": np.arange(1, len(rows) + 1),
            "citizen_id": people["citizen_id"],
            "name": people["name"],
            "sex": gather(("男", "女"), people["sex"].to_numpy() - 1),
            "birth_date": _date(people["birth"].to_numpy()),
            "address": wording.write(rng, settled.county, settled.places, home, wording.OFFICIAL),
            "division": _division(settled, home),
            "phone": _blank(phones[rows], chance(rng, 0.4, len(rows))),
        }
    )
    return a, phones


def _division(settled: community.Community, place: Ints) -> pl.Series:
    return gather(settled.county.villages["code"], settled.places["village"].to_numpy()[place])


def _blank(values: pl.Series, where: Bools) -> pl.Series:
    return values.set(pl.Series(where), None)


def relatives(household: Ints) -> Ints:
    """Return for everybody another row of the same household, or the own row where there is none."""
    rows = np.arange(len(household))
    following = np.roll(rows, -1)
    previous = np.roll(rows, 1)
    return np.where(
        household[following] == household, following, np.where(household[previous] == household, previous, rows)
    )


def _list(
    rng: np.random.Generator,
    settled: community.Community,
    person: Ints,
    rates: Mapping[str, float],
    phones: pl.Series,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return table B for these people, and what was done to its rows."""
    size = len(person)
    people = settled.people[person]
    relative = relatives(settled.people["household"].to_numpy())[person]
    birth = people["birth"].to_numpy()
    right = people["citizen_id"]
    fate = mistakes.fates(rng, rates, right, birth=birth, has_relative=relative != person, as_of=AS_OF)
    number = mistakes.apply(rng, right, fate, settled.people["citizen_id"][relative])
    renamed, wrong, moved = (chance(rng, rates[which], size) for which in ("name", "birth", "moved"))
    name = people["name"].clone()
    name.scatter(np.flatnonzero(renamed), variants.vary(rng, name.filter(pl.Series(renamed)), _NAME_KINDS))
    home = settled.home[people["household"].to_numpy()]
    place = np.where(moved, rng.integers(0, len(settled.places), size), home)
    address = wording.blur(rng, wording.write(rng, settled.county, settled.places, place, wording.CLERICAL), 0.04)
    new_phone = chance(rng, np.where(moved, 0.5, 0.2), size)
    phone = _phones(rng, size).zip_with(pl.Series(new_phone), phones[person])
    b = pl.DataFrame(
        {
            "row_id": np.arange(1, size + 1),
            "citizen_id": number,
            "name": name,
            "sex": gather(("男", "女"), people["sex"].to_numpy() - 1),
            "birth_date": _date(np.where(wrong, mistakes.wrong_dates(rng, birth), birth)),
            "address": _blank(address, chance(rng, rates["no_address"], size)),
            "division": _blank(_division(settled, place), chance(rng, 0.3, size)),
            "phone": _blank(phone, chance(rng, rates["no_phone"], size)),
        }
    )
    done = pl.DataFrame(
        {
            "number": gather(mistakes.FATES, fate),
            "name_changed": name != people["name"],
            "birth_wrong": wrong,
            "moved": moved,
        }
    )
    return b, done
