"""A list before it becomes a file: its columns as text, and for every row who and what stands behind it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from huangce.simulate.streams import Ints, some
from huangce.simulate.traces import NO_EVIDENCE
from huangce.simulate.world import World


@dataclass(frozen=True)
class Draft:
    """The rows of one list.

    `table` has the canonical columns of the list kind as text. Beside it by row: `person` (row of the world's people,
    -1 for nobody), `place` (row of the places that the address means, -1 for none), `evidence` (see `traces`).
    """

    kind: str
    table: pl.DataFrame
    person: Ints
    place: Ints
    evidence: Ints

    def __len__(self) -> int:
        return len(self.person)

    def take(self, rows: Ints) -> Draft:
        """Return the draft with these rows, in this order, repetitions included."""
        return Draft(self.kind, self.table[rows], self.person[rows], self.place[rows], self.evidence[rows])

    def without_table(self) -> Draft:
        """Return what the truth needs of the draft: whom and what its rows are about."""
        return Draft(self.kind, self.table.clear(), self.person, self.place, self.evidence)


def draft(kind: str, table: dict[str, pl.Series], person: Ints, place: Ints, evidence: Ints | None = None) -> Draft:
    """Put a draft together; without `evidence` its rows show nothing about where a person lives."""
    shown = np.full(len(person), NO_EVIDENCE) if evidence is None else evidence
    return Draft(kind, pl.DataFrame(table), person, place, shown)


def delivered(world: World, one: Draft, *, shuffled: bool = True) -> Draft:
    """Return the draft in the order of delivery, with the rows that come twice: right after, or again at the end."""
    rng = world.rng(f"delivered/{one.kind}")
    order = rng.permutation(len(one)) if shuffled else np.arange(len(one))
    twice = some(rng, np.arange(len(one)), int(world.rates["row_repeated"] * len(one)))
    at_once = rng.random(len(twice)) < 0.5
    where = np.r_[np.arange(len(one)), twice[at_once] + 0.5, len(one) + np.arange(int((~at_once).sum()))]
    rows = np.r_[order, order[twice[at_once]], order[twice[~at_once]]]
    return one.take(rows[np.argsort(where, kind="stable")])
