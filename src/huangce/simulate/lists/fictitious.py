"""Entries of the register behind which there is nobody (虚假户口): invented names, in a household or on their own.

They come after all other entries, from a random stream of their own, so that a county without them is the same county.
One in four carries a number that fits: nothing written tells it from somebody who is away.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from huangce.simulate import community, mistakes, names, numbers
from huangce.simulate.families import YEAR
from huangce.simulate.lists.draft import Draft
from huangce.simulate.newcomers import REGISTERED
from huangce.simulate.relations import HEAD, NOT_RELATED, WORDS
from huangce.simulate.streams import chance, gather, pick, rounded
from huangce.simulate.traces import NO_EVIDENCE
from huangce.simulate.world import World

# Nobody is -1; those who never were are numbered from here downwards, so that each counts as one.
FIRST = -2
# What the row of one shows, beside those of `traces`: a number that cannot be its own.
IMPOSSIBLE = 3
_OTHER_RELATIVE = 97
_HUNG_ON = 0.5  # share of them that hang on a household; the others are a household of their own at its address
_MISTYPED, _OTHER_BIRTH, _FITS = 0.5, 0.25, 0.25


def with_invented(world: World, listed: Draft) -> Draft:
    """Return the register list with the invented entries at its end; each takes a household of it, or its address."""
    rng = world.rng("register/fictitious")
    size = rounded(rng, world.rates["fictitious"] * int((world.group == REGISTERED).sum()))
    family = np.flatnonzero((listed.table["household_kind"] == "家庭户").to_numpy())
    size = size if len(family) else 0
    host = family[rng.integers(0, len(family), size)] if size else np.zeros(0, dtype=np.int64)
    hung = chance(rng, _HUNG_ON, size)
    birth = world.as_of - (rng.uniform(18, 80, size) * YEAR).astype(np.int64)
    sex = rng.integers(1, 3, size)
    first, last = names.given_names(rng, numbers.years_of(birth), sex, rare=0.0)
    name = names.full_names(names.surnames(rng, size), first, last)
    kind = pick(rng, (_MISTYPED, _OTHER_BIRTH, _FITS), size)
    choices, weights = community.prefixes(world.county)
    number = numbers.mint_more(
        rng,
        prefix=choices[pick(rng, weights, size)],
        birth=np.where(kind == 1, mistakes.wrong_dates(rng, birth), birth),
        sex=sex,
        taken=listed.table["citizen_id"],
    )
    number = mistakes.mistyped(rng, number).zip_with(pl.Series(kind == 0), number)
    rows = listed.table[host]
    own = pl.Series(200_000_001 + len(world.collective) + np.arange(size)).cast(pl.String)
    said = np.where(hung, np.where(chance(rng, 0.5, size), _OTHER_RELATIVE, NOT_RELATED), HEAD)
    words = pl.Series(said).replace_strict(WORDS, return_dtype=pl.String)
    codes = pl.Series(said).cast(pl.String).str.zfill(2)
    coded = pl.Series(rows["relation"].str.contains(r"^\d+$"), dtype=pl.Boolean)
    nothing = pl.lit(None, dtype=pl.String)
    table = rows.with_columns(
        household_no=rows["household_no"].zip_with(pl.Series(hung), own),
        relation=codes.zip_with(coded, words),
        name=name,
        former_name=nothing,
        sex=gather(("男", "女"), sex - 1),
        birth_date=pl.Series(numbers.yyyymmdd(birth)).cast(pl.String),
        citizen_id=number,
        education=nothing,
        marital_status=nothing,
        moved_in_on=nothing,
    )
    return Draft(
        listed.kind,
        pl.concat([listed.table, table]),
        np.r_[listed.person, FIRST - np.arange(size)],
        np.r_[listed.place, listed.place[host]],
        np.r_[listed.evidence, np.where(kind < 2, IMPOSSIBLE, NO_EVIDENCE)],
    )
