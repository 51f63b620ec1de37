"""Fold facts into state. Pure and total: it never refuses, it only reads.

Effective acts are those not voided by an effective act, resolved newest first, so that a reversal of a reversal
restores. Facts of effective acts apply in the order of the world (see `facts.RecordedFact.order`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from huangce.rules.facts import RecordedFact
from huangce.rules.state import Groups, Record


def voided(voids: Mapping[int, int]) -> set[int]:
    """Return the acts that are not effective, given act → the act that it voids.

    Newest first: an act voided by an effective act has no effect, so what it voids stands again.

    >>> sorted(voided({20: 10})), sorted(voided({20: 10, 30: 20}))
    ([10], [20])
    """
    gone: set[int] = set()
    for act in sorted(voids, reverse=True):
        if act not in gone:
            gone.add(voids[act])
    return gone


def fold(
    record: int,
    facts: Iterable[RecordedFact],
    *,
    as_of: date | None = None,
    without: frozenset[int] | set[int] = frozenset(),
    version: int = 0,
) -> Record:
    """Return the state of `record` from its facts (of effective acts only), by the end of day `as_of`.

    `without` leaves out acts; `version` is at least the newest act given.
    """
    kept = [
        one
        for one in facts
        if one.act not in without and one.fact.record == record and (as_of is None or one.fact.valid_from <= as_of)
    ]
    if len(kept) > 1:
        kept.sort(key=_order)
    return fold_in_order(record, kept, version=max((version, *(one.act for one in kept))))


def fold_in_order(record: int, facts: Sequence[RecordedFact], *, version: int) -> Record:
    """Return the state of `record` from effective facts that are all its own and in the order of the world."""
    groups: Groups = {}
    for _act, _ordinal, _day_order, (_record, group, items, _valid_from) in facts:
        stands = groups.get(group)
        if stands is None:
            groups[group] = dict(items)
        else:
            stands.update(items)
    return Record(record, groups, version, tuple(facts))


def _order(one: RecordedFact) -> tuple[date, int, int, int]:
    return (one.fact.valid_from, one.day_order, one.act, one.ordinal)
